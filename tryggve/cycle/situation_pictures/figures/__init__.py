"""From shared reports to the picture's numbers: the only room here that asks the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tryggve.cycle.situation_pictures.figures.series import (
    FALSE_DISCOVERY_RATE,
    LEVEL,
    Judge,
    Reporting,
    Series,
    SeriesFigure,
    judge_together,
    weeks_before,
    weeks_read,
)
from tryggve.cycle.situation_pictures.figures.when import HotTimes, hot_times
from tryggve.cycle.situation_pictures.figures.where import (
    CLUSTER_RINGS,
    HEXAGON_RESOLUTION,
    LEAST_CERTAIN,
    LEAST_IN_CLUSTER,
    LEAST_IN_HEXAGON,
    REPLICATES,
    Hexagon,
    PlaceCluster,
    clusters,
    hexagons,
)
from tryggve.cycle.situation_pictures.rules import (
    GUARD_WEEKS,
    HISTORY_WEEKS,
    LONG_HISTORY_WEEKS,
    LONGEST_CLUSTER_WEEKS,
    POOLING_WEEKS,
    SCANNED_WEEKS,
    SHOWN_WEEKS,
    happenings,
)
from tryggve.cycle.situation_pictures.shapes import Happening, Report
from tryggve.kernel.weeks import Week

__all__ = [
    "Hexagon",
    "HotTimes",
    "PictureFigures",
    "PlaceCluster",
    "Reporting",
    "SeriesFigure",
    "clusters",
    "hexagons",
    "hot_times",
    "judge_together",
    "picture_figures",
    "weeks_before",
    "weeks_read",
]


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
    clusters: tuple[PlaceCluster, ...]
    parameters: Mapping[str, object]
    engine_version: str


def picture_figures(
    week: Week,
    reports: Sequence[Report],
    areas: Sequence[str],
    letters: Sequence[str],
    reporting: Reporting,
    *,
    judge: Judge = judge_together,
) -> PictureFigures:
    """Everything the picture says in numbers. `areas` are public ids; "" stands for no area."""
    from tryggve.engine import VERSION
    from tryggve.engine.numerics.seeds import seed_from

    weeks = weeks_read(week, min(reporting.expected, default=str(week)))
    found = happenings(reports)
    places = [*areas, ""]
    figures = Series(weeks, reporting).figures(found, places, letters, judge)
    pairs = {(area, letter): figures[(area, letter)] for area in places for letter in letters}
    this_week = [each for each in found if each.first.week == str(week)]
    shown = set(weeks[-SHOWN_WEEKS:])
    recent = [each for each in found if each.first.week in shown]
    hot = _hottest(pairs)
    # The same week gives the same chance, so that a version differs only by what was reported.
    seed = seed_from(f"clusters {week}")
    return PictureFigures(
        occurrences=sum(each.count for each in this_week),
        reports=sum(each.reports for each in this_week),
        late=sum(1 for each in reports if each.week == str(week) and each.is_late),
        total=figures[(None, None)],
        areas={area: figures[(area, None)] for area in places},
        groups={letter: figures[(None, letter)] for letter in letters},
        pairs=pairs,
        categories=_categories(found, str(week), str(week - 1)),
        hot_times=hot_times(_of(recent, hot)),
        hot_times_of=hot,
        hexagons=hexagons(recent),
        clusters=clusters(found, weeks[-SCANNED_WEEKS:], seed=seed),
        parameters=_parameters(figures.values(), seed),
        engine_version=VERSION,
    )


def _parameters(figures: Iterable[SeriesFigure], seed: int) -> dict[str, object]:
    """What the numbers rest on besides the reports: enough to work them out again."""
    return {
        "history_weeks": HISTORY_WEEKS,
        "guard_weeks": GUARD_WEEKS,
        "pooling_weeks": POOLING_WEEKS,
        "long_history_weeks": LONG_HISTORY_WEEKS,
        "shown_weeks": SHOWN_WEEKS,
        "level": LEVEL,
        "false_discovery_rate": FALSE_DISCOVERY_RATE,
        "methods": dict(sorted(Counter(figure.method for figure in figures if figure.method).items())),
        "least_in_hexagon": LEAST_IN_HEXAGON,
        "hexagon_resolution": HEXAGON_RESOLUTION,
        "clusters": {
            "scanned_weeks": SCANNED_WEEKS,
            "longest_weeks": LONGEST_CLUSTER_WEEKS,
            "rings": CLUSTER_RINGS,
            "replicates": REPLICATES,
            "least_incidents": LEAST_IN_CLUSTER,
            "largest_p_value": LEAST_CERTAIN,
            "seed": str(seed),
        },
    }


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
