"""How does a body become paper? Typst to tagged PDF, the same bytes every time."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from tryggve.foundation.render.fonts import FONT_FOLDER
from tryggve.foundation.render.palette import LIGHT
from tryggve.foundation.render.plane import heat_step
from tryggve.kernel.errors import DomainError

Json = Mapping[str, Any]
TEMPLATES: Final = Path(__file__).parent / "typst"
TITLES: Final = {
    "weekly_picture": "Lägesbild",
    "minutes": "Mötesprotokoll",
    "monthly_report": "Månadsrapport",
}
STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
#: PDF for archives (with tags) and PDF for everyone, at once: a missing alt text is an error.
PDF_STANDARDS: Final = ("a-2a", "ua-1")
_one_at_a_time = threading.Lock()


class CannotTypeset(DomainError):
    """There is no paper form for this kind of edition."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the paper says of itself: not part of the body, known from the edition."""

    kind: str
    version: int
    frozen_at: datetime
    body_hash: str
    is_practice: bool
    smallest_shown: int = 0
    hidden: int = 0


def typeset(body: Json, imprint: Imprint) -> bytes:
    """The PDF of a body whose texts have been put back."""
    if imprint.kind not in TITLES:
        raise CannotTypeset(
            "Det finns ingen pappersform för det här. Utgåvans slag är {kind}. Läs den på webben i stället.",
            kind=imprint.kind,
        )
    return _compiled(imprint.kind, template_data(body, imprint))


def template_data(body: Json, imprint: Imprint) -> str:
    """What a template is given: data only, never evaluated."""
    data = {
        "meta": _meta(body, imprint),
        "palette": LIGHT,
        "body": {key: part for key, part in body.items() if key != "map"},
        "pictures": _pictures(body),
        "map_legend": _map_legend(body),
        "intervals_alt": _intervals_alt(body),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def typeset_paper(body: Json, *, title: str, made_on: date, is_practice: bool) -> bytes:
    """The PDF of what is no edition: made anew each time from what is so on the day, and dated with it."""
    day = made_on.isoformat()
    meta = {
        "title": title,
        "footnote": f"{title}, {body['municipality']}",
        "sender": body["municipality"],
        "made_on": day,
        "frozen_on": [made_on.year, made_on.month, made_on.day],
        "practice": is_practice,
        "k": 0,
    }
    data = {"meta": meta, "palette": LIGHT, "body": body}
    return _compiled("paper", json.dumps(data, ensure_ascii=False, sort_keys=True))


def day_in_words(moment: datetime) -> str:
    """The Swedish day of a moment: "2 september 2026"."""
    day = moment.astimezone(STOCKHOLM)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _compiled(kind: str, data: str) -> bytes:
    import typst

    with _one_at_a_time:
        pdf: bytes = typst.compile(
            str(TEMPLATES / f"{kind}.typ"),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=list(PDF_STANDARDS),
            timestamp=0,
            sys_inputs={"data": data},
        )
    return pdf


@cache
def _fonts() -> Any:
    """Read once a process; Typst would otherwise look through the folder for every document."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)])


def _meta(body: Json, imprint: Imprint) -> Json:
    period = body["period"]
    day = imprint.frozen_at.astimezone(STOCKHOLM)
    title = f"{TITLES[imprint.kind]}, {period['label']}"
    k = imprint.smallest_shown
    footnote = f"Tal under {_number_word(k)} visas inte, inte heller tal som röjer dem." if k else title
    return {
        "title": title,
        "short_period": period["label"].removeprefix("vecka "),
        "footnote": footnote,
        "version": imprint.version,
        "frozen": day_in_words(imprint.frozen_at),
        "frozen_on": [day.year, day.month, day.day],
        "hash": imprint.body_hash,
        "practice": imprint.is_practice,
        "k": k,
        "hidden": imprint.hidden,
    }


def _number_word(number: int) -> str:
    words = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")
    return words[number] if number < len(words) else str(number)


def _pictures(body: Json) -> dict[str, str]:
    from tryggve.foundation.render import charts

    pictures = {}
    if body.get("map"):
        rows = {row["key"]: row for row in body["areas"]}
        pictures["map"] = charts.area_map(
            {"features": [_feature(area, rows) for area in body["map"]["areas"]]},
            _area_counts(body),
            prioritised=_suggested(body),
            missing=[key for key, row in rows.items() if _is_unanswered(row["count"])],
            water=body["map"].get("water", ()),
        )
    judged = _judged(body)
    if judged:
        pictures["intervals"] = charts.interval_plot(judged)
    return pictures


def _feature(area: Json, rows: Mapping[str, Json]) -> Json:
    name = rows[area["key"]]["name"] if area["key"] in rows else ""
    return {"geometry": area["geometry"], "properties": {"key": area["key"], "name": name}}


def _area_counts(body: Json) -> dict[str, int | None]:
    return {row["key"]: row["count"] if isinstance(row["count"], int) else None for row in body["areas"]}


def _suggested(body: Json) -> list[str]:
    chosen = [row for row in body["areas"] if row.get("suggested")]
    return [row["key"] for row in sorted(chosen, key=lambda row: row["suggested"])]


def _is_unanswered(count: object) -> bool:
    return isinstance(count, Mapping) and count.get("nothing") == "unanswered"


def _map_legend(body: Json) -> str:
    if not body.get("map"):
        return ""
    most = max((count for count in _area_counts(body).values() if count), default=0)
    least = next((n for n in range(1, most + 1) if heat_step(n, most)), 0)
    return f"{least} till {most} händelser" if most > least else f"{most} händelser"


def _judged(body: Json) -> list[Json]:
    return [
        {"name": row["area"], "ratio": row["ratio"], "low": row["low"], "high": row["high"]}
        for row in body.get("evaluations", ())
        if None not in (row.get("ratio"), row.get("low"), row.get("high"))
    ]


def _intervals_alt(body: Json) -> str:
    parts = [
        f"{row['name']}: kvot {row['ratio']}, mellan {row['low']} och {row['high']}".replace(".", ",")
        for row in _judged(body)
    ]
    return f"Förändring mot jämförelseområdet. 1 är ingen ändring. {'. '.join(parts)}."
