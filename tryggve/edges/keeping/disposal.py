"""What has been kept long enough, and taking it away: tried first, then for good, and the same list both times.

The rows of an organisation are reached in its own name, one organisation at a time, each in a transaction that also
writes the protocol and a line in the trail. A run that is cut short goes on where it was. The list of what goes is
hashed part by part; a run whose list is another than its trial's says so in its protocol.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import models
from django.db.models import QuerySet

from tryggve.edges.keeping.models import DisposalRun, RunState
from tryggve.edges.keeping.rules import RAW, TEXTS
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import organisations, system_viewer
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.privacy.fields import FieldClass, fields_of_class, own_models, rule_of
from tryggve.foundation.render.editions import blank_text
from tryggve.foundation.render.models import EditionText
from tryggve.foundation.tenancy.models import Municipality, TenantModel
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.keeping import PRESERVED
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

#: Whose free texts a decision about texts blanks, and since when they are counted. Editions' stand apart.
_SHARED_TEXTS = {"weekly_reports.SharedIncident": "shared_at", "weekly_reports.WeeklyReport": "shared_at"}
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """Some rows of one table that have been kept long enough, and how they go."""

    name: str
    rows: QuerySet[Any]
    moment: str
    take: Callable[[Sequence[int]], None]


def bound_of(model: type[models.Model], field: str, cutoff: datetime) -> datetime | date | str:
    """Before this: whole weeks go at once, so that no week is half there."""
    week = Week.of(cutoff)
    kind = model._meta.get_field(field)
    if isinstance(kind, models.DateTimeField):
        return week.start_at
    return week.monday if isinstance(kind, models.DateField) else str(week)


def models_of(record: str) -> list[type[TenantModel]]:
    """The tables of a record type."""
    return [each for each in own_models() if rule_of(each).record == record and issubclass(each, TenantModel)]


def _raw(viewer: Viewer, cutoff: datetime) -> Iterator[Due]:
    """The organisation's own tables in its name, and the municipality's in the municipality's."""
    for model in models_of(RAW):
        if model.organisation_private == (viewer.organisation_id is not None):
            since = rule_of(model).since
            rows = model.objects.seen_by(viewer).filter(**{f"{since}__lt": bound_of(model, since, cutoff)})
            yield Due(model._meta.label, rows, since, partial(_delete, model, viewer))


def _delete(model: type[TenantModel], viewer: Viewer, keys: Sequence[int]) -> None:
    rows = model.objects.seen_by(viewer)
    for field in model._meta.fields:
        if field.related_model is model and field.null:
            # What was merged into one that goes stands by itself from then on.
            rows.filter(**{f"{field.name}__in": keys}).update(**{field.name: None})
    rows.filter(pk__in=keys).delete()


def _texts(viewer: Viewer, cutoff: datetime, decision: str, now: datetime) -> Iterator[Due]:
    """The municipality's shared words: blanked, while what is counted stays."""
    if viewer.organisation_id is not None:
        return
    before = Week.of(cutoff).start_at
    for model in own_models():
        if model._meta.label in _SHARED_TEXTS and issubclass(model, TenantModel):
            since, empty = (
                _SHARED_TEXTS[model._meta.label],
                dict.fromkeys(fields_of_class(model, FieldClass.FREE_TEXT), ""),
            )
            rows = model.objects.seen_by(viewer).filter(**{f"{since}__lt": before}).exclude(**empty)
            yield Due(model._meta.label, rows, since, partial(_blank, model, viewer, empty))
    in_editions = EditionText.objects.seen_by(viewer).filter(edition__created_at__lt=before, blanked_at=None)
    yield Due(
        EditionText._meta.label,
        in_editions,
        "edition__created_at",
        lambda keys: _blank_editions(keys, decision, viewer, now),
    )


def _blank(model: type[TenantModel], viewer: Viewer, empty: dict[str, str], keys: Sequence[int]) -> None:
    model.objects.seen_by(viewer).filter(pk__in=keys).update(**empty)


def _blank_editions(keys: Sequence[int], decision: str, viewer: Viewer, now: datetime) -> None:
    for text in EditionText.objects.seen_by(viewer).filter(pk__in=keys).select_related("edition"):
        blank_text(by=viewer, now=now, edition=text.edition, key=text.key, decision=decision)


# -- A run ------------------------------------------------------------------------------------------
def parts(municipality: Municipality) -> list[Viewer]:
    """In whose names a run works: the municipality's, then each organisation's."""
    home = system_viewer(municipality)
    with acting_as(home):
        found: list[Organisation] = list(organisations(home).order_by("pk"))
    return [home, *(system_viewer(municipality, each) for each in found)]


def carry_out(run_key: str, municipality: Municipality, *, now: datetime, progress: Callable[[int, int], None]) -> None:
    """Every part that is not done yet, and then the end."""
    everybody = parts(municipality)
    for number, viewer in enumerate(everybody):
        progress(number, len(everybody))
        dispose_part(run_key=run_key, is_last=number == len(everybody) - 1, by=viewer, now=now)


@action("disposal.run", right="disposal.run")
def dispose_part(*, run_key: str, is_last: bool, by: Viewer, now: datetime) -> DisposalRun:
    """One part of a run, once: counts, hash, and (unless it is a trial) the rows themselves."""
    found = DisposalRun.objects.seen_by(by).select_for_update(of=("self",)).select_related("decision", "municipality")
    row: DisposalRun = found.one(public_id=run_key)
    part = by.organisation_public_id or "municipality"
    if part not in row.parts_done and row.run_state != RunState.DONE:
        for due in _due(row, by, now):
            _take(row, due)
        row.parts_done = [*row.parts_done, part]
        if is_last:
            row.run_state, row.finished_at = RunState.DONE, now
        row.save(update_fields=["counts", "total", "list_hash", "parts_done", "run_state", "finished_at"])
    with_codes(record=row.record_type, trial=row.is_trial, total=row.total, list=row.list_hash)
    return row


def _due(row: DisposalRun, viewer: Viewer, now: datetime) -> Iterator[Due]:
    decision = row.decision
    if decision is None or decision.years is None:
        return
    cutoff = PRESERVED.cutoff(row.as_of, years=decision.years)
    if row.record_type == RAW:
        yield from _raw(viewer, cutoff)
    elif row.record_type == TEXTS:
        yield from _texts(viewer, cutoff, decision.reference, now)


def _take(row: DisposalRun, due: Due) -> None:
    listed = list(due.rows.order_by("public_id").values_list("pk", "public_id", due.moment))
    if not listed:
        return
    said = "\n".join([row.list_hash, due.name, *(key for _pk, key, _moment in listed)])
    row.list_hash = hashlib.sha256(said.encode()).hexdigest()
    by_month = Counter(_month(moment) for _pk, _key, moment in listed)
    held = Counter(row.counts.get(due.name, {}))
    row.counts = row.counts | {due.name: dict(sorted((held + by_month).items()))}
    row.total += len(listed)
    if not row.is_trial:
        keys = [pk for pk, _key, _moment in listed]
        for first in range(0, len(keys), _AT_ONCE):
            due.take(keys[first : first + _AT_ONCE])


def _month(moment: datetime | date | str) -> str:
    if isinstance(moment, str):
        moment = Week.parse(moment).thursday
    day = swedish_date(moment) if isinstance(moment, datetime) else moment
    return f"{day:%Y-%m}"
