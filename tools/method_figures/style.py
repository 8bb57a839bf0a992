"""How do the method cards' pictures look? Calm paper, quiet axes, and one accent: what stands out is copper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tryggve.foundation.render.fonts import FONT_FAMILY
from tryggve.foundation.render.palette import LIGHT

Spec = dict[str, Any]  # a Vega-Lite specification is open-ended JSON

#: For marks that a spec colours itself. Give shape or words as well: nothing is said by colour alone.
ACCENT: Final = LIGHT["koppar-fill"]
INK: Final = LIGHT["ink"]
INK_QUIET: Final = LIGHT["ink-2"]
QUIET: Final = LIGHT["bar"]
BAND: Final = LIGHT["band"]
LINE: Final = LIGHT["line"]
HEAT: Final = (LIGHT["land"], LIGHT["heat-1"], LIGHT["heat-2"], LIGHT["heat-3"], LIGHT["heat-4"])

WIDTH: Final = 560
HEIGHT: Final = 260
#: A page without our letters falls back on its own sans: the picture is an image there and loads no fonts.
FONTS: Final = f"{FONT_FAMILY}, Segoe UI, Helvetica, Arial, sans-serif"

CONFIG: Final[Spec] = {
    "font": FONTS,
    "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": HEIGHT},
    "title": {
        "anchor": "start",
        "font": FONTS,
        "fontSize": 16,
        "fontWeight": 600,
        "color": INK,
        "subtitleFont": FONTS,
        "subtitleFontSize": 13,
        "subtitleColor": INK_QUIET,
        "subtitlePadding": 4,
        "offset": 14,
        "limit": 640,
    },
    "axis": {
        "labelFont": FONTS,
        "titleFont": FONTS,
        "labelColor": INK_QUIET,
        "labelFontSize": 12,
        "titleColor": INK_QUIET,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "domainColor": LIGHT["line-strong"],
        "tickColor": LIGHT["line-strong"],
        "gridColor": LINE,
        "grid": False,
        "ticks": False,
        "labelPadding": 6,
    },
    "axisQuantitative": {"tickCount": 6},
    "header": {"labelFont": FONTS, "labelColor": INK, "labelFontSize": 13, "titleFont": FONTS, "titleColor": INK_QUIET},
    "legend": {
        "labelFont": FONTS,
        "titleFont": FONTS,
        "labelColor": INK_QUIET,
        "labelFontSize": 12,
        "titleColor": INK_QUIET,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "orient": "top",
        "offset": 6,
    },
    "bar": {"color": QUIET},
    "rect": {"color": QUIET},
    "line": {"color": INK, "strokeWidth": 2},
    "area": {"color": BAND},
    "rule": {"color": INK_QUIET},
    "tick": {"color": INK_QUIET},
    "point": {"color": INK, "filled": True, "size": 50, "opacity": 1},
    "circle": {"color": INK, "size": 50, "opacity": 1},
    "square": {"color": INK, "opacity": 1},
    "text": {"font": FONTS, "fontSize": 12, "color": INK},
    "range": {
        "category": [LIGHT["koppar-fill"], LIGHT["ink"], LIGHT["bar"], LIGHT["water-line"], LIGHT["gron"]],
        "heatmap": list(HEAT),
        "ramp": list(HEAT),
        "diverging": [LIGHT["cat-g"], LIGHT["land"], LIGHT["koppar-fill"]],
    },
}


def styled(spec: Mapping[str, Any]) -> Spec:
    """The spec in the cards' look. What a spec sets itself is kept, except the paper it lies on."""
    config = _merged(CONFIG, spec.get("config", {}))
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec, "config": config}
    # An explicit paper: a page may be dark, and the ink is not.
    whole |= {"background": LIGHT["surface"], "padding": 16}
    return whole


def _merged(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Spec:
    both = dict(ours)
    for key, value in theirs.items():
        mine = both.get(key)
        both[key] = _merged(mine, value) if isinstance(mine, Mapping) and isinstance(value, Mapping) else value
    return both
