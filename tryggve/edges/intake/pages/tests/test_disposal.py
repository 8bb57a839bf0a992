"""A file is gone within a day, read in or not, and nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tryggve.cycle.incidents.queries import incidents
from tryggve.edges.intake.pages.disposal import dispose_everywhere
from tryggve.edges.intake.pages.models import FileSource, ImportFile, ImportRow, ImportRun, RunState
from tryggve.edges.intake.pages.tests.world import LogIn, run_at, send, try_rows, work
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast

SOON, LATE, MONTHS_LATER = (NOW + timedelta(hours=n) for n in (23, 25, 24 * 91))


@pytest.fixture(autouse=True)
def in_the_week(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the Tuesday that the cast lives in."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def _kept(cast: Cast) -> tuple[int, int, int]:
    with acting_as(cast.sixten):
        return tuple(model.objects.seen_by(cast.sixten).count() for model in (ImportFile, ImportRow, ImportRun))  # type: ignore[return-value]


def _lines(cast: Cast) -> list[str]:
    with acting_as(cast.sixten):
        return [entry.event for entry in AuditEntry.objects.seen_by(cast.sixten) if entry.event.startswith("import.")]


def test_a_file_nobody_said_yes_to_is_gone_after_a_day(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)

    dispose_everywhere(SOON)
    assert _kept(cast) == (1, 9, 1)
    dispose_everywhere(LATE)

    assert _kept(cast) == (0, 0, 1)
    run = run_at(cast, address)
    assert (run.run_state, run.seen_in_file) == (RunState.EXPIRED, {})


def test_the_rows_of_a_file_that_was_read_in_go_and_its_incidents_stay(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)
    client.post(f"{address}las-in/")
    work()

    dispose_everywhere(LATE)

    assert _kept(cast) == (0, 0, 1)
    assert run_at(cast, address).run_state == RunState.COMMITTED
    with acting_as(cast.sixten):
        assert incidents(cast.sixten).count() == 2


def test_an_idle_night_writes_nothing_in_the_trail(cast: Cast, log_in: LogIn) -> None:
    send(log_in("sixten"))
    dispose_everywhere(LATE)
    before = _lines(cast)

    dispose_everywhere(LATE + timedelta(minutes=15))

    assert before == ["import.begun", "import.disposed"]
    assert _lines(cast) == before


def test_after_ninety_days_the_run_is_gone_and_what_was_remembered_stays(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    try_rows(client, send(client))

    dispose_everywhere(MONTHS_LATER)

    assert _kept(cast) == (0, 0, 0)
    with acting_as(cast.sixten):
        assert FileSource.objects.seen_by(cast.sixten).count() == 1
