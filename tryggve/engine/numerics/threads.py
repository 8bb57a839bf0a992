"""How is work shared among threads so that the digits do not depend on how many there are?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

R = TypeVar("R")


def in_chunks(n: int, *, size: int) -> list[tuple[int, int]]:
    """(first, last + 1) of consecutive chunks; the cut depends on n and size alone."""
    return [(first, min(first + size, n)) for first in range(0, n, size)]


def map_chunks(work: Callable[[int, int], R], chunks: Sequence[tuple[int, int]], *, threads: int = 1) -> list[R]:
    """`work(first, stop)` of each chunk, in the order of the chunks.

    Kernels give the interpreter's lock back, so threads run at the same time. Each result depends
    on its chunk alone.
    """
    if threads <= 1 or len(chunks) <= 1:
        return [work(first, stop) for first, stop in chunks]
    with ThreadPoolExecutor(max_workers=threads) as pool:
        return list(pool.map(lambda chunk: work(*chunk), chunks))
