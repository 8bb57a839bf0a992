"""Import the police's public events: municipalities' incidents, and the county's reference notes.

The same file twice changes nothing. Everything is planned before anything is written; each
municipality is one transaction, so that an interrupted import leaves whole municipalities behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.utils.text import slugify

from tryggve.cycle.incidents.actions import note_reference, record_outside_event
from tryggve.edges.intake.fetching import fetch, stamp_call
from tryggve.edges.intake.police_plan import CountyPlaces, ImportPlan, Planned, Whose, plan, polisen_mapping
from tryggve.edges.intake.polisen_events import PoliceFile, RowProblem, parse, parse_path
from tryggve.foundation.people.actions import add_organisation
from tryggve.foundation.people.queries import county_system_viewer, organisations, system_viewer
from tryggve.foundation.people.shapes import OrganisationDraft
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.queries import municipalities_in
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

Progress = Callable[[int, int, str], None]
_STEP = 100
LONGEST_KIND = 80
_STATES = ("created", "updated", "unchanged")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `created`, `updated`, `unchanged` count incidents and notes together."""

    rows_total: int
    by_municipality: Mapping[str, int]
    county_only: int
    notes: int
    outside: int
    unknown_types: tuple[str, ...]
    created: int
    updated: int
    unchanged: int
    problems: tuple[RowProblem, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Plain values, in the order of the fields."""
        return asdict(self)


def read_source(source: str, *, stamp: Path, now: datetime) -> PoliceFile:
    """The events in a file or at an https address. Raises CannotRead or CannotReach."""
    if "://" not in source:
        return parse_path(Path(source))
    stamp_call(stamp, now=now)
    return parse(fetch(source))


def import_events(file: PoliceFile, county: County, *, now: datetime, progress: Progress | None = None) -> ImportResult:
    """Write what the plan says, in the name of the outside source, and count what came of it."""
    municipalities = {municipality.slug: municipality for municipality in municipalities_in(county.pk)}
    decided = plan(file.events, _as_the_police_says(county, municipalities))
    ticker = _Ticker(len(decided.planned) - decided.outside, progress)
    states: Counter[str] = Counter()
    for slug, municipality in municipalities.items():
        states += _import_incidents(decided.of(Whose.MUNICIPALITY, slug), municipality, ticker, now=now)
    states += _import_notes(decided, county, ticker, now=now)
    return ImportResult(
        rows_total=file.rows_total,
        by_municipality=dict(decided.by_municipality),
        county_only=decided.county_only,
        notes=decided.notes,
        outside=decided.outside,
        unknown_types=decided.unknown_types,
        problems=file.problems,
        **{state: states[state] for state in _STATES},
    )


def source_viewer(municipality: Municipality, *, now: datetime) -> Viewer:
    """The outside source in one municipality; it becomes an organisation there the first time."""
    viewer, name = system_viewer(municipality), polisen_mapping().source_name
    with acting_as(viewer):
        found = next((one for one in organisations(viewer) if one.is_outside_source and one.name == name), None)
        source = found or add_organisation(
            draft=OrganisationDraft(name=name, kind="outside_source", mode="raw"),
            joined_date=now.date(),
            by=viewer,
            now=now,
        )
    return system_viewer(municipality, source)


def _as_the_police_says(county: County, municipalities: Mapping[str, Municipality]) -> CountyPlaces:
    """The police says "Falun" where the municipality says "Falu kommun": its names, by slug."""
    mapping = polisen_mapping()
    said = {slugify(name): name for name in mapping.known_places.get(county.slug, ())}
    return CountyPlaces(
        slug=county.slug,
        name=mapping.county_names.get(county.slug, county.name),
        municipalities={slug: said.get(slug, one.name.removesuffix(" kommun")) for slug, one in municipalities.items()},
    )


def _import_incidents(
    planned: tuple[Planned, ...], municipality: Municipality, ticker: _Ticker, *, now: datetime
) -> Counter[str]:
    states: Counter[str] = Counter()
    if not planned:
        return states
    viewer = source_viewer(municipality, now=now)
    with acting_as(viewer):
        for one in planned:
            _incident, state = record_outside_event(
                external_id=one.event.external_id,
                category_code=one.category_code,
                occurred_from=one.event.occurred_from,
                occurred_to=one.event.occurred_to,
                time_precision=one.event.time_precision,
                lat=one.event.lat,
                lon=one.event.lon,
                text=one.event.summary or one.event.title,
                url=one.event.url,
                by=viewer,
                now=now,
            )
            states[state] += 1
            ticker.tick(municipality.name)
    return states


def _import_notes(decided: ImportPlan, county: County, ticker: _Ticker, *, now: datetime) -> Counter[str]:
    states: Counter[str] = Counter()
    viewer = county_system_viewer(county)
    with acting_as(viewer):
        for one in (*decided.of(Whose.COUNTY_ONLY), *decided.of(Whose.NOTE)):
            _note, state = note_reference(
                external_id=one.event.external_id,
                text=one.event.summary or one.event.title,
                occurred_from=one.event.occurred_from,
                occurred_to=one.event.occurred_to,
                kind=one.event.type[:LONGEST_KIND],
                url=one.event.url,
                by=viewer,
                now=now,
            )
            states[state] += 1
            ticker.tick(county.name)
    return states


class _Ticker:
    """Says how far the import has come, not more often than every hundredth row."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def tick(self, where: str) -> None:
        self._done += 1
        if self._progress is not None and (self._done % _STEP == 0 or self._done == self._total):
            self._progress(self._done, self._total, where)
