"""Which of many series are unusual this week? The one door of a situation picture.

Each series is judged by the method that its history bears, and the answer says which one and why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import WrongShape
from tryggve.engine.numerics.checks import (
    Floats,
    Wholes,
    as_counts,
    as_wholes,
    check_level,
    check_share,
    check_whole,
    check_work,
    frozen,
)
from tryggve.engine.numerics.count_tails import Laws, lower_tails, quantiles, two_sided, upper_tails
from tryggve.engine.numerics.exposure import as_exposures, bounded_counts
from tryggve.engine.numerics.families import adjusted_apart
from tryggve.engine.series.baseline import fit_baseline
from tryggve.engine.series.expected import LEAST_COVERAGE, LEAST_WEEKS
from tryggve.engine.series.farrington import FarringtonPlan, farrington_flexible
from tryggve.engine.series.judgement import (
    BY_DIRECTION,
    METHODS,
    REASONS,
    USUAL,
    VERDICTS,
    Codes,
    Judging,
    Reason,
    Unusual,
)
from tryggve.engine.series.partial_pooling import PooledRates, compare_with_pool, pool_partially

MOST_SERIES_WEEKS = 5e7
# With a mean below this and fewer than 5 in the last 4 weeks a series cannot speak for itself (Noufaily et al. 2013
# leave such weeks out).
_SPARSE_MEAN = 1.0
_SPARSE_WEEKS, _SPARSE_TOTAL = 4, 5
_LEAST_MEAN, _MOST_MEAN, _LEAST_EXCESS = 1e-12, 1e9, 1e-9
_MOST_YEARS, _WEEKS_A_YEAR, _HALF_WINDOW = 5, 52, 3
_POOLED = METHODS.index("partial_pooling")

Yes = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What every method reads: counts with the week judged last, and what was watched, 0 for nobody."""

    counts: Floats
    watched: Floats
    areas: Wholes
    categories: Wholes
    judging: Judging

    def before(self, n_weeks: int) -> slice:
        """The rows of the latest `n_weeks` before the guard weeks."""
        stop = max(0, self.counts.shape[0] - 1 - self.judging.guard_weeks)
        return slice(max(0, stop - n_weeks), stop)


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """What a method says of the series it was asked about; nan where it says nothing."""

    means: Floats
    low: Floats
    high: Floats
    p_higher: Floats
    p_lower: Floats
    p_value: Floats


def unusual(
    counts: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    areas: ArrayLike | None = None,
    categories: ArrayLike | None = None,
    calendar: ArrayLike | None = None,
    judging: Judging = USUAL,
) -> Unusual:
    """Is this week unusual, in each of many series, without crying wolf over all of them?

    Parameters
    ----------
    counts : shape (n_weeks, n_series), incidents a week, oldest first; the last row is the week judged. nan for
        what nobody counted; a counted zero is 0. At least 6 counted weeks before the guard weeks.
    exposure : shape (n_weeks,), how much was watched in each week: the number of organisations that reported.
        0 or nan: nobody. None: alike.
    areas, categories : shape (n_series,), whole numbers from 0; -1 for a series that is the sum over all of
        them. Series with both are pairs, and sparse pairs are read beside each other. None: 0 for all.
    calendar : shape (n_weeks,), what each week's number is known to be times the usual, such as 1.4 for the week
        of a market; 1 for ordinary weeks. None: all ordinary.
    judging : levels, weeks and families, see `Judging`.

    Returns
    -------
    Unusual : for each series a verdict (`higher`, `lower`, `as_usual`, `cannot_tell`), the band, tails and
        p-value, and the method with its reason: `farrington` where there are three years or more;
        `partial_pooling` for pairs with a mean below 1 and fewer than 5 in four weeks; `expected_level`
        for the others. The false discovery rate is held over each family.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : for what cannot be counts, exposures or labels.
    TooMuchWork : for more than 5e7 weeks × series; cut them into chunks (`unusual_in_chunks`).

    Work: O(weeks × series); about 0.2 ms a series alone, less for pooled ones.
    Source: Noufaily et al. (2013), Statistics in Medicine 32:1206-1222; Przyborowski & Wilenski (1940), Biometrika
    31:313-323; Clayton & Kaldor (1987), Biometrics 43:671-681; Blaker (2000), Canadian Journal of Statistics
    28:783-798; Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57:289-300. Card: docs/methods/unusual.md.

    >>> weeks = [[5, 4], [4, 6], [6, 5], [5, 5], [4, 4], [6, 6], [5, 5], [5, 5]] * 2 + [[5, 19]]
    >>> [(one.verdict, one.method, one.low, one.high) for one in unusual(weeks).each()]
    [('as_usual', 'expected_level', 1, 10), ('higher', 'expected_level', 1, 10)]
    """
    _check(judging)
    check_work(np.size(counts), MOST_SERIES_WEEKS, "weeks × series")
    numbers = bounded_counts(as_counts(counts, "counts", n_dimensions=2, may_miss=True))
    if numbers.shape[0] == 0:
        raise WrongShape("counts has no week. Got 0 rows. Give the weeks before and the week judged, one a row.")
    reported = as_exposures(exposure, numbers.shape[0])
    task = _Task(
        counts=np.where((reported > 0)[:, np.newaxis], numbers, np.nan),
        watched=reported * _ordinary(calendar, numbers.shape[0]),
        areas=_labels(areas, "areas", numbers.shape[1]),
        categories=_labels(categories, "categories", numbers.shape[1]),
        judging=judging,
    )
    reasons = _why_not_told(task, reported)
    methods, reasons = _chosen(task, reasons)
    return _judged(task, methods, reasons)


def _judged(task: _Task, methods: Codes, reasons: Codes) -> Unusual:
    n_series = task.counts.shape[1]
    answers = _Answers(*(np.full(n_series, np.nan) for _field in range(6)))
    pairs = np.flatnonzero((task.areas >= 0) & (task.categories >= 0))
    pooled = _pool(task, pairs) if (methods == _POOLED).any() else None
    if pooled is not None and not pooled.reason:
        _put(answers, pairs, _by_pool(task, pairs, pooled), methods[pairs] == _POOLED)
    _left_alone(answers, methods, reasons, _POOLED, "nothing_to_pool")
    seasonal = np.flatnonzero(methods == METHODS.index("farrington"))
    if seasonal.size:
        _put(answers, seasonal, _by_farrington(task, seasonal), np.ones(seasonal.size, dtype=np.bool_))
    _left_alone(answers, methods, reasons, METHODS.index("farrington"), "no_seasonal_fit")
    alone = np.flatnonzero(methods == METHODS.index("expected_level"))
    if alone.size:
        _put(answers, alone, _by_level(task, alone), np.ones(alone.size, dtype=np.bool_))
    adjusted, verdicts, directions, families = _together(task, answers)
    return Unusual(
        observed=_closed(task.counts[-1].copy()),
        means=_closed(answers.means),
        low=_closed(answers.low),
        high=_closed(answers.high),
        p_higher=_closed(answers.p_higher),
        p_lower=_closed(answers.p_lower),
        p_value=_closed(answers.p_value),
        adjusted_p=_closed(adjusted),
        verdict_codes=frozen(verdicts),  # type: ignore[arg-type]
        method_codes=frozen(methods),  # type: ignore[arg-type]
        reason_codes=frozen(reasons),  # type: ignore[arg-type]
        directions=frozen(directions),  # type: ignore[arg-type]
        families=frozen(families),  # type: ignore[arg-type]
        pairs=frozen(pairs),  # type: ignore[arg-type]
        pooled=pooled,
    )


def _why_not_told(task: _Task, reported: Floats) -> Codes:
    reasons = np.zeros(task.counts.shape[1], dtype=np.int8)
    before = task.before(task.judging.recent_weeks)
    counted = (~np.isnan(task.counts[before])).sum(axis=0)
    known = reported[before][reported[before] > 0]
    reasons[np.isnan(task.counts[-1])] = REASONS.index("not_counted")
    reasons[counted < LEAST_WEEKS] = REASONS.index("too_few_weeks")
    if reported[-1] <= 0:
        reasons[:] = REASONS.index("nobody_reported")
    elif known.size and reported[-1] < LEAST_COVERAGE * float(np.median(known)):
        reasons[reasons == 0] = REASONS.index("too_few_reported")
    return reasons


def _chosen(task: _Task, reasons: Codes) -> tuple[Codes, Codes]:
    """The method of each series, and why; from the weeks before alone, so that the week judged has no say."""
    reasons = reasons.copy()
    methods = np.zeros(reasons.size, dtype=np.int8)
    told = reasons == 0
    recent = task.counts[task.before(task.judging.recent_weeks)]
    counted = ~np.isnan(recent)
    means = np.where(counted, recent, 0.0).sum(axis=0) / np.maximum(counted.sum(axis=0), 1)
    latest = np.nan_to_num(recent[-_SPARSE_WEEKS:]).sum(axis=0)
    is_pair = (task.areas >= 0) & (task.categories >= 0)
    is_sparse = (means < _SPARSE_MEAN) & (latest < _SPARSE_TOTAL)
    is_long = (~np.isnan(task.counts[:-1])).sum(axis=0) >= task.judging.long_history_weeks
    for chosen, method, reason in (
        (told, "expected_level", "short_history"),
        (told & is_long & ~is_sparse, "farrington", "long_history"),
        (told & is_sparse & is_pair, "partial_pooling", "sparse"),
    ):
        methods[chosen] = METHODS.index(method)
        reasons[chosen] = REASONS.index(reason)
    return methods, reasons


def _pool(task: _Task, pairs: Wholes) -> PooledRates:
    before = task.before(task.judging.pooling_weeks)
    return pool_partially(
        task.counts[before][:, pairs],
        areas=task.areas[pairs],
        categories=task.categories[pairs],
        exposure=task.watched[before],
        level=task.judging.level,
    )


def _by_pool(task: _Task, pairs: Wholes, pooled: PooledRates) -> _Answers:
    watched = float(task.watched[-1])
    # Whether enough of them reported was asked before, without the calendar.
    answer = compare_with_pool(
        task.counts[-1, pairs],
        replace(pooled, usual_exposure=watched),
        next_exposure=watched,
        level=task.judging.level,
    )
    return _Answers(answer.means, answer.low, answer.high, answer.p_higher, answer.p_lower, answer.p_value)


def _by_level(task: _Task, chosen: Wholes) -> _Answers:
    """As `compare_with_expected`, for all at once; both directions in one p-value."""
    before = task.before(task.judging.recent_weeks)
    counts, watched = task.counts[before], task.watched[before]
    fitted = np.empty((3, chosen.size))
    for place, series in enumerate(chosen.tolist()):
        counted = ~np.isnan(counts[:, series]) & (watched > 0)
        baseline = fit_baseline(counts[counted, series], watched[counted])
        fitted[:, place] = baseline.total, baseline.exposure, baseline.dispersion
    totals, exposures, dispersions = fitted
    ratios = float(task.watched[-1]) / exposures
    excess = dispersions * (1 + ratios) - 1
    low, high = (_laws(np.maximum(mean, _LEAST_MEAN), excess) for mean in (totals * ratios, (totals + 1) * ratios))
    return _from_laws(task, chosen, low, high)


def _from_laws(task: _Task, chosen: Wholes, below: Laws, above: Laws) -> _Answers:
    numbers = task.counts[-1, chosen]
    outside = (1 - task.judging.level) / 2
    p_higher = upper_tails(numbers, above.mean, above.size)
    p_lower = lower_tails(numbers, below.mean, below.size)
    return _Answers(
        means=below.mean,
        low=quantiles(float(np.nextafter(outside, 1.0)) + 2e-12, below.mean, below.size),
        high=quantiles(1 - outside, above.mean, above.size),
        p_higher=p_higher,
        p_lower=p_lower,
        p_value=two_sided(p_higher, p_lower, below, above),
    )


def _laws(means: Floats, excess: Floats) -> Laws:
    return Laws(means, means / excess)


def _by_farrington(task: _Task, chosen: Wholes) -> _Answers:
    """The same weeks of up to five earlier years; nan where Farrington's model does not fit.

    Its tail counts half of the number itself, and so do both directions here.
    """
    plan = FarringtonPlan(
        years_back=min(_MOST_YEARS, (task.counts.shape[0] - 1 - _HALF_WINDOW) // _WEEKS_A_YEAR),
        half_window=_HALF_WINDOW,
        alpha=(1 - task.judging.level) / 2,
        limit54=(0, _SPARSE_WEEKS),
    )
    found = farrington_flexible(task.counts[:, chosen], plan=plan, exposure=task.watched)
    p_higher = np.where(found.reason[-1] == 0, found.p_value[-1], np.nan)
    means = np.maximum(found.expected[-1], _LEAST_MEAN)
    fits = ~np.isnan(p_higher) & (means < _MOST_MEAN)
    low = np.full(chosen.size, np.nan)
    excess = found.dispersion[-1] - 1 + found.standard_error[-1] ** 2 * means
    law = _laws(means[fits], np.maximum(excess[fits], _LEAST_EXCESS))
    low[fits] = quantiles(float(np.nextafter(plan.alpha, 1.0)) + 2e-12, law.mean, law.size)
    p_higher = np.where(fits, np.clip(p_higher, 0.0, 1.0), np.nan)
    return _Answers(
        means=np.where(fits, means, np.nan),
        low=low,
        high=np.maximum(np.where(fits, np.floor(found.upper_bound[-1]), np.nan), low),
        p_higher=p_higher,
        p_lower=1 - p_higher,
        p_value=np.minimum(1.0, 2 * np.minimum(p_higher, 1 - p_higher)),
    )


def _left_alone(answers: _Answers, methods: Codes, reasons: Codes, method: int, reason: Reason) -> None:
    """What a method said nothing of is judged by its own level."""
    silent = (methods == method) & np.isnan(answers.p_value)
    methods[silent], reasons[silent] = METHODS.index("expected_level"), REASONS.index(reason)


def _put(answers: _Answers, places: Wholes, said: _Answers, chosen: Yes) -> None:
    for name in ("means", "low", "high", "p_higher", "p_lower", "p_value"):
        getattr(answers, name)[places[chosen]] = getattr(said, name)[chosen]


def _together(task: _Task, answers: _Answers) -> tuple[Floats, Codes, Codes, Codes]:
    """Adjusted p-values, verdicts, directions and families."""
    judging = task.judging
    families = (task.areas < 0) * 2 + (task.categories < 0) if judging.apart else np.zeros_like(task.areas)
    directions = np.zeros(families.size, dtype=np.int8)
    directions[answers.p_higher >= answers.p_lower] = -1
    directions[(answers.p_higher < answers.p_lower) & (task.counts[-1] >= judging.least_incidents)] = 1
    adjusted, stands_out = adjusted_apart(answers.p_value, families, judging.false_discovery_rate)
    verdicts = BY_DIRECTION[np.where(stands_out, directions, 0)]
    verdicts[np.isnan(answers.p_value)] = VERDICTS.index("cannot_tell")
    return adjusted, verdicts, directions, families.astype(np.int8)


def _check(judging: Judging) -> None:
    check_level(judging.level)
    check_share(judging.false_discovery_rate, "false_discovery_rate")
    check_whole(judging.guard_weeks, "guard_weeks", least=0, most=520)
    for name in ("recent_weeks", "pooling_weeks", "long_history_weeks"):
        check_whole(getattr(judging, name), name, least=LEAST_WEEKS, most=100_000)
    check_whole(judging.least_incidents, "least_incidents", least=0, most=1_000)


def _ordinary(calendar: ArrayLike | None, n_weeks: int) -> Floats:
    factors = as_exposures(calendar, n_weeks, "calendar")
    if (factors == 0).any():
        raise WrongShape("calendar must say something of each week. Got 0 or nan. Give 1 for an ordinary week.")
    return factors


def _labels(labels: ArrayLike | None, name: str, n_series: int) -> Wholes:
    if labels is None:
        return np.zeros(n_series, dtype=np.int64)
    codes = as_wholes(labels, name, least=-1)
    if codes.size != n_series:
        raise WrongShape(f"{name} does not fit the series. Got {codes.size} for {n_series} series. Give one for each.")
    return codes


def _closed(values: Floats) -> Floats:
    return frozen(values)  # type: ignore[return-value]
