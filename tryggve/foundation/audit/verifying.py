"""Does a chain hold, from its first line to the last and against what was anchored outside? Else: which line?

Rows are streamed as they lie in the database, without the ORM: a million in seconds. Nothing is believed that the
hash does not cover: the municipality and county of a row are held against its chain, and a row that stands in no
chain of its owner's is found as well. Only a row's own key (`id`), which nothing refers to, is not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from tryggve.foundation.audit.anchors import Anchors
from tryggve.foundation.audit.chain import canonical_codes, digest
from tryggve.foundation.audit.models import AuditHead
from tryggve.foundation.audit.trail import chain_of
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

_AT_ONCE = 5000
_ROWS = (
    "select sequence, at_us, actor, organisation, event, subject_type, subject, codes,"
    " previous_hash, entry_hash, municipality_id, county_id"
    " from audit_auditentry where chain = %s order by sequence"
)
#: Of this owner, but in a chain that is not the owner's.
_STRAY = (
    "select sequence from audit_auditentry where chain <> %s"
    " and coalesce(municipality_id, 0) = %s and (%s > 0 or coalesce(county_id, 0) = %s) order by sequence limit 1"
)

CHANGED = "changed"
REMOVED = "removed"
INSERTED = "inserted"
MOVED = "moved"
END_CUT = "end_cut"
HEAD_CHANGED = "head_changed"
REWRITTEN = "rewritten"
STRAY = "stray"
ANCHORS_CHANGED = "anchors_changed"

REASONS = {
    CHANGED: _("raden har ändrats"),
    REMOVED: _("raden saknas"),
    INSERTED: _("raden har skjutits in"),
    MOVED: _("raden hör till en annan kommun eller ett annat län än sin kedja"),
    END_CUT: _("raden saknas: slutet är bortklippt"),
    HEAD_CHANGED: _("loggbokens slut stämmer inte med sista raden"),
    REWRITTEN: _("raden är en annan än den som förankrades: något fram till den är omskrivet"),
    STRAY: _("raden står i en kedja som inte är dess egen"),
    ANCHORS_CHANGED: _("filen med förankringar har ändrats på den raden"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of a chain found. `broken_at` is the first line that does not hold.

    `held_until` is the last line that an anchor vouches for: what is broken came after it.
    """

    chain: str
    entries: int
    broken_at: int | None = None
    reason: str = ""
    held_until: int = 0
    head_hash: str = ""

    @property
    def holds(self) -> bool:
        """Whether every line follows from the one before."""
        return self.broken_at is None

    @property
    def words(self) -> str:
        """What is wrong, in Swedish; empty when nothing is."""
        return REASONS.get(self.reason, "")


class Row(NamedTuple):
    """A line as it lies in the database, with its codes as text and the hashes it claims."""

    sequence: Any  # SQLite keeps what it is given
    at_us: int
    actor: str
    organisation: str
    event: str
    subject_type: str
    subject: str
    codes: str
    previous_hash: str
    entry_hash: str
    municipality_id: int | None
    county_id: int | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose chain it is: what every row of it must say."""

    chain: str
    municipality_id: int | None
    county_id: int | None


def walk(
    rows: Iterable[tuple[Any, ...]], *, owner: Owner, head: tuple[int, str], anchored: Mapping[int, str] | None = None
) -> Verdict:
    """Walk a chain from its first line, each row as `Row` has it. Pure over the rows given."""
    anchored, chain, home = anchored or {}, owner.chain, (owner.municipality_id, owner.county_id)
    found = Verdict(chain, 0)
    before: tuple[Any, ...] | None = None
    previous, sequence, held_until = "", 0, 0
    for row in rows:
        sequence += 1
        if row[0] != sequence or row[8] != previous or row[10:] != home or not _is_hash(chain, row, previous):
            at, reason = _fault(Row(*row), before, previous, sequence, owner)
            return replace(found, entries=sequence, broken_at=at, reason=reason, held_until=held_until)
        previous, before = row[9], row
        if sequence in anchored:
            if anchored[sequence] != previous:
                return replace(found, entries=sequence, broken_at=sequence, reason=REWRITTEN, held_until=held_until)
            held_until = sequence
    found = replace(found, entries=sequence, held_until=held_until, head_hash=previous)
    if max([head[0], *anchored]) > sequence:
        return replace(found, broken_at=sequence + 1, reason=END_CUT)
    if head != (sequence, previous):
        return replace(found, broken_at=sequence, reason=HEAD_CHANGED)
    return found


def _fault(row: Row, before: tuple[Any, ...] | None, previous: str, sequence: int, owner: Owner) -> tuple[int, str]:
    """Of a row that does not follow: which line is wrong, and how."""
    if not isinstance(row.sequence, int):
        return sequence, CHANGED
    if row.sequence != sequence:
        return (sequence, REMOVED) if row.sequence > sequence else (row.sequence, INSERTED)
    if row.previous_hash != previous:
        return _why(row, before, previous, owner.chain)
    is_moved = _is_hash(owner.chain, row, previous)
    return sequence, MOVED if is_moved else CHANGED


def _why(row: Row, before: tuple[Any, ...] | None, previous: str, chain: str) -> tuple[int, str]:
    """The row does not point at the line before: is it this one, or that one, or one that is gone or new?"""
    if _is_hash(chain, row, previous):
        return row.sequence, CHANGED  # only its pointer backwards
    if _is_hash(chain, row, row.previous_hash) and before is not None:
        return row.sequence - 1, CHANGED  # this one is as it was written: the one before was written anew
    if _is_hash(chain, row._replace(sequence=row.sequence - 1), row.previous_hash):
        return row.sequence - 1, INSERTED
    if _is_hash(chain, row._replace(sequence=row.sequence + 1), row.previous_hash):
        return row.sequence, REMOVED
    return row.sequence, CHANGED


def _is_hash(chain: str, row: tuple[Any, ...], previous: str) -> bool:
    """Whether the row's hash is that of its words; what cannot be hashed at all (bytes, half characters) is not."""
    try:
        codes = row[7]
        found = digest(previous, chain, row[:7], codes if codes == "{}" else _canonical(codes))
    except (TypeError, ValueError):
        return False
    return bool(found == row[9])


@lru_cache(maxsize=4096)
def _canonical(codes: str) -> str:
    return canonical_codes(json.loads(codes))


def _rows(cursor: Any, chain: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(_ROWS, [chain])
    while found := cursor.fetchmany(_AT_ONCE):
        yield from found


def verify(viewer: Viewer, anchors: Anchors | None = None) -> Verdict:
    """Check the viewer's own chain against its head, and against anchors when there are any."""
    owner = Owner(*chain_of(viewer))
    with acting_as(viewer, only_reads=True):
        head = AuditHead.objects.filter(chain=owner.chain).values_list("sequence", "entry_hash").first() or (0, "")
        cursor = connection.chunked_cursor()
        try:
            rows = _rows(cursor, owner.chain)
            found = walk(rows, owner=owner, head=head, anchored=anchors.of(owner.chain) if anchors else None)
        finally:
            cursor.close()
        return _stray(owner, found) if found.holds else found


def _stray(owner: Owner, found: Verdict) -> Verdict:
    home, county = owner.municipality_id or 0, owner.county_id or 0
    with connection.cursor() as cursor:
        cursor.execute(_STRAY, [owner.chain, home, home, county])
        row = cursor.fetchone()
    return found if row is None else replace(found, broken_at=row[0], reason=STRAY)
