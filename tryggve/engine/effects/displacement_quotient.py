"""How large is the change around the measure, as a share of the change where it was?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from tryggve.engine.errors import TooFewIncidents, WrongShape
from tryggve.engine.numerics.checks import as_counts

QuotientReading = Literal[
    "gain_spread_more_than_gained",
    "gain_spread",
    "moved_less_than_gained",
    "moved_all_that_was_gained",
    "no_gain_to_move",
]


@dataclass(frozen=True, slots=True)
class DisplacementQuotient:
    """Describes; it has no interval and proves nothing.

    `quotient` is None when it did not become less where the measure was: then there is no gain
    that could have moved. Positive is a gain around as well, negative is more incidents around.
    `success` and `buffer` are its two parts: the change, relative to the control, where the measure
    was and around it; negative is fewer.
    """

    quotient: float | None
    reading: QuotientReading
    success: float
    buffer: float
    general_effect: int
    net_effect: float
    total_net_effect: float


def displacement_quotient(treated: ArrayLike, control: ArrayLike, nearby: ArrayLike) -> DisplacementQuotient:
    """What share of the change where the measure was is found again around it?

    Parameters
    ----------
    treated, control, nearby : shape (2,), incidents (before, after): in the area of the measure (R),
        in a control area (C), and in the ring where the problem could have moved (D).

    Returns
    -------
    DisplacementQuotient : WDQ = (Da/Ca - Db/Cb) / (Ra/Ca - Rb/Cb); the general effect Rb - Ra in
        incidents; the net effect Rb/Cb - Ra/Ca; and the total net effect in incidents,
        [Rb (Ca/Cb) - Ra] + [Db (Ca/Cb) - Da]. Positive effects are fewer incidents.

    Raises
    ------
    TooFewIncidents : when a count is zero: the quotient divides by them, and jumps with one incident.
        `displacement_test` takes zeros.
    NotCounts, WrongShape : for input that is not one count before and one after.

    Source: Bowers & Johnson (2003), J. Quant. Criminol. 19:275-301, the weighted displacement quotient
    and the total net effect. Card: docs/methods/displacement_quotient.md.

    >>> answer = displacement_quotient((120, 80), (300, 290), (90, 85))
    >>> round(answer.quotient, 3), answer.reading, round(answer.total_net_effect, 1)
    (0.056, 'gain_spread', 38.0)
    """
    (before, after), (control_before, control_after), (ring_before, ring_after) = (
        _two_counts(values, name) for values, name in ((treated, "treated"), (control, "control"), (nearby, "nearby"))
    )
    success = after / control_after - before / control_before
    buffer = ring_after / control_after - ring_before / control_before
    trend = control_after / control_before
    quotient = buffer / success if success < 0 else None
    return DisplacementQuotient(
        quotient=quotient,
        reading=_read(quotient),
        success=success,
        buffer=buffer,
        general_effect=before - after,
        net_effect=-success,
        total_net_effect=(before * trend - after) + (ring_before * trend - ring_after),
    )


def _two_counts(values: ArrayLike, name: str) -> tuple[int, int]:
    pair = as_counts(values, name)
    if pair.size != 2:
        raise WrongShape(f"{name} is not one count before and one after. Got {pair.size} numbers. Give two.")
    if pair.min() == 0:
        raise TooFewIncidents(
            f"The quotient cannot be had from a count of nothing. Got {pair.astype(int).tolist()} for {name}. "
            f"Choose longer windows or larger areas, or use displacement_test."
        )
    return int(pair[0]), int(pair[1])


def _read(quotient: float | None) -> QuotientReading:
    if quotient is None:
        return "no_gain_to_move"
    if quotient > 1:
        return "gain_spread_more_than_gained"
    if quotient >= 0:
        return "gain_spread"
    return "moved_less_than_gained" if quotient >= -1 else "moved_all_that_was_gained"
