"""How much do other areas change by themselves? On made-up weeks whose answer is known."""

from __future__ import annotations

from tryggve.cycle.evaluations.figures import changed_as_much

Window = tuple[list[int | None], list[int | None]]

STEADY: Window = ([5, 5, 5, 5], [5, 5, 5, 5])
HALVED: Window = ([6, 6, 6, 6], [3, 3, 3, 3])
DOUBLED: Window = ([6, 6, 6, 6], [12, 12, 12, 12])
FEW: Window = ([1, 0, 1, 0], [0, 0, 0, 0])


def test_an_area_that_fell_alone_has_no_equal() -> None:
    found = changed_as_much(HALVED, [STEADY] * 8, is_lower=True)

    assert found is not None
    assert (found["areas"], found["as_much"]) == (8, 0)


def test_areas_that_fell_as_much_without_the_measure_are_counted() -> None:
    found = changed_as_much(HALVED, [STEADY] * 5 + [HALVED, DOUBLED], is_lower=True)

    assert found is not None
    assert (found["areas"], found["as_much"]) == (7, 1)


def test_when_more_is_hoped_for_those_that_rose_are_counted() -> None:
    found = changed_as_much(DOUBLED, [STEADY] * 5 + [HALVED, DOUBLED], is_lower=False)

    assert found is not None
    assert found["as_much"] == 1


def test_areas_with_hardly_any_incidents_are_no_comparison() -> None:
    assert changed_as_much(HALVED, [FEW] * 20, is_lower=True) is None


def test_a_week_that_nobody_answered_is_left_out_and_not_zero() -> None:
    silent: Window = ([5, None, 5, 5], [5, 5, None, 5])

    found = changed_as_much(HALVED, [silent] * 6, is_lower=True)

    assert found is not None
    assert found["as_much"] == 0
