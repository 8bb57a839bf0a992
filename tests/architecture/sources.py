"""The sources as syntax trees."""

from __future__ import annotations

import ast
import gc
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """The file's tree. The collector rests meanwhile.

    A browser test leaves greenlets behind; when the collector ends one in the middle of a parse, the interpreter
    loses count of its recursion and raises SystemError ("AST constructor recursion depth mismatch", Python 3.11).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        if was_on:
            gc.enable()
