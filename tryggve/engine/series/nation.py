"""Which series of a whole county or nation are unusual, when many processes or machines share the work?

A group is what is pooled together, as a municipality; a chunk is some groups in a row. Each group's answer
depends on the group alone, and all series are adjusted together at the end: the digits are the same for any
size of chunk and any number of workers, also when some of them die on the way.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass
from typing import Any

import numpy as np

from tryggve.engine.errors import WorkersLost, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, check_whole, frozen
from tryggve.engine.numerics.families import adjusted_apart
from tryggve.engine.numerics.threads import in_chunks
from tryggve.engine.series.judgement import BY_DIRECTION, USUAL, VERDICTS, Codes, Judging
from tryggve.engine.series.unusual import unusual

MOST_GROUPS = 1_000_000
MOST_WORKERS = 1_024
# Chunks handed out at a time: enough for all workers, few enough for what waits to be small.
_HANDED_OUT = 64
_FLOATS = ("observed", "low", "high", "p_value")
_CODES = ("method_codes", "reason_codes", "directions", "families")
# What Dask raises when a worker is gone. Known by name, so that nobody needs Dask who does not use it.
_LOST = {"KilledWorker", "CommClosedError", "FutureCancelledError", "TimeoutError"}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What `unusual` is asked of one group: counts (n_weeks, n_series), and labels as there."""

    counts: Floats
    areas: Wholes | None = None
    categories: Wholes | None = None
    exposure: Floats | None = None
    calendar: Floats | None = None


Source = Callable[[int], Group]


@dataclass(frozen=True, slots=True)
class NationPlan:
    """How many groups there are, how they are judged, and how often a lost chunk is tried again."""

    n_groups: int
    judging: Judging = USUAL
    retries: int = 3


@dataclass(frozen=True, slots=True, eq=False)
class Nation:
    """One answer a series, all groups after each other: those of group g lie from starts[g] to starts[g + 1].

    As in `Unusual`; `adjusted_p` and the verdicts are over all groups. `n_lost` chunks were done again.
    """

    starts: Wholes
    observed: Floats
    low: Floats
    high: Floats
    p_value: Floats
    adjusted_p: Floats
    verdict_codes: Codes
    method_codes: Codes
    reason_codes: Codes
    n_lost: int

    def of(self, group: int) -> slice:
        """Where the series of one group lie."""
        return slice(int(self.starts[group]), int(self.starts[group + 1]))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What a worker sends back of one chunk."""

    sizes: Wholes
    floats: Floats
    codes: Codes


def local_pool(n_workers: int) -> ProcessPoolExecutor:
    """Processes on this machine, started afresh and not forked: compiled kernels do not survive a fork.

    Parameters
    ----------
    n_workers : how many, 1 to 1 024; they start when the first chunk is handed out.

    Returns
    -------
    ProcessPoolExecutor : for `unusual_in_chunks`; close it, or use it with `with`.

    Raises
    ------
    OutOfRange : when the number is out of range.

    Work: O(1); a process takes about a second to start.
    Source: the documentation of Python's concurrent.futures. Card: docs/methods/nation.md.

    >>> with local_pool(2) as pool:
    ...     type(pool).__name__
    'ProcessPoolExecutor'
    """
    n_processes = check_whole(n_workers, "n_workers", least=1, most=MOST_WORKERS)
    return ProcessPoolExecutor(n_processes, mp_context=multiprocessing.get_context("spawn"))


def unusual_in_chunks(
    source: Source,
    plan: NationPlan,
    *,
    executor: Executor | Callable[[], Executor] | None = None,
    chunk_size: int = 4,
    on_progress: Progress | None = None,
) -> Nation:
    """Is this week unusual, in each of hundreds of thousands of series?

    Parameters
    ----------
    source : `source(group)` makes or reads one group's series, for group 0 to n_groups - 1; called where the work is
        done, so it must be picklable and small: a seed or the name of a file, not the counts.
    plan : how many groups, and how they are judged.
    executor : where the work is done. None: here, one chunk after another. Any `concurrent.futures.Executor`, such
        as that of a Dask client (`client.get_executor()`); or a function that opens one, such as
        `functools.partial(local_pool, 2)`: it is then closed, and opened again when its workers die.
    chunk_size : groups handed to a worker at a time.
    on_progress : called here with groups done, and groups in all.

    Returns
    -------
    Nation : one answer a series. The same digits for any executor, chunk size and number of workers.

    Raises
    ------
    WorkersLost : when a chunk was lost more than `plan.retries` times, or an executor broke for good.
    OutOfRange, WrongShape : for a plan without groups, or a source that gives something else than groups. What a
        group is refused for is raised as it is.

    Work: as `unusual` for each group; memory: 64 chunks' answers and all answers, about 45 bytes a series.
    Source: as `unusual`; Benjamini & Hochberg (1995) over all. Card: docs/methods/nation.md.

    >>> chance = np.random.default_rng(1)
    >>> towns = [Group(chance.poisson(6.0, (31, 10)).astype(float)) for _town in range(3)]
    >>> towns[1].counts[-1, 4] = 40
    >>> answer = unusual_in_chunks(towns.__getitem__, NationPlan(3), chunk_size=1)
    >>> np.flatnonzero(answer.verdict_codes == VERDICTS.index("higher")).tolist(), answer.of(1)
    ([14], slice(10, 20, None))
    """
    n_groups = check_whole(plan.n_groups, "n_groups", least=1, most=MOST_GROUPS)
    check_whole(plan.retries, "retries", least=0, most=100)
    chunks = in_chunks(n_groups, size=check_whole(chunk_size, "chunk_size", least=1, most=MOST_GROUPS))
    told = _told(on_progress, n_groups)
    if executor is None:
        parts = []
        for chunk in chunks:
            parts.append(_judge_groups(source, plan.judging, chunk))
            told(chunk)
        return _joined(parts, plan.judging, 0)
    crew = _Crew(source, plan, executor)
    try:
        return _joined(crew.run(chunks, told), plan.judging, crew.n_lost)
    finally:
        crew.close()


class _Crew:
    """Hands chunks to an executor, and again those that were lost."""

    def __init__(self, source: Source, plan: NationPlan, executor: Executor | Callable[[], Executor]) -> None:
        self.source, self.plan = source, plan
        self.opens = None if isinstance(executor, Executor) else executor
        self.executor = executor if isinstance(executor, Executor) else executor()
        self.running: dict[Future[_Part], int] = {}
        self.n_lost = 0

    def run(self, chunks: list[tuple[int, int]], told: Callable[[tuple[int, int]], None]) -> list[_Part]:
        parts: dict[int, _Part] = {}
        losses = [0] * len(chunks)
        waiting = deque(range(len(chunks)))
        while len(parts) < len(chunks):
            while waiting and len(self.running) < _HANDED_OUT:
                self._hand_out(waiting, chunks)
            done, _others = wait(self.running, return_when=FIRST_COMPLETED)
            for future in done:
                number = self.running.pop(future)
                try:
                    parts[number] = future.result()
                    told(chunks[number])
                except Exception as problem:
                    if not _is_loss(problem):
                        raise
                    losses[number] += 1
                    self._lose(chunks[number], losses[number], problem)
                    waiting.append(number)
        return [parts[number] for number in range(len(chunks))]

    def _hand_out(self, waiting: deque[int], chunks: list[tuple[int, int]]) -> None:
        number = waiting[0]
        try:
            future = self.executor.submit(_judge_groups, self.source, self.plan.judging, chunks[number])
        except BrokenExecutor as problem:
            # Those still running are lost with it, and say so themselves when they are waited for.
            if self.opens is None:
                raise _lost(chunks[number], 1, problem) from problem
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = self.opens()
            return
        self.running[future] = waiting.popleft()

    def _lose(self, chunk: tuple[int, int], n_times: int, problem: Exception) -> None:
        self.n_lost += 1
        if n_times > self.plan.retries:
            raise _lost(chunk, n_times, problem) from problem

    def close(self) -> None:
        """What was opened here is closed here; what was given is left open, without our work."""
        for future in self.running:
            future.cancel()
        if self.opens is not None:
            self.executor.shutdown(wait=True, cancel_futures=True)


def _judge_groups(source: Source, judging: Judging, chunk: tuple[int, int]) -> _Part:
    """Where the work is done: each group of a chunk by itself."""
    sizes, floats, codes = [], [], []
    for number in range(*chunk):
        group = source(number)
        if not isinstance(group, Group):
            raise WrongShape(f"The source must give groups. Got {type(group).__name__}. Give a Group for each number.")
        answer = unusual(
            group.counts,
            exposure=group.exposure,
            areas=group.areas,
            categories=group.categories,
            calendar=group.calendar,
            judging=judging,
        )
        sizes.append(answer.observed.size)
        floats.append(np.stack([getattr(answer, name) for name in _FLOATS]))
        codes.append(np.stack([getattr(answer, name) for name in _CODES]))
    return _Part(np.array(sizes, dtype=np.int64), np.concatenate(floats, axis=1), np.concatenate(codes, axis=1))


def _joined(parts: list[_Part], judging: Judging, n_lost: int) -> Nation:
    sizes = np.concatenate([part.sizes for part in parts])
    observed, low, high, p_value = np.concatenate([part.floats for part in parts], axis=1)
    methods, reasons, directions, families = np.concatenate([part.codes for part in parts], axis=1)
    adjusted, stands_out = adjusted_apart(p_value, families.astype(np.int64), judging.false_discovery_rate)
    verdicts = BY_DIRECTION[np.where(stands_out, directions, 0)]
    verdicts[np.isnan(p_value)] = VERDICTS.index("cannot_tell")
    return Nation(
        starts=_closed(np.concatenate(([0], np.cumsum(sizes)))),
        observed=_closed(observed),
        low=_closed(low),
        high=_closed(high),
        p_value=_closed(p_value),
        adjusted_p=_closed(adjusted),
        verdict_codes=_closed(verdicts),
        method_codes=_closed(methods),
        reason_codes=_closed(reasons),
        n_lost=n_lost,
    )


def _closed(array: Any) -> Any:
    return frozen(array)


def _told(on_progress: Progress | None, n_groups: int) -> Callable[[tuple[int, int]], None]:
    n_done = 0

    def told(chunk: tuple[int, int]) -> None:
        nonlocal n_done
        n_done += chunk[1] - chunk[0]
        if on_progress is not None:
            on_progress(n_done, n_groups)

    return told


def _is_loss(problem: Exception) -> bool:
    return isinstance(problem, BrokenExecutor | CancelledError | ConnectionError | EOFError) or (
        type(problem).__name__ in _LOST
    )


def _lost(chunk: tuple[int, int], n_times: int, problem: Exception) -> WorkersLost:
    return WorkersLost(
        f"The workers of groups {chunk[0]} to {chunk[1] - 1} disappeared. Got {n_times} losses, the last one "
        f"{type(problem).__name__}. Give fewer groups at a time, or workers with more memory."
    )
