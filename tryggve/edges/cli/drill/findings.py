"""What is wrong with a restored copy: compared with what the code demands, and with what was noted of the original."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tryggve.edges.cli.drill.notes import OWNER_ROLE, Note
from tryggve.foundation.tenancy.row_security import APP_ROLE

#: Compared word for word with what was noted; the plural of what is missed.
_COMPARED = {
    "policies": "policy",
    "grants": "grant",
    "column_grants": "grant",
    "triggers": "trigger",
    "owners": "owner",
    "roles": "role",
}
_TOO_STRONG = ("superuser", "bypassrls", "createrole")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its kind, where, and in words."""

    what: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Demands:
    """What the code asks of a database, whatever was noted of another one."""

    tables: Sequence[str] = ()
    #: Locked tables, each with the names of its policies.
    locked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    only_added_to: Sequence[str] = ()
    migrations: Sequence[str] = ()


def by_the_code(copy: Note, demands: Demands) -> Iterator[Finding]:
    """Locks, roles, rights and migrations: what must hold also where nothing was noted."""
    yield from _roles(copy)
    for table in demands.tables:
        if table not in copy.rows:
            yield Finding("table_missing", table, "the code has this table, the copy has not")
    for table, policies in demands.locked.items():
        if table in copy.rows:
            yield from _locks(copy, table, policies)
    yield from _only_added_to(copy, demands.only_added_to)
    yield from _migrations(copy.guards["migrations"], demands.migrations)


def _only_added_to(copy: Note, tables: Sequence[str]) -> Iterator[Finding]:
    for table in tables:
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            if f"{table} {verb} {APP_ROLE}" in copy.guards["grants"]:
                yield Finding("grant_too_much", table, f"{APP_ROLE} may {verb.lower()}, and it is only added to")


def _migrations(have: Collection[str], wanted: Collection[str]) -> Iterator[Finding]:
    for name in sorted(set(wanted) - set(have)):
        yield Finding("migration_missing", name, "not run in the copy: the backup is of an older version")
    for name in sorted(set(have) - set(wanted)):
        yield Finding("migration_unknown", name, "run in the copy, unknown to this code: a newer version, or another")


def _roles(copy: Note) -> Iterator[Finding]:
    for role in (APP_ROLE, OWNER_ROLE):
        said = copy.guards["roles"].get(role)
        if said is None:
            yield Finding("role_missing", role, "not in the restored server")
            continue
        for strength in _TOO_STRONG:
            if strength in said.split():
                yield Finding("role_too_strong", role, f"is {strength}, and walks past the locks")
    for table, owner in copy.guards["owners"].items():
        if owner == APP_ROLE:
            yield Finding("owner_wrong", table, f"belongs to {APP_ROLE}, which may own nothing")


def _locks(copy: Note, table: str, policies: Sequence[str]) -> Iterator[Finding]:
    is_on, is_forced = copy.guards["locks"][table].split()
    if is_on != "true":
        yield Finding("row_security_off", table, "row-level security is not enabled")
    if is_forced != "true":
        yield Finding("row_security_not_forced", table, "row-level security does not hold the owner")
    for policy in policies:
        if f"{table} {policy}" not in copy.guards["policies"]:
            yield Finding("policy_missing", f"{table} {policy}", "the policy is gone")


def by_the_notes(copy: Note, notes: Sequence[Note], *, most_lost_s: float) -> Iterator[Finding]:
    """Rows and guards against what was noted of the original, before and after the moment that was restored."""
    for table in sorted(set(copy.rows).union(*(note.rows for note in notes))):
        yield from _rows(table, copy.rows.get(table), [note.rows.get(table) for note in notes])
    for name, kind in _COMPARED.items():
        yield from _guards(kind, copy.guards[name], [note.guards[name] for note in notes])
    lost = lost_seconds(copy, notes)
    if lost is not None and lost > most_lost_s:
        said = f"{lost:.0f} s of what was done are not in the copy; {most_lost_s:.0f} s is the most"
        yield Finding("too_much_lost", "audit_auditentry", said)


def _rows(table: str, have: int | None, noted: Sequence[int | None]) -> Iterator[Finding]:
    counts = [count for count in noted if count is not None]
    if have is None:
        if len(counts) == len(noted):
            yield Finding("table_missing", table, f"the original has it, with {min(counts)} rows")
        return
    if counts and have < min(counts):
        yield Finding("rows_missing", table, f"{have} rows; {min(counts)} were noted")
    if counts and have > max(counts):
        yield Finding("rows_too_many", table, f"{have} rows; {max(counts)} were noted")


def _guards(kind: str, have: Mapping[str, str], noted: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    """What all notes agree on must be so in the copy; what none of them has must not be there."""
    for thing, said in noted[0].items():
        if any(note.get(thing) != said for note in noted):
            continue
        if thing not in have:
            yield Finding(f"{kind}_missing", thing, "the original has it")
        elif have[thing] != said:
            yield Finding(f"{kind}_changed", thing, f"is {have[thing]!r}; {said!r} was noted")
    for thing in sorted(set(have).difference(*noted)):
        yield Finding(f"{kind}_unknown", thing, "the original has it not")


def lost_seconds(copy: Note, notes: Sequence[Note]) -> float | None:
    """Between the newest line of the trail in the copy and in the first note; None when one has no line."""
    if not notes or copy.newest_us is None or notes[0].newest_us is None:
        return None
    return max(0.0, (notes[0].newest_us - copy.newest_us) / 1e6)
