"""`python -m tools.nation`: all of Sweden in one go, timed and weighed.

    python -m tools.nation --series 217500 --weeks 416 --workers 2      a local pool
    python -m tools.nation … --kill-one                                 one worker is killed on the way
    python -m tools.nation … --scheduler tcp://10.0.0.1:8786            a Dask cluster
    python -m tools.nation … --demo-kill                                both, and one of Dask's two workers killed

Each run prints the SHA-256 of all answers; they must be the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tools.nation_world import Municipality
from tryggve.engine.series.judgement import METHODS, VERDICTS
from tryggve.engine.series.nation import Nation, NationPlan, local_pool, unusual_in_chunks

ROOT = Path(__file__).resolve().parents[1]
_STARTING_SECONDS = 60.0
_ENDING_SECONDS = 10.0
_LOOK_EVERY = 0.1
_MEGABYTE = 2**20

Kill = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run answered and what it took. CPU and memory are this process and all its children."""

    title: str
    answer: Nation
    seconds: float
    cpu_seconds: float
    peak_megabytes: float

    @property
    def digest(self) -> str:
        """Of all result arrays."""
        found = hashlib.sha256()
        for name in ("starts", "observed", "low", "high", "p_value", "adjusted_p"):
            found.update(np.ascontiguousarray(getattr(self.answer, name)).tobytes())
        for name in ("verdict_codes", "method_codes", "reason_codes"):
            found.update(getattr(self.answer, name).tobytes())
        return found.hexdigest()

    def lines(self) -> list[str]:
        """For people."""
        answer = self.answer
        methods = ", ".join(
            f"{int((answer.method_codes == code).sum()):,} {name}" for code, name in enumerate(METHODS) if name
        )
        higher = int((answer.verdict_codes == VERDICTS.index("higher")).sum())
        lower = int((answer.verdict_codes == VERDICTS.index("lower")).sum())
        return [
            f"{self.title}:",
            f"  {answer.observed.size:,} series: {methods}",
            f"  {higher} higher, {lower} lower; {answer.n_lost} chunks lost and done again",
            f"  {self.seconds:.1f} s by the clock, {self.cpu_seconds:.1f} CPU s, {self.peak_megabytes:,.0f} MB in all",
            f"  SHA-256 {self.digest}",
        ]


class _Scale:
    """The most memory that this process and those below it have had at the same time."""

    def __init__(self) -> None:
        self.peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Scale:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_LOOK_EVERY):
            self.peak = max(self.peak, sum(map(_resident, _family(os.getpid()))))


def _family(top: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [top]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cpu_seconds() -> float:
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


@dataclass(frozen=True, slots=True)
class Order:
    """What to run."""

    source: Municipality
    n_groups: int
    chunk_size: int


def measured(title: str, order: Order, executor: Executor | Callable[[], Executor] | None, kill: Kill | None) -> Run:
    """One run with its progress; `kill` is called once, when the first answers have come."""
    killed: list[bool] = []

    def told(done: int, n_groups: int) -> None:
        print(f"\r{title}: {done} of {n_groups} municipalities", end="", flush=True)
        if kill is not None and not killed:
            killed.append(True)
            kill()

    begun, cpu = time.perf_counter(), _cpu_seconds()
    with _Scale() as scale:
        answer = unusual_in_chunks(
            order.source,
            NationPlan(order.n_groups),
            executor=executor,
            chunk_size=order.chunk_size,
            on_progress=told,
        )
    print()
    return Run(title, answer, time.perf_counter() - begun, _cpu_seconds() - cpu, scale.peak / _MEGABYTE)


def kill_one_of_the_pool() -> None:
    """SIGKILL, as when memory ends."""
    multiprocessing.active_children()[0].kill()


@contextmanager
def dask_cluster(n_workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]], Callable[[], None]]]:
    """A scheduler and workers of one thread each, as processes of their own on this machine; and how to add one."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "scheduler.json"
        programs = [
            _started("scheduler", folder, "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told)),
        ]
        try:
            address = _address(told)
            settings = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--local-directory", folder)

            def add() -> None:
                programs.append(_started("worker", folder, address, *settings))

            for _worker in range(n_workers):
                add()
            yield address, programs[1:], add
        finally:
            # Workers first: one that loses its scheduler in the middle of its own closing never ends.
            for program in reversed(programs):
                _end(program)


def _end(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def _started(program: str, folder: str, *arguments: str) -> subprocess.Popen[bytes]:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments, "--no-dashboard"]
    with (Path(folder) / f"{program}.log").open("ab") as log:
        return subprocess.Popen(command, env=surroundings, cwd=folder, stdout=log, stderr=log)


def _address(told: Path) -> str:
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until:
        try:
            address: str = json.loads(told.read_text())["address"]
        except (OSError, ValueError):
            time.sleep(0.05)
        else:
            return address
    raise SystemExit("The Dask scheduler did not start.")


def on_dask(order: Order, address: str, *, title: str, kill: Kill | None = None, n_workers: int = 1) -> Run:
    """One run on a Dask scheduler that is there already."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(n_workers, timeout=_STARTING_SECONDS)
        return measured(title, order, client.get_executor(), kill)


def demonstrated(order: Order, n_workers: int) -> list[Run]:
    """The local pool, and a Dask cluster of which one worker is killed when the first answers have come.

    Another is started in its place, as whatever watches over a cluster's workers does.
    """
    runs = [measured("Local pool", order, partial(local_pool, n_workers), None)]
    before = _cpu_seconds()
    with dask_cluster(n_workers) as (address, workers, add):

        def kill() -> None:
            workers[0].kill()
            add()

        title = f"Dask, one of {n_workers} workers killed and replaced"
        run = on_dask(order, address, title=title, kill=kill, n_workers=n_workers)
    # The cluster's own seconds are known when its processes have ended.
    runs.append(Run(run.title, run.answer, run.seconds, _cpu_seconds() - before, run.peak_megabytes))
    return runs


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; 1 when two runs differ."""
    asked = _asked(arguments)
    per_group = Municipality.n_areas * Municipality.n_categories
    n_groups = max(1, round(asked.series / per_group))
    order = Order(Municipality(seed=asked.seed, n_weeks=asked.weeks), n_groups, asked.chunk)
    if asked.demo_kill:
        runs = demonstrated(order, asked.workers)
    elif asked.scheduler:
        runs = [on_dask(order, asked.scheduler, title=f"Dask at {asked.scheduler}")]
    else:
        kill = kill_one_of_the_pool if asked.kill_one else None
        runs = [measured("Local pool", order, partial(local_pool, asked.workers), kill)]
    for run in runs:
        print("\n".join(run.lines()))
    digests = {run.digest for run in runs}
    if len(runs) > 1:
        print("The same digits." if len(digests) == 1 else "THE DIGITS DIFFER.")
    return 0 if len(digests) == 1 else 1


def _asked(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=217_500)
    parser.add_argument("--weeks", type=int, default=416)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=4, help="municipalities handed to a worker at a time")
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--scheduler", default="")
    parser.add_argument("--kill-one", action="store_true")
    parser.add_argument("--demo-kill", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
