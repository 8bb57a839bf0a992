"""What is there to set here, and what needs a look?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.edges.papers.queries import barriers_waiting
from tryggve.foundation.audit.reading import last
from tryggve.foundation.geography import queries as geography
from tryggve.foundation.people import devices, directory
from tryggve.foundation.people import queries as people
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.reference import queries as reference
from tryggve.kernel.viewer import Viewer

ANY_SETTING = (
    "person.invite",
    "device.manage",
    "organisation.update",
    "member.update",
    "agreement.update",
    "area.update",
    "place.update",
    "category.update",
    "audit.read",
    "audit.read_own_organisation",
    "retention.propose",
    "retention.approve",
    "disposal.order",
)
_KEEPING = ANY_SETTING[-3:]


@dataclass(frozen=True, slots=True)
class Setting:
    """A way in, how things are there, and what is amiss (or nothing)."""

    url: str
    name: str
    icon: str
    state: str
    amiss: str = ""


def settings_for(viewer: Viewer, now: datetime) -> list[Setting]:
    """What this viewer may set, in the order in which a municipality begins."""
    makers = (
        ("agreement.update", _agreement),
        ("organisation.update", _organisations),
        ("person.invite", _people),
        ("device.manage", _devices),
        ("area.update", _areas),
        ("place.update", _places),
        ("category.update", _categories),
        ("category.update", _fault_desks),
        ("category.update", _channels),
    )
    found = [make(viewer, now) for right, make in makers if viewer.may(right)]
    if viewer.may("audit.read") or viewer.may("audit.read_own_organisation"):
        found.append(_trail(viewer))
    if any(viewer.may(right) for right in _KEEPING):
        found.append(_keeping(viewer))
    if viewer.may("audit.incident_pack"):
        found.append(_incident())
    if viewer.may("register.read"):
        found.append(_register(viewer))
    if viewer.may("accessibility.answer"):
        found.append(_accessibility(viewer))
    if viewer.may("member.update") and not viewer.may("organisation.update"):
        found.insert(0, _members(viewer))
    return found


def _agreement(viewer: Viewer, now: datetime) -> Setting:
    in_force = people.agreement_in_force(viewer, swedish_date(now))
    url, name = reverse("administration:agreement"), _("Överenskommelsen")
    if in_force is None:
        return Setting(url, name, "file-text", _("Ingen gäller i dag."), _("Skriv in er överenskommelse."))
    parties = len(people.agreement_parties(viewer, in_force))
    return Setting(
        url,
        name,
        "file-text",
        ngettext("%(n)s part har skrivit under.", "%(n)s parter har skrivit under.", parties) % {"n": parties},
    )


def _organisations(viewer: Viewer, now: datetime) -> Setting:
    count = people.parties(viewer, swedish_date(now)).count()
    state = ngettext("%(n)s organisation deltar.", "%(n)s organisationer deltar.", count) % {"n": count}
    return Setting(reverse("administration:organisations"), _("Organisationer"), "building-community", state)


def _members(viewer: Viewer) -> Setting:
    count = people.represented_members(viewer).count()
    state = ngettext("Ni talar för %(n)s.", "Ni talar för %(n)s.", count) % {"n": count}
    url = reverse("administration:members", args=[viewer.organisation_public_id])
    return Setting(url, _("De ni talar för"), "users", state)


def _people(viewer: Viewer, now: datetime) -> Setting:
    everybody = directory.people_of(viewer, now)
    here = [person for person in everybody if person.state != "ended"]
    late = sum(person.state == "expired" for person in here)
    amiss = ngettext("%(n)s inbjudan har gått ut.", "%(n)s inbjudningar har gått ut.", late) % {"n": late}
    inside = sum(person.state == "active" for person in here)
    state = ngettext("%(n)s person har tillgång.", "%(n)s personer har tillgång.", inside) % {"n": inside}
    return Setting(reverse("administration:people"), _("Personer"), "users", state, amiss if late else "")


def _devices(viewer: Viewer, now: datetime) -> Setting:
    connected = sum(each.state == "connected" for each in devices.devices_of(viewer, now))
    state = ngettext("%(n)s telefon är ansluten.", "%(n)s telefoner är anslutna.", connected) % {"n": connected}
    return Setting(reverse("administration:devices"), _("Telefoner"), "device-mobile", state)


def _areas(viewer: Viewer, now: datetime) -> Setting:
    count = len(geography.areas_in_force(viewer, swedish_date(now)))
    url, name = reverse("administration:areas"), _("Områden")
    if not count:
        return Setting(url, name, "map-2", _("Inga områden ännu."), _("Läs in kommunens områden."))
    return Setting(url, name, "map-2", ngettext("%(n)s område gäller.", "%(n)s områden gäller.", count) % {"n": count})


def _places(viewer: Viewer, now: datetime) -> Setting:  # noqa: ARG001
    count = geography.places(viewer).count()
    state = ngettext("%(n)s plats att välja på.", "%(n)s platser att välja på.", count) % {"n": count}
    return Setting(reverse("administration:places"), _("Platser"), "map-pin", state)


def _categories(viewer: Viewer, now: datetime) -> Setting:  # noqa: ARG001
    shown = [each for each in reference.categories(viewer, include_hidden=True) if not each.is_hidden]
    state = ngettext("%(n)s kategori visas.", "%(n)s kategorier visas.", len(shown)) % {"n": len(shown)}
    return Setting(reverse("administration:categories"), _("Kategorier"), "list", state)


def _fault_desks(viewer: Viewer, now: datetime) -> Setting:  # noqa: ARG001
    count = len(reference.fault_desks(viewer))
    state = ngettext("%(n)s kategori går dit.", "%(n)s kategorier går dit.", count) % {"n": count}
    return Setting(reverse("administration:fault_desks"), _("Felanmälan"), "tools", state)


def _channels(viewer: Viewer, now: datetime) -> Setting:  # noqa: ARG001
    shown = reference.other_channels(viewer)
    lacking = sum(not each.phone and not each.url for each in shown)
    amiss = ngettext("%(n)s kanal saknar nummer.", "%(n)s kanaler saknar nummer.", lacking) % {"n": lacking}
    state = ngettext("%(n)s kanal visas.", "%(n)s kanaler visas.", len(shown)) % {"n": len(shown)}
    state = f"{state} {amiss}" if lacking else state
    return Setting(reverse("administration:channels"), _("Andra kanaler"), "directions", state)


def _trail(viewer: Viewer) -> Setting:
    url, name = reverse("administration:trail"), _("Loggbok")
    whose = viewer.municipality_name if viewer.may("audit.read") else viewer.organisation_name
    state = _("Vem som har läst, delat och tagit ut något: {whose}.").format(whose=whose)
    checked = last(viewer, "audit_trail.checked")
    is_broken = viewer.may("audit.read") and checked is not None and not checked.codes.get("holds")
    return Setting(url, name, "history", state, _("Loggboken håller inte.") if is_broken else "")


def _keeping(viewer: Viewer) -> Setting:  # noqa: ARG001
    state = _("Hur länge uppgifter sparas, och vad som har gallrats.")
    return Setting(reverse("keeping:overview"), _("Bevarande och gallring"), "clock", state)


def _incident() -> Setting:
    state = _("Vem som har läst, delat och ändrat vad, när något har gått fel.")
    return Setting(reverse("papers:incident"), _("Incidentunderlag"), "shield-lock", state)


def _register(viewer: Viewer) -> Setting:
    """Amiss where real data wait for an assessment that nobody has written in."""
    is_assessed = viewer.is_practice or people.is_assessed(viewer)
    state = _("Registerförteckning och konsekvensbedömning, gjorda ur inställningarna.")
    amiss = "" if is_assessed else _("Konsekvensbedömningen är inte införd.")
    return Setting(reverse("papers:assessment"), _("Dataskydd"), "scale", state, amiss)


def _accessibility(viewer: Viewer) -> Setting:
    waiting = barriers_waiting(viewer)
    amiss = ngettext("%(n)s rapport väntar på svar.", "%(n)s rapporter väntar på svar.", waiting) % {"n": waiting}
    state = _("Vad någon inte har kunnat använda, rapporterat utan inloggning.")
    return Setting(reverse("papers:reports"), _("Tillgänglighet"), "eye", state, amiss if waiting else "")
