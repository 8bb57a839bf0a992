"""Organisations, those they speak for, the agreement, and how a municipality begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tryggve.foundation.people import queries
from tryggve.foundation.people.actions import (
    CannotChangeAgreement,
    CannotChangeMember,
    CannotChangeOrganisation,
    CannotFound,
    activate_member,
    add_member,
    add_organisation,
    create_county,
    create_municipality,
    deactivate_member,
    end_organisation,
    resume_organisation,
    sign_agreement,
    update_agreement,
    update_member,
    update_organisation,
)
from tryggve.foundation.people.models import Party
from tryggve.foundation.people.queries import house_viewer, stations_of, system_viewer
from tryggve.foundation.people.shapes import AgreementDraft, MunicipalityDraft, OrganisationDraft, PartyDraft
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound
from tryggve.testing.cast import NOW, Cast

TODAY = NOW.date()
LUDVIKA = MunicipalityDraft(
    slug="ludvika",
    code="2085",
    name="Ludvika kommun",
    centre=(60.15, 15.19),
    est_organisation="Ludvika kommun, trygghet",
    admin_name="Åsa Alm",
    admin_email="asa@exempel.se",
)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("police", "summary_only"), ("school", "summary_only"), ("insurer", "summary_only"), ("church", "raw")],
)
def test_police_school_and_insurer_share_summaries_unless_told_otherwise(cast: Cast, kind: str, mode: str) -> None:
    organisation = add_organisation(
        draft=OrganisationDraft(name="Ny part", kind=kind), joined_date=TODAY, by=cast.elin, now=NOW
    )

    assert organisation.mode == mode


def test_a_county_wide_organisation_is_one_party(cast: Cast) -> None:
    draft = OrganisationDraft(name="Dalatrafik", kind="transport", is_county_wide=True)

    falun = add_organisation(draft=draft, joined_date=TODAY, by=cast.elin, now=NOW)
    borlange = add_organisation(draft=draft, joined_date=TODAY, by=cast.bo, now=NOW)

    assert falun.party_id == borlange.party_id
    assert falun.municipality_id != borlange.municipality_id
    with acting_as(cast.elin):
        assert Party.objects.seen_by(cast.elin).filter(name="Dalatrafik").count() == 1


@pytest.mark.parametrize(
    ("name", "kind", "mode"),
    [("", "church", ""), ("kopparstaden", "church", ""), ("Ny", "x", ""), ("Ny", "church", "x")],
)
def test_an_impossible_organisation_is_refused(cast: Cast, name: str, kind: str, mode: str) -> None:
    with pytest.raises(CannotChangeOrganisation):
        add_organisation(
            draft=OrganisationDraft(name=name, kind=kind, mode=mode), joined_date=TODAY, by=cast.elin, now=NOW
        )


def test_a_new_name_reaches_the_people_who_work_there(cast: Cast) -> None:
    update_organisation(
        organisation=cast.organisations["kopparstaden"].public_id,
        draft=OrganisationDraft(name="Kopparstaden AB", kind="housing_company", mode="raw"),
        by=cast.adam,
        now=NOW,
    )

    assert stations_of(cast.users["sixten"])[0].viewer.organisation_name == "Kopparstaden AB"


def test_an_organisation_that_leaves_is_not_expected_and_its_people_are_out(cast: Cast) -> None:
    police = cast.organisations["police"].public_id

    end_organisation(organisation=police, left_date=TODAY, by=cast.elin, now=NOW)

    assert stations_of(cast.users["petra"]) == []
    with acting_as(cast.elin):
        assert police not in {each.public_id for each in queries.parties(cast.elin, TODAY)}
        assert police in {each.public_id for each in queries.parties(cast.elin, TODAY - timedelta(days=1))}


def test_one_that_left_by_mistake_takes_part_again(cast: Cast) -> None:
    police = cast.organisations["police"].public_id
    end_organisation(organisation=police, left_date=TODAY, by=cast.elin, now=NOW)

    resume_organisation(organisation=police, by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert police in {each.public_id for each in queries.parties(cast.elin, TODAY)}


@pytest.mark.parametrize("left_date", [TODAY + timedelta(days=1), date(2000, 1, 1)])
def test_nobody_leaves_tomorrow_or_before_they_came(cast: Cast, left_date: date) -> None:
    with pytest.raises(CannotChangeOrganisation):
        end_organisation(
            organisation=cast.organisations["police"].public_id, left_date=left_date, by=cast.elin, now=NOW
        )


def test_nobody_ends_the_organisation_they_stand_in(cast: Cast) -> None:
    with pytest.raises(CannotChangeOrganisation):
        end_organisation(organisation=cast.organisations["est"].public_id, left_date=TODAY, by=cast.elin, now=NOW)


def test_the_stranger_does_not_touch_our_organisations(cast: Cast) -> None:
    police = cast.organisations["police"].public_id

    with pytest.raises(NotFound):
        end_organisation(organisation=police, left_date=TODAY, by=cast.bo, now=NOW)
    with pytest.raises(NotFound):
        update_organisation(organisation=police, draft=OrganisationDraft("X", "police"), by=cast.bo, now=NOW)
    with pytest.raises(NotAllowed):
        resume_organisation(organisation=police, by=cast.frida, now=NOW)


def test_the_relay_adds_a_shop_under_the_next_letter(cast: Cast) -> None:
    speaker = cast.organisations["centrala_stadsrum"].public_id

    first = add_member(organisation=speaker, name="Falu Cykel", by=cast.kerstin, now=NOW)
    second = add_member(organisation=speaker, name="Falu Te", by=cast.kerstin, now=NOW)

    assert (first.alias, second.alias) == ("Medlem A", "Medlem B")
    assert first.shown_name == "Medlem A"


def test_a_member_is_named_only_with_consent(cast: Cast) -> None:
    shop = cast.members["skoaffaren"]

    changed = update_member(
        member=shop.public_id, name=shop.name, alias=shop.alias, may_be_named=True, by=cast.kerstin, now=NOW
    )

    assert (shop.shown_name, changed.shown_name) == ("Butik A", "Lunds Skor")


def test_an_alias_is_used_once(cast: Cast) -> None:
    with pytest.raises(CannotChangeMember):
        update_member(
            member=cast.members["skoaffaren"].public_id,
            name="Lunds Skor",
            alias="butik b",
            may_be_named=False,
            by=cast.kerstin,
            now=NOW,
        )


def test_a_member_that_left_comes_back(cast: Cast) -> None:
    shop = cast.members["skoaffaren"].public_id

    assert not deactivate_member(member=shop, by=cast.kerstin, now=NOW).is_active
    assert activate_member(member=shop, by=cast.elin, now=NOW).is_active


def test_only_the_speaker_and_the_settings_touch_a_member(cast: Cast) -> None:
    shop = cast.members["skoaffaren"].public_id

    for name in ("bo", "adam"):
        stranger = (
            cast.viewers[name] if name == "bo" else replace(cast.kerstin, organisation_id=cast.sixten.organisation_id)
        )
        with pytest.raises(NotFound):
            deactivate_member(member=shop, by=stranger, now=NOW)
    with pytest.raises(NotAllowed):
        deactivate_member(member=shop, by=cast.sixten, now=NOW)


def _draft(cast: Cast, **changes: object) -> AgreementDraft:
    draft = AgreementDraft(
        signed_date=TODAY,
        valid_from=TODAY + timedelta(days=6),
        rhythm_weeks=2,
        priority_capacity=4,
        purpose="Tryggare centrum",
        parties=(PartyDraft(cast.organisations["police"].public_id, "Rapporterar", TODAY),),
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def test_a_new_agreement_holds_from_its_date(cast: Cast) -> None:
    sign_agreement(draft=_draft(cast), by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert queries.rhythm_weeks(cast.elin, TODAY) == 1
        assert queries.rhythm_weeks(cast.elin, TODAY + timedelta(days=6)) == 2
        assert queries.priority_capacity(cast.elin, TODAY + timedelta(days=6)) == 4
        (party,) = queries.agreement_parties(cast.elin, queries.agreements(cast.elin)[0])
    assert (party.organisation.name, party.commitment) == ("Polisen", "Rapporterar")


@pytest.mark.parametrize(
    "changes",
    [
        {"rhythm_weeks": 3},
        {"priority_capacity": 0},
        {"priority_capacity": 6},
        {"parties": ()},
        {"valid_from": date(2025, 1, 1)},
    ],
)
def test_an_impossible_agreement_is_refused(cast: Cast, changes: dict[str, object]) -> None:
    with pytest.raises(CannotChangeAgreement) as refusal:
        sign_agreement(draft=_draft(cast, **changes), by=cast.elin, now=NOW)

    assert refusal.value.field in changes


def test_commitments_may_be_corrected_but_not_the_rhythm_of_weeks_gone_by(cast: Cast) -> None:
    with acting_as(cast.elin):
        current = queries.agreement_in_force(cast.elin, TODAY)
    assert current is not None
    kept = {"valid_from": current.valid_from, "rhythm_weeks": 1, "priority_capacity": 3}

    update_agreement(agreement=current.public_id, draft=_draft(cast, **kept), by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert [each.organisation.name for each in queries.agreement_parties(cast.elin, current)] == ["Polisen"]
    with pytest.raises(CannotChangeAgreement):
        update_agreement(
            agreement=current.public_id, draft=_draft(cast, **{**kept, "rhythm_weeks": 2}), by=cast.elin, now=NOW
        )


def test_the_stranger_neither_changes_our_agreement_nor_joins_it(cast: Cast) -> None:
    with acting_as(cast.elin):
        ours = queries.agreements(cast.elin)[0].public_id

    with pytest.raises(NotFound):
        update_agreement(agreement=ours, draft=_draft(cast), by=cast.bo, now=NOW)
    with pytest.raises(NotFound):
        sign_agreement(draft=_draft(cast), by=cast.bo, now=NOW)


def test_a_municipality_begins_with_organisation_agreement_and_administrator(cast: Cast) -> None:
    founded = create_municipality(draft=LUDVIKA, county="dalarna", by=house_viewer(), now=NOW)

    (station,) = stations_of(founded.admin.user)
    assert station.viewer.municipality_name == "Ludvika kommun"
    assert station.viewer.may("person.invite_any")
    assert founded.admin.token
    system = system_viewer(founded.municipality)
    with acting_as(system):
        assert queries.agreement_in_force(system, TODAY) is not None


def test_a_municipality_is_whole_or_not_there(cast: Cast) -> None:
    with pytest.raises(DomainError):
        create_municipality(draft=replace(LUDVIKA, admin_email="fel"), county="dalarna", by=house_viewer(), now=NOW)

    assert not Municipality.objects.filter(slug="ludvika").exists()


@pytest.mark.parametrize("changes", [{"code": "2080"}, {"code": "208"}, {"code": "0180"}, {"slug": "falun"}])
def test_a_municipality_is_created_once_and_in_its_own_county(cast: Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(CannotFound):
        create_municipality(draft=replace(LUDVIKA, **changes), county="dalarna", by=house_viewer(), now=NOW)


def test_only_the_house_creates(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_municipality(draft=LUDVIKA, county="dalarna", by=cast.adam, now=NOW)
    with pytest.raises(NotAllowed):
        create_county(
            code="21", name="Gävleborgs län", board_name="Länsstyrelsen", slug="gavleborg", by=cast.lina, now=NOW
        )


def test_a_county_is_created_once(cast: Cast) -> None:
    county = {"name": "Gävleborgs län", "board_name": "Länsstyrelsen Gävleborg", "slug": "gavleborg"}

    assert create_county(code="21", **county, by=house_viewer(), now=NOW).pk
    for code in ("21", "2x"):
        with pytest.raises(CannotFound):
            create_county(code=code, **county, by=house_viewer(), now=NOW)
