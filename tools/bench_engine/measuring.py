"""How is one call measured? In CPU seconds of this process and its children, after a warming call. Needs no package."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable

LEAST_CPU_S = 0.5


def cpu_s() -> float:
    """User and system seconds of every thread here, and of the children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measure(call: Callable[[], object], warm: Callable[[], object] | None = None) -> None:
    """Warm up, and print what one call takes; short calls are repeated for half a CPU second."""
    (warm or call)()
    calls, started, wall = 0, cpu_s(), time.perf_counter()
    while not calls or cpu_s() - started < LEAST_CPU_S:
        call()
        calls += 1
    taken = {"cpu": (cpu_s() - started) / calls, "wall": (time.perf_counter() - wall) / calls, "calls": calls}
    print(json.dumps(taken))


def measure_first(call: Callable[[], object]) -> None:
    """What the first call in this process takes, with every import that it makes itself; the compiler's is told apart.

    The compiler is started as the engine starts it: imported by itself it would load a third more than a kernel needs.
    """
    started, wall = cpu_s(), time.perf_counter()
    import tryggve.engine.numerics.compiled.kernel  # noqa: F401 (its time is what is asked)

    imported = cpu_s() - started
    call()
    taken = {"cpu": cpu_s() - started, "wall": time.perf_counter() - wall, "numba": imported, "calls": 1}
    print(json.dumps(taken))
