"""When things return: Mondays at six, Swedish time, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from tryggve.cycle.weekly_reports.queries import answers
from tryggve.cycle.weekly_reports.shapes import Answer
from tryggve.edges.jobs.rhythms import (
    RHYTHMS,
    at_the_clock,
    next_monday_morning,
    next_night,
    open_last_week,
    send_mails,
)
from tryggve.foundation.notify.models import OutgoingMail
from tryggve.foundation.notify.outbox import put
from tryggve.foundation.notify.rules import Letter, Topic
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.queue.models import Job
from tryggve.foundation.queue.reaper import tick
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, report_of


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


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (datetime(2026, 9, 14, 5, 29, tzinfo=UTC), datetime(2026, 9, 14, 5, 30, tzinfo=UTC)),
        (datetime(2026, 9, 14, 5, 30, tzinfo=UTC), datetime(2026, 9, 15, 5, 30, tzinfo=UTC)),
        (datetime(2026, 9, 18, 6, 0, tzinfo=UTC), datetime(2026, 9, 21, 5, 30, tzinfo=UTC)),
        (datetime(2026, 10, 23, 6, 0, tzinfo=UTC), datetime(2026, 10, 26, 6, 30, tzinfo=UTC)),
        (datetime(2027, 3, 26, 7, 0, tzinfo=UTC), datetime(2027, 3, 29, 5, 30, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), datetime(2027, 1, 1, 6, 30, tzinfo=UTC)),
    ],
    ids=["just before", "at the moment", "over a weekend", "clocks back", "clocks forward", "week 53, over New Year"],
)
def test_workdays_begin_at_half_past_seven_swedish_time(after: datetime, expected: datetime) -> None:
    assert at_the_clock(time(7, 30), 0, 1, 2, 3, 4)(after) == expected


def test_a_clock_that_shows_a_time_twice_rings_once_and_one_that_skips_it_rings_all_the_same() -> None:
    twice, skipped = datetime(2026, 10, 25, 0, 0, tzinfo=UTC), datetime(2027, 3, 28, 0, 0, tzinfo=UTC)

    assert next_night(twice) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_night(next_night(twice)) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
    assert next_night(skipped) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_rhythm_asks_the_worker_once_in_each_municipality_and_sends_nothing_itself(cast: Cast) -> None:
    rhythms = [each for each in RHYTHMS if each.name == "report_is_late"]
    report_of(cast, "sixten")
    tick(rhythms, now=WEEK.end_at)
    one = WEEK.end_at + timedelta(hours=13)

    ran = [tick(rhythms, now=one), tick(rhythms, now=one + timedelta(seconds=20))]

    assert ran == [["report_is_late"], []]
    for town in (cast.falun, cast.borlange):
        viewer = system_viewer(town)
        with acting_as(viewer):
            assert Job.objects.seen_by(viewer).filter(name="desk.write_letters").count() == 1
            assert OutgoingMail.objects.seen_by(viewer).count() == 0


def test_sending_is_ordered_only_where_something_waits(cast: Cast) -> None:
    falun, now = system_viewer(cast.falun), WEEK.end_at
    letter = Letter(cast.users["sixten"].pk, Topic.WEEK, "k", "Tryggve: x", "y", now + timedelta(days=1))
    put([letter], by=falun, now=now)

    for seconds in (0, 20, 40):
        send_mails(now + timedelta(seconds=seconds))

    for town, n in ((cast.falun, 1), (cast.borlange, 0)):
        viewer = system_viewer(town)
        with acting_as(viewer):
            assert Job.objects.seen_by(viewer).filter(name="notify.send").count() == n
