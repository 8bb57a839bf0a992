"""Does set-up do its work once, and say clearly what is missing?"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools.house import __main__ as commands
from tools.house import machine, stamps, trials
from tools.house.progress import Stop, call

ROOT = Path(__file__).resolve().parents[2]
BEATS = 3


def test_a_changed_file_makes_the_work_undone(tmp_path: Path) -> None:
    source, stamp = tmp_path / "lock.txt", tmp_path / "stamp"
    source.write_text("one")
    stamps.mark_done(stamp, stamps.fingerprint([source]))
    assert stamps.is_done(stamp, stamps.fingerprint([source]))

    source.write_text("two")

    assert not stamps.is_done(stamp, stamps.fingerprint([source]))


def test_a_missing_file_and_an_empty_one_differ(tmp_path: Path) -> None:
    source = tmp_path / "lock.txt"
    absent = stamps.fingerprint([source])

    source.write_text("")

    assert stamps.fingerprint([source]) != absent


def test_a_taken_port_is_told_with_the_next_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Stop, match=f"Port {port} is taken") as told:
            machine.need_port("127.0.0.1", port)

    assert f"PORT={port + 1}" in str(told.value)


@pytest.mark.parametrize("given", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("PORT", given)

    with pytest.raises(Stop, match="PORT must be a number"):
        commands._port()


def test_a_failing_command_tells_its_last_lines() -> None:
    with pytest.raises(Stop) as told:
        call([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], doing="Trying")

    assert "the reason" in str(told.value)
    assert "3" in str(told.value)


def test_no_network_is_told_as_such() -> None:
    line = "Temporary failure in name resolution"

    with pytest.raises(Stop, match="network cannot be reached"):
        call([sys.executable, "-c", f"raise SystemExit({line!r})"], doing="Fetching")


def test_a_missing_module_is_not_mistaken_for_a_missing_network() -> None:
    with pytest.raises(Stop) as told:
        call([sys.executable, "-c", "import no_such_module"], doing="Starting")

    assert "network" not in str(told.value)


def test_a_missing_program_is_named() -> None:
    with pytest.raises(Stop, match="no-such-program"):
        call(["no-such-program"], doing="Trying")


def test_a_machine_without_venv_is_told_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "may_install", lambda: False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(Stop, match=r"apt-get install .*python3.11-venv") as told:
        machine.need_venv()

    assert len(str(told.value).splitlines()) == BEATS


def test_the_wrong_python_is_refused_with_what_was_found(tmp_path: Path) -> None:
    for name in ("dirname", "id"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.9.2' && exit 0\nexit 1\n")
    old.chmod(0o755)

    answer = subprocess.run(
        ["/bin/sh", str(ROOT / "tools/house.sh"), "run"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert "Python 3.9.2" in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == BEATS


def test_every_target_is_listed_with_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, flags=re.MULTILINE))

    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert targets == set(re.findall(r"^  make ([a-z-]+) +\S", listed, flags=re.MULTILINE))


@pytest.mark.parametrize("name", ["bootstrap", "node", "runtime", "dev"])
def test_every_package_is_pinned_and_hashed_and_no_address_is_written(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    packages = re.findall(r"^\S+==\S+(?: ;[^\\]*)? \\\n(    --hash=sha256:[0-9a-f]{64})", text, flags=re.MULTILINE)

    assert len(packages) == len(re.findall(r"^[a-z]", text, flags=re.MULTILINE))
    assert "://" not in text


@pytest.mark.parametrize("name", ["bootstrap", "node", "runtime", "dev"])
def test_every_dependency_says_why_it_is_there(name: str) -> None:
    lines = (ROOT / f"requirements/{name}.in").read_text(encoding="utf-8").splitlines()
    dependencies = [line for line in lines if line and not line.startswith(("#", "-r"))]

    assert dependencies
    assert [line for line in dependencies if "  # " not in line] == []


def test_the_front_end_lock_names_no_registry() -> None:
    text = (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in text
    assert '"integrity"' in text


FILES_OF_TESTS = {
    "test_skipped": "import pytest\ndef test_skipped(): pytest.skip('no browser')\n",
    "test_left_out": "import pytest\npytest.skip('no database', allow_module_level=True)\n",
    "test_one": "from tools.pytest_told import tell\ndef test_one(): tell('Heard', 'one', '3 of 4')\n",
    "test_two": "from tools.pytest_told import tell\ndef test_two(): tell('Heard', 'two', '3 of 4')\n",
}


@pytest.mark.parametrize(("in_ci", "workers", "code"), [("1", "2", 1), ("1", "0", 1), ("", "2", 0)])
def test_a_skip_fails_in_ci_and_what_tests_tell_is_printed_whichever_worker_ran_them(
    tmp_path: Path, in_ci: str, workers: str, code: int
) -> None:
    for name, text in FILES_OF_TESTS.items():
        (tmp_path / f"{name}.py").write_text(text)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TRYGGVE_CI": in_ci}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    extensions = ["no:django", "no:hypothesispytest", "tools.pytest_no_skips", "tools.pytest_told"]
    options = ["-q", "-n", workers, "-c", os.devnull, "--rootdir", str(tmp_path)]

    answer = subprocess.run(
        [sys.executable, "-m", "pytest", *(f"-p{name}" for name in extensions), *options, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == code, answer.stdout + answer.stderr
    lines = answer.stdout.splitlines()
    assert [line for line in lines if "3 of 4" in line] == ["  one  3 of 4", "  two  3 of 4"]
    named = [line for line in lines if line in {"test_left_out.py", "test_skipped.py::test_skipped"}]
    assert len(named) == (2 if in_ci else 0)


@pytest.mark.parametrize(("asked", "begins"), [(["-k", "x"], trials.WORKERS), (["-p", "no:xdist"], ())])
def test_the_tests_have_a_worker_for_each_processor_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], begins: tuple[str, ...]
) -> None:
    started: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)

    assert trials._pytest("Tests", asked, {}) == 0
    assert started[0][3:] == [*begins, *asked]


def test_the_licence_is_named_by_its_identifier() -> None:
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
