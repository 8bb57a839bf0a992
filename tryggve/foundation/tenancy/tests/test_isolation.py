"""Both locks, from the outside: the manager that wants a viewer, and the database's scope."""

from __future__ import annotations

import pytest
from django.db import connection

from tryggve.foundation.geography.models import Area
from tryggve.foundation.tenancy.managers import NoViewer
from tryggve.foundation.tenancy.row_security import locked_models
from tryggve.foundation.tenancy.scope import OutOfScope, acting_as
from tryggve.kernel.errors import NotFound
from tryggve.testing.cast import Cast


def test_a_table_does_not_answer_without_a_viewer(cast: Cast) -> None:
    with acting_as(cast.sixten), pytest.raises(NoViewer):
        list(Area.objects.all())


@pytest.mark.parametrize("ask", ["count", "exists"])
def test_counting_without_a_viewer_is_refused_too(cast: Cast, ask: str) -> None:
    with acting_as(cast.sixten), pytest.raises(NoViewer):
        getattr(Area.objects.filter(name="Knutpunkten"), ask)()


def test_a_viewer_whose_scope_is_not_entered_gets_no_answer(cast: Cast) -> None:
    with pytest.raises(OutOfScope):
        Area.objects.seen_by(cast.sixten)


def test_one_unit_of_work_has_one_owner(cast: Cast) -> None:
    with acting_as(cast.sixten), pytest.raises(OutOfScope), acting_as(cast.frida):
        pass


def test_each_municipality_sees_its_own_areas_only(cast: Cast) -> None:
    with acting_as(cast.sixten):
        falun = {area.name for area in Area.objects.seen_by(cast.sixten)}
    with acting_as(cast.frida):
        borlange = {area.name for area in Area.objects.seen_by(cast.frida)}

    assert falun == {"Knutpunkten", "Bojsenburg", "Norslund"}
    assert borlange == {"Tjärna Ängar"}


def test_absent_and_forbidden_look_the_same_to_the_stranger(cast: Cast) -> None:
    falun_area = cast.areas["knutpunkten"]

    with acting_as(cast.frida):
        with pytest.raises(NotFound) as forbidden:
            Area.objects.seen_by(cast.frida).one(public_id=falun_area.public_id)
        with pytest.raises(NotFound) as absent:
            Area.objects.seen_by(cast.frida).one(public_id="finns-inte")

    assert str(forbidden.value) == str(absent.value)


@pytest.mark.postgresql
def test_every_locked_table_forces_row_level_security(db: None) -> None:
    tables = {model._meta.db_table for model in locked_models()}

    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}

    assert tables <= forced


@pytest.mark.postgresql
def test_raw_sql_as_the_application_sees_nothing_of_the_other_municipality(cast: Cast) -> None:
    with acting_as(cast.frida), connection.cursor() as cursor:
        cursor.execute("select distinct municipality_id from geography_area")
        seen = [row[0] for row in cursor.fetchall()]

    assert seen == [cast.borlange.pk]


@pytest.mark.postgresql
def test_outside_every_scope_the_database_answers_nothing(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from geography_area")
        assert cursor.fetchone() == (0,)


@pytest.mark.postgresql
def test_the_application_role_owns_nothing_and_cannot_bypass(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("select count(*) from pg_tables where tableowner = current_user")
        assert cursor.fetchone() == (0,)
