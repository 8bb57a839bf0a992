"""Lines without raw data, members and their answers, and outside sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tryggve.cycle.incidents.actions import (
    record_outside_event,
)
from tryggve.cycle.weekly_reports import queries
from tryggve.cycle.weekly_reports.actions import (
    add_summary_line,
    answer_for_member,
    correct_report,
    open_week,
    remove_summary_line,
    share_nothing,
    share_outside_week,
)
from tryggve.cycle.weekly_reports.rules import CannotShare, CannotWrite
from tryggve.cycle.weekly_reports.shapes import MemberAnswer, SharedView, SummaryDraft
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W37, approved, opened, registered, shared
from tryggve.foundation.people.models import Organisation
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


# -- Summary lines --------------------------------------------------------------------------------
def line(cast: Cast, **changes: object) -> SummaryDraft:
    at = datetime(2026, 9, 9, 20, 0, tzinfo=UTC)
    return replace(
        SummaryDraft("D3", at, at + timedelta(hours=2), "interval", area=cast.areas["norslund"].public_id, count=3),
        **changes,  # type: ignore[arg-type]
    )


def test_the_police_share_lines_and_keep_no_raw(cast: Cast) -> None:
    report = opened(cast, "police")
    add_summary_line(
        public_id=report.public_id, draft=line(cast, text="Cyklar vid stationen."), by=cast.petra, now=MONDAY
    )
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
        add_summary_line(public_id=opened(cast, "kopparstaden").public_id, draft=line(cast), by=cast.sixten, now=MONDAY)


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
    with acting_as(system_viewer(cast.falun)):
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
