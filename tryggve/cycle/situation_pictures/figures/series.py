"""How does each count stand to what is usual? From happenings to weekly series and to the engine's verdicts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tryggve.cycle.situation_pictures.rules import (
    GUARD_WEEKS,
    HISTORY_WEEKS,
    LONG_HISTORY_WEEKS,
    POOLING_WEEKS,
    READ_WEEKS,
    SCANNED_WEEKS,
    SHOWN_WEEKS,
)
from tryggve.cycle.situation_pictures.shapes import Happening
from tryggve.kernel.weeks import Week

if TYPE_CHECKING:
    from tryggve.engine.series.judgement import Judged

FALSE_DISCOVERY_RATE = 0.10
LEVEL = 0.95
#: The engine's words, in the document's.
_LEVELS = {"higher": "more", "lower": "less", "as_usual": "as_usual", "cannot_tell": "too_few"}

#: What is counted: an area or None for all of them, a group's letter or None for all.
Key = tuple[str | None, str | None]
#: Rows of weekly counts by key, and how many parties answered in each week, to a verdict for each key.
Judge = Callable[[Mapping[Key, Sequence[float]], Sequence[float]], Sequence["Judged"]]


@dataclass(frozen=True, slots=True)
class SeriesFigure:
    """One count over weeks and how this week stands to what is usual. `shown` is 12 weeks."""

    count: int
    low: int | None
    high: int | None
    level: str
    p_value: float | None
    method: str
    labels: tuple[str, ...]
    shown: tuple[int | None, ...]
    missing: tuple[bool, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Reporting:
    """How many parties answered in each week, and how many were expected."""

    answered: Mapping[str, int]
    expected: Mapping[str, int]


def weeks_before(week: Week, n_weeks: int) -> list[str]:
    """The week and those before it, oldest first: n_weeks in all."""
    return [str(week - back) for back in range(n_weeks - 1, -1, -1)]


def weeks_read(week: Week, began: str) -> list[str]:
    """What a picture reads: from the first week with a report, `began`; at least those that the scan looks at."""
    weeks = weeks_before(week, READ_WEEKS)
    return [each for each in weeks[:-SCANNED_WEEKS] if each >= began] + weeks[-SCANNED_WEEKS:]


def judge_together(rows: Mapping[Key, Sequence[float]], exposure: Sequence[float]) -> Sequence[Judged]:
    """The engine's verdict on the last week of each row. False discoveries are bounded over each kind of key."""
    from tryggve.engine.series.judgement import Judging
    from tryggve.engine.series.unusual import unusual

    areas = {area: code for code, area in enumerate(dict.fromkeys(area for area, _letter in rows if area is not None))}
    letters = {letter: code for code, letter in enumerate(dict.fromkeys(one for _area, one in rows if one is not None))}
    return unusual(
        [list(week) for week in zip(*rows.values(), strict=True)],
        exposure=exposure,
        areas=[-1 if area is None else areas[area] for area, _letter in rows],
        categories=[-1 if letter is None else letters[letter] for _area, letter in rows],
        judging=Judging(
            level=LEVEL,
            false_discovery_rate=FALSE_DISCOVERY_RATE,
            guard_weeks=GUARD_WEEKS,
            recent_weeks=HISTORY_WEEKS,
            pooling_weeks=POOLING_WEEKS,
            long_history_weeks=LONG_HISTORY_WEEKS,
        ),
    ).each()


class Series:
    """Counts by key and week: the whole, each area, each group, and each pair of them."""

    def __init__(self, weeks: Sequence[str], reporting: Reporting) -> None:
        self.weeks = list(weeks)
        self.column = {week: index for index, week in enumerate(self.weeks)}
        answered = [reporting.answered.get(week, 0) for week in self.weeks]
        self.exposure = [float(number) for number in answered]
        self.silent = [
            number < reporting.expected.get(week, 0) for number, week in zip(answered, self.weeks, strict=True)
        ]
        self.shown = range(len(self.weeks) - SHOWN_WEEKS, len(self.weeks))
        self.labels = tuple(str(Week.parse(self.weeks[index]).number) for index in self.shown)

    def figures(
        self,
        found: Iterable[Happening],
        areas: Sequence[str],
        letters: Sequence[str],
        judge: Judge = judge_together,
    ) -> dict[Key, SeriesFigure]:
        """One figure for each key, zeros included."""
        keys: list[Key] = [(None, None), *((area, None) for area in areas), *((None, letter) for letter in letters)]
        keys += [(area, letter) for area in areas for letter in letters]
        counts = {key: [0] * len(self.weeks) for key in keys}
        told = dict.fromkeys(keys, 0)
        last = len(self.weeks) - 1
        for each in found:
            week = self.column.get(each.first.week)
            if week is None:
                continue
            area, letter = each.first.area, each.first.category_code[0]
            for key in ((None, None), (area, None), (None, letter), (area, letter)):
                if key in counts:
                    counts[key][week] += each.count
                    told[key] += each.reports if week == last else 0
        judged = judge({key: self._known(row) for key, row in counts.items()}, self.exposure)
        return {
            key: self._figure(row, verdict, told[key])
            for (key, row), verdict in zip(counts.items(), judged, strict=True)
        }

    def _known(self, row: Sequence[int]) -> list[float]:
        return [float(count) if watched else math.nan for count, watched in zip(row, self.exposure, strict=True)]

    def _figure(self, row: Sequence[int], judged: Judged, reports: int) -> SeriesFigure:
        return SeriesFigure(
            count=row[-1],
            low=judged.low,
            high=judged.high,
            level=_LEVELS[judged.verdict],
            p_value=judged.p_value,
            method=judged.method,
            labels=self.labels,
            shown=tuple(row[index] if self.exposure[index] else None for index in self.shown),
            missing=tuple(self.silent[self.shown.start :]),
            reports=reports,
        )
