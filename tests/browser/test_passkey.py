"""A passkey, made and used in a real Chromium, whose own authenticator stands in for a finger."""

from __future__ import annotations

import pytest

from tests.browser.house import House
from tests.browser.week import AtABrowser
from tryggve.foundation.people.second_factor import factors_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_who_shares_makes_a_passkey_goes_on_and_comes_back_with_it(house: House, person: AtABrowser) -> None:
    falun = house.cast.falun
    falun.is_practice, falun.second_factor_from = False, house.clock().date()
    falun.save()
    sixten = person("sixten")
    devtools = sixten.context.new_cdp_session(sixten.page)
    devtools.send("WebAuthn.enable")
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})["authenticatorId"]

    sixten.opens("/installningar/personer/")
    assert sixten.path == "/min-inloggning/tva-steg/"
    sixten.fills({"Vad ska den heta?": "Jobbtelefonen"})
    sixten.clicks("Skapa en passnyckel")
    assert sixten.path == "/min-inloggning/"
    assert "Jobbtelefonen" in sixten.text
    assert "Du har inga koder" in sixten.text
    sixten.clicks("Visa nya koder")
    assert sixten.page.locator("main code").count() == 10
    sixten.follows("Jag har sparat dem, gå vidare")
    assert sixten.path == "/installningar/personer/"

    sixten.page.locator("details[data-menu] summary").first.click()
    sixten.clicks("Logga ut", within=sixten.page.locator(".menu-panel"))
    sixten.clicks("Logga in med passnyckel")

    assert sixten.opens("/installningar/personer/") == 200
    assert sixten.path == "/installningar/personer/"
    (factor,) = factors_of(house.cast.users["sixten"].pk)
    assert factor.used_at is not None
    (kept,) = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert kept["isResidentCredential"]


def test_a_passkey_that_is_not_there_leaves_the_other_ways_open(house: House, person: AtABrowser) -> None:
    sixten = person("sixten")
    devtools = sixten.context.new_cdp_session(sixten.page)
    devtools.send("WebAuthn.enable")
    options = FINGER | {"isUserVerified": False}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sixten.page.goto(f"{house.address}/logga-in/")

    sixten.page.get_by_role("button", name="Logga in med passnyckel").click()

    said = sixten.page.locator("#passkey-said")
    said.wait_for()
    assert "Prova igen" in said.inner_text()
    sixten.opens("/logga-in/")
    assert sixten.opens("/min-inloggning/") == 200
