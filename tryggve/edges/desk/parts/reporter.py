"""The reporter (J1): one big button, and what came of what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tryggve.cycle.evaluations import queries as evaluations
from tryggve.cycle.evaluations.shapes import Verdict
from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.cycle.measures import queries as measures
from tryggve.cycle.measures.shapes import MeasureView
from tryggve.cycle.meetings import queries as meetings
from tryggve.cycle.situation_pictures import queries as situation_pictures
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.edges.desk.parts.desk import Desk, Part, address
from tryggve.edges.desk.what_came import WEEKS_LATER, Cycle, Reached, Trail, trail_of
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.web.formats import day_short
from tryggve.kernel.weeks import Week

#: The older ones are shown as a heading and what came of them, and only where something did.
_LOOKS_BACK = timedelta(days=180)
_MOST = 200
#: A choice is told the day after the meeting, when those who are to act have heard it first.
_TOLD_AFTER = timedelta(days=1)
_MOST_SHOWN = 8
_VERDICT_LINES = {
    Verdict.SUPPORTED: gettext_noop("Det blev bättre än på jämförbara platser."),
    Verdict.CONTRADICTED: gettext_noop("Det blev inte bättre. Gruppen får prova något annat."),
    Verdict.CANNOT_TELL: gettext_noop("Det går inte att säga än om det hjälpte."),
    Verdict.NOT_CARRIED_OUT: gettext_noop("Den blev inte genomförd."),
}


def reporter_part(desk: Desk) -> Part | None:
    """For those who report and do not review."""
    if not desk.viewer.may("incident.register") or desk.viewer.may("incident.review"):
        return None
    own = incidents.own_recent(desk.viewer, desk.now)
    older = _older(desk, {each.public_id for each in own})
    shared = weekly_reports.shared_weeks(desk.viewer, [each.public_id for each in own] + list(older))
    cycle = _cycle(desk, shared)
    names = dict(category_names(desk.viewer))
    trails = {key: trail_of(shared.get(key), cycle) for key in [each.public_id for each in own] + list(older)}
    lines = [_own_line(each, trails[each.public_id], names) for each in own]
    came = _together(
        [
            (shared[key], trails[key])
            for key in older
            if key in shared and trails[key].reached in (Reached.MEASURE, Reached.EVALUATED)
        ],
        names,
    )
    questions = sum(each.review_state == ReviewState.RETURNED for each in own)
    return Part(
        answer=_answer(questions, lines),
        template="desk/_reporter.html",
        context={
            "lines": _first_asked(lines)[:_MOST_SHOWN],
            "n_more": max(0, len(lines) - _MOST_SHOWN),
            "came": came[:_MOST_SHOWN],
            "questions": questions,
            "new_url": address("incidents:new"),
            "mine_url": address("incidents:mine"),
            "is_alone": desk.holds("reporter") and len(desk.viewer.roles) == 1,
        },
        eyebrow=desk.viewer.organisation_name,
        density="reporter",
    )


def _answer(questions: int, lines: Sequence[dict[str, Any]]) -> str:
    if questions:
        return ngettext("Din samordnare undrar en sak", "Din samordnare undrar %(n)s saker", questions) % {
            "n": questions
        }
    led = sum(line["lit"] == 3 for line in lines)
    if led:
        return ngettext("En av dina händelser gav en åtgärd", "%(n)s av dina händelser gav en åtgärd", led) % {"n": led}
    return _("Har det hänt något?") if not lines else _("Tack. Det du har sett är sparat.")


def _first_asked(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What waits for an answer is never below the fold; else the newest first, as they came."""
    return sorted(lines, key=lambda line: not line["question"])


def _older(desk: Desk, recent: set[str]) -> list[str]:
    """Keys of what the viewer reported before the last seven days, newest first."""
    found = incidents.incidents(desk.viewer).filter(
        reporter_id=desk.viewer.user_id, registered_at__gt=desk.now - _LOOKS_BACK
    )
    keys = found.order_by("-registered_at", "-id").values_list("public_id", flat=True)[:_MOST]
    return [key for key in keys if key not in recent]


def _cycle(desk: Desk, shared: dict[str, SharedView]) -> Cycle:
    """What the group has done in the weeks of these reports: the reporter's own trail and nothing else."""
    told_before = desk.now - _TOLD_AFTER
    if not shared:
        return Cycle(set(), told_before, [], {}, {})
    weeks = sorted({each.week for each in shared.values()})
    later = sorted({str(Week.parse(week) + step) for week in weeks for step in range(WEEKS_LATER)})
    chosen = meetings.priorities(desk.viewer, weeks=later)
    keys = {each.key for each in chosen}
    by_priority: dict[str, list[MeasureView]] = {}
    for each in measures.measures(desk.viewer) if keys else []:
        if each.priority in keys:
            by_priority.setdefault(each.priority, []).append(each)
    known = {each.measure: each for each in evaluations.evaluations(desk.viewer)} if by_priority else {}
    compiled = {row.week for row in situation_pictures.compiled_weeks(desk.viewer)}
    return Cycle(compiled, told_before, chosen, by_priority, known)


def _own_line(row: Any, trail: Trail, names: dict[str, str]) -> dict[str, Any]:
    place = row.place.name if row.place else ""
    is_asked = row.review_state == ReviewState.RETURNED
    is_open = row.review_state in (ReviewState.NEW, ReviewState.RETURNED)
    return {
        "title": ", ".join(filter(None, [names.get(row.category_code, row.category_code), place])),
        "lit": trail.lit,
        "day": day_short(row.occurred_from),
        "state": _state(row, trail),
        "came": _came(trail) if trail.reached != Reached.REGISTERED else "",
        "question": row.review_comment if is_asked else "",
        "url": address("incidents:own", row.public_id) if is_open else "",
    }


def _together(found: Sequence[tuple[SharedView, Trail]], names: dict[str, str]) -> list[dict[str, Any]]:
    """Older reports of one kind in one area that led to the same thing are one line."""
    lines: dict[tuple[str, str], list[Week]] = {}
    for shared, trail in found:
        title = ", ".join(filter(None, [names.get(shared.category_code, shared.category_code), shared.area_name]))
        lines.setdefault((title, _came(trail)), []).append(Week.parse(trail.week))
    return [{"title": title, "lit": 3, "state": _when(weeks), "came": came} for (title, came), weeks in lines.items()]


def _when(weeks: Sequence[Week]) -> str:
    if len(weeks) == 1:
        return _("Delad i vecka %(week)s") % {"week": weeks[0].number}
    if min(weeks) == max(weeks):
        return _("%(n)s händelser, delade i vecka %(week)s") % {"n": len(weeks), "week": weeks[0].number}
    return _("%(n)s händelser, delade i vecka %(first)s till %(last)s") % {
        "n": len(weeks),
        "first": min(weeks).number,
        "last": max(weeks).number,
    }


def _state(row: Any, trail: Trail) -> str:
    if trail.reached != Reached.REGISTERED:
        return _("Delad i vecka %(week)s") % {"week": Week.parse(trail.week).number}
    return {
        ReviewState.NEW: _("Hos din samordnare."),
        ReviewState.RETURNED: _("Din samordnare har en fråga."),
        ReviewState.APPROVED: _("Godkänd. Delas med veckorapporten."),
        ReviewState.LEFT_OUT: _("Togs inte med i veckorapporten."),
        ReviewState.MERGED: _("Ihopslagen med en annan om samma sak."),
    }.get(ReviewState(row.review_state), "")


def _came(trail: Trail) -> str:
    """What has come of it, in a sentence or two. "Nothing yet" is said, never left out."""
    if trail.reached == Reached.SHARED:
        return _("Lägesbilden är inte sammanställd än.")
    if trail.reached == Reached.IN_PICTURE:
        return _("Var med i lägesbilden. Inget beslut än.")
    if trail.reached == Reached.CHOSEN:
        return _("Var med när gruppen valde område i vecka %(week)s. Ingen åtgärd har börjat än.") % {
            "week": Week.parse(trail.chosen_week).number
        }
    return " ".join(filter(None, [_measure_words(trail), _(_VERDICT_LINES[trail.verdict]) if trail.verdict else ""]))


def _measure_words(trail: Trail) -> str:
    if not trail.measure_title:
        return _("En åtgärd pågår.")
    words = _("Klar: %(title)s.") if trail.measure_is_done else _("Pågår: %(title)s.")
    return words % {"title": trail.measure_title.rstrip(".")}
