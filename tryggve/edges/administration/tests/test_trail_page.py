"""The trail's page: one's own, the organisation's and the municipality's, and never more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tryggve.foundation.audit.trail import EVENTS, Named, record
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web.trail_words import HAPPENINGS, THINGS
from tryggve.testing.cast import NOW, Cast

LogIn = Callable[[str], Client]
PAGE = "/installningar/loggbok/"
#: Written without an action.
BESIDES = ("audit_trail.checked", "access.denied", "raw.read", "shared.read")


def _write(cast: Cast) -> None:
    for number, (who, event) in enumerate(
        [("sixten", "incident.approved"), ("kerstin", "weekly_report.shared"), ("elin", "situation_picture.compiled")]
    ):
        viewer = getattr(cast, who)
        with acting_as(viewer):
            record(by=viewer, event=event, now=NOW + timedelta(minutes=number))
    with acting_as(cast.bo):
        record(by=cast.bo, event="meeting.opened", now=NOW)
    with acting_as(house_viewer(cast.users["rakel"])):
        record(by=house_viewer(cast.users["rakel"]), event="person.logged_in", now=NOW)


def _page(client: Client, **asked: str) -> str:
    response = client.get(PAGE, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_administrator_sees_the_municipalitys_and_no_neighbours(cast: Cast, log_in: LogIn) -> None:
    _write(cast)

    shown = _page(log_in("adam"))

    assert all(name in shown for name in ("Sixten Berg", "Kerstin Ek", "Elin Sund"))
    assert "Bo Alm" not in shown


def test_an_organisation_sees_its_own_people_and_nobody_elses(cast: Cast, log_in: LogIn) -> None:
    _write(cast)

    shown = _page(log_in("sixten"))

    assert "Sixten Berg" in shown
    assert "Kerstin Ek" not in shown


@pytest.mark.parametrize("asked", ["municipality", "x"])
def test_whoever_asks_for_more_gets_what_is_theirs(cast: Cast, log_in: LogIn, asked: str) -> None:
    _write(cast)

    assert "Kerstin Ek" not in _page(log_in("sixten"), vems=asked)
    assert "Kerstin Ek" not in _page(log_in("rakel"), vems=asked)


def test_an_organisation_sees_what_others_did_with_what_is_theirs(cast: Cast, log_in: LogIn) -> None:
    with acting_as(cast.elin):
        codes = {"organisation": cast.organisations["kopparstaden"].public_id}
        record(by=cast.elin, event="raw_access.read", now=NOW, codes=codes)

    assert "Elin Sund" in _page(log_in("sixten"))
    assert "Elin Sund" not in _page(log_in("kerstin"))


def test_a_reporter_sees_their_own_lines_and_log_ins(cast: Cast, log_in: LogIn) -> None:
    _write(cast)

    shown = _page(log_in("rakel"))

    assert "Person loggade in" in shown
    assert "Sixten Berg" not in shown


def test_lines_are_found_by_week_and_kind(cast: Cast, log_in: LogIn) -> None:
    _write(cast)
    client = log_in("adam")

    assert "Kerstin Ek" in _page(client, vecka="2026-W37", slag="shared")
    assert "Sixten Berg" not in _page(client, vecka="2026-W37", slag="shared")
    assert "Kerstin Ek" not in _page(client, vecka="2026-W30")
    assert "Kerstin Ek" in _page(client, vecka="nonsense", slag="nonsense")


def test_the_page_is_cut_in_pages(cast: Cast, log_in: LogIn) -> None:
    with acting_as(cast.elin):
        for number in range(120):
            record(by=cast.elin, event="meeting.noted", now=NOW, codes={"n": number})
    client = log_in("adam")

    assert _page(client).count("Möte antecknades") == 50
    assert "Sida 2 av 3" in _page(client, sida="2")


def test_somebody_who_is_erased_has_no_name_here(cast: Cast, log_in: LogIn) -> None:
    _write(cast)
    User.objects.filter(pk=cast.users["sixten"].pk).update(name="")

    shown = _page(log_in("adam"))

    assert "Sixten" not in shown
    assert "borttagen person" in shown


def test_a_line_holds_a_key_and_no_content(cast: Cast, log_in: LogIn) -> None:
    with acting_as(cast.sixten):
        record(by=cast.sixten, event="raw.read", now=NOW, subject=Named("incident", "abcdefgh123456"))

    shown = _page(log_in("sixten"))

    assert "Rådata lästes" in shown
    assert "abcdefgh" in shown


def test_every_event_has_words() -> None:
    names = [name for name in (*EVENTS, *BESIDES) if ".test_" not in name]

    lacking = [
        name for name in names if name.partition(".")[0] not in THINGS or name.partition(".")[2] not in HAPPENINGS
    ]

    assert lacking == [], "give them words in trail_words.py"
