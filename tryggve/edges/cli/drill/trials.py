"""What only the application itself can try in a restored copy: come in, see nothing uninvited, verify, log in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from tryggve.edges.cli.drill.findings import Demands, Finding
from tryggve.edges.jobs.trails import books
from tryggve.foundation.audit.anchors import Anchors
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.models import User
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.foundation.tenancy.row_security import locked_models, opened_when, policy_for
from tryggve.kernel.ids import new_public_id

_NOBODY = "nobody.drill@example.invalid"


@dataclass(slots=True)
class Walked:
    """How much of the trail was walked."""

    chains: int = 0
    lines: int = 0


def demands() -> Demands:
    """What this version of the code asks of a database."""
    own = [model for model in apps.get_models() if model._meta.managed]
    disk = MigrationLoader(None).disk_migrations
    return Demands(
        tables=sorted({model._meta.db_table for model in own}),
        locked={model._meta.db_table: _policies(model) for model in locked_models()},
        only_added_to=[model._meta.db_table for model in own if getattr(model, "insert_only", False)],
        migrations=sorted(f"{app}.{name}" for app, name in disk),
    )


def _policies(model: type[models.Model]) -> list[str]:
    read, write = policy_for(model) or ("", "")
    also = [("seen", read != write), ("opened", bool(opened_when(model)))]
    return ["tenancy", *(name for name, there in also if there)]


def by_the_application(anchors: Anchors, walked: Walked, *, now: datetime) -> Iterator[Finding]:
    """All of it, as the role and with the password that the application has. When it cannot come in, that is all."""
    try:
        connection.ensure_connection()
    except DatabaseError as shut:
        yield Finding("application_shut_out", str(connection.settings_dict["USER"]), _first_line(shut))
        return
    trials = {"seen_by_nobody": _seen_by_nobody(), "chains": _chains(anchors, walked), "log_in": _log_in(now)}
    for name, trial in trials.items():
        try:
            yield from trial
        except DatabaseError as fault:
            yield Finding("application_stopped", name, _first_line(fault))


def _seen_by_nobody() -> Iterator[Finding]:
    """Where nobody has said who asks, a municipality's tables have no rows."""
    for model in locked_models():
        if issubclass(model, TenantModel):
            table = model._meta.db_table
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql.SQL("select exists (select 1 from {})").format(sql.Identifier(table)))
                if cursor.fetchone() != (False,):
                    yield Finding("open_to_nobody", table, "rows are read although nobody has said who asks")


def _chains(anchors: Anchors, walked: Walked) -> Iterator[Finding]:
    if anchors.broken_line is not None:
        yield Finding("anchors_broken", f"line {anchors.broken_line}", "the file of anchors has been changed")
    for book in books():
        verdict = verify(book.viewer, anchors)
        walked.chains += 1
        walked.lines += verdict.entries
        if not verdict.holds:
            said = f"{verdict.reason} at line {verdict.broken_at}; anchored until {verdict.held_until}"
            yield Finding("chain_broken", book.name, said)


def _log_in(now: datetime) -> Iterator[Finding]:
    """A person is made, logs in, is refused with another password, gets a session; all of it is undone."""
    password = new_public_id()
    with transaction.atomic():
        person = User(email=_NOBODY, name="Drill", created_at=now)
        person.set_password(password)
        person.save()
        entered = authenticate(request=None, email=_NOBODY, password=password)
        refused = authenticate(request=None, email=_NOBODY, password=password[::-1])
        session = SessionStore()
        session["drill"] = "yes"
        session.save()
        kept = SessionStore(session_key=session.session_key).get("drill")
        transaction.set_rollback(True)
    if entered is None or entered.pk != person.pk or refused is not None:
        yield Finding("log_in_fails", "people_user", "a password did not open, or a wrong one did")
    if kept != "yes":
        yield Finding("log_in_fails", "django_session", "a session was not kept")


def _first_line(fault: DatabaseError) -> str:
    return str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
