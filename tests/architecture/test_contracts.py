"""Do the import contracts catch what they are there for? Each rule is broken once, in a copy of an empty house."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ROOMS = {
    "tryggve": ["kernel", "engine", "foundation", "cycle", "edges", "demo", "testing"],
    "tryggve/foundation": ["tenancy", "audit", "queue", "geography", "reference", "people", "web", "render", "privacy"],
    "tryggve/edges": ["cli", "desk", "intake", "jobs"],
    "tryggve/cycle": [
        "incidents",
        "weekly_reports",
        "situation_pictures",
        "meetings",
        "cause_analyses",
        "measures",
        "evaluations",
        "monthly_reports",
        "county_reports",
    ],
}
FILES = ["shapes", "rules", "models", "queries", "figures", "document", "actions", "forms", "views", "api", "urls"]

FORBIDDEN = {
    "a step looks ahead": ("cycle/meetings/queries.py", "from tryggve.cycle.measures import queries"),
    "a step looks ahead inside a function": (
        "cycle/meetings/actions.py",
        "def f():\n    from tryggve.cycle.measures import queries",
    ),
    "a step reads another's tables": ("cycle/meetings/queries.py", "from tryggve.cycle.weekly_reports import models"),
    "a step reads another's tables by name": (
        "cycle/meetings/queries.py",
        "from tryggve.cycle.weekly_reports.models import anything",
    ),
    "a step calls another's action": ("cycle/measures/actions.py", "from tryggve.cycle.meetings import actions"),
    "an edge reads tables": ("edges/desk/views.py", "from tryggve.cycle.incidents import models"),
    "an edge uses a step's rules": ("edges/cli/open.py", "from tryggve.cycle.incidents import rules"),
    "the demo writes tables": ("demo/build.py", "from tryggve.cycle.incidents import models"),
    "raw incidents after the weekly report": (
        "cycle/situation_pictures/queries.py",
        "from tryggve.cycle.incidents import queries",
    ),
    "raw incidents in the county report": (
        "cycle/county_reports/queries.py",
        "from tryggve.cycle.incidents import queries",
    ),
    "the county looks behind the edition": (
        "cycle/county_reports/queries.py",
        "from tryggve.cycle.meetings import queries",
    ),
    "Django in rules": ("cycle/incidents/rules.py", "import django"),
    "Django in the engine": ("engine/series/counts.py", "from django.db import models"),
    "the compiler outside the compiled twins": ("engine/series/counts.py", "def f():\n    import numba"),
    "the engine from a view": ("cycle/incidents/views.py", "from tryggve import engine"),
    "the engine from a job": ("edges/jobs/nightly.py", "from tryggve import engine"),
    "the engine from a query": ("cycle/incidents/queries.py", "import tryggve.engine"),
    "tables in a view": ("cycle/incidents/views.py", "from tryggve.cycle.incidents import models"),
    "a query uses a view": ("cycle/incidents/queries.py", "from tryggve.cycle.incidents import views"),
    "the foundation knows the method": ("foundation/web/menu.py", "from tryggve.cycle.incidents import queries"),
    "tenancy knows people": ("foundation/tenancy/rows.py", "from tryggve.foundation import people"),
    "an edge knows another": ("edges/desk/views.py", "from tryggve.edges import intake"),
    "the job edge knows the command line": ("edges/jobs/nightly.py", "from tryggve.edges import cli"),
    "an edge calls the rhythm": ("edges/desk/digests.py", "from tryggve.edges import jobs"),
    "production knows the tests": ("cycle/incidents/actions.py", "from tryggve import testing"),
    "a room nobody has declared": ("foundation/common/__init__.py", ""),
}
ALLOWED = {
    "a step looks back through a door": (
        "cycle/meetings/queries.py",
        "from tryggve.cycle.weekly_reports import queries",
    ),
    "figures call the engine": ("cycle/incidents/figures.py", "def f():\n    from tryggve import engine"),
    "the worker warms the engine": ("edges/jobs/warm.py", "def f():\n    from tryggve.engine import series"),
    "an edge acts": ("edges/desk/views.py", "from tryggve.cycle.incidents import actions, queries"),
    "a rhythm has the desk write its letters": ("edges/jobs/weekly.py", "from tryggve.edges import desk"),
    "the command line uses the other edges": ("edges/cli/bring.py", "from tryggve.edges import intake, jobs"),
    "tests reach everywhere": (
        "cycle/incidents/tests/test_door.py",
        "from tryggve import testing\nfrom tryggve.cycle.meetings import models",
    ),
    "testing has every key": ("testing/factories.py", "from tryggve.cycle.incidents import models"),
}


def _write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Every room, empty, under the contracts of this repository."""
    _write(tmp_path / "tryggve/__init__.py")
    for floor, rooms in ROOMS.items():
        for room in rooms:
            _write(tmp_path / floor / room / "__init__.py")
    for step in ROOMS["tryggve/cycle"]:
        for file in FILES:
            _write(tmp_path / f"tryggve/cycle/{step}/{file}.py")
    _write(tmp_path / "tryggve/engine/series/__init__.py")
    _write(tmp_path / "tryggve/edges/jobs/warm.py")
    _write(tmp_path / "tryggve/cycle/incidents/tests/__init__.py")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def _verdict(house: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{house}{os.pathsep}{ROOT}"}
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", "pyproject.toml"],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_empty_house_breaks_nothing(house: Path) -> None:
    answer = _verdict(house)

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_broken_rule_is_caught(house: Path, name: str) -> None:
    file, line = FORBIDDEN[name]
    _write(house / "tryggve" / file, line)

    answer = _verdict(house)

    assert answer.returncode != 0, f"{name}: {line} in {file} went unnoticed"
    assert "BROKEN" in answer.stdout or "not declared" in answer.stdout, answer.stdout + answer.stderr


def test_what_is_allowed_is_not_caught(house: Path) -> None:
    for file, line in ALLOWED.values():
        _write(house / "tryggve" / file, line)

    answer = _verdict(house)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_house_itself_keeps_its_contracts() -> None:
    answer = _verdict(ROOT)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_order_of_the_steps_is_written_once() -> None:
    from tryggve.cycle import steps

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "steps-look-back")

    assert [step.room for step in steps.STEPS] == layers[::-1]
