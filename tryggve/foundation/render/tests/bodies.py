"""Invented bodies of the three documents, in the schema that the steps produce."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

SAMPLES: Final = Path(__file__).parent / "samples"
KINDS: Final = ("weekly_picture", "minutes", "monthly_report")
#: The words of the free texts that the bodies refer to; one looks like a program, and must not run.
TEXTS: Final = {
    "weekly_picture": {"kopparstaden.signals": 'Invigning av parken på lördag. #panic("inte kod")'},
    "minutes": {"previous.knutpunkten": "Värdar två kvällar av tre."},
    "monthly_report": {},
}


def sample_body(kind: str) -> dict[str, Any]:
    """The sample of one kind, fresh each time."""
    body: dict[str, Any] = json.loads((SAMPLES / f"{kind}.json").read_text())
    return body
