"""The grid: numbers become lines, lines become what is shared, and two editors lose nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tryggve.cycle.weekly_reports import document, figures, queries
from tryggve.cycle.weekly_reports.actions import (
    add_summary_line,
    arrange_grid,
    correct_report,
    keep_field,
    note_cell,
    share_nothing,
    share_report,
    write_cells,
    write_judgement,
)
from tryggve.cycle.weekly_reports.models import CellNote, SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.rules import CannotShare, CannotWrite
from tryggve.cycle.weekly_reports.rules.cells import ChangedMeanwhile, mark_of
from tryggve.cycle.weekly_reports.shapes import CellEntry, CellState, Grid, SharedView
from tryggve.cycle.weekly_reports.tests.test_lines_members_sources import in_week, line
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W37, approved, opened, shared
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast

WEEK = str(W37)
SEED = 37


def norslund(cast: Cast) -> str:
    return f"a-{cast.areas['norslund'].public_id}"


def write(
    report: WeeklyReport, by: Viewer, *entries: tuple[str, str, int | None, int | None], week: str = WEEK
) -> list[tuple[bool, int | None]]:
    _report, outcomes = write_cells(
        public_id=report.public_id,
        week=week,
        entries=[CellEntry(code, where, count, seen) for code, where, count, seen in entries],
        by=by,
        now=MONDAY,
    )
    return [(each.is_saved, each.count) for each in outcomes]


def seen_grid(by: Viewer, report: WeeklyReport, week: Week = W37) -> Grid:
    with acting_as(by):
        report = queries.own_report(by, report.public_id)
        rows = document.compose(by, report, now=MONDAY).rows
        return figures.grid(by, rows, week=week, language="sv", whole="Hela kommunen", is_open=True)


def summary(views: list[SharedView]) -> list[tuple[str, str, int, str]]:
    return sorted((view.category_code, view.area_name, view.count, view.time_precision) for view in views)


# -- From cells to what is shared ----------------------------------------------------------------------
def test_a_number_in_a_cell_is_shared_as_a_line_of_the_whole_week(cast: Cast) -> None:
    report = opened(cast, "police")
    where = norslund(cast)
    assert write(report, cast.petra, ("D3", where, 4, None), ("C4", "", 2, None)) == [(True, 4), (True, 2)]
    shared(cast.petra, report)
    assert summary(in_week(cast.mona, W37)) == [("C4", "", 2, "week"), ("D3", "Norslund", 4, "week")]


def test_a_counted_zero_is_kept_apart_from_an_empty_cell_and_shares_nothing(cast: Cast) -> None:
    report = opened(cast, "police")
    where = norslund(cast)
    write(report, cast.petra, ("D3", where, 0, None), ("C4", where, 3, None))
    write(report, cast.petra, ("C4", where, None, 3))
    grid = seen_grid(cast.petra, report)
    zero, empty = grid.cell(f"D3.{where}"), grid.cell(f"C4.{where}")
    assert zero is not None
    assert (zero.count, zero.state) == (0, CellState.SAVED)
    assert empty is None or (empty.count, empty.state) == (None, CellState.EMPTY)
    share_nothing(public_id=report.public_id, by=cast.petra, now=MONDAY)


def test_what_stands_in_detailed_lines_is_shown_and_is_not_the_cells_own(cast: Cast) -> None:
    report = opened(cast, "police")
    add_summary_line(public_id=report.public_id, draft=line(cast, text="Cyklar."), by=cast.petra, now=MONDAY)
    write(report, cast.petra, ("D3", norslund(cast), 5, None))
    cell = seen_grid(cast.petra, report).cell(f"D3.{norslund(cast)}")
    assert cell is not None
    assert (cell.count, cell.details, cell.total) == (5, 3, 8)
    write(report, cast.petra, ("D3", norslund(cast), None, 5))
    with acting_as(cast.petra):
        assert [each.text for each in queries.summary_lines(cast.petra, report)] == ["Cyklar."]


def test_those_with_incidents_may_count_beside_them_and_correct_the_number(cast: Cast) -> None:
    approved(cast.sixten, place=cast.places["bojsenburg"].public_id)
    report = opened(cast, "kopparstaden")
    write(report, cast.sixten, ("G1", norslund(cast), 6, None))
    shared(cast.sixten, report)
    second = correct_report(public_id=report.public_id, reason="Fel antal.", by=cast.sixten, now=MONDAY)
    assert write(second, cast.sixten, ("G1", norslund(cast), 7, 6)) == [(True, 7)]
    share_report(public_id=second.public_id, by=cast.sixten, now=MONDAY)
    found = {(view.category_code, view.count) for view in in_week(cast.mona, W37)}
    assert found == {("F3", 1), ("G1", 7)}


def test_a_number_corrected_away_is_gone(cast: Cast) -> None:
    report = opened(cast, "kopparstaden")
    write(report, cast.sixten, ("G1", norslund(cast), 6, None))
    shared(cast.sixten, report)
    second = correct_report(public_id=report.public_id, reason="Dubbelt.", by=cast.sixten, now=MONDAY)
    write(second, cast.sixten, ("G1", norslund(cast), None, 6))
    share_nothing(public_id=second.public_id, by=cast.sixten, now=MONDAY)
    assert in_week(cast.mona, W37) == []


def test_the_last_twelve_weeks_tell_a_zero_from_a_week_without_an_answer(cast: Cast) -> None:
    for back, count in ((3, 4), (2, None)):
        week = W37 - back
        at = MONDAY - timedelta(weeks=back)
        report = opened(cast, "police", week, now=at)
        if count:
            entries = [CellEntry("D3", norslund(cast), count)]
            write_cells(public_id=report.public_id, week=str(week), entries=entries, by=cast.petra, now=at)
        shared(cast.petra, report, now=at)
    cell = seen_grid(cast.petra, opened(cast, "police")).cell(f"D3.{norslund(cast)}")
    assert cell is not None
    assert [count for _week, count in cell.history] == [None] * 9 + [4, 0, None]


# -- Refusals ------------------------------------------------------------------------------------------
def test_a_cell_says_no_to_what_cannot_be_counted(cast: Cast) -> None:
    report = opened(cast, "police")
    with pytest.raises(CannotWrite, match="Kategorin"):
        write(report, cast.petra, ("Q9", "", 1, None))
    for count in (-1, 501):
        with pytest.raises(CannotWrite, match="Antalet"):
            write(report, cast.petra, ("D3", "", count, None))
    for where in ("a-finnsinte", "x", f"a-{cast.areas['tjarna'].public_id}"):
        with pytest.raises(NotFound):
            write(report, cast.petra, ("D3", where, 1, None))
    with pytest.raises(NotFound):
        write(report, cast.petra, ("D3", "", 1, None), week="2026-W36")
    assert seen_grid(cast.petra, report).rows
    with acting_as(cast.petra):
        assert queries.summary_lines(cast.petra, report) == []


def test_nobody_else_writes_in_the_grid(cast: Cast) -> None:
    report = opened(cast, "police")
    for viewer in (cast.sixten, cast.frida):
        with pytest.raises(NotFound):
            write(report, viewer, ("D3", "", 1, None))
        with pytest.raises(NotFound):
            note_cell(
                public_id=report.public_id, week=WEEK, category_code="D3", where="", comment="x", to_follow_up=False,
                by=viewer, now=MONDAY,
            )  # fmt: skip
        with pytest.raises(NotFound):
            keep_field(public_id=report.public_id, field="needs", text="x", seen="", by=viewer, now=MONDAY)
    with pytest.raises(NotAllowed):
        write(report, cast.mona, ("D3", "", 1, None))


def test_what_is_shared_is_locked(cast: Cast) -> None:
    report = opened(cast, "police")
    write(report, cast.petra, ("D3", norslund(cast), 5, None))
    shared(cast.petra, report)
    with pytest.raises(CannotShare):
        write(report, cast.petra, ("D3", norslund(cast), 6, 5))
    with pytest.raises(CannotShare):
        keep_field(public_id=report.public_id, field="needs", text="x", seen=mark_of(""), by=cast.petra, now=MONDAY)


# -- Comments and layout -------------------------------------------------------------------------------
def test_a_comment_stays_with_the_organisation_and_is_guarded(cast: Cast) -> None:
    report = opened(cast, "police")
    said = {"public_id": report.public_id, "week": WEEK, "category_code": "D3", "where": norslund(cast)}

    def note(comment: str, seen: str | None = None) -> None:
        note_cell(**said, comment=comment, to_follow_up=True, seen=seen, by=cast.petra, now=MONDAY)

    note("Stor insats i veckan.", mark_of(""))
    with pytest.raises(ChangedMeanwhile):
        note("Något annat.", mark_of(""))
    with pytest.raises(PersonalDataFound):
        note("Ring 070-174 06 58.")
    cell = seen_grid(cast.petra, report).cell(f"D3.{norslund(cast)}")
    assert cell is not None
    assert (cell.comment, cell.to_follow_up, cell.state) == ("Stor insats i veckan.", True, CellState.COMMENTED)
    with acting_as(cast.frida):
        assert CellNote.objects.seen_by(cast.frida).count() == 0
    with acting_as(cast.sixten):
        assert CellNote.objects.seen_by(cast.sixten).count() == 0


def test_an_organisation_adds_rows_and_places_and_not_a_strangers(cast: Cast) -> None:
    report = opened(cast, "police")
    write(report, cast.petra, ("D3", "", 1, None))
    place = cast.places["bojsenburg"].public_id
    arrange_grid(category_codes=["F3", "Q9"], places=[place], by=cast.petra, now=MONDAY)
    grid = seen_grid(cast.petra, report)
    assert [row.code for row in grid.rows] == ["D3", "F3"]
    assert f"p-{place}" in [column.where for column in grid.columns]
    write(report, cast.petra, ("F3", f"p-{place}", 2, None))
    cell = seen_grid(cast.petra, report).cell(f"F3.p-{place}")
    assert cell is not None
    assert cell.count == 2
    with pytest.raises(NotFound):
        arrange_grid(category_codes=[], places=[place], by=cast.frida, now=MONDAY)


# -- Two who write at once ---------------------------------------------------------------------------------
def test_of_two_who_write_the_same_cell_the_second_is_shown_the_firsts_number(cast: Cast) -> None:
    report = opened(cast, "police")
    assert write(report, cast.petra, ("D3", "", 3, None)) == [(True, 3)]
    assert write(report, cast.petra, ("D3", "", 5, None), ("C4", "", 1, None)) == [(False, 3), (True, 1)]
    assert write(report, cast.petra, ("D3", "", 5, 3)) == [(True, 5)]
    assert write(report, cast.petra, ("D3", "", 5, 3)) == [(True, 5)]


def test_a_half_written_text_is_kept_and_guarded_before_anybody_else_reads_it(cast: Cast) -> None:
    report = opened(cast, "police")
    keep_field(public_id=report.public_id, field="judgement", text="green", seen=mark_of(""), by=cast.petra, now=MONDAY)
    keep_field(
        public_id=report.public_id, field="needs", text="Ring 070-174 06 58.", seen=mark_of(""),
        by=cast.petra, now=MONDAY,
    )  # fmt: skip
    with pytest.raises(PersonalDataFound):
        share_report(public_id=report.public_id, by=cast.petra, now=MONDAY)
    with pytest.raises(NotFound):
        keep_field(public_id=report.public_id, field="report_state", text="x", seen="", by=cast.petra, now=MONDAY)


def test_a_form_keeps_what_only_the_other_has_changed(cast: Cast) -> None:
    report = opened(cast, "police")
    seen = dict.fromkeys(("judgement", "judgement_text", "risk_signals", "needs"), mark_of(""))
    write_judgement(public_id=report.public_id, judgement="red", needs="Ljus.", seen=seen, by=cast.petra, now=MONDAY)
    saved = write_judgement(
        public_id=report.public_id, judgement="", judgement_text="Lugnt.", seen=seen, by=cast.petra, now=MONDAY
    )
    assert (saved.judgement, saved.judgement_text, saved.needs) == ("red", "Lugnt.", "Ljus.")
    with pytest.raises(ChangedMeanwhile) as found:
        write_judgement(
            public_id=report.public_id, judgement="green", needs="Vakter.", seen=seen, by=cast.petra, now=MONDAY
        )
    assert found.value.fields == ("judgement", "needs")


@pytest.mark.parametrize("half", range(2))
def test_two_hundred_interleavings_of_two_editors_lose_nothing(cast: Cast, half: int) -> None:
    """Each editor saves from what their own page last showed. Every number and text is in the report, or was
    shown to the other in a conflict, or was replaced by somebody who had it on the page."""
    report = opened(cast, "police")
    draw = random.Random(SEED + half)
    for story in range(100):
        pages: list[dict[str, int | None]] = [{}, {}]
        texts = ["", ""]
        held_before = {code: _held(cast, report, code) for code in ("D3", "C4")}
        text_before = _needs(cast, report)
        for page in range(2):
            pages[page] = dict(held_before)
            texts[page] = text_before
        known: list[set[str]] = [{text_before}, {text_before}]
        for step in range(6):
            who = draw.randrange(2)
            if draw.random() < 0.5:
                code = draw.choice(("D3", "C4"))
                mine = draw.choice((None, 0, 1, 2, 3))
                before = _held(cast, report, code)
                ((is_saved, count),) = write(report, cast.petra, (code, "", mine, pages[who][code]))
                assert _held(cast, report, code) == (mine if is_saved else before)
                assert is_saved == (before in (pages[who][code], mine))
                assert count == _held(cast, report, code)
                pages[who][code] = count
            else:
                mine_text, before_text = f"Text {story}.{who}.{step}.", _needs(cast, report)
                try:
                    keep_field(
                        public_id=report.public_id, field="needs", text=mine_text, seen=mark_of(texts[who]),
                        by=cast.petra, now=MONDAY,
                    )  # fmt: skip
                except ChangedMeanwhile:
                    assert _needs(cast, report) == before_text
                    texts[who] = before_text
                else:
                    assert before_text in known[who]
                    texts[who] = mine_text
                known[who].add(texts[who])


def _held(cast: Cast, report: WeeklyReport, code: str) -> int | None:
    with acting_as(cast.petra):
        row = SummaryLine.objects.seen_by(cast.petra).filter(report=report, category_code=code, area=None).first()
        if row is not None:
            return row.count
        note = queries.cell_notes(cast.petra, WEEK).get((code, ""))
        return 0 if note is not None and note.is_zero else None


def _needs(cast: Cast, report: WeeklyReport) -> str:
    with acting_as(cast.petra):
        return queries.own_report(cast.petra, report.public_id).needs


# -- What is frozen ----------------------------------------------------------------------------------------
def test_a_preview_of_old_lines_has_the_digest_it_always_had(cast: Cast) -> None:
    """The mark in the table that a line was counted is not content: it is in no digest and no edition."""
    report = opened(cast, "police")
    add_summary_line(public_id=report.public_id, draft=replace(line(cast)), by=cast.petra, now=MONDAY)
    with acting_as(cast.petra):
        before = document.compose(cast.petra, report, now=MONDAY).digest
        SummaryLine.objects.seen_by(cast.petra).filter(report=report).update(is_counted=True)
        assert document.compose(cast.petra, report, now=MONDAY).digest == before
    assert "is_counted" not in SharedView.__slots__
