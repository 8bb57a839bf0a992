"""Does access.toml say what the program has: every address, job, rhythm, command and way out?

The file states and the code is compared with it, both ways: what is not in the file fails, and so does
what is in the file and gone from the code.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.core.management import get_commands

import tryggve.edges.jobs.ordered as _  # noqa: F401 - registers the jobs that pages order
from tests.architecture.sources import tree_of
from tests.privacy.addresses import DEVICE, OPEN, READ, WRITE, Address, addresses
from tryggve.edges.jobs.rhythms import RHYTHMS
from tryggve.foundation.people.access import roles
from tryggve.foundation.people.matrix import Route, Work, commands, exports, jobs, rhythms, routes, things
from tryggve.foundation.queue.jobs import JOB_RIGHTS, JOBS

ROOT = Path(__file__).resolve().parents[2]
TELL = "add it to tryggve/foundation/people/access.toml"
ALL = addresses()
#: Answers that carry a file's heading and are no way out, each with its reason. Reviewed.
NO_EXPORT = {"tryggve/cycle/incidents/views/photos.py": "a photo is shown on its page, and is not saved"}
#: What a file is said to be by, in an answer.
HEADINGS = ("Content-Disposition", "as_attachment")


def test_every_address_of_the_program_is_in_the_file_and_no_other() -> None:
    names = {address.name for address in ALL}

    assert sorted(names - set(routes())) == [], TELL
    assert sorted(set(routes()) - names) == [], "these addresses are gone"


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.name)
def test_an_address_asks_for_the_rights_that_the_file_states(address: Address) -> None:
    stated = routes()[address.name]

    assert address.rights == (("signed_in",) if stated.signed_in else stated.rights)
    assert stated.by_device == (address.name in DEVICE)


@pytest.mark.parametrize("route", [each for each in routes().values() if each.thing], ids=lambda route: route.name)
def test_an_address_for_a_thing_carries_its_key(route: Route) -> None:
    address = next(each for each in ALL if each.name == route.name)

    assert address.asks_for_something_secret


@pytest.mark.parametrize("address", [each for each in ALL if each.name not in OPEN], ids=lambda address: address.name)
def test_an_address_with_a_key_says_what_it_is_the_key_of(address: Address) -> None:
    assert bool(routes()[address.name].thing) == address.asks_for_something_secret, TELL


def test_no_kind_of_thing_is_named_in_vain() -> None:
    assert set(things()) == {route.thing for route in routes().values() if route.thing}


def test_every_address_has_an_example() -> None:
    assert sorted(set(routes()) - {*OPEN, *DEVICE, *READ, *WRITE}) == [], "add an example in tests/privacy/addresses.py"


# -- Work without a page --------------------------------------------------------------------------
def test_every_job_is_in_the_file_and_no_other() -> None:
    assert set(JOBS) == set(jobs()), TELL


@pytest.mark.parametrize("work", jobs().values(), ids=lambda work: work.name)
def test_a_job_asks_for_the_right_that_the_file_states(work: Work) -> None:
    assert work.rights == ((JOB_RIGHTS[work.name],) if JOB_RIGHTS[work.name] else ())


def test_every_rhythm_is_in_the_file_and_no_other() -> None:
    assert {rhythm.name for rhythm in RHYTHMS} == set(rhythms()), TELL


def test_every_command_is_in_the_file_and_no_other() -> None:
    own = {name for name, app in get_commands().items() if str(app).startswith("tryggve.")}

    assert own == set(commands()), TELL


@pytest.mark.parametrize("work", [*rhythms().values(), *commands().values()], ids=lambda work: work.name)
def test_what_runs_as_the_system_needs_no_right_that_the_system_lacks(work: Work) -> None:
    assert set(work.rights) <= roles()["system"].rights


# -- Files ----------------------------------------------------------------------------------------
def _hands_out(path: Path) -> bool:
    strings = (node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant))
    names = {node.attr if isinstance(node, ast.Attribute) else node.id for node in ast.walk(tree_of(path))
             if isinstance(node, ast.Attribute | ast.Name)}  # fmt: skip
    return any(heading in HEADINGS for heading in strings) or "FileResponse" in names


def test_every_file_leaves_by_the_one_way_out() -> None:
    """Only foundation/web/exports.py says that an answer is a file."""
    sources = [path for path in sorted((ROOT / "tryggve").rglob("*.py")) if "tests" not in path.parts]

    found = {str(path.relative_to(ROOT)) for path in sources if _hands_out(path)}

    assert found == {"tryggve/foundation/web/exports.py", *NO_EXPORT}


def test_no_two_ways_out_are_the_same() -> None:
    found = [(what.name, file_format) for what, file_format in exports()]

    assert len(found) == len(set(found)) > 10
