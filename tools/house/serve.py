"""One web process and one worker, watched until Ctrl-C."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from tools.house.progress import Stop
from tools.house.setup import served_environment
from tools.house.stamps import ROOT, VENV

PATIENCE_S = 60.0
GRACE_S = 10.0
TOO_OFTEN = 3
SHORT_LIFE_S = 10.0


def _die_with_parent() -> None:
    """On Linux a child is told when we are killed, so that nothing is left serving."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass
class Process:
    """A child that is started again when it dies, until it dies too often."""

    name: str
    arguments: list[str]
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    short_lives: int = field(default=0)

    def start(self) -> None:
        self.started_at = time.monotonic()
        # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
        self.running = subprocess.Popen(
            self.arguments,
            cwd=ROOT,
            env=served_environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - we have one thread
        )

    def has_ended(self) -> bool:
        return self.running is not None and self.running.poll() is not None

    def look_after(self) -> None:
        if self.running is None or (code := self.running.poll()) is None:
            return
        lived = time.monotonic() - self.started_at
        self.short_lives = self.short_lives + 1 if lived < SHORT_LIFE_S else 0
        if self.short_lives >= TOO_OFTEN:
            raise Stop(
                f"The {self.name} process does not stay up.\n"
                f"It stopped {TOO_OFTEN} times within seconds of its start, last with code {code}.\n"
                "Read what it printed above, mend it, and run `make run` again."
            )
        print(f"The {self.name} process stopped with code {code}; starting it again.", flush=True)
        self.start()

    def stop(self) -> None:
        if self.running is None or self.running.poll() is not None:
            return
        self.running.terminate()

    def wait(self, until: float) -> None:
        if self.running is None:
            return
        try:
            self.running.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


def processes(host: str, port: int) -> list[Process]:
    """What serves Tryggve."""
    binaries = VENV / "bin"
    web = [str(binaries / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "config.wsgi:application"]
    worker = [str(binaries / "python"), "manage.py", "worker"]
    return [Process("web", web), Process("worker", worker)]


def answers(address: str) -> bool:
    """Whether a page comes, whatever it says."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as answered:
        return answered.code < 500
    except OSError:
        return False


def _stop_on_signal(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def serve(host: str, port: int, *, on_ready: Callable[[], None]) -> None:
    """Start both, tell when the first page comes, look after them, stop them at Ctrl-C."""
    _on_signals(_stop_on_signal)
    children = processes(host, port)
    try:
        for child in children:
            child.start()
        _wait_for_page(f"http://{host}:{port}/", children)
        on_ready()
        while True:
            time.sleep(0.5)
            for child in children:
                child.look_after()
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
    finally:
        _on_signals(signal.SIG_IGN)
        _stop(children)


def _on_signals(answer: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, answer)


def _stop(children: list[Process]) -> None:
    for child in reversed(children):
        child.stop()
    until = time.monotonic() + GRACE_S
    for child in children:
        child.wait(until)


def _wait_for_page(address: str, children: list[Process]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not answers(address):
        if fallen := next((child for child in children if child.has_ended()), None):
            raise Stop(
                f"The {fallen.name} process stopped before the first page.\nWhat it said is above.\n"
                "Mend that, and run `make run` again."
            )
        if time.monotonic() > until:
            raise Stop(
                f"The web process started, but no page came.\nWe asked {address} for {PATIENCE_S:.0f} seconds.\n"
                "Read what it printed above, mend it, and run `make run` again."
            )
        time.sleep(0.1)
