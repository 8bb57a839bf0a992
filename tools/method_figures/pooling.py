"""Pictures of the cards on many series at once: what is borrowed, who judges what, and how the work is shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tools.method_figures.style import ACCENT, INK, INK_QUIET, QUIET
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.judgement import VERDICTS, Unusual
from tryggve.engine.series.nation import Group, NationPlan, unusual_in_chunks
from tryggve.engine.series.partial_pooling import pool_partially
from tryggve.engine.series.unusual import unusual

Spec = dict[str, Any]

N_AREAS, N_CATEGORIES, N_WEEKS = 26, 8, 31
SHOWN_CELLS = 60


def _town(seed: int, mean: float = 0.3) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    chance = generator(seed)
    rates = mean * np.outer(chance.gamma(3, 1 / 3, N_AREAS), chance.gamma(3, 1 / 3, N_CATEGORIES)).ravel()
    rates *= chance.gamma(2, 0.5, rates.size)
    return chance.poisson(rates, (N_WEEKS, rates.size)).astype(np.float64)


AREAS = np.repeat(np.arange(N_AREAS), N_CATEGORIES)
CATEGORIES = np.tile(np.arange(N_CATEGORIES), N_AREAS)


def partial_pooling() -> Spec:
    """Each cell's own mean, and where it is drawn to."""
    history = _town(20260101)[:12]
    pooled = pool_partially(history, areas=AREAS, categories=CATEGORIES)
    own = history.mean(axis=0)
    order = np.argsort(own, kind="stable")[:: -max(1, own.size // SHOWN_CELLS)]
    rows = [
        {
            "cell": place,
            "own": float(own[cell]),
            "pooled": float(pooled.rates[cell]),
            "low": float(pooled.low_rates[cell]),
            "high": float(pooled.high_rates[cell]),
        }
        for place, cell in enumerate(order.tolist())
    ]
    y = {"type": "quantitative", "title": "Incidents a week"}
    x = {"field": "cell", "type": "quantitative", "axis": None, "scale": {"domain": [-1, len(rows)]}}
    return {
        "title": {
            "text": "Cells with nothing are not safe, and the highest are not as bad as they look",
            "subtitle": [
                f"{len(rows)} of 208 cells over 12 weeks: rings are own means, dots with 95 % lines what they are",
                "after their area, their category and each other",
            ],
        },
        "width": 560,
        "height": 260,
        "data": {"values": rows},
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "rule", "color": QUIET},
                "encoding": {"y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": False, "color": INK_QUIET, "size": 45},
                "encoding": {"y": {"field": "own", **y}},
            },
            {"mark": {"type": "point", "color": ACCENT, "size": 40}, "encoding": {"y": {"field": "pooled", **y}}},
        ],
    }


def _planted() -> Unusual:
    counts = _town(20260102)
    quietest = int(np.argmin(unusual(counts, areas=AREAS, categories=CATEGORIES).means))
    counts[-1, quietest] += 3
    return unusual(counts, areas=AREAS, categories=CATEGORIES)


def unusual_card() -> Spec:
    """All pairs of a town by how rare their week is, the planted one marked."""
    answer = _planted()
    higher = VERDICTS.index("higher")
    rows = [
        {
            "observed": int(answer.observed[pair]),
            "rarity": float(-np.log10(answer.p_value[pair])),
            "says": "stands out" if answer.verdict_codes[pair] == higher else "as usual",
        }
        for pair in range(answer.observed.size)
    ]
    return {
        "title": {
            "text": "Three incidents stand out where nearly none is usual",
            "subtitle": "208 pairs of area and category in one week; three incidents were added to the quietest",
        },
        "width": 560,
        "height": 240,
        "data": {"values": rows},
        "mark": {"type": "point", "size": 60, "opacity": 0.8},
        "encoding": {
            "x": {
                "field": "observed",
                "type": "quantitative",
                "title": "Incidents this week",
                "axis": {"tickMinStep": 1},
            },
            "y": {"field": "rarity", "type": "quantitative", "title": "Zeros of the p-value (3 is one in a thousand)"},
            "color": {
                "field": "says",
                "type": "nominal",
                "scale": {"domain": ["as usual", "stands out"], "range": [QUIET, ACCENT]},
                "title": None,
            },
            "shape": {
                "field": "says",
                "type": "nominal",
                "scale": {"domain": ["as usual", "stands out"], "range": ["circle", "diamond"]},
                "title": None,
            },
        },
    }


def nation() -> Spec:
    """Municipalities in a row, and how many series of each stand out after one adjustment for all."""

    def source(number: int) -> Group:
        counts = _town(1000 + number)
        if number % 7 == 3:
            counts[-1, 11 : 11 + number] += 5
        return Group(counts, areas=AREAS, categories=CATEGORIES)

    plan = NationPlan(20)
    answer = unusual_in_chunks(source, plan, chunk_size=5)
    higher = answer.verdict_codes == VERDICTS.index("higher")
    rows = [
        {"town": town + 1, "higher": int(higher[answer.of(town)].sum()), "planted": "planted" if town % 7 == 3 else ""}
        for town in range(plan.n_groups)
    ]
    return {
        "title": {
            "text": "What stands out in 20 municipalities is what was planted in three",
            "subtitle": f"{answer.observed.size:,} series in one go; bursts in municipalities 4, 11 and 18",
        },
        "width": 560,
        "height": 220,
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "town", "type": "ordinal", "title": "Municipality", "axis": {"labelAngle": 0}},
            "y": {"field": "higher", "type": "quantitative", "title": "Series that are higher"},
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "color": {"condition": {"test": "datum.planted != ''", "value": ACCENT}, "value": QUIET},
                },
            },
            {
                "transform": [{"filter": "datum.higher > 0"}],
                "mark": {"type": "text", "dy": -8, "color": INK},
                "encoding": {"text": {"field": "higher", "type": "quantitative"}},
            },
        ],
    }


FIGURES: dict[str, Callable[[], Spec]] = {
    "partial_pooling": partial_pooling,
    "unusual": unusual_card,
    "nation": nation,
}
