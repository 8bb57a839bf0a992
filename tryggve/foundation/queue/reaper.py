"""What the queue's library lacks: work lost with its worker, and work that returns on a rhythm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tryggve.foundation.queue.jobs import give_up, run_job
from tryggve.foundation.queue.models import Schedule

#: Longer than the longest job: a worker that has held a task for this long is gone.
LOST_AFTER = timedelta(minutes=30)
GIVE_UP_AFTER = 3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Work that returns. `next_after` gives the next moment after a given one."""

    name: str
    next_after: Callable[[datetime], datetime]
    run: Callable[[datetime], None]


def reap(*, now: datetime, lost_after: timedelta = LOST_AFTER) -> list[tuple[str, str]]:
    """Put tasks whose worker died back in the queue; give up at the third loss.

    Returns (task id, new state) for each.
    """
    touched: list[tuple[str, str]] = []
    with transaction.atomic():
        lost = DBTaskResult.objects.running().filter(started_at__lt=now - lost_after).select_for_update()
        for row in lost:
            given_up = len(row.worker_ids) >= GIVE_UP_AFTER
            row.status = TaskResultStatus.FAILED if given_up else TaskResultStatus.READY
            row.finished_at = now if given_up else None
            row.save(update_fields=["status", "finished_at"])
            if given_up and row.task_path == run_job.module_path:
                give_up(**row.args_kwargs["kwargs"], now=now)
            touched.append((str(row.id), str(row.status)))
    return touched


def tick(rhythms: list[Rhythm], *, now: datetime) -> list[str]:
    """Run each rhythm that is due, once, whichever of several workers comes first.

    The row is moved forward by compare-and-set in the transaction that runs the work: two workers
    at the same moment run it once. Returns the names of those run.
    """
    ran: list[str] = []
    for rhythm in rhythms:
        Schedule.objects.get_or_create(name=rhythm.name, defaults={"next_at": rhythm.next_after(now)})
        with transaction.atomic():
            due = Schedule.objects.filter(name=rhythm.name, next_at__lte=now)
            if due.update(next_at=rhythm.next_after(now)) == 1:
                rhythm.run(now)
                ran.append(rhythm.name)
    return ran
