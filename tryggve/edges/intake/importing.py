"""From a plan to incidents: what is known beforehand, and writing exactly what the plan says."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from tryggve.cycle.incidents.actions import CannotImport, import_incidents
from tryggve.cycle.incidents.actions.imported import already_imported
from tryggve.cycle.incidents.shapes import (
    Certainty,
    CoordPrecision,
    ImportedDraft,
    IncidentDraft,
    Nature,
    TimePrecision,
)
from tryggve.cycle.weekly_reports.actions import count_rows
from tryggve.cycle.weekly_reports.queries import counted_rows, open_reports
from tryggve.edges.intake.category_words import ZERO
from tryggve.edges.intake.planning import plan_import
from tryggve.edges.intake.shapes import (
    Becomes,
    Contents,
    FileMapping,
    Imported,
    ImportPlan,
    NamedPlace,
    Progress,
    Setting,
    Verdict,
)
from tryggve.edges.intake.summing import OpenReport, Summed, sum_up
from tryggve.foundation.geography.queries import areas_when, bounds, places
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import organisations, own_organisation, system_viewer
from tryggve.foundation.reference.queries import categories, stable_category, stable_names, usable_codes
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week

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


def plan_of(
    contents: Contents,
    *,
    by: Viewer,
    now: datetime,
    mapping: FileMapping | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """What an import of the file will do, for this organisation: `commit_plan` does exactly that."""
    setting = setting_of(by, on_date=now.astimezone(STOCKHOLM).date())
    plan = plan_import(contents, setting=setting, now=now, mapping=mapping, progress=progress)
    return plan if keeps_raw(by) else summed_up(plan, by=by).plan


def keeps_raw(by: Viewer) -> bool:
    """Whether rows become incidents here; else they are counted."""
    with acting_as(by, only_reads=True):
        return own_organisation(by).keeps_raw


def summed_up(plan: ImportPlan, *, by: Viewer) -> Summed:
    """The lines of the weekly report that the rows become, where no raw incidents are kept."""
    with acting_as(by, only_reads=True):
        reports = [
            OpenReport(report.public_id, Week.parse(report.weeks[0]), Week.parse(report.weeks[-1]))
            for report in open_reports(by)
        ]
        salt = own_organisation(by).public_id
        return sum_up(
            plan,
            reports=reports,
            areas=_areas(plan, by),
            digest_of=lambda key: sha256(f"{salt}:{key}".encode()).hexdigest(),
            counted=counted_rows(by),
        )


def _areas(plan: ImportPlan, by: Viewer) -> dict[int, str]:
    """The area of each row that has a point of its own."""
    placed = [
        (row.row, becomes.lat, becomes.lon, becomes.occurred_from.astimezone(STOCKHOLM).date())
        for row in plan.of(Verdict.GOOD)
        if (becomes := row.becomes)
        and becomes.coord_precision in _ON_THE_GROUND
        and becomes.lat is not None
        and becomes.lon is not None
    ]
    found = areas_when(by, [(lat, lon, day) for _row, lat, lon, day in placed])
    return {row: area.public_id for (row, *_where), area in zip(placed, found, strict=True) if area is not None}


_ON_THE_GROUND = frozenset({"exact", "place"})


def commit_plan(*, plan: ImportPlan, by: Viewer, now: datetime, progress: Progress | None = None) -> Imported:
    """Write the good rows, all of them or none; a row that says that nothing happened is no incident.

    Where no raw incidents are kept the rows are counted in lines of the weekly report, and nothing else is kept.
    """
    if not keeps_raw(by):
        return _commit_lines(plan, by=by, now=now)
    good = [row.becomes for row in plan.of(Verdict.GOOD) if row.becomes is not None]
    incidents = [becomes for becomes in good if becomes.category != ZERO]
    if incidents:
        import_incidents(rows=[_draft(becomes) for becomes in incidents], by=by, now=now, told=progress)
    return Imported(written=len(incidents), zero_reports=len(good) - len(incidents))


def _commit_lines(plan: ImportPlan, *, by: Viewer, now: datetime) -> Imported:
    with acting_as(by):
        summed = summed_up(plan, by=by)
        if summed.plan.digest != plan.digest:
            raise CannotImport(
                _("Något har ändrats sedan filen provlästes. Inget är inläst. Provläs igen och se vad som gäller.")
            )
        if summed.lines:
            count_rows(lines=summed.lines, rows=summed.rows, by=by, now=now)
    zero = sum(1 for row in plan.of(Verdict.GOOD) if row.becomes is not None and row.becomes.category == ZERO)
    return Imported(written=len(summed.rows), zero_reports=zero, lines=len(summed.lines))


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
