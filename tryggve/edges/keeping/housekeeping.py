"""What is of passing use and has ended: mails, jobs, links, telephones, codes, log-ins, sessions.

The program's own times, said beside each table's fields; no decision is needed. In a municipality a protocol is
written when anything went; what belongs to no municipality is told in the county's chain and the house's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from tryggve.edges.keeping.models import DisposalRun, RunState
from tryggve.edges.keeping.rules import HOUSE
from tryggve.foundation.audit.trail import action, record, with_codes
from tryggve.foundation.people.queries import county_system_viewer, house_viewer, system_viewer
from tryggve.foundation.privacy.fields import own_models, rule_of
from tryggve.foundation.queue.jobs import Progress, enqueue, job
from tryggve.foundation.tenancy.managers import SeenManager
from tryggve.foundation.tenancy.models import County, CountyModel, Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

TIDY = "keeping.tidy"
_TASKS_KEPT = timedelta(days=90)
#: A table's label, and its rows that have ended.
Ended = tuple[str, QuerySet[Any]]


def passing() -> list[type[models.Model]]:
    """The tables whose rows go by the program's own times."""
    rules = ((model, rule_of(model)) for model in own_models())
    return [model for model, rule in rules if rule.is_for_a_time and not rule.record and not rule.by]


def tidy_up(now: datetime) -> None:
    """Ask the worker, county by county."""
    for county in County.objects.all():
        enqueue(TIDY, by=county_system_viewer(county), now=now, county=county.slug)


@job(TIDY, right="disposal.run")
def tidy(*, county: str, by: Viewer, now: datetime, progress: Progress) -> str:  # noqa: ARG001 - no page waits
    """A county's municipalities, the county, and the house."""
    here = County.objects.get(slug=county)
    for municipality in Municipality.objects.filter(county=here):
        viewer = system_viewer(municipality)
        if _has_due(viewer, now):
            tidy_municipality(by=viewer, now=now)
    tidy_apart(county_system_viewer(here), _of_county, now)
    tidy_apart(house_viewer(), _of_house, now)
    return ""


@action("disposal.tidied", right="disposal.run")
def tidy_municipality(*, by: Viewer, now: datetime) -> DisposalRun:
    """What belongs to one municipality, with its protocol."""
    counts = _take(_of_municipality(by, now))
    total = sum(counts.values())
    with_codes(total=total)
    return DisposalRun.objects.create(
        municipality_id=by.home_id,
        record_type=HOUSE,
        run_state=RunState.DONE,
        ordered_at=now,
        as_of=now,
        finished_at=now,
        counts={name: {f"{now:%Y-%m}": count} for name, count in counts.items()},
        total=total,
    )


def tidy_apart(viewer: Viewer, ended: Callable[[Viewer, datetime], Iterator[Ended]], now: datetime) -> int:
    """What belongs to a county or to the house: taken, and told in its chain."""
    with acting_as(viewer):
        counts = _take(ended(viewer, now))
        total = sum(counts.values())
        if total:
            record(by=viewer, event="disposal.tidied", now=now, codes={"total": total, "tables": sorted(counts)})
    return total


def _take(found: Iterator[Ended]) -> dict[str, int]:
    counts = {}
    for name, rows in found:
        n, _by_table = rows.delete()
        if n:
            counts[name] = n
    return counts


def _has_due(viewer: Viewer, now: datetime) -> bool:
    with acting_as(viewer):
        return any(rows.exists() for _name, rows in _of_municipality(viewer, now))


def _of_municipality(viewer: Viewer, now: datetime) -> Iterator[Ended]:
    for model in passing():
        if isinstance(model._meta.default_manager, SeenManager) and not issubclass(model, CountyModel):
            yield model._meta.label, _ended(model.objects.seen_by(viewer), model, now)  # type: ignore[attr-defined]


def _of_county(viewer: Viewer, now: datetime) -> Iterator[Ended]:
    for model in passing():
        if isinstance(model._meta.default_manager, SeenManager) and not _is_a_municipalitys(model):
            yield model._meta.label, _ended(model.objects.seen_by(viewer), model, now)  # type: ignore[attr-defined]


def _is_a_municipalitys(model: type[models.Model]) -> bool:
    return any(field.name == "municipality" and not field.null for field in model._meta.fields)


def _of_house(viewer: Viewer, now: datetime) -> Iterator[Ended]:  # noqa: ARG001 - these tables know no viewer
    for model in passing():
        if not isinstance(model._meta.default_manager, SeenManager):
            yield model._meta.label, _ended(model._base_manager.all(), model, now)
    yield "sessions.Session", Session.objects.filter(expire_date__lt=now)
    yield "django_tasks_db.DBTaskResult", DBTaskResult.objects.filter(finished_at__lt=now - _TASKS_KEPT)


def _ended(rows: QuerySet[Any], model: type[models.Model], now: datetime) -> QuerySet[Any]:
    rule = rule_of(model)
    return rows.filter(**{f"{rule.since}__lt": rule.cutoff(now)})
