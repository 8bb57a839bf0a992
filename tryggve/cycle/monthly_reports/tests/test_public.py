"""The public's fixed tables: round numbers, nothing the county does not know, published once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tryggve.cycle.monthly_reports.actions import approve_month, compile_month, send_month
from tryggve.cycle.monthly_reports.figures import public_month, public_tertial, published_table
from tryggve.cycle.monthly_reports.queries import public_tables
from tryggve.cycle.monthly_reports.rules import months_of_tertial, tertial_of
from tryggve.cycle.monthly_reports.shapes import PublicKind
from tryggve.cycle.monthly_reports.tests.test_disclosure import HIDDEN, a_month, table_of
from tryggve.cycle.monthly_reports.tests.world import (
    AFTER_MONTH,
    MONTH,
    a_late_line,
    a_summary_line,
    a_week,
    sent,
)
from tryggve.cycle.monthly_reports.tests.world import a_month as weeks_of_a_month
from tryggve.foundation.render.canonical import canonical_json, sha256_of
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import ReportMonth
from tryggve.testing.cast import Cast
from tryggve.testing.story import share_week


@pytest.mark.parametrize(("month", "tertial", "first"), [(1, "T1", 1), (4, "T1", 1), (5, "T2", 5), (12, "T3", 9)])
def test_a_tertial_is_four_months(month: int, tertial: str, first: int) -> None:
    asked = ReportMonth(2026, month)

    assert tertial_of(asked) == f"2026-{tertial}"
    assert [each.month for each in months_of_tertial(asked)] == [first, first + 1, first + 2, first + 3]


def numbers(table: Any) -> list[Any]:
    rows = [row["count"] for row in table.get("rows", [])]
    return [*table.get("counts", []), *rows, table["total"]]


@pytest.mark.parametrize("seed", range(3))
def test_every_public_number_is_a_multiple_of_five_and_is_nought_only_when_it_is(seed: int) -> None:
    tables = [published_table(table_of(a_month(seed + n))) for n in range(4)]

    months, tertial = [public_month(table) for table in tables], public_tertial(tables)

    shown = [number for table in (*months, tertial) for number in numbers(table) if number != HIDDEN]
    assert shown
    assert all(number % 5 == 0 for number in shown)
    for month, table in zip(months, tables, strict=True):
        for public, county in zip(month["counts"], table["totals"], strict=True):
            assert public == county if county in (0, HIDDEN) else abs(public - county) <= 2


def test_a_month_that_hides_an_area_hides_its_tertial() -> None:
    quiet = np.full((3, 3, 8), 6)
    quiet[:, 0, :] = 0
    quiet[0, 0, 0] = 3
    tables = [published_table(table_of(np.full((3, 3, 8), 6)))] * 3 + [published_table(table_of(quiet))]

    rows = {row["name"]: row["count"] for row in public_tertial(tables)["rows"]}

    assert rows["Område 0"] == HIDDEN
    assert rows["Område 1"] in (575, HIDDEN)


def test_what_is_sent_freezes_the_publics_table_once_whatever_is_corrected(cast: Cast) -> None:
    week = MONTH.first_week
    a_summary_line(cast, "petra", area="knutpunkten", category="C4", count=9, week=week)
    share_week(cast, "petra", week=week)
    weeks_of_a_month(cast, {("C4", "knutpunkten"): 9, ("A1", "knutpunkten"): 8})
    sent(cast)
    with acting_as(cast.lina):
        [first] = public_tables(cast.lina)
    a_late_line(cast, area="knutpunkten", category="C4", count=30, week=week)
    sent(cast, now=AFTER_MONTH + timedelta(days=3))

    with acting_as(cast.lina):
        found = public_tables(cast.lina, municipality="falun")
        assert public_tables(cast.lina, municipality="borlange") == []
    assert found == [first]
    assert (first.kind, first.period, first.municipality_name) == (PublicKind.MONTH, "2026-09", "Falu kommun")
    assert first.body["total"] == 25
    assert sha256_of(canonical_json(first.body)) == first.body_hash


def test_when_the_fourth_month_is_sent_the_tertial_is_frozen(cast: Cast) -> None:
    for month in months_of_tertial(MONTH):
        week = month.first_week
        a_summary_line(cast, "petra", area="knutpunkten", category="A1", count=12, week=week)
        share_week(cast, "petra", week=week)
        a_week(cast, week, {("A1", "knutpunkten"): 12})
        report = compile_month(month=month, summary="", by=cast.elin, now=month.end_at)
        approve_month(public_id=report.public_id, by=cast.stina, now=month.end_at)
        send_month(public_id=report.public_id, by=cast.elin, now=month.end_at)

    with acting_as(cast.lina):
        found = public_tables(cast.lina)
    [tertial] = [each for each in found if each.kind == PublicKind.TERTIAL]
    assert len(found) == 5
    assert tertial.period == "2026-T3"
    assert {row["name"]: row["count"] for row in tertial.body["rows"]}["Knutpunkten"] == 95
    assert len(tertial.body["made_of"]) == 4


def test_another_county_reads_no_table(cast: Cast) -> None:
    weeks_of_a_month(cast, {("C4", "knutpunkten"): 9})
    sent(cast)
    elsewhere = replace(cast.lina, county_id=(cast.lina.county_id or 0) + 999)

    with acting_as(elsewhere):
        assert public_tables(elsewhere) == []
