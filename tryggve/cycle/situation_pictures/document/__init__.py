"""The picture as a document: numbers, words and references, ready to be frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tryggve.cycle.situation_pictures.document.page import page_context, picture_html
from tryggve.cycle.situation_pictures.figures import (
    PictureFigures,
    PlaceCluster,
    Reporting,
    SeriesFigure,
    picture_figures,
    weeks_read,
)
from tryggve.cycle.situation_pictures.queries import reports
from tryggve.cycle.situation_pictures.rules import (
    LETTERS,
    SHOWN_WEEKS,
    cells,
    completeness_note,
    happenings,
    headline,
)
from tryggve.cycle.weekly_reports.queries import answers, first_week
from tryggve.cycle.weekly_reports.shapes import Answer, WeekAnswer
from tryggve.foundation.geography.queries import areas_geojson
from tryggve.foundation.reference.queries import categories, group_names
from tryggve.foundation.render.words import week_dates
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

__all__ = ["Draft", "page_context", "picture_document", "picture_html"]

NO_AREA = "Utan känt område"
MOST_DEVIATIONS = 8
MOST_CANDIDATES = 5
CLUSTERS_NOTE = (
    "Alla slags händelser, i rutor om 200 meter. Väntat är vad platsens vanliga andel och veckornas antal ger. "
    "Något samlas alltid någonstans. Därför står det hur ofta slumpen gör det någonstans i kommunen. "
    "En part som nyss börjat rapportera kan också synas här."
)
_WEEKS_A_YEAR = 52
_WEEKDAYS = ("måndagar", "tisdagar", "onsdagar", "torsdagar", "fredagar", "lördagar", "söndagar")
_STATES = {
    Answer.SHARED: "shared",
    Answer.LATE: "late",
    Answer.NOTHING_TO_REPORT: "zero",
    Answer.SILENT: "missing",
    Answer.NOT_EXPECTED: "not_expected",
}
_ANSWERED = (Answer.SHARED, Answer.LATE, Answer.NOTHING_TO_REPORT)


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called in this municipality when the picture is made."""

    areas: Mapping[str, str]
    groups: Mapping[str, str]
    categories: Mapping[str, str]
    icons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be frozen."""

    body: dict[str, Any]
    texts: dict[str, str]
    parameters: dict[str, Any]
    engine_version: str


def picture_document(viewer: Viewer, week: Week, *, now: datetime) -> Draft:
    """Compile one week's picture as it is known at `now`."""
    weeks = weeks_read(week, str(first_week(viewer) or week))
    answered = answers(viewer, weeks, now=now)
    reporting = reporting_of(answered)
    geojson = areas_geojson(viewer, week.sunday)
    names = _names(viewer, geojson)
    told = reports(viewer, weeks)
    figures = picture_figures(week, told, list(names.areas), LETTERS, reporting)
    this_week = [each for each in answered if each.week == str(week) and each.answer != Answer.NOT_EXPECTED]
    silent = [each.organisation_name for each in this_week if each.answer not in _ANSWERED]
    deviations = _deviations(figures)
    texts: dict[str, str] = {}
    body = {
        "municipality": viewer.municipality_name,
        "audience": "till EST-gruppen",
        "period": {"key": str(week), "label": f"vecka {week.number}", "dates": week_dates(week)},
        "answer": headline(len(deviations), answered=len(this_week) - len(silent), expected=len(this_week)),
        "lead": _lead(figures),
        "totals": {"occurrences": figures.occurrences, "reports": figures.reports, "late": figures.late},
        "answered": {"answered": len(this_week) - len(silent), "expected": len(this_week)},
        "completeness_note": completeness_note(len(this_week) - len(silent), len(this_week), silent),
        "deviations": [_deviation(key, figure, names) for key, figure in deviations[:MOST_DEVIATIONS]],
        "candidates": _candidates(deviations, names),
        "areas": _areas(figures, names, deviations),
        "groups": [
            {"letter": letter, "name": names.groups[letter], **_row(figures.groups[letter])} for letter in LETTERS
        ],
        "cells": cells(happenings(told), str(week), names.areas),
        "categories": _categories(figures, names),
        "hot_times": _hot_times(figures, names),
        "completeness": _completeness(answered, weeks[-SHOWN_WEEKS:]),
        "judgements": _judgements(this_week, texts),
        "map": {"areas": [{"key": f["id"], "geometry": f["geometry"]} for f in geojson["features"]]},
        "hexagons": [
            {"cell": each.cell, "count": each.count, "boundary": [list(point) for point in each.boundary]}
            for each in figures.hexagons
        ],
        "clusters": [_cluster(each, names) for each in figures.clusters],
        "clusters_note": CLUSTERS_NOTE,
        "changes": [],
    }
    return Draft(body, texts, dict(figures.parameters), figures.engine_version)


def reporting_of(answered: Sequence[WeekAnswer]) -> Reporting:
    """How many parties were expected in each week, and how many answered."""
    told: dict[str, int] = {}
    expected: dict[str, int] = {}
    for each in answered:
        if each.answer == Answer.NOT_EXPECTED:
            continue
        expected[each.week] = expected.get(each.week, 0) + 1
        told[each.week] = told.get(each.week, 0) + (each.answer in _ANSWERED)
    return Reporting(answered=told, expected=expected)


def _names(viewer: Viewer, geojson: dict[str, Any]) -> Names:
    shown = categories(viewer, include_hidden=True)
    return Names(
        areas={feature["id"]: feature["properties"]["name"] for feature in geojson["features"]},
        groups=dict(group_names()),
        categories={each.code: each.name for each in shown},
        icons={each.code: each.icon for each in shown},
    )


def _series(figure: SeriesFigure) -> dict[str, Any]:
    known = figure.low is not None and figure.high is not None
    return {
        "labels": list(figure.labels),
        "values": list(figure.shown),
        "low": [figure.low] * len(figure.labels) if known else None,
        "high": [figure.high] * len(figure.labels) if known else None,
        "missing": list(figure.missing),
    }


def _count(figure: SeriesFigure) -> int | dict[str, str]:
    return {"nothing": "not_shared"} if figure.shown[-1] is None else figure.count


def _row(figure: SeriesFigure) -> dict[str, Any]:
    usual = None if figure.low is None or figure.high is None else {"low": figure.low, "high": figure.high}
    level = figure.level
    if figure.shown[-1] is None:
        level = "unanswered"
    elif figure.count == 0 and level != "less" and not figure.missing[-1]:
        level = "zero"
    return {"count": _count(figure), "usual": usual, "level": level, "series": _series(figure)}


def _areas(
    figures: PictureFigures, names: Names, deviations: Sequence[tuple[tuple[str, str], SeriesFigure]]
) -> list[dict[str, Any]]:
    """Areas by count, most first; the first three that stand out carry their number."""
    suggested: dict[str, int] = {}
    for (area, _letter), _figure in deviations:
        if area and area not in suggested and len(suggested) < 3:
            suggested[area] = len(suggested) + 1
    keys = sorted(names.areas, key=lambda key: (suggested.get(key, 9), -figures.areas[key].count, names.areas[key]))
    rows = [
        {"key": key, "name": names.areas[key], **_row(figures.areas[key]), "suggested": suggested.get(key)}
        for key in keys
    ]
    if any(figures.areas[""].shown):
        rows.append({"key": "", "name": NO_AREA, **_row(figures.areas[""]), "suggested": None})
    return rows


def _deviations(figures: PictureFigures) -> list[tuple[tuple[str, str], SeriesFigure]]:
    """Area × group pairs above the usual, most certain first."""
    above = [(key, figure) for key, figure in figures.pairs.items() if figure.level == "more"]
    return sorted(above, key=lambda item: (item[1].p_value or 0.0, -item[1].count, item[0]))


def _usual_words(figure: SeriesFigure) -> str:
    if figure.low is None or figure.high is None:
        return "Vad som är vanligt går inte att säga än."
    if figure.low == figure.high:
        return f"Vanligt är {figure.low}."
    return f"Vanligt är {figure.low} till {figure.high}."


def _weeks_in_a_row(figure: SeriesFigure) -> str:
    run = 0
    for value in reversed(figure.shown):
        if value is None or figure.high is None or value <= figure.high:
            break
        run += 1
    return "Första veckan" if run <= 1 else f"{run} veckor i rad"


def _title(key: tuple[str, str], names: Names) -> str:
    area, letter = key
    return f"{names.areas.get(area, NO_AREA)}: {names.groups[letter].lower()}"


def _deviation(key: tuple[str, str], figure: SeriesFigure, names: Names) -> dict[str, Any]:
    return {
        "count": figure.count,
        "title": _title(key, names),
        "text": f"Händelser i veckan. {_usual_words(figure)}",
        "series": _series(figure),
        "series_note": _weeks_in_a_row(figure),
    }


def _cluster(cluster: PlaceCluster, names: Names) -> dict[str, Any]:
    where = [names.areas[key] for key in cluster.areas[:2] if key in names.areas]
    week = Week.parse(cluster.since)
    return {
        "areas": list(cluster.areas),
        "cells": list(cluster.cells),
        "title": " och ".join(where) or NO_AREA,
        "count": cluster.count,
        "expected": str(round(cluster.expected)),
        "since": f"vecka {week.number}",
        "chance": _how_often(cluster.recurrence_weeks),
        "p_value": cluster.p_value,
        "recurrence_weeks": cluster.recurrence_weeks,
    }


def _how_often(weeks: float) -> str:
    """A recurrence interval in words; the rank of 999 replicates cannot tell more than about twenty years."""
    if weeks < _WEEKS_A_YEAR:
        return f"ungefär en gång på {round(weeks)} veckor"
    years = weeks / _WEEKS_A_YEAR
    return "mer sällan än en gång på tio år" if years > 10 else f"ungefär en gång på {max(1, round(years))} år"


def _candidates(deviations: Sequence[tuple[tuple[str, str], SeriesFigure]], names: Names) -> list[dict[str, Any]]:
    """The areas a meeting may want to choose among, one row each, most certain first."""
    found: dict[str, dict[str, Any]] = {}
    for (area, letter), figure in deviations:
        if area and area not in found and len(found) < MOST_CANDIDATES:
            found[area] = {
                "area": area,
                "area_name": names.areas[area],
                "subject": names.groups[letter],
                "category_codes": sorted(code for code in names.categories if code[0] == letter and "." not in code),
                "count": figure.count,
                "usual_low": figure.low,
                "usual_high": figure.high,
                "reason": f"{figure.count} händelser i veckan. {_usual_words(figure)} {_weeks_in_a_row(figure)}.",
            }
    return list(found.values())


def _categories(figures: PictureFigures, names: Names) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "name": names.categories.get(code, code),
            "letter": code[0],
            "icon": names.icons.get(code, ""),
            "count": now,
            "reports": told,
            "previous": before,
        }
        for code, (now, told, before) in figures.categories.items()
    ]


def _hot_times(figures: PictureFigures, names: Names) -> dict[str, Any] | None:
    hot = figures.hot_times
    if hot.known == 0:
        return None
    what = _title(figures.hot_times_of, names) if figures.hot_times_of else "Alla händelser"
    note = f"{hot.known} händelser, antal per timme. Prick betyder ingen händelse."
    if hot.spread:
        note += f" {hot.spread} med osäker tid är fördelade över sitt intervall."
    busiest = ""
    if hot.weekday is not None and hot.start_hour is not None and hot.share is not None:
        until = (hot.start_hour + 4) % 24
        busiest = f"Flest är {_WEEKDAYS[hot.weekday]} kl. {hot.start_hour:02d} till {until:02d}."
    return {
        "title": f"{what}, tolv veckor",
        "counts": [list(row) for row in hot.counts],
        "unknown": hot.unknown,
        "note": f"{note} {busiest}".strip(),
    }


def _completeness(answered: Sequence[WeekAnswer], weeks: Sequence[str]) -> dict[str, Any]:
    parties: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for each in answered:
        parties.setdefault(each.organisation, {})[each.week] = _STATES[each.answer]
        names[each.organisation] = each.organisation_name
    rows = [
        {"name": names[key], "states": [states.get(week, "not_expected") for week in weeks]}
        for key, states in sorted(parties.items(), key=lambda item: names[item[0]])
        if any(states.get(week, "not_expected") != "not_expected" for week in weeks)
    ]
    return {"weeks": [str(Week.parse(week).number) for week in weeks], "parties": rows}


def _judgements(this_week: Sequence[WeekAnswer], texts: dict[str, str]) -> list[dict[str, Any]]:
    """Each party's own judgement; its words enter by their salted hash."""
    rows = []
    for each in sorted(this_week, key=lambda one: one.organisation_name):
        if each.answer not in _ANSWERED or not (each.judgement or each.risk_signals or each.needs):
            continue
        row: dict[str, Any] = {"party": each.organisation_name, "colour": each.judgement}
        for name, words in (
            ("sentence", each.judgement_text),
            ("signals", each.risk_signals),
            ("needs", each.needs),
        ):
            key = f"{each.organisation}.{name}"
            row[name] = {"$text": key} if words else ""
            if words:
                texts[key] = words
        rows.append(row)
    return rows


def _lead(figures: PictureFigures) -> str:
    if figures.reports == figures.occurrences:
        return f"{figures.occurrences} händelser i veckan."
    return f"{figures.occurrences} händelser i veckan, ur {figures.reports} rapporter."
