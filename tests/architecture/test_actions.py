"""Does every action say who, when and by which right, and is every right asked for?"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import tree_of
from tryggve.foundation.audit.trail import EVENTS
from tryggve.foundation.people.access import rights, roles
from tryggve.foundation.people.matrix import export_right, exports

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = [
    path
    for path in sorted((ROOT / "tryggve").rglob("*.py"))
    if not {"tests", "testing", "migrations", "demo"} & set(path.relative_to(ROOT).parts) and path.name != "conftest.py"
]
#: What anybody may do on their own behalf, or what asks for its right in its own body. Reviewed one by one.
WITHOUT_ONE_RIGHT = {
    "invitation.accepted": "the secret of the link is the right",
    "invitation.accepted_elsewhere": "the secret of the link is the right",
    "person.logged_in": "the password was the right",
    "login.refused": "nobody came in",
    "login.ended": "a person's own log-ins",
    "identity.connected": "a person's own identity",
    "identity.removed": "a person's own identity",
    "second_factor.app_added": "a person's own",
    "second_factor.passkey_added": "a person's own",
    "second_factor.removed": "a person's own",
    "recovery_codes.made": "a person's own",
    "device.enrolled": "the secret of the code is the right",
    "device.person_chosen": "the PIN is the right; before it the telephone may do nothing",
    "device.pin_refused": "a wrong PIN, written down before it is refused",
    "raw_access.closed": "whoever asked, whoever approves, or the organisation itself",
    "incident.corrected": "a reviewer any of the organisation's, a reporter their own",
    "measure.updated": "the owner, or those who plan measures",
    "accessibility.reported": "anybody may say what they cannot use",
    "file.taken_out": "asks for the right of the file's class and format",
    "mail_choice.changed": "a person's own mails",
    "calendar_feed.made": "a person's own calendar",
    "calendar_feed.revoked": "a person's own calendar",
}
#: Given to the roles now, asked for when its page comes. The list may shrink.
NOT_ASKED_FOR_YET: dict[str, str] = {}


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _decorated() -> Iterator[tuple[Path, ast.FunctionDef, ast.Call]]:
    """Every function that is made an action, as it stands in the source."""
    for path in PRODUCTION:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "action":
                        yield path, node, decorator


def _event(call: ast.Call) -> str:
    assert isinstance(call.args[0], ast.Constant)
    return str(call.args[0].value)


def _actions() -> dict[str, Callable[..., Any]]:
    """Every action as it runs, by its event."""
    for path in {path for path, _, _ in _decorated()}:
        importlib.import_module(_module(path))
    found: dict[str, Callable[..., Any]] = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("tryggve."):
            found |= {item.audit_event: item for item in vars(module).values() if hasattr(item, "audit_event")}
    return found


ACTIONS = _actions()


def test_every_action_in_the_source_is_one_when_it_runs() -> None:
    events = [_event(call) for _, _, call in _decorated()]

    assert len(events) > 40
    assert [event for event, times in Counter(events).items() if times > 1] == []
    assert set(events) == set(ACTIONS)


@pytest.mark.parametrize("event", sorted(ACTIONS))
def test_an_action_is_told_who_acts_and_when_by_name(event: str) -> None:
    parameters = inspect.signature(ACTIONS[event]).parameters

    assert {"by", "now"} <= set(parameters)
    assert {one.kind for one in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert parameters["by"].annotation == "Viewer"
    assert parameters["now"].annotation == "datetime"
    assert parameters["by"].default is parameters["now"].default is inspect.Parameter.empty


@pytest.mark.parametrize("event", sorted(ACTIONS))
def test_an_event_is_a_thing_and_what_became_of_it(event: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", event)


@pytest.mark.parametrize("event", sorted(ACTIONS))
def test_an_action_needs_a_right_that_exists(event: str) -> None:
    right = EVENTS[event]

    assert right in rights() if right else event in WITHOUT_ONE_RIGHT


def test_the_list_of_actions_without_one_right_is_true() -> None:
    assert {event for event in ACTIONS if EVENTS[event] is None} == set(WITHOUT_ONE_RIGHT)


@pytest.mark.parametrize("path", [path for path in PRODUCTION if "actions" in _module(path).split(".")], ids=_module)
def test_a_public_function_that_writes_takes_everything_by_name(path: Path) -> None:
    functions = [node for node in tree_of(path).body if isinstance(node, ast.FunctionDef)]
    writing = [one for one in functions if any(argument.arg == "now" for argument in one.args.kwonlyargs)]

    assert [
        one.name for one in writing if not one.name.startswith("_") and (one.args.args or one.args.posonlyargs)
    ] == []


def _named_in_code() -> set[str]:
    """Every string of the production code, and every `may.right_name` of a template."""
    named: set[str] = set()
    for path in PRODUCTION:
        if _module(path) != "tryggve.foundation.people.access":
            tree = ast.walk(tree_of(path))
            named |= {node.value for node in tree if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    by_flag = {right.replace(".", "_"): right for right in rights()}
    for page in (ROOT / "tryggve").rglob("templates/**/*.html"):
        named |= {by_flag.get(flag, "") for flag in re.findall(r"\bmay\.(\w+)", page.read_text(encoding="utf-8"))}
    return named


def test_every_right_is_asked_for_somewhere() -> None:
    """A right to take out is put together of class and format: access.toml says where it is asked for."""
    by_export = {export_right(what.data_class, file_format) for what, file_format in exports()}

    assert set(rights()) - _named_in_code() - by_export == set(NOT_ASKED_FOR_YET)


def test_every_right_is_held_by_some_role() -> None:
    assert set(rights()) - {right for role in roles().values() for right in role.rights} == set()


def test_a_template_asks_only_for_rights_that_exist() -> None:
    flags = {right.replace(".", "_") for right in rights()}
    asked = {
        (page.name, flag)
        for page in (ROOT / "tryggve").rglob("templates/**/*.html")
        for flag in re.findall(r"\bmay\.(\w+)", page.read_text(encoding="utf-8"))
    }

    assert {(page, flag) for page, flag in asked if flag not in flags} == set()
