"""Which of the two twins runs in this process: the plain one, or the compiled?

The compiled one, unless the process has said `use("plain")`, as a web process does at its start:
it must never compile and never import numba. The answer is the same to the last digits that a
test holds; only the time differs.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Literal

Twin = Literal["plain", "compiled"]

_chosen: list[Twin] = ["compiled"]
_COMPILED = Path(__file__).parent / "compiled"


def use(twin: Twin) -> None:
    """Choose for this process, before the first call."""
    _chosen[0] = twin


def chosen() -> Twin:
    """What this process uses."""
    return _chosen[0]


def kernels(name: str) -> ModuleType:
    """The file `name` of the chosen twin, such as `kernels("farrington")`."""
    return importlib.import_module(f"tryggve.engine.numerics.{_chosen[0]}.{name}")


def names() -> tuple[str, ...]:
    """Every file that has twins, in order."""
    return tuple(sorted(file.stem for file in _COMPILED.glob("*.py") if file.stem not in ("__init__", "kernel")))
