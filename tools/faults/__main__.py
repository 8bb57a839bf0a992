"""`make faults`: twelve things that go wrong, fifty times each, and what must never come of them.

Nothing acknowledged is lost, nothing is doubled, and the screen never claims more than is true. On temporary
SQLite files; takes about twenty minutes, and writes what it found to docs/reporting/faults.md.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.house import machine
from tools.house.stamps import ROOT

RUNS = 50
SEED = 4
PROCESSES = 3


def _here(asked: argparse.Namespace) -> int:
    """In this process, on the database of the environment."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped on the way out
    # Playwright drives the browser from an event loop on this very thread; we ask one thing at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from tools.faults import report
    from tools.faults.scenarios import Scenario
    from tools.faults.stage import Tally
    from tools.faults.world import Ground, run_all
    from tryggve.testing.cast import make_cast

    call_command("migrate", verbosity=0)
    cast = make_cast()
    since = time.monotonic()

    def told(scenario: Scenario, tally: Tally) -> None:
        nonlocal since
        print("\n".join([report.line(scenario, tally, time.monotonic() - since), *tally.stories]), flush=True)
        since = time.monotonic()

    with sync_playwright() as play:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = play.chromium.launch(executable_path=machine.chromium(), args=arguments)
        ground = Ground(cast, browser, {})
        counted = run_all(ground, runs=asked.runs, seed=asked.seed, told=told, only=asked.only)
        browser.close()
    if asked.to:
        asked.to.write_text(json.dumps({name: asdict(tally) for name, tally in counted.items()}))
    return 0 if all(tally.is_clean for tally in counted.values()) else 1


@dataclass(frozen=True, slots=True)
class _Share:
    """A process with a database, a server and a browser of its own, and its part of the scenarios."""

    running: subprocess.Popen[bytes]
    found: Path


def _share(folder: Path, names: Sequence[str], asked: argparse.Namespace) -> _Share:
    folder.mkdir()
    settings = {"TRYGGVE_VAR": str(folder), "TRYGGVE_DATABASE_URL": f"sqlite:///{folder}/faults.sqlite3"}
    bare = {name: value for name, value in os.environ.items() if name != "TRYGGVE_OWNER_DATABASE_URL"}
    found = folder / "found.json"
    command = [sys.executable, "-m", "tools.faults", "--here", "--to", str(found), "--runs", str(asked.runs)]
    command += ["--seed", str(asked.seed), "--only", *names]
    return _Share(subprocess.Popen(command, cwd=ROOT, env={**bare, **settings}), found)


def _all(asked: argparse.Namespace) -> int:
    """In several processes: most of the time is spent in waiting for a network that is broken on purpose."""
    from tools.faults import report

    names = asked.only or report.names()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tryggve-faults-") as folder:
        shares = [
            _share(Path(folder) / str(number), names[number :: asked.processes], asked)
            for number in range(min(asked.processes, len(names)))
        ]
        codes = [share.running.wait() for share in shares]
        found = {name: tally for share in shares for name, tally in _read(share.found).items()}
    if asked.write:
        report.write(report.page(found, seed=asked.seed, seconds=time.monotonic() - started))
    return max(codes)


def _read(found: Path) -> dict[str, dict[str, int]]:
    return dict(json.loads(found.read_text())) if found.exists() else {}


def main(arguments: Sequence[str]) -> int:
    """Twelve things that go wrong."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="of each scenario")
    parser.add_argument("--seed", type=int, default=SEED, help="of all chance")
    parser.add_argument("--only", nargs="*", default=[], help="scenarios by their names")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="how many at a time")
    parser.add_argument("--write", action="store_true", help="keep what was found in docs/reporting/faults.md")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    return _here(asked) if asked.here else _all(asked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
