"""Is each way in which a restored copy can be broken named by the drill, and does a whole copy pass?"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tools.house.cluster import PLACE, Place
from tools.house.copies import restored
from tryggve.edges.cli.drill.findings import by_the_code
from tryggve.edges.cli.drill.notes import take
from tryggve.edges.cli.drill.trials import demands
from tryggve.edges.jobs.trails import anchor, books
from tryggve.foundation.audit.trail import record
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast, make_cast

pytestmark = pytest.mark.postgresql

ORIGINAL, COPY = "original", "restored"
Said = dict[str, Any]


@dataclass(frozen=True)
class Server:
    """A server of our own, with an original in it; a copy of that is broken and looked over."""

    place: Place
    notes: Path

    @property
    def address(self) -> str:
        return f"host={self.place.folder} port={self.place.port}"

    def ask(self, *statements: str, database: str = "postgres") -> None:
        """As the superuser, past every lock."""
        with psycopg.connect(f"{self.address} dbname={database} user=postgres", autocommit=True) as asked:
            for statement in statements:
                asked.execute(statement.encode())

    def copy(self, *broken: str) -> None:
        """A new copy of the original, and what is done to it."""
        connection.close()
        self.ask(f"drop database if exists {COPY}", f"create database {COPY} template {ORIGINAL}")
        self.ask(*broken, database=COPY)

    def drill(self, *options: str | Path, database: str = COPY) -> tuple[Said, int]:
        """What the command answers, and its exit code."""
        connection.close()
        connection.settings_dict["NAME"] = database
        out, code = StringIO(), 0
        try:
            call_command("restore_drill", "--server", self.address, "--json", *map(str, options), stdout=out)
        except SystemExit as left:
            code = int(left.code or 0)
        return json.loads(out.getvalue()), code

    def found(self, *options: str | Path) -> set[tuple[str, str]]:
        """The kinds of what is found, and where."""
        said, code = self.drill("--against", self.notes / "before.json", *options)
        assert code == bool(said["findings"])
        return {(each["what"], each["where"]) for each in said["findings"]}


def _write(cast: Cast) -> None:
    for viewer in (cast.elin, cast.bo, house_viewer()):
        with acting_as(viewer):
            for number in range(3):
                record(by=viewer, event="area.looked_at", now=NOW, codes={"n": number})


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The test's own database, empty, restored on another server; there the cast moves in and the trail is anchored."""
    usual = dict(connection.settings_dict)
    notes = tmp_path_factory.mktemp("notes")
    with django_db_blocker.unblock(), restored(Place.of(os.environ[PLACE]), str(usual["NAME"])) as place:
        server = Server(place, notes)
        server.ask(f'alter database "{usual["NAME"]}" rename to {ORIGINAL}')
        # Only tests empty tables.
        server.ask("revoke truncate on all tables in schema public from tryggve_app", database=ORIGINAL)
        connection.close()
        connection.settings_dict.update(NAME=ORIGINAL, HOST=str(place.folder), PORT=str(place.port))
        try:
            _write(make_cast())
            after = ("--moment", "drill-1", "--note-after", notes / "after.json")
            said, code = server.drill("--note", notes / "before.json", *after, database=ORIGINAL)
            assert (code, said["tables"] > 80, said["rows"] > 100) == (0, True, True)
            yield server
        finally:
            connection.close()
            connection.settings_dict.update(usual)


@pytest.fixture(autouse=True)
def _anchored(settings: Any, request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    if "server" not in request.fixturenames:
        yield
        return
    server = request.getfixturevalue("server")
    settings.ANCHORS, settings.ANCHORS_MAIL = server.notes, []
    with django_db_blocker.unblock():
        if not (server.notes / "anchors.jsonl").exists():
            connection.close()
            connection.settings_dict["NAME"] = ORIGINAL
            anchor([verify(book.viewer) for book in books()], now=NOW)
        yield


def test_the_code_asks_of_a_database_what_migrate_makes_and_no_more(db: None) -> None:
    place, now = Place.of(os.environ[PLACE]), NOW
    note = take(f"host={place.folder} port={place.port}", str(connection.settings_dict["NAME"]), now=now)

    found = list(by_the_code(note, demands()))

    # The tests may empty tables; nobody else.
    assert {each.words for each in found} <= {"tryggve_app may truncate, and it is only added to"}


def test_a_whole_copy_passes_and_says_how_much_it_holds(server: Server) -> None:
    server.copy()

    said, code = server.drill("--against", server.notes / "before.json", "--since", f"{NOW.timestamp()}",
                              "--most-taken", "1e12")  # fmt: skip

    assert (said["findings"], code, said["holds"]) == ([], 0, True)
    assert said["chains"] >= 3
    assert said["lines_of_the_trail"] >= 9
    assert said["lost_s"] == 0
    assert said["taken_s"] > 0
    assert len(said["held_against"]) == 1


#: What is done to the copy, and what the drill calls it.
BROKEN: dict[str, tuple[str, str]] = {
    "drop policy tenancy on incidents_incident": ("policy_missing", "incidents_incident tenancy"),
    "alter policy tenancy on geography_place using (true)": ("policy_changed", "geography_place tenancy"),
    "create policy more on people_agreement using (true)": ("policy_unknown", "people_agreement more"),
    "alter table people_organisation disable row level security": ("row_security_off", "people_organisation"),
    "alter table people_representedmember no force row level security": (
        "row_security_not_forced",
        "people_representedmember",
    ),
    "delete from geography_area": ("rows_missing", "geography_area"),
    "insert into tenancy_county (public_id, code, name, board_name, slug) values ('x', '99', 'x', 'x', 'x')": (
        "rows_too_many",
        "tenancy_county",
    ),
    "drop table phone_handover cascade": ("table_missing", "phone_handover"),
    "revoke select on meetings_meeting from tryggve_app": ("grant_missing", "meetings_meeting SELECT tryggve_app"),
    "grant delete on audit_auditentry to tryggve_app": ("grant_too_much", "audit_auditentry"),
    "grant select on people_user to public": ("grant_unknown", "people_user SELECT PUBLIC"),
    "drop trigger audit_entry_no_update on audit_auditentry": (
        "trigger_missing",
        "audit_auditentry audit_entry_no_update UPDATE",
    ),
    "alter table measures_measure owner to tryggve_app": ("owner_wrong", "measures_measure"),
    "delete from django_migrations where app = 'audit' and name = '0001_initial'": (
        "migration_missing",
        "audit.0001_initial",
    ),
    "insert into django_migrations (app, name, applied) values ('audit', '0099_of_tomorrow', now())": (
        "migration_unknown",
        "audit.0099_of_tomorrow",
    ),
    "revoke insert on django_session from tryggve_app": ("application_stopped", "log_in"),
}
#: What follows from those besides.
FOLLOWS = {
    ("open_to_nobody", "people_organisation"),
    ("open_to_nobody", "people_agreement"),
    ("open_to_nobody", "geography_place"),
    ("application_stopped", "seen_by_nobody"),
    ("grant_missing", "django_session INSERT tryggve_app"),
    ("grant_unknown", "audit_auditentry DELETE tryggve_app"),
    ("rows_too_many", "django_migrations"),
}


def test_everything_that_is_broken_is_named_and_nothing_else(server: Server) -> None:
    server.copy(*BROKEN)

    found = server.found()

    assert set(BROKEN.values()) - found == set()
    besides = found - set(BROKEN.values()) - FOLLOWS
    assert {each for each in besides if not each[1].startswith(("phone_handover", "measures_measure"))} == set()


CHAIN = "chain = 'municipality:' || (select id from tenancy_municipality where slug = '{}')"


def test_each_way_to_cut_a_chain_is_named(server: Server) -> None:
    falun, borlange = CHAIN.format("falun"), CHAIN.format("borlange")
    server.copy(
        "alter table audit_auditentry disable trigger user",
        "alter table audit_audithead disable trigger user",
        f"delete from audit_auditentry where {falun} and sequence = 2",
        f"update audit_auditentry set actor = 'somebody' where {borlange} and sequence = 2",
        # The end is cut together with its head: only the anchor knows.
        "delete from audit_auditentry where chain = 'house'",
        "delete from audit_audithead where chain = 'house'",
    )

    said, _ = server.drill("--against", server.notes / "before.json")

    chains = {each["where"]: each["words"] for each in said["findings"] if each["what"] == "chain_broken"}
    assert chains == {
        "falun": "removed at line 2; anchored until 0",
        "borlange": "changed at line 2; anchored until 0",
        "house": "end_cut at line 1; anchored until 0",
    }


def test_a_role_that_is_missing_is_named_and_the_application_is_shut_out(server: Server) -> None:
    server.copy()
    server.ask("alter role tryggve_app rename to tryggve_gone")
    try:
        found = server.found()
    finally:
        server.ask("alter role tryggve_gone rename to tryggve_app")

    assert {("role_missing", "tryggve_app"), ("application_shut_out", "tryggve_app")} <= found


def test_a_role_that_walks_past_the_locks_is_named(server: Server) -> None:
    server.copy()
    server.ask("alter role tryggve_app bypassrls", "alter role tryggve_owner superuser")
    try:
        found = server.found()
    finally:
        server.ask("alter role tryggve_app nobypassrls", "alter role tryggve_owner nosuperuser")

    assert {("role_too_strong", "tryggve_app"), ("role_too_strong", "tryggve_owner")} <= found
    assert ("open_to_nobody", "geography_area") in found, "it sees everything though nobody has said who asks"


def test_the_original_is_noted_before_and_after_a_moment_that_can_be_restored_to(server: Server) -> None:
    before, after = (json.loads((server.notes / f"{name}.json").read_text()) for name in ("before", "after"))

    assert before["rows"] == after["rows"]
    assert 'restore point "drill-1" created' in (server.place.folder / "log").read_text()


def test_what_was_lost_and_what_took_too_long_are_named(server: Server) -> None:
    note = json.loads((server.notes / "before.json").read_text())
    later = server.notes / "later.json"
    later.write_text(json.dumps(note | {"newest_us": note["newest_us"] + 301_000_000}))

    said, code = server.drill("--against", later, "--since", f"{NOW.timestamp()}", database=ORIGINAL)

    assert code == 1
    assert {each["what"] for each in said["findings"]} == {"too_much_lost", "too_slow"}
    assert said["lost_s"] == 301


def test_rows_that_came_while_the_copy_was_made_are_not_held_against_it(server: Server) -> None:
    note = json.loads((server.notes / "before.json").read_text())
    earlier, later = server.notes / "a.json", server.notes / "b.json"
    for file, by in ((earlier, -1), (later, +1)):
        rows = note["rows"] | {"django_session": note["rows"]["django_session"] + by}
        file.write_text(json.dumps(note | {"rows": rows}))

    said, code = server.drill("--against", earlier, "--against", later, database=ORIGINAL)

    assert (said["findings"], code) == ([], 0)


def test_in_plain_text_each_finding_has_a_line(server: Server) -> None:
    server.copy("drop policy tenancy on incidents_incident")
    connection.settings_dict["NAME"] = COPY
    out = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("restore_drill", "--server", server.address, stdout=out)

    assert left.value.code == 1
    assert "holds: False" in out.getvalue()
    assert "FOUND policy_missing: incidents_incident tenancy: the policy is gone" in out.getvalue()


def test_who_is_held_by_the_locks_and_what_does_not_answer_are_refused(server: Server, tmp_path: Path) -> None:
    nowhere = replace(server, place=replace(server.place, folder=tmp_path))
    refusals: list[Callable[[], tuple[Said, int]]] = [
        lambda: server.drill("--server", f"{server.address} user=tryggve_app"),
        lambda: server.drill("--against", tmp_path / "none.json"),
        nowhere.drill,
    ]

    answers = [asked() for asked in refusals]

    assert [code for _, code in answers] == [2, 2, 2]
    assert ["held by row-level security" in answers[0][0]["refused"], "note cannot be read" in answers[1][0]["refused"],
            "does not answer" in answers[2][0]["refused"]] == [True, True, True]  # fmt: skip
