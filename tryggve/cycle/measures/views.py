"""The pages of measures: the list, the plan, one measure, and those I answer for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tryggve.cycle.cause_analyses.queries import analysis_of_priority
from tryggve.cycle.measures import queries
from tryggve.cycle.measures.actions import plan_measure, replan_measure, start_measure, update_measure
from tryggve.cycle.measures.figures import detection_limit, propose_comparison
from tryggve.cycle.measures.forms import MeasureForm, UpdateForm, add_refusal, initial_for, initial_of
from tryggve.cycle.measures.shapes import DIRECTION_NAMES, MeasureState, MeasureView
from tryggve.cycle.meetings.queries import priorities, priority
from tryggve.cycle.situation_pictures.shapes import READS_EXACT
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound
from tryggve.kernel.weeks import STOCKHOLM, Week

REFUSED = 422
SHOWN_MEETINGS = 12
TABS = {
    "pagar": ("started", "hindered"),
    "planerade": ("planned",),
    "avslutade": ("done", "cancelled"),
}


def _today(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()


@require_GET
@signed_in("measure.read")
def overview(request: HouseRequest) -> HttpResponse:
    """Every measure by how far it has come, and the time it takes to get there."""
    now = timezone.now()
    found = queries.measures(request.viewer)
    groups = {name: [each for each in found if each.measure_state in states] for name, states in TABS.items()}
    shown = request.GET.get("visa", "pagar")
    week = Week.of(now)
    context = {
        "tabs": [(name, len(groups[name])) for name in TABS],
        "shown": shown if shown in TABS else "pagar",
        "measures": groups.get(shown, groups["pagar"]),
        "n_running": len(groups["pagar"]),
        "due": [each for each in found if each.frozen_at and each.plan.evaluation_date == _today(now)],
        "today": _today(now),
        "lead": queries.lead_times(request.viewer, weeks=[week - back for back in range(SHOWN_MEETINGS)]),
    }
    return page(request, "measures/list.html", context)


@require_GET
@signed_in()
def mine(request: HouseRequest) -> HttpResponse:
    """What I answer for: press, write a line, done."""
    return _mine(request)


def _mine(request: HouseRequest, refused: UpdateForm | None = None, key: str = "", status: int = 200) -> HttpResponse:
    found = queries.for_owner(request.viewer)
    rows = [
        {"m": each, "form": refused if each.key == key else UpdateForm(key=each.key)}
        for each in found
        if each.measure_state not in (MeasureState.DONE, MeasureState.CANCELLED)
    ]
    done = [each for each in found if each.measure_state in (MeasureState.DONE, MeasureState.CANCELLED)]
    context = {"rows": rows, "done": done, "today": _today(timezone.now())}
    return page(request, "measures/mine.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in("measure.write")
def new(request: HouseRequest) -> HttpResponse:
    """Choose a prioritised area, then write the measure."""
    asked = request.GET.get("prioritering", "")
    if not asked:
        chosen = priorities(request.viewer)
        rows = [{"area": each, "analysis": analysis_of_priority(request.viewer, each.key)} for each in chosen[:30]]
        return page(request, "measures/choose.html", {"rows": rows})
    return _written(request, asked, {}, None)


@require_http_methods(["GET", "POST"])
@signed_in("measure.write")
def change(request: HouseRequest, public_id: str) -> HttpResponse:
    """Change a plan that has not started."""
    found = queries.measure(request.viewer, public_id)
    owner = queries.owner_key(request.viewer, public_id)
    taking_part = queries.participant_keys(request.viewer, public_id)
    return _written(request, found.priority, initial_of(found, owner_key=owner, participants=taking_part), found)


def _written(request: HouseRequest, about_key: str, initial: dict[str, Any], found: MeasureView | None) -> HttpResponse:
    viewer, now = request.viewer, timezone.now()
    about = priority(viewer, about_key)
    analysis = analysis_of_priority(viewer, about_key)
    if analysis is None or not analysis.hypotheses:
        return page(request, "measures/no_analysis.html", {"about": about}, status=REFUSED)
    codes = sorted({code.partition(".")[0] for code in about.category_codes}) or list(category_names(viewer))
    form = MeasureForm(
        request.POST or None,
        viewer=viewer,
        about=about,
        analysis=analysis,
        proposals=propose_comparison(viewer, about.area, codes, Week.of(now)),
        initial={"start_date": _today(now), **initial_for(viewer, about, analysis), **initial},
    )
    if request.method == "POST" and form.is_valid():
        try:
            if found is None:
                row = plan_measure(draft=form.draft(), by=viewer, now=now)
            else:
                row = replan_measure(public_id=found.key, draft=form.draft(), by=viewer, now=now)
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Planen är sparad. Se vad som går att se innan ni startar."))
            return redirect("measures:detail", row.public_id)
    context = {"form": form, "about": about, "analysis": analysis, "found": found}
    return page(request, "measures/form.html", context, status=REFUSED if form.errors else 200)


@require_GET
@signed_in("measure.read")
def detail(request: HouseRequest, public_id: str) -> HttpResponse:
    """One measure: what was decided beforehand, what can be seen, and how it goes."""
    return _detail(request, public_id, UpdateForm())


def _detail(request: HouseRequest, public_id: str, form: UpdateForm, status: int = 200) -> HttpResponse:
    viewer, today = request.viewer, _today(timezone.now())
    found = queries.measure(viewer, public_id)
    names = category_names(viewer)
    context = {
        "m": found,
        "form": form,
        "updates": queries.updates(viewer, public_id),
        "note": queries.evidence_note(viewer, found.priority, found.hypothesis),
        "limit": detection_limit(viewer, found.plan) if found.is_planned and viewer.may(READS_EXACT) else None,
        "category_names": [names.get(code, code) for code in found.plan.category_codes],
        "nearby_names": list(queries.names_of_areas(viewer, found.plan.nearby).values()),
        "direction_name": DIRECTION_NAMES[found.plan.direction],
        "may_plan": viewer.may("measure.write") and found.is_planned,
        "may_update": found.frozen_at is not None
        and found.measure_state != MeasureState.CANCELLED
        and queries.may_update(viewer, public_id),
        "may_evaluate": viewer.may("evaluation.write") and found.frozen_at is not None,
        "is_due": found.frozen_at is not None and found.plan.evaluation_date <= today,
        "today": today,
    }
    return page(request, "measures/detail.html", context, status=status)


@require_POST
@signed_in("measure.write")
def start(request: HouseRequest, public_id: str) -> HttpResponse:
    """Begin, and lock the plan."""
    start_measure(public_id=public_id, by=request.viewer, now=timezone.now())
    messages.success(request, _("Åtgärden är startad och planen är låst."))
    return redirect("measures:detail", public_id)


@require_POST
@signed_in()
def update(request: HouseRequest, public_id: str) -> HttpResponse:
    """Say how it goes. Back to where it was said."""
    is_mine = request.POST.get("fran") == "mina" or not request.viewer.may("measure.read")
    form = UpdateForm(request.POST, key=public_id if is_mine else "")
    if form.is_valid():
        try:
            typed = form.cleaned_data
            update_measure(
                public_id=public_id,
                measure_state=typed["measure_state"],
                text=typed["text"],
                by=request.viewer,
                now=timezone.now(),
            )
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Tack. Läget är sparat."))
            return redirect("measures:mine") if is_mine else redirect("measures:detail", public_id)
    if is_mine:
        return _mine(request, form, public_id, status=REFUSED)
    return _detail(request, public_id, form, status=REFUSED)
