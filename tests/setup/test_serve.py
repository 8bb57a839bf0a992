"""Are the served processes looked after, and are they gone when we stop?"""

from __future__ import annotations

import sys
import time

import pytest

from tools.house.progress import Stop
from tools.house.serve import GRACE_S, TOO_OFTEN, Process

STAYS = [sys.executable, "-c", "import signal; signal.pause()"]
FALLS = [sys.executable, "-c", "raise SystemExit(7)"]


def _ended(process: Process) -> int:
    assert process.running is not None
    return process.running.wait(GRACE_S)


def _let_it_fall(process: Process) -> None:
    for _ in range(TOO_OFTEN):
        _ended(process)
        process.look_after()


def test_a_process_that_dies_is_told_of_and_started_again(capfd: pytest.CaptureFixture[str]) -> None:
    process = Process("worker", STAYS)
    process.start()
    assert process.running is not None
    first = process.running.pid
    process.running.kill()
    _ended(process)

    process.look_after()

    assert process.running.pid != first
    assert "The worker process stopped with code -9" in capfd.readouterr().out
    process.stop()
    _ended(process)


def test_a_process_that_cannot_stay_up_stops_everything() -> None:
    process = Process("web", FALLS)
    process.start()

    with pytest.raises(Stop, match="web process does not stay up") as told:
        _let_it_fall(process)

    assert "code 7" in str(told.value)


def test_a_process_that_will_not_end_is_ended() -> None:
    deaf = [sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); print(flush=True); signal.pause()"]
    process = Process("worker", deaf)
    process.start()

    process.wait(time.monotonic() + 0.5)

    assert process.running is not None
    assert process.running.returncode == -9
