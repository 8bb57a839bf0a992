"""A calendar without content, opened by a secret that can be ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.edges.desk.calendar import Entry, entries
from tryggve.edges.desk.tests.test_digests import CONTENT
from tryggve.edges.desk.tests.test_start import At, LogIn
from tryggve.edges.desk.tests.world import a_meeting, the_whole_way
from tryggve.foundation.notify.actions import make_calendar, revoke_calendar
from tryggve.foundation.notify.queries import calendars_of
from tryggve.foundation.people.models import Membership
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import NOW, Cast
from tryggve.testing.story import WEEK, report_of

LATER = WEEK.end_at + timedelta(days=4)


@pytest.fixture(autouse=True)
def _nobody_has_read() -> None:
    cache.clear()


def read(cast: Cast, who: str, client: Client | None = None) -> Any:
    token = make_calendar(by=cast.viewers[who], now=NOW)
    response = (client or Client()).get(f"/kalender/{token}.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def titles(calendar: Any) -> list[str]:
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_each_role_has_what_it_has_to_do(cast: Cast, at: At) -> None:
    the_whole_way(cast)
    at(LATER)

    sixten, elin, mona, rakel = (titles(read(cast, who)) for who in ("sixten", "elin", "mona", "rakel"))

    assert "Veckorapport v. 37 ska delas" in sixten
    assert "EST-möte" in sixten
    assert sorted(set(elin)) == ["EST-möte", "Åtgärd: dags att följa upp"]
    assert sorted(mona) == ["EST-möte", "Åtgärd: dags att följa upp", "Åtgärd: ska vara klar"]
    assert rakel == []


def test_the_file_holds_no_content(cast: Cast, at: At) -> None:
    the_whole_way(cast)
    at(LATER)

    for who in ("sixten", "elin", "mona", "kerstin", "petra"):
        text = read(cast, who).to_ical().decode()
        names = [each.name for each in cast.organisations.values()] + [each.name for each in cast.users.values()]
        assert [word for word in (*CONTENT, *names) if word.lower() in text.lower()] == []
        assert "DESCRIPTION" not in text
        assert "LOCATION" not in text


def test_the_days_are_swedish_over_the_change_of_clocks_and_week_53(cast: Cast) -> None:
    with acting_as(cast.sixten):
        autumn = {each.title: each for each in entries(cast.sixten, Week(2026, 42).start_at)}
        winter = {each.title: each for each in entries(cast.sixten, Week(2026, 52).start_at)}

    def ends(found: dict[str, Entry], week: int) -> datetime:
        moment = found[f"Veckorapport v. {week} ska delas"].ends
        assert isinstance(moment, datetime)
        return moment.astimezone(UTC)

    assert ends(autumn, 42) == datetime(2026, 10, 19, 10, 0, tzinfo=UTC)
    assert ends(autumn, 43) == datetime(2026, 10, 26, 11, 0, tzinfo=UTC)
    assert ends(winter, 53) == datetime(2027, 1, 4, 11, 0, tzinfo=UTC)
    assert ends(winter, 1) == datetime(2027, 1, 11, 11, 0, tzinfo=UTC)


def test_a_measure_is_a_whole_day(cast: Cast, at: At) -> None:
    the_whole_way(cast)
    at(LATER)

    (event,) = [each for each in read(cast, "mona").walk("VEVENT") if "klar" in each["SUMMARY"]]

    assert event["DTSTART"].dt == date(2026, 9, 21)
    assert event["DTEND"].dt == date(2026, 9, 22)


def test_wrong_ended_and_a_leavers_are_not_found(cast: Cast, at: At) -> None:
    at(LATER)
    ended, left = make_calendar(by=cast.sixten, now=NOW), make_calendar(by=cast.mona, now=NOW)
    homeless = make_calendar(by=cast.petra, now=NOW)
    revoke_calendar(public_id=calendars_of(cast.sixten)[0].public_id, by=cast.sixten, now=NOW)
    cast.users["mona"].is_active = False
    cast.users["mona"].save(update_fields=["is_active"])
    Membership.objects.filter(user=cast.users["petra"]).update(is_active=False)

    answers = [Client().get(f"/kalender/{token}.ics") for token in ("fel", ended, left, homeless)]

    assert {each.status_code for each in answers} == {404}
    for each in answers:
        assert [word for word in ("Sixten", "Mona", "Petra", "Falu kommun") if word in each.content.decode()] == []


def test_it_is_kept_for_an_hour_and_not_sent_again_while_nothing_changes(cast: Cast, at: At) -> None:
    the_whole_way(cast)
    at(LATER)
    address = f"/kalender/{make_calendar(by=cast.sixten, now=NOW)}.ics"

    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert first["Cache-Control"] == "private, max-age=3600"
    assert first["Referrer-Policy"] == "no-referrer"
    assert (again.status_code, again.content) == (304, b"")
    report_of(cast, "sixten", WEEK + 1)
    compile_picture(week=WEEK + 1, by=cast.elin, now=LATER)
    a_meeting(cast, WEEK + 1, confirm=False, close=False)
    changed = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_one_address_is_read_only_so_often_and_the_others_go_on(cast: Cast, at: At) -> None:
    at(LATER)
    busy, calm = make_calendar(by=cast.sixten, now=NOW), make_calendar(by=cast.mona, now=NOW)

    statuses = [Client().get(f"/kalender/{busy}.ics").status_code for _ in range(62)]

    assert statuses == [200] * 60 + [429] * 2
    assert Client().get(f"/kalender/{busy}.ics")["Retry-After"] == "3600"
    assert Client().get(f"/kalender/{calm}.ics").status_code == 200


def test_who_works_in_two_municipalities_has_one_calendar_and_being_logged_in_changes_nothing(
    cast: Cast, log_in: LogIn, at: At
) -> None:
    Membership.objects.create(
        user=cast.users["sixten"], county=cast.county, municipality=cast.borlange,
        organisation=cast.organisations["tunabyggen"], role="organisation_coordinator", created_at=NOW,
    )  # fmt: skip
    at(LATER)

    for who in ("", "sixten", "frida", "lina"):
        client = log_in(who) if who else Client()
        events = read(cast, "sixten", client).walk("VEVENT")
        assert [str(event["SUMMARY"]) for event in events].count("Veckorapport v. 37 ska delas") == 2
        revoke_calendar(public_id=calendars_of(cast.sixten)[0].public_id, by=cast.sixten, now=NOW)


# -- The page ------------------------------------------------------------------------------------
def test_the_address_is_shown_once_works_and_is_ended_by_one_press(log_in: LogIn, cast: Cast, at: At) -> None:
    at(LATER)
    client = log_in("sixten")

    made = client.post("/mejl-och-kalender/ny-adress/").content.decode()
    address = made.partition('value="http://testserver/kalender/')[2].partition('"')[0]
    assert client.get(f"/kalender/{address}").status_code == 200
    assert address not in client.get("/mejl-och-kalender/").content.decode()
    key = calendars_of(cast.sixten)[0].public_id

    for stranger in ("frida", "rakel"):
        assert log_in(stranger).post(f"/mejl-och-kalender/{key}/avsluta/").status_code == 404
    assert log_in("sixten").post(f"/mejl-och-kalender/{key}/avsluta/").status_code == 302
    assert client.get(f"/kalender/{address}").status_code == 404


def test_a_person_chooses_and_a_bad_day_keeps_what_was_typed(log_in: LogIn, at: At) -> None:
    at(LATER)
    client = log_in("rakel")

    bad = client.post("/mejl-och-kalender/val/", {"topics": ["week"], "paused_until": "2020-01-01"})
    assert bad.status_code == 422
    assert "Dagen går inte att välja." in bad.content.decode()
    good = client.post("/mejl-och-kalender/val/", {"topics": ["week"], "paused_until": "2026-10-01"}, follow=True)
    assert "Dina mejl är pausade till och med" in good.content.decode()
    assert log_in("lina").get("/mejl-och-kalender/").status_code == 403
