"""Which negative binomial regression with a log link do these counts support, and how sure is it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryggve.engine.errors import TooLittleData
from tryggve.engine.numerics.checks import Floats

_STEPS = 60
_ENOUGH = 1e-12
_LARGEST_LINK = 30.0
_LARGEST_EXTRA = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """`coefficients` (p,), `means` (n,), `extra` (variance = mean + extra mean²), and the bread of the sandwich.

    `expected` (p, p) is the covariance if the model is right and the weeks do not depend on each other.
    """

    coefficients: Floats
    means: Floats
    extra: float
    bread: Floats
    expected: Floats
    leverages: Floats


def fit_negative_binomial(counts: Floats, design: Floats, offset: Floats, *, extra: float | None = None) -> Regression:
    """Iterated weighted least squares; `extra` by Pearson's moments (Breslow 1984) when it is not given."""
    if extra is not None:
        return _fit(counts, design, offset, extra, None)
    fit = _fit(counts, design, offset, 0.0, None)
    degrees = counts.size - design.shape[1]
    if _pearson(counts, fit.means, 0.0) <= degrees:
        return fit
    for _step in range(12):
        found = _moment(counts, fit.means, degrees)
        settled = abs(found - fit.extra) <= 1e-8 * (1 + found)
        fit = _fit(counts, design, offset, found, fit.coefficients)
        if settled:
            break
    return fit


def newey_west(scores: Floats, lags: int) -> Floats:
    """The covariance of a sum of correlated rows, with Bartlett's weights; scores shape (n, p)."""
    total = scores.T @ scores
    for lag in range(1, min(lags, scores.shape[0] - 1) + 1):
        part = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (part + part.T)
    return np.asarray(total, dtype=np.float64)


def scores(counts: Floats, design: Floats, fit: Regression) -> Floats:
    """Each week's share of the estimating equations, shape (n, p)."""
    return np.asarray(design * ((counts - fit.means) / (1 + fit.extra * fit.means))[:, None], dtype=np.float64)


def _fit(counts: Floats, design: Floats, offset: Floats, extra: float, start: Floats | None) -> Regression:
    means = counts + 0.5 if start is None else np.exp(design @ start + offset)
    coefficients = np.zeros(design.shape[1]) if start is None else start
    for _step in range(_STEPS):
        weight = means / (1 + extra * means)
        working = np.log(means) - offset + (counts - means) / means
        crossed = design.T @ (weight[:, None] * design)
        found = _solved(crossed, design.T @ (weight * working))
        change = float(np.abs(design @ (found - coefficients)).max())
        coefficients = found
        means = np.exp(np.clip(design @ coefficients + offset, -_LARGEST_LINK, _LARGEST_LINK))
        if change < _ENOUGH:
            break
    weight = means / (1 + extra * means)
    expected = _solved(design.T @ (weight[:, None] * design), np.eye(design.shape[1]))
    leverages = np.einsum("ij,jk,ik->i", design, expected, design) * weight
    # The observed information and not the expected: what the sandwich of an estimating equation asks for.
    observed = means * (1 + extra * counts) / (1 + extra * means) ** 2
    bread = _solved(design.T @ (observed[:, None] * design), np.eye(design.shape[1]))
    return Regression(coefficients, means, extra, bread, expected, np.clip(leverages, 0.0, 0.99))


def _solved(matrix: Floats, right: Floats) -> Floats:
    # Scaled to ones on the diagonal, so that one bound on the smallest eigenvalue tells parts that are sums of others.
    scale = np.sqrt(np.maximum(np.diag(matrix), 1e-300))
    scaled = matrix / np.outer(scale, scale)
    if not np.isfinite(scaled).all() or np.linalg.eigvalsh(scaled)[0] < 1e-12:
        raise TooLittleData(
            "The weeks cannot tell the model's parts from each other. Got a window without incidents, or parts "
            "that are sums of others. Choose longer windows or a simpler model."
        )
    divided = (right.T / scale).T
    return np.asarray((np.linalg.solve(scaled, divided).T / scale).T, dtype=np.float64)


def _pearson(counts: Floats, means: Floats, extra: float) -> float:
    return float(((counts - means) ** 2 / (means * (1 + extra * means))).sum())


def _moment(counts: Floats, means: Floats, degrees: int) -> float:
    if _pearson(counts, means, 0.0) <= degrees:
        return 0.0
    # The statistic falls and is convex in `extra`: Newton's steps from 0 rise to the root and never pass it.
    extra = 0.0
    squares = (counts - means) ** 2 / means
    for _step in range(_STEPS):
        larger = 1 + extra * means
        miss = float((squares / larger).sum()) - degrees
        step = miss / float((squares * means / larger**2).sum())
        extra = min(_LARGEST_EXTRA, extra + step)
        if step <= _ENOUGH * (1 + extra):
            break
    return extra
