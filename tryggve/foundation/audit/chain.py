"""How one audit line is hashed to the one before. Pure: no database.

The hash covers opaque ids only, so that erasing a person breaks nothing (SECURITY fact 7); times
are whole microseconds, so that a round trip through any database keeps them (fact 6, section 6).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """What is hashed."""

    chain: str
    sequence: int
    at_us: int
    actor: str
    organisation: str
    event: str
    subject_type: str
    subject: str
    codes: dict[str, Any]


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 (UTC)."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def entry_hash(line: Line, previous_hash: str) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the line."""
    said = {name: getattr(line, name) for name in Line.__slots__}
    body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous_hash}\n{body}".encode()).hexdigest()
