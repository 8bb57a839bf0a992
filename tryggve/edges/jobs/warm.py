"""Compiles the engine's kernels, so that the first job of a worker does not wait for the compiler."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor


def warm(names: Sequence[str] | None = None) -> int:
    """Call every kernel once on tiny data; what is cached on disk is only loaded. Returns how many files."""
    from tryggve.engine.numerics import twins

    chosen = twins.names() if names is None else tuple(names)
    for name in chosen:
        warm_one = getattr(twins.kernels(name), "warm", None)
        if warm_one is not None:
            warm_one()
    return len(chosen)


def warm_together(processes: int) -> int:
    """The same in several processes, since the compiler keeps a process to itself. Spawned, never forked."""
    from tryggve.engine.numerics import twins

    names = twins.names()
    if processes < 2 or len(names) < 2:
        return warm(names)
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        return sum(pool.map(_warm_one, names))


def _warm_one(name: str) -> int:
    return warm([name])
