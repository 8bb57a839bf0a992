"""What of a month may leave the municipality: its frozen county part, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def county_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """What is published of a report: its frozen county part, and who and when. Nothing else."""
    kept = ("municipality", "audience", "period")
    return {key: body[key] for key in kept} | dict(body["county"])
