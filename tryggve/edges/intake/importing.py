"""From a plan to incidents: what is known beforehand, and writing exactly what the plan says."""

from __future__ import annotations

from datetime import date, datetime

from tryggve.cycle.incidents.actions import import_incidents
from tryggve.cycle.incidents.actions.imported import already_imported
from tryggve.cycle.incidents.shapes import (
    Certainty,
    CoordPrecision,
    ImportedDraft,
    IncidentDraft,
    Nature,
    TimePrecision,
)
from tryggve.edges.intake.category_words import ZERO
from tryggve.edges.intake.shapes import Becomes, Imported, ImportPlan, NamedPlace, Progress, Setting, Verdict
from tryggve.foundation.geography.queries import bounds, places
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import organisations, system_viewer
from tryggve.foundation.reference.queries import categories, stable_category, stable_names, usable_codes
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

_PRECISIONS = {
    "exact": CoordPrecision.EXACT,
    "place": CoordPrecision.PLACE,
    "municipality": CoordPrecision.MUNICIPALITY_CENTRE,
    "unknown": CoordPrecision.UNKNOWN,
}
_NAMES_SHOWN = 30


class NoSuchOrganisation(DomainError):
    """No organisation of the municipality has that name."""


def viewer_of(municipality: Municipality, organisation: str) -> Viewer:
    """The command line in the name of an organisation, by its name in whatever letters."""
    viewer = system_viewer(municipality)
    wanted = " ".join(organisation.split()).casefold()
    with acting_as(viewer, only_reads=True):
        known: list[Organisation] = list(organisations(viewer))
    found = next((one for one in known if one.name.casefold() == wanted), None)
    if found is None:
        raise NoSuchOrganisation(
            _("Organisationen finns inte i {municipality}. Vi fick {got}. Välj en av: {names}."),
            municipality=municipality.name,
            got=organisation[:60] or "–",
            names=", ".join(sorted(one.name for one in known)[:_NAMES_SHOWN]) or "ingen",
        )
    return system_viewer(municipality, found)


def setting_of(by: Viewer, *, on_date: date) -> Setting:
    """What the municipality and the organisation already know: places, words, areas, earlier imports."""
    municipality = Municipality.objects.get(pk=by.home_id)
    with acting_as(by, only_reads=True):
        return Setting(
            municipality=municipality.name,
            slug=municipality.slug,
            centre=(municipality.centre_lat, municipality.centre_lon),
            bounds=bounds(by, on_date),
            places=tuple(NamedPlace(place.public_id, place.name, place.lat, place.lon) for place in places(by)),
            category_names=_category_names(by),
            usable=usable_codes(by, [*stable_names(), *_category_names(by).values()]),
            imported=already_imported(by),
        )


def _category_names(by: Viewer) -> dict[str, str]:
    """The municipality's own words first, then the county's; sub-codes too."""
    named = {_key(name): code for code, name in stable_names().items()}
    for view in categories(by):
        named[_key(view.name)] = view.code
        named |= {_key(sub.name): sub.code for sub in view.sub_categories if sub.is_active}
    return named


def _key(name: str) -> str:
    return " ".join(name.split()).strip(" .,:;!-–").casefold()


def commit_plan(*, plan: ImportPlan, by: Viewer, now: datetime, progress: Progress | None = None) -> Imported:
    """Write the good rows, all of them or none; a row that says that nothing happened is no incident."""
    good = [row.becomes for row in plan.of(Verdict.GOOD) if row.becomes is not None]
    incidents = [becomes for becomes in good if becomes.category != ZERO]
    if incidents:
        import_incidents(rows=[_draft(becomes) for becomes in incidents], by=by, now=now, told=progress)
    return Imported(written=len(incidents), zero_reports=len(good) - len(incidents))


def _draft(becomes: Becomes) -> ImportedDraft:
    return ImportedDraft(
        draft=IncidentDraft(
            category_code=becomes.category,
            sub_category_code=becomes.sub_category,
            occurred_from=becomes.occurred_from,
            occurred_to=becomes.occurred_to,
            time_precision=TimePrecision(becomes.time_precision),
            place=becomes.place_id,
            lat=becomes.lat,
            lon=becomes.lon,
            certainty=Certainty.HEARD,
            nature=Nature(stable_category(becomes.category).nature),
            note=_note(becomes),
        ),
        coord_precision=_PRECISIONS[becomes.coord_precision],
        key=becomes.key,
        fingerprint=becomes.fingerprint,
        external_id=becomes.external_id,
    )


def _note(becomes: Becomes) -> str:
    """The file's own words; the place among them where it is none of ours."""
    where = f"Plats: {becomes.place}" if becomes.place and not becomes.place_id else ""
    return "\n".join(part for part in (where, becomes.text) if part)
