"""Does one event raise the risk of another close by and soon after?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import NotFinite, OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.bands import Closed, bands_from
from tryggve.engine.numerics.checks import (
    Floats,
    Wholes,
    as_measurements,
    as_wholes,
    check_whole,
    check_work,
    frozen,
)
from tryggve.engine.numerics.knox import (
    expected_table,
    knox_pairs,
    neighbours_in_time,
    permuted_products,
    permuted_tables,
    table_of,
)
from tryggve.engine.numerics.positions import (
    MOST_PAIRS,
    Metric,
    PairsOfEvents,
    as_positions,
    check_choice,
    pairs_within,
)

_LATEST = 1e12
_MOST_PERMUTATIONS = 100_000
_MOST_SIMULATED_CELLS = 2e7


@dataclass(frozen=True, slots=True)
class NearRepeatDesign:
    """How the pairs are measured, banded and compared with chance.

    `closed` says which end belongs to a band: "left" makes [0, 100), [100, 200) and "right" (0, 100],
    (100, 200], where the first is [0, 100] unless `is_lowest_included` is false. `typical` is what the ratio
    divides by: the mean or the median of the shuffled tables. `threads` changes the time and nothing else.
    """

    metric: Metric = "euclidean"
    closed: Closed = "left"
    is_lowest_included: bool = True
    typical: Literal["mean", "median"] = "mean"
    n_permutations: int = 999
    seed: int = 0
    threads: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class KnownPairs:
    """Pairs of events, each once: the numbers of the two events from 0, and how far apart they are."""

    first: ArrayLike
    second: ArrayLike
    distance: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class KnoxTable:
    """One row a distance band, one column a time band; all arrays have that shape.

    `observed` pairs; `expected` is their exact mean over all shuffles and `simulated_mean` and
    `simulated_median` those of the shuffles that were made. `ratio` is observed / typical: nan where neither the
    events nor any shuffle has a pair, infinite where only the events have. `p_values` are each cell's
    own, (r + 1) / (n + 1) for r of n shuffles with as many pairs or more; `adjusted_p_values` hold for the
    whole table at once. `poisson_p` is P(as many or more) and `poisson_p_beyond` P(more) by Knox's
    approximation. `n_pairs` is all pairs of events, near and far.
    """

    distance_bands: tuple[str, ...]
    time_bands: tuple[str, ...]
    observed: Wholes
    expected: Floats
    simulated_mean: Floats
    simulated_median: Floats
    ratio: Floats
    p_values: Floats
    adjusted_p_values: Floats
    poisson_p: Floats
    poisson_p_beyond: Floats
    n_events: int
    n_pairs: int
    n_permutations: int
    seed: int


@dataclass(frozen=True, slots=True)
class ModifiedKnox:
    """`statistic` is the close pairs less those that each event's own number of neighbours lets expect."""

    statistic: float
    p_value: float
    n_close_pairs: int
    expected: float
    n_events: int
    n_permutations: int
    seed: int


_USUAL = NearRepeatDesign()


def near_repeat(
    x: ArrayLike,
    y: ArrayLike,
    times: ArrayLike,
    *,
    distance_edges: ArrayLike,
    time_edges: ArrayLike,
    design: NearRepeatDesign = _USUAL,
) -> KnoxTable:
    """Are there more pairs of events close in both space and time than chance would make?

    Parameters
    ----------
    x, y : shape (n_events,), coordinates in a plane, in metres or any one unit. Not degrees.
    times : shape (n_events,), days as numbers of any unit, or dates or datetime64 (then days).
        Give whole days when the hour is not known, or a band of a day means something else.
    distance_edges : rising edges of the distance bands, from 0, in the unit of x; the last may be infinite.
    time_edges : rising edges of the time bands, in days; the last may be infinite.
    design : metric, which ends belong to a band, permutations, seed.

    Returns
    -------
    KnoxTable : observed and expected pairs, ratios and p-values of each cell, with the bands written out.

    Raises
    ------
    TooLittleData : fewer than two events make no pair.
    NotFinite, WrongShape, OutOfRange : for input that is no positions, times or edges.
    TooMuchWork : over 20 million pairs within the last finite distance, or 2e11 comparisons.

    Work: O(n log n + pairs * bands * permutations), where pairs are those within the last finite distance:
    what lies in an infinite band is had by subtraction from totals that no shuffle changes.
    Source: Knox (1964), Applied Statistics 13:25-29; Johnson et al. (2007), J. Quant. Criminology
    23:201-219 (permutation of the dates); Westfall & Young (1993), Resampling-based multiple testing, 2.3 (largest
    standardised excess over the table). Card: docs/methods/near_repeat.md.

    >>> table = near_repeat([0, 5, 900, 905], [0, 0, 0, 0], [1, 2, 50, 51], distance_edges=[0, 100], time_edges=[0, 7])
    >>> table.distance_bands, table.observed.tolist(), round(float(table.expected[0, 0]), 3)
    (('[0, 100)',), [[2]], 0.667)
    """
    positions = as_positions(x, y)
    days = _as_days(times, len(positions))
    distances = bands_from(
        distance_edges, "distance_edges", closed=design.closed, is_lowest_included=design.is_lowest_included
    )
    reach = float(distances.finite_limits.max(initial=0.0))
    pairs = pairs_within(positions, reach, design.metric)
    return _knox_table(pairs, days, distance_edges, time_edges, design)


def near_repeat_of_pairs(
    pairs: KnownPairs,
    times: ArrayLike,
    *,
    distance_edges: ArrayLike,
    time_edges: ArrayLike,
    design: NearRepeatDesign = _USUAL,
) -> KnoxTable:
    """The same question where distance follows streets, or is known in some other way.

    Parameters
    ----------
    pairs : the pairs of events within the last finite distance, each once, with their distance. Pairs that are
        left out count as farther away.
    times, distance_edges, time_edges, design : as in `near_repeat`; the metric is not used.

    Returns
    -------
    KnoxTable : as of `near_repeat`.

    Raises
    ------
    WrongShape : when a pair is given twice or an event is paired with itself.
    Otherwise as `near_repeat`.

    Work: as of `near_repeat`.
    Source: Knox (1964), Applied Statistics 13:25-29. Card: docs/methods/near_repeat.md.

    >>> pairs = KnownPairs(first=[0, 2], second=[1, 3], distance=[80.0, 40.0])
    >>> near_repeat_of_pairs(pairs, [1, 2, 50, 51], distance_edges=[0, 100], time_edges=[0, 7]).observed.tolist()
    [[2]]
    """
    days = _as_days(times)
    return _knox_table(_as_pairs(pairs, days.size), days, distance_edges, time_edges, design)


def modified_knox(
    x: ArrayLike,
    y: ArrayLike,
    times: ArrayLike,
    *,
    distance: float,
    duration: float,
    design: NearRepeatDesign = _USUAL,
) -> ModifiedKnox:
    """Do events close in space come close in time, beyond what busy places and busy weeks explain?

    Parameters
    ----------
    x, y, times : as in `near_repeat`.
    distance : pairs at most so far apart are close in space.
    duration : pairs at most so many days apart are close in time.
    design : metric, permutations, seed; the bands are closed to the right.

    Returns
    -------
    ModifiedKnox : close pairs less half the sum over events of (close in space) * (close in time) / (n - 1),
        with its p-value over shuffles of the times.

    Raises
    ------
    As `near_repeat`.

    Work: O(n log n + pairs * permutations); pairs in time are counted and not listed.
    Source: Baker (2004), Statistics in Medicine 23:1893-1910, the modified Knox test.
    Card: docs/methods/near_repeat.md.

    >>> answer = modified_knox([0, 5, 900, 905], [0, 0, 0, 0], [1, 2, 50, 51], distance=100, duration=7)
    >>> answer.n_close_pairs, round(answer.expected, 4), round(answer.statistic, 4)
    (2, 0.6667, 1.3333)
    """
    positions = as_positions(x, y)
    days = _as_days(times, len(positions))
    bands = bands_from([0.0, distance], "distance", closed="right")
    pairs = pairs_within(positions, float(bands.edges[-1]) if np.isfinite(distance) else 2e9, design.metric)
    knox = knox_pairs(pairs, days, bands, bands_from([0.0, duration], "duration", closed="right"))
    in_space = np.bincount(np.concatenate([knox.first, knox.second]), minlength=days.size)
    in_time = neighbours_in_time(knox)
    _check_design(design, n_cells=1)
    close = permuted_tables(knox, design.n_permutations, seed=design.seed, threads=design.threads)[:, 0, 0]
    observed = int(table_of(knox)[0, 0])
    scale = 2 * (days.size - 1)
    expected = float(in_space @ in_time) / scale
    statistic = observed - expected
    # In whole numbers, so that a tie is a tie.
    excess = scale * close - permuted_products(in_space, in_time, design.n_permutations, seed=design.seed)
    n_as_large = int((excess >= scale * observed - int(in_space @ in_time)).sum())
    return ModifiedKnox(
        statistic=statistic,
        p_value=(n_as_large + 1) / (design.n_permutations + 1),
        n_close_pairs=observed,
        expected=expected,
        n_events=days.size,
        n_permutations=design.n_permutations,
        seed=design.seed,
    )


def _knox_table(
    pairs: PairsOfEvents, days: Floats, distance_edges: ArrayLike, time_edges: ArrayLike, design: NearRepeatDesign
) -> KnoxTable:
    distances, durations = (
        bands_from(edges, name, closed=design.closed, is_lowest_included=design.is_lowest_included)
        for edges, name in ((distance_edges, "distance_edges"), (time_edges, "time_edges"))
    )
    _check_design(design, n_cells=len(distances.labels) * len(durations.labels))
    knox = knox_pairs(pairs, days, distances, durations)
    observed, expected = table_of(knox), expected_table(knox)
    simulated = permuted_tables(knox, design.n_permutations, seed=design.seed, threads=design.threads)
    mean, median = simulated.mean(axis=0), np.median(simulated, axis=0)
    typical = mean if design.typical == "mean" else median
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = observed / typical
    tables = {
        "observed": observed,
        "expected": expected,
        "simulated_mean": mean,
        "simulated_median": median,
        "ratio": ratio,
        "p_values": (1.0 + (simulated >= observed).sum(axis=0)) / (design.n_permutations + 1),
        "adjusted_p_values": _adjusted(observed, simulated),
        "poisson_p": _poisson_tail(observed, expected),
        "poisson_p_beyond": _poisson_tail(observed + 1, expected),
    }
    return KnoxTable(
        distance_bands=distances.labels,
        time_bands=durations.labels,
        n_events=days.size,
        n_pairs=knox.n_pairs,
        n_permutations=design.n_permutations,
        seed=design.seed,
        **{name: frozen(table) for name, table in tables.items()},  # type: ignore[arg-type]
    )


def _adjusted(observed: Wholes, simulated: Wholes) -> Floats:
    # The events' own table is one of the equally likely ones, so it is part of the mean and the spread.
    tables = np.concatenate([observed[None], simulated]).astype(np.float64)
    spread = tables.std(axis=0)
    excess = np.divide(tables - tables.mean(axis=0), spread, out=np.zeros_like(tables), where=spread > 0)
    largest = excess.reshape(len(tables), -1).max(axis=1)
    n_as_large = (largest[1:, None, None] >= excess[0] - 1e-12).sum(axis=0)
    return np.asarray((1.0 + n_as_large) / len(tables), dtype=np.float64)


def _poisson_tail(counts: Wholes, mean: Floats) -> Floats:
    from scipy.special import gammainc

    return np.where(counts > 0, gammainc(np.maximum(counts, 1), mean), 1.0)


def _check_design(design: NearRepeatDesign, *, n_cells: int) -> None:
    n_permutations = check_whole(design.n_permutations, "n_permutations", least=1, most=_MOST_PERMUTATIONS)
    check_whole(design.seed, "The seed", least=0, most=2**63 - 1)
    check_whole(design.threads, "threads", least=1, most=256)
    check_choice(design.typical, "What is typical", ("mean", "median"))
    check_work(n_permutations * n_cells, _MOST_SIMULATED_CELLS, "cells of shuffled tables")


def _as_days(values: ArrayLike, n_events: int | None = None) -> Floats:
    given = values if isinstance(values, np.ndarray) else np.array(values)
    if given.dtype.kind == "O" and given.size and all(isinstance(one, date) for one in given.ravel()):
        if any(getattr(one, "tzinfo", None) for one in given.ravel()):
            raise NotFinite("times have a time zone. Got a zoned moment. Give dates, or days as numbers.")
        given = given.astype("datetime64[us]")
    if given.dtype.kind == "M":
        if np.isnat(given).any():
            raise NotFinite("times must be known. Got NaT. Leave out events without a date.")
        given = (given - given.min()) / np.timedelta64(1, "D") if given.size else given.astype(np.float64)
    days = as_measurements(given, "times")
    if n_events is not None and days.size != n_events:
        raise WrongShape(f"There must be one time for each event. Got {days.size} for {n_events}. Give as many.")
    if days.size < 2:
        raise TooLittleData(f"There is no pair of events. Got {days.size} event(s). Give two or more.")
    if np.abs(days).max() > _LATEST:
        raise OutOfRange(f"times are no days. Got {np.abs(days).max():.3g}. Give days of one era as numbers.")
    return days


def _as_pairs(pairs: KnownPairs, n_events: int) -> PairsOfEvents:
    check_work(np.size(pairs.distance), MOST_PAIRS, "pairs of events")
    first, second = as_wholes(pairs.first, "first", least=0), as_wholes(pairs.second, "second", least=0)
    distance = as_measurements(pairs.distance, "distance")
    if not first.size == second.size == distance.size:
        raise WrongShape(
            f"The pairs do not fit each other. Got {first.size}, {second.size} and {distance.size}. Give one of each."
        )
    largest = max(first.max(initial=0), second.max(initial=0))
    if largest >= n_events or distance.min(initial=0.0) < 0:
        raise OutOfRange(
            f"A pair names no event or has no distance. Got event {largest} of {n_events} and distance "
            f"{distance.min(initial=0.0)}. Give events from 0 and distances of 0 or more."
        )
    codes = np.minimum(first, second) * np.int64(n_events) + np.maximum(first, second)
    n_different = np.unique(codes[first != second]).size
    if n_different < first.size:
        raise WrongShape(
            f"Each pair must be two events and given once. Got {first.size} pairs of which {n_different} are "
            f"different. Leave out the repeated ones."
        )
    return PairsOfEvents(first=first.astype(np.int32), second=second.astype(np.int32), distance=distance)
