"""Deciding by two, trying, and taking away what was tried: the list, the protocol, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tryggve.cycle.incidents.actions import add_photo, merge_incidents
from tryggve.cycle.incidents.models import Incident, IncidentPhoto
from tryggve.cycle.incidents.tests.test_photos import a_picture
from tryggve.cycle.incidents.tests.worlds import registered
from tryggve.cycle.weekly_reports.models import SharedIncident
from tryggve.edges.keeping.actions import (
    approve_decision,
    order_disposal,
    order_trial,
    propose_decision,
    withdraw_decision,
)
from tryggve.edges.keeping.disposal import carry_out
from tryggve.edges.keeping.housekeeping import passing, tidy
from tryggve.edges.keeping.models import DisposalRun, RetentionDecision
from tryggve.edges.keeping.rules import CannotDecide, CannotDispose
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.models import Invitation
from tryggve.foundation.people.queries import county_system_viewer
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.queue.models import Job
from tryggve.foundation.render import editions
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast
from tryggve.testing.story import AFTER_WEEK, an_incident, share_week

OLD = datetime(2024, 3, 5, 10, 0, tzinfo=UTC)


def _decide(cast: Cast, *, record_type: str = "raw", years: int | None = 2) -> RetentionDecision:
    proposed = propose_decision(
        record_type=record_type,
        years=years,
        reference="§ 45, KS 2026/123",
        decided_by="Kommunstyrelsen",
        decided_date=date(2026, 8, 1),
        by=cast.elin,
        now=NOW,
    )
    return approve_decision(decision=proposed.public_id, by=cast.adam, now=NOW)


def _run_of(ordered: list[Any]) -> DisposalRun:
    return next(each for each in ordered if isinstance(each, DisposalRun))


def _try(cast: Cast, decision: RetentionDecision, now: datetime = NOW) -> DisposalRun:
    row = _run_of(order_trial(decision=decision.public_id, by=cast.adam, now=now))
    return _carry_out(cast, row, now)


def _dispose(cast: Cast, trial: DisposalRun, now: datetime = NOW) -> DisposalRun:
    return _carry_out(cast, _run_of(order_disposal(trial=trial.public_id, by=cast.adam, now=now)), now)


def _carry_out(cast: Cast, row: DisposalRun, now: datetime) -> DisposalRun:
    carry_out(row.public_id, cast.falun, now=now, progress=lambda *_: None)
    with acting_as(cast.adam):
        return DisposalRun.objects.seen_by(cast.adam).get(pk=row.pk)


def _an_old_one(viewer: Viewer, days_later: int = 0) -> Incident:
    at = OLD + timedelta(days=days_later)
    return registered(viewer, now=at + timedelta(hours=3), at=at)


def _left(viewer: Viewer) -> set[str]:
    with acting_as(viewer):
        return set(Incident.objects.seen_by(viewer).values_list("public_id", flat=True))


# -- Two people -------------------------------------------------------------------------------------
def test_a_decision_is_in_force_when_a_second_person_has_approved_it(cast: Cast) -> None:
    decision = _decide(cast)

    assert (decision.proposer_id, decision.approver_id) == (cast.elin.user_id, cast.adam.user_id)


def test_nobody_approves_their_own(cast: Cast) -> None:
    proposed = propose_decision(
        record_type="raw",
        years=2,
        reference="§ 1",
        decided_by="KS",
        decided_date=date(2026, 8, 1),
        by=cast.adam,
        now=NOW,
    )

    with pytest.raises(CannotDecide, match="eget förslag"):
        approve_decision(decision=proposed.public_id, by=cast.adam, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"years": 0}, "years"),
        ({"years": 99}, "years"),
        ({"reference": " "}, "reference"),
        ({"decided_by": "x" * 61}, "decided_by"),
        ({"record_type": "x"}, "record_type"),
        ({"decided_date": date(2030, 1, 1)}, "decided_date"),
    ],
)
def test_a_decision_says_what_it_must(cast: Cast, changes: dict[str, Any], field: str) -> None:
    said: dict[str, Any] = {
        "record_type": "raw",
        "years": 2,
        "reference": "§ 1",
        "decided_by": "KS",
        "decided_date": date(2026, 8, 1),
    }

    with pytest.raises(CannotDecide) as refusal:
        propose_decision(**(said | changes), by=cast.elin, now=NOW)

    assert refusal.value.field == field


def test_a_reporter_decides_nothing_and_a_stranger_finds_nothing(cast: Cast) -> None:
    decision = _decide(cast)

    with pytest.raises(NotAllowed):
        order_trial(decision=decision.public_id, by=cast.rakel, now=NOW)
    with pytest.raises(NotFound):
        withdraw_decision(decision=decision.public_id, by=cast.bo, now=NOW)


# -- Trying and disposing ---------------------------------------------------------------------------
def test_a_trial_counts_and_takes_nothing(cast: Cast) -> None:
    kept = {_an_old_one(cast.rakel).public_id, registered(cast.rakel).public_id}

    trial = _try(cast, _decide(cast))

    assert trial.counts == {"incidents.Incident": {"2024-03": 1}}
    assert trial.is_trial
    assert _left(cast.sixten) == kept


def test_what_was_tried_goes_with_its_photos_and_the_rest_stays(cast: Cast) -> None:
    old, new = _an_old_one(cast.rakel), registered(cast.rakel)
    add_photo(public_id=old.public_id, sent=a_picture(), by=cast.rakel, now=OLD + timedelta(hours=4))
    trial = _try(cast, _decide(cast))

    done = _dispose(cast, trial)

    assert _left(cast.sixten) == {new.public_id}
    with acting_as(cast.sixten):
        assert not IncidentPhoto.objects.seen_by(cast.sixten).exists()
    assert (done.total, done.list_hash) == (1, trial.list_hash)
    assert len(done.list_hash) == 64


def test_each_organisations_go_and_another_municipalitys_do_not(cast: Cast) -> None:
    for viewer in (cast.rakel, cast.kerstin):
        _an_old_one(viewer)
    frida = cast.frida
    theirs = _an_old_one(frida).public_id

    done = _dispose(cast, _try(cast, _decide(cast)))

    assert done.total == 2
    assert _left(cast.sixten) == _left(cast.kerstin) == set()
    assert _left(frida) == {theirs}


def test_what_was_merged_into_one_that_goes_stands_by_itself(cast: Cast) -> None:
    old, other = _an_old_one(cast.rakel), _an_old_one(cast.rakel, days_later=1)
    merge_incidents(public_id=other.public_id, into=old.public_id, by=cast.sixten, now=OLD + timedelta(days=2))

    assert _dispose(cast, _try(cast, _decide(cast))).total == 2
    assert _left(cast.sixten) == set()


def test_a_run_that_was_cut_short_goes_on_and_one_that_is_done_does_nothing(cast: Cast) -> None:
    _an_old_one(cast.rakel)
    done = _dispose(cast, _try(cast, _decide(cast)))

    again = _carry_out(cast, done, NOW)

    assert (again.total, again.list_hash, again.finished_at) == (done.total, done.list_hash, done.finished_at)


def test_a_trial_is_used_once_and_holds_a_week(cast: Cast) -> None:
    decision = _decide(cast)
    trial = _try(cast, decision)
    _dispose(cast, trial)
    late = _try(cast, decision)

    for tried, now in ((trial, NOW), (late, NOW + timedelta(days=8))):
        with pytest.raises(CannotDispose, match="Provet gäller inte längre"):
            order_disposal(trial=tried.public_id, by=cast.adam, now=now)


def test_nothing_goes_without_a_decision_or_after_it_is_withdrawn(cast: Cast) -> None:
    preserved = _decide(cast, years=None)
    with pytest.raises(CannotDispose):
        order_trial(decision=preserved.public_id, by=cast.adam, now=NOW)

    decision = _decide(cast)
    trial = _try(cast, decision)
    withdraw_decision(decision=decision.public_id, by=cast.elin, now=NOW)
    with pytest.raises(CannotDispose):
        order_disposal(trial=trial.public_id, by=cast.adam, now=NOW)


def test_the_trail_tells_of_it_and_still_holds(cast: Cast) -> None:
    _an_old_one(cast.rakel)

    _dispose(cast, _try(cast, _decide(cast)))

    with acting_as(cast.adam):
        told = AuditEntry.objects.seen_by(cast.adam).filter(event="disposal.run")
        assert {line.codes["record"] for line in told} == {"raw"}
    assert verify(cast.adam).holds


def test_shared_words_are_blanked_and_what_is_counted_stays(cast: Cast) -> None:
    an_incident(cast, "rakel", note="Vid entrén.", shared_text="Skräp vid entrén.")
    share_week(cast, "sixten")
    with acting_as(cast.elin):
        edition = editions.freeze(
            by=cast.elin,
            now=AFTER_WEEK,
            kind="x",
            period="y",
            version=1,
            body={"a": {"$text": "t"}},
            texts={"t": "Ord"},
        )
    later = AFTER_WEEK + timedelta(days=800)
    proposed = propose_decision(
        record_type="texts",
        years=2,
        reference="§ 46",
        decided_by="KS",
        decided_date=date(2026, 8, 1),
        by=cast.elin,
        now=later,
    )
    decision = approve_decision(decision=proposed.public_id, by=cast.adam, now=later)

    done = _dispose(cast, _try(cast, decision, later), later)

    assert set(done.counts) >= {"weekly_reports.SharedIncident", "render.EditionText"}
    with acting_as(cast.elin):
        shared = SharedIncident.objects.seen_by(cast.elin).get()
        assert (shared.text, shared.category_code) == ("", "C4")
        assert editions.body_of(edition, cast.elin)["a"] == "[borttaget enligt beslut § 46]"
        assert editions.verify(edition)


# -- Housekeeping -----------------------------------------------------------------------------------
def test_what_is_of_passing_use_goes_by_itself_with_a_protocol(cast: Cast) -> None:
    job = enqueue("audit.check_trails", by=cast.adam, now=NOW, county="dalarna")
    with acting_as(cast.adam):
        Job.objects.seen_by(cast.adam).filter(pk=job.pk).update(finished_at=NOW - timedelta(days=91))
    Invitation.objects.create(
        user=cast.users["rakel"], token_hash="a" * 64, created_at=OLD, expires_at=OLD + timedelta(days=7)
    )
    viewer = county_system_viewer(cast.county)

    tidy(county="dalarna", by=viewer, now=NOW, progress=lambda *_: None)

    with acting_as(cast.adam):
        assert not Job.objects.seen_by(cast.adam).filter(pk=job.pk).exists()
        protocol = DisposalRun.objects.seen_by(cast.adam).get(record_type="house")
    assert protocol.counts == {"queue.Job": {"2026-09": 1}}
    assert not Invitation.objects.exists()


def test_a_quiet_night_leaves_no_protocol(cast: Cast) -> None:
    tidy(county="dalarna", by=county_system_viewer(cast.county), now=NOW, progress=lambda *_: None)

    with acting_as(cast.adam):
        assert not DisposalRun.objects.seen_by(cast.adam).exists()


def test_what_the_house_tidies_is_known() -> None:
    """A new table that goes by itself is a decision: add it here."""
    assert sorted(model.__name__ for model in passing()) == [
        "AccessibilityReport",
        "AttemptCount",
        "CalendarFeed",
        "Device",
        "DeviceEnrolment",
        "Invitation",
        "Job",
        "LogIn",
        "MemberLink",
        "OutgoingMail",
        "PersonExtract",
        "ReferenceNote",
        "SignOnErrand",
    ]


# -- The pages --------------------------------------------------------------------------------------
def test_from_a_decision_to_its_protocol_by_the_pages(cast: Cast, log_in: Any) -> None:
    _an_old_one(cast.rakel)
    typed = {
        "record_type": "raw",
        "years": "2",
        "decided_by": "Kommunstyrelsen",
        "reference": "§ 45",
        "decided_date": "2026-08-01",
    }
    assert log_in("elin").post("/gallring/beslut/", typed).status_code == 302
    with acting_as(cast.elin):
        key = RetentionDecision.objects.seen_by(cast.elin).get().public_id
    client = log_in("adam")
    assert "Godkänn beslutet" in client.get("/gallring/").content.decode()
    client.post(f"/gallring/beslut/{key}/godkann/")
    client.post(f"/gallring/beslut/{key}/prova/")
    with acting_as(cast.adam):
        trial = DisposalRun.objects.seen_by(cast.adam).get()
    _carry_out(cast, trial, datetime.now(UTC))

    shown = client.get(f"/gallring/protokoll/{trial.public_id}/").content.decode()
    assert "1 rad skulle gallras" in shown
    assert "Gallra 1 rad" in shown
    assert client.post(f"/gallring/protokoll/{trial.public_id}/gallra/").status_code == 302
    assert log_in("bo").get(f"/gallring/protokoll/{trial.public_id}/").status_code == 404
