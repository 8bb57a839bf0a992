"""The frozen picture as a page: what the templates show beside the body."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from tryggve.cycle.situation_pictures.rules import SHOWN_WEEKS
from tryggve.foundation.render.editions import body_of
from tryggve.foundation.render.models import Edition
from tryggve.foundation.render.words import day, swedish_date
from tryggve.kernel.viewer import Viewer


def page_context(body: dict[str, Any]) -> dict[str, Any]:
    """What the HTML shows beside the body: bars as points, the map's features, the strip's rows."""
    return {
        "body": body,
        "groups": [row | {"points": _points(row["series"])} for row in body["groups"]],
        "areas": [row | {"sign": _SIGNS[row["level"]]} for row in body["areas"] if not _is_quiet(row)],
        "areas_rest": [row | {"sign": _SIGNS[row["level"]]} for row in body["areas"] if _is_quiet(row)],
        "features": _features(body),
        "words_first": [each for each in body["judgements"] if _is_worth_reading(each)],
        "words_rest": [each for each in body["judgements"] if not _is_worth_reading(each)],
    }


def _is_quiet(row: dict[str, Any]) -> bool:
    """An area where nothing happened in the week, known and as usual: folded, or a phone never sees the rest."""
    return row["count"] == 0 and not row["suggested"] and row["level"] in ("zero", "as_usual", "too_few")


def _is_worth_reading(judgement: dict[str, Any]) -> bool:
    """What a meeting must not miss: more than usual, something coming, or somebody who needs something."""
    return judgement["colour"] in ("yellow", "red") or bool(judgement["signals"] or judgement["needs"])


#: The document's levels, in the words of the page's marks.
_SIGNS = {
    "as_usual": "usual",
    "more": "above",
    "less": "below",
    "zero": "zero",
    "unanswered": "missing",
    "too_few": "unknown",
    "hidden": "hidden",
}
_HEX_STEPS = (3, 5, 8, 13)


def _points(series: dict[str, Any]) -> list[dict[str, Any]]:
    length = len(series["labels"])
    low, high = series["low"] or [None] * length, series["high"] or [None] * length
    return [
        {"label": f"v. {label}", "count": count, "low": least, "high": most, "missing": missing}
        for label, count, least, most, missing in zip(
            series["labels"], series["values"], low, high, series["missing"], strict=True
        )
    ]


def _is_framed(row: dict[str, Any]) -> bool:
    """Whether the map is fitted to this area: suggested, or an incident a week on average."""
    return bool(row["suggested"]) or sum(count or 0 for count in row["series"]["values"]) >= SHOWN_WEEKS


def _features(body: dict[str, Any]) -> dict[str, Any]:
    """Areas with their number when suggested, and hexagons on top."""
    rows = {row["key"]: row for row in body["areas"]}
    features = [
        {
            "type": "Feature",
            "id": shape["key"],
            "geometry": shape["geometry"],
            "properties": {
                "id": shape["key"],
                "kind": "area",
                "name": rows[shape["key"]]["name"],
                "chosen": rows[shape["key"]]["suggested"],
                "missing": rows[shape["key"]]["level"] == "unanswered",
                "frame": _is_framed(rows[shape["key"]]),
                "href": f"#omrade-{shape['key']}",
                "count": rows[shape["key"]]["count"] if isinstance(rows[shape["key"]]["count"], int) else None,
            },
        }
        for shape in body["map"]["areas"]
        if shape["key"] in rows
    ]
    for cell in body["hexagons"]:
        ring = [*cell["boundary"], cell["boundary"][0]]
        step = sum(cell["count"] >= least for least in _HEX_STEPS)
        features.append(
            {
                "type": "Feature",
                "id": cell["cell"],
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {"id": cell["cell"], "kind": "hex", "name": "", "step": step, "count": cell["count"]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def picture_html(edition: Edition, viewer: Viewer) -> bytes:
    """The frozen picture as a page of its own, light and on paper."""
    context = page_context(body_of(edition, viewer)) | {
        "version": edition.version,
        "body_hash": edition.body_hash,
        "frozen_date": day(swedish_date(edition.created_at)),
        "is_practice": viewer.is_practice,
        "theme": "light",
    }
    return render_to_string("situation_pictures/paper.html", context).encode()
