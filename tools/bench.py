"""`make bench`: how many times the bare floor do the three things cost that people wait for?

Every figure is a ratio against a floor measured in the same run, in turns with it, so that a slow or busy
machine slows both. Nothing is asserted: read it before and after a change. On a temporary SQLite file, and on
PostgreSQL too when TRYGGVE_DATABASE_URL and TRYGGVE_OWNER_DATABASE_URL name one (the owner makes a test database
beside it, and removes it).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
LEAST_ROUNDS = 5
INCIDENTS = 10_000


@dataclass(frozen=True, slots=True)
class Race:
    """Ours and the floor, and how often each is run in a round."""

    title: str
    ours: Callable[[], object]
    floor: Callable[[], object]
    times: int


def _seconds_each(run: Callable[[], object], times: int) -> float:
    """The median of the runs of one round: one hiccup does not speak for all."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return median(taken)


def race(one: Race, rounds: int) -> str:
    """Rounds in turns, ours first every second time; the line that tells of them."""
    one.ours(), one.floor()
    ratios, ours_s, floor_s = [], [], []
    for turn in range(rounds):
        order = (one.ours, one.floor) if turn % 2 else (one.floor, one.ours)
        taken = {run: _seconds_each(run, one.times) for run in order}
        ours_s.append(taken[one.ours])
        floor_s.append(taken[one.floor])
        ratios.append(taken[one.ours] / taken[one.floor])
    return (
        f"  {one.title:<58} min {min(ratios):6.1f}   median {median(ratios):6.1f}   max {max(ratios):6.1f}"
        f"   ({median(ours_s) * 1000:8.2f} ms against {median(floor_s) * 1000:6.2f} ms)"
    )


def measure(rounds: int, incidents: int) -> None:
    """In this process, on the database of the environment."""
    from tools import bench_world

    with bench_world.world(incidents) as prepared:
        print(f"\n{prepared.database}, {rounds} rounds; times the bare floor", flush=True)
        for one in (
            Race("Saving an incident / a bare view with one insert", prepared.save_incident, prepared.bare_save, 15),
            Race(
                f"Compiling a picture of {incidents} incidents / the bare SQL",
                prepared.compile_picture,
                prepared.bare_read,
                1,
            ),
            Race("First page, logged in / an empty Django page", prepared.first_page, prepared.bare_page, 15),
        ):
            print(race(one, rounds), flush=True)


def _on(environment: dict[str, str], arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "tools.bench", "--here", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    """Each database in a process of its own, so that one's caches do not help the other."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"at least {LEAST_ROUNDS}")
    parser.add_argument("--incidents", type=int, default=INCIDENTS, help="how many the picture is compiled of")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    rounds = max(LEAST_ROUNDS, asked.rounds)
    if asked.here:
        measure(rounds, asked.incidents)
        return 0
    given = os.environ.get("TRYGGVE_DATABASE_URL", "")
    passed_on = ["--rounds", str(rounds), "--incidents", str(asked.incidents)]
    with tempfile.TemporaryDirectory(prefix="tryggve-bench-") as folder:
        sqlite = {"TRYGGVE_VAR": folder, "TRYGGVE_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        bare = {name: value for name, value in os.environ.items() if name != "TRYGGVE_OWNER_DATABASE_URL"}
        codes = [_on({**bare, **sqlite}, passed_on)]
        if given.startswith("postgres"):
            codes.append(_on({**os.environ, "TRYGGVE_VAR": folder}, passed_on))
        else:
            print("\nPostgreSQL was not measured: TRYGGVE_DATABASE_URL does not name one.")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
