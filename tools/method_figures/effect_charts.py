"""What charts do the cards about effects share? Intervals beside each other, and weeks with what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools.method_figures.style import ACCENT, BAND, INK, INK_QUIET, WIDTH

Spec = dict[str, Any]
Rows = Sequence[dict[str, Any]]
#: A rule or a word is drawn once, and not once for each row of the data.
ONE: Spec = {"values": [{}]}


def titled(text: str, under: str) -> Spec:
    return {"text": text, "subtitle": under}


def intervals(rows: Rows, *, title: Spec, unit: str, none_at: float, ratio: bool = False) -> Spec:
    """One line for each row: its interval, its estimate, and a rule at no change."""
    scale: Spec = {"type": "log", "nice": False, "domain": [0.18, 2.6]} if ratio else {"zero": False}
    axis: Spec = {"title": unit} | ({"values": [0.25, 0.5, 0.7, 1, 1.5, 2], "format": "~g"} if ratio else {})
    y: Spec = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 240}}
    colour: Spec = {"condition": {"test": "datum.clear", "value": ACCENT}, "value": INK}
    return {
        "title": title,
        "width": WIDTH - 140,
        "height": {"step": 34},
        "data": {"values": list(rows)},
        "layer": [
            {"data": ONE, "mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"x": {"datum": none_at}}},
            {
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {
                    "y": y,
                    "x": {"field": "low", "type": "quantitative", "scale": scale, "axis": axis},
                    "x2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "size": 90},
                "encoding": {"y": y, "x": {"field": "at", "type": "quantitative"}, "color": colour},
            },
        ],
    }


def weeks(rows: Rows, *, title: Spec, start: float, unit: str = "incidents a week") -> Spec:
    """Counts as points, what was expected as a line with its band, and a rule where the measure began."""
    x: Spec = {"field": "week", "type": "quantitative", "title": "week", "scale": {"nice": False}}
    return {
        "title": title,
        "width": WIDTH,
        "height": 260,
        "data": {"values": list(rows)},
        "layer": [
            {
                "mark": {"type": "area", "color": BAND},
                "transform": [{"filter": "isValid(datum.low)"}],
                "encoding": {
                    "x": x,
                    "y": {"field": "low", "type": "quantitative", "title": unit},
                    "y2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "line", "color": INK_QUIET},
                "transform": [{"filter": "isValid(datum.expected)"}],
                "encoding": {"x": x, "y": {"field": "expected", "type": "quantitative"}},
            },
            {
                "mark": {"type": "point"},
                "encoding": {
                    "x": x,
                    "y": {"field": "count", "type": "quantitative"},
                    "color": {"condition": {"test": f"datum.week > {start}", "value": ACCENT}, "value": INK},
                },
            },
            {"data": ONE, "mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"x": {"datum": start}}},
            {
                "data": ONE,
                "mark": {"type": "text", "align": "left", "dx": 6, "color": INK_QUIET},
                "encoding": {"x": {"datum": start}, "y": {"value": 8}, "text": {"value": "the measure begins"}},
            },
        ],
    }
