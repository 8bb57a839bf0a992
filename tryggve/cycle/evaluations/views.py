"""The pages of looking back: what waits, one verdict, and the week's three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tryggve.cycle.evaluations import queries
from tryggve.cycle.evaluations.actions import evaluate_measure, follow_up_priority
from tryggve.cycle.evaluations.forms import EvaluationForm, FollowUpForm, add_refusal
from tryggve.cycle.evaluations.shapes import EvaluationView
from tryggve.cycle.measures.queries import measure as measure_view
from tryggve.cycle.measures.shapes import Direction, MeasureView
from tryggve.cycle.meetings.queries import priority as priority_view
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound
from tryggve.kernel.weeks import STOCKHOLM, Week

REFUSED = 422
#: Looking back stands under the measures in the menu.
NAV = "measures:list"


def _today(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()


@require_GET
@signed_in("evaluation.read")
def overview(request: HouseRequest) -> HttpResponse:
    """What waits, the week's three, and every verdict so far."""
    now = timezone.now()
    three = queries.to_follow_up(request.viewer, Week.of(now))
    context = {
        "nav": NAV,
        "waiting": queries.waiting(request.viewer, _today(now)),
        "coming": queries.coming(request.viewer, _today(now))[:5],
        "three": three,
        "n_left": sum(1 for _area, told in three if told is None),
        "evaluations": queries.evaluations(request.viewer),
    }
    return page(request, "evaluations/list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in("evaluation.write")
def new(request: HouseRequest, measure: str) -> HttpResponse:
    """Answer whether it was done; the plan does the rest."""
    now = timezone.now()
    found = measure_view(request.viewer, measure)
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            row = evaluate_measure(
                measure=measure, carried_out=typed["carried_out"], lesson=typed["lesson"], by=request.viewer, now=now
            )
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Åtgärden är avläst. Siffrorna är frysta."))
            return redirect("evaluations:detail", row.public_id)
    context = {
        "nav": NAV,
        "m": found,
        "form": form,
        "earlier": queries.evaluations(request.viewer, measure=measure),
        "is_early": found.plan.evaluation_date > _today(now),
    }
    return page(request, "evaluations/new.html", context, status=REFUSED if form.errors else 200)


@require_GET
@signed_in("evaluation.read")
def detail(request: HouseRequest, public_id: str) -> HttpResponse:
    """One verdict with its interval, its counts, and the plan it was held against."""
    found = queries.evaluation(request.viewer, public_id)
    measure = measure_view(request.viewer, found.measure)
    names = category_names(request.viewer)
    windows = _windows(found)
    context = {
        "nav": NAV,
        "e": found,
        "m": measure,
        "category_names": [names.get(code, code) for code in measure.plan.category_codes],
        "changes": _changes(found),
        "goal": _goal(measure),
        "windows": windows,
        "has_silence": any(point["missing"] for place in windows for point in place["points"]),
        "sums": _sums(found),
        "power_of_ten": None if found.power is None else round(found.power * 10),
        "versions": queries.evaluations(request.viewer, measure=found.measure, every_version=True),
        "may_again": request.viewer.may("evaluation.write"),
    }
    return page(request, "evaluations/detail.html", context)


def _goal(measure: MeasureView) -> float:
    sign = -1 if measure.plan.direction == Direction.LOWER else 1
    return sign * measure.plan.hoped_percent / 100


def _changes(found: EvaluationView) -> list[dict[str, Any]]:
    """The rows of the interval plot: ours, and the ring. Those without a limit are told in words."""
    place = _("jämfört med %(place)s") % {"place": found.comparison_area_name}
    rows = [
        _change(found.figures.get("effect"), _("Den här åtgärden"), place, is_ours=True),
        _change(found.figures.get("ring"), _("Grannområdena"), _("flyttade det sig?"), is_ours=False),
    ]
    return [row for row in rows if row]


def _change(effect: Mapping[str, Any] | None, label: str, note: str, *, is_ours: bool) -> dict[str, Any]:
    if not effect or effect["ratio"] is None or effect["ratio_high"] is None:
        return {}
    return {
        "label": label,
        "note": note,
        "ours": is_ours,
        "estimate": effect["ratio"] - 1,
        "low": effect["ratio_low"] - 1,
        "high": effect["ratio_high"] - 1,
    }


def _windows(found: EvaluationView) -> list[dict[str, Any]]:
    """Week by week on one scale, before and then after, here and there, with each window's mean."""
    weeks = found.figures.get("weeks")
    drawn: list[dict[str, Any]] = []
    if weeks is None:
        return drawn
    for key in ("area", "comparison"):
        series = found.figures.get(key)
        if series:
            means = [_mean(series[when]) for when in ("before", "after")]
            points = [
                *_points(weeks["before"], series["before"], means[0]),
                *_points(weeks["after"], series["after"], means[1]),
            ]
            drawn.append({"name": series["name"], "points": points, "mean_before": means[0], "mean_after": means[1]})
    return drawn


def _mean(counts: Sequence[int | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return sum(known) / len(known) if known else None


def _points(weeks: Sequence[str], counts: Sequence[int | None], mean: float | None) -> list[dict[str, Any]]:
    return [
        {"week": week, "count": count, "missing": count is None, "median": mean}
        for week, count in zip(weeks, counts, strict=True)
    ]


def _sums(found: EvaluationView) -> list[dict[str, Any]]:
    """The table: each place before and after, over the weeks that were counted."""
    names = {
        "area": _("Åtgärdens område"),
        "comparison": _("Jämförelsen"),
        "nearby": _("Grannområdena"),
        "nearby_comparison": _("Grannområdenas jämförelse"),
    }
    rows = []
    for key, label in names.items():
        series = found.figures.get(key)
        if series and series.get("keys"):
            before, after = ([each for each in series[when] if each is not None] for when in ("before", "after"))
            rows.append({
                "label": label, "name": series["name"], "before": sum(before), "after": sum(after),
                "n_before": len(before), "n_after": len(after),
            })  # fmt: skip
    return rows


@require_http_methods(["GET", "POST"])
@signed_in("evaluation.write")
def follow_up(request: HouseRequest, priority: str) -> HttpResponse:
    """One of the week's three: was it done, and how did it go?"""
    now = timezone.now()
    about = priority_view(request.viewer, priority)
    told = queries.follow_ups(request.viewer, [priority]).get(priority)
    initial = {"done": told.done, "outcome": told.outcome, "text": told.text} if told else {}
    form = FollowUpForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            follow_up_priority(
                priority=priority,
                done=typed["done"],
                outcome=typed["outcome"],
                text=typed["text"],
                by=request.viewer,
                now=now,
            )
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Uppföljningen är sparad."))
            return redirect("evaluations:list")
    context = {
        "nav": NAV,
        "about": about,
        "told": told,
        "form": form,
        "points": queries.twelve_weeks(request.viewer, priority, Week.of(now) - 1),
    }
    return page(request, "evaluations/follow_up.html", context, status=REFUSED if form.errors else 200)
