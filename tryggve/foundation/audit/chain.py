"""How one audit line is hashed to the one before. Pure: no database.

The hash covers opaque ids only, so that erasing a person breaks nothing (SECURITY fact 7); times
are whole microseconds, so that a round trip through any database keeps them (fact 6, section 6).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring as _quoted
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


def digest(previous_hash: str, chain: str, said: Sequence[Any], codes: str) -> str:
    """The hash of a line whose codes are canonical already. `said` is Line's fields between them.

    The canonical JSON of the line is put together by hand, its keys in alphabetical order: a million lines are
    verified in seconds, and a general encoder would take most of them. `test_chain` holds it against one.
    """
    sequence, at_us, actor, organisation, event, subject_type, subject = said
    return hashlib.sha256(
        f'{previous_hash}\n{{"actor":{_quoted(actor)},"at_us":{at_us},"chain":{_quoted(chain)},"codes":{codes},'
        f'"event":{_quoted(event)},"organisation":{_quoted(organisation)},"sequence":{sequence},'
        f'"subject":{_quoted(subject)},"subject_type":{_quoted(subject_type)}}}'.encode()
    ).hexdigest()


def entry_hash(line: Line, previous_hash: str) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the line."""
    said = [getattr(line, name) for name in Line.__slots__[1:-1]]
    return digest(previous_hash, line.chain, said, canonical_codes(line.codes))
