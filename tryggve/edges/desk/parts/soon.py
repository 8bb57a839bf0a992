"""What is due: what to read off, what to find out, the month to send. The nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.measures.shapes import MeasureState, MeasureView
from tryggve.edges.desk.parts.desk import Desk, address
from tryggve.foundation.web.formats import day_short

_AHEAD = timedelta(days=21)
_MOST = 6
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the list."""

    on: date
    when: str
    title: str
    url: str
    note: str
    tag: str


def due_list(desk: Desk) -> list[Due]:
    """At most six lines."""
    found = [*_to_read_off(desk), *_to_find_out(desk), *_to_finish(desk), *_decided(desk)]
    return sorted(found, key=lambda each: (each.on, each.title))[:_MOST]


def when(desk: Desk, on: date) -> str:
    """'I dag', 'Onsdag', '30 sept', or 'Sen'."""
    away = (on - desk.today).days
    if away < 0:
        return _("Sen, %(day)s") % {"day": day_short(on)}
    if away == 0:
        return _("I dag")
    if away == 1:
        return _("I morgon")
    return str(WEEKDAYS[on.weekday()]).capitalize() if away < _WEEK else day_short(on)


def _to_read_off(desk: Desk) -> list[Due]:
    return [
        Due(
            on=each.plan.evaluation_date,
            when=when(desk, each.plan.evaluation_date),
            title=each.title,
            url=address("evaluations:new", each.key),
            note=_("Läs av åtgärden. Datumet bestämdes innan den började."),
            tag=_("uppföljning"),
        )
        for each in desk.due_measures
    ]


def _to_find_out(desk: Desk) -> list[Due]:
    found = []
    for each in desk.analyses:
        open_questions = sum(piece.is_unanswered for piece in each.evidence)
        if each.is_settled or not open_questions:
            continue
        found.append(
            Due(
                on=desk.today,
                when=_("Nu"),
                title=f"{each.area_name}: {each.subject}",
                url=address("cause_analyses:board", each.key),
                note=ngettext("En fråga saknar svar.", "%(n)s frågor saknar svar.", open_questions)
                % {"n": open_questions},
                tag=_("orsak"),
            )
        )
    return found


def _to_finish(desk: Desk) -> list[Due]:
    return [
        Due(
            on=each.end_date,
            when=when(desk, each.end_date),
            title=each.title,
            url=address("measures:detail", each.key),
            note=_finish_words(each, desk),
            tag=_("åtgärd"),
        )
        for each in desk.measures
        if each.measure_state in (MeasureState.STARTED, MeasureState.HINDERED) and each.end_date - desk.today <= _AHEAD
    ]


def _finish_words(measure: MeasureView, desk: Desk) -> str:
    words = _("Skulle ha varit klar. %(owner)s.") if measure.end_date < desk.today else _("Ska vara klar. %(owner)s.")
    return words % {"owner": measure.owner_name}


def _decided(desk: Desk) -> list[Due]:
    if desk.meeting is None:
        return []
    return [
        Due(
            on=each.due_date,
            when=when(desk, each.due_date),
            title=each.text,
            url=address("meetings:agenda", desk.meeting.key),
            note=each.owner_name,
            tag=_("beslut"),
        )
        for each in desk.meeting.decisions
        if each.due_date is not None and each.due_date >= desk.today
    ]
