"""Work that is asked for, lost, run twice, or returns on a rhythm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tryggve.foundation.queue.jobs import JOBS, Progress, UnknownJob, enqueue, find, job
from tryggve.foundation.queue.models import JobState
from tryggve.foundation.queue.reaper import LOST_AFTER, Rhythm, reap, tick
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast


class CannotCount(DomainError):
    """For these tests."""


@pytest.fixture
def counted() -> Iterator[list[str]]:
    """A job that counts, and a list of what it did."""
    done: list[str] = []

    @job("test.count", right="")
    def count(*, word: str, by: Viewer, now: datetime, progress: Progress) -> str:
        if word == "fel":
            raise ZeroDivisionError
        if word == "nej":
            raise CannotCount("Ordet går inte att räkna. Vi fick nej. Skriv ja.")
        progress(1, 2, "Räknar")
        done.append(f"{word} {by.municipality_name}")
        return "/resultat/"

    yield done
    del JOBS["test.count"]


def _work() -> None:
    """One worker empties the queue and goes home."""
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)


def _ask(cast: Cast, **arguments: Any) -> str:
    return enqueue("test.count", by=cast.elin, now=NOW, **arguments).public_id


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_as_the_one_who_asked_and_leads_to_what_it_made(
    counted: list[str], transactional_cast: Cast
) -> None:
    key = _ask(transactional_cast, word="ja")

    _work()

    with acting_as(transactional_cast.elin):
        row = find(transactional_cast.elin, key)
    assert counted == ["ja Falu kommun"]
    assert (row.job_state, row.result_url, row.done, row.total) == (JobState.DONE, "/resultat/", 1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_kept_as_the_answer(counted: list[str], transactional_cast: Cast) -> None:
    key = _ask(transactional_cast, word="nej")

    _work()

    with acting_as(transactional_cast.elin):
        row = find(transactional_cast.elin, key)
    assert row.job_state == JobState.FAILED
    assert row.refusal.startswith("Ordet går inte att räkna.")


@pytest.mark.django_db(transaction=True)
def test_a_bug_ends_the_job_and_its_page_does_not_wait_for_ever(counted: list[str], transactional_cast: Cast) -> None:
    key = _ask(transactional_cast, word="fel")

    _work()

    with acting_as(transactional_cast.elin):
        row = find(transactional_cast.elin, key)
    assert (row.job_state, row.refusal) == (JobState.FAILED, "")


@pytest.mark.django_db(transaction=True)
def test_work_asked_for_in_a_transaction_that_is_undone_is_never_run(
    counted: list[str], transactional_cast: Cast
) -> None:
    with transaction.atomic():
        _ask(transactional_cast, word="ja")
        transaction.set_rollback(True)

    _work()

    assert counted == []


@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_delivered_twice_is_done_once(counted: list[str], transactional_cast: Cast) -> None:
    _ask(transactional_cast, word="ja")
    _work()
    DBTaskResult.objects.update(status=TaskResultStatus.READY, finished_at=None)

    _work()

    assert counted == ["ja Falu kommun"]


def test_the_stranger_sees_no_job_of_ours(cast: Cast, counted: list[str]) -> None:
    key = _ask(cast, word="ja")

    with acting_as(cast.bo), pytest.raises(NotFound):
        find(cast.bo, key)


def test_a_misspelt_job_is_refused_aloud(cast: Cast) -> None:
    with pytest.raises(UnknownJob):
        enqueue("test.cuont", by=cast.elin, now=NOW)


@pytest.mark.parametrize(("losses", "state"), [(1, TaskResultStatus.READY), (3, TaskResultStatus.FAILED)])
def test_a_task_lost_with_its_worker_is_tried_again_and_given_up_at_the_third_loss(
    cast: Cast, counted: list[str], losses: int, state: TaskResultStatus
) -> None:
    key = _ask(cast, word="ja")
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=NOW, worker_ids=[f"worker-{number}" for number in range(losses)]
    )

    assert reap(now=NOW + LOST_AFTER) == []
    assert [new for _task, new in reap(now=NOW + LOST_AFTER + timedelta(seconds=1))] == [str(state)]
    with acting_as(cast.elin):
        assert (find(cast.elin, key).job_state == JobState.FAILED) == (losses == 3)


def test_a_rhythm_runs_once_when_it_is_due_whichever_worker_comes_first(db: None) -> None:
    ran: list[datetime] = []
    rhythm = Rhythm("test", lambda after: after + timedelta(hours=1), ran.append)
    tick([rhythm], now=NOW)

    later = NOW + timedelta(hours=1)
    first, second = tick([rhythm], now=later), tick([rhythm], now=later)

    assert (first, second, ran) == (["test"], [], [later])
