"""The trail is added to and never changed: refused by the database itself, whoever asks.

On PostgreSQL the application's role has no grant to change or remove a line, and may move a head's two columns only;
beside that a trigger refuses the tables' owner too, who would have to take it away first. On SQLite, which has no
roles, the trigger is the lock. Made after every migrate, since SQLite loses triggers when a table is remade.
What gets past this (somebody with the file, or the superuser) is found by `verifying` and the anchors.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tryggve.foundation.tenancy.row_security import APP_ROLE

ENTRIES, HEADS = "audit_auditentry", "audit_audithead"
_REFUSAL = "the audit trail is only added to"
#: A head goes forward: to a later line, or nowhere.
_BACKWARDS = (
    "new.chain <> old.chain or new.sequence < old.sequence"
    " or (new.sequence = old.sequence and new.entry_hash <> old.entry_hash)"
)
_TRIGGERS = {
    "audit_entry_no_update": (ENTRIES, "update", ""),
    "audit_entry_no_delete": (ENTRIES, "delete", ""),
    "audit_head_moves": (HEADS, "update", _BACKWARDS),
    "audit_head_no_delete": (HEADS, "delete", ""),
}


def guard(sender: Any, using: str = "default", **_: Any) -> None:
    """After migrate: the triggers, and what the application's role may do with the heads."""
    connection = connections[using]
    if sender.label != "audit" or not {ENTRIES, HEADS} <= set(connection.introspection.table_names()):
        return
    if connection.vendor == "postgresql":
        _guard_postgresql(connection)
    elif connection.vendor == "sqlite":
        shut(connection)


def shut(connection: BaseDatabaseWrapper) -> None:
    """SQLite: nothing is changed or removed from here on."""
    with connection.cursor() as cursor:
        for name, (table, verb, condition) in _TRIGGERS.items():
            when = f" when {condition}" if condition else ""
            cursor.execute(
                f"create trigger if not exists {name} before {verb} on {table}{when}"
                f" begin select raise(abort, '{_REFUSAL}'); end"
            )


def open_up(connection: BaseDatabaseWrapper) -> bool:
    """SQLite: let the tables be emptied, for practice data that is made anew and for tests. True if it was shut."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from sqlite_master where type = 'trigger' and name like 'audit_%'")
        (count,) = cursor.fetchone()
        for name in _TRIGGERS:
            cursor.execute(f"drop trigger if exists {name}")
    return bool(count)


def _guard_postgresql(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tableowner = current_user from pg_tables where tablename = %s", [ENTRIES])
        if cursor.fetchone() != (True,):
            return  # emptying the tables in tests sends post_migrate too, from the application
        cursor.execute(
            "create or replace function audit_refuse() returns trigger language plpgsql as"
            f" $$ begin raise exception '{_REFUSAL}'; end $$"
        )
        for name, (table, verb, condition) in _TRIGGERS.items():
            when = f" when ({condition})" if condition else ""
            cursor.execute(
                f"create or replace trigger {name} before {verb} on {table}"
                f" for each row{when} execute function audit_refuse()"
            )
        cursor.execute("select 1 from pg_roles where rolname = %s", [APP_ROLE])
        if cursor.fetchone() is not None:
            cursor.execute(f"revoke update, delete, truncate on {HEADS} from {APP_ROLE}")
            cursor.execute(f"grant update (sequence, entry_hash) on {HEADS} to {APP_ROLE}")
