"""What do the reference files say? Read once per process; no database."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from tryggve.foundation.reference.shapes import StableCategory, StableGroup

DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def stable_groups() -> dict[str, StableGroup]:
    """Letter → group, in order."""
    return {row["letter"]: StableGroup(**row) for row in _rows("groups.csv")}


@cache
def stable_categories() -> dict[str, StableCategory]:
    """Code → category, in order."""
    return {
        row["code"]: StableCategory(
            code=row["code"],
            group=row["group"],
            name_sv=row["name_sv"],
            name_en=row["name_en"],
            nature=row["nature"],
            severity=int(row["severity"]),
            icon=row["icon"],
            is_counted=row["is_counted"] == "yes",
        )
        for row in _rows("categories.csv")
    }


@cache
def list_version() -> tuple[int, date]:
    """The version of the list in the files, and from when it holds."""
    facts = tomllib.loads((DATA / "SOURCES.toml").read_text(encoding="utf-8"))["categories"]
    return cast(int, facts["version"]), cast(date, facts["valid_from"])
