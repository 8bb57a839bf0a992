"""The reference files hold what the method asks for."""

from __future__ import annotations

from collections import Counter

from tryggve.foundation.reference.catalogue import stable_categories, stable_groups
from tryggve.foundation.reference.rules import (
    NOT_COUNTED,
    group_of,
    is_code,
    is_counted,
    next_sub_code,
    stable_code,
    sub_code_order,
)

IN_THE_METHOD = {"A": 9, "B": 4, "C": 7, "D": 6, "E": 7, "F": 7, "G": 4}
LONGEST_ON_A_TILE = 26


def test_the_seven_groups_hold_forty_four_codes() -> None:
    in_groups = [code for code in stable_categories() if group_of(code) != "O"]

    assert Counter(code[0] for code in in_groups) == IN_THE_METHOD
    assert len(in_groups) == 44


def test_three_codes_stand_outside_the_groups() -> None:
    outside = [code for code in stable_categories() if group_of(code) == "O"]

    assert outside == ["X0", "N0", "P1"]


def test_every_category_is_whole() -> None:
    for code, category in stable_categories().items():
        assert is_code(code)
        assert category.group == group_of(code)
        assert category.group in stable_groups()
        assert category.nature in {"crime", "insecurity"}
        assert category.severity in {1, 2, 3}
        assert 0 < len(category.name_sv) <= LONGEST_ON_A_TILE
        assert category.name_en
        assert category.icon
        assert category.is_counted == (code not in NOT_COUNTED)


def test_no_two_categories_share_a_name() -> None:
    for language in ("sv", "en"):
        names = [category.name(language).casefold() for category in stable_categories().values()]
        assert len(names) == len(set(names))


def test_a_sub_code_adds_up_under_its_stable_code() -> None:
    assert stable_code("C4.12") == "C4"
    assert group_of("C4.12") == "C"
    assert is_counted("C4.12")
    assert not is_counted("P1.1")


def test_what_is_no_code_is_told_apart() -> None:
    assert [text for text in ("C4", "C4.1", "X0", "c4", "C4.0", "C44", "H1", "") if is_code(text)] == [
        "C4",
        "C4.1",
        "X0",
    ]


def test_numbers_of_sub_codes_are_never_used_again() -> None:
    assert next_sub_code("C4", []) == "C4.1"
    assert next_sub_code("C4", ["C4.1", "C4.9"]) == "C4.10"
    assert sorted(["C4.10", "C4.2", "C4"], key=sub_code_order) == ["C4", "C4.2", "C4.10"]
