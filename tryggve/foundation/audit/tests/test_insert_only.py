"""Nothing in the trail is changed or removed: the database refuses, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tryggve.foundation.audit import insert_only
from tryggve.foundation.audit.trail import record
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast

REFUSED = "only added to|permission denied"
ATTEMPTS = {
    "a line's event": "update audit_auditentry set event = 'x.y' where sequence = 1",
    "a line's codes": "update audit_auditentry set codes = '{\"n\": 2}' where sequence = 1",
    "a line's hash": "update audit_auditentry set entry_hash = 'ab'",
    "a line is removed": "delete from audit_auditentry where sequence = 2",
    "all lines are removed": "delete from audit_auditentry",
    "the head goes back": "update audit_audithead set sequence = 1",
    "the head gets another hash": "update audit_audithead set entry_hash = 'ab'",
    "the head gets another chain": "update audit_audithead set chain = 'house2'",
    "the head is removed": "delete from audit_audithead",
}


@pytest.fixture
def guarded(cast: Cast) -> Cast:
    """On SQLite the tests run without the lock, so that they can empty tables; here it is on."""
    if connection.vendor == "sqlite":
        insert_only.shut(connection)
    return cast


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_what_is_written_stays(guarded: Cast, attempt: str) -> None:
    with acting_as(guarded.elin):
        for number in range(3):
            record(by=guarded.elin, event="area.looked_at", now=NOW, codes={"n": number})
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)

    assert verify(guarded.elin).holds


def test_the_trail_still_grows(guarded: Cast) -> None:
    with acting_as(guarded.elin):
        before = verify(guarded.elin).entries
        record(by=guarded.elin, event="area.looked_at", now=NOW)
        record(by=guarded.elin, event="area.looked_at", now=NOW)

    assert verify(guarded.elin).entries == before + 2


@pytest.mark.postgresql
def test_the_application_holds_no_grant_to_change_it(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, privilege_type from information_schema.role_table_grants"
            " where grantee = current_user and table_name in ('audit_auditentry', 'audit_audithead')"
            " and privilege_type in ('UPDATE', 'DELETE')"
        )
        assert cursor.fetchall() == []
