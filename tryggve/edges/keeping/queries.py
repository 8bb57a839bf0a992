"""Which decisions are in force, what has been disposed of, and how long is each table kept?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tryggve.edges.keeping.models import DisposalRun, PersonExtract, RetentionDecision, RunState
from tryggve.edges.keeping.rules import RECORD_TYPES, TRIAL_HOLDS, RecordType
from tryggve.foundation.privacy.fields import kept_for, own_models, rule_of
from tryggve.kernel.viewer import Viewer

_SHOWN_RUNS = 30


@dataclass(frozen=True, slots=True)
class TypeView:
    """A record type with what is decided about it and what has been tried."""

    kind: RecordType
    in_force: RetentionDecision | None
    proposed: RetentionDecision | None
    trial: DisposalRun | None
    may_approve: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of the register of what is kept."""

    name: str
    kept: str
    record: str


def decision(viewer: Viewer, public_id: str) -> RetentionDecision:
    """One of the municipality's, or NotFound."""
    return RetentionDecision.objects.seen_by(viewer).one(public_id=public_id)


def in_force(viewer: Viewer, record_type: str) -> RetentionDecision | None:
    """The latest approved decision that is not withdrawn."""
    found = RetentionDecision.objects.seen_by(viewer).filter(
        record_type=record_type, approved_at__isnull=False, withdrawn_at=None
    )
    return found.select_related("proposer", "approver").order_by("-approved_at", "-id").first()


def proposed(viewer: Viewer, record_type: str) -> RetentionDecision | None:
    """The latest that waits for its second person."""
    found = RetentionDecision.objects.seen_by(viewer).filter(
        record_type=record_type, approved_at=None, withdrawn_at=None
    )
    return found.select_related("proposer").order_by("-proposed_at", "-id").first()


def trial_of(viewer: Viewer, found: RetentionDecision, now: datetime) -> DisposalRun | None:
    """The latest trial of a decision that still says what would go and has not been carried out."""
    trials = DisposalRun.objects.seen_by(viewer).filter(
        decision=found, is_trial=True, run_state=RunState.DONE, finished_at__gt=now - TRIAL_HOLDS
    )
    latest = trials.order_by("-finished_at", "-id").first()
    if latest is None or DisposalRun.objects.seen_by(viewer).filter(trial=latest).exists():
        return None
    return latest


def types(viewer: Viewer, now: datetime) -> list[TypeView]:
    """Every record type, as the page shows it."""
    return [_type(viewer, kind, now) for kind in RECORD_TYPES.values()]


def _type(viewer: Viewer, kind: RecordType, now: datetime) -> TypeView:
    now_in_force, waiting = in_force(viewer, kind.code), proposed(viewer, kind.code)
    return TypeView(
        kind=kind,
        in_force=now_in_force,
        proposed=waiting,
        trial=trial_of(viewer, now_in_force, now) if now_in_force else None,
        may_approve=waiting is not None
        and viewer.may("retention.approve")
        and viewer.user_id is not None
        and waiting.proposer_id != viewer.user_id,
    )


def runs(viewer: Viewer) -> list[DisposalRun]:
    """The latest protocols that say anything."""
    found = DisposalRun.objects.seen_by(viewer).filter(run_state=RunState.DONE)
    return list(found.select_related("decision", "orderer")[:_SHOWN_RUNS])


def run(viewer: Viewer, public_id: str) -> DisposalRun:
    """One protocol, or NotFound."""
    found = DisposalRun.objects.seen_by(viewer).select_related("decision", "decision__approver", "orderer", "trial")
    return found.one(public_id=public_id)


def tables() -> Iterator[TableView]:
    """Every table there is and how long it is kept: what an information management plan is made from."""
    for model in sorted(own_models(), key=lambda each: str(each._meta.verbose_name).casefold()):
        yield TableView(str(model._meta.verbose_name), kept_for(model), rule_of(model).record)


def table_name(label: str) -> str:
    """What a table is called, by its label; the label itself when the table is gone."""
    names = {model._meta.label: str(model._meta.verbose_name) for model in own_models()}
    return names.get(label, label)


def extract(viewer: Viewer, public_id: str) -> PersonExtract:
    """One extract of the municipality's, or NotFound."""
    return PersonExtract.objects.seen_by(viewer).select_related("person", "orderer").one(public_id=public_id)


def field_names(label: str) -> dict[str, str]:
    """What the fields of a table are called, by its label; nothing when there is no such table."""
    model = next((model for model in own_models() if model._meta.label == label), None)
    return {field.name: str(field.verbose_name) for field in model._meta.fields} if model else {}
