"""When a measure may be evaluated, and what the answer sounds like."""

from __future__ import annotations

from typing import Any

import pytest

from tryggve.cycle.evaluations import rules
from tryggve.cycle.evaluations.queries import answer
from tryggve.cycle.evaluations.shapes import Verdict

FIGURES: dict[str, Any] = {
    "carried_out": "yes",
    "reason": "no_clear_change",
    "comparison": {"name": "Haraldsbo"},
    "effect": {
        "treated_before": 31, "treated_after": 24, "comparison_before": 28, "comparison_after": 26,
        "ratio": 0.83, "ratio_low": 0.39, "ratio_high": 1.77,
    },
}  # fmt: skip


def test_the_answer_gives_the_counts_the_interval_and_the_reason() -> None:
    assert answer(Verdict.CANNOT_TELL, FIGURES) == (
        "Händelserna gick från 31 till 24. I Haraldsbo gick de från 28 till 26. "
        "Skillnaden kan vara allt från 61 procent färre till 77 procent fler. "
        "Det kan lika gärna vara slump."
    )


def test_an_interval_without_a_limit_says_so() -> None:
    figures = FIGURES | {"effect": FIGURES["effect"] | {"ratio_high": None}}
    assert "uppåt, utan gräns" in answer(Verdict.CANNOT_TELL, figures)


def test_what_was_done_in_part_is_said() -> None:
    assert "bara delvis" in answer(Verdict.CANNOT_TELL, FIGURES | {"carried_out": "partly"})


def test_nothing_to_compare_is_said_without_figures() -> None:
    figures = FIGURES | {"effect": None, "reason": "too_few_incidents"}
    assert answer(Verdict.CANNOT_TELL, figures) == "Händelserna är för få för att jämföra."


def test_what_was_not_done_gets_no_figures() -> None:
    assert answer(Verdict.NOT_CARRIED_OUT, {"reason": "not_carried_out"}).startswith("Åtgärden gjordes inte.")


def test_every_reason_of_the_engine_has_words() -> None:
    from typing import get_args

    from tryggve.engine.effects.verdict import EffectReason

    for reason in get_args(EffectReason):
        verdict = Verdict.NOT_CARRIED_OUT if reason == "not_carried_out" else Verdict.CANNOT_TELL
        assert answer(verdict, FIGURES | {"reason": reason})


def test_a_long_lesson_is_refused() -> None:
    rules.check_text("x" * 10, 10, "lesson")
    with pytest.raises(rules.CannotFollowUp) as refused:
        rules.check_text("x" * 11, 10, "lesson")
    assert refused.value.field == "lesson"
