"""`make bench-engine`: how many times the CPU seconds of ours does each peer need?

Ours and theirs run in turn, each in a process of its own that loads its data, warms up, and then measures the call.
Nothing is asserted: met or not met is told. `--write` puts the tables into docs/methods/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.bench_engine import report, workloads
from tools.bench_engine.peers import Programs, programs
from tools.bench_engine.races import FIRST_CALLS, RACES, W1_YARDSTICK, Peer, Race
from tools.bench_engine.report import First, Result
from tools.house.progress import child_environment

HERE = Path(__file__).resolve().parent
ROUNDS = 5
WORKLOADS = tuple(dict.fromkeys(race.workload for race in RACES))
HEADS = ("", "ours, and — each peer", "CPU-s of a call: min / median / max", "× ours: min / median / max", "target")
FIRST_HEADS = (
    "first call of",
    "CPU-s: min / median / max",
    "of which starting numba",
    "wall s: min / median / max",
    "target (CPU-s)",
)
#: One thread of linear algebra for all: idle threads that spin would be counted as work.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class NotMeasured(Exception):
    """A task did not end well; the text is its last line."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the data lies and what starts the programs."""

    folder: Path
    programs: Programs
    slow: bool = False

    def peers_of(self, race: Race) -> list[Peer]:
        """Those of the race that this machine has, and that somebody asked to wait for."""
        has = {"R": self.programs.r, "python": self.programs.python}
        return [peer for peer in race.peers if has[peer.language] and (self.slow or not peer.is_slow)]

    def peer(self, peer: Peer) -> float:
        """CPU seconds of one call of a peer."""
        if peer.language == "R":
            return _run([str(self.programs.r), "--vanilla", str(HERE / "peers.R")], peer.task, self.folder)["cpu"]
        return _run([str(self.programs.python), str(HERE / "peers_python.py")], peer.task, self.folder)["cpu"]

    def ours(self, task: str) -> dict[str, float]:
        """CPU and wall seconds of one call of ours."""
        return _run([sys.executable, "-m", "tools.bench_engine.ours"], task, self.folder)


def _run(command: Sequence[str], task: str, folder: Path) -> dict[str, float]:
    environment = child_environment(**ONE_THREAD)
    done = subprocess.run(
        [*command, task, str(folder)],
        cwd=workloads.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise NotMeasured(told[-1] if told else f"it answered {done.returncode}")
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def run_race(bench: Bench, race: Race, rounds: int) -> Result:
    """All rounds of one race: ours first in every second one."""
    peers = bench.peers_of(race)
    ours: list[float] = []
    theirs: dict[Peer, list[float]] = {peer: [] for peer in peers}
    for turn in range(rounds):
        runners: list[Peer | None] = [None, *peers] if turn % 2 == 0 else [*reversed(peers), None]
        for runner in runners:
            try:
                if runner is None:
                    ours.append(bench.ours(race.ours)["cpu"])
                else:
                    theirs[runner].append(bench.peer(runner))
            except NotMeasured as why:
                if runner is None:
                    return Result(race, why_not=str(why))
                theirs.pop(runner)
                peers.remove(runner)
                print(f"  {runner.name} was not measured: {why}", flush=True)
    return Result(race, ours, theirs)


def run_first(bench: Bench, task: str, rounds: int) -> First:
    """A new process each time, after one that has filled the cache."""
    bench.ours(task)
    taken = [bench.ours(task) for _ in range(rounds)]
    cpu, wall, numba = ([one[name] for one in taken] for name in ("cpu", "wall", "numba"))
    return First(task, cpu, wall, numba)


def _facts(bench: Bench, rounds: int, invented: Sequence[str]) -> list[str]:
    told = [f"{report.today()}, {report.commit()}, {rounds} rounds in turn.", f"{report.machine()}."]
    import numpy

    told.append(f"Ours: Python {sys.version.split()[0]}, numpy {numpy.__version__}.")
    for name, command in (("R", "peers.R"), ("Python", "peers_python.py")):
        program = bench.programs.r if name == "R" else bench.programs.python
        if program is None:
            continue
        options = ["--vanilla"] if name == "R" else []
        asked = [str(program), *options, str(HERE / command), "versions", str(bench.folder)]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        told.append(f"Peers in {name}: {answer.splitlines()[-1] if answer else 'unknown'}.")
    if invented:
        told.append(f"Seeded stand-ins for data that is not here: {', '.join(invented)}.")
    return [*told, *bench.programs.missing]


def _yardstick(results: Sequence[Result]) -> float | None:
    measured = [seconds for one in results for peer, seconds in one.peers.items() if peer == W1_YARDSTICK and seconds]
    return median(measured[0]) if measured else None


def measure(bench: Bench, asked: argparse.Namespace, invented: Sequence[str]) -> None:
    """Everything that was asked for, told as it comes."""
    only = {name.strip() for name in asked.only.split(",") if name.strip()} or {*WORKLOADS, "first"}
    facts = _facts(bench, asked.rounds, invented)
    print("\n".join(f"  {fact}" for fact in facts), flush=True)
    results: list[Result] = []
    for race in (race for race in RACES if race.workload in only):
        results.append(run_race(bench, race, asked.rounds))
        print(report.as_text(report.rows(results[-1:], _yardstick(results))), flush=True)
    firsts: list[First] = []
    for task in FIRST_CALLS if "first" in only else ():
        try:
            firsts.append(run_first(bench, task, asked.rounds))
        except NotMeasured as why:
            print(f"  {task} was not measured: {why}")
    table, first_table = report.rows(results, _yardstick(results)), report.first_rows(firsts)
    if first_table:
        print("\n  First call in a new process, warm cache")
        print(report.as_text([FIRST_HEADS, *first_table]))
    if asked.write:
        report.write(facts, report.as_markdown(HEADS, table), report.as_markdown(FIRST_HEADS, first_table))
        print("\n  Written: docs/methods/benchmarks.md")


def main(arguments: Sequence[str]) -> int:
    """Lay out the data, find the peers, measure."""
    parser = argparse.ArgumentParser(prog="make bench-engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help=f"some of {','.join(WORKLOADS)},first")
    parser.add_argument("--slow", action="store_true", help="also R surveillance's knox, minutes a round")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/methods/benchmarks.md")
    parser.add_argument("--peers-python", type=Path, help="a Python that has the peers already")
    asked = parser.parse_args(arguments)
    os.environ.update(ONE_THREAD)
    with tempfile.TemporaryDirectory(prefix="tryggve-bench-engine-") as folder:
        invented = workloads.lay_out(Path(folder))
        measure(Bench(Path(folder), programs(asked.peers_python), slow=asked.slow), asked, invented)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
