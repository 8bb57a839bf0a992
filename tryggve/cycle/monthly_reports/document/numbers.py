"""The month's numbers, added up from the frozen pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.figures import Exposure, LevelFigure, levels
from tryggve.cycle.situation_pictures.queries import cells_of, latest_in_weeks
from tryggve.cycle.situation_pictures.shapes import PictureView
from tryggve.cycle.weekly_reports.queries import answers
from tryggve.cycle.weekly_reports.shapes import Answer
from tryggve.foundation.reference.queries import group_names
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth, Week

HISTORY_MONTHS = 12
_STATES = {
    Answer.SHARED: "shared",
    Answer.LATE: "late",
    Answer.NOTHING_TO_REPORT: "zero",
    Answer.SILENT: "missing",
    Answer.NOT_EXPECTED: "not_expected",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """The frozen pictures that a month and the twelve before it rest on."""

    month: ReportMonth
    pictures: Mapping[str, PictureView]
    tallies: Mapping[str, rules.MonthTally]
    missing: Sequence[Week]

    @property
    def now(self) -> rules.MonthTally:
        """This month's own."""
        return self.tallies[str(self.month)]

    @property
    def before(self) -> list[rules.MonthTally]:
        """The twelve months before, oldest first."""
        return [self.tallies[str(each)] for each in months_before(self.month, HISTORY_MONTHS)]


def months_before(month: ReportMonth, n: int) -> list[ReportMonth]:
    """The n months before, oldest first."""
    return [month + -back for back in range(n, 0, -1)]


def read_basis(viewer: Viewer, month: ReportMonth) -> Basis:
    """Read the frozen pictures of the month and of the twelve before it. Refuses a month without any."""
    months = [*months_before(month, HISTORY_MONTHS), month]
    weeks = [str(week) for each in months for week in each.weeks]
    pictures = {each.week: each for each in latest_in_weeks(viewer, weeks)}
    rules.check_has_pictures(month, pictures)
    tallies = {
        str(each): rules.tally({str(w): pictures[str(w)].body for w in each.weeks if str(w) in pictures})
        for each in months
    }
    own = {str(week): pictures[str(week)] for week in month.weeks if str(week) in pictures}
    tallies[str(month)] = rules.tally(
        {week: found.body | {"cells": cells_of(viewer, found)} for week, found in own.items()}
    )
    return Basis(month, pictures, tallies, rules.weeks_without(month.weeks, pictures))


def _judged(basis: Basis, table: str, keys: Sequence[str]) -> list[LevelFigure]:
    now = basis.now
    return levels(
        [getattr(now, table).get(key) for key in keys],
        [[getattr(each, table).get(key, 0 if each.answered else None) for each in basis.before] for key in keys],
        exposure_of(basis),
    )


def exposure_of(basis: Basis) -> Exposure:
    """How many weekly answers the month and each before it rests on."""
    return Exposure(tuple(each.answered for each in basis.before), basis.now.answered)


def row_of(count: int | None, figure: LevelFigure, *, is_sure_zero: bool) -> dict[str, Any]:
    """A number with its band and level."""
    level = figure.level
    if count is None:
        level = "unanswered"
    elif count == 0 and level != "less" and is_sure_zero:
        level = "zero"
    usual = None if figure.low is None or figure.high is None else {"low": figure.low, "high": figure.high}
    shown = {"nothing": "not_shared"} if count is None else count
    return {"count": shown, "usual": usual, "level": level, "series": None}


def has_gaps(basis: Basis, arrived: Mapping[str, Any]) -> bool:
    """Whether a week has no picture, or somebody has not answered."""
    return bool(basis.missing) or arrived["received"] < arrived["expected"]


def totals(basis: Basis) -> dict[str, Any]:
    """Occurrences and the reports behind them."""
    now = basis.now
    counted = {"nothing": "not_shared"} if now.occurrences is None else now.occurrences
    return {"occurrences": counted, "reports": now.reports, "late": now.late}


def groups(basis: Basis) -> list[dict[str, Any]]:
    """A to G."""
    names = group_names()
    now, sure = basis.now, _sure_zeros(basis)
    figures = _judged(basis, "groups", rules.LETTERS)
    return [
        {"letter": letter, "name": names[letter], **row_of(now.groups[letter], figure, is_sure_zero=letter in sure)}
        for letter, figure in zip(rules.LETTERS, figures, strict=True)
    ]


def areas(basis: Basis) -> list[dict[str, Any]]:
    """Most first; what has no area last."""
    now, sure = basis.now, _sure_zeros(basis)
    keys = sorted(now.areas, key=lambda key: (key == "", -(now.areas[key] or 0), now.area_names[key]))
    figures = _judged(basis, "areas", keys)
    return [
        {"key": key, "name": now.area_names[key], **row_of(now.areas[key], figure, is_sure_zero=key in sure)}
        for key, figure in zip(keys, figures, strict=True)
    ]


def _sure_zeros(basis: Basis) -> frozenset[str]:
    return frozenset() if basis.missing else basis.now.sure_zeros


def months(basis: Basis) -> dict[str, Any]:
    """Twelve months as the frozen weeks add up. A month with a gap is hatched."""
    shown = [*months_before(basis.month, HISTORY_MONTHS - 1), basis.month]
    tallies = [basis.tallies[str(each)] for each in shown]
    history = [[each.occurrences for each in basis.before]]
    usual = levels([basis.now.occurrences], history, exposure_of(basis))[0]
    is_known = usual.low is not None and usual.high is not None
    series: dict[str, Any] = {
        "labels": rules.month_labels(shown),
        "values": [each.occurrences for each in tallies],
        "low": [usual.low] * len(shown) if is_known else None,
        "high": [usual.high] * len(shown) if is_known else None,
        "missing": [
            len(tally.weeks) < len(month.weeks) or not tally.is_complete
            for month, tally in zip(shown, tallies, strict=True)
        ],
    }
    return series | ({"expected": [float(usual.median)] * len(shown)} if usual.median is not None else {})


def inbound(viewer: Viewer, basis: Basis, *, now: datetime) -> dict[str, Any]:
    """As each frozen week knew it; of a week without a picture, as it is known now."""
    states = {
        str(week): rules.last_states(basis.pictures[str(week)].body)
        for week in basis.month.weeks
        if str(week) in basis.pictures
    }
    for each in answers(viewer, [str(week) for week in basis.missing], now=now):
        waits = each.answer == Answer.SILENT and not each.is_due
        states.setdefault(each.week, {})[each.organisation_name] = "waiting" if waits else _STATES[each.answer]
    return rules.inbound(basis.month.weeks, states)


def weeks(basis: Basis) -> list[dict[str, Any]]:
    """What the month was made of: each week's frozen picture, by its hash."""
    found = []
    for week in basis.month.weeks:
        picture = basis.pictures.get(str(week))
        found.append(
            {
                "week": str(week),
                "number": week.number,
                "version": picture.version if picture else None,
                "edition": picture.edition_key if picture else None,
                "hash": picture.body_hash if picture else None,
            }
        )
    return found
