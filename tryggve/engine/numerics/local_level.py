"""Where would a wandering level, with other series beside it, have gone on to?

The local level model y_t = level_t + x_t b + e_t, level_t = level_(t-1) + u_t, with var(u) = ratio * var(e).
The first level and b are unknown beforehand (diffuse); var(e) is integrated out. All ratios of a grid are
filtered at once, because the gains depend on the ratio alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryggve.engine.numerics.checks import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """What the weeks before say, for each ratio (R of them) and each of p other series.

    `log_likelihood` shape (R,), up to a constant; `coefficients` (R, p); `inverse` (R, p, p) and
    `residual_variance` (R,) give their covariance; `level` (R,) and `level_of_others` (R, p) are the last
    filtered levels of y and of each other series; `level_variance` (R,) in units of var(e).
    """

    ratios: Floats
    log_likelihood: Floats
    coefficients: Floats
    inverse: Floats
    residual_variance: Floats
    level: Floats
    level_of_others: Floats
    level_variance: Floats
    degrees: int


def filter_level(values: Floats, others: Floats, ratios: Floats) -> Filtered:
    """Kalman's filter over the weeks; a week with nan in y is passed over.

    Parameters
    ----------
    values : shape (n_weeks,), nan where not known.
    others : shape (n_weeks, p).
    ratios : shape (R,), variance of the level's steps over variance of the noise.
    """
    columns = np.column_stack([values, others])
    known = np.flatnonzero(~np.isnan(values))
    first, last = int(known[0]), int(known[-1])
    level = np.repeat(columns[None, first], ratios.size, axis=0)
    variance = np.ones(ratios.size)
    innovations = np.empty((known.size - 1, ratios.size, columns.shape[1]))
    spreads = np.empty((known.size - 1, ratios.size))
    before = first
    for row, week in enumerate(known[1:].tolist()):
        variance = variance + ratios * (week - before)
        spread = variance + 1.0
        miss = columns[week] - level
        level = level + (variance / spread)[:, None] * miss
        variance = variance / spread
        innovations[row], spreads[row] = miss, spread
        before = week
    variance = variance + ratios * (values.size - 1 - last)
    return _concentrated(ratios, (innovations, spreads), level, variance)


def _concentrated(ratios: Floats, found: tuple[Floats, Floats], level: Floats, variance: Floats) -> Filtered:
    # Least squares of y's innovations on the others', weighted: b and var(e) for each ratio.
    innovations, spreads = found
    weighted = np.moveaxis(innovations / np.sqrt(spreads)[:, :, None], 1, 0)
    y, x = weighted[:, :, 0], weighted[:, :, 1:]
    n, p = x.shape[1], x.shape[2]
    cross = np.swapaxes(x, 1, 2) @ x
    inverse = np.linalg.inv(cross) if p else np.zeros((ratios.size, 0, 0))
    coefficients = (inverse @ (np.swapaxes(x, 1, 2) @ y[:, :, None]))[:, :, 0]
    residuals = y - (x @ coefficients[:, :, None])[:, :, 0]
    squares = np.maximum((residuals**2).sum(axis=1), 1e-300)
    degrees = n - p
    log_likelihood = -0.5 * (np.log(spreads).sum(axis=0) + degrees * np.log(squares))
    if p:
        log_likelihood = log_likelihood - 0.5 * np.linalg.slogdet(cross)[1]
    return Filtered(
        ratios=ratios,
        log_likelihood=np.asarray(log_likelihood, dtype=np.float64),
        coefficients=np.asarray(coefficients, dtype=np.float64),
        inverse=np.asarray(inverse, dtype=np.float64),
        residual_variance=squares / degrees,
        level=level[:, 0],
        level_of_others=level[:, 1:],
        level_variance=variance,
        degrees=degrees,
    )


def forecast(fit: Filtered, others_after: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The mean and standard error of weighted sums of the weeks to come, for each ratio.

    Parameters
    ----------
    fit : of the weeks before.
    others_after : shape (n_after, p).
    weights : shape (k, n_after), one row for each sum that is wanted.

    Returns
    -------
    mean, standard error : shape (R, k).
    """
    total = weights.sum(axis=1)
    at = (weights @ others_after)[None] - total[None, :, None] * fit.level_of_others[:, None, :]
    mean = fit.level[:, None] * total[None] + (at @ fit.coefficients[:, :, None])[:, :, 0]
    # A step of the level is in every week after it.
    reach = np.cumsum(weights[:, ::-1], axis=1)
    steps = (reach**2).sum(axis=1)
    own = (weights**2).sum(axis=1)
    learnt = np.einsum("rki,rij,rkj->rk", at, fit.inverse, at)
    relative = fit.level_variance[:, None] * total[None] ** 2 + fit.ratios[:, None] * steps[None] + own[None] + learnt
    return mean, np.asarray(np.sqrt(relative * fit.residual_variance[:, None]), dtype=np.float64)
