"""What the gallery of the style shows: one of everything, all invented."""

from __future__ import annotations

import math
from typing import Any

from django import forms

from tryggve.foundation.web.widgets import DateInput, TimeInput

SOMEONE_LATE = (6, 10)


class GalleryForm(forms.Form):
    """Every kind of control."""

    title = forms.CharField(label="Rubrik", max_length=80)
    text = forms.CharField(
        label="Så delas det",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skriv område i stället för adress. Inga namn, inga nummer.",
    )
    area = forms.ChoiceField(label="Område", choices=[("", "Välj område"), ("k", "Knutpunkten"), ("b", "Bojsenburg")])
    on_day = forms.DateField(label="Dag", widget=DateInput())
    at_time = forms.TimeField(label="Klockan", widget=TimeInput(), required=False)
    certainty = forms.ChoiceField(
        label="Hur säkert är det?",
        choices=[("seen", "Sett"), ("heard", "Hört"), ("rumour", "Rykte")],
        widget=forms.RadioSelect,
    )
    judged = forms.ChoiceField(
        label="Er bedömning av veckan",
        choices=[("green", "Grönt"), ("yellow", "Gult"), ("red", "Rött")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="Behov",
        choices=[("light", "Belysning"), ("people", "Fler vuxna på plats"), ("talk", "Samtal med skolan")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(label="Foto", required=False)
    is_reported = forms.BooleanField(label="Anmält till polisen", required=False)


def _series(counts: list[int], low: int, high: int) -> list[dict[str, Any]]:
    return [
        {
            "label": f"v. {26 + index}",
            "count": count,
            "low": low,
            "high": high,
            "median": (low + high) / 2,
            "missing": index in SOMEONE_LATE,
        }
        for index, count in enumerate(counts)
    ]


def _hexagon(x: float, y: float, step: int, size: float = 0.0022) -> dict[str, Any]:
    ring = [
        [
            x + size * math.sin(math.pi / 3 * corner) / 0.49,
            y + size * math.cos(math.pi / 3 * corner),
        ]
        for corner in range(7)
    ]
    return {
        "type": "Feature",
        "properties": {"kind": "hex", "step": step},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def _area(ident: str, name: str, ring: list[list[float]], **more: Any) -> dict[str, Any]:
    properties = {"id": ident, "name": name, "kind": "area", "href": f"#{ident}", **more}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }


def practice_map() -> dict[str, Any]:
    """Six invented areas by a lake."""
    west, middle, east, end = 15.58, 15.62, 15.66, 15.70
    north, centre, south = 60.63, 60.61, 60.585
    areas = [
        _area(
            "bojsenburg",
            "Bojsenburg",
            [[west, north], [middle, north + 0.004], [middle, centre], [west, centre]],
            chosen=2,
        ),
        _area(
            "norslund", "Norslund", [[middle, north + 0.004], [east, north], [east, centre + 0.003], [middle, centre]]
        ),
        _area(
            "lugnet", "Lugnet", [[east, north], [end, north - 0.003], [end, centre], [east, centre + 0.003]], chosen=3
        ),
        _area(
            "gruvan",
            "Gruvan",
            [[west, centre], [middle, centre], [middle - 0.004, south], [west + 0.006, south]],
            missing=True,
        ),
        _area(
            "knutpunkten",
            "Knutpunkten",
            [[middle, centre], [east, centre + 0.003], [east - 0.006, south], [middle - 0.004, south]],
            chosen=1,
        ),
        _area(
            "hosjo",
            "Hosjö",
            [[east, centre + 0.003], [end, centre], [end - 0.004, south + 0.006], [east - 0.006, south]],
        ),
    ]
    lake = _area(
        "runn",
        "Runn",
        [
            [west + 0.03, south],
            [east - 0.006, south],
            [end - 0.004, south + 0.006],
            [end + 0.006, south - 0.012],
            [west + 0.04, south - 0.015],
        ],
        kind="water",
        href="",
    )
    hexagons = [_hexagon(15.632 + 0.0082 * i, 60.598 + 0.0035 * (i % 2), step) for i, step in enumerate((2, 4, 3, 1))]
    hexagons += [_hexagon(15.60, 60.622, 2), _hexagon(15.679, 60.617, 1)]
    return {"type": "FeatureCollection", "features": [*areas, lake, *hexagons]}


def _heat() -> list[list[int]]:
    rows = [[0] * 24 for _ in range(7)]
    for day, hour, count in (
        (0, 14, 2),
        (0, 20, 2),
        (1, 21, 2),
        (2, 16, 2),
        (3, 18, 4),
        (3, 20, 7),
        (3, 21, 7),
        (3, 22, 9),
        (4, 19, 4),
        (4, 20, 4),
        (4, 21, 3),
        (4, 22, 7),
        (5, 2, 3),
        (5, 19, 4),
        (5, 21, 6),
        (5, 22, 3),
        (6, 1, 1),
    ):
        rows[day][hour] = count
    return rows


def _forms() -> tuple[GalleryForm, GalleryForm]:
    filled = {
        "title": "Störning i trapphus",
        "text": "Störande fest i trapphus, tredje helgen i rad.",
        "area": "b",
        "on_day": "2026-09-12",
        "at_time": "23:10",
        "certainty": "seen",
        "judged": "yellow",
        "needs": ["people"],
    }
    good = GalleryForm(initial=filled, auto_id="good_%s")
    bad = GalleryForm({**filled, "text": "", "on_day": "i går", "certainty": ""}, auto_id="bad_%s")
    bad.is_valid()
    return good, bad


def gallery_context() -> dict[str, Any]:
    """Everything the page draws."""
    good, bad = _forms()
    weeks = list(range(26, 38))
    return {
        "form": good,
        "bad_form": bad,
        "panes": [
            {"title": "Knutpunkten", "text": "Åtgärd pågår: fler vuxna på plats tors–lör, 19–23.", "lit": True},
            {"title": "Bojsenburg", "text": "Ägare: Kopparstaden", "lit": True},
            {"title": "Lugnet", "text": "Välj en ägare, då tänds ljuset.", "lit": False},
        ],
        "groups": [
            ("A", "Ordning", _series([20, 22, 24, 22, 24, 27, 25, 28, 29, 29, 31, 33], 18, 29)),
            ("B", "Narkotika och alkohol", _series([8, 9, 7, 8, 10, 7, 9, 8, 10, 7, 8, 10], 4, 14)),
            ("C", "Skadegörelse och brand", _series([10, 12, 11, 9, 12, 10, 14, 12, 13, 11, 12, 15], 8, 16)),
            ("G", "Signaler", _series([5, 3, 4, 0, 0, 0, 3, 2, 5, 7, 5, 6], 0, 8)),
        ],
        "spark": [6, 7, 7, 8, 6, 9, 8, 10, 11, 12, 13, 14],
        "spark_missing": [2, 1, 3, 2, 4, 1, None, 2, 3, 4, None, None],
        "heat": _heat(),
        "weeks": weeks,
        "strip": [
            {"name": "Kopparstaden", "states": ["shared"] * 12},
            {
                "name": "Centrala stadsrum",
                "states": ["shared"] * 3 + ["zero"] + ["shared"] * 4 + ["late", "shared", "shared", "shared"],
            },
            {"name": "Skolorna", "states": ["not_expected"] * 3 + ["zero"] * 4 + ["shared"] * 4 + ["open"]},
            {"name": "Väktarbolaget", "states": ["shared"] * 7 + ["missing"] + ["shared"] * 2 + ["missing"] * 2},
        ],
        "changes": [
            {
                "label": "Den här åtgärden",
                "note": "jämfört med Haraldsbo",
                "estimate": -0.17,
                "low": -0.61,
                "high": 0.77,
                "ours": True,
            },
            {"label": "Ring runt området", "note": "flyttade det sig?", "estimate": -0.04, "low": -0.49, "high": 0.80},
            {
                "label": "Andra belysningsförsök",
                "note": "7 försök, 4 kommuner",
                "estimate": -0.12,
                "low": -0.30,
                "high": 0.09,
            },
        ],
        "factors": [
            {"label": "Behov", "value": 5},
            {"label": "Ändring", "value": 4},
            {"label": "Går att påverka", "value": 4},
            {"label": "Underlag", "value": 3},
        ],
        "areas": practice_map(),
        "evidence": [
            ("Klockan 02 till 05", "fyra av fyra bränder", ("against", "for", "neutral")),
            ("Gamla, avställda bilar", "tre av fyra", ("neutral", "strong_for", "for")),
            ("Ny eller höjd försäkring", "frågan ställd 10 september", ("unknown", "unknown", "unknown")),
        ],
        "page_tokens": ["paper", "surface", "sunken"],
    }
