"""The picture of Farrington's method: what a season explains, and what it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tools.method_figures.style import ACCENT, BAND, INK, QUIET
from tryggve.engine.series.farrington import farrington_flexible

_N_WEEKS = 416
_SHOWN = 78
_OUTBREAK = 402


def farrington() -> dict[str, Any]:
    """A year and a half of one series, its expected numbers, its bound, and the week that is above it."""
    rng = np.random.default_rng(11)
    weeks = np.arange(_N_WEEKS)
    counts = rng.poisson(12 * np.exp(0.6 * np.sin(2 * np.pi * weeks / 52)))
    counts[_OUTBREAK] += 16
    answer = farrington_flexible(counts[:, None], judge=_SHOWN)
    told = zip(
        answer.weeks.tolist(),
        answer.expected[:, 0].tolist(),
        answer.upper_bound[:, 0].tolist(),
        answer.is_alarm[:, 0].tolist(),
        strict=True,
    )
    rows = [
        {
            "week": week - _N_WEEKS + 1,
            "count": int(counts[week]),
            "expected": expected,
            "bound": bound,
            "what": "alarm" if is_alarm else "as usual",
        }
        for week, expected, bound, is_alarm in told
    ]
    week = {"field": "week", "type": "quantitative", "title": "weeks before now", "scale": {"nice": False}}
    number = {"type": "quantitative", "title": "incidents a week"}
    colour = {"domain": ["as usual", "alarm"], "range": [QUIET, ACCENT]}
    return {
        "width": 560,
        "height": 260,
        "title": {
            "text": "The season explains most high weeks; one week stands out",
            "subtitle": "Bars: incidents. Line: expected from five years. Shade: up to the bound, alpha 0.005.",
        },
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "area", "color": BAND, "interpolate": "step"},
                "encoding": {"x": week, "y": {"field": "bound", **number}},
            },
            {
                "mark": {"type": "bar", "width": 4},
                "encoding": {
                    "x": week,
                    "y": {"field": "count", **number},
                    "color": {"field": "what", "type": "nominal", "scale": colour, "title": None},
                },
            },
            {
                "mark": {"type": "line", "color": INK, "interpolate": "step"},
                "encoding": {"x": week, "y": {"field": "expected", **number}},
            },
        ],
    }


FIGURES: dict[str, Callable[[], dict[str, Any]]] = {"farrington": farrington}
