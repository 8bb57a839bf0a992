"""The lock under the ORM: forced row-level security on PostgreSQL.

Run after every migrate, so that no table is forgotten: every table of a TenantModel or CountyModel
gets ENABLE and FORCE, and one policy (a second, for reading, where a table can be opened). The
application connects as `tryggve_app`, which owns nothing and cannot bypass. On SQLite there is only
the manager (tested apart). Source: PostgreSQL 15 manual, chapter 5.8; SECURITY facts 3 and 5.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.utils import CursorWrapper

from tryggve.foundation.tenancy.models import CountyModel, TenantModel

APP_ROLE = "tryggve_app"

_COUNTY = "nullif(current_setting('tryggve.county', true), '')::bigint"
_MUNICIPALITY = "nullif(current_setting('tryggve.municipality', true), '')::bigint"
_ORGANISATION = "nullif(current_setting('tryggve.organisation', true), '')::bigint"
_USER = "nullif(current_setting('tryggve.user', true), '')::bigint"


def policy_for(model: type[models.Model]) -> tuple[str, str] | None:
    """(which rows are read, which are written) by the model's policy, or None when the table is the house's own."""
    custom = getattr(model, "row_policy", None)
    if custom is not None:
        read, write = custom
        names = {"county": _COUNTY, "municipality": _MUNICIPALITY, "organisation": _ORGANISATION}
        return read.format(**names), write.format(**names)
    if issubclass(model, TenantModel):
        rule = f"municipality_id = {_MUNICIPALITY}"
        if model.organisation_private:
            rule += f" and organisation_id = {_ORGANISATION}"
        return rule, rule
    if issubclass(model, CountyModel):
        read = f"county_id = {_COUNTY}"
        if model.everybody_writes:
            return read, read
        writer = f"municipality_id = {_MUNICIPALITY}" if model.municipality_writes else f"{_MUNICIPALITY} is null"
        return read, f"{read} and {writer}"
    return None


def opened_when(model: type[models.Model]) -> str:
    """The condition on which somebody outside may read rows of the table, or "". It is for reading only."""
    condition: str = getattr(model, "also_read_when", "")
    return f"municipality_id = {_MUNICIPALITY} and ({condition.format(user=_USER)})" if condition else ""


def locked_models() -> list[type[models.Model]]:
    """Every model whose table carries a policy."""
    return [model for model in apps.get_models() if policy_for(model) is not None]


def _lock(cursor: CursorWrapper, model: type[models.Model]) -> None:
    policy = policy_for(model)
    if policy is None:
        return
    read, write = policy
    table = model._meta.db_table
    cursor.execute(f'alter table "{table}" enable row level security')
    cursor.execute(f'alter table "{table}" force row level security')
    cursor.execute(f'drop policy if exists tenancy on "{table}"')
    # A row that is read by more than those who write it is not theirs to change or remove either.
    cursor.execute(f'create policy tenancy on "{table}" using ({write}) with check ({write})')
    cursor.execute(f'drop policy if exists seen on "{table}"')
    if read != write:
        cursor.execute(f'create policy seen on "{table}" for select using ({read})')
    cursor.execute(f'drop policy if exists opened on "{table}"')
    opened = opened_when(model)
    if opened:
        cursor.execute(f'create policy opened on "{table}" for select using ({opened})')


def _grant(cursor: CursorWrapper) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", [APP_ROLE])
    if cursor.fetchone() is None:
        return
    cursor.execute(f"grant usage on schema public to {APP_ROLE}")
    cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {APP_ROLE}")
    cursor.execute(f"grant usage, select on all sequences in schema public to {APP_ROLE}")
    for model in apps.get_models():
        if getattr(model, "insert_only", False):
            cursor.execute(f'revoke update, delete, truncate on "{model._meta.db_table}" from {APP_ROLE}')


def _owns_the_house(cursor: CursorWrapper) -> bool:
    """Emptying the tables in tests sends post_migrate too, from the application, which may not lock."""
    cursor.execute("select tableowner = current_user from pg_tables where tablename = 'tenancy_municipality'")
    row = cursor.fetchone()
    return bool(row and row[0])


def lock_tables(sender: Any, using: str = "default", **_: Any) -> None:
    """After migrate: lock every tenant table, and give the application role what it needs."""
    connection = connections[using]
    if connection.vendor != "postgresql" or sender.label != "tenancy":
        return
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if not _owns_the_house(cursor):
            return
        for model in locked_models():
            if model._meta.db_table in existing:
                _lock(cursor, model)
        _grant(cursor)
