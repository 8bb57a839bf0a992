"""How many events lie where and when, and how many should there be?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import NotCounts, OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import (
    Floats,
    Wholes,
    as_counts,
    as_measurements,
    as_wholes,
    check_whole,
    check_work,
    frozen,
)
from tryggve.engine.numerics.scan_input import n_dimensions_of

MOST_CELLS = 1e8
_STEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class TrendBaselines:
    """log(expected / population) = intercept + slope x (periods since the last one of the history).

    `expected` : shape (n_locations, n_periods), also for the history's own periods.
    """

    intercept: float
    slope: float
    expected: Floats


def count_events(locations: ArrayLike, periods: ArrayLike, *, n_locations: int, n_periods: int) -> Wholes:
    """How many events has each location in each period?

    Parameters
    ----------
    locations, periods : shape (n_events,), whole numbers from 0: the place of each event among the
        locations, and that of its week or day.
    n_locations, n_periods : the size of the table, also where nothing happened.

    Returns
    -------
    Shape (n_locations, n_periods), closed for writing.

    Raises
    ------
    WrongShape, OutOfRange : when the two do not fit each other, or a number lies outside the table.
    TooMuchWork : above 1e8 cells.

    Work: O(n_events + n_locations x n_periods).

    Source: a count. Card: docs/methods/space_time_scan.md.

    >>> count_events([0, 1, 1], [0, 2, 2], n_locations=2, n_periods=3).tolist()
    [[1, 0, 0], [0, 0, 2]]
    """
    rows = check_whole(n_locations, "The number of locations", least=1, most=10**8)
    columns = check_whole(n_periods, "The number of periods", least=1, most=10**8)
    check_work(float(rows) * columns, MOST_CELLS, "cells")
    where, when = as_wholes(locations, "locations", least=0), as_wholes(periods, "periods", least=0)
    if where.size != when.size:
        raise WrongShape(
            f"Locations and periods do not fit each other. Got {where.size} and {when.size}. Give both for each event."
        )
    if where.size and (where.max() >= rows or when.max() >= columns):
        raise OutOfRange(
            f"An event lies outside the table. Got location {where.max()} and period {when.max()} as the last. "
            f"Give locations below {rows} and periods below {columns}."
        )
    table = np.bincount(where * columns + when, minlength=rows * columns).reshape(rows, columns).astype(np.int64)
    frozen(table)
    return table


def population_between(known_at: ArrayLike, population: ArrayLike, edges: ArrayLike) -> Floats:
    """How much person-time has each period, when the population is known at a few times only?

    Straight lines between the times known, and constant before the first and after the last. SaTScan
    takes a population known for a year as that of its first of July.

    Parameters
    ----------
    known_at : shape (n_known,), rising times, such as days.
    population : shape (n_known, …), people at each; further dimensions are places and strata.
    edges : shape (n_periods + 1,), rising times in the same unit, where periods begin and the last one ends.

    Returns
    -------
    Shape (n_periods, …), people times the length of the period.

    Raises
    ------
    WrongShape, OutOfRange, NotFinite, NotCounts : when times do not rise, the arrays do not fit each other, or
        a population is negative.

    Work: O(n_periods x size of population).

    Source: SaTScan User Guide 10, Population file; the integral of a broken line.
    Card: docs/methods/space_time_scan.md.

    >>> population_between([0, 10], [100, 200], [0, 5, 10, 20]).tolist()
    [625.0, 875.0, 2000.0]
    """
    times, cuts = _rising(known_at, "known_at", least=1), _rising(edges, "edges", least=2)
    people = as_measurements(population, "population", n_dimensions=n_dimensions_of(population, "population"))
    if people.ndim == 0 or people.shape[0] != times.size:
        raise WrongShape(
            f"The population does not fit its times. Got shape {people.shape} and {times.size} times. "
            f"Give one row for each time."
        )
    if (people < 0).any():
        raise NotCounts(f"A population is negative. Got {people.min()}. Give 0 or more.")
    # The integral of each known time's share of the line, up to each edge.
    until = np.stack([_integral(times, one, cuts) for one in np.eye(times.size)], axis=1)
    return np.tensordot(np.diff(until, axis=0), people, axes=1)


def standardised_expected(counts: ArrayLike, population: ArrayLike) -> Floats:
    """How many cases are expected where and when, if each age and sex had the same rate everywhere?

    Indirect standardisation: each stratum's cases over its population in all places and periods, times the
    population here and now.

    Parameters
    ----------
    counts, population : shape (n_locations, n_periods, n_strata), cases and people or person-time.

    Returns
    -------
    Shape (n_locations, n_periods), summing to all cases; give it to `scan_poisson` as population.

    Raises
    ------
    WrongShape, NotCounts, NotFinite : when the two do not fit each other, a population is negative, or a stratum
        has cases but no population.

    Work: O(size of counts).

    Source: Kulldorff (1997), section 5; SaTScan User Guide 10, Covariate adjustments.
    Card: docs/methods/space_time_scan.md.

    >>> standardised_expected([[[3, 1]], [[1, 1]]], [[[100, 10]], [[100, 30]]]).tolist()
    [[2.5], [3.5]]
    """
    cases = as_counts(counts, "counts", n_dimensions=3)
    people = as_measurements(population, "population", n_dimensions=3)
    if cases.shape != people.shape:
        raise WrongShape(
            f"Counts and population do not fit each other. Got shapes {cases.shape} and {people.shape}. "
            f"Give both for each location, period and stratum."
        )
    in_stratum, of_stratum = cases.sum(axis=(0, 1)), people.sum(axis=(0, 1))
    if (people < 0).any() or ((of_stratum <= 0) & (in_stratum > 0)).any() or not np.isfinite(of_stratum).all():
        raise NotCounts(
            f"A population is impossible. Got {people.min(initial=0.0)} as the least, or none in a stratum that has "
            f"cases. Give 0 or more, and more than 0 in such strata."
        )
    rates = np.divide(in_stratum, of_stratum, out=np.zeros_like(in_stratum), where=of_stratum > 0)
    return np.asarray(people @ rates)


def trend_baselines(counts: ArrayLike, population: ArrayLike, *, n_history: int) -> TrendBaselines:
    """How many cases does the history expect, if every place had the same rate and the rate changed steadily?

    Poisson regression with the logarithm of the population as offset, fitted to the first `n_history` periods,
    and carried on to the rest.

    Parameters
    ----------
    counts, population : shape (n_locations, n_periods), cases and people; population above 0.
    n_history : periods that are fitted, from the first, at least 2.

    Returns
    -------
    TrendBaselines : coefficients, and expected cases for `scan_expectation_poisson`.

    Raises
    ------
    WrongShape, NotCounts, NotFinite, OutOfRange : when the two do not fit each other, a population is not above
        0, or the history is not part of the table.
    TooLittleData : when cases of the history lie in one period or none, so that no trend can be told.

    Work: O(size of counts), some ten passes.

    Source: McCullagh & Nelder (1989), Generalized Linear Models, section 2.5. Card: docs/methods/space_time_scan.md.

    >>> answer = trend_baselines([[2, 4, 8, 0]], [[10, 10, 10, 10]], n_history=3)
    >>> round(float(answer.expected[0, 3]), 6), round(answer.slope, 6)
    (16.0, 0.693147)
    """
    cases = as_counts(counts, "counts", n_dimensions=2)
    people: Floats = as_measurements(population, "population", n_dimensions=2)
    if cases.shape != people.shape or not ((people > 0) & (people < 1e12)).all():
        raise WrongShape(
            f"Counts and population do not fit each other. Got shapes {cases.shape} and {people.shape}, "
            f"{people.min(initial=np.inf)} people as the least. Give both for each location and period, people above 0."
        )
    n = check_whole(n_history, "The number of periods in the history", least=2, most=max(2, cases.shape[1]))
    in_period: Floats = cases[:, :n].sum(axis=0)
    of_period: Floats = people[:, :n].sum(axis=0)
    if cases.shape[1] < n or (in_period > 0).sum() < 2:
        raise TooLittleData(
            f"The history cannot show a trend. Got {cases.shape[1]} periods, {int((in_period > 0).sum())} of the "
            f"history with cases. Give at least two with cases."
        )
    time: Floats = np.arange(cases.shape[1], dtype=np.float64) - (n - 1.0)
    intercept, slope = _fitted(time[:n], in_period, of_period)
    with np.errstate(over="ignore"):
        expected = people * np.exp(intercept + slope * time)
    if not np.isfinite(expected).all():
        raise OutOfRange(f"The trend runs away. Got a slope of {slope:.3g} a period. Give a longer history.")
    frozen(expected)
    return TrendBaselines(intercept=intercept, slope=slope, expected=expected)


def _fitted(time: Floats, cases: Floats, people: Floats) -> tuple[float, float]:
    # Every place of a period has the same rate, so the periods' sums say all. Newton's method with halving.
    intercept, slope = float(np.log(cases.sum() / people.sum())), 0.0
    for _ in range(_STEPS):
        mean = people * np.exp(intercept + slope * time)
        score = np.array([(cases - mean).sum(), ((cases - mean) * time).sum()])
        information = np.array([[mean.sum(), (mean * time).sum()], [(mean * time).sum(), (mean * time**2).sum()]])
        step = np.linalg.solve(information, score)
        step *= min(1.0, 1.0 / float(np.abs(step).max() + 1e-300))
        intercept, slope = intercept + float(step[0]), slope + float(step[1])
        if np.abs(step).max() < 1e-13:
            break
    return intercept, slope


def _rising(values: ArrayLike, name: str, *, least: int) -> Floats:
    times = as_measurements(values, name)
    if times.size < least or (np.diff(times) <= 0).any():
        raise OutOfRange(f"{name} must be rising times. Got {times.tolist()[:5]}. Give at least {least}, each later.")
    return times


def _integral(times: Floats, height: Floats, cuts: Floats) -> Floats:
    # Of the broken line through (times, height) from the first cut to each.
    corners = np.unique(np.concatenate((times, cuts)))
    line = np.interp(corners, times, height)
    areas = np.concatenate(([0.0], np.cumsum(np.diff(corners) * (line[1:] + line[:-1]) / 2)))
    return np.asarray(areas[np.searchsorted(corners, cuts)])
