"""Is this GeoJSON a set of areas that can be used? Checked whole before anything is stored."""

from __future__ import annotations

from collections import Counter
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon, STRtree
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from tryggve.foundation.geography.coordinates import DECIMALS, SWEREF99TM, WGS84, in_sweden, to_lon_lat
from tryggve.foundation.geography.shapes import AreaDraft, AreaUpload
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

MOST_AREAS = 2_000
MOST_CORNERS = 1_000_000
LONGEST_CODE = 40
LONGEST_NAME = 120
#: A share of an area that may be lost in a repair, or lie in two areas at once.
TOLERANCE = 0.01


class CannotImportAreas(DomainError):
    """The file cannot become the municipality's areas; the text says which feature and why."""


def read_areas(upload: AreaUpload) -> list[AreaDraft]:
    """The areas of the file in order of code; raises CannotImportAreas at the first fault."""
    features = _features(upload.feature_collection)
    crs = _crs(upload)
    drafts = [_draft(number, feature, upload, crs) for number, feature in enumerate(features, start=1)]
    _refuse_repeated_codes(drafts)
    _refuse_overlaps(drafts)
    return sorted(drafts, key=lambda draft: draft.code)


def _features(collection: object) -> list[Any]:
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        kind = collection.get("type") if isinstance(collection, dict) else type(collection).__name__
        raise CannotImportAreas(
            _(
                "Filen är inte en samling områden. Den säger sig vara ”{kind}”. "
                "Spara den som GeoJSON av typen FeatureCollection."
            ),
            field="file",
            kind=str(kind)[:40],
        )
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise CannotImportAreas(
            _("Filen har inga områden. Listan ”features” är tom. Välj en fil med minst ett område."),
            field="file",
        )
    if len(features) > MOST_AREAS:
        raise CannotImportAreas(
            _("Filen har för många områden. Den har {count}. Dela upp den: högst {most} åt gången."),
            field="file",
            count=len(features),
            most=MOST_AREAS,
        )
    return features


def _crs(upload: AreaUpload) -> str:
    """What the file says about itself wins over what the person chose."""
    try:
        declared = str(upload.feature_collection["crs"]["properties"]["name"])
    except (KeyError, TypeError):
        declared = ""
    crs = SWEREF99TM if declared.endswith("3006") else upload.crs
    if crs not in (WGS84, SWEREF99TM):
        raise CannotImportAreas(
            _(
                "Koordinatsystemet kan inte läsas. Du valde {crs}. "
                "Välj EPSG:4326 (WGS 84) eller EPSG:3006 (SWEREF 99 TM)."
            ),
            field="crs",
            crs=crs,
        )
    return crs


def _draft(number: int, feature: Any, upload: AreaUpload, crs: str) -> AreaDraft:
    if not isinstance(feature, dict):
        raise _unreadable(number)
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    code = _text(number, properties, upload.code_property, LONGEST_CODE)
    name = _text(number, properties, upload.name_property, LONGEST_NAME)
    ground = _in_degrees(_ground(number, feature.get("geometry")), crs)
    _refuse_elsewhere(code, ground)
    ground = _repaired(code, ground)
    west, south, east, north = ground.bounds
    label = ground.centroid if ground.contains(ground.centroid) else ground.representative_point()
    return AreaDraft(
        code=code,
        name=name,
        geometry=_geojson(ground),
        population=_population(code, properties, upload),
        label=(round(label.y, DECIMALS), round(label.x, DECIMALS)),
        bounds=(south, west, north, east),
    )


def _unreadable(number: int) -> CannotImportAreas:
    return CannotImportAreas(
        _(
            "Ett område går inte att läsa. Område nummer {number} i filen har ingen hel yta. "
            "Rätta det, eller ta bort det ur filen."
        ),
        field="file",
        number=number,
    )


def _text(number: int, properties: dict[str, Any], name: str, longest: int) -> str:
    value = properties.get(name)
    text = " ".join(str(value).split()) if isinstance(value, str | int) else ""
    if not text:
        raise CannotImportAreas(
            _(
                "Ett område saknar uppgiften ”{name}”. Område nummer {number} har: {found}. "
                "Välj den uppgift som håller kod eller namn."
            ),
            field="file",
            name=name,
            number=number,
            found=", ".join(sorted(map(str, properties)))[:200] or "–",
        )
    if len(text) > longest:
        raise CannotImportAreas(
            _("En kod eller ett namn är för långt. ”{text}…” har {length} tecken. Korta till {longest}."),
            field="file",
            text=text[:20],
            length=len(text),
            longest=longest,
        )
    return text


def _ground(number: int, geometry: Any) -> BaseGeometry:
    try:
        ground = shapely.force_2d(shape(geometry))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
        raise _unreadable(number) from None
    corners = shapely.get_num_coordinates(ground)
    is_whole = isinstance(ground, Polygon | MultiPolygon) and 4 <= corners <= MOST_CORNERS
    if not is_whole or not all(abs(edge) < 1e8 for edge in ground.bounds):
        raise _unreadable(number)
    return ground


def _in_degrees(ground: BaseGeometry, crs: str) -> BaseGeometry:
    if crs == WGS84:
        return ground
    return shapely.transform(ground, to_lon_lat)


def _refuse_elsewhere(code: str, ground: BaseGeometry) -> None:
    west, south, east, north = ground.bounds
    if in_sweden(south, west) and in_sweden(north, east):
        return
    if in_sweden(west, south) and in_sweden(east, north):
        advice = _("Latitud och longitud har bytt plats. Spara filen med longitud först.")
    elif max(abs(west), abs(south), abs(east), abs(north)) > 180:
        advice = _("Talen ser ut att vara meter. Välj koordinatsystemet EPSG:3006 (SWEREF 99 TM).")
    else:
        advice = _("Spara filen i WGS 84 (EPSG:4326).")
    raise CannotImportAreas(
        _("Området {code} ligger inte i Sverige. Det börjar vid {east:.4f}, {north:.4f}. {advice}"),
        field="crs",
        code=code,
        east=west,
        north=south,
        advice=advice,
    )


def _repaired(code: str, ground: BaseGeometry) -> BaseGeometry:
    """A whole surface. Small crossings are repaired; an outline that changes its size is refused."""
    whole = shapely.set_precision(shapely.make_valid(ground), 10**-DECIMALS)
    parts = [part for part in shapely.get_parts(whole).tolist() if isinstance(part, Polygon | MultiPolygon)]
    whole = shapely.union_all(parts)
    if whole.is_empty or abs(whole.area - ground.area) > TOLERANCE * whole.area:
        raise CannotImportAreas(
            _(
                "Området {code} har en gräns som korsar sig själv. Ytan går inte att avgöra. "
                "Rätta gränsen i kartprogrammet, och läs in filen igen."
            ),
            field="file",
            code=code,
        )
    return whole


def _geojson(ground: BaseGeometry) -> dict[str, Any]:
    drawn = mapping(ground)

    def rounded(part: Any) -> Any:
        if isinstance(part, int | float):
            return round(part, DECIMALS)
        return [rounded(inner) for inner in part]

    return {"type": drawn["type"], "coordinates": rounded(drawn["coordinates"])}


def _population(code: str, properties: dict[str, Any], upload: AreaUpload) -> int | None:
    value = upload.population.get(code) if upload.population is not None else properties.get("population")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise CannotImportAreas(
            _("Folkmängden för {code} är inte ett heltal. Den är ”{value}”. Rätta den, eller lämna tomt."),
            field="population",
            code=code,
            value=str(value)[:20],
        )
    return value


def _refuse_repeated_codes(drafts: list[AreaDraft]) -> None:
    repeated = [code for code, count in Counter(draft.code for draft in drafts).items() if count > 1]
    if repeated:
        raise CannotImportAreas(
            _(
                "Samma kod står på flera områden. {codes} finns mer än en gång. "
                "Slå ihop dem till ett område, eller ge dem olika koder."
            ),
            field="file",
            codes=", ".join(repeated[:5]),
        )


def _refuse_overlaps(drafts: list[AreaDraft]) -> None:
    grounds = [shape(draft.geometry) for draft in drafts]
    for one, other in STRtree(grounds).query(grounds, predicate="overlaps").T.tolist():
        shared = grounds[one].intersection(grounds[other]).area
        if shared > TOLERANCE * min(grounds[one].area, grounds[other].area):
            raise CannotImportAreas(
                _(
                    "Två områden ligger över varandra. {one} och {other} delar samma mark. "
                    "En händelse kan bara höra till ett område: rätta gränsen mellan dem."
                ),
                field="file",
                one=drafts[one].code,
                other=drafts[other].code,
            )
