"""The rights as they are written agree with the access matrix of the security design."""

from __future__ import annotations

import pytest

from tryggve.foundation.people.access import rights, roles

RAW = ("incident.review", "incident.import")
SHARING = ("weekly_report.write", "weekly_report.share", "member_response.write")


def _holders(right: str) -> set[str]:
    return {code for code, role in roles().items() if right in role.rights and role.assignable}


@pytest.mark.parametrize(
    ("right", "holders"),
    [
        ("incident.register", {"reporter", "organisation_coordinator", "relay_coordinator"}),
        ("incident.review", {"organisation_coordinator", "relay_coordinator"}),
        ("weekly_report.share", {"organisation_coordinator", "relay_coordinator"}),
        ("member_response.write", {"relay_coordinator"}),
        ("picture.compile", {"est_coordinator"}),
        ("occurrence.link", {"est_coordinator"}),
        ("priority.confirm", {"meeting_chair"}),
        ("monthly_report.compile", {"est_coordinator"}),
        ("monthly_report.approve", {"steering_group"}),
        ("monthly_report.send", {"est_coordinator"}),
        ("county_report.compile", {"county_board"}),
        ("person.invite_any", {"tenant_admin"}),
        ("person.invite", {"organisation_coordinator", "relay_coordinator", "tenant_admin"}),
        ("organisation.update", {"est_coordinator", "tenant_admin"}),
        ("member.update", {"relay_coordinator", "est_coordinator", "tenant_admin"}),
        ("audit.read", {"tenant_admin"}),
        ("municipality.create", set()),
    ],
)
def test_the_matrix_says_who_holds_a_right(right: str, holders: set[str]) -> None:
    assert _holders(right) == holders


def test_the_administrator_has_no_data() -> None:
    """Settings, and what is kept; an emergency that two open; an extract, one's own calendar, and papers of trust."""
    kept, papers = {"retention", "disposal"}, {"register", "accessibility", "municipality"}
    settings_only = {"person", "organisation", "member", "agreement", "area", "place", "category", "audit"}
    held = roles()["tenant_admin"].rights - {"export.d5.ics", "export.d6.zip", "export.d7.json", "export.d7.pdf"}

    assert {right.partition(".")[0] for right in held} - {"raw_access"} == settings_only | kept | papers
    assert [right for right in held if right.startswith("municipality.")] == ["municipality.assess"]


def test_the_county_board_reads_what_is_published_and_nothing_else() -> None:
    published = {"export.d1.pdf", "export.d1.json", "export.d1.csv"}

    assert roles()["county_board"].rights == {"county_report.read", "county_report.compile", *published}


@pytest.mark.parametrize("right", [right for right in rights() if right.startswith("export.")])
def test_nobody_takes_out_what_they_may_not_read(right: str) -> None:
    """A file is no way round a page: each class is read by those who take it out."""
    reads = {
        "d1": {"monthly_report.read", "county_report.read"},
        "d3": {"picture.read"},
        "d4": {"incident.review"},
        "d5": {"meeting.read", "incident.register", "person.invite"},
        "d6": {"audit.incident_pack"},
        "d7": {"person.data"} if right.endswith("json") else {"register.read"},
    }

    assert [code for code in _holders(right) if not roles()[code].rights & reads[right.split(".")[1]]] == []


def test_a_machines_form_is_for_fewer_than_a_page() -> None:
    assert _holders("export.d3.json") < _holders("export.d3.pdf")
    assert _holders("export.d5.json") < _holders("export.d5.pdf")


def test_who_shares_never_compiles() -> None:
    for code in ("organisation_coordinator", "relay_coordinator", "reporter"):
        assert not roles()[code].rights & {"picture.compile", "monthly_report.compile", "priority.confirm"}
    assert not roles()["est_coordinator"].rights & {*RAW, *SHARING}


def test_nobody_holds_both_halves_of_the_two_person_rule() -> None:
    for role in roles().values():
        assert not {"monthly_report.compile", "monthly_report.approve"} <= role.rights


def test_the_trainer_exists_in_practice_only() -> None:
    assert [code for code, role in roles().items() if role.practice_only] == ["trainer"]


def test_every_role_for_people_says_what_it_does_in_both_languages() -> None:
    for role in roles().values():
        assert not role.assignable or (role.does and role.does_en and role.label("en") != role.label("sv"))


def test_every_right_is_held_by_somebody() -> None:
    held = frozenset().union(*(role.rights for role in roles().values()))

    assert set(rights()) == held
