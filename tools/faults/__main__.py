"""`make faults`: twelve things that go wrong, fifty times each, and what must never come of them.

Nothing acknowledged is lost, nothing is doubled, and the screen never claims more than is true. On a temporary
SQLite file; takes about twenty minutes, and writes what it found to docs/reporting/faults.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from tools.house import machine
from tools.house.stamps import ROOT

RUNS = 50
SEED = 4


def _here(runs: int, seed: int, only: str, *, is_kept: bool) -> int:
    """In this process, on the database of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Playwright drives the browser from an event loop on this very thread; we ask one thing at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from tools.faults import report
    from tools.faults.scenarios import Scenario
    from tools.faults.stage import Tally
    from tools.faults.world import Ground, run_all
    from tryggve.testing.cast import make_cast

    call_command("migrate", verbosity=0)
    cast = make_cast()
    clock = [time.monotonic()] * 2

    def told(scenario: Scenario, tally: Tally) -> None:
        print(report.line(scenario, tally, time.monotonic() - clock[1]), flush=True)
        print(*(f"    {story}" for story in tally.stories), sep="\n", end="\n" if tally.stories else "", flush=True)
        clock[1] = time.monotonic()

    with sync_playwright() as play:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = play.chromium.launch(executable_path=machine.chromium(), args=arguments)
        counted = run_all(Ground(cast, browser, {}), runs=runs, seed=seed, told=told, only=only)
        browser.close()
    if is_kept:
        report.write(report.page(counted, seed=seed, seconds=time.monotonic() - clock[0]))
    return 0 if all(tally.is_clean for tally in counted.values()) else 1


def main(arguments: Sequence[str]) -> int:
    """In a process with a database of its own."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="of each scenario")
    parser.add_argument("--seed", type=int, default=SEED, help="of all chance")
    parser.add_argument("--only", default="", help="one scenario by its name")
    parser.add_argument("--write", action="store_true", help="keep what was found in docs/reporting/faults.md")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.here:
        return _here(asked.runs, asked.seed, asked.only, is_kept=asked.write)
    with tempfile.TemporaryDirectory(prefix="tryggve-faults-") as folder:
        settings = {"TRYGGVE_VAR": folder, "TRYGGVE_DATABASE_URL": f"sqlite:///{folder}/faults.sqlite3"}
        bare = {name: value for name, value in os.environ.items() if name != "TRYGGVE_OWNER_DATABASE_URL"}
        command = [sys.executable, "-m", "tools.faults", "--here", *arguments]
        return subprocess.run(command, cwd=ROOT, env={**bare, **settings}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
