"""Writing the audit trail; and what every action has in common. Checking it: `verifying.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connection, models

from tryggve.foundation.audit.chain import Line, entry_hash, microseconds
from tryggve.foundation.audit.models import AuditEntry, AuditHead
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

P = ParamSpec("P")
R = TypeVar("R")

# As SQL, since every action runs them: composed anew each time they cost ten times what the database needs.
_HEAD = "select sequence, entry_hash from audit_audithead where chain = %s"
_MOVE_HEAD = "update audit_audithead set sequence = %s, entry_hash = %s where chain = %s"

_codes: ContextVar[dict[str, Any] | None] = ContextVar("audit_codes", default=None)

#: Every event an action can write: event name → right it needs. Filled by @action.
EVENTS: dict[str, str | None] = {}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a line is about and whose row is not at hand: its kind and its key."""

    kind: str
    key: str


Subject = models.Model | Named | None


class BadCodes(Exception):
    """Content was about to enter the audit trail. A bug."""


def chain_of(viewer: Viewer) -> tuple[str, int | None, int | None]:
    """The chain a viewer's lines are added to, with the municipality and county of its rows."""
    if viewer.municipality_id is not None:
        return f"municipality:{viewer.municipality_id}", viewer.municipality_id, viewer.county_id
    if viewer.county_id is not None:
        return f"county:{viewer.county_id}", None, viewer.county_id
    return "house", None, None


def _check_codes(codes: dict[str, Any]) -> None:
    for name, value in codes.items():
        if isinstance(value, bool | int | None) or (isinstance(value, str) and len(value) <= 64):
            continue
        if isinstance(value, list) and all(isinstance(part, str) and len(part) <= 64 for part in value):
            continue
        message = (
            f"The audit trail holds codes and ids, never content. Got {name} of type "
            f"{type(value).__name__}. Pass a code, an id, a number, or a list of codes."
        )
        raise BadCodes(message)


def record(
    *,
    by: Viewer,
    event: str,
    now: datetime,
    subject: Subject = None,
    codes: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one line to the viewer's chain, in the caller's transaction."""
    return record_each([subject], by=by, event=event, now=now, codes=codes or {})[0]


def record_each(
    subjects: Sequence[Subject], *, by: Viewer, event: str, now: datetime, codes: dict[str, Any]
) -> list[AuditEntry]:
    """One line for each subject, under one lock of the head."""
    _check_codes(codes)
    chain, municipality_id, county_id = chain_of(by)
    sequence, previous_hash = _locked_head(chain, municipality_id, county_id)
    at_us = microseconds(now)
    entries = []
    for subject in subjects:
        kind, key = _kind_and_key(subject)
        sequence += 1
        line = Line(
            chain=chain,
            sequence=sequence,
            at_us=at_us,
            actor=by.actor,
            organisation=by.organisation_public_id,
            event=event,
            subject_type=kind,
            subject=key,
            codes=codes,
        )
        digest = entry_hash(line, previous_hash)
        entries.append(
            AuditEntry(
                municipality_id=municipality_id,
                county_id=county_id,
                previous_hash=previous_hash,
                entry_hash=digest,
                **{name: getattr(line, name) for name in Line.__slots__},
            )
        )
        previous_hash = digest
    AuditEntry.objects.bulk_create(entries)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEAD, [sequence, previous_hash, chain])
    return entries


def _kind_and_key(subject: Subject) -> tuple[str, str]:
    if subject is None:
        return "", ""
    if isinstance(subject, Named):
        return subject.kind, subject.key
    return subject._meta.label_lower, str(getattr(subject, "public_id", ""))


def _locked_head(chain: str, municipality_id: int | None, county_id: int | None) -> tuple[int, str]:
    """Sequence and hash of the chain's last line; nobody else adds one until the transaction ends."""
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_HEAD} {lock}", [chain])
        found = cursor.fetchone()
        if found is None:
            AuditHead.objects.get_or_create(
                chain=chain, defaults={"municipality_id": municipality_id, "county_id": county_id}
            )
            cursor.execute(f"{_HEAD} {lock}", [chain])
            found = cursor.fetchone()
    return found[0], found[1]


def with_codes(**codes: Any) -> None:
    """Inside an action: add codes to the line it will write."""
    current = _codes.get()
    if current is not None:
        current.update(codes)


def _subjects(result: object) -> Sequence[Subject]:
    if isinstance(result, models.Model):
        return [result]
    if isinstance(result, list | tuple):
        return [item for item in result if isinstance(item, models.Model)] or [None]
    return [None]


def action(event: str, *, right: str | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function an action: right, scope, one transaction, its audit line.

    The function takes `by: Viewer` and `now: datetime`. `right=None` is for what anybody may do
    on their own behalf. The line's subject is the model instance (or each of those) returned.
    """
    EVENTS[event] = right

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            by = cast(Viewer, kwargs["by"])
            now = cast(datetime, kwargs["now"])
            if right is not None:
                by.require(right)
            token = _codes.set({})
            try:
                with acting_as(by):
                    result = function(*args, **kwargs)
                    record_each(_subjects(result), by=by, event=event, now=now, codes=_codes.get() or {})
                    return result
            finally:
                _codes.reset(token)

        act.audit_event = event  # type: ignore[attr-defined]
        return act

    return wrap


def entries_about(viewer: Viewer, subject: models.Model) -> list[AuditEntry]:
    """The lines about one thing, oldest first: who did what and when, without content."""
    return list(
        AuditEntry.objects.seen_by(viewer)
        .filter(subject_type=subject._meta.label_lower, subject=getattr(subject, "public_id", ""))
        .order_by("sequence")
    )
