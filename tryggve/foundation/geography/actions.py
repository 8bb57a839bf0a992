"""Taking in areas, and keeping the list of named places."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.area_files import LONGEST_NAME, CannotImportAreas, read_areas
from tryggve.foundation.geography.coordinates import in_sweden
from tryggve.foundation.geography.models import Area, AreaSet, Place
from tryggve.foundation.geography.place_types import PLACE_TYPES
from tryggve.foundation.geography.queries import area_by_public_id, place_by_public_id
from tryggve.foundation.geography.shapes import AreaDraft, AreaUpload
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer


class CannotChangeArea(DomainError):
    """The area's new name cannot be used."""


class CannotChangePlace(DomainError):
    """The place cannot be added or changed like this."""


@action("area_set.imported", right="area.update")
def import_areas(*, upload: AreaUpload, by: Viewer, now: datetime) -> AreaSet:
    """Take in a set of areas that holds from a date. Shared incidents keep the area they have."""
    drafts = read_areas(upload)
    _refuse_unnamed_set(upload)
    if AreaSet.objects.seen_by(by).filter(valid_from=upload.valid_from).exists():
        raise CannotImportAreas(
            _(
                "Det finns redan en indelning från det datumet. Du valde {date}. "
                "Välj ett annat datum som indelningen gäller från."
            ),
            field="valid_from",
            date=upload.valid_from.isoformat(),
        )
    area_set = AreaSet.objects.create(
        municipality_id=by.home_id,
        name=upload.name.strip(),
        valid_from=upload.valid_from,
        source=upload.source.strip(),
        licence=upload.licence.strip(),
        geometry_hash=_hash(drafts),
    )
    Area.objects.bulk_create([_area(draft, area_set) for draft in drafts])
    with_codes(areas=len(drafts), valid_from=upload.valid_from.isoformat())
    return area_set


@action("area.renamed", right="area.update")
def rename_area(*, area_public_id: str, name: str, by: Viewer, now: datetime) -> Area:
    """Call an area something else. Its ground and code stay."""
    area = area_by_public_id(by, area_public_id)
    area.name = _tidy(name)
    if not 1 <= len(area.name) <= LONGEST_NAME:
        raise CannotChangeArea(
            _("Områdets namn har fel längd. Det är {length} tecken. Skriv 1 till {longest} tecken."),
            field="name",
            length=len(area.name),
            longest=LONGEST_NAME,
        )
    area.save(update_fields=["name"])
    return area


@action("place.added", right="place.update")
def add_place(*, name: str, lat: float, lon: float, place_type: str, by: Viewer, now: datetime) -> Place:
    """Add a public place by the name people use. Never a private address."""
    if place_type not in PLACE_TYPES:
        raise CannotChangePlace(
            _("Platstypen finns inte. Du valde ”{place_type}”. Välj en typ i listan."),
            field="place_type",
            place_type=place_type[:20],
        )
    if not in_sweden(lat, lon):
        raise CannotChangePlace(
            _("Platsen ligger inte i Sverige. Läget är {lat:.4f}, {lon:.4f}. Peka ut den på kartan."),
            field="position",
            lat=lat,
            lon=lon,
        )
    return Place.objects.create(
        municipality_id=by.home_id,
        name=_checked_place_name(name, by),
        lat=lat,
        lon=lon,
        place_type=place_type,
    )


@action("place.renamed", right="place.update")
def rename_place(*, place_public_id: str, name: str, by: Viewer, now: datetime) -> Place:
    """Call a place something else."""
    place = place_by_public_id(by, place_public_id)
    place.name = _checked_place_name(name, by, but=place)
    place.save(update_fields=["name"])
    return place


@action("place.deactivated", right="place.update")
def deactivate_place(*, place_public_id: str, by: Viewer, now: datetime) -> Place:
    """Stop offering a place. What was registered there keeps it."""
    return _set_active(place_by_public_id(by, place_public_id), is_active=False)


@action("place.activated", right="place.update")
def activate_place(*, place_public_id: str, by: Viewer, now: datetime) -> Place:
    """Offer a place again."""
    return _set_active(place_by_public_id(by, place_public_id), is_active=True)


def _set_active(place: Place, *, is_active: bool) -> Place:
    place.is_active = is_active
    place.save(update_fields=["is_active"])
    return place


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _checked_place_name(name: str, by: Viewer, but: Place | None = None) -> str:
    tidy = _tidy(name)
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise CannotChangePlace(
            _("Platsens namn har fel längd. Det är {length} tecken. Skriv 1 till {longest} tecken."),
            field="name",
            length=len(tidy),
            longest=LONGEST_NAME,
        )
    others = Place.objects.seen_by(by)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if tidy.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        raise CannotChangePlace(
            _("Det finns redan en plats med det namnet. Du skrev ”{name}”. Välj den, eller ett annat namn."),
            field="name",
            name=tidy,
        )
    return tidy


def _refuse_unnamed_set(upload: AreaUpload) -> None:
    needed_and_longest = {"name": (True, 120), "source": (True, 300), "licence": (False, 120)}
    for field, (is_needed, longest) in needed_and_longest.items():
        length = len(getattr(upload, field).strip())
        if length > longest or (is_needed and not length):
            raise CannotImportAreas(
                _(
                    "Indelningen behöver namn och källa i lagom längd. Ett fält har {length} tecken. "
                    "Skriv högst {longest} tecken om vad den heter och vem som har gjort den."
                ),
                field=field,
                length=length,
                longest=longest,
            )


def _hash(drafts: list[AreaDraft]) -> str:
    ground = [[draft.code, draft.geometry] for draft in drafts]
    return sha256(json.dumps(ground, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _area(draft: AreaDraft, area_set: AreaSet) -> Area:
    south, west, north, east = draft.bounds
    return Area(
        municipality_id=area_set.municipality_id,
        area_set=area_set,
        code=draft.code,
        name=draft.name,
        geometry=draft.geometry,
        population=draft.population,
        centroid_lat=draft.label[0],
        centroid_lon=draft.label[1],
        min_lat=south,
        min_lon=west,
        max_lat=north,
        max_lon=east,
    )
