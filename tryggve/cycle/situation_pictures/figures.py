"""From shared reports to the picture's numbers: the one file here that asks the engine."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from tryggve.cycle.situation_pictures.rules import GUARD_WEEKS, HISTORY_WEEKS, READ_WEEKS, SHOWN_WEEKS, happenings
from tryggve.cycle.situation_pictures.shapes import Happening, Report
from tryggve.kernel.weeks import Week

if TYPE_CHECKING:
    from tryggve.engine.series.expected import Deviation

K = TypeVar("K", bound=Hashable)

FALSE_DISCOVERY_RATE = 0.10
LEVEL = 0.95
#: The engine's words, in the document's.
_LEVELS = {"higher": "more", "lower": "less", "as_usual": "as_usual", "cannot_tell": "too_few"}
_HOUR_MINUTES = 60
#: Hexagons hide single incidents: fewer than this are not drawn (LOOK section 5).
LEAST_IN_HEXAGON = 3
HEXAGON_RESOLUTION = 9


@dataclass(frozen=True, slots=True)
class SeriesFigure:
    """One count over weeks and how this week stands to what is usual. `shown` is 12 weeks."""

    count: int
    low: int | None
    high: int | None
    level: str
    p_value: float | None
    labels: tuple[str, ...]
    shown: tuple[int | None, ...]
    missing: tuple[bool, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class HotTimes:
    """Incidents by weekday and hour; those whose hour is not known are counted apart."""

    counts: tuple[tuple[int, ...], ...]
    known: int
    spread: int
    unknown: int
    weekday: int | None
    start_hour: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Hexagon:
    """A cell with at least three incidents in twelve weeks. `boundary` is (lon, lat) pairs."""

    cell: str
    count: int
    boundary: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PictureFigures:
    """All numbers of one picture. Series are keyed by area, group letter, and (area, letter)."""

    occurrences: int
    reports: int
    late: int
    total: SeriesFigure
    areas: Mapping[str, SeriesFigure]
    groups: Mapping[str, SeriesFigure]
    pairs: Mapping[tuple[str, str], SeriesFigure]
    categories: Mapping[str, tuple[int, int, int]]
    hot_times: HotTimes
    hot_times_of: tuple[str, str] | None
    hexagons: tuple[Hexagon, ...]
    parameters: Mapping[str, object]
    engine_version: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """How many parties answered in each week, and how many were expected."""

    answered: Mapping[str, int]
    expected: Mapping[str, int]


def weeks_before(week: Week, n_weeks: int) -> list[str]:
    """The week and those before it, oldest first: n_weeks in all."""
    return [str(week - back) for back in range(n_weeks - 1, -1, -1)]


def picture_figures(
    week: Week, reports: Sequence[Report], areas: Sequence[str], letters: Sequence[str], reporting: Reporting
) -> PictureFigures:
    """Everything the picture says in numbers. `areas` are public ids; "" stands for no area."""
    from tryggve.engine import VERSION

    weeks = weeks_before(week, READ_WEEKS)
    found = happenings(reports)
    judge = _Judge(weeks, reporting)
    shown = set(weeks[-SHOWN_WEEKS:])
    this_week = [each for each in found if each.first.week == str(week)]
    places = [*areas, ""]
    pair_keys = [(area, letter) for area in places for letter in letters]
    pairs = judge.figures(found, pair_keys, lambda each: (each.first.area, each.first.category_code[0]))
    hot = _hottest(pairs)
    recent = [each for each in found if each.first.week in shown]
    return PictureFigures(
        occurrences=sum(each.count for each in this_week),
        reports=sum(each.reports for each in this_week),
        late=sum(1 for each in reports if each.week == str(week) and each.is_late),
        total=judge.figures(found, ["all"], lambda _each: "all")["all"],
        areas=judge.figures(found, places, lambda each: each.first.area),
        groups=judge.figures(found, letters, lambda each: each.first.category_code[0]),
        pairs=pairs,
        categories=_categories(found, str(week), str(week - 1)),
        hot_times=hot_times(_of(recent, hot)),
        hot_times_of=hot,
        hexagons=hexagons(recent),
        parameters={
            "history_weeks": HISTORY_WEEKS,
            "guard_weeks": GUARD_WEEKS,
            "shown_weeks": SHOWN_WEEKS,
            "level": LEVEL,
            "false_discovery_rate": FALSE_DISCOVERY_RATE,
            "least_in_hexagon": LEAST_IN_HEXAGON,
            "hexagon_resolution": HEXAGON_RESOLUTION,
        },
        engine_version=VERSION,
    )


class _Judge:
    """Counts by key and week, and asks the engine about all keys of one kind together."""

    def __init__(self, weeks: Sequence[str], reporting: Reporting) -> None:
        self.weeks = list(weeks)
        self.column = {week: index for index, week in enumerate(self.weeks)}
        answered = [reporting.answered.get(week, 0) for week in self.weeks]
        self.exposure = [float(number) for number in answered]
        self.silent = [
            number < reporting.expected.get(week, 0) for number, week in zip(answered, self.weeks, strict=True)
        ]

    def figures(
        self, found: Iterable[Happening], keys: Sequence[K], key_of: Callable[[Happening], K]
    ) -> dict[K, SeriesFigure]:
        """One figure for each key, zeros included. False discoveries are bounded over all keys."""
        from tryggve.engine.series.expected import compare_many

        counts = {key: [0] * len(self.weeks) for key in keys}
        told: Counter[K] = Counter()
        for each in found:
            key = key_of(each)
            if key in counts and each.first.week in self.column:
                counts[key][self.column[each.first.week]] += each.count
                if each.first.week == self.weeks[-1]:
                    told[key] += each.reports
        rows = [[self._known(row[index], index) for index in range(len(self.weeks))] for row in counts.values()]
        if not rows:
            return {}
        judged = compare_many(
            [row[-1] for row in rows],
            [row[:HISTORY_WEEKS] for row in rows],
            exposure=self.exposure[:HISTORY_WEEKS],
            next_exposure=self.exposure[-1],
            level=LEVEL,
            false_discovery_rate=FALSE_DISCOVERY_RATE,
        )
        return {
            key: self._figure(row, deviation, told[key])
            for (key, row), deviation in zip(counts.items(), judged, strict=True)
        }

    def _known(self, count: int, index: int) -> float:
        return float(count) if self.exposure[index] else math.nan

    def _figure(self, row: Sequence[int], deviation: Deviation, told: int) -> SeriesFigure:
        first = len(self.weeks) - SHOWN_WEEKS
        return SeriesFigure(
            count=row[-1],
            low=deviation.expected.low,
            high=deviation.expected.high,
            level=_LEVELS[deviation.verdict],
            p_value=deviation.p_value,
            labels=tuple(str(Week.parse(week).number) for week in self.weeks[first:]),
            shown=tuple(row[index] if self.exposure[index] else None for index in range(first, len(self.weeks))),
            missing=tuple(self.silent[first:]),
            reports=told,
        )


def _categories(found: Iterable[Happening], week: str, previous: str) -> dict[str, tuple[int, int, int]]:
    """Code → (this week, reports this week, the week before), for codes with something."""
    now, told, before = Counter[str](), Counter[str](), Counter[str]()
    for each in found:
        code = each.first.category_code.split(".")[0]
        if each.first.week == week:
            now[code] += each.count
            told[code] += each.reports
        elif each.first.week == previous:
            before[code] += each.count
    return {code: (now[code], told[code], before[code]) for code in sorted(now | before)}


def _hottest(pairs: Mapping[tuple[str, str], SeriesFigure]) -> tuple[str, str] | None:
    above = [(figure.p_value or 0.0, -figure.count, key) for key, figure in pairs.items() if figure.level == "more"]
    return min(above)[2] if above else None


def _of(found: Iterable[Happening], key: tuple[str, str] | None) -> list[Happening]:
    if key is None:
        return list(found)
    return [each for each in found if (each.first.area, each.first.category_code[0]) == key]


def _span(report: Report) -> tuple[datetime, datetime] | None:
    """When it can have happened, for the hour table; None when not even the day's hours are known."""
    if report.time_precision in ("day", "week"):
        return None
    if report.time_precision == "hour" and report.occurred_to == report.occurred_from:
        return report.occurred_from, report.occurred_from + timedelta(hours=1)
    return report.occurred_from, report.occurred_to


def hot_times(found: Iterable[Happening]) -> HotTimes:
    """Weekday × hour by aoristic weight (Ratcliffe 2002), rounded for showing."""
    from tryggve.engine.series.hot_times import busiest_window
    from tryggve.engine.series.hot_times import hot_times as table_of

    started: list[int] = []
    ended: list[int] = []
    unknown = 0
    for each in found:
        span = _span(each.first)
        if span is None:
            unknown += each.count
            continue
        started.extend([int(span[0].timestamp() // _HOUR_MINUTES)] * each.count)
        ended.extend([int(span[1].timestamp() // _HOUR_MINUTES)] * each.count)
    if not started:
        return HotTimes(tuple((0,) * 24 for _ in range(7)), 0, 0, unknown, None, None, None)
    answer = table_of(started, ended)
    busiest = busiest_window(answer.table)
    return HotTimes(
        counts=tuple(tuple(round(cell) for cell in row) for row in answer.table),
        known=answer.n_incidents,
        spread=answer.n_spread,
        unknown=unknown,
        weekday=busiest.weekday if busiest else None,
        start_hour=busiest.start_hour if busiest else None,
        share=busiest.share if busiest else None,
    )


def hexagons(found: Iterable[Happening]) -> tuple[Hexagon, ...]:
    """Cells with at least three incidents, most first. Built on the 100 m points, never on raw ones."""
    import h3

    counts: dict[str, int] = defaultdict(int)
    for each in found:
        if each.first.lat is not None and each.first.lon is not None:
            counts[h3.latlng_to_cell(each.first.lat, each.first.lon, HEXAGON_RESOLUTION)] += each.count
    kept = sorted(((count, cell) for cell, count in counts.items() if count >= LEAST_IN_HEXAGON), reverse=True)
    return tuple(
        Hexagon(cell, count, tuple((round(lon, 5), round(lat, 5)) for lat, lon in h3.cell_to_boundary(cell)))
        for count, cell in kept
    )
