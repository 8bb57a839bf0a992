"""Pictures of the cards on disclosure: tables as they would be published, and what an attacker makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tools.method_figures.style import ACCENT, BAND, HEAT, INK, INK_QUIET, QUIET
from tryggve.engine.disclosure.attack import Statement, attack, table_statements
from tryggve.engine.disclosure.coarsening import coarsen_hexagons
from tryggve.engine.disclosure.complementary import protect_table
from tryggve.engine.disclosure.dominance import dominated_cells
from tryggve.engine.disclosure.rounding import round_table
from tryggve.engine.disclosure.suppress import suppress_table

Spec = dict[str, Any]

AREAS = ("Centrum", "Britsarvet", "Hosjö", "Slätta")
MONTHS = ("June", "July", "August")
COUNTS = ((12, 3, 20, 14), (7, 9, 31, 6), (8, 14, 0, 11))
CELL = 44


def _table(rows: Sequence[Mapping[str, Any]], *, title: str, subtitle: str, lines: Sequence[str]) -> Spec:
    """Each row: `line`, `column`, `shown`, `kind` (shown, small, protecting)."""
    columns = list(dict.fromkeys(row["column"] for row in rows))
    place = {
        "x": {
            "field": "column",
            "type": "ordinal",
            "sort": columns,
            "title": None,
            "axis": {"orient": "top", "labelAngle": 0},
        },
        "y": {"field": "line", "type": "ordinal", "sort": list(lines), "title": None},
    }
    kinds = {"shown": HEAT[0], "small": ACCENT, "protecting": HEAT[2]}
    present = [kind for kind in kinds if any(row["kind"] == kind for row in rows)]
    scale = {"domain": present, "range": [kinds[kind] for kind in present]}
    colour = {"field": "kind", "type": "nominal", "scale": scale, "legend": None}
    return {
        "title": {"text": title, "subtitle": subtitle},
        "width": 560,
        "height": {"step": CELL},
        "data": {"values": [dict(row) for row in rows]},
        "encoding": place,
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "#FFFDF9", "strokeWidth": 3},
                "encoding": {"color": colour},
            },
            {
                "mark": {"type": "text", "fontSize": 15},
                "encoding": {
                    "text": {"field": "shown", "type": "nominal"},
                    "color": {"condition": {"test": "datum.kind == 'small'", "value": "#FFFFFF"}, "value": INK},
                },
            },
        ],
    }


def _rows(table: Any, *, threshold: int = 5) -> list[Spec]:
    """The published table with its totals; what is hidden is told apart here, as it never is in print."""
    whole = [[*line, sum(line)] for line in COUNTS]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    shown = [[*line, total] for line, total in zip(table.cells, table.row_totals, strict=True)]
    shown.append([*table.column_totals, table.total])
    return [
        {
            "line": line,
            "column": column,
            "shown": str(value) if value is not None else "hidden, small" if 0 < true < threshold else "hidden",
            "kind": "shown" if value is not None else "small" if 0 < true < threshold else "protecting",
        }
        for line, values, truths in zip((*MONTHS, "all"), shown, whole, strict=True)
        for column, value, true in zip((*AREAS, "all"), values, truths, strict=True)
    ]


def suppression() -> Spec:
    """The totals withheld."""
    table = suppress_table(COUNTS)
    return _table(
        _rows(table),
        title="One small number hides its totals, and no other cell",
        subtitle="Incidents by month and area. A total that would tell of it is hidden as well.",
        lines=(*MONTHS, "all"),
    )


def complementary_suppression() -> Spec:
    """The totals kept, and other cells hidden."""
    table = protect_table(COUNTS)
    found = attack(table_statements(table, names=[[f"{m} {a}" for a in AREAS] for m in MONTHS], hidden_low=1))
    small = next(one for one in found.findings if one.parts == ("June Britsarvet",))
    return _table(
        _rows(table),
        title=f"{table.n_hidden - table.n_small} further numbers keep one small number hidden",
        subtitle=f"All totals are shown. Of the small one anybody can say: {small.low} to {small.high}.",
        lines=(*MONTHS, "all"),
    )


def attack_on_month() -> Spec:
    """Three weeks and their month, and what is left for the fourth."""
    weeks = ("week 1", "week 2", "week 3", "week 4")
    shown = dict(zip(weeks, (None, 6, 9, 5), strict=True))
    told = [Statement((week,), value, low=1 if value is None else 0) for week, value in shown.items()]
    tables = (
        ("the weeks", told, 1),
        ("and the month (at most)", [*told, Statement(weeks, None, low=21, high=24)], 2),
        ("and the month (22)", [*told, Statement(weeks, 22)], 3),
    )
    rows = []
    for name, statements, _ in tables:
        found = attack(statements).findings[0]
        high = 12 if found.high is None else found.high
        words = "1 or more" if found.high is None else f"{found.low} to {high}" if found.low < high else f"{high}"
        rows.append({"known": name, "low": found.low, "high": high, "words": words, "verdict": found.verdict})
    order = {"field": "known", "type": "ordinal", "sort": None, "title": "published", "axis": {"labelLimit": 200}}
    return {
        "title": {
            "text": "A month less three of its weeks is the fourth",
            "subtitle": "Week 1 is hidden. What it can be, the more is published beside it.",
        },
        "width": 430,
        "height": {"step": 48},
        "data": {"values": rows},
        "encoding": {"y": order},
        "layer": [
            {
                "mark": {"type": "bar", "height": 12, "cornerRadius": 6, "color": QUIET, "minBandSize": 4},
                "encoding": {
                    "x": {
                        "field": "low",
                        "type": "quantitative",
                        "title": "possible incidents in week 1",
                        "scale": {"domain": [0, 14]},
                    },
                    "x2": {"field": "high"},
                },
            },
            {
                "transform": [{"filter": "datum.verdict == 'disclosed'"}],
                "mark": {"type": "point", "size": 160, "color": ACCENT},
                "encoding": {"x": {"field": "low", "type": "quantitative"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10, "fontSize": 13},
                "encoding": {
                    "x": {"field": "high", "type": "quantitative"},
                    "text": {"field": "words", "type": "nominal"},
                },
            },
        ],
    }


def dominance() -> Spec:
    """Who holds how much of each cell."""
    organisations = ("police", "housing company", "school", "rescue service")
    by_area = ((18, 6, 9, 5), (1, 5, 8, 0), (1, 7, 2, 7), (0, 4, 3, 0))
    found = dominated_cells([[line] for line in by_area])
    rows = [
        {
            "area": f"{area}: sensitive" if found.is_sensitive[0][place] else area,
            "organisation": organisation,
            "n": counts[place],
        }
        for place, area in enumerate(AREAS)
        for organisation, counts in zip(organisations, by_area, strict=True)
    ]
    return {
        "title": {
            "text": f"{found.n_sensitive} of {len(AREAS)} areas show one organisation's number through",
            "subtitle": "Share of each area's incidents by who reported them.",
        },
        "width": 460,
        "height": {"step": 42},
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": "#FFFDF9"},
        "encoding": {
            "y": {"field": "area", "type": "ordinal", "sort": None, "title": None, "axis": {"labelLimit": 200}},
            "x": {
                "field": "n",
                "type": "quantitative",
                "stack": "normalize",
                "title": "share",
                "axis": {"format": ".0%"},
            },
            "color": {
                "field": "organisation",
                "type": "nominal",
                "sort": list(organisations),
                "title": None,
                "scale": {"range": [ACCENT, INK, QUIET, BAND]},
            },
        },
    }


def rounding() -> Spec:
    """The table in multiples of five."""
    table = round_table(COUNTS)
    rows = _rows(table, threshold=0)
    whole = [[*line, sum(line)] for line in COUNTS]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    for row, true in zip(rows, (number for line in whole for number in line), strict=True):
        row["shown"] = f"{true} → {row['shown']}" if str(true) != row["shown"] else row["shown"]
    return _table(
        rows,
        title="Every number a multiple of five, and the table still adds up",
        subtitle=f"The true number and the one to publish. No number moves by more than {table.largest_change}.",
        lines=(*MONTHS, "all"),
    )


def coarsening() -> Spec:
    """Hexagons around the middle of a town, with fewer incidents further out."""
    import h3

    middle = h3.latlng_to_cell(60.6065, 15.6355, 6)
    places = [name for large in sorted(h3.grid_disk(middle, 1)) for name in sorted(h3.cell_to_children(large, 8))]
    centre = h3.cell_to_latlng(middle)
    far = [h3.great_circle_distance(centre, h3.cell_to_latlng(name), unit="km") for name in places]
    counts = [round(30 / (1 + distance**2)) + (place % 11 == 0) for place, distance in enumerate(far)]
    found = coarsen_hexagons(places, counts, coarsest=6)
    shapes = []
    for name, count in zip(found.hexagons, found.counts, strict=True):
        ring = [(east * 0.4908, north) for north, east in h3.cell_to_boundary(name)]
        shapes.append(
            {
                "type": "Feature",
                "properties": {"count": (count or 0) / 7 ** (8 - h3.get_resolution(name))},
                # The picture's plane has its second axis downwards, and wants rings that turn with the clock.
                "geometry": {"type": "Polygon", "coordinates": [[*ring[::-1], ring[-1]]]},
            }
        )
    sizes = len(set(found.resolutions))
    return {
        "title": {
            "text": f"Hexagons of {sizes} sizes: small where there is much, large where there is little",
            "subtitle": f"{len(places)} hexagons become {len(found.hexagons)}; each shows none, or 5 or more.",
        },
        "width": 560,
        "height": 400,
        "data": {"values": shapes},
        "projection": {"type": "identity", "reflectY": True},
        "mark": {"type": "geoshape", "stroke": INK_QUIET, "strokeWidth": 0.8},
        "encoding": {
            "color": {
                "field": "properties.count",
                "type": "quantitative",
                "title": "incidents in a small hexagon",
                "scale": {"range": [HEAT[1], HEAT[4]]},
            }
        },
    }


FIGURES: dict[str, Callable[[], Spec]] = {
    "suppression": suppression,
    "complementary_suppression": complementary_suppression,
    "attack": attack_on_month,
    "dominance": dominance,
    "rounding": rounding,
    "coarsening": coarsening,
}
