"""What leaves as a table is opened in a spreadsheet by somebody who trusts us."""

from __future__ import annotations

import csv
import io

import pytest

from tryggve.foundation.render.tables import csv_file

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ENDINGS = ("1+1", "cmd|'/c calc'!A0", 'HYPERLINK("https://elsewhere.example")', "SUM(A1:A9)", " x")


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("before", ["", " "])
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_formula_is_text_and_can_still_be_read(beginning: str, ending: str, before: str) -> None:
    ((cell, _number),) = read(csv_file([[f"{before}{beginning}{ending}", 1]]))

    assert cell == f"'{before}{beginning}{ending}"


def test_numbers_and_ordinary_words_are_left_alone() -> None:
    rows: list[list[int | float | str]] = [["Falun", -3, 2.5, "a = b", "Södra; norra", 'sa "hej"', ""]]

    assert read(csv_file(rows)) == [["Falun", "-3", "2.5", "a = b", "Södra; norra", 'sa "hej"', ""]]
