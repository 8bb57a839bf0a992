"""Does `make run` serve a page, and does it leave nothing behind?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence

from tools.house import machine, serve
from tools.house.progress import Stop
from tools.house.stamps import ROOT

#: What the README promises, on a machine with two processors and nothing else to do.
PROMISED_S = {"first": 180.0, "second": 5.0}
LATEST_S = 600.0


def smoke(_arguments: Sequence[str]) -> int:
    """Start twice as a person does, look at the page, stop; tell both times beside what is promised.

    How fast a machine is says nothing about the code: only a page that does not come at all is a failure.
    """
    for name, promised in PROMISED_S.items():
        took = _start_and_stop()
        kept = "kept" if took <= promised else "NOT KEPT"
        print(f"make run, the {name} start: a page after {took:.1f} s; the promise of {promised:.0f} s is {kept}.")
    return 0


def _start_and_stop() -> float:
    port = machine.free_port()
    started = time.monotonic()
    command = [sys.executable, "-m", "tools.house", "run"]
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PORT": str(port)})
    try:
        while not serve.answers(f"http://127.0.0.1:{port}/"):
            if running.poll() is not None or time.monotonic() - started > LATEST_S:
                raise Stop("`make run` served no page.\nIt stopped or was too slow.\nRun `make run` and look.")
            time.sleep(0.1)
        took = time.monotonic() - started
    finally:
        running.terminate()
        running.wait(30)
    if serve.answers(f"http://127.0.0.1:{port}/"):
        raise Stop("`make run` was stopped.\nA page still comes.\nMend the shutdown in tools/house/serve.py.")
    return took
