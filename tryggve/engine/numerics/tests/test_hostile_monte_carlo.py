"""P-values from replicates, given what nobody should give: a probability, or a refusal in three beats."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.errors import EngineRefusal
from tryggve.engine.numerics.monte_carlo import gumbel_p_value, rank_p_value, recurrence_interval, sequential_p_value
from tryggve.engine.tests.hostile import answer_or_refusal, nasty_numbers, nasty_rows


def _rows(data: st.DataObject) -> list[float]:
    return data.draw(nasty_rows(longest=40) | st.lists(st.floats(0, 9), min_size=20, max_size=40))


CALLS: dict[str, Callable[[st.DataObject], object]] = {
    "rank_p_value": lambda data: rank_p_value(data.draw(nasty_numbers()), _rows(data)),
    "sequential_p_value": lambda data: sequential_p_value(
        data.draw(nasty_numbers()), _rows(data), stop_after=data.draw(st.integers(-1, 5))
    ),
    "gumbel_p_value": lambda data: gumbel_p_value(data.draw(nasty_numbers()), _rows(data)),
    "recurrence_interval": lambda data: recurrence_interval(data.draw(nasty_numbers())),
}


@pytest.mark.parametrize("name", sorted(CALLS))
@given(data=st.data())
@settings(max_examples=60)
def test_any_numbers_give_an_answer_or_a_refusal(name: str, data: st.DataObject) -> None:
    answer = answer_or_refusal(lambda: CALLS[name](data))

    is_probability = isinstance(answer, float) and 0 <= answer <= 1
    assert isinstance(answer, EngineRefusal) or is_probability or (name == "recurrence_interval" and answer)
