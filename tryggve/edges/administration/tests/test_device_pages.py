"""Letting a telephone in and shutting it out, by page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tryggve.foundation.people.actions import enrol_device, invite_device
from tryggve.foundation.people.models import DeviceEnrolment, DevicePerson
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
ADD = "/installningar/telefoner/ny/"


def _shown(page: str) -> str:
    found = re.search(r'value="http://testserver(/telefon/anslut/[^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


def _added(cast: Cast, browser: Client, *people: str) -> str:
    typed = {"name": "Bovärdens", "users": [cast.users[each].public_id for each in people]}
    response = browser.post(ADD, typed)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_the_code_on_the_screen_connects_a_telephone_once(cast: Cast, log_in: LogIn) -> None:
    page = _added(cast, log_in("sixten"), "rakel")
    telephone, late = Client(), Client()
    address = _shown(page)

    asked = telephone.get(address).content.decode()
    connected = telephone.post(address)

    assert "<svg" in page
    assert "Kopparstaden" in asked
    assert "Rakel Lind" in asked
    assert (connected.status_code, connected.headers["Location"]) == (302, "/telefon/")
    cookie = connected.cookies["tryggve_telefon"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/telefon/")
    assert telephone.get("/telefon/api/start").json()["person"]["name"] == "Rakel Lind"
    assert late.get(address).status_code == 410
    assert "redan använd" in late.post(address).content.decode()
    assert late.get("/telefon/api/start").status_code == 401


def test_looking_at_the_codes_page_connects_nothing(cast: Cast, log_in: LogIn) -> None:
    address = _shown(_added(cast, log_in("sixten"), "rakel"))

    for _ in range(3):
        assert not Client().get(address).cookies.get("tryggve_telefon")

    assert Client().post(address).status_code == 302


def test_those_who_share_a_telephone_get_a_pin_each_that_is_not_kept(cast: Cast, log_in: LogIn) -> None:
    page = _added(cast, log_in("sixten"), "rakel", "sixten")

    pins = re.findall(r'<dd class="num">(\d{4})</dd>', page)

    assert len(set(pins)) == 2
    with acting_as(cast.sixten):
        hashes = list(DevicePerson.objects.seen_by(cast.sixten).values_list("pin_hash", flat=True))
        codes = list(DeviceEnrolment.objects.seen_by(cast.sixten).values_list("code_hash", flat=True))
    assert all(each.startswith("argon2$") for each in hashes)
    assert not any(pin == each for pin in pins for each in hashes)
    assert not any(code in page for code in codes)


def test_a_lost_telephone_is_shut_out_by_two_presses(cast: Cast, log_in: LogIn) -> None:
    made = invite_device(name="Borttappad", users=[cast.users["rakel"].public_id], by=cast.sixten, now=timezone.now())
    telephone = Client()
    telephone.cookies["tryggve_telefon"] = enrol_device(code=made.code, now=timezone.now())
    browser = log_in("sixten")

    listed = browser.get("/installningar/telefoner/").content.decode()
    (first,) = re.findall(r'class="btn danger small" href="([^"#]+)#sparra"', listed)
    (second,) = re.findall(r'action="([^"]+/sparra/)"', browser.get(first).content.decode())
    after = browser.post(second, follow=True).content.decode()

    assert "Borttappad är spärrad" in after
    assert telephone.get("/telefon/api/start").status_code == 401


def test_a_new_code_ends_the_old_one_and_the_old_telephone(cast: Cast, log_in: LogIn) -> None:
    browser = log_in("sixten")
    first = _shown(_added(cast, browser, "rakel"))
    with acting_as(cast.sixten):
        key = DeviceEnrolment.objects.seen_by(cast.sixten).select_related("device").get().device.public_id
    old, new = Client(), Client()
    old.post(first)

    second = _shown(browser.post(f"/installningar/telefoner/{key}/kod/").content.decode())

    assert old.get("/telefon/api/start").status_code == 200
    new.post(second)
    assert new.get("/telefon/api/start").status_code == 200
    assert old.get("/telefon/api/start").status_code == 401


@pytest.mark.parametrize("typed", [{}, {"name": "x"}, {"name": "x", "users": ["ingen"]}, {"name": " " * 9}])
def test_what_is_missing_is_said_beside_its_field(cast: Cast, log_in: LogIn, typed: dict[str, object]) -> None:
    assert log_in("sixten").post(ADD, typed).status_code == 422


def test_a_stranger_and_a_colleague_of_another_organisation_find_nothing(cast: Cast, log_in: LogIn) -> None:
    key = invite_device(
        name="Hemlig telefon", users=[cast.users["rakel"].public_id], by=cast.sixten, now=timezone.now()
    ).device.public_id

    for who in ("frida", "kerstin"):
        browser = log_in(who)
        assert browser.get(f"/installningar/telefoner/{key}/").status_code == 404
        assert browser.post(f"/installningar/telefoner/{key}/sparra/").status_code == 404
        assert browser.post(f"/installningar/telefoner/{key}/kod/").status_code == 404
        assert "Hemlig telefon" not in browser.get("/installningar/telefoner/").content.decode()
        offered = browser.get(ADD).content.decode()
        assert "Rakel Lind" not in offered


def test_nobody_of_another_organisation_can_be_given_ones_telephone(cast: Cast, log_in: LogIn) -> None:
    response = log_in("sixten").post(ADD, {"name": "x", "users": [cast.users["frida"].public_id]})

    assert response.status_code == 422


def test_a_summary_only_organisation_gets_no_telephone(cast: Cast, log_in: LogIn) -> None:
    response = log_in("petra").post(ADD, {"name": "x", "users": [cast.users["petra"].public_id]})

    assert response.status_code == 422
    assert "delar bara sammanfattningar" in response.content.decode()


@pytest.mark.parametrize("code", ["x", "2080-fel", "9999-fel", "2080-" + "a" * 200])
def test_a_code_that_nobody_has_says_what_to_do(cast: Cast, client: Client, code: str) -> None:
    response = client.get(f"/telefon/anslut/{code}/")

    assert response.status_code == 404
    assert "Be din samordnare om en ny kod" in response.content.decode()


def test_what_a_telephone_has_not_sent_is_seen_in_the_list(cast: Cast, log_in: LogIn) -> None:
    now = timezone.now()
    code = invite_device(name="Bil 3", users=[cast.users["rakel"].public_id], by=cast.sixten, now=now)
    telephone = Client()
    telephone.cookies["tryggve_telefon"] = enrol_device(code=code.code, now=now)
    since = int((now - timedelta(hours=3)).timestamp())

    telephone.get("/telefon/api/start", headers={"X-Tryggve-Unsent": f"2 {since}"})
    waiting = log_in("sixten").get("/installningar/telefoner/").content.decode()
    telephone.get("/telefon/api/start", headers={"X-Tryggve-Unsent": "drop table 1"})
    told_nothing = log_in("sixten").get("/installningar/telefoner/").content.decode()
    telephone.get("/telefon/api/start", headers={"X-Tryggve-Unsent": "0"})
    sent = log_in("sixten").get("/installningar/telefoner/").content.decode()

    assert re.search(r'class="tag kop">2 väntar sedan ', waiting)
    assert "2 väntar sedan" in told_nothing
    assert "väntar sedan" not in sent
