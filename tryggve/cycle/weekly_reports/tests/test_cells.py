"""The rules of the grid: what is a number, what is unusual, who wins, and where a pasted block lands."""

from __future__ import annotations

import pytest

from tryggve.cycle.weekly_reports.rules import CannotWrite, cells

ROWS = [("C4 Klotter", "Klotter", "C4"), ("Nedskräpning", "F3"), ("Störande samling", "A1")]
COLUMNS = [("Knutpunkten",), ("Bojsenburg",), ("Norslund",), ("Hela kommunen",)]


def placed(block: cells.Block) -> dict[tuple[int, int], int]:
    return {(cell.row, cell.column): cell.count for cell in block.cells}


# -- One number --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "count"),
    [("", None), ("  ", None), ("\u00a0", None), ("0", 0), ("007", 7), (" 12 ", 12), ("500", 500), ("0 012", 12)],
)
def test_a_cell_takes_whole_numbers_and_empty_is_not_zero(typed: str, count: int | None) -> None:
    assert cells.read_count(typed) == count


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2,5", "decimaler"),
        ("2.0", "decimaler"),
        ("-3", "mindre än noll"),
        ("\u22123", "mindre än noll"),
        ("1 234", "för stort"),
        ("1\u00a0234", "för stort"),
        ("501", "för stort"),
        ("9" * 5000, "för stort"),
        ("tre", "inget tal"),
        ("=SUMMA(A1:A3)", "inget tal"),
        ("1 2", "inget tal"),
        ("٣", "inget tal"),
        ("1e3", "inget tal"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(typed: str, why: str) -> None:
    with pytest.raises(CannotWrite, match=why):
        cells.read_count(typed)


# -- Unusual -----------------------------------------------------------------------------------------
def test_a_number_is_asked_about_outside_the_organisations_own_twelve_weeks() -> None:
    history = [3, 4, None, 5, 3, 4, 5, None, 3, 4, 4, 5]
    assert [count for count in range(12) if cells.is_unusual(count, history)] == [0, 1, 7, 8, 9, 10, 11]


def test_weeks_without_an_answer_are_not_zeros() -> None:
    missing: list[int | None] = [None] * 7
    assert cells.usual_range([*missing, 4, 4, 4, 4, 4]) is None
    assert not cells.is_unusual(400, [*missing, 4, 4, 4, 4, 4])
    assert cells.is_unusual(400, [*missing, 0, 4, 4, 4, 4, 4])
    assert not cells.is_unusual(None, [4] * 12)


# -- Two who write -----------------------------------------------------------------------------------
def test_of_two_texts_neither_is_written_over() -> None:
    first, mine, theirs = "Lugnt.", "Lugnt vid torget.", "Lugnt vid stationen."
    seen = cells.mark_of(first)
    assert cells.settled(mine=mine, theirs=first, seen=seen) == mine
    assert cells.settled(mine=first, theirs=theirs, seen=seen) == theirs
    assert cells.settled(mine=mine, theirs=mine, seen=seen) == mine
    assert cells.settled(mine=mine, theirs=theirs, seen=seen) is None
    assert cells.settled(mine="", theirs=theirs, seen=seen) is None


def test_line_breaks_are_the_same_from_every_browser() -> None:
    assert cells.mark_of("a\r\nb\r\n") == cells.mark_of("a\nb")


# -- A block -----------------------------------------------------------------------------------------
def test_a_bare_block_is_laid_out_from_the_cell() -> None:
    block = cells.read_block("1\t2\r\n3\t\r\n", rows=ROWS, columns=COLUMNS, at=(1, 1))
    assert placed(block) == {(1, 1): 1, (1, 2): 2, (2, 1): 3}
    assert (block.n_empty, block.refused) == (1, ())


def test_heads_decide_where_numbers_belong_in_whatever_order() -> None:
    text = "\tNorslund\tKnutpunkten\tOrten\nF3\t1\t2\t3\nklotter\t4\t5\t6\nOkänd rad\t7\t8\t9\n"
    block = cells.read_block(text, rows=ROWS, columns=COLUMNS, at=(2, 3))
    assert placed(block) == {(1, 2): 1, (1, 0): 2, (0, 2): 4, (0, 0): 5}
    assert block.has_column_heads
    assert block.has_row_heads
    assert {(each.at, each.said) for each in block.refused} == {
        ((2, 4), "3"), ((3, 4), "6"), ((4, 2), "7"), ((4, 3), "8"), ((4, 4), "9"),
    }  # fmt: skip


def test_what_does_not_fit_is_said_cell_by_cell() -> None:
    block = cells.read_block("1\t2\t3\n4\t5\t6", rows=ROWS, columns=COLUMNS, at=(2, 2))
    assert placed(block) == {(2, 2): 1, (2, 3): 2}
    assert [(each.at, each.said) for each in block.refused] == [
        ((1, 3), "3"),
        ((2, 1), "4"),
        ((2, 2), "5"),
        ((2, 3), "6"),
    ]
    assert "för brett" in str(block.refused[0].why)
    assert "för högt" in str(block.refused[1].why)


def test_a_bad_cell_does_not_hold_its_neighbours_up() -> None:
    block = cells.read_block("1\t2,5\t3", rows=ROWS, columns=COLUMNS)
    assert placed(block) == {(0, 0): 1, (0, 2): 3}
    assert "decimaler" in str(block.refused[0].why)


def test_a_row_that_is_there_twice_is_taken_once_and_told() -> None:
    block = cells.read_block("Klotter\t1\nC4\t2", rows=ROWS, columns=COLUMNS)
    assert placed(block) == {(0, 0): 1}
    assert "två gånger" in str(block.refused[0].why)


@pytest.mark.parametrize("text", ["", "\t\t\n", "\n\n", '"', '"a\nb"\t1', "\x00", "\r"])
def test_odd_clipboards_are_read_or_refused_and_never_crash(text: str) -> None:
    try:
        block = cells.read_block(text, rows=ROWS, columns=COLUMNS)
    except CannotWrite:
        return
    assert all(0 <= cell.row < len(ROWS) and 0 <= cell.column < len(COLUMNS) for cell in block.cells)


def test_a_whole_sheet_is_refused() -> None:
    with pytest.raises(CannotWrite, match="för stort"):
        cells.read_block("1\t" * 5000, rows=ROWS, columns=COLUMNS)
