"""How is a hot loop compiled so that a new process starts with it ready?"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")


def _start_without_linear_algebra() -> None:
    # When numba reads its first kernel it looks whether SciPy has linear algebra, which takes longer to import
    # than numba itself. No kernel multiplies matrices: it is told that there is none, and SciPy is left as it was.
    if "scipy.linalg" in sys.modules:
        return
    sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules["scipy.linalg"]


_start_without_linear_algebra()


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with a cache on disk, without the interpreter's lock, and with IEEE arithmetic.

    No `fastmath`: sums must have the same digits everywhere. No `parallel`: threads share work by
    chunks (`numerics/threads.py`), so that results do not depend on how many there are.
    """
    compiled: Callable[P, R] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A small part that several kernels share; compiled into each of them."""
    compiled: Callable[P, R] = numba.njit(inline="never", nogil=True, error_model="numpy")(function)
    return compiled
