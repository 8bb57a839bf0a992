"""The second lock, tried from underneath: raw SQL as the application's role, on every table there is.

The first lock is the manager (foundation/tenancy/tests/test_isolation.py). Here nobody goes through it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from tests.privacy.world import Falun
from tryggve.foundation.audit.models import AuditEntry, AuditHead
from tryggve.foundation.people.models import Party
from tryggve.foundation.people.queries import county_system_viewer, system_viewer
from tryggve.foundation.tenancy.models import CountyModel
from tryggve.foundation.tenancy.row_security import locked_models
from tryggve.foundation.tenancy.scope import NOBODY, acting_as, current_scope
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import Cast

pytestmark = pytest.mark.postgresql

LOCKED = sorted(locked_models(), key=lambda model: model._meta.db_table)
#: Tables that know a municipality or a county and are not locked, each with its reason. Reviewed.
KNOWN_BY_EVERYBODY = {
    "tenancy_county": "the counties: their names are public",
    "tenancy_municipality": "the municipalities: their names are public",
    "people_membership": "asked for on each request, before there is a viewer: who works where",
    "people_identityprovider": "found by its issuer at a log-in, before there is a viewer; holds no person",
    "relay_memberlink": "found by the hash of a link's secret, before there is a viewer; holds no answer",
}
#: Nothing is written in these when Falun is furnished.
EMPTY = {
    "evaluations_priorityfollowup",
    "incidents_referencenote",
    "meetings_attendance",
    "phone_handover",
    "privacy_markanswer",
    "reference_categorysetting",
    "reference_otherchannel",
    "reference_subcategory",
    "situation_pictures_occurrence",
    "situation_pictures_occurrencereport",
    "weekly_reports_cellnote",
    "weekly_reports_countedrow",
    "weekly_reports_gridlayout",
    "weekly_reports_memberresponse",
}
#: Read by the whole county, by design: published months and the registers of the county.
COUNTY_WIDE = {model._meta.db_table for model in LOCKED if issubclass(model, CountyModel)}


@pytest.fixture
def falun(furnished: Falun, db: None) -> Falun:
    """The same; what a test changes is undone after it."""
    return furnished


@contextmanager
def _asked() -> Iterator[Any]:
    """A cursor whose faults leave the transaction whole."""
    with transaction.atomic(), connection.cursor() as cursor:
        yield cursor
        transaction.set_rollback(True)


def _one(statement: str, *values: str | int | None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _falun_viewers(cast: Cast) -> list[Viewer]:
    """The system in Falun, in each of its organisations, and in the county."""
    own = [each for each in cast.organisations.values() if each.municipality_id == cast.falun.pk]
    return [
        system_viewer(cast.falun),
        *(system_viewer(cast.falun, each) for each in own),
        county_system_viewer(cast.county),
    ]


def _strangers(cast: Cast) -> list[Viewer]:
    """Another municipality with and without an organisation, and one who says they are nobody."""
    return [cast.bo, cast.frida, system_viewer(cast.borlange)]


def _where(model: type[models.Model], cast: Cast) -> tuple[str, int]:
    columns = {field.column for field in model._meta.concrete_fields}
    return ("municipality_id", cast.falun.pk) if "municipality_id" in columns else ("county_id", cast.county.pk)


def _count(model: type[models.Model], cast: Cast) -> int:
    column, value = _where(model, cast)
    return int(_one(f'select count(*) from "{model._meta.db_table}" where {column} = %s', value))


# -- The catalogue ----------------------------------------------------------------------------------
def _tables() -> dict[str, tuple[bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity, relforcerowsecurity from pg_class"
            " join pg_namespace on pg_namespace.oid = relnamespace where nspname = 'public' and relkind in ('r', 'p')"
        )
        return {name: (is_on, is_forced) for name, is_on, is_forced in cursor.fetchall()}


def test_every_table_that_knows_a_municipality_or_a_county_is_locked_or_reviewed(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct table_name from information_schema.columns"
            " where table_schema = 'public' and column_name in ('municipality_id', 'county_id', 'organisation_id')"
        )
        knowing = {row[0] for row in cursor.fetchall()}
    forced = {name for name, state in _tables().items() if state == (True, True)}

    assert sorted(knowing - forced) == sorted(set(KNOWN_BY_EVERYBODY) & knowing)
    assert {model._meta.db_table for model in LOCKED} == forced


def test_a_table_is_never_half_locked(db: None) -> None:
    assert {name: state for name, state in _tables().items() if state[0] != state[1]} == {}


def test_every_locked_table_has_one_rule_for_writing_and_what_is_beside_it_only_reads(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname, cmd, with_check is null from pg_policies where schemaname = 'public'"
        )
        policies = cursor.fetchall()

    rules = [table for table, name, command, open_to_write in policies if name == "tenancy"]
    beside = [(table, name, command) for table, name, command, _ in policies if name != "tenancy"]

    assert sorted(rules) == [model._meta.db_table for model in LOCKED]
    assert [row for row in policies if row[1] == "tenancy" and (row[2] != "ALL" or row[3])] == []
    assert [each for each in beside if each[2] != "SELECT"] == []


def test_no_view_walks_round_the_lock(db: None) -> None:
    """A view reads as its owner unless it says otherwise; a stored one keeps what it read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
            " where nspname = 'public' and (relkind = 'm' or (relkind = 'v'"
            " and not coalesce(reloptions::text, '') like '%security_invoker=true%'))"
        )
        assert cursor.fetchall() == []


def test_no_function_works_with_its_owners_rights(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname from pg_proc join pg_namespace on pg_namespace.oid = pronamespace"
            " where nspname = 'public' and prosecdef"
        )
        assert cursor.fetchall() == []


def test_the_application_may_not_change_what_guards_it(db: None) -> None:
    """Neither a policy nor a table, nor who it is."""
    for statement in (
        "alter table incidents_incident disable row level security",
        "alter table incidents_incident no force row level security",
        "drop policy tenancy on incidents_incident",
        "create policy open on incidents_incident using (true)",
        "create table public.loot (id int)",
        "create view public.loot as select * from incidents_incident",
        "alter role tryggve_app bypassrls",
        "set role tryggve_owner",
        "set row_security = off; select * from incidents_incident",
    ):
        with pytest.raises(DatabaseError), _asked() as cursor:
            cursor.execute(statement)


# -- Every table, from another municipality ---------------------------------------------------------
def test_falun_has_something_in_every_locked_table(falun: Falun) -> None:
    """Were they empty, the tests below would say nothing."""
    seen: dict[str, int] = dict.fromkeys((model._meta.db_table for model in LOCKED), 0)
    for viewer in _falun_viewers(falun.cast):
        with acting_as(viewer):
            for model in LOCKED:
                seen[model._meta.db_table] += _count(model, falun.cast)

    assert {table for table, n in seen.items() if n == 0} <= EMPTY
    assert len(LOCKED) - len(EMPTY) > 40


@pytest.mark.parametrize("model", LOCKED, ids=lambda model: model._meta.db_table)
def test_nothing_is_read_changed_or_removed_from_another_municipality(falun: Falun, model: type[models.Model]) -> None:
    table, (column, value) = model._meta.db_table, _where(model, falun.cast)

    for stranger in _strangers(falun.cast):
        with acting_as(stranger):
            read = _count(model, falun.cast)
            changed = _rows_of(f'update "{table}" set {column} = {column} where {column} = %s', value)
            removed = _rows_of(f'delete from "{table}" where {column} = %s', value)

        assert read == 0 or table in COUNTY_WIDE
        assert changed == 0 or model is Party
        assert removed == 0 or model is Party


def _rows_of(statement: str, value: int) -> int:
    """How many rows a statement reached; a refusal is none. Undone."""
    try:
        with _asked() as cursor:
            cursor.execute(statement, [value])
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


@pytest.mark.parametrize("model", LOCKED, ids=lambda model: model._meta.db_table)
def test_no_row_is_put_into_another_municipality(falun: Falun, model: type[models.Model]) -> None:
    with acting_as(falun.cast.bo):
        refusal = _put(model, falun.cast)

    assert "row-level security" in refusal or model is Party


def _put(model: type[models.Model], cast: Cast) -> str:
    """Put a row of Falun's in: the lock is asked before whether the row is whole. What the database said."""
    columns = {field.column for field in model._meta.concrete_fields}
    given = {"municipality_id": cast.falun.pk, "county_id": cast.county.pk,
             "organisation_id": cast.organisations["kopparstaden"].pk}  # fmt: skip
    if model in (AuditEntry, AuditHead):
        given["county_id"] = cast.county.pk
    said = {name: value for name, value in given.items() if name in columns}
    names, places = ", ".join(said), ", ".join(["%s"] * len(said))
    try:
        with _asked() as cursor:
            cursor.execute(f'insert into "{model._meta.db_table}" ({names}) values ({places})', list(said.values()))
    except DatabaseError as refusal:
        return str(refusal)
    return "taken"


@pytest.mark.parametrize("model", LOCKED, ids=lambda model: model._meta.db_table)
def test_outside_every_scope_there_is_nothing_and_nothing_is_taken(falun: Falun, model: type[models.Model]) -> None:
    assert current_scope() in (None, NOBODY)

    assert _count(model, falun.cast) == 0
    assert "row-level security" in _put(model, falun.cast)


def test_what_an_organisation_keeps_to_itself_is_closed_to_the_others_in_the_same_municipality(falun: Falun) -> None:
    private = [model for model in LOCKED if getattr(model, "organisation_private", False)]
    cast, found = falun.cast, {}
    own = {viewer.organisation_id: viewer for viewer in _falun_viewers(cast) if viewer.organisation_id}

    for viewer in own.values():
        with acting_as(viewer):
            for model in private:
                others = f'select count(*) from "{model._meta.db_table}" where organisation_id <> %s'
                found[viewer.organisation_name, model._meta.db_table] = _one(others, viewer.organisation_id)

    assert len(private) > 5
    assert {key: n for key, n in found.items() if n} == {}


def test_a_viewer_who_lies_about_their_organisation_stays_in_the_municipality(falun: Falun) -> None:
    """Frida's work, should a bug give her Kopparstaden's key, reaches nothing: both must agree."""
    liar = replace(falun.cast.frida, organisation_id=falun.cast.organisations["kopparstaden"].pk)

    with acting_as(liar):
        assert _one("select count(*) from incidents_incident") == 0
