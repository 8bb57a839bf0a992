"""Draws the practice county's areas and lakes: `python tryggve/demo/data/make_areas.py`.

Everything here is the project's own drawing, made for practice: outlines by hand, and around
each real place name the ground that lies nearest to it. No official boundary was used, so
nothing here may be read as one. The results are kept in the repository; run it again only when
`area_seeds.csv` or an outline has changed.
"""

from __future__ import annotations

import csv
import json
from math import cos, radians
from pathlib import Path

from shapely import LineString, MultiPoint, Point, Polygon, get_coordinates, union_all, voronoi_polygons
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

FOLDER = Path(__file__).parent
#: At this latitude a degree of longitude is half a degree of latitude: flatten before measuring.
SQUEEZE = cos(radians(60.5))
DECIMALS = 5

Ring = list[tuple[float, float]]

# Corners that two municipalities share are written once.
FALUN_BORLANGE: Ring = [
    (15.300, 60.600), (15.370, 60.585), (15.450, 60.555), (15.550, 60.545), (15.610, 60.530), (15.670, 60.490),
]  # fmt: skip
LUDVIKA_BORLANGE: Ring = [(15.140, 60.410), (15.180, 60.340), (15.300, 60.320)]

OUTLINES: dict[str, Ring] = {
    "falun": [
        (15.220, 60.680), (15.200, 60.760), (15.300, 60.800), (15.420, 60.830), (15.500, 60.870),
        (15.620, 60.900), (15.720, 60.970), (15.850, 61.000), (16.000, 60.950), (16.140, 60.930),
        (16.260, 60.860), (16.280, 60.760), (16.120, 60.700), (16.020, 60.660), (15.980, 60.580),
        (15.930, 60.500), (15.840, 60.440), (15.720, 60.440), *reversed(FALUN_BORLANGE),
    ],
    "borlange": [
        *FALUN_BORLANGE, (15.660, 60.430), (15.580, 60.400), (15.500, 60.370), (15.400, 60.340),
        *reversed(LUDVIKA_BORLANGE), (15.200, 60.480), (15.240, 60.550),
    ],
    "ludvika": [
        *LUDVIKA_BORLANGE, (15.270, 60.240), (15.250, 60.160), (15.240, 60.080), (15.140, 60.020),
        (15.020, 59.990), (14.900, 59.990), (14.720, 60.020), (14.520, 60.020), (14.300, 60.030),
        (14.120, 60.080), (14.100, 60.200), (14.240, 60.280), (14.450, 60.280), (14.620, 60.240),
        (14.750, 60.280), (14.820, 60.360), (15.000, 60.400),
    ],
}  # fmt: skip

#: Inside the town the areas are small; outside it each village holds its countryside.
TOWNS: dict[str, Ring] = {
    "falun": [
        (15.562, 60.602), (15.560, 60.626), (15.590, 60.632), (15.612, 60.632), (15.640, 60.631),
        (15.680, 60.628), (15.708, 60.608), (15.752, 60.604), (15.762, 60.580), (15.720, 60.570),
        (15.680, 60.572), (15.655, 60.568), (15.610, 60.568), (15.590, 60.586),
    ],
    "borlange": [
        (15.375, 60.468), (15.372, 60.500), (15.385, 60.524), (15.420, 60.528), (15.458, 60.518),
        (15.480, 60.495), (15.482, 60.468), (15.470, 60.444), (15.420, 60.442),
    ],
    "ludvika": [
        (15.158, 60.126), (15.160, 60.148), (15.178, 60.162), (15.212, 60.168), (15.234, 60.158),
        (15.228, 60.138), (15.205, 60.122), (15.175, 60.120),
    ],
}  # fmt: skip

WATER: dict[str, Ring] = {
    "Runn": [
        (15.640, 60.5945), (15.648, 60.5900), (15.655, 60.5800), (15.672, 60.5850), (15.684, 60.5780),
        (15.700, 60.5740), (15.722, 60.5690), (15.735, 60.5560), (15.725, 60.5420), (15.742, 60.5300),
        (15.735, 60.5140), (15.715, 60.5060), (15.700, 60.5180), (15.682, 60.5080), (15.660, 60.4920),
        (15.635, 60.4800), (15.605, 60.4700), (15.590, 60.4780), (15.602, 60.4930), (15.580, 60.5020),
        (15.562, 60.5130), (15.575, 60.5240), (15.598, 60.5310), (15.588, 60.5440), (15.603, 60.5560),
        (15.622, 60.5620), (15.634, 60.5740), (15.630, 60.5860),
    ],
    "Varpan": [
        (15.604, 60.6300), (15.612, 60.6350), (15.612, 60.6430), (15.600, 60.6530), (15.588, 60.6620),
        (15.574, 60.6640), (15.570, 60.6560), (15.580, 60.6480), (15.590, 60.6400), (15.597, 60.6325),
    ],
    "Tisken": [
        (15.6385, 60.6010), (15.6440, 60.6005), (15.6465, 60.5975), (15.6430, 60.5955), (15.6395, 60.5975),
    ],
    "Väsman": [
        (15.181, 60.1510), (15.184, 60.1580), (15.176, 60.1680), (15.158, 60.1800), (15.132, 60.1930),
        (15.105, 60.2080), (15.078, 60.2200), (15.055, 60.2180), (15.062, 60.2060), (15.085, 60.1950),
        (15.098, 60.1820), (15.120, 60.1740), (15.142, 60.1640), (15.162, 60.1540),
    ],
    "Övre Hillen": [
        (15.214, 60.1450), (15.226, 60.1430), (15.234, 60.1320), (15.226, 60.1200), (15.214, 60.1230),
        (15.210, 60.1350),
    ],
}  # fmt: skip
DALALVEN: Ring = [
    (15.238, 60.548), (15.280, 60.540), (15.330, 60.520), (15.365, 60.508), (15.395, 60.506),
    (15.425, 60.505), (15.447, 60.492), (15.470, 60.487), (15.500, 60.476), (15.540, 60.470),
    (15.575, 60.463), (15.600, 60.458), (15.630, 60.440), (15.655, 60.428),
]  # fmt: skip


def _flat(shape: BaseGeometry) -> BaseGeometry:
    return scale(shape, xfact=SQUEEZE, yfact=1, origin=(0, 0))


def _unflat(shape: BaseGeometry) -> BaseGeometry:
    return scale(shape, xfact=1 / SQUEEZE, yfact=1, origin=(0, 0))


def _nearest_ground(seeds: dict[str, Point], ground: BaseGeometry) -> list[Polygon]:
    """The ground nearest to each seed, in pieces where something lies between."""
    cells = voronoi_polygons(_flat(MultiPoint(list(seeds.values()))), extend_to=_flat(ground))
    pieces = [_unflat(cell).intersection(ground) for cell in cells.geoms]
    return [part for piece in pieces for part in getattr(piece, "geoms", [piece])]


def _areas(rows: list[dict[str, str]], outline: Polygon, town: Polygon) -> dict[str, BaseGeometry]:
    """Code → ground. Neighbours share every corner, so that no gap can open between them."""
    grounds = {"town": town, "country": outline.difference(town)}
    zones = {zone: {row["code"]: _seed(row) for row in rows if row["zone"] == zone} for zone in grounds}
    pieces = [piece for zone in zones for piece in _nearest_ground(zones[zone], grounds[zone])]
    edges = union_all([piece.boundary for piece in pieces], grid_size=10**-DECIMALS)
    faces = list(polygonize(edges))
    areas: dict[str, BaseGeometry] = {}
    for zone, seeds in zones.items():
        inside = [face for face in faces if grounds[zone].contains(face.representative_point())]
        areas |= _join(seeds, inside)
    return areas


def _join(seeds: dict[str, Point], faces: list[Polygon]) -> dict[str, BaseGeometry]:
    """Give each face to the seed it holds; one that holds none goes to its longest neighbour."""
    areas: dict[str, BaseGeometry] = {
        code: next(face for face in faces if face.contains(seed)) for code, seed in seeds.items()
    }
    for face in faces:
        if not any(face.contains(seed) for seed in seeds.values()):
            code = max(areas, key=lambda code: areas[code].intersection(face).length)
            areas[code] = areas[code].union(face)
    return areas


def _seed(row: dict[str, str]) -> Point:
    return Point(float(row["lon"]), float(row["lat"]))


def _geometry(shape: BaseGeometry) -> dict[str, object]:
    ring = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in get_coordinates(shape).tolist()]
    return {"type": "Polygon", "coordinates": [ring]}


def _collection(features: list[tuple[dict[str, object], BaseGeometry]]) -> dict[str, object]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": _geometry(shape)}
            for properties, shape in features
        ],
    }


def areas_of(municipality: str, rows: list[dict[str, str]]) -> dict[str, object]:
    """A municipality's practice areas as GeoJSON."""
    areas = _areas(rows, Polygon(OUTLINES[municipality]), Polygon(TOWNS[municipality]))
    return _collection(
        [
            (
                {"code": row["code"], "name": row["name"], "population": int(row["population"])},
                areas[row["code"]],
            )
            for row in rows
        ]
    )


def water() -> dict[str, object]:
    """The lakes and the river, to draw behind the areas."""
    river = _unflat(_flat(LineString(DALALVEN)).buffer(0.0009, cap_style="flat", join_style="mitre"))
    lakes: list[tuple[dict[str, object], BaseGeometry]] = [
        ({"name": name, "kind": "lake"}, Polygon(ring)) for name, ring in WATER.items()
    ]
    return _collection([*lakes, ({"name": "Dalälven", "kind": "river"}, river)])


def _write(name: str, collection: dict[str, object]) -> None:
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / name).write_text(text.replace('{"type":"Feature",', '\n{"type":"Feature",') + "\n")


def main() -> None:
    """Write every file anew."""
    with (FOLDER / "area_seeds.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for municipality in OUTLINES:
        mine = [row for row in rows if row["municipality"] == municipality]
        _write(f"{municipality}_areas.geojson", areas_of(municipality, mine))
    _write("water.geojson", water())


if __name__ == "__main__":
    main()
