"""Did the areas with the measure change more than areas without it, judged by chance's own shuffling?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, as_counts, as_wholes, check_level, check_whole, check_work
from tryggve.engine.numerics.seeds import generator

Scale = Literal["ratio", "difference"]

_MOST_NUMBERS = 4_000_000
_MOST_AREAS = 2_000
_MOST_WORK = 2e8
_ENUMERATE_UP_TO = 20_000
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Shuffling:
    """How the areas are dealt anew: all ways when there are at most 20,000, else `n_replicates` of them."""

    n_replicates: int = 9_999
    seed: int = 0

    def __post_init__(self) -> None:
        check_whole(self.n_replicates, "n_replicates", least=99, most=1_000_000)
        generator(self.seed)


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    """`estimate` is the treated areas' mean change less the others'.

    On the scale `ratio` a change is the logarithm of after over before, and `ratio` reads the estimate as
    after / before here over there; on `difference` it is incidents a week. `low` and `high` are None where
    so few areas set no limit, and `reason` says so. `smallest_p` is the smallest p-value that so few areas
    could ever give, in either direction.
    """

    estimate: float
    low: float | None
    high: float | None
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p_value: float
    smallest_p: float
    reason: Literal["", "too_few_areas"]
    changes: tuple[float, ...]
    n_ways: int
    is_exact: bool
    scale: Scale
    level: float


@dataclass(frozen=True, slots=True)
class PlaceboInTime:
    """The estimate had the measure begun at `start`, when it had not. Few p-values should be small."""

    start: int
    estimate: float
    p_value: float


def difference_in_differences(
    counts: ArrayLike,
    treated: ArrayLike,
    *,
    start: int,
    scale: Scale = "ratio",
    shuffling: Shuffling | None = None,
    level: float = 0.95,
) -> DifferenceInDifferences:
    """Did the measure's areas change more than the others?

    Parameters
    ----------
    counts : shape (n_areas, n_weeks), incidents; nan for a week that was not counted in an area.
    treated : shape (n_areas,), 1 for an area with the measure, else 0. Areas without it are the control,
        and each is a placebo: what it would have been called, had it been chosen.
    start : how many of the weeks lie before the measure.
    scale : `ratio` compares shares (areas of different size), `difference` incidents a week.
    shuffling : how many ways the areas are dealt anew, and the seed.
    level : confidence, 0.5 up to 1.

    Returns
    -------
    DifferenceInDifferences : p-value and interval from dealing the label of treated to the areas in all
        ways (or many): right however few areas and however the weeks depend on each other, as long as the
        areas would have been alike. Half of the observed way is counted (mid-p), so that the interval holds
        as often as it says.

    Raises
    ------
    TooLittleData : without a treated area and two others, or an area without a known week in a window.
    TooFewIncidents : no incident before or none after in all areas.
    NotCounts, WrongShape, OutOfRange : for input that cannot be such counts.
    TooMuchWork : beyond 4,000,000 numbers, 2,000 areas, or 200 million areas times ways.

    Work: O(n_areas x n_weeks + n_areas x ways).

    Source: Fisher (1935), The Design of Experiments; Rosenbaum (2002), Observational Studies, section 2.7 (interval
    by inversion); for few areas Conley & Taber (2011), Rev. Econ. Statist. 93:113-125; mid-p Lancaster (1961).
    Card: docs/methods/difference_in_differences.md.

    >>> before = [[30], [28], [31], [29], [30], [33], [27], [30], [32], [29]]
    >>> after = [[14], [15], [13], [16], [30], [31], [28], [29], [33], [31]]
    >>> answer = difference_in_differences(np.hstack([before, after]), [1] * 4 + [0] * 6, start=1)
    >>> round(answer.ratio, 2), answer.ratio_high < 1, answer.n_ways
    (0.5, True, 210)
    """
    check_level(level)
    table, chosen = _areas(counts, treated)
    check_whole(start, "start", least=1, most=max(1, table.shape[1] - 1))
    changes = _changes(table, start, scale)
    rule = shuffling or Shuffling()
    ways, is_exact = _ways(chosen, rule)
    estimate, others, limits = _dealt(changes, chosen, ways)
    n_ways = others.size if is_exact else others.size + 1
    p_value = _two_sided(estimate, others, is_exact=is_exact)
    low, high = _inverted(limits, n_ways, level)
    is_ratio = scale == "ratio"
    return DifferenceInDifferences(
        estimate=estimate,
        low=low,
        high=high,
        ratio=_exp(estimate) if is_ratio else None,
        ratio_low=_exp(low) if is_ratio and low is not None else 0.0,
        ratio_high=_exp(high) if is_ratio and high is not None else None,
        p_value=p_value,
        smallest_p=1 / n_ways,
        reason="too_few_areas" if low is None or high is None else "",
        changes=tuple(changes.tolist()),
        n_ways=n_ways,
        is_exact=is_exact,
        scale=scale,
        level=level,
    )


def placebos_in_time(
    counts: ArrayLike,
    treated: ArrayLike,
    *,
    start: int,
    scale: Scale = "ratio",
    shuffling: Shuffling | None = None,
) -> tuple[PlaceboInTime, ...]:
    """Did the same areas part from the others before there was a measure?

    Parameters
    ----------
    counts, treated, scale, shuffling : as in `difference_in_differences`.
    start : how many of the weeks lie before the measure. Only they are used; the measure is thought to
        begin after a third, a half, and two thirds of them.

    Returns
    -------
    one PlaceboInTime for each thought beginning. A small p-value says that the areas were already parting.

    Raises
    ------
    TooLittleData : when fewer than six weeks lie before.
    Other refusals : as `difference_in_differences`.

    Source: Abadie, Diamond & Hainmueller (2015), Am. J. Polit. Sci. 59:495-510, in-time placebos.
    Card: docs/methods/difference_in_differences.md.

    >>> counts = [[9, 8, 9, 7, 9, 8, 2, 3], [5, 6, 5, 6, 5, 6, 5, 6], [7, 7, 8, 7, 7, 8, 7, 7]]
    >>> [placebo.start for placebo in placebos_in_time(counts, [1, 0, 0], start=6)]
    [2, 3, 4]
    """
    table, chosen = _areas(counts, treated)
    check_whole(start, "start", least=1, most=max(1, table.shape[1]))
    if start < 6:
        raise TooLittleData(f"There are too few weeks before. Got {start}. Give at least 6 for placebos in time.")
    thought = sorted({start // 3, start // 2, 2 * start // 3})
    answers = [
        difference_in_differences(table[:, :start], chosen, start=at, scale=scale, shuffling=shuffling)
        for at in thought
    ]
    return tuple(PlaceboInTime(at, each.estimate, each.p_value) for at, each in zip(thought, answers, strict=True))


Mask = np.typing.NDArray[np.bool_]


def _areas(counts: ArrayLike, treated: ArrayLike) -> tuple[Floats, Mask]:
    table = as_counts(counts, "counts", n_dimensions=2, may_miss=True)
    check_work(table.size, _MOST_NUMBERS, "numbers")
    check_work(table.shape[0], _MOST_AREAS, "areas")
    labels = as_wholes(treated, "treated", least=0)
    if labels.size != table.shape[0] or (labels > 1).any():
        raise WrongShape(
            f"treated does not fit the areas. Got {labels.size} labels for {table.shape[0]} areas. "
            f"Give 0 or 1 for each."
        )
    chosen = labels == 1
    if chosen.sum() < 1 or (~chosen).sum() < 2 or table.shape[1] < 2:
        raise TooLittleData(
            f"There are too few areas. Got {int(chosen.sum())} with the measure, {int((~chosen).sum())} without, and "
            f"{table.shape[1]} weeks. Give at least one, two, and two."
        )
    if np.nanmax(table, initial=0.0) > 1e12:
        raise OutOfRange("A count is out of range. Got more than 1e12. Give incidents of areas.")
    return table, chosen


def _changes(table: Floats, start: int, scale: Scale) -> Floats:
    # Each area's change from its own weeks that are known.
    known = ~np.isnan(table)
    weeks = np.stack([known[:, :start].sum(axis=1), known[:, start:].sum(axis=1)])
    if weeks.min() == 0:
        area = int(np.argmin(weeks.min(axis=0)))
        raise TooLittleData(f"An area has no known week. Got none in a window for area {area}. Leave the area out.")
    sums = np.stack([np.nansum(table[:, :start], axis=1), np.nansum(table[:, start:], axis=1)])
    if sums.sum(axis=1).min() == 0:
        raise TooFewIncidents(
            "There is nothing to compare. Got no incidents before or none after. Choose longer windows."
        )
    if scale == "difference":
        return np.asarray(sums[1] / weeks[1] - sums[0] / weeks[0], dtype=np.float64)
    # Half an incident keeps an area with a zero (Haldane 1956).
    rates = np.log(sums + 0.5) - np.log(weeks)
    return np.asarray(rates[1] - rates[0], dtype=np.float64)


def _ways(chosen: Mask, rule: Shuffling) -> tuple[Mask, bool]:
    n, k = chosen.size, int(chosen.sum())
    total = math.comb(n, k)
    is_exact = total <= _ENUMERATE_UP_TO
    rows = total if is_exact else rule.n_replicates
    check_work(rows * n, _MOST_WORK, "areas times ways")
    ways = np.zeros((rows, n), dtype=np.bool_)
    if is_exact:
        at = np.array(list(combinations(range(n), k)))
    else:
        at = np.argsort(generator(rule.seed).random((rows, n)), axis=1)[:, :k]
    ways[np.arange(rows)[:, None], at] = True
    return ways, is_exact


def _dealt(changes: Floats, chosen: Mask, ways: Mask) -> tuple[float, Floats, Floats]:
    # The estimate of each way; and, for each, the true effect at which it equals the observed one.
    n, k = chosen.size, int(chosen.sum())
    inside = ways @ changes
    values = inside / k - (changes.sum() - inside) / (n - k)
    estimate = float(changes[chosen].mean() - changes[~chosen].mean())
    overlap = (ways & chosen).sum(axis=1)
    share = overlap / k - (k - overlap) / (n - k)
    is_other = share < 1 - _SAME
    return estimate, values, (estimate - values[is_other]) / (1 - share[is_other])


def _two_sided(estimate: float, others: Floats, *, is_exact: bool) -> float:
    slack = _SAME * (1 + abs(estimate))
    above, below = (others > estimate + slack).sum(), (others < estimate - slack).sum()
    same = others.size - above - below + (0 if is_exact else 1)
    return float(min(1.0, 2 * (min(above, below) + same / 2) / (others.size + (0 if is_exact else 1))))


def _inverted(limits: Floats, n_ways: int, level: float) -> tuple[float | None, float | None]:
    # For a true effect t, the observed way is as extreme as those whose limit lies beyond t. Half of the
    # observed way counts: t is refused when (number beyond + 1/2) / n_ways is at most half of 1 - level.
    ordered = np.sort(limits)
    allowed = (1 - level) / 2 * n_ways - 0.5
    if allowed < 0:
        return None, None
    place = math.floor(allowed + 1e-9)
    if place >= ordered.size:
        return None, None
    return float(ordered[place]), float(ordered[-1 - place])


def _exp(logarithm: float) -> float:
    return math.exp(max(-700.0, min(700.0, logarithm)))
