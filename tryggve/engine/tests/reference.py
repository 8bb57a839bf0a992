"""Exact results of other programs, which lie beside the repository and are never part of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = REPOSITORY.parent / "shared"


def reference_file(name: str) -> Path:
    """A file of `../shared/data/reference`; the test is skipped only where there is no `../shared`."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with other programs' results is not here")
    return SHARED / "data" / "reference" / name


def reference_json(name: str) -> Any:
    """The content of such a file."""
    return json.loads(reference_file(name).read_text(encoding="utf-8"))
