"""How one audit line is hashed to the one before. Pure: no database.

The hash covers opaque ids only, so that erasing a person breaks nothing (SECURITY fact 7); times
are whole microseconds, so that a round trip through any database keeps them (fact 6, section 6).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring
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


def moment_of(at_us: int) -> datetime:
    """The moment of so many microseconds since 1970 (UTC)."""
    return _EPOCH + timedelta(microseconds=at_us)


def canonical_codes(codes: Any) -> str:
    """The codes as they are hashed."""
    return json.dumps(codes, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(line: Line, codes: str, previous_hash: str) -> str:
    """The hash of a line whose codes are canonical already.

    The canonical JSON of the line is put together by hand, its keys in alphabetical order: a million lines are
    verified in seconds, and a general encoder would take most of them. `test_chain` holds it against one.
    """
    quoted = encode_basestring
    body = (
        f'{{"actor":{quoted(line.actor)},"at_us":{line.at_us},"chain":{quoted(line.chain)},"codes":{codes},'
        f'"event":{quoted(line.event)},"organisation":{quoted(line.organisation)},"sequence":{line.sequence},'
        f'"subject":{quoted(line.subject)},"subject_type":{quoted(line.subject_type)}}}'
    )
    return hashlib.sha256(f"{previous_hash}\n{body}".encode()).hexdigest()


def entry_hash(line: Line, previous_hash: str) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the line."""
    return digest(line, canonical_codes(line.codes), previous_hash)
