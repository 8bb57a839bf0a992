"""Who saw, shared and took out what: one's own lines, the organisation's, and the municipality's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tryggve.cycle.weekly_reports.queries import own_reports
from tryggve.foundation.audit import reading
from tryggve.foundation.audit.chain import moment_of
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.reading import Reach
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.queries import names_of, organisations
from tryggve.foundation.web.trail_words import KINDS, happening_of, role_name, thing_of
from tryggve.foundation.web.views import page
from tryggve.kernel.viewer import SYSTEM_ACTOR, Viewer
from tryggve.kernel.weeks import NotAWeek, Week

_A_PAGE: Final = 50
_WEEKS: Final = 26
#: Of the organisation's latest reports it is shown who read them.
_REPORTS: Final = 60


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line for the page: metadata, never content."""

    at: datetime
    who: str
    organisation: str
    thing: str
    happening: str
    detail: str
    key: str


def reaches_of(viewer: Viewer) -> list[Reach]:
    """Whose lines the viewer may read, the widest first."""
    found = []
    if viewer.may("audit.read"):
        found.append(Reach.MUNICIPALITY)
    if viewer.may("audit.read_own_organisation") and viewer.organisation_id is not None:
        found.append(Reach.ORGANISATION)
    return [*found, Reach.OWN]


@require_safe
@signed_in()
def trail(request: HouseRequest) -> HttpResponse:
    """The lines within reach, by week and kind, newest first."""
    viewer, asked = request.viewer, request.GET
    reaches = reaches_of(viewer)
    reach = next((each for each in reaches if each == asked.get("vems")), reaches[0])
    week, kind = _week(asked.get("vecka", "")), asked.get("slag", "")
    theirs = [each.public_id for each in own_reports(viewer, n=_REPORTS)] if reach == Reach.ORGANISATION else []
    found = reading.lines(viewer, reach, of_theirs=theirs)
    if week is not None:
        found = reading.between(found, week.start_at, week.end_at)
    if kind in KINDS:
        found = reading.of_kind(found, KINDS[kind][1])
    shown = Paginator(found, _A_PAGE).get_page(asked.get("sida"))
    chosen = {"vems": str(reach), "vecka": str(week) if week else "", "slag": kind if kind in KINDS else ""}
    context = {
        "shown": shown,
        "lines": _lines(viewer, list(shown)),
        "reach": str(reach),
        "reaches": [(str(each), _name_of(each, viewer)) for each in reaches],
        "heading": _name_of(reach, viewer),
        "kinds": [(code, _(name)) for code, (name, _events) in KINDS.items()],
        "weeks": [Week.of(timezone.now()) - back for back in range(_WEEKS)],
        "chosen": chosen,
        "query": urlencode(chosen),
        "checked": _checked(viewer) if reach == Reach.MUNICIPALITY else None,
    }
    return page(request, "administration/trail.html", context)


def _week(text: str) -> Week | None:
    try:
        return Week.parse(text)
    except NotAWeek:
        return None


def _name_of(reach: Reach, viewer: Viewer) -> str:
    if reach == Reach.MUNICIPALITY:
        return viewer.municipality_name
    return viewer.organisation_name if reach == Reach.ORGANISATION else _("Det du själv har gjort")


def _lines(viewer: Viewer, found: list[AuditEntry]) -> list[ShownLine]:
    names = names_of({each.actor for each in found}) | {SYSTEM_ACTOR: "Tryggve"}
    places = dict(organisations(viewer).values_list("public_id", "name")) if viewer.municipality_id else {}
    return [
        ShownLine(
            at=moment_of(each.at_us),
            who=names.get(each.actor) or _("borttagen person"),
            organisation=places.get(each.organisation, ""),
            thing=_(thing_of(each.event)),
            happening=_(happening_of(each.event)),
            detail=_detail(each, places),
            key=each.subject[:8],
        )
        for each in found
    ]


def _detail(line: AuditEntry, places: dict[str, str]) -> str:
    """What of a line's codes a reader wants to know."""
    codes = line.codes
    if line.event == "file.taken_out":
        rows = _("{n} rader").format(n=codes.get("rows", 0))
        return f"{codes.get('data_class', '')} · {str(codes.get('file_format', '')).upper()} · {rows}"
    if line.event in ("raw.read", "shared.read"):
        return _("ett enskilt") if line.subject else _("en lista")
    if line.event == "audit_trail.checked":
        found = _("håller") if codes.get("holds") else _("håller inte, rad {n}").format(n=codes.get("broken_at"))
        return _("{found}, {n} rader").format(found=found, n=codes.get("lines", 0))
    parts = [
        places.get(str(codes.get("organisation", "")), ""),
        role_name(str(codes["role"]), get_language()) if "role" in codes else "",
        str(codes.get("route", "")),
        str(codes.get("decision", "")),
    ]
    return " · ".join(part for part in parts if part)


def _checked(viewer: Viewer) -> dict[str, Any] | None:
    """When the trail was last walked, and what was found."""
    line = reading.last(viewer, "audit_trail.checked")
    return None if line is None else {"at": moment_of(line.at_us), **line.codes}
