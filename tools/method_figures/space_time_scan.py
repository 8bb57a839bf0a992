"""The pictures of the cards of zones, of the scan and of its replicates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tools.method_figures.style import ACCENT, INK_QUIET, QUIET, WIDTH
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.space_time.scan_permutation import scan_permutation
from tryggve.engine.space_time.scan_result import ScanResult, ScanWindow
from tryggve.engine.space_time.zones import ZoneSize, zones_by_distance, zones_by_network

_N_WEEKS = 26
_RISEN = (27, 28, 35)
_ROOM = {"domain": [-0.5, 7.5], "nice": False}


def space_time_scan() -> dict[str, Any]:
    """The map of a planted cluster, and its weeks beside what is expected."""
    points, counts, found = _planted()
    first = found.clusters[0]
    inside = counts[list(first.locations)].sum(axis=0)
    expected = inside.sum() * counts.sum(axis=0) / counts.sum()
    places = [
        {"x": x, "y": y, "cases": int(n), "part": "in the cluster" if place in first.locations else "elsewhere"}
        for place, ((x, y), n) in enumerate(zip(points.tolist(), counts.sum(axis=1), strict=True))
    ]
    weeks = [
        {"week": week + 1, "cases": int(n), "expected": round(float(mean), 3), "part": _part(week, first.first_period)}
        for week, (n, mean) in enumerate(zip(inside, expected, strict=True))
    ]
    n_weeks = first.last_period - first.first_period + 1
    title = f"{len(first.locations)} places, the last {n_weeks} weeks: {first.observed} cases where "
    return {
        "title": {
            "text": f"{title}{first.expected:.1f} were expected",
            "subtitle": f"Permutation scan of {found.n_cases} cases in 64 places and {_N_WEEKS} weeks; none of 999 "
            "replicates was as extreme",
        },
        "hconcat": [
            {
                "width": 230,
                "height": 230,
                "data": {"values": places},
                "mark": {"type": "point"},
                "encoding": {
                    "x": {"field": "x", "type": "quantitative", "title": "km (squares: cluster)", "scale": _ROOM},
                    "y": {"field": "y", "type": "quantitative", "title": "km north", "scale": _ROOM},
                    "size": {"field": "cases", "type": "quantitative", "legend": None},
                    "color": _colours("in the cluster", "elsewhere"),
                    "shape": {
                        "field": "part",
                        "scale": {"domain": ["in the cluster", "elsewhere"], "range": ["square", "circle"]},
                        "legend": None,
                    },
                },
            },
            {
                "width": 270,
                "height": 230,
                "data": {"values": weeks},
                "layer": [
                    {
                        "mark": {"type": "bar"},
                        "encoding": {
                            "y": {"field": "cases", "type": "quantitative", "title": "cases in these places"},
                            "color": {
                                "field": "part",
                                "scale": {"domain": ["cluster", "before"], "range": [ACCENT, QUIET]},
                                "legend": None,
                            },
                        },
                    },
                    {
                        "mark": {"type": "line", "strokeDash": [4, 3]},
                        "encoding": {"y": {"field": "expected", "type": "quantitative"}},
                    },
                ],
                "encoding": {"x": {"field": "week", "type": "quantitative", "title": "week (dashed: expected)"}},
            },
        ],
    }


def monte_carlo() -> dict[str, Any]:
    """The replicates' maxima with the fitted Gumbel curve, and what was seen."""
    _, _, found = _planted()
    seen, drawn = found.clusters[0], found.null_maxima
    scale = float(drawn.std(ddof=1)) * np.sqrt(6) / np.pi
    location = float(drawn.mean()) - 0.5772156649015329 * scale
    edges = np.arange(np.floor(drawn.min() * 2) / 2, drawn.max() + 0.5, 0.5)
    heights, _ = np.histogram(drawn, bins=edges)
    bars = [{"from": float(low), "to": float(low) + 0.5, "n": int(n)} for low, n in zip(edges, heights, strict=False)]
    at = np.linspace(edges[0], seen.score + 1, 120)
    height = np.exp(-(at - location) / scale)
    curve = [
        {"score": round(float(x), 3), "n": round(float(y), 4)}
        for x, y in zip(at, drawn.size * 0.5 / scale * height * np.exp(-height), strict=True)
    ]
    return {
        "title": {
            "text": f"None of {drawn.size} replicates scored {seen.score:.1f}: the Gumbel tail says how rare it is",
            "subtitle": f"p by rank {seen.p_value:.3f}; p by the curve {seen.p_gumbel:.1e}",
        },
        "width": WIDTH,
        "height": 240,
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "color": QUIET},
                "encoding": {
                    "x": {"field": "from", "type": "quantitative", "bin": {"binned": True}, "title": "largest score"},
                    "x2": {"field": "to"},
                    "y": {"field": "n", "type": "quantitative", "title": "replicates"},
                },
            },
            {
                "data": {"values": curve},
                "mark": {"type": "line"},
                "encoding": {
                    "x": {"field": "score", "type": "quantitative"},
                    "y": {"field": "n", "type": "quantitative"},
                },
            },
            {
                "data": {"values": [{"score": round(seen.score, 3), "word": "seen"}]},
                "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 3},
                "encoding": {"x": {"field": "score", "type": "quantitative"}},
            },
            {
                "data": {"values": [{"score": round(seen.score, 3), "word": "what was seen"}]},
                "mark": {"type": "text", "align": "right", "dx": -8, "y": 12},
                "encoding": {"x": {"field": "score", "type": "quantitative"}, "text": {"field": "word"}},
            },
        ],
    }


def zones() -> dict[str, Any]:
    """The nine places nearest a centre, as the crow flies and along streets with one bridge."""
    points, edges, lengths = _town()
    centre, k = 13, 9
    as_crow = zones_by_distance(points, ZoneSize(k=k))
    on_foot = zones_by_network(np.arange(len(points)), edges, lengths, ZoneSize(k=k))
    rows = []
    for title, answer in (("as the crow flies", as_crow), ("along streets", on_foot)):
        start = int(answer.starts[centre])
        inside = answer.members[start : start + k].tolist()
        rows += [
            {"x": x, "y": y, "how": title, "part": "in the zone" if place in inside else "not"}
            for place, (x, y) in enumerate(points.tolist())
        ]
    return {
        "title": {
            "text": "Along streets a zone stays on its own side of the river",
            "subtitle": "The nine places nearest the same centre; the river runs at 2.5 km, its bridge at the top",
        },
        "data": {"values": rows},
        "facet": {"column": {"field": "how", "title": None, "sort": ["as the crow flies", "along streets"]}},
        "spec": {
            "width": 240,
            "height": 240,
            "layer": [
                {
                    "mark": {"type": "point", "size": 110},
                    "encoding": {
                        "x": {"field": "x", "type": "quantitative", "title": "km"},
                        "y": {"field": "y", "type": "quantitative", "title": "km"},
                        "color": _colours("in the zone", "not"),
                        "shape": {
                            "field": "part",
                            "scale": {"domain": ["in the zone", "not"], "range": ["square", "circle"]},
                            "title": None,
                        },
                    },
                },
                {"mark": {"type": "rule", "strokeDash": [5, 4], "color": INK_QUIET}, "encoding": {"x": {"datum": 2.5}}},
            ],
        },
    }


def _planted() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], ScanResult]:
    side = np.arange(8.0)
    points = np.array([(x, y) for x in side for y in side])
    usual = generator(3).gamma(4.0, 0.25, size=(64, 1))
    counts = generator(4).poisson(usual * np.ones(_N_WEEKS))
    counts[list(_RISEN), -3:] += generator(5).poisson(3.0, size=(3, 3))
    answer = scan_permutation(
        counts, zones_by_distance(points, ZoneSize(k=16)), window=ScanWindow(13), chance=MonteCarlo(seed=6)
    )
    return points, counts, answer


def _town() -> tuple[np.ndarray[Any, Any], list[tuple[int, int]], list[float]]:
    # A grid of streets of 1 km; those over the river are missing but for the bridge at the top.
    points = np.array([(float(x), float(y)) for x in range(6) for y in range(6)])
    edges = [(x * 6 + y, x * 6 + y + 1) for x in range(6) for y in range(5)]
    edges += [(x * 6 + y, x * 6 + y + 6) for x in range(5) for y in range(6) if x != 2 or y == 5]
    return points, edges, [1.0] * len(edges)


def _colours(strong: str, quiet: str) -> dict[str, Any]:
    return {"field": "part", "scale": {"domain": [strong, quiet], "range": [ACCENT, QUIET]}, "title": None}


def _part(week: int, first: int) -> str:
    return "cluster" if week >= first else "before"


FIGURES: dict[str, Callable[[], dict[str, Any]]] = {
    "space_time_scan": space_time_scan,
    "monte_carlo": monte_carlo,
    "zones": zones,
}
