"""Files for tests: the shared messy ones, where they are at hand, and workbooks made on the spot."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tryggve.edges.intake.planning import plan_import
from tryggve.edges.intake.reading import read_contents
from tryggve.edges.intake.shapes import FileMapping, ImportPlan, NamedPlace, RowVerdict, Setting

SHARED = Path(os.environ.get("TRYGGVE_SHARED", Path(__file__).parents[5] / "shared"))
DEV = SHARED / "data/imports/dev"
needs_shared = pytest.mark.skipif(not DEV.exists(), reason="the messy files lie outside the repository")

#: The Tuesday after the weeks that the files tell of.
NOW = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
FALUN = Setting(
    municipality="Falu kommun",
    slug="falun",
    centre=(60.6065, 15.6355),
    places=(NamedPlace("tisken", "Tisken", 60.6004, 15.6318),),
)


@dataclass(frozen=True)
class Expected:
    """A shared file and what is expected of it."""

    path: Path
    said: dict[str, Any]

    @classmethod
    def all(cls) -> list[Expected]:
        """The eight regular ones."""
        return [cls.of(path) for path in sorted(DEV.glob("*.expected.json"))] if DEV.exists() else []

    @classmethod
    def of(cls, path: Path) -> Expected:
        """One."""
        return cls(path.with_name(path.name.removesuffix(".expected.json")), json.loads(path.read_text("utf-8")))


def planned(content: bytes | str, *, mapping: FileMapping | None = None, setting: Setting = FALUN) -> ImportPlan:
    """The plan of a file's bytes."""
    body = content.encode() if isinstance(content, str) else content
    return plan_import(read_contents(body), setting=setting, now=NOW, mapping=mapping)


def rows_of(plan: ImportPlan) -> dict[int, RowVerdict]:
    """The verdicts by the file's own numbers."""
    return {row.row: row for row in plan.rows}


def workbook(rows: Sequence[Sequence[Any]], *, name: str = "Blad1", hidden: Sequence[int] = ()) -> bytes:
    """A workbook with one sheet; a text that begins with = is a formula with the value 0."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    for column in hidden:
        sheet.set_column(column, column, None, None, {"hidden": True})
    book.close()
    return kept.getvalue()
