"""Opening, writing, sharing and correcting a weekly report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tryggve.cycle.incidents.actions import (
    approve_incident,
    correct_incident,
    delete_incident,
    leave_out_incident,
    record_outside_event,
)
from tryggve.cycle.weekly_reports import document, queries
from tryggve.cycle.weekly_reports.actions import (
    ChangedSincePreview,
    add_summary_line,
    answer_for_member,
    correct_report,
    drop_correction,
    open_week,
    remove_summary_line,
    share_nothing,
    share_outside_week,
    share_report,
    write_judgement,
)
from tryggve.cycle.weekly_reports.models import SharedIncident, SharedIsShared, WeeklyReport
from tryggve.cycle.weekly_reports.rules import CannotOpen, CannotShare, CannotWrite
from tryggve.cycle.weekly_reports.shapes import Answer, MemberAnswer, ReportState, SharedView, SummaryDraft
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W36, W37, approved, draft, opened, registered, shared
from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.people.models import Agreement, Organisation
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import NOW, Cast


def in_week(viewer: Viewer, *weeks: Week) -> list[SharedView]:
    with acting_as(viewer):
        return queries.shared_in(viewer, [str(week) for week in weeks])


def events(viewer: Viewer, report: WeeklyReport) -> list[str]:
    with acting_as(viewer):
        return [entry.event for entry in entries_about(viewer, report)]


# -- Opening -------------------------------------------------------------------------------------
def test_every_party_gets_a_report_that_is_due_on_monday_at_noon(cast: Cast) -> None:
    reports = open_week(week=W37, by=system_viewer(cast.falun), now=NOW)
    assert [report.organisation.name for report in reports] == [
        "Centrala stadsrum",
        "Falu kommun, trygghet",
        "Kopparstaden",
        "Polisen",
    ]
    assert {report.due_at.astimezone(UTC) for report in reports} == {datetime(2026, 9, 14, 10, 0, tzinfo=UTC)}
    assert reports[0].weeks == ["2026-W37"]


def test_opening_again_gives_the_same_reports_and_no_new_line_in_the_trail(cast: Cast) -> None:
    first = open_week(week=W37, by=cast.elin, now=NOW)
    again = open_week(week=W37, by=cast.elin, now=MONDAY)
    assert [report.pk for report in again] == [report.pk for report in first]
    assert events(cast.elin, first[0]) == ["weekly_report.opened"]


def test_a_party_that_joins_later_gets_its_report_when_the_week_is_opened_again(cast: Cast) -> None:
    open_week(week=W37, by=cast.elin, now=NOW)
    Organisation.objects.create(
        municipality=cast.falun, name="Dalatrafik", kind="transport", joined_date=NOW.date() - timedelta(days=1)
    )
    assert len(open_week(week=W37, by=cast.elin, now=MONDAY)) == 5


def test_a_week_that_has_not_begun_cannot_be_opened(cast: Cast) -> None:
    with pytest.raises(CannotOpen, match="2026-W39"):
        open_week(week=Week(2026, 39), by=cast.elin, now=NOW)


def test_only_those_with_the_right_open_a_week(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        open_week(week=W37, by=cast.sixten, now=NOW)


def test_with_a_rhythm_of_two_weeks_one_report_covers_both(cast: Cast) -> None:
    Agreement.objects.create(
        municipality=cast.falun, signed_date=NOW.date(), valid_from=datetime(2026, 8, 31).date(), rhythm_weeks=2
    )
    first = opened(cast, "kopparstaden", W36)
    assert first.weeks == ["2026-W36", "2026-W37"]
    assert opened(cast, "kopparstaden", W37).pk == first.pk
    assert first.due_at.astimezone(UTC) == datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


# -- Sharing -------------------------------------------------------------------------------------
def test_sharing_writes_what_the_preview_showed_and_nothing_else(cast: Cast) -> None:
    approved(cast.sixten, place=cast.places["bojsenburg"].public_id, text="Skräp vid torget.", note="Hemligt: lgh 1302")
    approved(cast.sixten, lat=60.6266, lon=15.6357, text="Skräp vid gången.")
    registered(cast.sixten)  # not reviewed: stays
    report = opened(cast, "kopparstaden")
    write_judgement(public_id=report.public_id, judgement="yellow", by=cast.sixten, now=MONDAY)
    with acting_as(cast.sixten):
        report = queries.own_report(cast.sixten, report.public_id)
        preview = document.compose(cast.sixten, report, now=MONDAY)
    share_report(public_id=report.public_id, seen=preview.digest, by=cast.sixten, now=MONDAY)
    seen = in_week(cast.mona, W37)
    assert [replace(view, key="") for view in seen] == [replace(view, key="") for view in preview.views]
    assert {view.text for view in seen} == {"Skräp vid torget.", "Skräp vid gången."}
    assert "Hemligt" not in repr(seen)


def test_the_shared_point_is_snapped_and_its_area_is_worked_out_from_it(cast: Cast) -> None:
    incident = approved(cast.sixten, lat=60.62655, lon=15.63571)
    shared(cast.sixten, opened(cast, "kopparstaden"))
    (view,) = in_week(cast.mona, W37)
    assert (view.lat, view.lon) != (incident.lat, incident.lon)
    assert view.area_name == "Bojsenburg"


def test_a_named_place_keeps_its_name_and_its_own_area(cast: Cast) -> None:
    approved(cast.sixten, place=cast.places["knutpunkten"].public_id)
    shared(cast.sixten, opened(cast, "kopparstaden"))
    (view,) = in_week(cast.mona, W37)
    assert (view.place_name, view.area_name) == ("Knutpunkten, torget", "Knutpunkten")


def test_what_changes_between_preview_and_sharing_stops_the_sharing(cast: Cast) -> None:
    approved(cast.sixten)
    report = opened(cast, "kopparstaden")
    write_judgement(public_id=report.public_id, judgement="green", by=cast.sixten, now=MONDAY)
    with acting_as(cast.sixten):
        digest = document.compose(cast.sixten, queries.own_report(cast.sixten, report.public_id), now=MONDAY).digest
    approved(cast.sixten, text="En till.")
    with pytest.raises(ChangedSincePreview):
        share_report(public_id=report.public_id, seen=digest, by=cast.sixten, now=MONDAY)
    assert in_week(cast.mona, W37) == []


def test_a_late_incident_is_marked_and_counts_in_its_own_week(cast: Cast) -> None:
    approved(cast.sixten, at=NOW - timedelta(days=7), text="Förra veckan")
    shared(cast.sixten, opened(cast, "kopparstaden"))
    assert in_week(cast.mona, W37) == []
    (view,) = in_week(cast.mona, W36)
    assert view.is_late
    assert view.week == "2026-W36"


def test_what_happens_after_the_period_waits_for_the_next_report(cast: Cast) -> None:
    approved(cast.sixten, now=MONDAY, at=MONDAY - timedelta(hours=1), text="På måndagen")
    approved(cast.sixten, text="I veckan")
    shared(cast.sixten, opened(cast, "kopparstaden"))
    assert [view.text for view in in_week(cast.mona, W37, Week(2026, 38))] == ["I veckan"]


def test_nothing_is_shared_twice(cast: Cast) -> None:
    approved(cast.sixten, at=NOW - timedelta(days=7), text="Förra veckan")
    shared(cast.sixten, opened(cast, "kopparstaden", W36))
    approved(cast.sixten, text="Den här veckan")
    shared(cast.sixten, opened(cast, "kopparstaden", W37))
    assert [view.text for view in in_week(cast.mona, W36, W37)] == ["Förra veckan", "Den här veckan"]


def test_an_incident_of_new_years_eve_belongs_to_week_53(cast: Cast) -> None:
    new_year = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    eve, first = datetime(2026, 12, 31, 23, 30, tzinfo=UTC), datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
    approved(cast.sixten, now=new_year, at=eve, text="Tolvslaget")
    approved(cast.sixten, now=new_year, at=first, text="Nyårsdagen")
    report = shared(cast.sixten, opened(cast, "kopparstaden", Week(2026, 53), now=new_year), now=new_year)
    assert report.weeks == ["2026-W53"]
    assert report.due_at.astimezone(UTC) == datetime(2027, 1, 4, 11, 0, tzinfo=UTC)
    assert [view.week for view in in_week(cast.mona, Week(2026, 53))] == ["2026-W53", "2026-W53"]


def test_the_last_hour_of_sunday_when_summer_time_ends_is_still_that_week(cast: Cast) -> None:
    monday = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    approved(cast.sixten, now=monday, at=datetime(2026, 10, 25, 22, 59, tzinfo=UTC), text="Söndag 23.59")
    approved(cast.sixten, now=monday, at=datetime(2026, 10, 25, 23, 0, tzinfo=UTC), text="Måndag 00.00")
    report = opened(cast, "kopparstaden", Week(2026, 43), now=monday)
    shared(cast.sixten, report, now=monday)
    assert [view.text for view in in_week(cast.mona, Week(2026, 43), Week(2026, 44))] == ["Söndag 23.59"]
    assert report.due_at.astimezone(UTC) == datetime(2026, 10, 26, 11, 0, tzinfo=UTC)


def test_a_report_shared_after_noon_on_monday_is_marked_late(cast: Cast) -> None:
    approved(cast.sixten)
    report = shared(cast.sixten, opened(cast, "kopparstaden"), now=MONDAY + timedelta(hours=2))
    assert report.is_late
    with acting_as(cast.mona):
        answers = queries.answers(cast.mona, ["2026-W37"], now=MONDAY + timedelta(hours=3))
    assert {each.organisation_name: each.answer for each in answers}["Kopparstaden"] == Answer.LATE


def test_an_empty_report_cannot_be_shared_as_if_it_said_something(cast: Cast) -> None:
    report = opened(cast, "kopparstaden")
    write_judgement(public_id=report.public_id, judgement="green", by=cast.sixten, now=MONDAY)
    with pytest.raises(CannotShare, match="tom"):
        share_report(public_id=report.public_id, by=cast.sixten, now=MONDAY)


def test_a_report_without_a_judgement_cannot_be_shared(cast: Cast) -> None:
    approved(cast.sixten)
    with pytest.raises(CannotWrite, match="Bedömningen saknas"):
        share_report(public_id=opened(cast, "kopparstaden").public_id, by=cast.sixten, now=MONDAY)


def test_words_alone_can_be_shared(cast: Cast) -> None:
    report = opened(cast, "kopparstaden")
    write_judgement(
        public_id=report.public_id, judgement="red", risk_signals="Skolstart på måndag.", by=cast.sixten, now=MONDAY
    )
    assert share_report(public_id=report.public_id, by=cast.sixten, now=MONDAY).nothing_to_report is False


def test_nothing_to_report_is_a_signed_zero(cast: Cast) -> None:
    report = share_nothing(public_id=opened(cast, "kopparstaden").public_id, by=cast.sixten, now=MONDAY)
    assert (report.nothing_to_report, report.shared_by_id) == (True, cast.users["sixten"].pk)
    assert events(cast.sixten, report)[-1] == "weekly_report.shared_nothing"


def test_nothing_to_report_is_refused_while_something_waits(cast: Cast) -> None:
    approved(cast.sixten)
    with pytest.raises(CannotShare, match="1 händelser är godkända"):
        share_nothing(public_id=opened(cast, "kopparstaden").public_id, by=cast.sixten, now=MONDAY)


def test_the_guard_stops_words_that_point_at_a_person(cast: Cast) -> None:
    report = opened(cast, "kopparstaden")
    for field in ("judgement_text", "risk_signals", "needs"):
        with pytest.raises(PersonalDataFound) as found:
            write_judgement(
                public_id=report.public_id, judgement="green", by=cast.sixten, now=MONDAY, **{field: "Ring 070-174 06 58."}
            )
        assert found.value.field == field


def test_what_is_shared_cannot_be_written_over(cast: Cast) -> None:
    approved(cast.sixten, text="Som det delades")
    shared(cast.sixten, opened(cast, "kopparstaden"))
    with acting_as(cast.sixten):
        row = SharedIncident.objects.seen_by(cast.sixten).get()
        row.text = "Något annat"
        with pytest.raises(SharedIsShared):
            row.save()


def test_a_shared_report_is_never_written_in_again(cast: Cast) -> None:
    approved(cast.sixten)
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    with pytest.raises(CannotShare, match="redan delad"):
        write_judgement(public_id=report.public_id, judgement="red", by=cast.sixten, now=MONDAY)
    with pytest.raises(CannotShare, match="redan delad"):
        share_report(public_id=report.public_id, by=cast.sixten, now=MONDAY)


# -- Strangers -----------------------------------------------------------------------------------
@pytest.mark.parametrize("stranger", ["frida", "petra"])
def test_nobody_writes_or_shares_another_organisations_report(cast: Cast, stranger: str) -> None:
    approved(cast.sixten)
    report = opened(cast, "kopparstaden")
    by = cast.viewers[stranger]
    with pytest.raises(NotFound):
        write_judgement(public_id=report.public_id, judgement="green", by=by, now=MONDAY)
    with pytest.raises(NotFound):
        share_report(public_id=report.public_id, by=by, now=MONDAY)
    with pytest.raises(NotFound):
        share_nothing(public_id=report.public_id, by=by, now=MONDAY)


def test_the_est_coordinator_opens_the_week_and_shares_for_nobody(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        share_report(public_id=opened(cast, "kopparstaden").public_id, by=cast.elin, now=MONDAY)


# -- Corrections ---------------------------------------------------------------------------------
def test_a_correction_is_a_new_version_and_the_old_one_stays_to_be_read(cast: Cast) -> None:
    incident = approved(cast.sixten, text="Fel plats")
    first = shared(cast.sixten, opened(cast, "kopparstaden"))
    approve_incident(public_id=incident.public_id, shared_text="Rätt plats", by=cast.sixten, now=MONDAY)
    assert [view.text for view in in_week(cast.mona, W37)] == ["Fel plats"]
    second = correct_report(public_id=first.public_id, reason="Platsen var fel.", by=cast.sixten, now=MONDAY)
    assert (second.version, second.report_state, second.judgement) == (2, ReportState.OPEN, "yellow")
    assert [view.text for view in in_week(cast.mona, W37)] == ["Fel plats"]
    share_report(public_id=second.public_id, by=cast.sixten, now=MONDAY + timedelta(hours=5))
    assert [view.text for view in in_week(cast.mona, W37)] == ["Rätt plats"]
    with acting_as(cast.mona):
        old = queries.report_of(cast.mona, first.public_id)
        assert old.report_state == ReportState.SUPERSEDED
        assert [view.text for view in queries.shared_of(cast.mona, old)] == ["Fel plats"]
        assert [report.version for report in queries.versions(cast.mona, old)] == [1, 2]


def test_a_correction_of_a_report_in_time_is_not_late(cast: Cast) -> None:
    approved(cast.sixten)
    first = shared(cast.sixten, opened(cast, "kopparstaden"))
    second = correct_report(public_id=first.public_id, reason="Fel färg.", by=cast.sixten, now=MONDAY)
    late = MONDAY + timedelta(days=2)
    assert share_report(public_id=second.public_id, by=cast.sixten, now=late).is_late is False


def test_what_was_mended_or_deleted_after_sharing_asks_for_a_correction(cast: Cast) -> None:
    kept = approved(cast.sixten, text="Orörd")
    mended, removed, left_out = (approved(cast.sixten) for _ in range(3))
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    later = MONDAY + timedelta(hours=1)
    correct_incident(public_id=mended.public_id, draft=draft(category_code="F1"), by=cast.sixten, now=later)
    delete_incident(public_id=removed.public_id, by=cast.sixten, now=later)
    leave_out_incident(public_id=left_out.public_id, by=cast.sixten, now=later)
    with acting_as(cast.sixten):
        changed = queries.changed_since_shared(cast.sixten, later)
    assert {each.incident for each in changed} == {mended.public_id, removed.public_id, left_out.public_id}
    assert kept.public_id not in {each.incident for each in changed}
    second = correct_report(public_id=report.public_id, reason="Tre rättelser.", by=cast.sixten, now=later)
    share_report(public_id=second.public_id, by=cast.sixten, now=later)
    assert sorted(view.category_code for view in in_week(cast.mona, W37)) == ["F1", "F3"]
    with acting_as(cast.sixten):
        assert queries.changed_since_shared(cast.sixten, later + timedelta(hours=1)) == []


def test_a_correction_needs_a_reason_that_points_at_nobody(cast: Cast) -> None:
    approved(cast.sixten)
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    with pytest.raises(CannotWrite, match="Skälet saknas"):
        correct_report(public_id=report.public_id, reason=" ", by=cast.sixten, now=MONDAY)
    with pytest.raises(PersonalDataFound):
        correct_report(public_id=report.public_id, reason="Fråga anna@exempel.se", by=cast.sixten, now=MONDAY)


def test_only_one_correction_is_open_and_it_can_be_dropped(cast: Cast) -> None:
    approved(cast.sixten)
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    draft_version = correct_report(public_id=report.public_id, reason="Fel.", by=cast.sixten, now=MONDAY)
    with pytest.raises(CannotShare, match="nyare version"):
        correct_report(public_id=report.public_id, reason="Fel.", by=cast.sixten, now=MONDAY)
    standing = drop_correction(public_id=draft_version.public_id, by=cast.sixten, now=MONDAY)
    assert standing is not None
    assert standing.pk == report.pk
    assert len(in_week(cast.mona, W37)) == 1


def test_what_was_shared_stays_when_the_raw_incident_is_erased(cast: Cast) -> None:
    incident = approved(cast.sixten, text="Kvar")
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    with acting_as(cast.sixten):
        type(incident).objects.seen_by(cast.sixten).filter(pk=incident.pk).delete()
    assert [view.text for view in in_week(cast.mona, W37)] == ["Kvar"]
    second = correct_report(public_id=report.public_id, reason="Fel färg.", by=cast.sixten, now=MONDAY)
    share_report(public_id=second.public_id, by=cast.sixten, now=MONDAY)
    assert [view.text for view in in_week(cast.mona, W37)] == ["Kvar"]


# -- Summary lines --------------------------------------------------------------------------------
def line(cast: Cast, **changes: object) -> SummaryDraft:
    at = datetime(2026, 9, 9, 20, 0, tzinfo=UTC)
    return replace(
        SummaryDraft("D3", at, at + timedelta(hours=2), "interval", area=cast.areas["norslund"].public_id, count=3),
        **changes,  # type: ignore[arg-type]
    )


def test_the_police_share_lines_and_keep_no_raw(cast: Cast) -> None:
    report = opened(cast, "police")
    add_summary_line(public_id=report.public_id, draft=line(cast, text="Cyklar vid stationen."), by=cast.petra, now=MONDAY)
    shared(cast.petra, report)
    (view,) = in_week(cast.mona, W37)
    assert (view.count, view.area_name, view.organisation_name) == (3, "Norslund", "Polisen")
    with acting_as(cast.petra):
        assert queries.summary_lines(cast.petra, report) == []


def test_the_polices_correction_begins_from_the_lines_that_were_shared(cast: Cast) -> None:
    report = opened(cast, "police")
    add_summary_line(public_id=report.public_id, draft=line(cast), by=cast.petra, now=MONDAY)
    shared(cast.petra, report)
    second = correct_report(public_id=report.public_id, reason="En rad för mycket.", by=cast.petra, now=MONDAY)
    with acting_as(cast.petra):
        (kept,) = queries.summary_lines(cast.petra, second)
    remove_summary_line(public_id=kept.public_id, by=cast.petra, now=MONDAY)
    share_nothing(public_id=second.public_id, by=cast.petra, now=MONDAY)
    assert in_week(cast.mona, W37) == []


def test_a_line_says_how_many_within_its_period(cast: Cast) -> None:
    report = opened(cast, "police")
    wrong: list[tuple[dict[str, object], str]] = [
        ({"count": 0}, "count"),
        ({"category_code": "Q9"}, "category_code"),
        ({"occurred_from": MONDAY + timedelta(days=1), "occurred_to": MONDAY + timedelta(days=1)}, "occurred_from"),
        ({"occurred_to": NOW - timedelta(days=3)}, "occurred_to"),
    ]
    for changes, field in wrong:
        with pytest.raises(CannotWrite) as refused:
            add_summary_line(public_id=report.public_id, draft=line(cast, **changes), by=cast.petra, now=MONDAY)
        assert refused.value.field == field
    with pytest.raises(PersonalDataFound):
        add_summary_line(public_id=report.public_id, draft=line(cast, text="ABC 123 sågs"), by=cast.petra, now=MONDAY)


def test_those_who_register_incidents_write_no_lines(cast: Cast) -> None:
    with pytest.raises(CannotWrite, match="egna händelser"):
        add_summary_line(
            public_id=opened(cast, "kopparstaden").public_id, draft=line(cast), by=cast.sixten, now=MONDAY
        )


# -- The relay ------------------------------------------------------------------------------------
def test_a_members_latest_answer_holds(cast: Cast) -> None:
    shop = cast.members["skoaffaren"].public_id
    answer_for_member(member=shop, answer="not_answered", week=W37, via="", by=cast.kerstin, now=NOW)
    answer_for_member(member=shop, answer="nothing", week=W37, via="telefon", by=cast.kerstin, now=MONDAY)
    with acting_as(cast.kerstin):
        board = {line.alias: line for line in queries.member_board(cast.kerstin, W37)}
    assert (board["Butik A"].answer, board["Butik A"].via) == (MemberAnswer.NOTHING, "telefon")
    assert board["Butik B"].answer == MemberAnswer.NOT_ANSWERED


def test_a_member_somebody_registered_for_has_answered(cast: Cast) -> None:
    registered(cast.kerstin, member=cast.members["bokhandeln"].public_id)
    with acting_as(cast.kerstin):
        board = {line.alias: line for line in queries.member_board(cast.kerstin, W37)}
    assert (board["Butik B"].answer, board["Butik B"].incidents) == (MemberAnswer.GIVEN, 1)


def test_a_member_is_shared_under_its_alias_unless_it_may_be_named(cast: Cast) -> None:
    for member in ("skoaffaren", "bokhandeln"):
        approved(cast.kerstin, member=cast.members[member].public_id)
    shared(cast.kerstin, opened(cast, "centrala_stadsrum"))
    assert {view.on_behalf_of for view in in_week(cast.mona, W37)} == {"Butik A", "Falu Bokhandel"}


def test_nobody_answers_for_another_organisations_member(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        answer_for_member(
            member=cast.members["skoaffaren"].public_id, answer="given", week=W37, by=cast.sixten, now=NOW
        )
    stranger = replace(cast.sixten, rights=cast.kerstin.rights)
    with pytest.raises(NotFound):
        answer_for_member(member=cast.members["skoaffaren"].public_id, answer="given", week=W37, by=stranger, now=NOW)


# -- Outside sources ------------------------------------------------------------------------------
@pytest.fixture
def source(cast: Cast) -> Viewer:
    organisation = Organisation.objects.create(
        municipality=cast.falun, name="Polisens öppna händelser", kind="outside_source", joined_date=NOW.date()
    )
    return system_viewer(cast.falun, organisation)


def event(source: Viewer, number: int, *, text: str = "Brand i container.", now: datetime = NOW) -> str:
    at = NOW - timedelta(hours=number)
    _, what = record_outside_event(
        external_id=str(number), category_code="C5", occurred_from=at, occurred_to=at, time_precision="minute",
        lat=60.6, lon=15.6, text=text, url="https://polisen.se/x", by=source, now=now,
    )  # fmt: skip
    return what


def test_a_sources_week_is_shared_once_and_flagged(cast: Cast, source: Viewer) -> None:
    event(source, 1)
    event(source, 2)
    first = share_outside_week(week=W37, by=source, now=NOW)
    again = share_outside_week(week=W37, by=source, now=NOW)
    assert first is not None
    assert again is not None
    assert (first.pk, first.version) == (again.pk, 1)
    views = in_week(cast.mona, W37)
    assert [view.is_outside_source for view in views] == [True, True]
    assert {(view.lat, view.area) for view in views} == {(None, "")}


def test_new_events_give_a_new_version_and_changed_ones_wait_as_proposals(cast: Cast, source: Viewer) -> None:
    event(source, 1)
    share_outside_week(week=W37, by=source, now=NOW)
    later = NOW + timedelta(hours=1)
    assert event(source, 1, text="Brand i container, släckt.", now=later) == "updated"
    event(source, 2, now=later)
    second = share_outside_week(week=W37, by=source, now=later)
    assert second is not None
    assert second.version == 2
    assert [view.text for view in in_week(cast.mona, W37)] == ["Brand i container."] * 2
    with acting_as(source):
        assert len(queries.changed_since_shared(source, later)) == 1


def test_a_source_is_never_expected_and_no_party_shares_as_one(cast: Cast, source: Viewer) -> None:
    event(source, 1)
    share_outside_week(week=W37, by=source, now=NOW)
    with acting_as(cast.mona):
        names = {each.organisation_name for each in queries.answers(cast.mona, ["2026-W37"], now=MONDAY)}
    assert "Polisens öppna händelser" not in names
    assert len(open_week(week=W37, by=cast.elin, now=MONDAY)) == 4
    with pytest.raises(CannotShare, match="ingen öppen källa"):
        share_outside_week(week=W37, by=system_viewer(cast.falun, cast.organisations["kopparstaden"]), now=NOW)
