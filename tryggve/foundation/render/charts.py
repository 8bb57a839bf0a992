"""How does a figure become a picture? A Vega-Lite spec, drawn to SVG in the palette of paper.

The first drawing in a process costs half a second or more: call when a document is rendered, never
for a page (the web room draws those). Bars and the week's hours are drawn by Typst itself, where
they are tagged figures and real tables.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tryggve.foundation.render.fonts import FONT_FAMILY, FONT_FOLDER
from tryggve.foundation.render.palette import LIGHT
from tryggve.foundation.render.plane import Plane, heat_step

Spec = dict[str, Any]  # a Vega-Lite specification is open-ended JSON

VEGA_LITE_VERSION: Final = "6.4"
_HATCH_STAND_IN: Final = "#fe01fe"  # Vega has no patterns: this colour is replaced by the hatch
_HATCH: Final = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V6" stroke="{ink}" stroke-width="1.8"/></pattern></defs>'
)
_fonts_registered = threading.Event()
_one_at_a_time = threading.Lock()


def area_map(
    geojson: Mapping[str, Any],
    values: Mapping[str, int | None],
    *,
    prioritised: Sequence[str] = (),
    missing: Sequence[str] = (),
    water: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Areas in copper steps; the chosen ones edged in Falu red and numbered; silence hatched.

    Each feature carries `key` and `name` in its properties. `values` are counts by key.
    """
    features = list(geojson["features"])
    plane = Plane.around([*(f["geometry"] for f in features), *(w["geometry"] for w in water)])
    most = max((v for v in values.values() if v), default=0)
    layers = [_shapes([plane.flat(w["geometry"]) for w in water], fill=LIGHT["water"], stroke=LIGHT["water-line"])]
    for feature in features:
        key = feature["properties"]["key"]
        value = values.get(key)
        step = heat_step(value or 0, most)
        fill = LIGHT[f"heat-{step}"] if step else LIGHT["land"]
        shape = plane.flat(feature["geometry"])
        layers.append(_shapes([shape], fill=fill, stroke=LIGHT["line-strong"]))
        if key in missing:
            layers.append(_shapes([shape], fill=_HATCH_STAND_IN, stroke=LIGHT["line-strong"]))
    for feature in features:
        if feature["properties"]["key"] in prioritised:
            shape = plane.flat(feature["geometry"])
            layers.append(_shapes([shape], fill=None, stroke=LIGHT["falu-ink"], width=3))
    layers += _map_words(plane, features, values, prioritised)
    layers += _water_names(plane, water)
    return _drawn(
        {"width": plane.width, "height": plane.height, "layer": [layer for layer in layers if layer]},
        hatch_ink="line-strong",
    )


def interval_plot(rows: Sequence[Mapping[str, Any]]) -> str:
    """Ratios with their intervals on a log axis; 1 means no change, in words at both ends.

    Each row: `name`, `ratio`, `low`, `high` (ratios), `verdict` in words.
    """
    ends = [float(row[key]) for row in rows for key in ("low", "high")] + [0.5, 2.0]
    domain = [min(ends) * 0.9, max(ends) * 1.1]
    x = {"scale": {"type": "log", "domain": domain, "nice": False}, "type": "quantitative"}
    ticks = [v for v in (0.125, 0.25, 0.5, 1, 2, 4, 8) if domain[0] <= v <= domain[1]]
    words = (
        "datum.value == 1 ? 'ingen ändring' : datum.value < 1 ? "
        "format(100 * (1 - datum.value), '.0f') + ' % färre' : format(100 * (datum.value - 1), '.0f') + ' % fler'"
    )
    axis = _quiet_axis(values=ticks, labelExpr=words, grid=True, gridColor=LIGHT["line"], domain=False)
    name = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": _quiet_axis(labelFontSize=14, labelLimit=300, labelColor=LIGHT["ink"], domain=False),
    }
    return _drawn(
        {
            "width": 500,
            "height": {"step": 34},
            "data": {"values": [dict(row) for row in rows]},
            "layer": [
                {
                    "mark": {"type": "rule", "color": LIGHT["ink"], "strokeWidth": 1.5},
                    "encoding": {"x": {"datum": 1, **x, "axis": axis}},
                },
                {
                    "mark": {"type": "rule", "color": LIGHT["koppar-fill"], "strokeWidth": 4},
                    "encoding": {"y": name, "x": {"field": "low", **x, "title": None}, "x2": {"field": "high"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": LIGHT["koppar"]},
                    "encoding": {"y": name, "x": {"field": "ratio", **x}},
                },
            ],
        }
    )


def _quiet_axis(**more: object) -> Spec:
    return {
        "title": None,
        "ticks": False,
        "grid": False,
        "labelColor": LIGHT["ink-2"],
        "labelFontSize": 13,
        "domainColor": LIGHT["ink-2"],
        "labelPadding": 6,
        **more,
    }


def _shapes(geometries: Sequence[Spec], *, fill: str | None, stroke: str, width: float = 0.9) -> Spec:
    if not geometries:
        return {}
    features = [{"type": "Feature", "properties": {}, "geometry": g} for g in geometries]
    return {
        "data": {"values": features},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "mark": {
            "type": "geoshape",
            "clip": False,
            "fill": fill,
            "stroke": stroke,
            "strokeWidth": width,
            "strokeJoin": "round",
        },
    }


def _placed(plane: Plane) -> Spec:
    def channel(field: str, extent: float, *, down: bool) -> Spec:
        domain = [extent, 0] if down else [0, extent]
        return {"field": field, "type": "quantitative", "axis": None, "scale": {"domain": domain, "nice": False}}

    return {"x": channel("x", plane.width, down=False), "y": channel("y", plane.height, down=True)}


def _map_words(
    plane: Plane, features: Sequence[Mapping[str, Any]], values: Mapping[str, int | None], prioritised: Sequence[str]
) -> list[Spec]:
    """Names with a halo, the chosen and the busiest first; a name that would collide is left out."""
    most = max((value for value in values.values() if value), default=0)
    order = {key: n for n, key in enumerate(prioritised)}
    ranked = sorted(
        features,
        key=lambda f: (order.get(f["properties"]["key"], 99), -(values.get(f["properties"]["key"]) or 0)),
    )
    names, plates = [], []
    taken: list[tuple[float, float, float, float]] = []
    for feature in ranked:
        key, name = feature["properties"]["key"], feature["properties"]["name"]
        x, y = plane.middle(feature["geometry"])
        half = len(name) * 3.6 + 4
        left = x - half - (22 if key in order else 0)
        if any(left < b[2] and x + half > b[0] and abs(y - b[1]) < 17 for b in taken):
            if key in order:
                y += 20
            else:
                continue
        taken.append((left, y, x + half, y))
        dark = heat_step(values.get(key) or 0, most) == 4
        halo, ink = (LIGHT["heat-4"], LIGHT["trim"]) if dark else (LIGHT["land"], LIGHT["ink"])
        names.append({"x": x, "y": y, "name": name, "halo": halo, "ink": ink})
        if key in order:
            plates.append({"x": x - half - 8, "y": y, "name": str(order[key] + 1)})
    place = _placed(plane)
    letters = {"type": "text", "fontSize": 13, "fontWeight": 600, "baseline": "middle"}
    text = {**place, "text": {"field": "name"}}
    as_is = {"type": "nominal", "scale": None, "legend": None}
    halo_from = {**text, "stroke": {"field": "halo", **as_is}}
    ink_from = {**text, "color": {"field": "ink", **as_is}}
    layers: list[Spec] = [
        {"data": {"values": names}, "mark": {**letters, "strokeWidth": 3.5, "opacity": 0.9}, "encoding": halo_from},
        {"data": {"values": names}, "mark": letters, "encoding": ink_from},
    ]
    if plates:
        square = {"type": "square", "size": 300, "opacity": 1, "filled": True, "color": LIGHT["falu-ink"]}
        number = {"type": "text", "fontSize": 12, "fontWeight": 700, "baseline": "middle", "color": LIGHT["trim"]}
        layers += [
            {"data": {"values": plates}, "mark": square, "encoding": place},
            {"data": {"values": plates}, "mark": number, "encoding": text},
        ]
    return layers


def _water_names(plane: Plane, water: Sequence[Mapping[str, Any]]) -> list[Spec]:
    rows = [
        {"x": x, "y": y, "name": w["name"]} for w in water if w.get("name") for x, y in [plane.middle(w["geometry"])]
    ]
    if not rows:
        return []
    mark = {"type": "text", "fontSize": 14, "fontStyle": "italic", "color": LIGHT["ink-2"]}
    return [{"data": {"values": rows}, "mark": mark, "encoding": {**_placed(plane), "text": {"field": "name"}}}]


def _drawn(spec: Spec, *, hatch_ink: str = "koppar") -> str:
    import vl_convert

    with _one_at_a_time:
        if not _fonts_registered.is_set():
            vl_convert.register_font_directory(str(FONT_FOLDER))
            _fonts_registered.set()
        config = {
            "font": FONT_FAMILY,
            "background": "transparent",
            "view": {"stroke": None},
            "text": {"font": FONT_FAMILY},
        }
        whole = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec, "config": config, "padding": 4}
        svg: str = vl_convert.vegalite_to_svg(
            json.dumps(whole, sort_keys=True), vl_version=VEGA_LITE_VERSION, format_locale="sv-SE"
        )
    if _HATCH_STAND_IN in svg:
        head, tail = svg.split(">", 1)
        svg = f"{head}>{_HATCH.format(ink=LIGHT[hatch_ink])}{tail.replace(_HATCH_STAND_IN, 'url(#hatch)')}"
    return svg
