"""Correcting what is shared: always a new version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tryggve.cycle.incidents.actions import (
    approve_incident,
    correct_incident,
    delete_incident,
    leave_out_incident,
)
from tryggve.cycle.weekly_reports import queries
from tryggve.cycle.weekly_reports.actions import (
    correct_report,
    drop_correction,
    share_report,
)
from tryggve.cycle.weekly_reports.rules import CannotShare, CannotWrite
from tryggve.cycle.weekly_reports.shapes import ReportState, SharedView
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W37, approved, draft, opened, shared
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast


def in_week(viewer: Viewer, *weeks: Week) -> list[SharedView]:
    with acting_as(viewer):
        return queries.shared_in(viewer, [str(week) for week in weeks])


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
