"""An extract has all that points at a person and no secret; an erasure leaves no name, and a trail that holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tryggve.cycle.incidents.tests.worlds import registered
from tryggve.cycle.meetings.actions import record_attendance
from tryggve.cycle.meetings.tests.world import opened
from tryggve.edges.keeping import people_data
from tryggve.edges.keeping.actions import order_erasure, order_extract
from tryggve.edges.keeping.jobs import erase as erase_job
from tryggve.edges.keeping.jobs import gather
from tryggve.edges.keeping.models import PersonExtract
from tryggve.edges.keeping.rules import CannotErase
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.notify.actions import make_calendar
from tryggve.foundation.notify.models import CalendarFeed, OutgoingMail
from tryggve.foundation.people.actions import deactivate_person
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import house_viewer, system_viewer
from tryggve.foundation.render import editions
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import NOW, Cast

NOTE = "Skräp utanför porten på Hemliga gatan"


def _lived_in(cast: Cast) -> User:
    """Rakel has reported, been mailed, has a calendar, and stands in an edition."""
    registered(cast.rakel, note=NOTE)
    make_calendar(by=cast.rakel, now=NOW)
    with acting_as(cast.elin):
        OutgoingMail.objects.create(
            municipality=cast.falun,
            recipient=cast.users["rakel"],
            topic="week",
            dedupe_key="x",
            subject="Veckan",
            text="Tre händelser",
            queued_at=NOW,
            next_try_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        what: dict[str, Any] = {"kind": "x", "period": "y", "version": 1, "body": {"a": {"$text": "t"}}}
        editions.freeze(by=cast.elin, now=NOW, texts={"t": "Rakel Lind"}, **what)
    return cast.users["rakel"]


def _leave(cast: Cast) -> None:
    deactivate_person(person=cast.users["rakel"].public_id, by=cast.adam, now=NOW)


# -- Extract ----------------------------------------------------------------------------------------
def test_an_extract_has_everything_that_points_at_the_person(cast: Cast) -> None:
    user = _lived_in(cast)

    found = people_data.extract(user, [cast.falun])

    rows = found["municipalities"]["Falu kommun"]["rows"]
    assert found["account"]["email"] == "rakel@exempel.se"
    assert {"people.Membership.user", "notify.CalendarFeed.user"} <= set(found["about_the_person"])
    assert {"notify.OutgoingMail.recipient", "incidents.Incident.reporter"} <= set(rows)
    assert "incident.registered" in {line["event"] for line in found["municipalities"]["Falu kommun"]["trail"]}


def test_an_extract_holds_no_secret_and_nothing_that_is_raw(cast: Cast) -> None:
    said = json.dumps(people_data.extract(_lived_in(cast), [cast.falun]), ensure_ascii=False)

    assert not any(word in said for word in (NOTE, "token_hash", "password", '"lat"', "argon2"))


def test_an_administrator_orders_it_reads_it_and_takes_it_out(cast: Cast, log_in: Any) -> None:
    user = _lived_in(cast)
    row = next(
        each for each in order_extract(person=user.public_id, by=cast.adam, now=NOW) if isinstance(each, PersonExtract)
    )
    gather(extract=row.public_id, by=cast.adam, now=NOW, progress=lambda *_: None)

    client = log_in("adam")
    shown = client.get(f"/gallring/utdrag/{row.public_id}/")
    taken = client.get(f"/gallring/utdrag/{row.public_id}/?format=json")

    assert "rakel@exempel.se" in shown.content.decode()
    assert taken["Content-Type"] == "application/json"
    assert json.loads(taken.content)["account"]["name"] == "Rakel Lind"
    assert log_in("elin").get(f"/gallring/utdrag/{row.public_id}/").status_code == 403
    assert log_in("bo").get(f"/gallring/utdrag/{row.public_id}/").status_code in (403, 404)


def test_a_coordinator_and_a_neighbour_take_out_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        order_extract(person=cast.users["rakel"].public_id, by=cast.sixten, now=NOW)
    with pytest.raises(NotFound):
        order_extract(person=cast.users["frida"].public_id, by=cast.adam, now=NOW)


# -- Erase ------------------------------------------------------------------------------------------
def _everything() -> Iterator[str]:
    """Every text of every table, as the file has it (SQLite: no lock stands between)."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'select * from "{table}"')
            for row in cursor.fetchall():
                yield from (str(value) for value in row if isinstance(value, str))


def test_whoever_is_erased_is_named_nowhere_and_the_trail_holds(cast: Cast) -> None:
    user = _lived_in(cast)
    attended: dict[str, Any] = {"organisation": cast.organisations["kopparstaden"].public_id, "is_present": True}
    record_attendance(meeting=opened(cast).public_id, **attended, attendee_name="Rakel Lind", by=cast.elin, now=NOW)
    _leave(cast)

    people_data.erase(user, decision="KS 2026/9", now=NOW)

    if connection.vendor == "sqlite":
        left = [text for text in _everything() if "Rakel" in text or "rakel@" in text]
        assert left == []
    assert all(verify(viewer).holds for viewer in (system_viewer(cast.falun), house_viewer()))
    user.refresh_from_db()
    assert (user.name, user.is_active, user.has_usable_password()) == ("", False, False)
    assert not CalendarFeed.objects.filter(user=user).exists()
    with acting_as(cast.elin):
        edition = editions.editions(cast.elin, kind="x")[0]
        assert editions.body_of(edition, cast.elin)["a"] == "[borttaget enligt beslut KS 2026/9]"
        assert editions.verify(edition)


def test_whoever_is_at_work_is_not_erased(cast: Cast) -> None:
    with pytest.raises(CannotErase, match="roller kvar"):
        order_erasure(person=cast.users["rakel"].public_id, decision="KS", by=cast.adam, now=NOW)


def test_nobody_erases_themselves(cast: Cast) -> None:
    with pytest.raises(CannotErase, match="dig själv"):
        order_erasure(person=cast.users["adam"].public_id, decision="KS", by=cast.adam, now=NOW)


def test_an_erasure_that_runs_twice_is_done_once(cast: Cast) -> None:
    user = _lived_in(cast)
    _leave(cast)
    order_erasure(person=user.public_id, decision="KS", by=cast.adam, now=NOW)

    for _run in range(2):
        erase_job(person=user.public_id, decision="KS", by=cast.adam, now=NOW, progress=lambda *_: None)

    with pytest.raises(CannotErase, match="redan raderad"):
        people_data.erase(User.objects.get(pk=user.pk), decision="KS", now=NOW)


# -- By hand ----------------------------------------------------------------------------------------
def test_by_hand(cast: Cast, tmp_path: Path) -> None:
    _lived_in(cast)
    out = StringIO()

    call_command("person_data", "--email", "rakel@exempel.se", "--out", str(tmp_path / "rakel.json"), stdout=out)
    with pytest.raises(SystemExit):
        call_command("person_data", "--email", "rakel@exempel.se", "--erase", "KS 1", stdout=out)
    _leave(cast)
    call_command("person_data", "--email", "rakel@exempel.se", "--erase", "KS 1", stdout=out)

    assert json.loads((tmp_path / "rakel.json").read_text())["account"]["name"] == "Rakel Lind"
    assert not User.objects.filter(email="rakel@exempel.se").exists()
