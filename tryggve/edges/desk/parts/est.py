"""The EST coordinator's week (J4): where it stands, the one thing to do now, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.cause_analyses.shapes import AnalysisView
from tryggve.cycle.measures.shapes import MeasureState
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import Answer, WeekAnswer
from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address
from tryggve.edges.desk.parts.soon import due_list
from tryggve.edges.desk.parts.window import panes
from tryggve.foundation.web.formats import clock, date_only, week_label
from tryggve.kernel.weeks import STOCKHOLM

_UNDER_WAY = (MeasureState.STARTED, MeasureState.HINDERED)
REPORTS, PICTURE, MEETING, CAUSES, FOLLOW_UP, MONTH = range(6)


@dataclass(frozen=True, slots=True)
class Loose:
    """What the latest three lack: an area nobody has asked why about, a cause to settle, a measure to plan."""

    unasked: tuple[PriorityView, ...]
    unsettled: tuple[AnalysisView, ...]
    unplanned: tuple[PriorityView, ...]

    @property
    def is_tidy(self) -> bool:
        """Nothing left to do between meetings."""
        return not (self.unasked or self.unsettled or self.unplanned)


def est_part(desk: Desk) -> Part | None:
    """For those who compile the picture."""
    if not desk.viewer.may("picture.compile") or desk.viewer.municipality_id is None:
        return None
    loose = loose_ends(desk)
    stage = _stage(desk, loose)
    return Part(
        answer=_answer(desk, stage),
        template="desk/_est.html",
        context={
            "strip": _strip(desk, loose, stage),
            "step": _next(desk, stage, loose),
            "answers": [_answer_line(each) for each in desk.answers],
            "panes": panes(desk, desk.latest_three),
            "chosen_week": desk.latest_three[0].week if desk.priorities else "",
            "due": due_list(desk),
            "week": desk.week,
        },
        eyebrow=_("%(day)s, %(week)s") % {"day": date_only(desk.today), "week": week_label(desk.this_week)},
    )


def loose_ends(desk: Desk) -> Loose:
    """What is left to do about the latest three."""
    latest = desk.latest_three if desk.priorities else []
    by_priority = {each.priority: each for each in desk.analyses}
    with_measure = {each.priority for each in desk.measures}
    bare = [each for each in latest if each.key not in with_measure]
    return Loose(
        unasked=tuple(each for each in bare if each.key not in by_priority),
        unsettled=tuple(
            by_priority[each.key] for each in bare if each.key in by_priority and not by_priority[each.key].is_settled
        ),
        unplanned=tuple(each for each in bare if each.key in by_priority and by_priority[each.key].is_settled),
    )


def _all_are_in(desk: Desk) -> bool:
    return not any(not each.is_due for each in desk.silent)


def _stage(desk: Desk, loose: Loose) -> int:
    if desk.meeting is not None and desk.meeting.is_closed:
        if not loose.is_tidy:
            return CAUSES
        return FOLLOW_UP if desk.due_measures else MONTH
    if desk.picture is not None and desk.picture.is_ready:
        return MEETING
    return PICTURE if desk.picture is not None or _all_are_in(desk) else REPORTS


def _answer(desk: Desk, stage: int) -> str:
    values = {"week": desk.week.number, "n": len(desk.answers) - len(desk.silent), "m": len(desk.answers)}
    if stage == REPORTS and _is_unopened(desk):
        return _("Öppna vecka %(week)s så att alla kan rapportera") % values
    if stage == REPORTS:
        return _("Vecka %(week)s är på väg in: %(n)s av %(m)s har delat") % values
    if stage == PICTURE and desk.picture is None:
        whole = _("Vecka %(week)s är hel: alla %(m)s har delat") % values
        return _("Vecka %(week)s: %(n)s av %(m)s har delat. Nu kan du sammanställa.") % values if desk.silent else whole
    if stage == PICTURE:
        return _("Lägesbilden för vecka %(week)s väntar på din läsning") % values
    if stage == MEETING:
        return _meeting_answer(desk)
    if stage == CAUSES:
        return _("Vecka %(week)s är beslutad. Nu gäller det orsakerna.") % values
    if stage == FOLLOW_UP:
        return ngettext(
            "En åtgärd är dags att läsa av", "%(n)s åtgärder är dags att läsa av", len(desk.due_measures)
        ) % {"n": len(desk.due_measures)}
    return _("Vecka %(week)s är klar") % values


def _meeting_answer(desk: Desk) -> str:
    if desk.meeting is None or desk.meeting.held_at <= desk.now:
        return _("Lägesbilden för vecka %(week)s är klar. Nu är det möte.") % {"week": desk.week.number}
    values = {"week": desk.week.number, "day": date_only(desk.meeting.held_at), "clock": clock(desk.meeting.held_at)}
    return _("Lägesbilden för vecka %(week)s är klar. Mötet är den %(day)s kl. %(clock)s.") % values


def _is_unopened(desk: Desk) -> bool:
    is_party = any(each.organisation == desk.viewer.organisation_public_id for each in desk.answers)
    is_empty = len(desk.silent) == len(desk.answers)
    return is_party and is_empty and weekly_reports.own_in_week(desk.viewer, desk.week) is None


# -- The strip ---------------------------------------------------------------------------------
def _strip(desk: Desk, loose: Loose, stage: int) -> list[dict[str, Any]]:
    days = (_("Måndag"), _("Måndag–tisdag"), _meeting_day(desk), _("Efter mötet"), _("Varje vecka"), _("Månadens slut"))
    names = (_("Rapporter"), _("Lägesbild"), _("Möte"), _("Orsak och åtgärd"), _("Uppföljning"), _("Månad"))
    urls = (
        f"{address('weekly_reports:list')}?vecka={desk.week}",
        address("situation_pictures:detail", desk.week),
        address("desk:meeting_room", desk.meeting.key) if desk.meeting else address("meetings:overview"),
        address("cause_analyses:overview"),
        address("evaluations:list"),
        address("monthly_reports:list"),
    )
    notes = (
        _("%(n)s av %(m)s delade") % {"n": len(desk.answers) - len(desk.silent), "m": len(desk.answers)},
        _picture_note(desk),
        _meeting_note(desk),
        _cause_note(desk, loose),
        _("%(n)s att läsa av") % {"n": len(desk.due_measures)} if desk.due_measures else _("inget att läsa av"),
        str(desk.month.name),
    )
    return [
        {"day": day, "name": name, "url": url, "note": note, "is_now": index == stage, "is_done": index < stage}
        for index, (day, name, url, note) in enumerate(zip(days, names, urls, notes, strict=True))
    ]


def _meeting_day(desk: Desk) -> str:
    if desk.meeting is None:
        return _("Onsdag")
    held = desk.meeting.held_at.astimezone(STOCKHOLM)
    return f"{date_only(held)} {clock(held)}"


def _picture_note(desk: Desk) -> str:
    if desk.picture is None:
        return _("inte sammanställd")
    return _("klar för möte") if desk.picture.is_ready else _("utkast finns")


def _meeting_note(desk: Desk) -> str:
    if desk.meeting is None:
        return _("inte öppnat")
    if desk.meeting.is_closed:
        return _("avslutat, %(n)s områden") % {"n": len(desk.meeting.confirmed)}
    return _("%(n)s av %(m)s områden valda") % {"n": len(desk.meeting.chosen), "m": desk.meeting.capacity}


def _cause_note(desk: Desk, loose: Loose) -> str:
    running = sum(each.measure_state in _UNDER_WAY for each in desk.measures)
    trying = len(loose.unasked) + len(loose.unsettled)
    return _("%(n)s att undersöka, %(m)s åtgärder pågår") % {"n": trying, "m": running}


# -- The one thing to do -------------------------------------------------------------------------
def _next(desk: Desk, stage: int, loose: Loose) -> NextStep:
    if stage == REPORTS:
        return _wait(desk)
    if stage == PICTURE:
        return _read_picture(desk)
    if stage == MEETING:
        return _meet(desk)
    if stage == CAUSES:
        return between_meetings(loose)
    if stage == FOLLOW_UP:
        first = desk.due_measures[0]
        return NextStep(
            title=_("Läs av: %(title)s") % {"title": first.title},
            text=_("Så här skulle den läsas av bestämdes innan den började."),
            button=_("Läs av åtgärden"),
            url=address("evaluations:new", first.key),
        )
    return NextStep(
        title=_("Inget väntar på dig"),
        text=_("Nästa steg är %(month)s månadsrapport.") % {"month": desk.month.name},
        button=_("Öppna månadsrapporterna"),
        url=address("monthly_reports:list"),
    )


def _wait(desk: Desk) -> NextStep:
    if _is_unopened(desk):
        return NextStep(
            title=_("Ingen kan dela förrän veckan är öppen"),
            text=_("Tryggve gör det på måndagen av sig själv. Du kan också göra det nu."),
            button=_("Öppna vecka %(week)s") % {"week": desk.week.number},
            url=f"{address('weekly_reports:open')}?vecka={desk.week}",
            is_post=True,
        )
    return NextStep(
        title=_("Vänta in %(names)s") % {"names": _names(desk.silent)},
        text=_("De har till måndag kl. 12. Sedan visar lägesbilden dem som ”ej svarat”, inte som noll."),
        button=_("Se vem som har delat"),
        url=f"{address('weekly_reports:list')}?vecka={desk.week}",
        also=_("Sammanställ ändå"),
        also_url=address("situation_pictures:detail", desk.week),
    )


def _read_picture(desk: Desk) -> NextStep:
    if desk.picture is None:
        text = _("Alla har svarat.")
        if desk.silent:
            text = _("%(names)s har inte svarat. Lägesbilden visar det som ”ej svarat”, inte som noll.") % {
                "names": _names(desk.silent)
            }
        return NextStep(
            title=_("Sammanställ lägesbilden"),
            text=text,
            button=_("Sammanställ vecka %(week)s") % {"week": desk.week.number},
            url=address("situation_pictures:compile", desk.week),
            is_post=True,
            also=_("Se vem som har delat"),
            also_url=f"{address('weekly_reports:list')}?vecka={desk.week}",
        )
    return NextStep(
        title=desk.picture.answer,
        text=_("Läs lägesbilden, para ihop rapporter om samma sak och säg att den är klar för möte."),
        button=_("Läs lägesbilden"),
        url=address("situation_pictures:detail", desk.week),
        also=_("Para ihop rapporter"),
        also_url=address("situation_pictures:pairs", desk.week),
    )


def _meet(desk: Desk) -> NextStep:
    if desk.meeting is None:
        return NextStep(
            title=_("Öppna veckans möte"),
            text=_("Mötet utgår från lägesbilden för vecka %(week)s.") % {"week": desk.week.number},
            button=_("Öppna mötet"),
            url=address("meetings:overview"),
            also=_("Läs lägesbilden"),
            also_url=address("situation_pictures:detail", desk.week),
        )
    left = desk.meeting.capacity - len(desk.meeting.chosen)
    return NextStep(
        title=ngettext("Ett område kvar att välja", "%(n)s områden kvar att välja", left) % {"n": left}
        if left
        else _("Alla områden är valda. Bekräfta och avsluta mötet."),
        text=_("Mötesrummet visar en del av mötet i taget, för projektorn."),
        button=_("Gå till mötesrummet"),
        url=address("desk:meeting_room", desk.meeting.key),
    )


def between_meetings(loose: Loose) -> NextStep:
    """What to do about the latest three before the next meeting."""
    if loose.unasked:
        first = loose.unasked[0]
        return NextStep(
            title=_("Varför händer det i %(area)s?") % {"area": first.area_name},
            text=_("%(subject)s. Ingen har undersökt orsaken än.") % {"subject": first.subject},
            button=_("Börja orsaksanalysen"),
            url=address("cause_analyses:of_priority", first.key),
        )
    if loose.unsettled:
        analysis = loose.unsettled[0]
        return NextStep(
            title=_("Väg spåren om %(area)s") % {"area": analysis.area_name},
            text=_("%(n)s förklaringar prövas. Gruppen har inte valt vilken ni möter.")
            % {"n": len(analysis.hypotheses)},
            button=_("Öppna orsakstavlan"),
            url=address("cause_analyses:board", analysis.key),
        )
    planned = loose.unplanned[0]
    return NextStep(
        title=_("Planera en åtgärd för %(area)s") % {"area": planned.area_name},
        text=_("Orsaken är vald. Bestäm vem som gör vad, och hur ni läser av det."),
        button=_("Planera en åtgärd"),
        url=f"{address('measures:new')}?prioritering={planned.key}",
    )


def _names(silent: Sequence[WeekAnswer]) -> str:
    names = [each.organisation_name for each in silent]
    if len(names) > 3:
        return _("%(first)s och %(n)s till") % {"first": ", ".join(names[:2]), "n": len(names) - 2}
    return _(" och ").join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _answer_line(each: WeekAnswer) -> dict[str, Any]:
    if each.answer in (Answer.SHARED, Answer.LATE):
        shared = ngettext("%(n)s händelse", "%(n)s händelser", each.incidents) % {"n": each.incidents}
        note = _("%(shared)s, sen") % {"shared": shared} if each.is_late else shared
        return _line(each, "circle-check", note)
    if each.answer == Answer.NOTHING_TO_REPORT:
        return _line(each, "circle-check", _("inget att rapportera"))
    if each.is_due:
        return _line(each, "circle-dashed", _("ej svarat"), is_missing=True)
    return _line(each, "clock", _("inget delat än"))


def _line(each: WeekAnswer, icon: str, note: str, *, is_missing: bool = False) -> dict[str, Any]:
    return {
        "name": each.organisation_name,
        "icon": icon,
        "note": note,
        "is_missing": is_missing,
        "judgement": each.judgement,
        "url": address("weekly_reports:shared", each.report) if each.report else "",
    }
