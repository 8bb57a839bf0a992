"""Compiling, reading a second time, sending."""

from __future__ import annotations

import pytest

from tryggve.cycle.monthly_reports.queries import month, published_in_county
from tryggve.cycle.monthly_reports.tests.world import MONTH, a_month, compiled, sent
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast


def test_weeks_add_up_to_the_month(cast: Cast) -> None:
    a_month(cast, {("C4", "knutpunkten"): 6, ("A1", "bojsenburg"): 3})
    compiled(cast)
    with acting_as(cast.elin):
        found = month(cast.elin, str(MONTH))
    assert found is not None
    assert found.body["totals"]["occurrences"] == 9
    sent_one = None
