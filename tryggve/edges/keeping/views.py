"""Deciding, trying, disposing, and the protocols."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tryggve.edges.keeping import actions, queries
from tryggve.edges.keeping.forms import DecisionForm, ErasureForm
from tryggve.edges.keeping.rules import HOUSE_NAME, RECORD_TYPES
from tryggve.foundation.people import directory
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.queue.models import Job
from tryggve.foundation.web.exports import Export, hand_out, rows_in
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound

_READERS = ("retention.propose", "retention.approve", "disposal.order")


@require_safe
@signed_in(*_READERS)
def overview(request: HouseRequest) -> HttpResponse:
    """What is decided, what waits, and what has gone."""
    shown = queries.types(request.viewer, timezone.now())
    context = {
        "types": shown,
        "decided": sum(each.in_force is not None for each in shown),
        "runs": [(each, _name_of(each.record_type)) for each in queries.runs(request.viewer)],
        "tables": list(queries.tables()),
        "viewer": request.viewer,
    }
    return page(request, "keeping/overview.html", context)


def _name_of(record_type: str) -> str:
    return _(RECORD_TYPES[record_type].name if record_type in RECORD_TYPES else HOUSE_NAME)


@signed_in("retention.propose")
def propose(request: HouseRequest) -> HttpResponse:
    """Write in a decision."""
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_decision(**form.cleaned_data, by=request.viewer, now=timezone.now())
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
        else:
            messages.success(request, _("Beslutet är infört. Det gäller när en kollega har godkänt det."))
            return redirect("keeping:overview")
    return page(request, "keeping/propose.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in("retention.approve")
def approve(request: HouseRequest, key: str) -> HttpResponse:
    """The second person's word."""
    queries.decision(request.viewer, key)
    try:
        actions.approve_decision(decision=key, by=request.viewer, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("Beslutet gäller nu. Inget gallras förrän någon beställer det."))
    return redirect("keeping:overview")


@require_POST
@signed_in("retention.propose")
def withdraw(request: HouseRequest, key: str) -> HttpResponse:
    """No longer in force."""
    actions.withdraw_decision(decision=key, by=request.viewer, now=timezone.now())
    messages.success(request, _("Beslutet är återkallat. Inget mer gallras efter det."))
    return redirect("keeping:overview")


@require_POST
@signed_in("disposal.order")
def trial(request: HouseRequest, key: str) -> HttpResponse:
    """Count what would go."""
    return _ordered(request, lambda: actions.order_trial(decision=key, by=request.viewer, now=timezone.now()))


@require_POST
@signed_in("disposal.order")
def dispose(request: HouseRequest, key: str) -> HttpResponse:
    """Take away what the trial listed."""
    queries.run(request.viewer, key)
    return _ordered(request, lambda: actions.order_disposal(trial=key, by=request.viewer, now=timezone.now()))


def _ordered(request: HouseRequest, act: object) -> HttpResponse:
    try:
        ordered = act()  # type: ignore[operator]
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("keeping:overview")
    work = next(each for each in ordered if isinstance(each, Job))
    return redirect("web:job", work.public_id)


@require_safe
@signed_in(*_READERS)
def run(request: HouseRequest, key: str) -> HttpResponse:
    """One protocol, to print and keep."""
    found = queries.run(request.viewer, key)
    tables = [
        (queries.table_name(name), sum(months.values()), sorted(months.items()))
        for name, months in found.counts.items()
    ]
    context = {
        "run": found,
        "name": _name_of(found.record_type),
        "tables": sorted(tables),
        "is_same": found.trial is None or found.trial.list_hash == found.list_hash,
        "may_dispose": found.is_trial
        and request.viewer.may("disposal.order")
        and found.decision is not None
        and queries.trial_of(request.viewer, found.decision, timezone.now()) == found,
    }
    return page(request, "keeping/run.html", context)


# -- A person -------------------------------------------------------------------------------------
@signed_in("person.data")
def person(request: HouseRequest, key: str) -> HttpResponse:
    """What may be asked for about somebody: an extract, or that they are erased."""
    shown = directory.person(request.viewer, key, timezone.now())
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ordered = actions.order_erasure(person=key, **form.cleaned_data, by=request.viewer, now=timezone.now())
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
        else:
            return redirect("web:job", next(each for each in ordered if isinstance(each, Job)).public_id)
    context = {"person": shown, "form": form}
    return page(request, "keeping/person.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in("person.data")
def order_extract(request: HouseRequest, key: str) -> HttpResponse:
    """Have it gathered."""
    return _ordered(request, lambda: actions.order_extract(person=key, by=request.viewer, now=timezone.now()))


@require_safe
@signed_in("person.data")
def extract(request: HouseRequest, key: str) -> HttpResponse:
    """What there is about somebody, to read; as JSON with ?format=json."""
    found = queries.extract(request.viewer, key)
    if request.GET.get("format") == "json":
        what = Export("D7", "json", f"registerutdrag-{found.person.public_id}.json", rows_in(found.content))
        made = json.dumps(found.content, ensure_ascii=False, indent=1).encode
        return hand_out(what, made, by=request.viewer, now=timezone.now(), subject=found.person)
    return page(request, "keeping/extract.html", {"extract": found, "sections": list(_sections(found.content))})


def _sections(content: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The extract in Swedish: each table with what its fields are called."""
    if not content:
        return
    yield _("Kontot"), _named("people.User", [content["account"]])
    for label, rows in content["about_the_person"].items():
        yield _section_name(label), _named(label, rows)
    for home, held in content["municipalities"].items():
        for label, rows in held["rows"].items():
            yield f"{home}: {_section_name(label)}", _named(label, rows)
        yield _("{home}: rader i loggboken").format(home=home), _said(held["trail"])
    yield _("Inloggningar"), _said(content["log_ins_and_other_lines_of_the_house"])


def _section_name(label: str) -> str:
    table, _point, field = label.rpartition(".")
    return f"{queries.table_name(table)} ({queries.field_names(table).get(field, field)})"


def _named(label: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = queries.field_names(label) or queries.field_names(label.rpartition(".")[0])
    return [{names.get(field, field): value for field, value in row.items()} for row in rows]


def _said(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of the trail, with their fields in words."""
    names = {"at": _("När"), "event": _("Vad"), "about": _("Slag"), "key": _("Nyckel")}
    return [{names[field]: value for field, value in line.items()} for line in lines]
