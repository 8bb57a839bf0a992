"""A time to be kept is one of four things, and never a day too short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tryggve.kernel.keeping import IN_USE, PRESERVED, Kept

NOW = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)


def test_two_years_are_never_shorter_than_the_calendars() -> None:
    kept = Kept(years=2, since="occurred_from")

    assert kept.cutoff(NOW) <= NOW.replace(year=2024)
    assert NOW.replace(year=2024) - kept.cutoff(NOW) < timedelta(days=3)


def test_a_decision_gives_another_number_of_years() -> None:
    kept = Kept(years=2, since="occurred_from", record="raw")

    assert kept.cutoff(NOW, years=1) > kept.cutoff(NOW)


@pytest.mark.parametrize(
    "said",
    [{"years": 2}, {"since": "at"}, {"days": 1, "since": "at", "with_row": "x"}, {"until": "x", "with_row": "y"}],
)
def test_two_ways_at_once_are_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one way"):
        Kept(**said)  # type: ignore[arg-type]


def test_what_is_preserved_or_in_use_has_no_end() -> None:
    assert PRESERVED.is_preserved
    assert not IN_USE.is_for_a_time
    assert [rule.words[0] for rule in (PRESERVED, IN_USE)] == ["bevaras", "så länge den används"]
