"""What does a JSON file hold: GeoJSON, Open311 requests, the police's events, or a plain list? One table each."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NoReturn

from tryggve.edges.intake.delimited import decoded
from tryggve.edges.intake.limits import (
    DEEPEST,
    LONGEST_CELL,
    MOST_BRACKETS,
    MOST_COLUMNS,
    MOST_COMMAS,
    MOST_ROWS,
    CannotRead,
    too_many,
)
from tryggve.edges.intake.police_titles import STOCKHOLM, read_published, read_title
from tryggve.edges.intake.shapes import Cell, Contents, Kind, Row, Sheet
from tryggve.kernel.text import mark as _

#: Where a service puts its rows when the file is an object.
_LISTS = ("features", "requests", "service_requests", "events", "items", "records", "results", "rows", "data", "value")
_EPSG = re.compile(r"EPSG:+(?:[\d.]*:)?(\d{4,5})\Z|EPSG/0/(\d{4,5})\Z")
_POLICE_KEYS = frozenset({"datetime", "name", "type", "location"})
#: Columns that we make ourselves, named as `mappings/headings.toml` knows them.
LAT, LON, POINT = "lat", "lon", "gps"
_NOTE = "__notes__"


def read_objects(content: bytes) -> Contents:
    """The rows of a JSON file. Raises CannotRead."""
    value = _loaded(content)
    crs = _crs(value) if isinstance(value, dict) else ""
    rows = _list_in(value)
    if len(rows) > MOST_ROWS:
        raise too_many("rader", len(rows), MOST_ROWS)
    kind = _kind(value, rows)
    flatten = {Kind.GEOJSON: _feature, Kind.POLICE_EVENTS: _police_event}.get(kind, _plain)
    return Contents(kind, (_table(flatten(row) if isinstance(row, dict) else None for row in rows),), "utf-8", crs=crs)


# -- From bytes to values --------------------------------------------------------------------
def _loaded(content: bytes) -> Any:
    if content.count(b"{") + content.count(b"[") > MOST_BRACKETS:
        raise too_many("objekt", content.count(b"{") + content.count(b"["), MOST_BRACKETS)
    if content.count(b",") > MOST_COMMAS:
        raise too_many("värden", content.count(b","), MOST_COMMAS)
    text, _encoding = decoded(content)
    value = parsed_json(text.strip("\0 \r\n\t"))
    _check_depth(value, 0)
    return value


def parsed_json(text: str) -> Any:
    """The value, or CannotRead with the place where it stops being JSON."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise CannotRead(
            _(
                "Filen är inte giltig JSON. Det tar stopp på rad {line}, tecken {column}. "
                "Hämta filen på nytt från källan och försök igen."
            ),
            line=error.lineno,
            column=error.colno,
        ) from error
    except RecursionError as error:
        raise _too_deep() from error


def _no_number(word: str) -> NoReturn:
    raise CannotRead(
        _(
            "Filen är inte giltig JSON. Vi fick {word}, som inte är ett tal. "
            "Be källan att lämna värdet tomt och hämta filen på nytt."
        ),
        word=word,
    )


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float(digits[:400])


def _check_depth(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(value, dict):
        for inner in value.values():
            if isinstance(inner, dict | list):
                _check_depth(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                _check_depth(inner, depth + 1)


def _too_deep() -> CannotRead:
    return CannotRead(
        _(
            "Filen är för djupt nästlad. Vi läser högst {most} nivåer. "
            "Hämta en lista med händelser från källan och försök igen."
        ),
        most=DEEPEST,
    )


def _list_in(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        if value.get("type") == "Feature":
            return [value]
        named = [value[key] for key in _LISTS if isinstance(value.get(key), list)]
        lists = named or [inner for inner in value.values() if isinstance(inner, list) and inner]
        if len(lists) >= 1 and (named or len(lists) == 1):
            found: list[Any] = lists[0]
            return found
    raise CannotRead(
        _(
            "Filen är inte en lista med händelser. Vi fick {got}. "
            "Hämta en lista, GeoJSON eller Open311-ärenden från källan och försök igen."
        ),
        got=_said(value),
    )


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "ett objekt med nycklarna " + (", ".join(str(key)[:40] for key in list(value)[:5]) or "inga")
    return "ett ensamt värde"


def _kind(value: Any, rows: list[Any]) -> Kind:
    objects = [row for row in rows[:50] if isinstance(row, dict)]
    if any("geometry" in row for row in objects) or (
        isinstance(value, dict) and value.get("type") == "FeatureCollection"
    ):
        return Kind.GEOJSON
    if any("service_request_id" in row or "requested_datetime" in row for row in objects):
        return Kind.OPEN311
    if any(row.keys() >= _POLICE_KEYS for row in objects):
        return Kind.POLICE_EVENTS
    return Kind.JSON


def _crs(value: dict[str, Any]) -> str:
    """What an old GeoJSON or an Esri export says of its reference system."""
    named = value.get("crs")
    properties = named.get("properties") if isinstance(named, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else named
    found = _EPSG.search(name) if isinstance(name, str) else None
    if found:
        return f"EPSG:{found[1] or found[2]}"
    reference = value.get("spatialReference")
    wkid = reference.get("latestWkid", reference.get("wkid")) if isinstance(reference, dict) else None
    return f"EPSG:{wkid}" if isinstance(wkid, int) else ""


# -- From objects to a table -----------------------------------------------------------------
def _table(rows: Iterable[dict[str, Any] | None]) -> Sheet:
    flat = list(rows)
    headings: dict[str, int] = {}
    for row in flat:
        for key in row or ():
            if key != _NOTE and key not in headings:
                headings[key] = len(headings)
                if len(headings) > MOST_COLUMNS:
                    raise too_many("kolumner", len(headings), MOST_COLUMNS)
    names = tuple(headings)
    return Sheet("", tuple(_row(number, row, names) for number, row in enumerate(flat)), names)


def _row(number: int, row: dict[str, Any] | None, names: tuple[str, ...]) -> Row:
    if row is None:
        return Row(number, (None,) * len(names), (), is_broken=True)
    return Row(number, tuple(_cell(row.get(name)) for name in names), tuple(row.get(_NOTE, ())))


def _cell(value: Any) -> Cell:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")[: LONGEST_CELL + 1] or None
    if hasattr(value, "isoformat"):
        moment: Cell = value
        return moment
    if isinstance(value, list) and all(isinstance(part, str | int | float) for part in value):
        return ", ".join(str(part) for part in value)[: LONGEST_CELL + 1] or None
    return None


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The object, its inner objects one level out: {"location": {"name": …}} becomes "location name"."""
    return dict(_leaves(row, ""))


def _leaves(row: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        name = f"{before} {key}".strip()[:120]
        if isinstance(value, dict) and value.get("type") in _SHAPES:
            lat, lon, _notes = _middle(value)
            yield from ((LAT, lat), (LON, lon))
        elif isinstance(value, dict):
            yield from _leaves(value, name)
        else:
            yield name, value


_SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")


def _feature(row: Mapping[str, Any]) -> dict[str, Any]:
    """A feature of GeoJSON, or of an Esri export (attributes; x and y)."""
    properties = row.get("properties", row.get("attributes"))
    flat = {} if row.get("id") is None else {"id": row["id"]}
    flat |= _plain(properties) if isinstance(properties, dict) else {}
    lat, lon, notes = _middle(row.get("geometry"))
    if lat is not None or not {LAT, LON} <= flat.keys():
        flat |= {LAT: lat, LON: lon}
    return flat | {_NOTE: notes}


def _middle(geometry: Any) -> tuple[float | None, float | None, tuple[str, ...]]:
    """(north, east) of a geometry: the point, or the middle of what is no point."""
    if not isinstance(geometry, dict):
        return None, None, ()
    if "x" in geometry and "y" in geometry:
        corners = list(_corners([geometry["x"], geometry["y"]]))
        name = "Point"
    else:
        name = str(geometry.get("type", ""))
        inner = geometry.get("coordinates", geometry.get("geometries", geometry.get("rings", [])))
        if name == "GeometryCollection" and isinstance(inner, list):
            inner = [part.get("coordinates", []) for part in inner if isinstance(part, dict)]
        if name in ("Polygon", "MultiPolygon"):
            inner = _outer_rings(inner, name)
        corners = list(_corners(inner))
    if not corners:
        return None, None, ()
    if name == "Point":
        return corners[0][1], corners[0][0], ()
    lon = sum(corner[0] for corner in corners) / len(corners)
    lat = sum(corner[1] for corner in corners) / len(corners)
    return lat, lon, ("geometry_not_point",)


def _outer_rings(inner: Any, name: str) -> list[Any]:
    """The first ring of each surface, without the corner that closes it."""
    surfaces = [inner] if name == "Polygon" else inner
    if not isinstance(surfaces, list):
        return []
    rings = [surface[0] for surface in surfaces if isinstance(surface, list) and surface]
    return [ring[:-1] if isinstance(ring, list) and len(ring) > 1 and ring[0] == ring[-1] else ring for ring in rings]


def _corners(inner: Any) -> Iterator[tuple[float, float]]:
    if not isinstance(inner, list):
        return
    if len(inner) >= 2 and all(_is_number(part) for part in inner[:2]):
        yield float(inner[0]), float(inner[1])
        return
    for part in inner:
        yield from _corners(part)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _police_event(row: Mapping[str, Any]) -> dict[str, Any]:
    """An event of the police: the time and the place of its title before those of its publication."""
    name, type_name = str(row.get("name") or ""), str(row.get("type") or "")
    published = read_published(str(row.get("datetime") or ""))
    location = row.get("location")
    where = location if isinstance(location, dict) else {}
    notes: list[str] = []
    moment: Any = None
    if published is not None:
        title = read_title(name, type_name, published)
        moment = title.occurred_at
        if moment is None or moment > published + timedelta(minutes=10):
            moment = published
            notes.append("time_is_publication")
        moment = moment.astimezone(STOCKHOLM)
    else:
        moment = row.get("datetime") or None
    if where.get("gps"):
        notes.append("coord_is_municipality")
    return {
        "id": row.get("id"),
        "datetime": moment,
        "type": type_name or None,
        "plats": where.get("name") or None,
        "beskrivning": " ".join(part for part in (row.get("summary"),) if isinstance(part, str)) or name or None,
        POINT: where.get("gps"),
        _NOTE: tuple(notes),
    }
