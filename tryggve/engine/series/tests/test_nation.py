"""Many groups, many workers: are the digits the same, also when a worker dies on the way?"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools.nation import Order, dask_cluster, measured, on_dask
from tools.nation_world import Municipality
from tryggve.engine.errors import NotCounts, WorkersLost, WrongShape
from tryggve.engine.numerics.false_discovery import benjamini_hochberg
from tryggve.engine.series.nation import Group, Nation, NationPlan, Source, local_pool, unusual_in_chunks
from tryggve.engine.series.unusual import unusual

SMALL = Municipality(n_weeks=40, n_areas=10, n_categories=10)
PLAN = NationPlan(20)


def digits(answer: Nation) -> list[bytes]:
    names = (
        "starts",
        "observed",
        "low",
        "high",
        "p_value",
        "adjusted_p",
        "verdict_codes",
        "method_codes",
        "reason_codes",
    )
    return [getattr(answer, name).tobytes() for name in names]


@dataclass(frozen=True)
class Deadly:
    """The worker that first asks for one group dies of it; where it lay is marked by a file."""

    inner: Municipality
    marker: str
    number: int = 7

    def __call__(self, number: int) -> Group:
        if number == self.number:
            try:
                Path(self.marker).touch(exist_ok=False)
            except FileExistsError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        return self.inner(number)


class Forgetful(Executor):
    """Loses the first answers to each chunk, as a machine that goes away does."""

    def __init__(self, n_losses: int) -> None:
        self.n_losses = n_losses
        self.asked: dict[Any, int] = {}

    def submit(self, work: Any, /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        chunk = given[-1]
        self.asked[chunk] = self.asked.get(chunk, 0) + 1
        if self.asked[chunk] <= self.n_losses:
            future.set_exception(BrokenProcessPool("gone"))
        else:
            future.set_result(work(*given, **named))
        return future


@pytest.fixture(scope="module")
def here() -> Nation:
    return unusual_in_chunks(SMALL, PLAN)


@pytest.mark.parametrize("chunk_size", [1, 3, 20, 1000])
def test_the_digits_do_not_depend_on_the_chunks(here: Nation, chunk_size: int) -> None:
    assert digits(unusual_in_chunks(SMALL, PLAN, chunk_size=chunk_size)) == digits(here)


@pytest.mark.parametrize("n_threads", [1, 4])
def test_the_digits_do_not_depend_on_the_workers(here: Nation, n_threads: int) -> None:
    with ThreadPoolExecutor(n_threads) as pool:
        answer = unusual_in_chunks(SMALL, PLAN, executor=pool, chunk_size=2)

    assert digits(answer) == digits(here)


def test_each_group_is_answered_as_it_would_be_alone(here: Nation) -> None:
    group = SMALL(3)

    alone = unusual(group.counts, areas=group.areas, categories=group.categories)

    assert here.p_value[here.of(3)].tolist() == alone.p_value.tolist()
    assert here.high[here.of(3)].tolist() == alone.high.tolist()
    assert here.adjusted_p.tolist() == pytest.approx(benjamini_hochberg(here.p_value).adjusted, rel=1e-12)


def test_lost_chunks_are_done_again(here: Nation) -> None:
    answer = unusual_in_chunks(SMALL, PLAN, executor=Forgetful(2), chunk_size=5)

    assert digits(answer) == digits(here)
    assert answer.n_lost == 8


def test_workers_that_are_lost_for_ever_are_not_asked_for_ever() -> None:
    with pytest.raises(WorkersLost, match="Got 4 losses"):
        unusual_in_chunks(SMALL, PLAN, executor=Forgetful(9), chunk_size=5)


def test_progress_is_told_up_to_the_last_group() -> None:
    told: list[tuple[int, int]] = []

    unusual_in_chunks(SMALL, PLAN, chunk_size=6, on_progress=lambda done, of: told.append((done, of)))

    assert told == [(6, 20), (12, 20), (18, 20), (20, 20)]


def test_at_most_so_many_chunks_wait_at_a_time() -> None:
    seen: list[int] = []
    lock, open_ones = threading.Lock(), [0]

    class Counting(ThreadPoolExecutor):
        def submit(self, *given: Any, **named: Any) -> Future[Any]:
            with lock:
                open_ones[0] += 1
                seen.append(open_ones[0])
            future = super().submit(*given, **named)
            future.add_done_callback(lambda _done: open_ones.__setitem__(0, open_ones[0] - 1))
            return future

    with Counting(1) as pool:
        unusual_in_chunks(
            Municipality(n_weeks=12, n_areas=3, n_categories=4), NationPlan(150), executor=pool, chunk_size=1
        )

    assert len(seen) == 150
    assert max(seen) <= 65


def test_what_a_group_is_refused_for_reaches_the_caller() -> None:
    bad: Source = lambda _number: Group(np.full((12, 3), -1.0))  # noqa: E731 - shortest
    with ThreadPoolExecutor(2) as pool, pytest.raises(NotCounts):
        unusual_in_chunks(bad, PLAN, executor=pool)
    with pytest.raises(WrongShape, match="groups"):
        unusual_in_chunks(lambda _number: 1, PLAN)  # type: ignore[arg-type, return-value]


@pytest.mark.slow
def test_a_pool_whose_worker_is_killed_is_opened_again(here: Nation, tmp_path: Path) -> None:
    source = Deadly(SMALL, str(tmp_path / "died"))

    answer = unusual_in_chunks(source, PLAN, executor=partial(local_pool, 2), chunk_size=1)

    assert digits(answer) == digits(here)
    assert answer.n_lost > 0


@pytest.mark.slow
def test_a_cluster_goes_on_when_one_of_its_two_workers_is_killed(here: Nation) -> None:
    order = Order(SMALL, PLAN.n_groups, 1)
    alone = measured("here", order, None, None)

    with dask_cluster(2) as (address, workers, _add):
        run = on_dask(order, address, title="cluster", kill=workers[0].kill, n_workers=2)
        is_dead = workers[0].wait(10) == -signal.SIGKILL

    assert is_dead
    assert run.digest == alone.digest
    assert digits(run.answer) == digits(here)
