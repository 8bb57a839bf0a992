"""`make test` and `make check`: everything on SQLite, everything on PostgreSQL, and the checks."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence

from tools.house import cluster, machine, setup
from tools.house.progress import Stop, child_environment, part
from tools.house.stamps import ROOT, VENV

BINARIES = VENV / "bin"
#: A worker for each of the machine's processors, that takes a file at a time: what a file's tests share is made
#: once. In the order of conftest.py, where the longest begin.
WORKERS = ("-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder")
CHECKS = {
    "Format": ["ruff", "format", "--check", "--quiet", "."],
    "Lint": ["ruff", "check", "--quiet", "."],
    "Templates": ["djlint", "tryggve", "--lint", "--quiet"],
    "Import contracts": ["lint-imports", "--no-cache"],
    "Types": ["mypy"],
    "Migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "Django's own checks": ["python", "manage.py", "check", "--fail-level", "WARNING"],
}

#: The size of the idempotency trial (issue 4, done-when 3); the ordinary tests run a sample.
REPLAYS = {"REPLAYS_KEYS": "300", "REPLAYS_TIMES": "10", "REPLAYS_COLLISIONS": "500"}
#: Calls of the described interface, and all the scripts in all the fields (issue 5, done-when 5).
FUZZ = {"FUZZ_CALLS": "25000"}
SCRIPTS = {"SCRIPTS": "all"}
#: The size of the trials of the audit trail (issue 5, done-when 3).
TAMPERING = {"TAMPERINGS": "1000", "TRAIL_LINES": "1000000", "TRAIL_WRITES": "250"}


def in_ci() -> bool:
    """Where a skip is a failure."""
    return os.environ.get("TRYGGVE_CI") == "1"


#: Debian's packages beside Chromium and PostgreSQL, by the program that they bring: what a server needs.
SERVER_PROGRAMS = {
    "pgbackrest": "pgbackrest",
    "nginx": "nginx-light",
    "curl": "curl",
    "openssl": "openssl",
    "/usr/bin/python3.11": "python3.11",  # Debian's own: whom a server runs as may not enter the folder of ours
}


def need_test_programs() -> list[str]:
    """Chromium, PostgreSQL and what a server has, installed when we may; what is still missing is named."""
    wanted = []
    if machine.chromium() is None:
        wanted.append(machine.CHROMIUM)
    if machine.postgresql() is None:
        wanted.append("postgresql-15")
    wanted += [package for name, package in SERVER_PROGRAMS.items() if machine.program(name) is None]
    if wanted and machine.may_install():
        machine.install(*wanted)
        wanted = []
    if wanted and in_ci():
        raise Stop(
            "In continuous integration nothing is skipped.\n"
            f"This machine lacks {' and '.join(wanted)}, and we may not install.\n"
            f"Run this first: {machine.apt_line(*wanted)}"
        )
    return wanted


def test(arguments: Sequence[str]) -> int:
    """All tests on both databases. Returns the exit code."""
    setup.everything(for_tests=True)
    setup.kernels()
    missing = need_test_programs()
    selection = ["-m", "not browser"] if machine.CHROMIUM in missing else []
    codes = [_pytest("Tests on SQLite", [*selection, *arguments], {})]
    binaries = machine.postgresql()
    if binaries is not None:
        with cluster.postgresql(binaries) as addresses:
            codes.append(_pytest("Tests on PostgreSQL", [*selection, *arguments], addresses))
    skipped = {machine.CHROMIUM: "browser tests", "postgresql-15": "tests on PostgreSQL"}
    for program in missing:
        what = skipped.get(program, "test of the documents of operation")
        print(f"Skipped: the {what}. {program} is missing: {machine.apt_line(program)}")
    return max(codes)


def test_fast(arguments: Sequence[str]) -> int:
    """The tests one runs between two thoughts."""
    setup.everything(for_tests=True)
    setup.kernels()
    return _pytest("Tests on SQLite, no browser", ["-m", "not browser and not slow", *arguments], {})


def replays(arguments: Sequence[str]) -> int:
    """300 keys sent ten times each, and 500 collisions, on both databases. Returns the exit code."""
    return _trial("Replays", ["tryggve/edges/phone/tests/test_replays.py", *arguments], REPLAYS)


def tampering(arguments: Sequence[str]) -> int:
    """1,000 tamperings with the trail, a million lines verified, eight writers at once. Returns the exit code."""
    files = [f"tryggve/foundation/audit/tests/test_{name}.py" for name in ("tampering", "load")]
    return _trial("Tampering", [*files, *arguments], TAMPERING)


def fuzz(arguments: Sequence[str]) -> int:
    """25,000 calls of the described interface on each database, and a fourth as many of all pages: the exit code."""
    return _trial("Fuzz", ["tests/interface", *arguments], FUZZ)


def scripts(arguments: Sequence[str]) -> int:
    """500 scripts in every field, in Chromium. Returns the exit code."""
    return _trial("Scripts", ["tests/browser/test_scripts.py", *arguments], SCRIPTS, both=False)


def _trial(title: str, arguments: Sequence[str], size: Mapping[str, str], *, both: bool = True) -> int:
    """Some tests at their whole size, one after the other; on both databases where they could answer differently."""
    setup.everything(for_tests=True)
    need_test_programs()
    selection = ["-p", "no:xdist", "--timeout=7200", *arguments]
    codes = [_pytest(f"{title} on SQLite", selection, size)]
    if not both:
        return max(codes)
    binaries = machine.postgresql()
    if binaries is None:
        print(f"Skipped: {title.lower()} on PostgreSQL. {machine.apt_line('postgresql-15')}")
        return max(codes)
    with cluster.postgresql(binaries) as addresses:
        codes.append(_pytest(f"{title} on PostgreSQL", selection, {**size, **addresses}))
    return max(codes)


def matrix(arguments: Sequence[str]) -> int:
    """Every call of the access matrix, on both databases. Returns the exit code."""
    return _whole("The access matrix", "tests/privacy/test_matrix.py", {"MATRIX": "all"}, arguments)


def strangers(arguments: Sequence[str]) -> int:
    """2,000 random sequences and what a stranger sees after each, on both databases. Returns the exit code."""
    return _whole("Strangers", "tests/privacy/test_non_interference.py", {"STRANGERS": "2000"}, arguments)


def _whole(title: str, file: str, size: Mapping[str, str], arguments: Sequence[str]) -> int:
    """A test that usually makes a sample, made whole: its parts shared out among the processors."""
    setup.everything(for_tests=True)
    need_test_programs()
    selection = ["-n", "logical", "--timeout=7200", file, *arguments]
    codes = [_pytest(f"{title} on SQLite", selection, size, workers=())]
    binaries = machine.postgresql()
    if binaries is None:
        print(f"Skipped: {title.lower()} on PostgreSQL. {machine.apt_line('postgresql-15')}")
        return max(codes)
    with cluster.postgresql(binaries) as addresses:
        codes.append(_pytest(f"{title} on PostgreSQL", selection, {**size, **addresses}, workers=()))
    return max(codes)


def _pytest(
    title: str, arguments: Sequence[str], addresses: Mapping[str, str], *, workers: Sequence[str] = WORKERS
) -> int:
    print(f"\n{title}", flush=True)
    started = time.monotonic()
    settings = child_environment()
    for name in ("TRYGGVE_DATABASE_URL", "TRYGGVE_OWNER_DATABASE_URL"):
        settings.pop(name, None)
    alone = any("no:xdist" in argument for argument in arguments)
    command = [str(BINARIES / "python"), "-m", "pytest", *(() if alone else workers), *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**settings, **addresses}, check=False)
    print(f"{title}: {time.monotonic() - started:.0f} s, {'passed' if done.returncode == 0 else 'FAILED'}", flush=True)
    return done.returncode


def check(names: Sequence[str]) -> int:
    """The checks, all of them even when one fails."""
    setup.everything(for_tests=True)
    failed = []
    for name in names or CHECKS:
        command = [str(BINARIES / CHECKS[name][0]), *CHECKS[name][1:]]
        with part(name) as notes:
            done = subprocess.run(
                command, cwd=ROOT, env=child_environment(), capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                notes.append("FAILED")
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0
