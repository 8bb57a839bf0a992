"""Which letters do documents use? Source Sans from its package, never the machine's own fonts."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

FONT_FAMILY: Final = "Source Sans Pro"


def _font_folder() -> Path:
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        message = "The package font-source-sans-pro is missing: documents would have no letters."
        raise RuntimeError(message)
    return Path(spec.origin).parent / "files"


FONT_FOLDER: Final = _font_folder()
