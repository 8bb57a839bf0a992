"""The pictures of near repeat and of the methods for places, on a small made-up town."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tools.method_figures.style import ACCENT, BAND, HEAT, INK, INK_QUIET, QUIET, WIDTH
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.numerics.smoothing import Smoothing
from tryggve.engine.places.back_test import BackTestPlan, back_test
from tryggve.engine.places.concentration import concentration_curve
from tryggve.engine.places.counts import rank_places
from tryggve.engine.places.density import Grid, density_on_grid
from tryggve.engine.places.forecasts import PlaceHistory, counts_by_period, place_forecasts
from tryggve.engine.places.hot_spots import getis_ord_star
from tryggve.engine.places.local_moran import local_moran
from tryggve.engine.places.neighbours import neighbours_within
from tryggve.engine.places.ranking import bootstrap_ranks
from tryggve.engine.space_time.near_repeat import near_repeat

Spec = dict[str, Any]
_SIDE = 14


def near_repeat_figure() -> Spec:
    """A Knox table of a town where one burglary in five is followed by another."""
    chance = generator(11)
    x, y, days = chance.uniform(0, 4000, 360), chance.uniform(0, 4000, 360), chance.integers(0, 365, 360)
    x[300:] = x[:60] + chance.normal(0, 60, 60)
    y[300:] = y[:60] + chance.normal(0, 60, 60)
    days[300:] = days[:60] + chance.integers(1, 10, 60)
    table = near_repeat(x, y, days, distance_edges=(0, 100, 200, 400, 800), time_edges=(0, 7, 14, 28, 56))
    rows = [
        {
            "distance": distance,
            "time": time,
            "ratio": float(table.ratio[row, column]),
            "told": f"{table.ratio[row, column]:.1f} × {'*' if table.adjusted_p_values[row, column] <= 0.05 else ''}",
        }
        for row, distance in enumerate(table.distance_bands)
        for column, time in enumerate(table.time_bands)
    ]
    first = float(table.ratio[0, 0])
    shared = {
        "x": {
            "field": "time",
            "type": "ordinal",
            "sort": None,
            "title": "days between the two",
            "axis": {"labelAngle": 0},
        },
        "y": {"field": "distance", "type": "ordinal", "sort": None, "title": "metres between the two"},
    }
    return {
        "title": {
            "text": f"Within 100 metres and a week there are {first:.0f} times as many pairs as chance makes",
            "subtitle": "observed pairs over the mean of 999 shuffles; * unusual in the whole table (5 %)",
        },
        "width": WIDTH,
        "height": 220,
        "data": {"values": rows},
        "layer": [
            {
                "mark": "rect",
                "encoding": shared
                | {
                    "color": {
                        "field": "ratio",
                        "type": "quantitative",
                        "scale": {"type": "log", "domain": [1, 12], "range": list(HEAT), "clamp": True},
                        "legend": None,
                    }
                },
            },
            {"mark": {"type": "text", "fontSize": 14}, "encoding": shared | {"text": {"field": "told"}}},
        ],
    }


def density() -> Spec:
    """The exact density of 90 events around two corners."""
    chance = generator(5)
    corners = np.array([[350.0, 300.0], [900.0, 420.0], [650.0, 150.0]])
    points = corners[chance.choice(3, 90, p=[0.5, 0.3, 0.2])] + chance.normal(0, 70, (90, 2))
    grid = Grid(west=0, south=0, cell=20, n_columns=60, n_rows=30)
    values = density_on_grid(points[:, 0], points[:, 1], grid, smoothing=Smoothing(80)) * 1e4
    rows = [
        {"x": float(x), "y": float(y), "x2": float(x) + 20, "y2": float(y) + 20, "density": float(values[row, column])}
        for row, y in enumerate(grid.y_centres - 10)
        for column, x in enumerate(grid.x_centres - 10)
    ]
    events = [{"x": float(x), "y": float(y)} for x, y in points]
    axis = {"title": None, "axis": {"labels": False, "domain": False}}
    across = {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1200]}} | axis
    along = {"field": "y", "type": "quantitative", "scale": {"domain": [0, 600]}} | axis
    return {
        "title": {
            "text": f"One corner is densest, with {values.max():.0f} events a hectare",
            "subtitle": "90 events (dots), each a small hill: Gaussian, bandwidth 80 metres",
        },
        "width": WIDTH,
        "height": WIDTH // 2,
        "layer": [
            {
                "data": {"values": rows},
                "mark": "rect",
                "encoding": {
                    "x": across,
                    "x2": {"field": "x2"},
                    "y": along,
                    "y2": {"field": "y2"},
                    "color": {
                        "field": "density",
                        "type": "quantitative",
                        "scale": {"range": list(HEAT)},
                        "legend": {"title": "events a hectare"},
                    },
                },
            },
            {
                "data": {"values": events},
                "mark": {"type": "circle", "size": 12, "color": INK, "clip": True},
                "encoding": {"x": across, "y": along},
            },
        ],
    }


def _town() -> tuple[Floats, Floats, Floats]:
    """Hexagons of a town with one hot spot and one lonely high place."""
    row, column = (axis.ravel() for axis in np.indices((9, _SIDE)))
    x, y = column + 0.5 * (row % 2), row * np.sqrt(0.75)
    counts = generator(3).poisson(2.0, row.size).astype(np.float64)
    counts[np.hypot(x - 9, y - 4) < 1.6] += 7
    counts[(row == 2) & (column == 2)] += 14
    return x, y, counts


def _hexagons(rows: list[Spec], kinds: list[str], colours: list[str], title: Spec) -> Spec:
    hexagon = "M0,-1L0.866,-0.5L0.866,0.5L0,1L-0.866,0.5L-0.866,-0.5Z"
    place = {
        "x": {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [-0.8, _SIDE + 0.3]}},
        "y": {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [-0.9, 7.8]}},
    }
    return {
        "title": title,
        "width": WIDTH,
        "height": 322,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "point", "shape": hexagon, "size": 1500, "opacity": 1},
                "encoding": place
                | {
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": kinds, "range": colours},
                        "legend": {"title": None, "symbolType": "square", "symbolSize": 120},
                    }
                },
            },
            {"mark": {"type": "text", "fontSize": 12}, "encoding": place | {"text": {"field": "count"}}},
        ],
    }


def hot_spots() -> Spec:
    """Gi* finds the places that lie together, and not the lonely high one."""
    x, y, counts = _town()
    answer = getis_ord_star(counts, neighbours_within(x, y, distance=1.1))
    kinds = ["hot", "as chance would have it"]
    rows = [
        {"x": float(x[i]), "y": float(y[i]), "count": int(counts[i]), "kind": kinds[0 if answer.is_hot[i] else 1]}
        for i in range(x.size)
    ]
    title = {
        "text": f"{int(answer.is_hot.sum())} hexagons are hot together; the highest lonely one is not",
        "subtitle": "events in each hexagon; false discovery rate 5 %",
    }
    return _hexagons(rows, kinds, [ACCENT, BAND], title)


def local_moran_figure() -> Spec:
    """Local Moran tells the hot spot from the lonely high place."""
    x, y, counts = _town()
    answer = local_moran(counts, neighbours_within(x, y, distance=1.1), rate=0.1)
    kinds = ["high-high", "high-low", "low-high", "not unusual"]
    told = [kind if out else kinds[3] for kind, out in zip(answer.quadrants, answer.stands_out, strict=True)]
    rows = [{"x": float(x[i]), "y": float(y[i]), "count": int(counts[i]), "kind": told[i]} for i in range(x.size)]
    title = {
        "text": f"{told.count('high-high')} hexagons are high among high ones",
        "subtitle": "events in each hexagon; the lonely 14 has neighbours like any other; false discovery rate 10 %",
    }
    return _hexagons(rows, kinds, [ACCENT, HEAT[2], QUIET, BAND], title)


def concentration() -> Spec:
    """The curve of 150 places against the most even one."""
    counts = generator(8).poisson(generator(9).gamma(0.25, 8.0, 150))
    curve = concentration_curve(counts)
    half = curve.held[1]
    rows = [
        {"places": float(places) * 100, "incidents": float(incidents) * 100, "line": line}
        for line, heights in (("these places", curve.share_of_incidents), ("as even as can be", curve.least_uneven))
        for places, incidents in zip(curve.share_of_places, heights, strict=True)
    ]
    low, high = half.interval.low * 100, half.interval.high * 100
    return {
        "title": {
            "text": f"{half.share_of_places * 100:.0f} % of the places hold half of the incidents",
            "subtitle": f"95 % interval {low:.0f} to {high:.0f} % of places; {curve.n_incidents} incidents, 150 places",
        },
        "width": WIDTH,
        "height": 280,
        "layer": [
            {
                "data": {"values": rows},
                "mark": "line",
                "encoding": {
                    "x": {"field": "places", "type": "quantitative", "title": "% of places, fullest first"},
                    "y": {"field": "incidents", "type": "quantitative", "title": "% of incidents"},
                    "color": {
                        "field": "line",
                        "type": "nominal",
                        "scale": {"domain": ["these places", "as even as can be"], "range": [INK, QUIET]},
                        "legend": {"title": None},
                    },
                    "strokeDash": {"field": "line", "type": "nominal", "legend": None, "sort": None},
                },
            },
            {
                "data": {"values": [{"places": half.share_of_places * 100, "incidents": 50}]},
                "mark": {"type": "point", "color": ACCENT, "size": 110},
                "encoding": {
                    "x": {"field": "places", "type": "quantitative"},
                    "y": {"field": "incidents", "type": "quantitative"},
                },
            },
        ],
    }


def back_test_figure() -> Spec:
    """PAI of four methods in a town whose hot corners stay where they are."""
    chance = generator(7)
    corners = chance.uniform(300, 4700, (6, 2))
    n = 1500
    at_corner = corners[chance.integers(0, 6, n)] + chance.normal(0, 250, (n, 2))
    points = np.clip(np.where(chance.random((n, 1)) < 0.5, at_corner, chance.uniform(0, 5000, (n, 2))), 0, 4999)
    cell = np.floor(points / 250).astype(int)
    centre = (np.arange(20) + 0.5) * 250
    x, y = np.tile(centre, 20), np.repeat(centre, 20)
    history = PlaceHistory(
        points[:, 0], points[:, 1], chance.integers(0, 30, n), cell[:, 1] * 20 + cell[:, 0], x, y, np.ones(400),
        neighbours_within(x, y, distance=360),
    )  # fmt: skip
    plan = BackTestPlan(first_tested=10, recent=6, bandwidth=200)
    answer = back_test(counts_by_period(history), place_forecasts(history, plan), np.ones(400), plan)
    rows = [{"method": one.name, "pai": pai} for one in answer.scores for pai in one.pai_of_each]
    means = [
        {"method": one.name, "pai": one.pai, "told": f"{one.pai:.1f}", "is": one.name == answer.chosen}
        for one in answer.scores
    ]
    shared = {
        "y": {"field": "method", "type": "nominal", "sort": [one.name for one in answer.scores], "title": None},
        "x": {"field": "pai", "type": "quantitative", "title": "PAI in each of 20 periods (dots) and their mean"},
    }
    return {
        "title": {
            "text": "Keep the count: no other method is clearly better"
            if answer.chosen == "count"
            else f"Choose by {answer.chosen}: clearly better than the count",
            "subtitle": "5 % of the area is chosen each time; 1 is no better than choosing blindly",
        },
        "width": WIDTH,
        "height": 200,
        "layer": [
            {"data": {"values": rows}, "mark": {"type": "circle", "color": QUIET, "size": 40}, "encoding": shared},
            {
                "data": {"values": means},
                "mark": {"type": "tick", "thickness": 4, "size": 32},
                "encoding": shared | {"color": {"condition": {"test": "datum.is", "value": ACCENT}, "value": INK}},
            },
            {
                "data": {"values": means},
                "mark": {"type": "text", "dy": -24, "fontWeight": "bold"},
                "encoding": shared | {"text": {"field": "told"}},
            },
        ],
    }


def _intervals(rows: list[Spec], *, title: Spec, what: str, reverse: bool = False) -> Spec:
    place = {"field": "place", "type": "nominal", "sort": None, "title": None}
    scale = {"reverse": True} if reverse else {}
    value = {"type": "quantitative", "title": what, "scale": scale | {"zero": not reverse}}
    return {
        "title": title,
        "width": WIDTH,
        "height": 240,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "color": INK_QUIET, "strokeWidth": 2},
                "encoding": {"y": place, "x": value | {"field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "size": 90},
                "encoding": {
                    "y": place,
                    "x": value | {"field": "at"},
                    "color": {"condition": {"test": "datum.first", "value": ACCENT}, "value": INK},
                },
            },
        ],
    }


_COUNTS = (45, 17, 16, 12, 9, 8, 7, 3, 2)
_NAMES = ("Torget", "Stationen", "Parken", "Skolan", "Norra", "Hamnen", "Södra", "Åsen", "Backen")


def ranking() -> Spec:
    """Ranks of nine places with their intervals."""
    ranked = bootstrap_ranks(_COUNTS)
    rows = [
        {
            "place": f"{_NAMES[one.index]} ({one.count})",
            "low": one.rank_low,
            "high": one.rank_high,
            "at": one.rank,
            "first": one.rank_high == 1,
        }
        for one in ranked
    ]
    title = {
        "text": "Only the first place has a sure rank",
        "subtitle": "rank if the same time happened again, 95 % interval; incidents in brackets",
    }
    return _intervals(rows, title=title, what="rank, 1 is highest", reverse=True)


def place_counts() -> Spec:
    """Counts of nine places with the true means that they are compatible with."""
    rows = [
        {
            "place": f"{_NAMES[one.index]} (rank {one.rank_low}–{one.rank_high})",
            "low": one.low,
            "high": one.high,
            "at": one.count,
            "first": one.rank_high == 1,
        }
        for one in rank_places(_COUNTS)
    ]
    title = {
        "text": "Torget has most; who comes second cannot be told",
        "subtitle": "incidents, and the true means that they are compatible with (95 %)",
    }
    return _intervals(rows, title=title, what="incidents in the time")


FIGURES: dict[str, Callable[[], Spec]] = {
    "near_repeat": near_repeat_figure,
    "density": density,
    "hot_spots": hot_spots,
    "local_moran": local_moran_figure,
    "concentration": concentration,
    "back_test": back_test_figure,
    "ranking": ranking,
    "place_counts": place_counts,
}
