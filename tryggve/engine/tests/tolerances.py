"""How close did we come to other programs? Each comparison is remembered, and the list is printed after the tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reached:
    """One comparison: the largest difference seen, and the largest allowed."""

    what: str
    difference: float
    tolerance: float


_ALL: dict[str, Reached] = {}


def reached(what: str, difference: float, tolerance: float) -> None:
    """Hold a difference against its tolerance, and remember it for the list."""
    one = Reached(what, float(difference), float(tolerance))
    _ALL[what] = one
    assert one.difference <= one.tolerance, f"{what}: {one.difference:.3g} is more than {one.tolerance:.3g}"


def as_lines() -> list[str]:
    """The list, one line a comparison."""
    width = max((len(one.what) for one in _ALL.values()), default=0)
    return [
        f"  {one.what:<{width}}  reached {one.difference:8.2g}  of {one.tolerance:8.2g}"
        for one in sorted(_ALL.values(), key=lambda one: one.what)
    ]
