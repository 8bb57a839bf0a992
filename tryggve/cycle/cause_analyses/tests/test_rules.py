from __future__ import annotations

import pytest

from tryggve.cycle.cause_analyses import rules
from tryggve.cycle.cause_analyses.shapes import EvidenceView, HypothesisView, Lean, Standing, Weight
from tryggve.cycle.meetings.tests.world import AFTER

Row = tuple[str, ...]


def board(*rows: Row, count: int = 2) -> tuple[list[HypothesisView], list[EvidenceView]]:
    """Hypotheses a, b, c… and one piece of evidence for each row of weights."""
    keys = "abcde"[:count]
    evidence = [
        EvidenceView(f"{n}", "Spår", "", {key: Weight(weight) for key, weight in zip(keys, row, strict=True)}, AFTER)
        for n, row in enumerate(rows)
    ]
    hypotheses = []
    for key in keys:
        weights = [each.weights[key] for each in evidence]
        hypotheses.append(
            HypothesisView(
                key=key,
                analysis="",
                priority="",
                area_name="",
                letter=key.upper(),
                title=key,
                strong_for=weights.count(Weight.STRONG_FOR),
                for_=weights.count(Weight.FOR),
                against=weights.count(Weight.AGAINST),
                strong_against=weights.count(Weight.STRONG_AGAINST),
                unknown=weights.count(Weight.UNKNOWN),
                is_chosen=False,
            )
        )
    return hypotheses, evidence


def standing(*rows: Row, count: int = 2) -> tuple[Standing, str]:
    found = rules.balance(*board(*rows, count=count))
    return found.standing, found.leading


def test_one_explanation_alone_proves_nothing() -> None:
    assert standing(("strong_for",), count=1) == (Standing.TOO_FEW_HYPOTHESES, "")


def test_without_evidence_nothing_can_be_said() -> None:
    assert standing() == (Standing.NO_EVIDENCE, "")
    assert standing(("unknown", "unknown")) == (Standing.NO_EVIDENCE, "")


def test_evidence_that_fits_every_explanation_tells_nothing_however_much_there_is() -> None:
    assert standing(*[("strong_for", "strong_for")] * 9) == (Standing.NOTHING_SEPARATES, "")


def test_a_lead_of_one_is_too_even() -> None:
    assert standing(("for", "neutral")) == (Standing.EVEN, "")
    assert standing(("strong_for", "for")) == (Standing.EVEN, "")


def test_strong_evidence_counts_twice() -> None:
    assert standing(("strong_for", "neutral")) == (Standing.POINTS, "a")
    assert standing(("strong_for", "neutral"), ("strong_against", "for"), ("neutral", "for")) == (Standing.POINTS, "b")


def test_the_least_bad_of_contradicted_explanations_is_not_supported() -> None:
    assert standing(("against", "strong_against"), ("neutral", "strong_against")) == (Standing.EVEN, "")


def test_where_each_explanation_leans_is_said_in_words() -> None:
    hypotheses, _evidence = board(("strong_for", "strong_against", "for"), count=3)

    assert [each.lean for each in hypotheses] == [Lean.FOR, Lean.AGAINST, Lean.CANNOT_SAY]


def test_a_cause_is_chosen_among_at_least_two() -> None:
    with pytest.raises(rules.CannotSettle, match="En ensam förklaring"):
        rules.check_settling(*board(("strong_for",), count=1), "a", "Därför.")


@pytest.mark.parametrize("rows", [[], [("strong_for", "for")], [("against", "neutral")], [("unknown", "unknown")]])
def test_a_cause_needs_evidence_both_for_and_against(rows: list[Row]) -> None:
    with pytest.raises(rules.CannotSettle, match="Underlaget räcker inte"):
        rules.check_settling(*board(*rows), "a", "Därför.")


def test_the_leading_explanation_needs_no_reason_but_another_does() -> None:
    hypotheses, evidence = board(("strong_against", "strong_for"))

    rules.check_settling(hypotheses, evidence, "b", "")
    rules.check_settling(hypotheses, evidence, "a", "Fältgruppen vet mer.")
    with pytest.raises(rules.CannotSettle, match="pekar inte på") as refusal:
        rules.check_settling(hypotheses, evidence, "a", "")
    assert refusal.value.field == "reason"


def test_when_nothing_leads_every_choice_needs_a_reason() -> None:
    with pytest.raises(rules.CannotSettle, match="pekar inte på"):
        rules.check_settling(*board(("for", "against"), ("against", "for")), "a", "")


def test_there_are_five_letters() -> None:
    assert rules.next_letter([]) == "A"
    assert rules.next_letter(["A", "C"]) == "B"
    with pytest.raises(rules.CannotAnalyse, match="redan 5 förklaringar"):
        rules.next_letter(list("ABCDE"))


def test_weights_left_out_are_not_known_yet_and_strange_ones_are_refused() -> None:
    assert rules.check_weights({"a": "for"}, ["a", "b"]) == {"a": Weight.FOR, "b": Weight.UNKNOWN}
    for weights in ({"x": "for"}, {"a": "mycket"}):
        with pytest.raises(rules.CannotAnalyse, match="går inte att läsa"):
            rules.check_weights(weights, ["a"])
