"""Registering once, reviewing, and keeping what outside sources say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tryggve.cycle.incidents.actions import (
    AlreadySaved,
    CannotMerge,
    KeepsNoRaw,
    QuestionMissing,
    approve_incident,
    correct_incident,
    delete_incident,
    leave_out_incident,
    merge_incidents,
    note_reference,
    record_outside_event,
    register,
    register_incident,
    return_incident,
    withdraw_incident,
)
from tryggve.cycle.incidents.models import Incident, ReferenceNote
from tryggve.cycle.incidents.rules import CannotMove, CannotRegister
from tryggve.cycle.incidents.shapes import ReviewState, Submission
from tryggve.cycle.incidents.tests.worlds import draft, events, registered, reread
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import county_system_viewer, system_viewer
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast

SUBMISSION = Submission("telefon-1", "nyckel-1")


def all_of(viewer: Viewer) -> list[Incident]:
    with acting_as(viewer):
        return list(Incident.objects.seen_by(viewer))


# -- Registering -----------------------------------------------------------------------------------
def test_a_place_gives_its_point_its_kind_and_its_area(cast: Cast) -> None:
    incident = registered(cast.rakel, place=cast.places["bojsenburg"].public_id)
    assert incident.area == cast.areas["bojsenburg"]
    assert (incident.lat, incident.coord_precision) == (cast.places["bojsenburg"].lat, "place")
    assert incident.place_type == "square"


def test_a_point_gets_the_area_it_is_in(cast: Cast) -> None:
    incident = registered(cast.rakel, lat=60.6269, lon=15.6551)
    assert (incident.area, incident.coord_precision) == (cast.areas["norslund"], "exact")


def test_a_point_outside_all_areas_is_kept_without_one(cast: Cast) -> None:
    incident = registered(cast.rakel, lat=61.9, lon=14.0)
    assert incident.area is None


def test_an_unknown_place_never_blocks(cast: Cast) -> None:
    incident = registered(cast.rakel)
    assert (incident.place, incident.lat, incident.area, incident.coord_precision) == (None, None, None, "unknown")


def test_a_place_of_another_municipality_is_refused(cast: Cast) -> None:
    with pytest.raises(CannotRegister) as refused:
        registered(cast.rakel, place=cast.places["tjarna"].public_id)
    assert refused.value.field == "place"


def test_the_note_may_hold_what_the_shared_text_may_not(cast: Cast) -> None:
    incident = registered(cast.rakel, note="Ring 070-174 06 58.")
    assert incident.note == "Ring 070-174 06 58."
    with pytest.raises(PersonalDataFound) as refused:
        registered(cast.rakel, shared_text="Ring 070-174 06 58.")
    assert refused.value.field == "shared_text"
    assert len(all_of(cast.rakel)) == 1


def test_the_police_keep_no_raw_incident_here(cast: Cast) -> None:
    with pytest.raises(KeepsNoRaw, match="sammanfattningar"):
        registered(cast.petra)


def test_a_member_is_one_that_the_organisation_speaks_for(cast: Cast) -> None:
    shop = cast.members["bokhandeln"].public_id
    assert registered(cast.kerstin, member=shop).on_behalf_of == cast.members["bokhandeln"]
    with pytest.raises(CannotRegister) as refused:
        registered(cast.rakel, member=shop)
    assert refused.value.field == "member"


def test_a_sub_category_the_municipality_does_not_have_is_refused(cast: Cast) -> None:
    with pytest.raises(CannotRegister):
        registered(cast.rakel, category_code="C4", sub_category_code="C4.7")


def test_those_without_the_right_register_nothing(cast: Cast) -> None:
    for stranger in (cast.elin, cast.mona, cast.lina):
        with pytest.raises(NotAllowed):
            registered(stranger)


# -- Once ------------------------------------------------------------------------------------------
def test_the_same_submission_twice_is_one_incident_and_one_line(cast: Cast) -> None:
    first = register_incident(draft=draft(), submission=SUBMISSION, by=cast.rakel, now=NOW)
    again = register_incident(draft=draft(), submission=SUBMISSION, by=cast.rakel, now=NOW + timedelta(hours=1))
    assert first.pk == again.pk
    assert events(cast.rakel, first) == ["incident.registered"]


def test_the_same_key_with_another_content_is_refused_aloud(cast: Cast) -> None:
    first = register_incident(draft=draft(), submission=SUBMISSION, by=cast.rakel, now=NOW)
    with pytest.raises(AlreadySaved, match="annat innehåll") as refused:
        register_incident(draft=draft(note="Mer"), submission=SUBMISSION, by=cast.rakel, now=NOW)
    assert refused.value.public_id == first.public_id


def test_two_devices_and_two_organisations_have_their_own_keys(cast: Cast) -> None:
    ones = [
        register_incident(draft=draft(), submission=sent, by=by, now=NOW)
        for by, sent in (
            (cast.rakel, SUBMISSION),
            (cast.rakel, Submission("telefon-2", SUBMISSION.key)),
            (cast.kerstin, SUBMISSION),
            (cast.frida, SUBMISSION),
        )
    ]
    assert len({incident.pk for incident in ones}) == 4


def test_of_two_requests_at_once_one_wins_and_both_get_its_incident(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second asks before the first has written: it sees nothing, and the table refuses it."""
    first = register_incident(draft=draft(), submission=SUBMISSION, by=cast.rakel, now=NOW)
    look, looks = register.saved_before, []

    def too_early(*args: Any) -> Incident | None:
        looks.append(args)
        return None if len(looks) == 1 else look(*args)

    monkeypatch.setattr(register, "saved_before", too_early)
    second = register_incident(draft=draft(), submission=SUBMISSION, by=cast.rakel, now=NOW)
    assert (second.pk, len(looks)) == (first.pk, 2)
    assert events(cast.rakel, first) == ["incident.registered"]
    assert verify(cast.rakel).holds


def test_the_loser_of_a_race_with_another_content_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    register_incident(draft=draft(), submission=SUBMISSION, by=cast.rakel, now=NOW)
    look, looks = register.saved_before, []

    def too_early(*args: Any) -> Incident | None:
        looks.append(args)
        return None if len(looks) == 1 else look(*args)

    monkeypatch.setattr(register, "saved_before", too_early)
    with pytest.raises(AlreadySaved):
        register_incident(draft=draft(note="Annat"), submission=SUBMISSION, by=cast.rakel, now=NOW)
    assert len(all_of(cast.rakel)) == 1


# -- Reviewing -------------------------------------------------------------------------------------
def test_approving_sets_the_text_that_the_others_read(cast: Cast) -> None:
    incident = registered(cast.rakel, note="Hemligt")
    approve_incident(public_id=incident.public_id, shared_text="  Skräp vid miljöhuset. ", by=cast.sixten, now=NOW)
    saved = reread(cast.sixten, incident)
    assert (saved.review_state, saved.shared_text, saved.note) == ("approved", "Skräp vid miljöhuset.", "Hemligt")
    assert saved.approved_at == NOW
    assert saved.corrected_at is None


def test_a_shared_text_that_points_at_a_person_stops_the_approval(cast: Cast) -> None:
    incident = registered(cast.rakel)
    for text in ("850709-9805", "070-174 06 58", "anna@exempel.se", "ABC 123 stod där"):
        with pytest.raises(PersonalDataFound):
            approve_incident(public_id=incident.public_id, shared_text=text, by=cast.sixten, now=NOW)
    assert reread(cast.sixten, incident).review_state == ReviewState.NEW


def test_changing_the_text_of_an_approved_one_is_remembered(cast: Cast) -> None:
    incident = registered(cast.rakel)
    approve_incident(public_id=incident.public_id, shared_text="Ett", by=cast.sixten, now=NOW)
    later = NOW + timedelta(hours=1)
    approve_incident(public_id=incident.public_id, shared_text="Två", by=cast.sixten, now=later)
    saved = reread(cast.sixten, incident)
    assert (saved.approved_at, saved.corrected_at) == (NOW, later)


def test_a_question_goes_back_and_the_answer_makes_it_new(cast: Cast) -> None:
    incident = registered(cast.rakel)
    with pytest.raises(QuestionMissing):
        return_incident(public_id=incident.public_id, question="  ", by=cast.sixten, now=NOW)
    return_incident(public_id=incident.public_id, question="Vilken port?", by=cast.sixten, now=NOW)
    assert reread(cast.sixten, incident).review_comment == "Vilken port?"
    correct_incident(public_id=incident.public_id, draft=draft(note="Port 4"), by=cast.rakel, now=NOW)
    saved = reread(cast.sixten, incident)
    assert (saved.review_state, saved.note) == ("new", "Port 4")


def test_a_reporter_mends_their_own_until_it_is_taken(cast: Cast) -> None:
    incident = registered(cast.rakel)
    approve_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)
    with pytest.raises(CannotMove):
        correct_incident(public_id=incident.public_id, draft=draft(note="Sent"), by=cast.rakel, now=NOW)


def test_correcting_moves_the_incident_to_its_new_area(cast: Cast) -> None:
    incident = registered(cast.rakel, place=cast.places["bojsenburg"].public_id)
    moved = draft(place=cast.places["norslund"].public_id)
    correct_incident(public_id=incident.public_id, draft=moved, by=cast.sixten, now=NOW)
    assert reread(cast.sixten, incident).area_id == cast.areas["norslund"].pk


def test_an_old_incident_can_still_be_mended(cast: Cast) -> None:
    incident = registered(cast.rakel)
    later = NOW + timedelta(days=100)
    correct_incident(public_id=incident.public_id, draft=draft(note="Rättad"), by=cast.sixten, now=later)
    assert reread(cast.sixten, incident).note == "Rättad"


def test_left_out_can_be_taken_with_after_all(cast: Cast) -> None:
    incident = registered(cast.rakel)
    leave_out_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)
    approve_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)
    assert events(cast.sixten, incident) == ["incident.registered", "incident.left_out", "incident.approved"]


def test_merging_leaves_one_and_what_was_merged_before_follows(cast: Cast) -> None:
    one, two, three = (registered(cast.rakel) for _ in range(3))
    merge_incidents(public_id=one.public_id, into=two.public_id, by=cast.sixten, now=NOW)
    merge_incidents(public_id=two.public_id, into=three.public_id, by=cast.sixten, now=NOW)
    assert reread(cast.sixten, one).merged_into_id == three.pk
    assert reread(cast.sixten, two).merged_into_id == three.pk
    with acting_as(cast.sixten):
        line = AuditEntry.objects.seen_by(cast.sixten).filter(event="incident.merged").last()
        assert line is not None
        assert line.codes == {"into": three.public_id}


def test_nothing_is_merged_with_itself_or_with_what_is_gone(cast: Cast) -> None:
    one, two = registered(cast.rakel), registered(cast.rakel)
    with pytest.raises(CannotMerge):
        merge_incidents(public_id=one.public_id, into=one.public_id, by=cast.sixten, now=NOW)
    leave_out_incident(public_id=two.public_id, by=cast.sixten, now=NOW)
    with pytest.raises(CannotMerge):
        merge_incidents(public_id=one.public_id, into=two.public_id, by=cast.sixten, now=NOW)


def test_deleting_blanks_all_that_was_said_and_keeps_who_and_when(cast: Cast) -> None:
    incident = registered(cast.rakel, note="Namn", shared_text="Text", place=cast.places["bojsenburg"].public_id)
    delete_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)
    saved = reread(cast.sixten, incident)
    left = (saved.note, saved.shared_text, saved.place, saved.lat, saved.area, saved.reporter)
    assert left == ("", "", None, None, None, None)
    assert events(cast.sixten, incident) == ["incident.registered", "incident.deleted"]
    with pytest.raises(CannotMove):
        delete_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)


def test_a_reporter_takes_back_within_ten_minutes(cast: Cast) -> None:
    one, two = registered(cast.rakel), registered(cast.rakel)
    withdraw_incident(public_id=one.public_id, by=cast.rakel, now=NOW + timedelta(minutes=10))
    assert reread(cast.rakel, one).review_state == ReviewState.DELETED
    with pytest.raises(CannotMove, match="ångra"):
        withdraw_incident(public_id=two.public_id, by=cast.rakel, now=NOW + timedelta(minutes=11))
    with pytest.raises(NotFound):
        withdraw_incident(public_id=two.public_id, by=cast.sixten, now=NOW)


def test_the_trail_holds_codes_and_never_content(cast: Cast) -> None:
    incident = registered(cast.rakel, note="Hemligt", shared_text="Synligt")
    approve_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)
    with acting_as(cast.sixten):
        lines = list(AuditEntry.objects.seen_by(cast.sixten))
    assert "Hemligt" not in repr([line.codes for line in lines])
    assert {line.actor for line in lines} == {cast.rakel.actor, cast.sixten.actor}
    assert verify(cast.sixten).holds


# -- Strangers -------------------------------------------------------------------------------------
@pytest.mark.parametrize("stranger", ["frida", "petra", "kerstin"])
def test_a_stranger_reaches_nothing_of_kopparstaden(cast: Cast, stranger: str) -> None:
    incident, other = registered(cast.rakel), registered(cast.rakel)
    by = cast.viewers[stranger]
    attempts: list[Callable[[], object]] = [
        lambda: approve_incident(public_id=incident.public_id, by=by, now=NOW),
        lambda: return_incident(public_id=incident.public_id, question="?", by=by, now=NOW),
        lambda: leave_out_incident(public_id=incident.public_id, by=by, now=NOW),
        lambda: merge_incidents(public_id=incident.public_id, into=other.public_id, by=by, now=NOW),
        lambda: correct_incident(public_id=incident.public_id, draft=draft(), by=by, now=NOW),
        lambda: delete_incident(public_id=incident.public_id, by=by, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert reread(cast.sixten, incident).review_state == ReviewState.NEW


def test_reporters_and_the_est_coordinator_review_nothing(cast: Cast) -> None:
    incident = registered(cast.rakel)
    for by in (cast.rakel, cast.elin):
        with pytest.raises(NotAllowed):
            approve_incident(public_id=incident.public_id, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        correct_incident(public_id=incident.public_id, draft=draft(), by=cast.elin, now=NOW)


# -- Outside sources -------------------------------------------------------------------------------
@pytest.fixture
def source(cast: Cast) -> Viewer:
    with acting_as(system_viewer(cast.falun)):
        organisation = Organisation.objects.create(
            municipality=cast.falun, name="Polisens öppna händelser", kind="outside_source", joined_date=NOW.date()
        )
    return system_viewer(cast.falun, organisation)


def event(source: Viewer, **changes: Any) -> tuple[Incident, str]:
    said: dict[str, Any] = {
        "external_id": "650001",
        "category_code": "C5",
        "occurred_from": datetime(2022, 3, 1, 12, 0, tzinfo=UTC),
        "occurred_to": datetime(2022, 3, 1, 12, 0, tzinfo=UTC),
        "time_precision": "minute",
        "lat": 60.6065,
        "lon": 15.6355,
        "text": "Brand i container.",
        "url": "https://polisen.se/aktuellt/handelser/1",
    }
    return record_outside_event(**(said | changes), by=source, now=NOW)


def test_an_event_is_created_then_unchanged_then_updated(cast: Cast, source: Viewer) -> None:
    first, what = event(source)
    assert what == "created"
    assert (first.review_state, first.area, first.coord_precision) == ("approved", None, "municipality_centre")
    assert event(source) == (first, "unchanged")
    changed, what = event(source, text="Brand i container, släckt.")
    assert (changed.pk, what, changed.corrected_at) == (first.pk, "updated", NOW)
    assert events(source, first) == ["incident.recorded", "incident.recorded"]


def test_an_event_outside_est_is_kept_as_n0(cast: Cast, source: Viewer) -> None:
    assert event(source, category_code="N0")[0].category_code == "N0"


def test_a_text_from_outside_is_masked_and_never_refused(cast: Cast, source: Viewer) -> None:
    assert "070" not in event(source, text="Tipsa 070-174 06 58.")[0].shared_text


def test_a_source_reads_nothing_of_the_organisations(cast: Cast, source: Viewer) -> None:
    registered(cast.rakel)
    event(source)
    assert [incident.external_id for incident in all_of(source)] == ["650001"]
    assert [incident.external_id for incident in all_of(cast.sixten)] == [""]


def test_a_reference_note_is_the_countys_and_is_written_once(cast: Cast) -> None:
    county = county_system_viewer(cast.county)
    said: dict[str, Any] = {
        "external_id": "9",
        "kind": "Sammanfattning natt",
        "text": "En lugn natt.",
        "occurred_from": NOW,
        "occurred_to": NOW,
        "url": "https://polisen.se/x",
    }
    assert note_reference(**said, by=county, now=NOW)[1] == "created"
    assert note_reference(**said, by=county, now=NOW)[1] == "unchanged"
    assert note_reference(**(said | {"text": "En orolig natt."}), by=county, now=NOW)[1] == "updated"
    with acting_as(cast.mona):
        assert ReferenceNote.objects.seen_by(cast.mona).count() == 1
