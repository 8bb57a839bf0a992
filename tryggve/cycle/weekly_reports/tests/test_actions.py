"""Opening, writing and sharing a weekly report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tryggve.cycle.weekly_reports import document, queries
from tryggve.cycle.weekly_reports.actions import (
    ChangedSincePreview,
    open_week,
    share_nothing,
    share_report,
    write_judgement,
)
from tryggve.cycle.weekly_reports.models import SharedIncident, SharedIsShared, WeeklyReport
from tryggve.cycle.weekly_reports.rules import CannotOpen, CannotShare, CannotWrite
from tryggve.cycle.weekly_reports.shapes import Answer, SharedView
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W36, W37, approved, opened, registered, shared
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
    with acting_as(cast.elin):
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
    with acting_as(cast.elin):
        Agreement.objects.create(
            municipality=cast.falun, signed_date=NOW.date(), valid_from=date(2026, 8, 31), rhythm_weeks=2
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
    assert [replace(view, key="", root="") for view in seen] == [
        replace(view, key="", root="") for view in preview.views
    ]
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
        said: dict[str, Any] = {field: "Ring 070-174 06 58."}
        with pytest.raises(PersonalDataFound) as found:
            write_judgement(public_id=report.public_id, judgement="green", by=cast.sixten, now=MONDAY, **said)
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
