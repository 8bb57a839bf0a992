"""The administrator: is everything in place, and who has not come in yet? Sees no incidents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address
from tryggve.foundation.geography.queries import areas_in_force
from tryggve.foundation.people.directory import people_of
from tryggve.foundation.people.queries import agreement_in_force, parties


def administrator_part(desk: Desk) -> Part | None:
    """For those who keep the municipality's settings and do nothing else with it."""
    if not desk.holds("tenant_admin"):
        return None
    people = people_of(desk.viewer, desk.now)
    expired = [each for each in people if each.state == "expired"]
    lines = _lines(desk, len(people))
    step = _next(lines, [each.name for each in expired])
    return Part(
        answer=step.title,
        template="desk/_administrator.html",
        context={"step": step, "lines": lines},
        eyebrow=_("Inställningar för %(municipality)s") % {"municipality": desk.viewer.municipality_name},
    )


def _lines(desk: Desk, people: int) -> list[dict[str, Any]]:
    agreement = agreement_in_force(desk.viewer, desk.today)
    areas = len(areas_in_force(desk.viewer, desk.today))
    organisations = parties(desk.viewer, desk.today).count()
    return [
        _line(_("Organisationer"), "administration:organisations", organisations, _("%(n)s deltar"), _("ingen deltar")),
        _line(_("Personer"), "administration:people", people, _("%(n)s personer"), _("ingen inbjuden")),
        _line(_("Områden"), "administration:areas", areas, _("%(n)s områden gäller"), _("inga områden inlästa")),
        {
            "name": _("Samverkansöverenskommelse"),
            "url": address("administration:agreement"),
            "note": _("gäller") if agreement else _("ingen gäller"),
            "is_missing": agreement is None,
        },
    ]


def _line(name: str, url_name: str, count: int, some: str, none: str) -> dict[str, Any]:
    return {
        "name": name,
        "url": address(url_name),
        "note": some % {"n": count} if count else none,
        "is_missing": not count,
    }


def _next(lines: list[dict[str, Any]], expired: list[str]) -> NextStep:
    missing = [each for each in lines if each["is_missing"]]
    if missing:
        return NextStep(
            title=_("Det som saknas: %(what)s") % {"what": ", ".join(each["name"].lower() for each in missing)},
            text=_("Gruppen kan inte arbeta fullt ut förrän det är på plats."),
            button=_("Öppna %(what)s") % {"what": missing[0]["name"].lower()},
            url=missing[0]["url"],
        )
    if expired:
        return NextStep(
            title=ngettext("En inbjudan har hunnit gå ut", "%(n)s inbjudningar har hunnit gå ut", len(expired))
            % {"n": len(expired)},
            text=_("%(names)s behöver en ny länk.") % {"names": ", ".join(expired[:3])},
            button=_("Öppna personer"),
            url=address("administration:people"),
        )
    return NextStep(
        title=_("Allt är på plats"),
        text=_("Här bjuder du in personer och ändrar organisationer, områden och överenskommelsen."),
        button=_("Öppna inställningarna"),
        url=address("administration:index"),
    )
