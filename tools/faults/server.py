"""A server that can be killed: the house's own web process, on a database that it shares with us."""

from __future__ import annotations

import os
import signal
import subprocess
import time

from tools.house.machine import free_port
from tools.house.serve import answers, processes
from tools.house.stamps import ROOT

PATIENCE_S = 60.0


class Server:
    """Started, killed without warning, and started again on the same port."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.port = free_port()
        self._settings = settings
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until the first page comes."""
        if self._running is not None and self._running.poll() is None:
            return
        web = processes("127.0.0.1", self.port)[0]
        self._running = subprocess.Popen(
            web.arguments,
            cwd=ROOT,
            env={**os.environ, **self._settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + PATIENCE_S
        while not answers(f"http://127.0.0.1:{self.port}/telefon/sw.js"):
            if self._running.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The server does not start on port {self.port}: look at what it says by hand.")
            time.sleep(0.05)

    def kill(self) -> None:
        """As when the power goes. The whole group: the process that serves is a child of the one that was started."""
        if self._running is None or self._running.poll() is not None:
            return
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()
