"""What a careless or hostile caller gives, and what the engine may answer: a result, or a refusal in three beats."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hypothesis_numpy

from tryggve.engine.errors import EngineRefusal

R = TypeVar("R")

#: Numbers that have broken programs before.
NASTY = (0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 1e-300, 1e6, 1e15, 1e300, float("inf"), float("-inf"), float("nan"))


def nasty_numbers() -> st.SearchStrategy[float]:
    """One number, often a bad one."""
    return st.sampled_from(NASTY) | st.integers(-3, 40).map(float) | st.floats()


def nasty_rows(*, longest: int = 12) -> st.SearchStrategy[list[float]]:
    """A row of them, often empty."""
    return st.lists(nasty_numbers(), max_size=longest)


def good_counts(*, least: int = 0, longest: int = 40, most: int = 30) -> st.SearchStrategy[list[int]]:
    """Counts that could have been counted."""
    return st.lists(st.integers(0, most), min_size=least, max_size=longest)


def nasty_tables(*, longest: int = 6) -> st.SearchStrategy[np.ndarray[Any, np.dtype[np.float64]]]:
    """Arrays of nought to three dimensions with such numbers."""
    shapes = st.lists(st.integers(0, longest), max_size=3).map(tuple)
    return shapes.flatmap(lambda shape: hypothesis_numpy.arrays(np.float64, shape, elements=nasty_numbers()))


def answer_or_refusal(call: Callable[[], R]) -> R | EngineRefusal:
    """The result, or the refusal, which must say what is wrong, what it got, and what to do."""
    refused: EngineRefusal
    try:
        return call()
    except EngineRefusal as refusal:
        refused = refusal
    beats = re.split(r"(?<=[.!?])\s+", str(refused))
    assert len(beats) >= 3, str(refused)
    assert any(beat.startswith("Got") for beat in beats), str(refused)
    return refused
