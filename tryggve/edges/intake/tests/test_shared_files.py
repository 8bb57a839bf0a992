"""The eight messy files that municipalities might send give what is expected of them, row by row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tryggve.edges.intake.shapes import Becomes, ImportPlan, Verdict
from tryggve.edges.intake.tests.files import Expected, needs_shared, planned, rows_of

pytestmark = needs_shared
REGULAR = [pytest.param(expected, id=expected.path.name) for expected in Expected.all()]
_NEAR = 0.0002
_NOT_FIELDS = ("_accept", "coord_tolerance", "alternative_occurred_from", "cost_sek")


def classes(said: dict[str, Any]) -> dict[int, str]:
    """The verdict of each row where only one is right."""
    wanted = dict.fromkeys(said["good_rows"], "good")
    for kind, verdict in (("errors", "error"), ("duplicates", "duplicate"), ("ignored_rows", "ignored")):
        wanted |= {row["row"]: verdict for row in said[kind] if isinstance(row["row"], int)}
    for either in said.get("either_ok", []):
        wanted.pop(either["row"], None)
    return wanted


def is_right(field: str, wanted: Any, expect: dict[str, Any], becomes: Becomes) -> bool:
    if field in ("occurred_from", "occurred_to"):
        got: datetime = getattr(becomes, field)
        first, last = expect.get(f"{field}_accept", (wanted, wanted))
        slack = timedelta(minutes=1)
        near = abs(got - datetime.fromisoformat(wanted)) <= slack
        return near or datetime.fromisoformat(first) - slack <= got <= datetime.fromisoformat(last) + slack
    if field == "category_hint":
        return becomes.category in wanted
    if field == "place_contains":
        return wanted in becomes.place
    if field in ("lat", "lon"):
        at = getattr(becomes, field)
        return at is not None and abs(at - wanted) <= expect.get("coord_tolerance", _NEAR)
    return bool(getattr(becomes, field) == wanted)


def spot_checks(plan: ImportPlan, said: dict[str, Any]) -> dict[str, bool]:
    rows = rows_of(plan)
    return {
        f"{check['row']} {field}": (becomes := rows[check["row"]].becomes) is not None
        and is_right(field, wanted, check["expect"], becomes)
        for check in said["spot_checks"]
        for field, wanted in check["expect"].items()
        if not field.endswith(_NOT_FIELDS)
    }


@pytest.mark.parametrize("expected", REGULAR)
def test_each_row_gets_the_verdict_that_is_expected(expected: Expected) -> None:
    rows = rows_of(planned(expected.path.read_bytes()))

    wanted = classes(expected.said)
    got = {row: str(rows[row].verdict) if row in rows else "ignored" for row in wanted}

    assert got == wanted


@pytest.mark.parametrize("expected", REGULAR)
def test_the_counts_add_up_and_are_the_expected(expected: Expected) -> None:
    counts = planned(expected.path.read_bytes()).counts

    low, high = expected.said.get("rows_good_accept", [expected.said["rows_good"]] * 2)
    assert counts["rows_total"] == expected.said["rows_total"]
    assert low <= counts["rows_good"] <= high
    assert counts["rows_good"] + counts["rows_error"] + counts["rows_duplicate"] == counts["rows_total"]
    assert counts["rows_duplicate"] == expected.said["rows_duplicate"]


@pytest.mark.parametrize("expected", REGULAR)
def test_a_refused_row_says_why_and_a_good_one_what_was_guessed(expected: Expected) -> None:
    rows = rows_of(planned(expected.path.read_bytes()))
    either = {each["row"] for each in expected.said.get("either_ok", [])}

    for error in expected.said["errors"]:
        if error["row"] not in either:
            assert set(error["reasons"]) & set(rows[error["row"]].reasons), error
    for warning in expected.said["warnings"]:
        assert set(warning["codes"]) <= set(rows[warning["row"]].warnings), warning
    for duplicate in expected.said["duplicates"]:
        assert rows[duplicate["row"]].duplicate_of == duplicate["of"]


@pytest.mark.parametrize("expected", REGULAR)
def test_what_was_looked_at_closely_is_right(expected: Expected) -> None:
    checked = spot_checks(planned(expected.path.read_bytes()), expected.said)

    assert [name for name, right in checked.items() if not right] == []


@pytest.mark.parametrize("expected", REGULAR)
def test_columns_of_persons_are_never_read(expected: Expected) -> None:
    plan = planned(expected.path.read_bytes())

    columns = [column for column in plan.columns if column.holds_persons or column.is_hidden]
    for named in expected.said.get("pii", {}).get("columns", []):
        assert any(column.heading and column.heading in named for column in columns)
    for row in plan.rows:
        assert not any(row.cells[column.index] for column in columns if column.index < len(row.cells))
        if row.becomes is not None:
            assert "Dalvret" not in row.becomes.text
            assert "Vikmark" not in row.becomes.text


@pytest.mark.parametrize("expected", REGULAR)
def test_the_same_file_gives_the_same_plan(expected: Expected) -> None:
    content = expected.path.read_bytes()

    assert planned(content).digest == planned(content).digest
    assert planned(content, mapping=planned(content).mapping).of(Verdict.GOOD) == planned(content).of(Verdict.GOOD)
