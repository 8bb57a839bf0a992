"""Organisations, members and the agreement, by page."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tryggve.foundation.people import queries
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast

LogIn = Callable[[str], Client]
ROOT = "/installningar/"


def test_an_organisation_is_added_changed_ended_and_resumed(cast: Cast, log_in: LogIn) -> None:
    client = log_in("elin")

    client.post(f"{ROOT}organisationer/ny/", {"name": "Svenska kyrkan", "kind": "church"})
    with acting_as(cast.elin):
        church = queries.organisations(cast.elin).one(name="Svenska kyrkan")
    page = f"{ROOT}organisationer/{church.public_id}/"
    client.post(page, {"name": "Falu pastorat", "kind": "church", "mode": "summary_only"})
    client.post(page + "avsluta/", {"left_date": church.joined_date.isoformat()})
    with acting_as(cast.elin):
        church.refresh_from_db()
    assert (church.name, church.mode, church.is_active) == ("Falu pastorat", "summary_only", False)
    client.post(page + "ateruppta/")
    with acting_as(cast.elin):
        church.refresh_from_db()
    assert church.is_active


def test_a_name_that_is_taken_is_explained_and_kept(cast: Cast, log_in: LogIn) -> None:
    response = log_in("elin").post(f"{ROOT}organisationer/ny/", {"name": "Polisen", "kind": "police"})

    assert response.status_code == 422
    assert "Det finns redan en organisation med det namnet" in response.content.decode()
    assert 'value="Polisen"' in response.content.decode()


def test_ending_needs_a_day(cast: Cast, log_in: LogIn) -> None:
    police = cast.organisations["police"].public_id

    response = log_in("elin").post(f"{ROOT}organisationer/{police}/avsluta/", {"left_date": "i går"})

    assert response.status_code == 422
    assert "Datumet går inte att läsa" in response.content.decode()


def test_the_relay_keeps_the_own_members(cast: Cast, log_in: LogIn) -> None:
    client, speaker = log_in("kerstin"), cast.organisations["centrala_stadsrum"].public_id
    shop = cast.members["skoaffaren"]

    client.post(f"{ROOT}organisationer/{speaker}/foretradda/", {"name": "Falu Cykel"})
    client.post(f"{ROOT}foretradda/{shop.public_id}/", {"name": shop.name, "alias": "Butik A", "may_be_named": "on"})
    client.post(f"{ROOT}foretradda/{cast.members['bokhandeln'].public_id}/deltar/")

    with acting_as(cast.kerstin):
        assert {each.shown_name for each in queries.represented_members(cast.kerstin)} == {"Medlem A", "Lunds Skor"}


def test_the_stranger_changes_no_member_of_ours(cast: Cast, log_in: LogIn) -> None:
    shop = cast.members["skoaffaren"].public_id

    assert log_in("bo").post(f"{ROOT}foretradda/{shop}/", {"name": "X", "alias": "Y"}).status_code == 404
    assert log_in("bo").post(f"{ROOT}foretradda/{shop}/deltar/").status_code == 404


def _agreement(cast: Cast, **changes: str) -> dict[str, str]:
    police = cast.organisations["police"].public_id
    return {
        "signed_date": "2026-09-01",
        "valid_from": "2030-01-07",
        "rhythm_weeks": "2",
        "priority_capacity": "4",
        "purpose": "Tryggare centrum",
        f"party_{police}": "on",
        f"commitment_{police}": "Rapporterar varje vecka",
        **changes,
    }


def test_a_new_agreement_waits_for_its_day(cast: Cast, log_in: LogIn) -> None:
    client = log_in("elin")

    assert client.post(f"{ROOT}overenskommelse/ny/", _agreement(cast)).status_code == 302
    page = client.get(f"{ROOT}overenskommelse/").content.decode()
    assert "Tar över" in page
    assert "varje vecka" in page


def test_commitments_are_corrected_and_the_rhythm_of_weeks_gone_by_stands(cast: Cast, log_in: LogIn) -> None:
    with acting_as(cast.elin):
        current = queries.agreement_in_force(cast.elin, NOW.date())
    assert current is not None
    client, page = log_in("elin"), f"{ROOT}overenskommelse/{current.public_id}/"

    assert client.post(page, _agreement(cast)).status_code == 302

    changed = client.get(f"{ROOT}overenskommelse/").content.decode()
    assert "Rapporterar varje vecka" in changed
    with acting_as(cast.elin):
        current.refresh_from_db()
    assert (current.rhythm_weeks, current.priority_capacity, current.valid_from.year) == (1, 3, 2025)


def test_an_agreement_with_nobody_is_refused(cast: Cast, log_in: LogIn) -> None:
    typed = {name: value for name, value in _agreement(cast).items() if not name.startswith("party_")}

    response = log_in("elin").post(f"{ROOT}overenskommelse/ny/", typed)

    assert response.status_code == 422
    assert "Ingen part är vald" in response.content.decode()
