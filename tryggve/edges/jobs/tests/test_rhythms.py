"""When things return: Mondays at six, Swedish time, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tryggve.cycle.weekly_reports.queries import answers
from tryggve.cycle.weekly_reports.shapes import Answer
from tryggve.edges.jobs.rhythms import next_monday_morning, next_night, open_last_week
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (datetime(2026, 9, 14, 3, 59, tzinfo=UTC), datetime(2026, 9, 14, 4, 0, tzinfo=UTC)),
        (datetime(2026, 9, 14, 4, 0, tzinfo=UTC), datetime(2026, 9, 21, 4, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 26, 5, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), datetime(2027, 1, 4, 5, 0, tzinfo=UTC)),
    ],
    ids=["just before", "at the moment", "over the change to winter time", "over New Year"],
)
def test_the_week_opens_on_monday_at_six_swedish_time(after: datetime, expected: datetime) -> None:
    assert next_monday_morning(after) == expected


def test_the_night_check_is_at_half_past_two_swedish_time() -> None:
    assert next_night(datetime(2026, 9, 14, 1, 0, tzinfo=UTC)) == datetime(2026, 9, 15, 0, 30, tzinfo=UTC)


def test_every_party_has_an_open_report_on_monday_morning_and_again_changes_nothing(cast: Cast) -> None:
    monday = next_monday_morning(WEEK.start_at)

    open_last_week(monday)
    open_last_week(monday)

    with acting_as(cast.elin):
        found = answers(cast.elin, [str(WEEK)], now=monday)
    assert {each.organisation_name for each in found} == {
        "Kopparstaden",
        "Centrala stadsrum",
        "Polisen",
        "Falu kommun, trygghet",
    }
    assert all(each.answer == Answer.SILENT for each in found)
