"""Our side: `python -m tools.bench_engine.ours <task> <folder>`, one task a process, as a worker runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()


def _table(name: str) -> Any:
    return np.loadtxt(FOLDER / name, delimiter=",")


#: Filled as the engine's rooms are written.
TASKS: dict[str, Callable[[], None]] = {}

if __name__ == "__main__":
    if sys.argv[1] not in TASKS:
        sys.exit(f"Our task {sys.argv[1]} is not written yet.")
    TASKS[sys.argv[1]]()
