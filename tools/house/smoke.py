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

FIRST_START_S = 180.0
SECOND_START_S = 5.0
LATEST_S = 600.0


def smoke(_arguments: Sequence[str]) -> int:
    """Start twice as a person does, look at the page, stop; tell both times."""
    first, second = _start_and_stop(), _start_and_stop()
    print(f"make run: first page after {first:.1f} s, second start {second:.1f} s.")
    for name, took, limit in (("first", first, FIRST_START_S), ("second", second, SECOND_START_S)):
        if took > limit:
            print(f"The {name} start is too slow. It took {took:.1f} s; {limit:.0f} s is the promise.", file=sys.stderr)
            return 1
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
