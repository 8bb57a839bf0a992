"""How close did we come to other programs? Each comparison is remembered, and the list is printed after the tests."""

from __future__ import annotations

from tools.pytest_told import tell

TITLE = "tolerances reached against other programs"


def reached(what: str, difference: float, tolerance: float) -> None:
    """Hold a difference against its tolerance, and have it told in the list."""
    tell(TITLE, what, f"reached {float(difference):8.2g}  of {float(tolerance):8.2g}")
    assert difference <= tolerance, f"{what}: {difference:.3g} is more than {tolerance:.3g}"
