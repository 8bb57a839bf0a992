"""In whose name does the database answer right now?

The second of two locks. The first is the manager (`managers.py`), which will not read without a
viewer. This one is set from outside — by the web middleware from the login, by a job from its
owner — and PostgreSQL's row-level security enforces it under the ORM. Because both must agree,
a mistaken viewer in one query opens neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from django.db import connection, transaction

from tryggve.kernel.viewer import Viewer


class OutOfScope(Exception):
    """A query or action names a viewer other than the one the database answers to. A bug."""


Scope = tuple[int | None, int | None, int | None]
NOBODY: Scope = (None, None, None)

_current: ContextVar[Scope | None] = ContextVar("database_scope", default=None)


def current_scope() -> Scope | None:
    """The scope entered, or None when nobody has entered one."""
    return _current.get()


def _tell_database(scope: Scope, user_id: int | None = None) -> None:
    """The user is told beside the scope: what is opened to one person is opened to nobody else."""
    if connection.vendor != "postgresql":
        return
    told = [str(part) if part is not None else "" for part in (*scope, user_id)]
    with connection.cursor() as cursor:
        # `true`: local to the transaction, so a pooled connection never carries it onwards.
        cursor.execute(
            "select set_config('tryggve.county', %s, true),"
            " set_config('tryggve.municipality', %s, true),"
            " set_config('tryggve.organisation', %s, true),"
            " set_config('tryggve.user', %s, true)",
            told,
        )


def _transaction(*, only_reads: bool) -> AbstractContextManager[None]:
    """Reading needs a transaction only where the lock lives in it.

    On SQLite a transaction takes the one write lock at once (IMMEDIATE), so readers would queue.
    """
    if only_reads and connection.vendor == "sqlite":
        return nullcontext()
    return transaction.atomic()


@contextmanager
def acting_as(viewer: Viewer, *, only_reads: bool = False) -> Iterator[None]:
    """Open a transaction in which the database answers to `viewer` and to nobody else.

    Entering the same scope again is allowed. Entering another inside it raises OutOfScope:
    one unit of work has one owner. `only_reads` is a promise, for pages that are looked at; an
    action inside it still opens its own transaction.
    """
    outer = _current.get()
    if outer is not None and outer != viewer.scope:
        message = (
            f"This work already belongs to scope {outer}. Got a viewer with scope {viewer.scope}. "
            "Finish the first before the second begins."
        )
        raise OutOfScope(message)
    with _transaction(only_reads=only_reads):
        if outer is not None:
            yield
            return
        _tell_database(viewer.scope, viewer.user_id)
        token = _current.set(viewer.scope)
        try:
            yield
        finally:
            _current.reset(token)
        if not connection.needs_rollback:
            # Inside an outer transaction (tests) the setting would linger: close the door.
            # After an error the rollback to the savepoint undoes the setting by itself.
            _tell_database(NOBODY)


def check_scope(viewer: Viewer) -> None:
    """Raise OutOfScope unless the database answers to this viewer."""
    scope = _current.get()
    if scope != viewer.scope:
        message = (
            f"The database does not answer to this viewer. It answers to {scope}, "
            f"the viewer is {viewer.scope}. Wrap the work in acting_as(viewer)."
        )
        raise OutOfScope(message)
