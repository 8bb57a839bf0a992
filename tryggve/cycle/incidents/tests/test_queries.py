"""Who may read which raw incident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tryggve.cycle.incidents import queries
from tryggve.cycle.incidents.actions import approve_incident, delete_incident, leave_out_incident, return_incident
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.tests.worlds import registered
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import NOW, Cast


@pytest.mark.parametrize("stranger", ["frida", "petra", "elin", "kerstin", "bo", "mona"])
def test_a_stranger_finds_nothing_of_kopparstaden(cast: Cast, stranger: str) -> None:
    incident = registered(cast.rakel)
    by = cast.viewers[stranger]
    with acting_as(by):
        assert list(Incident.objects.seen_by(by)) == []
        with pytest.raises(NotFound):
            queries.incident(by, incident.public_id)
        assert queries.approved(by, before=NOW + timedelta(days=1)) == []
        assert queries.own_recent(by, NOW) == []


def test_reporters_see_their_own_for_seven_days_and_not_a_colleagues(cast: Cast) -> None:
    incident = registered(cast.rakel)
    registered(cast.sixten)
    with acting_as(cast.rakel):
        assert queries.own_recent(cast.rakel, NOW + timedelta(days=6)) == [incident]
        assert queries.own_recent(cast.rakel, NOW + timedelta(days=7)) == []
        with pytest.raises(NotFound):
            queries.own_incident(cast.rakel, incident.public_id, NOW + timedelta(days=8))
        with pytest.raises(NotAllowed):
            queries.to_review(cast.rakel)


def test_a_reporter_does_not_open_a_colleagues_incident(cast: Cast) -> None:
    incident = registered(cast.sixten)
    with acting_as(cast.rakel), pytest.raises(NotFound):
        queries.incident(cast.rakel, incident.public_id)


def test_what_waits_comes_oldest_first_and_questions_last(cast: Cast) -> None:
    asked = registered(cast.rakel, at=NOW - timedelta(days=3))
    late, early = registered(cast.rakel), registered(cast.rakel, at=NOW - timedelta(days=1))
    done = registered(cast.rakel)
    return_incident(public_id=asked.public_id, question="Var?", by=cast.sixten, now=NOW)
    leave_out_incident(public_id=done.public_id, by=cast.sixten, now=NOW)
    with acting_as(cast.sixten):
        assert queries.to_review(cast.sixten) == [early, late, asked]
        assert queries.waiting(cast.sixten) == 2
        assert queries.reviewed_since(cast.sixten, NOW - timedelta(days=7)) == [done]


def test_near_in_place_time_and_kind_may_be_the_same_thing(cast: Cast) -> None:
    point: dict[str, Any] = {"lat": 60.6265, "lon": 15.6355}
    one = registered(cast.rakel, category_code="C4", **point)
    same = registered(cast.rakel, category_code="C5", lat=60.6266, lon=15.6356, at=NOW - timedelta(hours=8))
    registered(cast.rakel, category_code="F3", **point)  # another kind
    registered(cast.rakel, category_code="C4", lat=60.63, lon=15.6355)  # too far
    registered(cast.rakel, category_code="C4", at=NOW - timedelta(hours=10), **point)  # too long ago
    registered(cast.rakel, category_code="C4")  # nobody knows where
    with acting_as(cast.sixten):
        found = queries.likely_same(cast.sixten, queries.to_review(cast.sixten))
        assert found[one.public_id] == [same]


def test_the_categories_used_lately_come_first(cast: Cast) -> None:
    for code in ("C2", "F1", "C2"):
        registered(cast.rakel, category_code=code)
    with acting_as(cast.rakel):
        assert queries.recent_categories(cast.rakel, NOW + timedelta(days=1)) == ["C2", "F1"]


def test_a_reporters_latest_places_are_offered_latest_first(cast: Cast) -> None:
    for number, key in enumerate(("bojsenburg", "norslund", "bojsenburg", "knutpunkten")):
        registered(cast.rakel, now=NOW + timedelta(minutes=number), place=cast.places[key].public_id)
    registered(cast.sixten, place=cast.places["norslund"].public_id, now=NOW + timedelta(hours=1))
    with acting_as(cast.rakel):
        names = [place.name for place in queries.recent_places(cast.rakel, NOW + timedelta(hours=2))]
    assert names == ["Knutpunkten, torget", "Bojsenburg, torget", "Norslund, torget"]


def test_the_trace_says_who_and_when(cast: Cast) -> None:
    incident = registered(cast.rakel)
    approve_incident(public_id=incident.public_id, by=cast.sixten, now=NOW + timedelta(hours=1))
    delete_incident(public_id=incident.public_id, by=cast.sixten, now=NOW + timedelta(hours=2))
    with acting_as(cast.sixten):
        lines = queries.trace(cast.sixten, incident)
    assert [(line.who, line.what, line.at) for line in lines] == [
        ("Rakel Lind", "Registrerad", NOW),
        ("Sixten Berg", "Godkänd", NOW + timedelta(hours=1)),
        ("Sixten Berg", "Borttagen", NOW + timedelta(hours=2)),
    ]
