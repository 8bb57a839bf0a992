"""How is a hot loop compiled so that a new process starts with it ready?"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def _left_out(*names: str) -> Iterator[None]:
    """For a moment these packages are not there, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


# At its start numba looks for SciPy's linear algebra, for C declarations and for a settings file. Finding them takes
# longer than loading numba; no kernel multiplies matrices, calls C or has settings.
with _left_out("scipy", "scipy.linalg", "cffi", "yaml"):
    import numba

    for _part in ("numba.np.arraymath", "numba.core.typing.cffi_utils"):
        importlib.import_module(_part)


def _point_at_cache() -> None:
    # numba knows a cached kernel by its own file and not by the files it calls: after a change in one of
    # those it would run the old code. A folder for each state of all the files rules that out.
    here = Path(__file__).parent
    base = Path(os.environ.get("NUMBA_CACHE_DIR") or here / "__pycache__")
    if not os.environ.get("NUMBA_CACHE_DIR") and not os.access(here, os.W_OK):
        return  # numba looks for a place of its own
    digest = hashlib.sha256()
    for file in sorted(here.glob("*.py")):
        digest.update(file.read_bytes())
    numba.config.CACHE_DIR = str(base / digest.hexdigest()[:16])


_point_at_cache()


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
