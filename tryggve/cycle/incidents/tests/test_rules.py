"""What may be registered, when it happened, and where an incident may go."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tryggve.cycle.incidents import rules
from tryggve.cycle.incidents.rules import CannotMove, CannotRegister
from tryggve.cycle.incidents.shapes import IncidentDraft, ReviewState, TimePrecision
from tryggve.kernel.weeks import STOCKHOLM, Week

NOW = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)
CODES = frozenset({"F3", "C4", "C4.1", "X0"})


def draft(**changes: Any) -> IncidentDraft:
    at = changes.pop("at", NOW - timedelta(hours=1))
    said: dict[str, Any] = {
        "category_code": "F3",
        "occurred_from": at,
        "occurred_to": at,
        "time_precision": TimePrecision.MINUTE,
    }
    return IncidentDraft(**(said | changes))


def refused(now: datetime = NOW, **changes: Any) -> CannotRegister:
    with pytest.raises(CannotRegister) as found:
        rules.check_draft(draft(**changes), now=now, codes=CODES)
    return found.value


def test_what_happened_an_hour_ago_is_fine() -> None:
    rules.check_draft(draft(), now=NOW, codes=CODES)


def test_a_telephone_clock_ten_minutes_fast_is_fine_and_eleven_is_the_future() -> None:
    rules.check_draft(draft(at=NOW + timedelta(minutes=10)), now=NOW, codes=CODES)
    assert refused(at=NOW + timedelta(minutes=11)).field == "occurred_from"


def test_some_time_today_is_fine_though_the_day_is_not_over() -> None:
    started, ended, precision = rules.on_day(date(2026, 9, 8))
    assert ended > NOW
    rules.check_draft(draft(occurred_from=started, occurred_to=ended, time_precision=precision), now=NOW, codes=CODES)


def test_sixty_days_back_is_fine_and_sixty_one_is_too_old() -> None:
    rules.check_draft(draft(at=NOW - timedelta(days=60)), now=NOW, codes=CODES)
    refusal = refused(at=NOW - timedelta(days=61))
    assert "60 dagar" in str(refusal)
    rules.check_draft(draft(at=NOW - timedelta(days=400)), now=NOW, codes=CODES, oldest=None)


def test_an_end_before_its_start_is_refused() -> None:
    assert refused(occurred_to=NOW - timedelta(hours=2)).field == "occurred_to"


@pytest.mark.parametrize(
    ("precision", "longest"),
    [
        (TimePrecision.MINUTE, timedelta(0)),
        (TimePrecision.HOUR, timedelta(hours=1)),
        (TimePrecision.INTERVAL, timedelta(days=31)),
        (TimePrecision.DAY, timedelta(hours=25)),
        (TimePrecision.WEEK, timedelta(days=7, hours=1)),
    ],
)
def test_a_time_may_not_be_longer_than_its_precision_says(precision: TimePrecision, longest: timedelta) -> None:
    started = NOW - timedelta(days=40)
    said: dict[str, Any] = {"occurred_from": started, "time_precision": precision}
    rules.check_draft(draft(**said, occurred_to=started + longest), now=NOW, codes=CODES)
    assert refused(**said, occurred_to=started + longest + timedelta(minutes=1)).field == "occurred_to"


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 9, 8, 9, 0)  # noqa: DTZ001
    assert "tidszon" in str(refused(occurred_from=naive, occurred_to=naive))


@pytest.mark.parametrize("code", ["", "Q9", "F3.9", "f3"])
def test_an_unknown_category_is_refused(code: str) -> None:
    assert refused(category_code=code).field == "category_code"


def test_a_sub_category_belongs_under_its_category() -> None:
    rules.check_draft(draft(category_code="C4", sub_category_code="C4.1"), now=NOW, codes=CODES)
    assert refused(category_code="F3", sub_category_code="C4.1").field == "sub_category_code"


@pytest.mark.parametrize("point", [(60.6, None), (None, 15.6), (91.0, 15.0), (60.0, float("nan"))])
def test_half_a_point_or_one_off_the_earth_is_refused(point: tuple[float | None, float | None]) -> None:
    assert refused(lat=point[0], lon=point[1]).field == "lat"


def test_texts_have_an_end() -> None:
    assert refused(note="x" * 4001).field == "note"
    assert refused(shared_text="x" * 2001).field == "shared_text"


def test_the_fingerprint_sees_the_moment_and_not_its_zone() -> None:
    at = NOW - timedelta(hours=1)
    assert rules.fingerprint(draft(at=at)) == rules.fingerprint(draft(at=at.astimezone(STOCKHOLM)))
    assert rules.fingerprint(draft(at=at)) != rules.fingerprint(draft(at=at + timedelta(minutes=1)))
    assert rules.fingerprint(draft()) != rules.fingerprint(draft(note="Annat"))


# -- Time in the reporter's words ------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "started", "ended"),
    [
        ("2026-09-08T12:00", "2026-09-07T22:00", "2026-09-08T06:00"),
        ("2026-09-08T03:00", "2026-09-07T22:00", "2026-09-08T03:00"),
        ("2026-09-08T23:15", "2026-09-08T22:00", "2026-09-08T23:15"),
        ("2027-01-01T09:00", "2026-12-31T22:00", "2027-01-01T06:00"),
    ],
)
def test_last_night_is_the_latest_night_that_has_begun(now: str, started: str, ended: str) -> None:
    swedish = [datetime.fromisoformat(each).replace(tzinfo=STOCKHOLM) for each in (now, started, ended)]
    assert rules.last_night(swedish[0].astimezone(UTC))[:2] == (swedish[1], swedish[2])


def test_the_night_when_summer_time_begins_has_seven_hours() -> None:
    started, ended, _ = rules.last_night(datetime(2026, 3, 29, 10, 0, tzinfo=UTC))
    assert ended - started == timedelta(hours=7)


def test_a_day_is_23_or_25_hours_where_the_clocks_change() -> None:
    spring, autumn = rules.on_day(date(2026, 3, 29)), rules.on_day(date(2026, 10, 25))
    assert spring[1] - spring[0] == timedelta(hours=23)
    assert autumn[1] - autumn[0] == timedelta(hours=25)
    for started, ended, precision in (spring, autumn):
        rules.check_draft(
            draft(occurred_from=started, occurred_to=ended, time_precision=precision),
            now=ended + timedelta(days=1),
            codes=CODES,
        )


def test_the_hour_that_summer_time_takes_is_refused() -> None:
    with pytest.raises(CannotRegister, match="klockan ställdes fram"):
        rules.on_day(date(2026, 3, 29), time(2, 30))


def test_the_hour_that_comes_twice_is_the_first_of_the_two() -> None:
    assert rules.on_day(date(2026, 10, 25), time(2, 30))[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_end_earlier_than_its_start_is_the_day_after() -> None:
    started, ended, precision = rules.on_day(date(2026, 9, 7), time(23), time(1))
    assert (ended - started, precision) == (timedelta(hours=2), TimePrecision.INTERVAL)


def test_a_single_time_is_known_to_the_minute() -> None:
    started, ended, precision = rules.on_day(date(2026, 9, 7), time(23, 5))
    assert (started, precision) == (ended, TimePrecision.MINUTE)
    assert started == datetime(2026, 9, 7, 21, 5, tzinfo=UTC)


def test_just_now_on_new_years_night_is_week_53() -> None:
    started, _, _ = rules.just_now(datetime(2027, 1, 1, 0, 30, 59, tzinfo=UTC))
    assert Week.of(started) == Week(2026, 53)


# -- Where it may go ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("to", "allowed"),
    [
        (ReviewState.APPROVED, {"new", "returned", "approved", "left_out"}),
        (ReviewState.RETURNED, {"new", "returned"}),
        (ReviewState.LEFT_OUT, {"new", "returned", "approved"}),
        (ReviewState.MERGED, {"new", "returned", "approved", "left_out"}),
        (ReviewState.DELETED, {"new", "returned", "approved", "left_out", "merged"}),
    ],
)
def test_the_review_has_these_steps_and_no_others(to: ReviewState, allowed: set[str]) -> None:
    for state in ReviewState:
        if state in allowed:
            rules.check_move(state, to)
        else:
            with pytest.raises(CannotMove):
                rules.check_move(state, to)


def test_a_reporter_mends_until_it_is_taken_and_the_coordinator_until_it_is_gone() -> None:
    rules.check_correctable(ReviewState.NEW, is_reviewer=False)
    rules.check_correctable(ReviewState.APPROVED, is_reviewer=True)
    with pytest.raises(CannotMove):
        rules.check_correctable(ReviewState.APPROVED, is_reviewer=False)
    with pytest.raises(CannotMove):
        rules.check_correctable(ReviewState.DELETED, is_reviewer=True)
