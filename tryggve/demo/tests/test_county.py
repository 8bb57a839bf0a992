"""What the practice county is made of holds together."""

from __future__ import annotations

import re

import pytest

from tryggve.cycle.cause_analyses.shapes import Weight
from tryggve.demo import county, truths
from tryggve.demo.reporting import _GREEN, _NEEDS, _RED, _RISKS, _YELLOW
from tryggve.demo.rhythms import RHYTHMS
from tryggve.demo.town import AT_HOME
from tryggve.demo.work import templates
from tryggve.foundation.geography.place_types import PLACE_TYPES
from tryggve.foundation.people.access import roles
from tryggve.foundation.people.models import OrganisationKind
from tryggve.foundation.privacy import guard
from tryggve.foundation.reference.queries import stable_names

SLUGS = [each.slug for each in county.municipalities()]
_SCORES = {"strong_for": 2, "for": 1, "neutral": 0, "against": -1, "strong_against": -2}


def test_every_story_uses_codes_places_and_rhythms_that_exist() -> None:
    for story in county.stories().values():
        assert story.code in stable_names()
        assert set(story.places) <= set(PLACE_TYPES)
        assert story.when in RHYTHMS
        assert story.texts
        for text in story.texts:
            assert "{plats}" in text
            guard.refuse(text.format(plats="vid Knutpunkten"))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_party_reports_what_has_a_story_and_has_a_coordinator(slug: str) -> None:
    coordinated = {
        person.at
        for person in county.people(slug)
        if {"organisation_coordinator", "relay_coordinator"} & set(person.roles)
    }
    for party in county.parties(slug):
        assert party.kind in OrganisationKind.values
        assert set(party.reports) <= set(county.stories())
        assert party.commitment
        assert party.key in coordinated


@pytest.mark.parametrize("slug", SLUGS)
def test_every_role_of_a_municipality_has_somebody(slug: str) -> None:
    held = {role for person in county.people(slug) for role in person.roles}
    wanted = {role.code for role in roles().values() if role.assignable and role.given_by != "county"}
    assert wanted <= held


def test_nobody_shares_an_address() -> None:
    emails = [person.email for slug in (*SLUGS, "county") for person in county.people(slug)]
    assert len(emails) == len(set(emails))
    assert all(re.fullmatch(r"[a-z]+@exempel\.se", email) for email in emails)


def test_what_is_planted_stands_where_areas_and_places_are() -> None:
    codes = {feature["properties"]["code"] for feature in county.areas("falun")["features"]}
    names = {place.name for place in county.places("falun")}
    parties = {party.key for party in county.parties("falun")}
    for stream in truths.STREAMS:
        assert stream.area in codes
        assert stream.category in stable_names()
        assert set(stream.parties) <= parties
        assert stream.place in names or set(stream.place_types) <= AT_HOME
    assert set(truths.FIRES.places) <= names


def test_without_truths_every_stream_is_level() -> None:
    for stream in truths.STREAMS:
        assert len({stream.level(age, truths=False) for age in range(-52, 1)}) == 1
    risen = [stream for stream in truths.STREAMS if stream.level(0, truths=True) > stream.level(-30, truths=True)]
    fallen = [stream for stream in truths.STREAMS if stream.level(0, truths=True) < stream.level(-30, truths=True)]
    assert risen
    assert fallen


def test_usual_analyses_point_at_what_is_chosen() -> None:
    for told in templates().values():
        weights = [each["weights"] for each in told["evidence"]]
        assert {weight for row in weights for weight in row} <= set(Weight)
        first, second = (sum(_SCORES[row[index]] for row in weights) for index in (0, 1))
        assert first >= 2
        assert first - second >= 2


def test_what_the_parties_write_points_at_nobody() -> None:
    for text in (*_GREEN, *_YELLOW, *_RED, *_RISKS, *_NEEDS, truths.INSURER_SAYS, truths.EVERYBODY_SAYS):
        guard.refuse(text)
