"""Side by side: no total beside a hidden number, and no cell that a spreadsheet runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tryggve.cycle.county_reports.rules import (
    CannotCompileCounty,
    body_of,
    check_compilable,
    count_words,
    csv_rows,
    safe_cell,
    sum_shown,
)
from tryggve.cycle.county_reports.shapes import CountyOverview, GroupColumn, Sender

HIDDEN = {"hidden": "protected"}


def sender(name: str, *counts: Any, total: Any = None) -> Sender:
    return Sender(
        key=f"key-{name}", municipality=name, version=1, sent_at=datetime(2026, 10, 1, tzinfo=UTC), answer="",
        counts=counts, levels=tuple("as_usual" for _ in counts), total=total, received=3, expected=4,
        missing_weeks=(), body_hash="0" * 64, is_own=False,
    )  # fmt: skip


def overview(*senders: Sender, missing: tuple[str, ...] = ()) -> CountyOverview:
    totals = [sum_shown([each.counts[n] for each in senders]) for n in range(2)]
    groups = tuple(GroupColumn(letter, letter, total) for letter, total in zip("AB", totals, strict=True))
    return CountyOverview(
        month="2026-09", county="Dalarnas län", senders=senders, missing=missing, groups=groups,
        total=sum_shown([s.total for s in senders]), reports=(), has_changed=True,
    )  # fmt: skip


def test_a_column_with_a_hidden_number_has_no_total() -> None:
    found = overview(sender("Falun", 12, HIDDEN, total=HIDDEN), sender("Ludvika", 7, 9, total=16))

    assert [group.total for group in found.groups] == [19, None]
    assert found.total is None


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", "  =1", "|calc"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_plain(cell: str) -> None:
    assert str(safe_cell(cell)).startswith("'")


def test_names_and_numbers_are_left_as_they_are() -> None:
    assert safe_cell("Falu kommun") == "Falu kommun"
    assert safe_cell(-3) == -3


def test_the_file_says_why_a_number_is_not_there_and_who_has_not_sent() -> None:
    rows = csv_rows(overview(sender("Falun", 12, HIDDEN, total={"nothing": "not_shared"}), missing=("Ludvika",)))

    assert rows[1][3:7] == ["A", "A", 12, "ja"]
    assert rows[2][5:7] == ["", "dolt"]
    assert rows[3][4:7] == ["Alla", "", "inte rapporterat"]
    assert rows[4][0] == "Ludvika"
    assert rows[4][6] == "har inte sänt"


def test_nothing_sent_and_nothing_new_are_refused() -> None:
    with pytest.raises(CannotCompileCounty, match="Ingen kommun"):
        check_compilable(body_of(overview(missing=("Falun",))), None)
    body = body_of(overview(sender("Falun", 12, 9, total=21)))
    with pytest.raises(CannotCompileCounty, match="Inget har ändrats"):
        check_compilable(body, body)


def test_an_older_edition_keeps_its_words() -> None:
    assert count_words({"hidden": "small"}) == ("", "färre än 5")
    assert count_words({"hidden": "linked"}) == ("", "visas inte, röjer ett annat tal")
