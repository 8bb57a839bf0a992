"""Did it become less harmful, and not only fewer?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.effects.displacement import Difference, Weights, displacement_test
from tryggve.engine.errors import OutOfRange, TooFewIncidents, WrongShape
from tryggve.engine.numerics.checks import as_measurements, check_level, check_same_shape
from tryggve.engine.numerics.intervals import normal_interval, two_sided_p

if TYPE_CHECKING:
    from collections.abc import Sequence

# Below this the sum is carried by so few incidents that it is far from normal.
LEAST_EFFECTIVE = 20.0
_LARGEST_WEIGHT = 1e9


@dataclass(frozen=True, slots=True)
class HarmTable:
    """How much one incident of each category weighs, such as mean days of sentence; with its version and source.

    Tables differ and are revised: an answer is only comparable with another of the same version.
    """

    version: str
    unit: str
    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        wrong = [(code, weight) for code, weight in self.weights.items() if not 0 <= weight <= _LARGEST_WEIGHT]
        if wrong or not self.version:
            raise OutOfRange(
                f"The table of harm cannot be used. Got version {self.version!r} and {wrong[:1] or 'good weights'}. "
                f"Give a version, and weights from 0 to {_LARGEST_WEIGHT:g}."
            )


@dataclass(frozen=True, slots=True)
class HarmDifference:
    """`count` in incidents and `harm` in the table's unit, always side by side; negative is less.

    `harm` is None when few incidents carry most of it (`n_effective` below 20): then one of them more or
    less would turn the answer. `by_category` are the parts in incidents.
    """

    count: Difference
    harm: Difference | None
    by_category: dict[str, Difference]
    n_effective: float
    table_version: str
    unit: str
    level: float


def harm_difference(
    counts: Mapping[str, Sequence[ArrayLike]],
    table: HarmTable,
    *,
    weights: Weights | None = None,
    level: float = 0.95,
) -> HarmDifference:
    """Did a measure lower the harm, when some incidents weigh more than others?

    Parameters
    ----------
    counts : for each category of incidents, two or four pairs (before, after): treated, control, and where
        displacement is looked for nearby, nearby_control. The order of `displacement_test`.
    table : weights of the categories. Each category must be in it.
    weights : lengths of windows and sizes of areas; `least_total` is asked of all categories together.
    level : confidence, 0.5 up to 1.

    Returns
    -------
    HarmDifference : the weighted displacement difference in incidents, and in harm.

    Raises
    ------
    WrongShape : when a category is not in the table, or has not two or four pairs.
    TooFewIncidents : when the counts of all categories sum to less than `weights.least_total` (20).
    NotCounts, OutOfRange : for input that cannot be counts.

    Source: Wheeler & Ratcliffe (2018), Crime Science 7:11; harm weights as Sherman, Neyroud & Neyroud (2016),
    Policing 10:171-183, and for Sweden Kärrholm, Neyroud & Smaaland (2020), Cambridge J. Evid. Based Polic. 4.
    Card: docs/methods/harm.md.

    >>> table = HarmTable("example-1", "days", {"burglary": 30, "violence": 90})
    >>> answer = harm_difference(
    ...     {"burglary": [(60, 40), (60, 62)], "violence": [(40, 22), (35, 36)]}, table
    ... )
    >>> answer.count.estimate, answer.harm.estimate
    (-41.0, -2370.0)
    """
    scale = weights or Weights()
    check_level(level)
    unknown = [code for code in counts if code not in table.weights]
    if unknown or not counts:
        raise WrongShape(
            f"The categories do not fit the table. Got {unknown[:3] or 'no category'} with {table.version}. "
            f"Give categories of the table, or another table."
        )
    least = Weights(scale.windows, scale.areas, least_total=0, dispersion=scale.dispersion)
    parts: dict[str, Difference] = {}
    n_incidents, carried, squared = 0, 0.0, 0.0
    for code, pairs in counts.items():
        part, n = _of_category(pairs, least, level)
        weight = float(table.weights[code])
        parts[code] = part
        n_incidents, carried, squared = n_incidents + n, carried + weight * n, squared + weight**2 * n
    if n_incidents < max(1, scale.least_total):
        raise TooFewIncidents(
            f"There are too few incidents for this test. Got {n_incidents} in all categories. "
            f"Choose longer windows or larger areas, to reach {scale.least_total}."
        )
    effective = carried**2 / squared if squared > 0 else 0.0
    each = [float(table.weights[code]) for code in parts]
    return HarmDifference(
        count=_combined(list(parts.values()), [1.0] * len(parts), level),
        harm=_combined(list(parts.values()), each, level) if effective >= LEAST_EFFECTIVE else None,
        by_category=parts,
        n_effective=effective,
        table_version=table.version,
        unit=table.unit,
        level=level,
    )


def combined_harm(
    differences: ArrayLike, standard_errors: ArrayLike, weights: ArrayLike, *, level: float = 0.95
) -> Difference:
    """What do the categories' own differences sum to, each times its weight of harm?

    Parameters
    ----------
    differences, standard_errors : shape (n_categories,), each category's difference in incidents, as
        `displacement_test` gives it.
    weights : shape (n_categories,), harm of one incident.
    level : confidence, 0.5 up to 1.

    Raises
    ------
    WrongShape, NotFinite, OutOfRange : for input that does not belong together, or a negative error.

    Source: as `harm_difference`; the sum of independent differences. Card: docs/methods/harm.md.

    >>> answer = combined_harm([-10, 5], [8, 6], [2, 1])
    >>> answer.estimate, round(answer.standard_error, 4)
    (-15.0, 17.088)
    """
    check_level(level)
    values, errors, each = (
        as_measurements(numbers, name)
        for numbers, name in ((differences, "differences"), (standard_errors, "standard_errors"), (weights, "weights"))
    )
    check_same_shape(values, errors, "differences and standard_errors")
    check_same_shape(values, each, "differences and weights")
    largest = max((float(np.abs(numbers).max(initial=0.0)) for numbers in (values, errors, each)), default=0.0)
    if errors.min(initial=0.0) < 0 or largest > 1e12:
        raise OutOfRange(
            f"A difference or error is out of range. Got {largest:g}. Give errors of 0 or more, below 1e12."
        )
    return _sum(float(values @ each), math.sqrt(float(errors**2 @ each**2)), level)


def _of_category(pairs: Sequence[ArrayLike], scale: Weights, level: float) -> tuple[Difference, int]:
    if len(pairs) not in (2, 4):
        raise WrongShape(f"A category does not have its areas. Got {len(pairs)} pairs of counts. Give two or four.")
    ring, ring_control = (pairs[2], pairs[3]) if len(pairs) == 4 else (None, None)
    try:
        answer = displacement_test(
            pairs[0], pairs[1], nearby=ring, nearby_control=ring_control, weights=scale, level=level
        )
    except TooFewIncidents:
        return _sum(0.0, 0.0, level), 0
    return answer.total, answer.n_incidents


def _combined(parts: list[Difference], weights: list[float], level: float) -> Difference:
    estimate = sum(weight * part.estimate for weight, part in zip(weights, parts, strict=True))
    error = math.hypot(*(weight * part.standard_error for weight, part in zip(weights, parts, strict=True)))
    return _sum(estimate, error, level)


def _sum(estimate: float, error: float, level: float) -> Difference:
    interval = normal_interval(estimate, error, level=level)
    z = estimate / error if error else 0.0
    return Difference(estimate, error, z, two_sided_p(z), interval.low, interval.high)
