"""What happened once, what may be the same, and how the picture is put in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tryggve.cycle.situation_pictures.rules import (
    CannotLink,
    cells,
    changes_between,
    check_link,
    completeness_note,
    happenings,
    headline,
    possible_occurrences,
)
from tryggve.cycle.situation_pictures.shapes import Report

EVENING = datetime(2026, 9, 10, 20, 0, tzinfo=UTC)
HERE = Report(
    key="a",
    organisation="kopparstaden",
    organisation_name="Kopparstaden",
    week="2026-W37",
    category_code="C4",
    occurred_from=EVENING,
    occurred_to=EVENING,
    time_precision="minute",
    area="bojsenburg",
    place_name="",
    lat=60.6265,
    lon=15.6355,
    text="",
    count=1,
    is_late=False,
    occurrence="",
)
POLICE = replace(HERE, key="b", organisation="police", organisation_name="Polisen")


def test_what_two_parties_saw_counts_once_when_it_is_linked() -> None:
    found = happenings([replace(HERE, occurrence="o"), replace(POLICE, occurrence="o")])

    assert [(each.count, each.reports) for each in found] == [(1, 2)]


def test_what_nobody_has_linked_counts_as_reported() -> None:
    assert sum(each.count for each in happenings([HERE, POLICE])) == 2


def test_a_summary_line_for_three_counts_three() -> None:
    assert happenings([replace(POLICE, count=3)])[0].count == 3


def keys(reports: list[Report]) -> list[list[str]]:
    return [[each.key for each in proposal.reports] for proposal in possible_occurrences(reports)]


def hours_later(report: Report, hours: float, **changes: Any) -> Report:
    shift = timedelta(hours=hours)
    return replace(
        report, occurred_from=report.occurred_from + shift, occurred_to=report.occurred_to + shift, **changes
    )


def test_the_same_kind_of_thing_at_the_same_place_within_six_hours_may_be_one() -> None:
    (proposal,) = possible_occurrences([HERE, hours_later(POLICE, 5)])

    assert ([each.key for each in proposal.reports], proposal.hours, proposal.metres) == (["a", "b"], 5.0, 0.0)


def test_what_police_landlord_and_school_all_saw_is_one_proposal() -> None:
    school = hours_later(HERE, 1, key="c", organisation="school")

    assert keys([school, POLICE, HERE]) == [["a", "b", "c"]]


def test_a_chain_of_neighbours_does_not_become_one_thing() -> None:
    # a and b, b and c are near each other; a and c are eight hours apart. The nearer pair is proposed.
    middle, late = hours_later(POLICE, 5), hours_later(HERE, 8, key="c", organisation="school")

    assert keys([HERE, middle, late]) == [["b", "c"]]


def test_two_reports_of_one_party_are_never_the_same_thing_by_way_of_another() -> None:
    again = hours_later(HERE, 2, key="c")

    assert keys([HERE, POLICE, again]) == [["a", "b"]]


def test_a_report_that_fits_what_is_linked_is_proposed_for_it() -> None:
    linked = [replace(HERE, occurrence="o"), replace(POLICE, occurrence="o")]
    school = hours_later(HERE, 1, key="c", organisation="school")

    (proposal,) = possible_occurrences([*linked, school])

    assert (proposal.occurrence, len(proposal.reports)) == ("o", 3)
    assert possible_occurrences(linked) == []


def test_the_likeliest_come_first_and_a_vague_time_comes_last() -> None:
    def elsewhere(key: str, lat: float, **changes: Any) -> list[Report]:
        return [replace(HERE, key=key, lat=lat), hours_later(POLICE, 0.2, key=key + "2", lat=lat, **changes)]

    vague = [replace(HERE, key="v", lat=60.70), replace(POLICE, key="v2", lat=60.70)]
    vague[1] = replace(vague[1], occurred_to=vague[1].occurred_from + timedelta(days=6), time_precision="week")
    other_code = elsewhere("o", 60.71, category_code=HERE.category_code[0] + "9")
    same = elsewhere("s", 60.72)

    assert [pair[0] for pair in keys([*vague, *other_code, *same])] == ["s", "v", "o"]


@pytest.mark.parametrize(
    "other",
    [
        replace(POLICE, organisation="kopparstaden"),
        replace(POLICE, category_code="A1"),
        replace(POLICE, lat=60.63),
        replace(POLICE, lat=None, lon=None),
        replace(POLICE, occurred_from=EVENING + timedelta(hours=7), occurred_to=EVENING + timedelta(hours=7)),
    ],
    ids=["same party", "another kind", "another place", "place unknown", "seven hours later"],
)
def test_otherwise_they_are_not_proposed(other: Report) -> None:
    assert keys([HERE, other]) == []


def test_an_interval_that_overlaps_is_no_time_apart() -> None:
    night = replace(POLICE, occurred_from=EVENING - timedelta(hours=10), occurred_to=EVENING + timedelta(hours=2))

    assert possible_occurrences([HERE, night])[0].hours == 0


def test_different_kinds_of_things_cannot_be_linked() -> None:
    with pytest.raises(CannotLink):
        check_link([HERE, replace(POLICE, category_code="A1")], 2)


def test_what_is_linked_to_different_things_must_be_taken_apart_first() -> None:
    with pytest.raises(CannotLink):
        check_link([replace(HERE, occurrence="o"), replace(POLICE, occurrence="p")], 2)


def test_a_single_report_cannot_be_linked_to_nothing() -> None:
    with pytest.raises(CannotLink):
        check_link([HERE], 1)


@pytest.mark.parametrize(
    ("stand_out", "answered", "words"),
    [
        (3, 9, "Tre saker sticker ut. Resten är som vanligt."),
        (1, 9, "En sak sticker ut. Resten är som vanligt."),
        (0, 9, "Allt är som vanligt"),
        (0, 7, "Inget sticker ut av det vi vet"),
        (0, 0, "Ingen har delat något än"),
    ],
)
def test_the_answer_says_no_more_than_is_known(stand_out: int, answered: int, words: str) -> None:
    assert headline(stand_out, answered=answered, expected=9) == words


def test_silence_is_named_and_not_counted_as_zero() -> None:
    assert "Dalatrafik saknas" in completeness_note(8, 9, ["Dalatrafik"])


def test_a_new_version_says_what_changed() -> None:
    before = {
        "totals": {"occurrences": 4, "reports": 4},
        "areas": [{"name": "Bojsenburg", "count": 1}],
        "groups": [{"name": "Ordning", "count": 4}],
        "completeness": {"parties": [{"name": "Polisen", "states": ["missing"]}]},
    }
    after = {
        "totals": {"occurrences": 6, "reports": 6},
        "areas": [{"name": "Bojsenburg", "count": 3}],
        "groups": [{"name": "Ordning", "count": 4}],
        "completeness": {"parties": [{"name": "Polisen", "states": ["late"]}]},
    }

    changes = changes_between(before, after)

    assert "Område Bojsenburg: 1 blev 3." in changes
    assert "Polisen har svarat sedan förra versionen." in changes
    assert not any("Ordning" in change for change in changes)


def test_a_week_is_told_by_area_and_group_and_whose_it_was() -> None:
    told = [
        replace(HERE, count=3),
        replace(POLICE, category_code="C1"),
        replace(POLICE, key="c", category_code="X0", area="gone"),
        replace(POLICE, key="d", week="2026-W36"),
    ]

    found = cells(happenings(told), "2026-W37", {"bojsenburg"})

    assert found == [
        {"area": "", "group": "", "count": 1, "by": {"police": 1}},
        {"area": "bojsenburg", "group": "C", "count": 4, "by": {"kopparstaden": 3, "police": 1}},
    ]
