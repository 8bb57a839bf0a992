"""Import a municipality's areas."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import UNREADABLE, Errand
from tryggve.foundation.geography.actions import import_areas
from tryggve.foundation.geography.queries import areas_in_force
from tryggve.foundation.geography.shapes import AreaUpload
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.queries import municipality_by_slug
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

LARGEST_FILE = 100_000_000


class CannotReadFile(DomainError):
    """The file is absent, too large, or not what it should be."""


class Command(Errand):
    """A GeoJSON file becomes the areas that hold from a date."""

    question = "Imports a municipality's areas from GeoJSON. They hold from a date; older ones keep theirs."

    def arguments(self, parser: CommandParser) -> None:
        """The file and how to read it."""
        parser.add_argument("area_file", metavar="FILE", help="a GeoJSON FeatureCollection of polygons")
        parser.add_argument("--municipality", required=True, help="slug, such as falun")
        parser.add_argument("--name", required=True, help='what to call the set, such as "Områden 2026"')
        parser.add_argument(
            "--valid-from", required=True, type=date.fromisoformat, help="first day, such as 2026-01-01"
        )
        parser.add_argument("--source", required=True, help="where the areas come from")
        parser.add_argument("--licence", default="", help="under what terms they are used")
        parser.add_argument("--code-property", default="code", help="the property with the area's code")
        parser.add_argument("--name-property", default="name", help="the property with the area's name")
        parser.add_argument(
            "--population", metavar="CSV", help="residents by area, with the columns code and population"
        )
        parser.add_argument("--crs", default="EPSG:4326", help="EPSG:4326 or EPSG:3006")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """The set that was made."""
        viewer = system_viewer(municipality_by_slug(options["municipality"]))
        try:
            collection = _json(Path(options["area_file"]))
            population = _population(Path(options["population"])) if options["population"] else None
        except CannotReadFile as refusal:
            return {"refused": str(refusal), "exit_code": UNREADABLE}
        upload = AreaUpload(
            feature_collection=collection,
            name=options["name"],
            valid_from=options["valid_from"],
            source=options["source"],
            licence=options["licence"],
            code_property=options["code_property"],
            name_property=options["name_property"],
            population=population,
            crs=options["crs"],
        )
        area_set = import_areas(upload=upload, by=viewer, now=now)
        with acting_as(viewer):
            areas = areas_in_force(viewer, area_set.valid_from)
        return {
            "area_set": area_set.public_id,
            "name": area_set.name,
            "valid_from": area_set.valid_from.isoformat(),
            "areas": len(areas),
            "population": sum(area.population or 0 for area in areas),
        }


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CannotReadFile(
                _("Filen är för stor. {name} är mer än {most} MB. Förenkla gränserna eller dela upp filen."),
                name=path.name,
                most=LARGEST_FILE // 1_000_000,
            )
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise CannotReadFile(
            _("Filen går inte att läsa. Vi försökte med {name}. Kontrollera att den finns och är sparad i UTF-8."),
            name=path.name or str(path),
        ) from error


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise CannotReadFile(
            _("Filen är inte JSON. Vi försökte med {name}. Spara områdena som GeoJSON och försök igen."), name=path.name
        ) from error


def _population(path: Path) -> dict[str, int]:
    rows = csv.DictReader(_text(path).splitlines())
    found: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        code, people = (row.get("code") or "").strip(), (row.get("population") or "").strip()
        if not code or not people.isascii() or not people.isdigit():
            raise CannotReadFile(
                _("Befolkningen går inte att läsa. Rad {number} har {got}. Skriv kolumnerna code och population."),
                number=number,
                got=f"{code or '–'}, {people or '–'}"[:60],
            )
        found[code] = int(people)
    return found
