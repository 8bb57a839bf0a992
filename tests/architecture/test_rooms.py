"""Is the house built as it is drawn: the order of the steps, the names of files, and their size?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

from tests.architecture.sources import tree_of
from tryggve.cycle.steps import STEPS, Step

ROOT = Path(__file__).resolve().parents[2]
OWN = [
    path
    for folder in ("config", "tools", "tryggve", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
#: A file with such a name has no question that it answers.
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "base", "shared", "lib", "core"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
#: Longer than that, with a reason. The list may shrink.
LONG = {
    "gallery_context": "a list of examples, one for each component",
    "attack_on_month": "a picture's specification is one long value",
    "farrington": "a picture's specification",
    "near_repeat_figure": "a picture's specification",
    "space_time_scan": "a picture's specification",
    "monte_carlo": "a picture's specification",
    "_one": "a kernel: a call into another part costs compile time, and arrays do not travel in shapes",
    "measure": "a kernel",
    "predict": "a kernel",
}
#: The tests of a room may be longer than the room: they tell stories.
LONGEST_TEST_FILE = 600


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


def _lines(node: ast.AST) -> int:
    """The lines of a function without its docstring."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    docstring = node.body[0] if ast.get_docstring(node) else None
    longest = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - longest


def test_the_steps_are_the_folders_of_the_cycle() -> None:
    folders = {path.parent.name for path in (ROOT / "tryggve/cycle").glob("*/__init__.py")}

    assert {step.room for step in STEPS} == folders


def test_settings_and_addresses_follow_the_order_of_the_steps() -> None:
    addresses = [str(part.pattern) for part in get_resolver().url_patterns if isinstance(part, URLResolver)]

    assert [step.room for step in STEPS] == settings.CYCLE
    assert [address for address in addresses if address in {f"{step.address}/" for step in STEPS}] == [
        f"{step.address}/" for step in STEPS
    ]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.room)
def test_a_step_has_its_addresses_under_its_own_swedish_word(step: Step) -> None:
    rooms = [part for part in get_resolver().url_patterns if isinstance(part, URLResolver)]

    assert [str(part.pattern) for part in rooms if part.namespace == step.room] == [f"{step.address}/"]


@pytest.mark.parametrize("file", OWN, ids=_name)
def test_a_file_is_named_by_what_it_is_for_and_can_be_read_in_one_sitting(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())

    assert file.stem not in NAMELESS
    assert file.parent.name not in NAMELESS
    assert lines <= (LONGEST_TEST_FILE if _is_test(file) else LONGEST_FILE)


@pytest.mark.parametrize("file", [file for file in OWN if not _is_test(file)], ids=_name)
def test_a_module_says_which_question_it_answers_and_no_function_is_long(file: Path) -> None:
    tree = tree_of(file)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert ast.get_docstring(tree) or file.name in {"__init__.py", "apps.py"}
    assert [node.name for node in functions if _lines(node) > LONGEST_FUNCTION and node.name not in LONG] == []


@pytest.mark.parametrize("file", OWN, ids=_name)
def test_types_are_read_later_in_every_file(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert not text.strip() or "from __future__ import annotations" in text or not tree_of(file).body[1:]
