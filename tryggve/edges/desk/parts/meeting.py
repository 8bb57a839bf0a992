"""Those who meet (J5): where the meeting is, and what the chair has to confirm."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.meetings.shapes import MeetingView
from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address
from tryggve.edges.desk.parts.est import between_meetings, loose_ends
from tryggve.edges.desk.parts.soon import due_list
from tryggve.edges.desk.parts.window import panes
from tryggve.foundation.web.formats import clock, day, week_label


def meeting_part(desk: Desk) -> Part | None:
    """For the chair and those who take part."""
    if not desk.holds("meeting_chair", "meeting_member"):
        return None
    step = _next(desk)
    return Part(
        answer=step.title,
        template="desk/_meeting.html",
        context={
            "step": step,
            "meeting": desk.meeting,
            "picture": desk.picture,
            "picture_url": address("situation_pictures:detail", desk.week) if desk.picture else "",
            "waiting": desk.meeting.proposed if desk.meeting else (),
            "panes": panes(desk, desk.latest_three) if desk.priorities else [],
            "chosen_week": desk.latest_three[0].week if desk.priorities else "",
            "due": due_list(desk),
            "week": desk.week,
        },
        eyebrow=_("%(day)s, %(week)s") % {"day": day(desk.today), "week": week_label(desk.this_week)},
    )


def _next(desk: Desk) -> NextStep:
    if desk.meeting is None:
        return _no_meeting(desk)
    if desk.meeting.is_closed:
        return _after(desk, desk.meeting)
    room = address("desk:meeting_room", desk.meeting.key)
    waiting = len(desk.meeting.proposed)
    if waiting and desk.viewer.may("priority.confirm"):
        return NextStep(
            title=ngettext("Ett område väntar på din bekräftelse", "%(n)s områden väntar på din bekräftelse", waiting)
            % {"n": waiting},
            text=_("Den som ensam har föreslagit ett område kan inte också bekräfta det."),
            button=_("Gå till mötesrummet"),
            url=f"{room}?del=valj",
        )
    return NextStep(
        title=_("Mötet om vecka %(week)s: %(day)s kl. %(clock)s")
        % {"week": desk.week.number, "day": day(desk.meeting.held_at), "clock": clock(desk.meeting.held_at)},
        text=_("%(n)s av %(m)s områden är valda.") % {"n": len(desk.meeting.chosen), "m": desk.meeting.capacity},
        button=_("Gå till mötesrummet"),
        url=room,
    )


def _no_meeting(desk: Desk) -> NextStep:
    if desk.picture is None:
        return NextStep(
            title=_("Lägesbilden för vecka %(week)s är inte klar än") % {"week": desk.week.number},
            text=_("EST-samordnaren sammanställer den när rapporterna har kommit in."),
            button=_("Se vem som har delat"),
            url=f"{address('weekly_reports:list')}?vecka={desk.week}",
        )
    step = NextStep(
        title=_("Läs lägesbilden före mötet"),
        text=desk.picture.answer,
        button=_("Läs lägesbilden"),
        url=address("situation_pictures:detail", desk.week),
    )
    if not desk.viewer.may("meeting.plan"):
        return step
    return NextStep(
        title=_("Vecka %(week)s har inget möte än") % {"week": desk.week.number},
        text=desk.picture.answer,
        button=_("Öppna mötet"),
        url=address("meetings:overview"),
        also=step.button,
        also_url=step.url,
    )


def _after(desk: Desk, meeting: MeetingView) -> NextStep:
    loose = loose_ends(desk)
    if not loose.is_tidy:
        return between_meetings(loose)
    return NextStep(
        title=_("Mötet om vecka %(week)s är avslutat") % {"week": desk.week.number},
        text=_("Alla valda områden har en åtgärd. Nästa lägesbild kommer på måndag."),
        button=_("Läs protokollet"),
        url=address("meetings:agenda", meeting.key),
    )
