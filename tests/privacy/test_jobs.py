"""Each role orders each job: whoever lacks the right is refused when it runs, whatever door it came by."""

from __future__ import annotations

from datetime import datetime

import pytest

import tryggve.edges.jobs.ordered as _  # noqa: F401 - registers the jobs that pages order
from tryggve.foundation.people.access import roles
from tryggve.foundation.people.matrix import Work, jobs
from tryggve.foundation.queue import jobs as queue
from tryggve.foundation.queue.models import JobState
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast, with_roles

WITH_A_RIGHT = [work for work in jobs().values() if work.rights]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every job does nothing but say who it ran for."""
    done: list[str] = []

    def instead(*, by: Viewer, now: datetime, progress: queue.Progress) -> str:
        done.append(",".join(by.roles))
        return ""

    for name in queue.JOBS:
        monkeypatch.setitem(queue.JOBS, name, instead)
    return done


@pytest.mark.parametrize("work", WITH_A_RIGHT, ids=lambda work: work.name)
def test_a_job_runs_for_those_who_hold_its_right_and_is_refused_to_the_others(
    cast: Cast, ran: list[str], work: Work
) -> None:
    may = {code for code, role in roles().items() if role.rights & set(work.rights)}

    for code in roles():
        _run(work.name, with_roles(cast.adam, code))

    assert set(ran) == may
    assert may != set(roles())


def _run(name: str, by: Viewer) -> None:
    row = queue.enqueue(name, by=by, now=NOW)
    queue.run_job.func(public_id=row.public_id, viewer=queue._to_json(by))
    with acting_as(by):
        state = queue.find(by, row.public_id).job_state
    assert state in (JobState.DONE, JobState.FAILED)


def test_a_job_of_another_municipality_is_not_found(cast: Cast, ran: list[str]) -> None:
    row = queue.enqueue("situation_pictures.compile", by=cast.elin, now=NOW)

    with pytest.raises(NotFound):
        queue.run_job.func(public_id=row.public_id, viewer=queue._to_json(cast.bo))

    assert ran == []
