"""The steering group (J7): is it getting better? One page, sums only, and what nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.evaluations import queries as evaluations
from tryggve.cycle.evaluations.shapes import OUTCOME_NAMES, EvaluationView, FollowUpView, Verdict
from tryggve.cycle.measures.shapes import MeasureState
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.monthly_reports import queries as monthly_reports
from tryggve.cycle.monthly_reports.shapes import MonthLine, MonthView, Stage
from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address
from tryggve.foundation.web.formats import month_label
from tryggve.kernel.weeks import Week

_WEEKS = 12
_SHOWN = 6
_UNDER_WAY = (MeasureState.STARTED, MeasureState.HINDERED)


def steering_part(desk: Desk) -> Part | None:
    """For those who approve the month."""
    if not desk.viewer.may("monthly_report.approve"):
        return None
    lines = monthly_reports.months(desk.viewer)
    newest = monthly_reports.month(desk.viewer, lines[0].month) if lines else None
    waiting = [each for each in lines if each.stage == Stage.COMPILED]
    return Part(
        answer=_answer(newest),
        template="desk/_steering.html",
        context={
            "step": _approve(waiting[0]) if waiting else None,
            "month": newest,
            "month_url": address("monthly_reports:detail", newest.month) if newest else "",
            "bars": _bars(newest),
            "history": _history(desk),
            "measures": _measures(desk),
            "evaluations": _by_certainty(desk.evaluations)[:_SHOWN],
            "n_evaluations": len(desk.evaluations),
            "unknowns": _unknowns(desk, newest),
            "has_lead_time": desk.viewer.may("measure.read"),
        },
        eyebrow=_("Blir det bättre i %(municipality)s?") % {"municipality": desk.viewer.municipality_name},
    )


def _answer(newest: MonthView | None) -> str:
    """The last month against its usual band; what cannot be said is said."""
    if newest is None:
        return _("Det går inte att säga än: ingen månad är sammanställd")
    series = newest.body["months"]
    value, label = series["values"][-1], month_label(newest.report_month)
    low, high = (series[name][-1] if series.get(name) else None for name in ("low", "high"))
    if value is None or low is None or high is None:
        return _("Det går inte att säga än om %(month)s är som vanligt") % {"month": label}
    if value > high:
        return _("Nej, inte i %(month)s: fler händelser än vanligt") % {"month": label}
    if value < low:
        return _("Ja, i %(month)s: färre händelser än vanligt") % {"month": label}
    return _("Ungefär som vanligt i %(month)s") % {"month": label}


def _approve(line: MonthLine) -> NextStep:
    month = month_label(line.report_month)
    return NextStep(
        title=_("Månadsrapporten för %(month)s väntar på dig") % {"month": month},
        text=_("Någon annan än den som sammanställde den godkänner. Sedan kan den sändas till länet."),
        button=_("Läs och godkänn"),
        url=address("monthly_reports:detail", line.month),
    )


def _bars(newest: MonthView | None) -> list[Any]:
    """The months, unless small numbers hide so many of them that the chart would tell of other months."""
    bars: list[Any] = newest.page["months"] if newest else []
    return bars if newest and 2 * len(bars) >= len(newest.body["months"]["values"]) else []


# -- Three areas a week, over time --------------------------------------------------------------
def _history(desk: Desk) -> list[dict[str, Any]]:
    """Each area that has been among the three in the last twelve weeks, the most often chosen first."""
    since = str(desk.week - (_WEEKS - 1))
    recent = [each for each in desk.priorities if each.week >= since]
    told = evaluations.follow_ups(desk.viewer, [each.key for each in recent]) if recent else {}
    counted = Counter(each.area for each in recent)
    latest: dict[str, PriorityView] = {}
    for each in recent:
        latest.setdefault(each.area, each)
    order = sorted(latest.values(), key=lambda each: (-counted[each.area], each.area_name))
    return [
        {
            "area": each.area_name,
            "subject": each.subject,
            "weeks": counted[each.area],
            "latest": Week.parse(each.week),
            "outcome": _outcome(told, [other for other in recent if other.area == each.area]),
        }
        for each in order[: 2 * _SHOWN]
    ]


def _outcome(told: dict[str, FollowUpView], chosen: Sequence[PriorityView]) -> str:
    """What the group said last of this area; that nobody has is said too."""
    said = next((told[each.key] for each in chosen if each.key in told), None)
    return _(OUTCOME_NAMES[said.outcome]) if said else _("Inte uppföljt än")


# -- Measures and what they did -------------------------------------------------------------------
def _measures(desk: Desk) -> dict[str, int]:
    states = Counter(each.measure_state for each in desk.measures)
    open_ones = [each for each in desk.measures if each.measure_state in (*_UNDER_WAY, MeasureState.PLANNED)]
    return {
        "done": states[MeasureState.DONE],
        "running": sum(states[state] for state in _UNDER_WAY),
        "planned": states[MeasureState.PLANNED],
        "late": sum(each.end_date < desk.today for each in open_ones),
        "stopped": states[MeasureState.CANCELLED],
    }


def _by_certainty(found: Sequence[EvaluationView]) -> list[EvaluationView]:
    order = list(Verdict)
    return sorted(found, key=lambda each: (order.index(each.verdict), -each.evaluated_at.timestamp()))


def _unknowns(desk: Desk, newest: MonthView | None) -> list[str]:
    """What this page cannot tell. As large as what it can."""
    found = []
    evaluated = {each.measure for each in desk.evaluations}
    unread = sum(each.frozen_at is not None and each.key not in evaluated for each in desk.measures)
    if unread:
        found.append(
            ngettext(
                "En påbörjad åtgärd är inte utvärderad än.", "%(n)s påbörjade åtgärder är inte utvärderade än.", unread
            )
            % {"n": unread}
        )
    open_verdicts = sum(each.verdict == Verdict.CANNOT_TELL for each in desk.evaluations)
    if open_verdicts:
        found.append(
            ngettext(
                "För en utvärderad åtgärd går det inte att avgöra om den hjälpte.",
                "För %(n)s utvärderade åtgärder går det inte att avgöra om de hjälpte.",
                open_verdicts,
            )
            % {"n": open_verdicts}
        )
    return found + [str(each) for each in (newest.body.get("unknowns", []) if newest else [])]
