"""Each person's own: which mails, and which calendars read theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.notify.actions import (
    CannotChoose,
    CannotMakeCalendar,
    choose_mails,
    make_calendar,
    revoke_calendar,
)
from tryggve.foundation.notify.models import CalendarFeed
from tryggve.foundation.notify.queries import calendars_of, own_choices, reader_of
from tryggve.foundation.notify.rules import MOST_CALENDARS, Topic
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.testing.cast import NOW, Cast


def test_everybody_wants_everything_until_they_say_otherwise(cast: Cast) -> None:
    assert own_choices(cast.sixten).topics == frozenset(Topic)

    choose_mails(topics=["week"], paused_until=None, by=cast.sixten, now=NOW)

    assert own_choices(cast.sixten).topics == {Topic.WEEK}
    assert own_choices(cast.frida).topics == frozenset(Topic)


@pytest.mark.parametrize("day", [date(2026, 9, 7), date(2027, 9, 9)], ids=["yesterday", "over a year"])
def test_a_pause_ends_within_a_year_and_not_before_today(cast: Cast, day: date) -> None:
    with pytest.raises(CannotChoose):
        choose_mails(topics=[], paused_until=day, by=cast.sixten, now=NOW)


def test_nobody_chooses_for_scheduled_work_or_the_county(cast: Cast) -> None:
    for viewer in (cast.lina, system_viewer(cast.falun)):
        with pytest.raises(NotFound):
            choose_mails(topics=[], paused_until=None, by=viewer, now=NOW)
        with pytest.raises(NotFound):
            make_calendar(by=viewer, now=NOW)


def test_the_secret_is_long_and_is_kept_nowhere(cast: Cast) -> None:
    token = make_calendar(by=cast.sixten, now=NOW)

    assert len(token) >= 43  # 32 bytes, six bits a character
    kept = [str(value) for row in CalendarFeed.objects.values() for value in row.values()]
    with acting_as(cast.sixten):
        written = [str(entry.codes) for entry in AuditEntry.objects.seen_by(cast.sixten)]
    assert [word for word in kept + written if token in word] == []
    assert reader_of(token, NOW).pk == cast.users["sixten"].pk


def test_a_wrong_an_ended_and_a_leavers_address_are_all_the_same(cast: Cast) -> None:
    ended, left = make_calendar(by=cast.sixten, now=NOW), make_calendar(by=cast.rakel, now=NOW)
    revoke_calendar(public_id=calendars_of(cast.sixten)[0].public_id, by=cast.sixten, now=NOW)
    cast.users["rakel"].is_active = False
    cast.users["rakel"].save(update_fields=["is_active"])

    for token in ("wrong", "", ended, left):
        with pytest.raises(NotFound):
            reader_of(token, NOW)
    assert calendars_of(cast.sixten) == []


def test_nobody_ends_anothers(cast: Cast) -> None:
    token = make_calendar(by=cast.sixten, now=NOW)
    key = calendars_of(cast.sixten)[0].public_id

    for stranger in (cast.rakel, cast.elin, cast.frida):
        with pytest.raises(NotFound):
            revoke_calendar(public_id=key, by=stranger, now=NOW)
    assert reader_of(token, NOW).pk == cast.users["sixten"].pk


def test_there_is_an_end_to_how_many(cast: Cast) -> None:
    for _ in range(MOST_CALENDARS):
        make_calendar(by=cast.sixten, now=NOW)

    with pytest.raises(CannotMakeCalendar):
        make_calendar(by=cast.sixten, now=NOW)
    make_calendar(by=cast.rakel, now=NOW)


def test_a_reading_is_noted_once_a_day(cast: Cast) -> None:
    token = make_calendar(by=cast.sixten, now=NOW)

    for hours in (1, 2, 20):
        reader_of(token, NOW + timedelta(hours=hours))
    assert calendars_of(cast.sixten)[0].last_read_at == NOW + timedelta(hours=1)
    reader_of(token, NOW + timedelta(hours=26))
    assert calendars_of(cast.sixten)[0].last_read_at == NOW + timedelta(hours=26)
