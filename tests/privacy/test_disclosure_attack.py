"""A sample of `make disclosure`: nobody works out a small number, and the attack finds one when a rule is broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tools.disclosure.reading import Reader
from tools.disclosure.simulated import Tertial, tertial
from tools.disclosure.trial import run, without_complementary_suppression, without_the_rule_for_versions


@pytest.mark.parametrize("months", [tertial(2026, 60), replace(tertial(7, 30), months=tertial(7, 30).months[:2])])
def test_nobody_who_reads_all_that_is_published_works_out_a_small_number(months: Tertial) -> None:
    found = run(months)

    assert found.counted["county hidden"] > 0
    assert found.counted["small cells"] > 0
    assert found.faults == []
    assert found.counted["county narrowed"] + found.counted["public narrowed"] == 0
    assert found.counted["small changes shown"] == 0


def test_without_complementary_suppression_the_same_attack_succeeds() -> None:
    months = replace(tertial(2026, 60), months=tertial(2026, 60).months[:1])

    assert without_complementary_suppression(months).counted["county recovered"] > 0


def test_with_each_version_hidden_by_itself_two_versions_give_each_other_away() -> None:
    recovered = sum(without_the_rule_for_versions(tertial(seed, 30)).counted["county recovered"] for seed in (1, 4))

    assert recovered > 0


def test_a_small_number_in_print_is_found_without_any_sum() -> None:
    reader = Reader()

    reader.number(["a"], 3)
    reader.number(["b"], 5)

    assert len(reader.printed_small) == 1
