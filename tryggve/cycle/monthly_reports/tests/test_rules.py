"""How weeks become a month, in sums and in words."""

from __future__ import annotations

from typing import Any

import pytest

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.shapes import Stage
from tryggve.kernel.weeks import ReportMonth, Week

SEPTEMBER = ReportMonth.parse("2026-09")


def week_body(
    counts: dict[str, int],
    *,
    areas: dict[str, int] | None = None,
    answered: int = 2,
    expected: int = 2,
    level: str = "as_usual",
) -> dict[str, Any]:
    """A frozen week in miniature."""
    total = sum(counts.values())
    nothing = {"nothing": "not_shared"}
    return {
        "totals": {"occurrences": total, "reports": total + 1, "late": 0},
        "answered": {"answered": answered, "expected": expected},
        "groups": [
            {"letter": letter, "name": letter, "count": counts.get(letter, 0) if answered else nothing, "level": level}
            for letter in rules.LETTERS
        ],
        "areas": [
            {"key": key, "name": key, "count": n if answered else nothing, "level": level}
            for key, n in (areas or {}).items()
        ],
        "completeness": {"parties": [{"name": "Kopparstaden", "states": ["missing", "shared"]}]},
    }


def test_the_weeks_of_a_month_add_up() -> None:
    found = rules.tally(
        {
            "2026-W36": week_body({"A": 3, "C": 2}, areas={"x": 4}),
            "2026-W37": week_body({"A": 1}, areas={"x": 1, "y": 0}),
        }
    )

    assert found.occurrences == 6
    assert found.reports == 8
    assert found.groups["A"] == 4
    assert found.groups["G"] == 0
    # What has no area is what the areas do not hold.
    assert found.areas == {"x": 5, "y": 0, "": 1}


def test_what_stands_outside_the_groups_is_counted_apart() -> None:
    found = rules.tally({"2026-W36": week_body({"A": 3, "X": 2})})

    assert found.occurrences == 5
    assert found.other == 2


def test_a_week_in_which_nobody_shared_is_not_a_zero() -> None:
    found = rules.tally({"2026-W36": week_body({}, areas={"x": 0}, answered=0)})

    assert found.occurrences is None
    assert found.groups["A"] is None
    assert found.areas["x"] is None


def test_twelve_months_hold_every_week_of_a_year_with_53_weeks_once() -> None:
    months = [ReportMonth(2026, n) for n in range(1, 13)]

    weeks = [week for month in months for week in month.weeks]

    assert len(weeks) == 53
    assert len(set(weeks)) == 53
    assert Week(2026, 53) in months[-1].weeks
    assert sum(rules.tally({str(w): week_body({"A": 1}) for w in m.weeks}).occurrences or 0 for m in months) == 53


def test_only_a_row_that_was_zero_every_week_is_a_sure_zero() -> None:
    sure = rules.tally({"2026-W36": week_body({}, level="zero"), "2026-W37": week_body({}, level="zero")})
    unsure = rules.tally({"2026-W36": week_body({}, level="zero"), "2026-W37": week_body({}, level="as_usual")})

    assert "A" in sure.sure_zeros
    assert unsure.sure_zeros == frozenset()


def test_late_and_signed_zeros_have_come_in_and_silence_has_not() -> None:
    weeks = SEPTEMBER.weeks
    states = {
        str(weeks[0]): {"Kopparstaden": "shared", "Polisen": "missing"},
        str(weeks[1]): {"Kopparstaden": "late", "Polisen": "zero", "Skolan": "not_expected"},
    }

    found = rules.inbound(weeks, states)

    assert (found["expected"], found["received"], found["late"], found["zeros"]) == (4, 3, 1, 1)
    assert [party["name"] for party in found["parties"]] == ["Kopparstaden", "Polisen"]
    assert rules.silences(found) == ["Polisen har inte svarat en vecka. Det räknas inte som noll."]
    assert "Polisen" not in " ".join(rules.silences_in_sum(found))


def rows(**levels: str) -> list[dict[str, Any]]:
    return [{"name": name, "level": level} for name, level in levels.items()]


@pytest.mark.parametrize(
    ("levels", "has_gaps", "said"),
    [
        ({"Ordning": "as_usual"}, False, "September var som vanligt"),
        ({"Ordning": "as_usual"}, True, "Inget stack ut i september av det vi vet"),
        ({"Ordning": "more", "Miljö": "as_usual"}, False, "Ordning låg över det vanliga"),
        ({"Ordning": "more", "Miljö": "more"}, True, "Ordning och miljö låg över det vanliga"),
        ({"A": "more", "B": "more", "C": "more"}, False, "Tre grupper låg över det vanliga i september"),
        ({"Ordning": "less", "Miljö": "as_usual"}, False, "Ordning låg under det vanliga i september"),
        ({"Ordning": "too_few", "Miljö": "hidden"}, False, "September: vad som är vanligt går inte att säga än"),
    ],
)
def test_the_answer_says_what_stood_out(
    levels: dict[str, str],
    has_gaps: bool,  # noqa: FBT001
    said: str,
) -> None:
    assert rules.headline(SEPTEMBER, rows(**levels), has_gaps=has_gaps) == said


def test_weeks_are_written_as_a_span() -> None:
    assert rules.week_span(["2026-W36"]) == "vecka 36"
    assert rules.week_span(["2026-W38", "2026-W36", "2026-W37"]) == "vecka 36–38"
    assert rules.week_span(["2026-W36", "2026-W38"]) == "vecka 36 och 38"


def test_the_one_who_compiled_may_not_approve() -> None:
    with pytest.raises(rules.CannotApprove, match="Du sammanställde den själv"):
        rules.check_approval(stage=Stage.COMPILED, is_latest=True, is_same_person=True)


def test_only_the_newest_that_waits_is_approved() -> None:
    with pytest.raises(rules.CannotApprove, match="nyare version"):
        rules.check_approval(stage=Stage.COMPILED, is_latest=False, is_same_person=False)
    with pytest.raises(rules.CannotApprove, match="väntar inte"):
        rules.check_approval(stage=Stage.SENT, is_latest=True, is_same_person=False)


def test_only_what_is_approved_is_sent_and_only_once() -> None:
    with pytest.raises(rules.CannotSend, match="inte godkänd"):
        rules.check_sending(stage=Stage.COMPILED, is_latest=True)
    with pytest.raises(rules.CannotSend, match="redan sänd"):
        rules.check_sending(stage=Stage.SENT, is_latest=True)


def test_a_month_ahead_and_a_month_without_pictures_are_refused() -> None:
    with pytest.raises(rules.CannotCompileMonth, match="inte börjat"):
        rules.check_month_has_begun(SEPTEMBER, Week(2026, 30))
    with pytest.raises(rules.CannotCompileMonth, match="36, 37, 38, 39"):
        rules.check_has_pictures(SEPTEMBER, ["2026-W35"])


def test_a_summary_is_two_sentences_and_not_a_report() -> None:
    with pytest.raises(rules.SummaryTooLong):
        rules.check_summary("x" * (rules.LONGEST_SUMMARY + 1))
