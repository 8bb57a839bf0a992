"""Are a handful of incidents spread evenly, say over the weekdays, or do they gather?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_counts, as_measurements, check_work

Statistic = Literal["G", "chi_square", "KS"]

#: Tables that are gone through one by one.
MOST_TABLES = 5e6
# Equal statistics reached by another order of adding differ in the last digits.
_SAME = 1e-9
_SHARES_ADD_UP = 1e-6


@dataclass(frozen=True, slots=True)
class ExactFit:
    """`p_value` is how often chance gives a statistic as large, or larger, over all `n_tables`."""

    statistic: float
    p_value: float
    n_incidents: int
    n_tables: int


@dataclass(frozen=True, slots=True, eq=False)
class _States:
    """How far each of the tables has been filled: incidents used, statistic so far, log of its probability."""

    used: Wholes
    statistic: Floats
    log_probability: Floats


def exact_fit(
    counts: ArrayLike,
    *,
    shares: ArrayLike | None = None,
    statistic: Statistic = "G",
    compat: Literal["", "ptools"] = "",
) -> ExactFit:
    """How often would chance spread the incidents as unevenly as this?

    Parameters
    ----------
    counts : shape (n_groups,), incidents in each group, such as the seven weekdays; 2 groups or more.
    shares : shape (n_groups,), the share each group would have, above 0 and adding up to 1; equal
        shares when not given.
    statistic : `G` (likelihood ratio), `chi_square` (Pearson), or `KS` (Kolmogorov and Smirnov, for
        groups in an order), which say differently what uneven is.
    compat : `ptools` gives the R package's KS, which is the largest of the differences above the
        shares and of the groups' own parts, and not the largest difference.

    Returns
    -------
    ExactFit : exact for any number of incidents, however small: every table is gone through.

    Raises
    ------
    NotCounts, WrongShape, NotFinite, OutOfRange : for counts and shares that cannot be.
    TooLittleData : when there is one group, or no incident.
    TooMuchWork : when there are more than 5 million tables, choose(n + groups - 1, groups - 1): some
        37 incidents in 7 groups. The usual chi-square approximation holds there.

    Work: O(choose(n + groups - 1, groups - 1)).
    Source: Read & Cressie (1988), Goodness-of-Fit Statistics, section 5.1 (exact multinomial);
    Conover (1972), J. Am. Stat. Assoc. 67:591-596 (KS for groups). Card: docs/methods/small_samples.md.

    >>> answer = exact_fit([3, 0, 0, 0, 0, 0, 0])
    >>> round(answer.statistic, 4), round(answer.p_value, 4), answer.n_tables
    (11.6755, 0.0204, 84)
    """
    table = as_counts(counts, "counts")
    if table.size < 2 or table.sum() < 1:
        raise TooLittleData(
            f"There is nothing to compare. Got {table.size} groups and {table.sum():.0f} incidents. "
            f"Give 2 groups or more, and 1 incident or more."
        )
    if statistic not in ("G", "chi_square", "KS"):
        raise OutOfRange(f"There is no such statistic. Got {statistic}. Give G, chi_square or KS.")
    if compat not in ("", "ptools"):
        raise OutOfRange(f"There is no such program to agree with. Got {compat}. Give ptools, or nothing.")
    even = _shares(shares, table.size)
    n = int(min(table.sum(), 2.0**53))
    n_tables = math.comb(n + table.size - 1, table.size - 1) if table.size < 10_000 and n < 10_000 else math.inf
    check_work(n_tables, MOST_TABLES, "tables")
    kind = "KS of ptools" if compat and statistic == "KS" else statistic
    observed = _filled(table, even, n, kind, only=True)
    every = _filled(table, even, n, kind, only=False)
    seen = float(observed.statistic[0])
    extreme = every.statistic >= seen - _SAME * max(1.0, abs(seen))
    p_value = math.fsum(np.exp(np.sort(every.log_probability[extreme])))
    return ExactFit(statistic=seen, p_value=min(1.0, p_value), n_incidents=n, n_tables=int(n_tables))


def _filled(table: Floats, shares: Floats, n: int, statistic: str, *, only: bool) -> _States:
    """Every table of n incidents, or `only` the one observed, group by group."""
    from scipy.special import gammaln

    states = _States(np.zeros(1, dtype=np.int64), np.zeros(1), np.array([float(gammaln(n + 1))]))
    reached = np.cumsum(shares)
    for group in range(table.size):
        least = np.full(1, table[group], dtype=np.int64) if only else None
        counts, owner = _choices(n - states.used, least, is_last=group == table.size - 1)
        used = states.used[owner] + counts
        so_far = states.statistic[owner]
        apart = used / n - reached[group]
        if statistic == "KS":
            grown = np.maximum(so_far, np.abs(apart))
        elif statistic == "KS of ptools":
            grown = np.maximum(so_far, np.maximum(apart, counts / n))
        else:
            grown = so_far + _part(n, float(shares[group]), statistic)[counts]
        logs = np.arange(n + 1) * math.log(shares[group]) - gammaln(np.arange(n + 1) + 1.0)
        states = _States(used, grown, states.log_probability[owner] + logs[counts])
    return states


def _choices(left: Wholes, only: Wholes | None, *, is_last: bool) -> tuple[Wholes, Wholes]:
    """How many the next group may get, and in which of the tables so far."""
    if only is not None:
        return only, np.zeros(1, dtype=np.int64)
    if is_last:
        return left, np.arange(left.size)
    choices = left + 1
    owner = np.repeat(np.arange(left.size), choices)
    return np.arange(owner.size) - np.repeat(np.cumsum(choices) - choices, choices), owner


def _part(n: int, share: float, statistic: str) -> Floats:
    """What a group with 0, 1 … n incidents adds to the statistic."""
    counts = np.arange(n + 1, dtype=np.float64)
    expected = n * share
    if statistic == "chi_square":
        return np.asarray((counts - expected) ** 2 / expected, dtype=np.float64)
    logs = np.log(np.maximum(counts, 1.0)) - math.log(expected)
    return np.asarray(2 * counts * logs, dtype=np.float64)


def _shares(shares: ArrayLike | None, n_groups: int) -> Floats:
    if shares is None:
        return np.full(n_groups, 1.0 / n_groups)
    given = as_measurements(shares, "shares")
    if given.size != n_groups:
        raise WrongShape(f"shares does not fit counts. Got {given.size} for {n_groups} groups. Give one for each.")
    total = float(given.sum()) if (np.abs(given) <= 1).all() else math.inf
    if (given < 1e-12).any() or abs(total - 1) > _SHARES_ADD_UP:
        raise OutOfRange(f"shares are out of range. Got {given.tolist()[:5]}. Give shares above 0 that add up to 1.")
    return np.asarray(given / total, dtype=np.float64)
