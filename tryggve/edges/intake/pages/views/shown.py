"""Rows of tables as they are read: words, days and marks instead of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tryggve.cycle.incidents.shapes import CoordPrecision
from tryggve.edges.intake.pages import queries
from tryggve.edges.intake.pages.models import ImportRow, ImportRun
from tryggve.edges.intake.pages.shapes import Seen, typed_cells
from tryggve.edges.intake.pages.words import AFTERWARDS, STATES, VERDICTS, reason, warning
from tryggve.foundation.reference.rules import stable_code
from tryggve.foundation.web.formats import clock, day_short, number

_A_DAY = timedelta(hours=24)
_A_MINUTE = timedelta(minutes=1)


def line(run: ImportRun, now: datetime) -> dict[str, Any]:
    """A run in a list."""
    is_gone = run.run_state not in queries.ENDED and not queries.has_contents(run, now)
    state = STATES["expired"] if is_gone else STATES[run.run_state]
    return {
        "name": run.file_name,
        "when": run.uploaded_at,
        "state": state,
        "url": reverse("intake:run", args=[run.public_id]),
    }


def top_rows(seen: Seen) -> list[dict[str, Any]]:
    """The first rows by their number, as many cells as the file has columns; the headings' own is marked."""
    width = len(seen.columns)
    return [
        {
            "number": number,
            "cells": [*cells[:width], *[""] * (width - len(cells))],
            "is_heading": number == seen.heading_row,
        }
        for number, cells in seen.rows
    ]


def counts(run: ImportRun) -> dict[str, int]:
    """How many rows of each verdict, the absent ones too."""
    return {code: int(run.counts.get(code, 0)) for code in VERDICTS}


def tabs(run: ImportRun, chosen: str, *, is_done: bool) -> list[dict[str, Any]]:
    """The filter: all, and each verdict with how many there are."""
    found = counts(run)
    words: Mapping[str, Any] = AFTERWARDS if is_done else {code: each.word for code, each in VERDICTS.items()}
    here = reverse("intake:rows", args=[run.public_id])
    every = {
        "word": _("Alla rader"),
        "n": number(sum(found.values())),
        "url": here,
        "is_current": not chosen,
        "icon": "",
    }
    return [every] + [
        {
            "word": words[code],
            "n": number(found[code]),
            "url": f"{here}?visa={code}",
            "is_current": chosen == code,
            "icon": VERDICTS[code].icon,
        }
        for code in VERDICTS
        if found[code] or chosen == code
    ]


def row(each: ImportRow, names: Mapping[str, str], *, is_done: bool) -> dict[str, Any]:
    """What one row of the file becomes."""
    verdict, said = VERDICTS[each.verdict], each.becomes
    code = said.get("category", "")
    return {
        "number": each.row_number,
        "verdict": verdict,
        "word": AFTERWARDS[each.verdict] if is_done else verdict.word,
        "when": when(said.get("occurred_from"), said.get("occurred_to"), said.get("time_precision", "")),
        "group": stable_code(code)[:1] if code in names else "",
        "what": names.get(code, ""),
        "text": said.get("text", "") or (_as_written(each.cells) if each.verdict == "error" else ""),
        "where": said.get("place", ""),
        "has_point": said.get("coord_precision") in {CoordPrecision.EXACT, CoordPrecision.PLACE},
        "remarks": _remarks(each),
    }


def _remarks(each: ImportRow) -> list[str]:
    """Why it is not read in; for a row that is, what was guessed."""
    same = each.becomes.get("same_as")
    said = [_("Samma som rad {n}.").format(n=same)] if same is not None else []
    said += [reason(code) for code in each.reasons]
    return said if each.reasons else said + [warning(code) for code in each.warnings]


def when(first: str | None, last: str | None, precision: str) -> str:
    """5 sept kl. 22.00–06.00; a whole day without a clock."""
    if not first:
        return ""
    begins = datetime.fromisoformat(first)
    ends = datetime.fromisoformat(last) if last else begins
    if precision in {"day", "week"}:
        # A day ends where the next begins; what is read is the last day itself.
        days = dict.fromkeys((day_short(begins), day_short(max(begins, ends - _A_MINUTE))))
        return "–".join(days)
    if ends - begins > _A_DAY:
        return f"{day_short(begins)} {clock(begins)}–{day_short(ends)} {clock(ends)}"
    hours = clock(begins) if begins == ends else f"{clock(begins)}–{clock(ends)}"
    return _("%(day)s kl. %(clock)s") % {"day": day_short(begins), "clock": hours}


def _as_written(kept: Sequence[Any]) -> str:
    """A refused row as it stands in the file, to be recognised by."""
    return " · ".join(str(value) for value in typed_cells(kept) if value not in (None, ""))
