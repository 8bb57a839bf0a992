"""Is this week's number more, or fewer, than the weeks before would make us expect?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import WrongShape
from tryggve.engine.numerics.checks import Floats, as_count, as_counts, check_level, check_whole
from tryggve.engine.numerics.distributions import count_quantile, lower_tail, upper_tail
from tryggve.engine.numerics.false_discovery import benjamini_hochberg
from tryggve.engine.series.baseline import Baseline, fit_baseline

Verdict = Literal["higher", "lower", "as_usual", "cannot_tell"]
Reason = Literal["", "too_few_weeks", "nobody_reported", "too_few_reported", "not_counted"]

LEAST_WEEKS = 6
# Below this share of the usual exposure a low number says who was silent, not what happened.
LEAST_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class ExpectedLevel:
    """The band of a week that nothing has happened to; all None when it is not known."""

    low: int | None
    median: int | None
    high: int | None
    mean: float | None
    dispersion: float | None
    n_weeks: int
    n_outbreaks: int
    level: float
    reason: Reason
    baseline: Baseline | None
    exposure_ratio: float

    @property
    def is_known(self) -> bool:
        return self.reason == ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One week's number beside its expected level.

    `p_higher` is the probability of as many or more, `p_lower` of as few or fewer, had the
    week been a normal one; `p_value` is twice the smaller. `adjusted_p` is for the many
    comparisons made together. `is_outside` says whether the number alone is outside the band.
    """

    verdict: Verdict
    reason: Reason
    observed: int | None
    expected: ExpectedLevel
    p_higher: float | None
    p_lower: float | None
    p_value: float | None
    adjusted_p: float | None
    is_outside: bool


def expected_level(
    history: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    next_exposure: float | None = None,
    level: float = 0.95,
    least_weeks: int = LEAST_WEEKS,
) -> ExpectedLevel:
    """How many incidents would be normal next week?

    Parameters
    ----------
    history : shape (n_weeks,), incidents in each of the weeks before, oldest first, normally
        12 of them; nan for a week that nobody counted. A counted zero is 0, never nan.
    exposure : shape (n_weeks,), how much was watched in each week: the number of
        organisations that reported, or their usual share of the incidents. 0 or nan: missing.
    next_exposure : the same for the week to be judged; required with `exposure`.
    level : how often a normal week stays inside the band, 0.5 up to 1.
    least_weeks : with fewer counted weeks than this the level is not known.

    Returns
    -------
    ExpectedLevel : `low`, `median` and `high` in incidents. A number above `high` or below
        `low` has at most (1 - level) / 2 probability in a normal week. For Poisson counts
        the tails are exact (conditional on the total); for counts that vary more they are
        negative binomial with the dispersion of the weeks before.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : for input that cannot be counts. Too little data
        is no error: the result then says why it is not known.
    TooMuchWork : when the counts are so large (some ten million) that their tails cannot be summed.

    Source: Przyborowski & Wilenski (1940), Biometrika 31:313-323 (exact tails);
    Farrington et al. (1996), J. R. Statist. Soc. A 159:547-563, and Noufaily et al. (2013),
    Statistics in Medicine 32:1206-1222 (past outbreaks set aside, overdispersed tails).
    Card: docs/methods/expected_level.md.

    >>> band = expected_level([4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 6])
    >>> band.low, band.median, band.high
    (1, 5, 10)
    """
    check_level(level)
    check_whole(least_weeks, "least_weeks", least=1, most=10_000)
    counts = as_counts(history, "history", may_miss=True)
    watched, watched_next = _exposures(counts, exposure, next_exposure)
    known = ~np.isnan(counts) & (watched > 0)
    counts, watched = counts[known], watched[known]
    reason = _why_unknown(watched, watched_next, least_weeks)
    if reason:
        return _unknown(reason, n_weeks=counts.size, level=level)
    baseline = fit_baseline(counts, watched)
    ratio = watched_next / baseline.exposure
    dispersion = _predictive_dispersion(baseline, ratio)
    outside = (1 - level) / 2
    return ExpectedLevel(
        low=_lowest_normal(outside, baseline.total * ratio, dispersion),
        median=count_quantile(0.5, (baseline.total + 0.5) * ratio, dispersion),
        high=count_quantile(1 - outside, (baseline.total + 1) * ratio, dispersion),
        mean=baseline.total * ratio,
        dispersion=baseline.dispersion,
        n_weeks=baseline.n_weeks,
        n_outbreaks=baseline.n_outbreaks,
        level=level,
        reason="",
        baseline=baseline,
        exposure_ratio=ratio,
    )


def compare_with_expected(observed: float | None, expected: ExpectedLevel) -> Deviation:
    """Is one number outside the band that it was expected in?

    Parameters
    ----------
    observed : incidents in the week; None or nan when nobody counted.
    expected : the answer of `expected_level` for the same week.

    Returns
    -------
    Deviation : verdict `higher`, `lower`, `as_usual` or `cannot_tell`, with exact tails.
        For many series at once use `compare_many`: one comparison in twenty is outside
        its band by chance.

    Raises
    ------
    NotCounts : when the number is negative or not whole.

    Source: as `expected_level`. Card: docs/methods/expected_level.md.

    >>> band = expected_level([0] * 12)
    >>> [compare_with_expected(n, band).verdict for n in (0, 1, 2)]
    ['as_usual', 'as_usual', 'higher']
    """
    if observed is None or np.isnan(observed):
        return _no_comparison(None, expected, expected.reason or "not_counted")
    count = as_count(observed, "observed")
    if expected.baseline is None or expected.low is None or expected.high is None:
        return _no_comparison(count, expected, expected.reason)
    ratio = expected.exposure_ratio
    dispersion = _predictive_dispersion(expected.baseline, ratio)
    p_higher = upper_tail(count, (expected.baseline.total + 1) * ratio, dispersion)
    p_lower = lower_tail(count, expected.baseline.total * ratio, dispersion)
    verdict: Verdict = "as_usual"
    if count > expected.high:
        verdict = "higher"
    elif count < expected.low:
        verdict = "lower"
    return Deviation(
        verdict=verdict,
        reason="",
        observed=count,
        expected=expected,
        p_higher=p_higher,
        p_lower=p_lower,
        p_value=min(1.0, 2 * min(p_higher, p_lower)),
        adjusted_p=None,
        is_outside=verdict != "as_usual",
    )


def compare_many(
    observed: ArrayLike,
    history: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    next_exposure: float | None = None,
    level: float = 0.95,
    false_discovery_rate: float = 0.10,
) -> tuple[Deviation, ...]:
    """Which of many series stand out, without crying wolf over all of them?

    Parameters
    ----------
    observed : shape (n_series,), incidents in the week; nan when nobody counted.
    history : shape (n_series, n_weeks), the weeks before, oldest first; nan as above.
    exposure, next_exposure : shape (n_weeks,) and one number, shared by all series.
    level : confidence of each series' own band.
    false_discovery_rate : share of the verdicts `higher` and `lower` that may be false.

    Returns
    -------
    one Deviation for each series, in order. The verdict is after adjusting for the number
    of comparisons; `is_outside` is the series' own.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : as `expected_level`.

    Source: as `expected_level`, and Benjamini & Hochberg (1995).
    Card: docs/methods/expected_level.md.

    >>> usual, burst = compare_many([5, 19], [[5, 4, 6, 5, 4, 6, 5, 5]] * 2)
    >>> usual.verdict, burst.verdict
    ('as_usual', 'higher')
    """
    numbers = as_counts(observed, "observed", may_miss=True)
    rows = as_counts(history, "history", n_dimensions=2, may_miss=True)
    if numbers.size != rows.shape[0]:
        raise WrongShape(
            f"observed and history do not fit each other. Got {numbers.size} numbers and "
            f"{rows.shape[0]} series. Give one number for each series."
        )
    alone = [
        compare_with_expected(
            number,
            expected_level(row, exposure=exposure, next_exposure=next_exposure, level=level),
        )
        for number, row in zip(numbers.tolist(), rows, strict=True)
    ]
    p_values = [np.nan if one.p_value is None else one.p_value for one in alone]
    together = benjamini_hochberg(p_values, rate=false_discovery_rate)
    return tuple(
        _after_adjusting(one, adjusted, stands_out=stands_out)
        for one, adjusted, stands_out in zip(alone, together.adjusted, together.stands_out, strict=True)
    )


def _after_adjusting(alone: Deviation, adjusted_p: float, *, stands_out: bool) -> Deviation:
    if alone.p_higher is None or alone.p_lower is None:
        return alone
    verdict: Verdict = "as_usual"
    if stands_out:
        verdict = "higher" if alone.p_higher < alone.p_lower else "lower"
    return replace(alone, verdict=verdict, adjusted_p=adjusted_p)


def _exposures(counts: Floats, exposure: ArrayLike | None, next_exposure: float | None) -> tuple[Floats, float]:
    if exposure is None:
        watched = np.ones_like(counts)
        return watched, 1.0 if next_exposure is None else float(next_exposure)
    watched = np.nan_to_num(np.array(exposure, dtype=np.float64), nan=0.0)
    if watched.shape != counts.shape or next_exposure is None:
        raise WrongShape(
            f"exposure does not fit history. Got shapes {watched.shape} and {counts.shape}, and "
            f"next_exposure {next_exposure}. Give one for each week, and one for the next."
        )
    if not np.isfinite(watched).all() or (watched < 0).any() or not next_exposure >= 0:
        raise WrongShape(
            f"exposure cannot be negative or infinite. Got {watched.tolist()} and "
            f"{next_exposure}. Give how much was watched in each week, 0 for nothing."
        )
    return watched, float(next_exposure)


def _why_unknown(watched: Floats, watched_next: float, least_weeks: int) -> Reason:
    if watched_next <= 0:
        return "nobody_reported"
    if watched.size < least_weeks:
        return "too_few_weeks"
    if watched_next < LEAST_COVERAGE * float(np.median(watched)):
        return "too_few_reported"
    return ""


def _unknown(reason: Reason, *, n_weeks: int, level: float) -> ExpectedLevel:
    return ExpectedLevel(
        low=None,
        median=None,
        high=None,
        mean=None,
        dispersion=None,
        n_weeks=n_weeks,
        n_outbreaks=0,
        level=level,
        reason=reason,
        baseline=None,
        exposure_ratio=0.0,
    )


def _no_comparison(observed: int | None, expected: ExpectedLevel, reason: Reason) -> Deviation:
    return Deviation(
        verdict="cannot_tell",
        reason=reason,
        observed=observed,
        expected=expected,
        p_higher=None,
        p_lower=None,
        p_value=None,
        adjusted_p=None,
        is_outside=False,
    )


def _predictive_dispersion(baseline: Baseline, ratio: float) -> float:
    # The next week varies by itself, and the rate is known only from the weeks before. For
    # Poisson counts 1 + ratio makes the negative binomial the exact conditional test.
    return baseline.dispersion * (1 + ratio)


def _lowest_normal(outside: float, mean: float, dispersion: float) -> int:
    # The smallest count with P(as few or fewer) above `outside`.
    return count_quantile(np.nextafter(outside, 1.0) + 2e-12, mean, dispersion)
