"""Every public function of the engine: an example that runs, a source, a card, plain results."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import tryggve.engine
from tryggve.engine.tests.reference import REPOSITORY

# Rooms that pages' figures come through; `numerics` is below them, and only some of it has doors.
ROOMS = ("series", "space_time", "places", "effects", "disclosure")
DOORS_OF_NUMERICS = ("seeds", "false_discovery", "intervals", "odds_ratio", "monte_carlo")
INNER_FUNCTIONS = {
    "two_sided_quantile", "two_sided_p", "fit_baseline", "dispersion_of", "count_exceedances", "stopping_place",
}  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(tryggve.engine.__path__, "tryggve.engine."):
        if ".tests" not in found.name:
            yield importlib.import_module(found.name)


def doors() -> Iterator[FunctionType]:
    for module in modules():
        parts = module.__name__.split(".")[2:]
        if parts[0] not in ROOMS and parts[-1] not in DOORS_OF_NUMERICS:
            continue
        for name, found in inspect.getmembers(module, callable):
            function = inspect.unwrap(found)
            is_own = isinstance(function, FunctionType) and function.__module__ == module.__name__
            if is_own and not name.startswith("_") and name not in INNER_FUNCTIONS:
                yield function


@pytest.mark.parametrize("module", list(modules()), ids=lambda module: module.__name__)
def test_the_examples_in_the_documentation_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("door", list(doors()), ids=lambda door: door.__name__)
def test_a_method_says_what_it_answers_with_source_card_and_example(door: FunctionType) -> None:
    text = inspect.getdoc(door) or ""

    assert "Source: " in text
    assert ">>> " in text
    card = re.search(r"Card: (docs/methods/[a-z_]+\.md)\.", text)
    assert card is not None
    told = (REPOSITORY / card[1]).read_text(encoding="utf-8")
    assert door.__name__ in told
    assert f"figures/{Path(card[1]).stem}.svg" in told


@pytest.mark.parametrize("door", list(doors()), ids=lambda door: door.__name__)
def test_every_method_is_given_bad_input_somewhere(door: FunctionType) -> None:
    assert door.__name__ in hostile_calls()


@cache
def hostile_calls() -> frozenset[str]:
    """The functions that the rooms' hostile tests call."""
    files = pkgutil.walk_packages(tryggve.engine.__path__, "tryggve.engine.")
    tests = [importlib.import_module(found.name) for found in files if ".test_hostile" in found.name]
    return frozenset(name for module in tests for name in module.CALLS)


def test_results_are_frozen() -> None:
    results = [
        shape
        for module in modules()
        for _, shape in inspect.getmembers(module, inspect.isclass)
        if dataclasses.is_dataclass(shape)
    ]

    assert len(results) > 10
    assert all(shape.__dataclass_params__.frozen for shape in results)  # type: ignore[attr-defined]
