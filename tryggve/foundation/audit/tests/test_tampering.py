"""Is every tampering with the trail found, and the line named?

Done by the owner of the tables with the triggers off (PostgreSQL), or with the file in hand (SQLite): what the locks
cannot stop, the chain and the anchors must show. A sample runs with the other tests; `make tampering` runs the whole.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tryggve.foundation.audit import insert_only
from tryggve.foundation.audit.anchors import Anchor, Anchors
from tryggve.foundation.audit.chain import Line, entry_hash
from tryggve.foundation.audit.models import AuditEntry, AuditHead
from tryggve.foundation.audit.trail import record
from tryggve.foundation.audit.verifying import Verdict, verify
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast

TAMPERINGS = int(os.environ.get("TAMPERINGS", "66"))
LINES = 40
#: Lines 15 and 30 were anchored on two days, and the last line on the third.
ANCHORED = (15, 30, LINES)


@dataclass(frozen=True, slots=True)
class Found:
    """Between which lines the verdict must point."""

    first: int
    last: int
    #: Only the anchors can show it: without them the chain is whole.
    by_anchor_alone: bool = False


class Book:
    """One chain, as somebody who may do anything to it has it."""

    def __init__(self, chain: str, chance: random.Random) -> None:
        self.chain, self.chance = chain, chance
        with connection.cursor() as cursor:
            cursor.execute(
                "select sequence, at_us, actor, organisation, event, subject_type, subject, previous_hash, entry_hash,"
                " municipality_id, county_id from audit_auditentry where chain = %s order by sequence",
                [chain],
            )
            self.rows = {row[0]: row for row in cursor.fetchall()}

    def line(self, at: int, /, **changes: Any) -> Line:
        """A line as it is, its codes being its own number; with changes."""
        said = dict(zip(Line.__slots__, (self.chain, *self.rows[at][:7], {"n": at}), strict=True))
        return Line(**(said | changes))

    def sql(self, statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))

    def set(self, sequence: int, column: str, value: Any) -> None:
        statement = f"update audit_auditentry set {column} = %s where chain = %s and sequence = %s"
        self.sql(statement, value, self.chain, sequence)

    def remove(self, first: int, last: int) -> None:
        statement = "delete from audit_auditentry where chain = %s and sequence between %s and %s"
        self.sql(statement, self.chain, first, last)

    def shift(self, first: int, step: int) -> None:
        """Move every line from `first` on; by a detour, since no two may ever have one number."""
        self.sql(
            "update audit_auditentry set sequence = -(sequence + %s) where chain = %s and sequence >= %s",
            step,
            self.chain,
            first,
        )
        self.sql("update audit_auditentry set sequence = -sequence where chain = %s and sequence < 0", self.chain)

    def insert(self, line: Line, previous: str, digest: str) -> None:
        row = self.rows[1]
        AuditEntry.objects.create(
            municipality_id=row[9],
            county_id=row[10],
            previous_hash=previous,
            entry_hash=digest,
            **{name: getattr(line, name) for name in Line.__slots__},
        )

    def head(self, sequence: int, digest: str) -> None:
        statement = "update audit_audithead set sequence = %s, entry_hash = %s where chain = %s"
        self.sql(statement, sequence, digest, self.chain)

    def any_line(self, first: int = 1, last: int = LINES) -> int:
        return self.chance.randint(first, last)

    def rewrite_from(self, first: int, last: int, **changes: Any) -> str:
        """Write the first line anew with changes, and give it and all after it hashes that follow."""
        previous = str(self.rows[first][7])
        self.sql(
            "update audit_auditentry set previous_hash = %s || sequence where chain = %s and sequence >= %s",
            "x",
            self.chain,
            first,
        )
        for sequence in range(first, last + 1):
            line = self.line(sequence, **(changes if sequence == first else {}))
            digest = entry_hash(line, previous)
            for name, value in changes.items() if sequence == first else ():
                self.set(sequence, name, value)
            self.set(sequence, "previous_hash", previous)
            self.set(sequence, "entry_hash", digest)
            previous = digest
        return previous


# -- What can be done to it -------------------------------------------------------------------------
def edit_a_column(book: Book) -> Found:
    at = book.any_line()
    column, value = book.chance.choice(
        [
            ("at_us", book.rows[at][1] + book.chance.choice([-1, 1, 60_000_000])),
            ("actor", "A" * 22),
            ("organisation", "B" * 22),
            ("event", "report.forgotten"),
            ("subject_type", "x.y"),
            ("subject", "C" * 22),
            ("codes", '{"n": -1}'),
            ("codes", "{}"),
            ("codes", "[]"),
            ("previous_hash", "0" * 64),
            ("entry_hash", "0" * 64),
            ("municipality_id", None),
            ("county_id", None),
            ("chain", "municipality:999999"),
            ("sequence", 1000 + at),
            ("sequence", -at),
        ]
    )
    book.set(at, column, value)
    return Found(-at if column == "sequence" and value < 0 else at, at)


def edit_and_hash_anew(book: Book) -> Found:
    at = book.any_line(1, LINES - 1)
    line = book.line(at, event="report.forgotten")
    book.set(at, "event", line.event)
    book.set(at, "entry_hash", entry_hash(line, book.rows[at][7]))
    return Found(at, at)


def remove_lines(book: Book) -> Found:
    first = book.any_line(1, LINES - 1)
    book.remove(first, min(first + book.chance.choice([0, 0, 1, 5]), LINES - 1))
    return Found(first, first)


def remove_and_close_the_gap(book: Book) -> Found:
    at = book.any_line(1, LINES - 1)
    book.remove(at, at)
    book.shift(at, -1)
    if book.chance.random() < 0.5:
        book.head(LINES - 1, book.rows[LINES][8])
    return Found(at, at)


def insert_a_line(book: Book) -> Found:
    at = book.any_line(2, LINES)
    line = book.line(at, event="report.invented")
    book.shift(at, 1)
    book.insert(line, f"y{at}" if book.chance.random() < 0.5 else "z", "0" * 64)
    return Found(at, at)


def insert_a_line_that_follows(book: Book) -> Found:
    """The line put in follows; the one after it does not."""
    at = book.any_line(2, LINES)
    previous = book.rows[at][7]
    book.shift(at, 1)
    book.set(at + 1, "previous_hash", "w")
    line = book.line(at, event="report.invented")
    book.insert(line, previous, entry_hash(line, previous))
    return Found(at, at + 1)


def add_at_the_end(book: Book) -> Found:
    previous = book.rows[LINES][8]
    line = book.line(LINES, sequence=LINES + 1, codes={"n": LINES + 1})
    book.insert(line, previous, entry_hash(line, previous))
    return Found(LINES + 1, LINES + 1)


def swap_two_lines(book: Book) -> Found:
    first, second = sorted(book.chance.sample(range(1, LINES + 1), 2))
    book.set(first, "sequence", 0)
    book.set(second, "sequence", first)
    book.set(0, "sequence", second)
    return Found(first, first)


def swap_what_two_lines_say(book: Book) -> Found:
    first, second = sorted(book.chance.sample(range(1, LINES + 1), 2))
    column = book.chance.choice(["codes", "at_us"])
    values = {at: book.rows[at][1] if column == "at_us" else f'{{"n": {at}}}' for at in (first, second)}
    book.set(first, column, values[second])
    book.set(second, column, values[first])
    return Found(first, first)


def cut_the_end(book: Book) -> Found:
    """Lines and head, as if they had never been: only the anchor remembers."""
    first = book.any_line(2, LINES)
    book.remove(first, LINES)
    book.head(first - 1, book.rows[first - 1][8])
    return Found(first, first, by_anchor_alone=True)


def cut_the_end_and_leave_the_head(book: Book) -> Found:
    first = book.any_line(1, LINES)
    book.remove(first, LINES)
    return Found(first, first)


def cut_everything(book: Book) -> Found:
    book.remove(1, LINES)
    book.sql("delete from audit_audithead where chain = %s", book.chain)
    return Found(1, 1, by_anchor_alone=True)


def move_the_head(book: Book) -> Found:
    sequence, digest = book.chance.choice([(LINES, "0" * 64), (LINES + 3, book.rows[LINES][8]), (7, book.rows[7][8])])
    book.head(sequence, digest)
    return Found(LINES, LINES + 1)


def rewrite_the_rest(book: Book) -> Found:
    """Everything from a line on is written anew, with hashes that follow and a head that agrees."""
    first = book.any_line()
    changes = book.chance.choice([{"event": "report.forgotten"}, {"actor": "D" * 22}, {"subject": "E" * 22}])
    book.head(LINES, book.rewrite_from(first, LINES, **changes))
    before = max((each for each in ANCHORED if each < first), default=0)
    after = min(each for each in ANCHORED if each >= first)
    return Found(before + 1, after, by_anchor_alone=True)


WAYS: list[Callable[[Book], Found]] = [
    edit_a_column,
    edit_a_column,
    edit_a_column,
    edit_and_hash_anew,
    remove_lines,
    remove_and_close_the_gap,
    insert_a_line,
    insert_a_line_that_follows,
    add_at_the_end,
    swap_two_lines,
    swap_what_two_lines_say,
    cut_the_end,
    cut_the_end_and_leave_the_head,
    cut_everything,
    move_the_head,
    rewrite_the_rest,
]


# -- The trial --------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def as_the_owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """On PostgreSQL: the owner of the tables, who may take the triggers away."""
    if settings.OWNER_DATABASE is None:
        yield
        return
    usual = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update({key: settings.OWNER_DATABASE[key] for key in usual})
        yield
        connection.close()
        connection.settings_dict.update(usual)


def _off_with_the_locks() -> None:
    if connection.vendor == "sqlite":
        insert_only.open_up(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # what waits to be checked holds the tables
        for table in (insert_only.ENTRIES, insert_only.HEADS):
            cursor.execute(f"alter table {table} disable trigger user")
            cursor.execute(f"alter table {table} no force row level security")


def _a_book(cast: Cast) -> Anchors:
    """Forty lines in Borlänge, and what was anchored as they were written."""
    anchored = []
    for number in range(1, LINES + 1):
        at = NOW + timedelta(minutes=number)
        with acting_as(cast.bo):
            line = record(by=cast.bo, event="area.looked_at", now=at, subject=cast.borlange, codes={"n": number})
        assert line.sequence == number
        if number in ANCHORED:
            anchored.append(Anchor(line.chain, number, line.entry_hash, at.isoformat()))
    return Anchors(tuple(anchored))


def _is_found(verdict: Verdict, found: Found) -> bool:
    return verdict.broken_at is not None and found.first <= verdict.broken_at <= found.last and bool(verdict.words)


def test_every_tampering_is_found_and_the_line_named(as_the_owner: None, cast: Cast) -> None:
    anchors = _a_book(cast)
    chain = anchors.found[0].chain
    assert verify(cast.bo, anchors).holds
    missed, unneeded = [], []

    for number in range(TAMPERINGS):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            _off_with_the_locks()
            with acting_as(cast.bo):
                found = way(Book(chain, random.Random(number)))
                verdict = verify(cast.bo, anchors)
                alone = verify(cast.bo)
            transaction.set_rollback(True)
        if not _is_found(verdict, found):
            missed.append((number, way.__name__, found, verdict))
        if found.by_anchor_alone != alone.holds:
            unneeded.append((number, way.__name__, alone))

    assert missed == []
    assert unneeded == [], "what the anchors are for should be what the chain alone cannot show"
    assert verify(cast.bo, anchors).holds
    assert AuditHead.objects.exists() or connection.vendor == "postgresql"


def test_a_line_of_the_house_or_of_another_municipality_is_out_of_place(as_the_owner: None, cast: Cast) -> None:
    anchors = _a_book(cast)

    with transaction.atomic():
        _off_with_the_locks()
        with acting_as(cast.bo):
            book = Book(anchors.found[0].chain, random.Random(1))
            book.insert(book.line(3, chain="municipality:0", sequence=77), "", "0" * 64)
            verdict = verify(cast.bo, anchors)
        transaction.set_rollback(True)

    assert (verdict.broken_at, verdict.reason) == (77, "stray")
