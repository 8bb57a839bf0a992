"""Deciding how long things are kept; ordering a disposal, an extract and an erasure."""

from __future__ import annotations

from datetime import date, datetime

from tryggve.edges.keeping import queries
from tryggve.edges.keeping.models import DisposalRun, PersonExtract, RetentionDecision, RunState
from tryggve.edges.keeping.people_data import check_erasable
from tryggve.edges.keeping.rules import (
    LONGEST_REFERENCE,
    CannotDecide,
    CannotDispose,
    CannotErase,
    check_approver,
    check_decided_date,
    check_decision,
)
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import directory
from tryggve.foundation.people.models import User
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.queue.models import Job
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

DISPOSE = "keeping.dispose"
EXTRACT = "keeping.extract"
ERASE = "keeping.erase"


@action("retention.proposed", right="retention.propose")
def propose_decision(  # noqa: PLR0913 - what a decision says
    *,
    record_type: str,
    years: int | None,
    reference: str,
    decided_by: str,
    decided_date: date,
    by: Viewer,
    now: datetime,
) -> RetentionDecision:
    """Write in what the municipality has decided. It holds when somebody else has approved it."""
    check_decision(record_type=record_type, years=years, reference=reference, decided_by=decided_by)
    check_decided_date(decided_date, swedish_date(now))
    if queries.proposed(by, record_type) is not None:
        raise CannotDecide(
            _("Ett förslag väntar redan. Handlingstypen är {record_type}. Godkänn eller återkalla det först."),
            record_type=record_type,
        )
    with_codes(record=record_type, years=years or 0)
    return RetentionDecision.objects.create(
        municipality_id=by.home_id,
        record_type=record_type,
        years=years,
        reference=reference.strip(),
        decided_by=decided_by.strip(),
        decided_date=decided_date,
        proposer_id=by.user_id,
        proposed_at=now,
    )


@action("retention.approved", right="retention.approve")
def approve_decision(*, decision: str, by: Viewer, now: datetime) -> RetentionDecision:
    """The second person's word. From now on it is in force."""
    found = queries.decision(by, decision)
    if found.approved_at is not None or found.withdrawn_at is not None:
        raise CannotDecide(_("Beslutet väntar inte längre. Någon hann före. Ladda om sidan."))
    check_approver(proposer_id=found.proposer_id, approver_id=by.user_id)
    found.approver_id, found.approved_at = by.user_id, now
    found.save(update_fields=["approver", "approved_at"])
    with_codes(record=found.record_type, years=found.years or 0)
    return found


@action("retention.withdrawn", right="retention.propose")
def withdraw_decision(*, decision: str, by: Viewer, now: datetime) -> RetentionDecision:
    """No longer in force; nothing more goes by it."""
    found = queries.decision(by, decision)
    if found.withdrawn_at is None:
        found.withdrawn_at = now
        found.save(update_fields=["withdrawn_at"])
    return found


@action("disposal.tried", right="disposal.order")
def order_trial(*, decision: str, by: Viewer, now: datetime) -> list[DisposalRun | Job]:
    """Have the worker count what would go. Nothing goes."""
    found = _in_force(decision, by)
    row = DisposalRun.objects.create(
        municipality_id=by.home_id,
        decision=found,
        record_type=found.record_type,
        is_trial=True,
        orderer_id=by.user_id,
        ordered_at=now,
        as_of=now,
    )
    return [row, enqueue(DISPOSE, by=by, now=now, run=row.public_id)]


@action("disposal.ordered", right="disposal.order")
def order_disposal(*, trial: str, by: Viewer, now: datetime) -> list[DisposalRun | Job]:
    """Have the worker take away what the trial listed."""
    tried = queries.run(by, trial)
    found = _in_force(tried.decision.public_id if tried.decision else "", by)
    latest = queries.trial_of(by, found, now)
    if latest is None or latest.pk != tried.pk:
        raise CannotDispose(
            _("Provet gäller inte längre. Det är för gammalt eller redan använt. Gör ett nytt prov först.")
        )
    row = DisposalRun.objects.create(
        municipality_id=by.home_id,
        decision=found,
        record_type=found.record_type,
        trial=tried,
        orderer_id=by.user_id,
        ordered_at=now,
        as_of=tried.as_of,
        run_state=RunState.WAITING,
    )
    return [row, enqueue(DISPOSE, by=by, now=now, run=row.public_id)]


def _in_force(public_id: str, by: Viewer) -> RetentionDecision:
    found = queries.decision(by, public_id)
    held = queries.in_force(by, found.record_type)
    if held is None or held.pk != found.pk or found.years is None:
        raise CannotDispose(
            _("Det finns inget att gallra efter. Beslutet gäller inte, eller säger att allt bevaras. Välj ett annat.")
        )
    return found


@action("person.extract_ordered", right="person.data")
def order_extract(*, person: str, by: Viewer, now: datetime) -> list[PersonExtract | Job]:
    """Have the worker gather what there is about somebody who has or has had a role here."""
    found = _person(person, by, now)
    row = PersonExtract.objects.create(municipality_id=by.home_id, person=found, orderer_id=by.user_id, ordered_at=now)
    with_codes(person=found.public_id)
    return [row, enqueue(EXTRACT, by=by, now=now, extract=row.public_id)]


@action("person.erasure_ordered", right="person.data")
def order_erasure(*, person: str, decision: str, by: Viewer, now: datetime) -> list[User | Job]:
    """Have the worker blank somebody who has left, everywhere. Refused while they hold a role."""
    found = _person(person, by, now)
    if found.pk == by.user_id:
        raise CannotErase(_("Du kan inte radera dig själv. Det är du som är inloggad. Be en kollega."))
    if not decision.strip() or len(decision) > LONGEST_REFERENCE:
        raise CannotErase(
            _("Beslutet saknas eller är för långt. Du skrev {length} tecken. Skriv högst {longest} tecken."),
            field="decision",
            length=len(decision.strip()),
            longest=LONGEST_REFERENCE,
        )
    check_erasable(found)
    if found.memberships.exclude(municipality_id=by.home_id).exists():
        raise CannotErase(
            _("Personen har arbetat i en annan kommun också. Där bestämmer inte du. Be driften om hjälp.")
        )
    return [found, enqueue(ERASE, by=by, now=now, person=found.public_id, decision=decision.strip())]


def _person(key: str, by: Viewer, now: datetime) -> User:
    directory.person(by, key, now)
    return User.objects.get(public_id=key)
