"""The reporter (J1): one big button, and what came of what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.edges.desk.own_reports import OwnReport, came_words, own_reports, state_words
from tryggve.edges.desk.parts.desk import Desk, Part, address
from tryggve.edges.desk.what_came import VISIBLE_OUTCOME, Reached
from tryggve.foundation.web.formats import day_short
from tryggve.kernel.weeks import Week

_MOST_SHOWN = 8


def reporter_part(desk: Desk) -> Part | None:
    """For those who report and do not review."""
    if not desk.viewer.may("incident.register") or desk.viewer.may("incident.review"):
        return None
    found = own_reports(desk.viewer, desk.now)
    own = [each for each in found if each.row is not None]
    lines = [_own_line(each) for each in own]
    came = _together([each for each in found if each.row is None and each.trail.reached in VISIBLE_OUTCOME])
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
            "became_url": address("desk:became"),
            "n_all": len(found),
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
    led = sum(line["is_measure"] for line in lines)
    if led:
        return ngettext("En av dina händelser gav en åtgärd", "%(n)s av dina händelser gav en åtgärd", led) % {"n": led}
    return _("Har det hänt något?") if not lines else _("Tack. Det du har sett är sparat.")


def _first_asked(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What waits for an answer is never below the fold; else the newest first, as they came."""
    return sorted(lines, key=lambda line: not line["question"])


def _own_line(report: OwnReport) -> dict[str, Any]:
    is_asked = report.review_state == ReviewState.RETURNED
    is_open = report.review_state in (ReviewState.NEW, ReviewState.RETURNED)
    return {
        "title": report.title,
        "lit": report.trail.lit,
        "is_measure": Reached.MEASURE in report.trail.told,
        "day": day_short(report.row.occurred_from),
        "state": state_words(report),
        "came": came_words(report.trail),
        "question": report.row.review_comment if is_asked else "",
        "url": address("incidents:own", report.key) if is_open else "",
    }


def _together(found: Sequence[OwnReport]) -> list[dict[str, Any]]:
    """Older reports of one kind in one area that led to the same thing are one line."""
    lines: dict[tuple[str, str, bool], list[Week]] = {}
    for each in found:
        key = (each.title, came_words(each.trail), Reached.MEASURE in each.trail.told)
        lines.setdefault(key, []).append(Week.parse(each.trail.week))
    return [
        {"title": title, "lit": 3, "state": _when(weeks), "came": came, "is_measure": is_measure}
        for (title, came, is_measure), weeks in lines.items()
    ]


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
