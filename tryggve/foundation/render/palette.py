"""Which colours do paper and pictures use? The light tokens: paper is always light."""

from __future__ import annotations

from typing import Final

LIGHT: Final[dict[str, str]] = {
    "paper": "#F6F2EA",
    "surface": "#FFFDF9",
    "ink": "#1E2320",
    "ink-2": "#4B4D47",
    "line": "#D9D0C0",
    "line-strong": "#7F776A",
    "falu": "#7A1D14",
    "falu-ink": "#7A1D14",
    "koppar": "#94480F",
    "koppar-fill": "#BF6A2B",
    "ljus": "#FFCE58",
    "gron": "#2C6A2E",
    "gul": "#E5A800",
    "gul-ink": "#664A00",
    "rod": "#B4121B",
    "cat-a": "#1843B8",
    "cat-b": "#4D0166",
    "cat-c": "#A56627",
    "cat-d": "#121C25",
    "cat-e": "#9B1E58",
    "cat-f": "#274704",
    "cat-g": "#007EA3",
    "on-cat": "#FFFFFF",
    "heat-1": "#F6E3CF",
    "heat-2": "#E9BF97",
    "heat-3": "#D08F55",
    "heat-4": "#9E4F17",
    "bar": "#8B8375",
    "band": "#E6DECF",
    "water": "#CFDFE3",
    "water-line": "#8FB0B8",
    "land": "#EFE9DC",
    "trim": "#FFFDF9",
    "ov": "#1E2320",
    "on-ov": "#F6F2EA",
}
