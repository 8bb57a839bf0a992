"""What the events of the trail are called on its page: a thing, and what happened to it."""

from __future__ import annotations

from typing import Final

from tryggve.foundation.people.access import roles
from tryggve.kernel.text import mark as _

#: What comes before the point in an event's name.
THINGS: Final = {
    "access": _("Åtkomst"),
    "agreement": _("Överenskommelse"),
    "area": _("Område"),
    "area_set": _("Områden"),
    "audit_trail": _("Loggbok"),
    "calendar_feed": _("Kalenderadress"),
    "category": _("Kategori"),
    "cause": _("Orsak"),
    "cause_analysis": _("Orsaksanalys"),
    "county": _("Län"),
    "county_report": _("Länsrapport"),
    "device": _("Telefon"),
    "disposal": _("Gallring"),
    "edition": _("Utgåva"),
    "evidence": _("Underlag för orsak"),
    "fault_desk": _("Felanmälan"),
    "file": _("Fil"),
    "file_source": _("Filkälla"),
    "hand_over": _("Fel till felanmälan"),
    "hypothesis": _("Tänkbar orsak"),
    "identity": _("Koppling till inloggningstjänst"),
    "import": _("Inläsning"),
    "incident": _("Händelse"),
    "invitation": _("Inbjudan"),
    "login": _("Inloggning"),
    "mail_choice": _("Mejlval"),
    "measure": _("Åtgärd"),
    "meeting": _("Möte"),
    "member": _("Företrädd medlem"),
    "member_link": _("Medlems länk"),
    "member_response": _("Medlems svar"),
    "monthly_report": _("Månadsrapport"),
    "municipality": _("Kommun"),
    "occurrence": _("Samma händelse"),
    "organisation": _("Organisation"),
    "other_channel": _("Annan kanal"),
    "person": _("Person"),
    "persona": _("Övningsperson"),
    "place": _("Plats"),
    "priority": _("Prioriterat område"),
    "raw": _("Rådata"),
    "raw_access": _("Nödöppning av rådata"),
    "recovery_codes": _("Reservkoder"),
    "reference_note": _("Länsnotis"),
    "retention": _("Gallringsbeslut"),
    "role": _("Roll"),
    "second_factor": _("Andra steget vid inloggning"),
    "shared": _("Delad rapport"),
    "situation_picture": _("Lägesbild"),
    "sub_category": _("Underkategori"),
    "weekly_report": _("Veckorapport"),
}

#: What comes after it.
HAPPENINGS: Final = {
    "activated": _("togs i bruk igen"),
    "added": _("lades till"),
    "answered": _("besvarades"),
    "approved": _("godkändes"),
    "asked": _("begärdes"),
    "asked_again": _("begärdes igen"),
    "attendance": _("närvaro antecknades"),
    "begun": _("påbörjades"),
    "cancelled": _("avbröts"),
    "cell_noted": _("en ruta fick en anteckning"),
    "cells_written": _("rutor skrevs"),
    "checked": _("kontrollerades"),
    "cleared": _("nollställdes"),
    "closed": _("stängdes"),
    "committed": _("lästes in"),
    "compiled": _("sammanställdes"),
    "confirmed": _("bekräftades"),
    "connected": _("kopplades"),
    "corrected": _("rättades"),
    "correction_dropped": _("en rättelse togs bort"),
    "correction_opened": _("en rättelse påbörjades"),
    "created": _("lades upp"),
    "deactivated": _("togs ur bruk"),
    "decided": _("beslut antecknades"),
    "decision_removed": _("ett beslut togs bort"),
    "declined": _("valdes bort"),
    "deleted": _("togs bort"),
    "denied": _("nekades"),
    "disposed": _("gallrades"),
    "ended": _("avslutades"),
    "enrolled": _("anslöts"),
    "erased": _("personuppgifter raderades"),
    "evaluated": _("utvärderades"),
    "extracted": _("registerutdrag togs ut"),
    "field_kept": _("ett fält sparades"),
    "followed_up": _("följdes upp"),
    "given": _("gavs"),
    "grid_arranged": _("rutnätet ordnades"),
    "hidden": _("doldes"),
    "imported": _("lästes in"),
    "invited": _("bjöds in"),
    "invited_again": _("bjöds in igen"),
    "left": _("slutade"),
    "left_out": _("lämnades utanför"),
    "line_added": _("en rad lades till"),
    "line_removed": _("en rad togs bort"),
    "linked": _("parades ihop"),
    "logged_in": _("loggade in"),
    "made": _("skapades"),
    "merged": _("slogs ihop"),
    "noted": _("antecknades"),
    "opened": _("öppnades"),
    "owner_given": _("fick en ansvarig"),
    "person_chosen": _("en användare valdes"),
    "photo_added": _("fick ett foto"),
    "picture_changed": _("bytte lägesbild"),
    "pin_refused": _("fel kod nekades"),
    "planned": _("planerades"),
    "proposed": _("föreslogs"),
    "read": _("lästes"),
    "ready": _("blev klar"),
    "recorded": _("lästes in"),
    "refused": _("nekades"),
    "registered": _("registrerades"),
    "remembered": _("sparades"),
    "removed": _("togs bort"),
    "renamed": _("bytte namn"),
    "replanned": _("planerades om"),
    "resumed": _("återupptogs"),
    "returned": _("skickades tillbaka"),
    "revoked": _("spärrades"),
    "run": _("genomfördes"),
    "saved": _("sparades"),
    "seconded": _("fick stöd"),
    "sent": _("sändes"),
    "settled": _("fastställdes"),
    "shared": _("delades"),
    "shared_nothing": _("delades: inget att rapportera"),
    "shared_outside": _("delades ur en öppen källa"),
    "shown": _("visades igen"),
    "signed": _("undertecknades"),
    "started": _("påbörjades"),
    "taken_in": _("lästes in från ett arkiv"),
    "taken_out": _("togs ut"),
    "text_blanked": _("en fritext togs bort"),
    "text_kept": _("texten behölls"),
    "unlinked": _("parades isär"),
    "updated": _("ändrades"),
    "weighed": _("vägdes"),
    "withdrawn": _("drogs tillbaka"),
    "written": _("skrevs"),
}

#: Kinds to filter by: what each is called, and how its events begin.
KINDS: Final = {
    "read": (_("Läst"), ("raw.", "shared.", "raw_access.read")),
    "shared": (_("Delat"), ("weekly_report.shared", "weekly_report.correction", "monthly_report.sent")),
    "taken_out": (_("Taget ut som fil"), ("file.taken_out", "municipality.taken_out", "person.extracted")),
    "denied": (_("Nekat"), ("access.denied", "login.refused", "device.pin_refused")),
    "entry": (
        _("Inloggning och behörighet"),
        ("person.", "role.", "login.", "second_factor.", "device.", "identity.", "invitation.", "raw_access."),
    ),
    "incidents": (_("Händelser"), ("incident.", "import.", "hand_over.")),
    "decisions": (
        _("Möten, åtgärder och månadsrapporter"),
        ("meeting.", "priority.", "cause", "hypothesis.", "evidence.", "measure.", "monthly_report."),
    ),
    "settings": (
        _("Inställningar"),
        ("agreement.", "organisation.", "member", "area", "place.", "category.", "sub_category.", "other_channel."),
    ),
    "keeping": (_("Gallring och kontroll"), ("disposal.", "retention.", "edition.", "audit_trail.")),
}

_ROLES_NAMED: Final = frozenset({"role"})


def thing_of(event: str) -> str:
    """What the event is about, in Swedish; the bare word when it is new."""
    thing = event.partition(".")[0]
    return THINGS.get(thing, thing)


def happening_of(event: str) -> str:
    """What happened, in Swedish."""
    happening = event.partition(".")[2]
    return HAPPENINGS.get(happening, happening)


def role_name(code: str, language: str | None) -> str:
    """A role among a line's codes."""
    return roles()[code].label(language) if code in roles() else code
