"""What stands in a database at a moment, noted by somebody who sees all rows: numbers and locks, no content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tryggve.foundation.tenancy.row_security import APP_ROLE

OWNER_ROLE = "tryggve_owner"

#: What guards the tables, as the catalogue tells it: a name, and what is said of it.
_GUARDS = {
    "locks": "select relname, relrowsecurity::text || ' ' || relforcerowsecurity::text from pg_class"
    " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    "policies": "select tablename || ' ' || policyname, concat_ws(' | ', cmd, qual, with_check) from pg_policies"
    " where schemaname = 'public'",
    "grants": "select concat_ws(' ', table_name, privilege_type, grantee), '' from information_schema.role_table_grants"
    " where table_schema = 'public' and grantee in (%(app)s, 'PUBLIC')",
    "column_grants": "select table_name || '.' || column_name || ' ' || privilege_type, ''"
    " from information_schema.column_privileges where table_schema = 'public' and grantee = %(app)s"
    " and privilege_type = 'UPDATE'",
    "triggers": "select event_object_table || ' ' || trigger_name || ' ' || event_manipulation, action_timing"
    " from information_schema.triggers where trigger_schema = 'public'",
    "owners": "select tablename, tableowner from pg_tables where schemaname = 'public'",
    "roles": "select rolname, concat_ws(' ', case when rolsuper then 'superuser' end,"
    " case when rolbypassrls then 'bypassrls' end, case when rolcreaterole then 'createrole' end,"
    " case when not rolcanlogin then 'nologin' end) from pg_roles"
    " where rolname in (%(app)s, %(owner)s)",
    "migrations": "select app || '.' || name, '' from django_migrations",
}


class SeesNotAll(Exception):
    """Who asks is held by row-level security, and would count the rows of nobody."""


@dataclass(frozen=True, slots=True)
class Note:
    """Rows of each table, what guards them, and when the newest line of the trail was written (µs since 1970)."""

    at: str
    rows: Mapping[str, int]
    guards: Mapping[str, Mapping[str, str]]
    newest_us: int | None

    def write(self, file: Path) -> None:
        """As JSON."""
        file.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Note:
        """What `write` wrote. ValueError, KeyError or TypeError when it did not."""
        said = json.loads(file.read_text(encoding="utf-8"))
        rows = {str(table): int(count) for table, count in said["rows"].items()}
        return cls(at=str(said["at"]), rows=rows, guards=dict(said["guards"]), newest_us=said["newest_us"])


def name_moment(server: str, database: str, moment: str) -> None:
    """Write a name into the log of the server that can be restored to."""
    with psycopg.connect(_where(server, database), autocommit=True) as asked:
        asked.execute("select pg_create_restore_point(%s)", [moment])


def take(server: str, database: str, *, now: datetime) -> Note:
    """Note the database as it is in one moment: one snapshot, nothing written."""
    with psycopg.connect(_where(server, database)) as asked:
        asked.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        asked.read_only = True
        with asked.cursor() as cursor:
            cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
            if cursor.fetchone() != (True,):
                raise SeesNotAll
            guards = {}
            for name, statement in _GUARDS.items():
                cursor.execute(statement.encode(), {"app": APP_ROLE, "owner": OWNER_ROLE})
                guards[name] = {str(thing): str(said) for thing, said in cursor.fetchall()}
            rows = {table: _count(cursor, table) for table in sorted(guards["locks"])}
            return Note(now.astimezone(UTC).isoformat(), rows, guards, _newest(cursor, rows))


def _where(server: str, database: str) -> str:
    """The superuser by the server's socket, unless `server` says somebody else."""
    said = psycopg.conninfo.conninfo_to_dict(server)
    usual = {"user": "postgres", "dbname": database}
    return make_conninfo(server, **{name: value for name, value in usual.items() if name not in said})


def _count(cursor: psycopg.Cursor[Any], table: str) -> int:
    cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier("public", table)))
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _newest(cursor: psycopg.Cursor[Any], rows: Mapping[str, int]) -> int | None:
    """Everything that is done leaves a line in the trail: its newest is the newest there is."""
    if "audit_auditentry" not in rows:
        return None
    cursor.execute("select max(at_us) from audit_auditentry")
    row = cursor.fetchone()
    return int(row[0]) if row and row[0] is not None else None
