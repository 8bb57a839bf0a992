"""Is a server installed, upgraded, backed up and restored by what the documents say, block by block?

One scratch server for the whole file, and its life in order: installed, upgraded, gone back, backed up, drilled,
damaged, restored. A test that fails leaves the next ones without ground.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import stat
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.operations.documents import blocks
from tests.operations.ground import PYTHON, SERVES, Ground, ground
from tools.house import machine
from tools.house.trials import SERVER_PROGRAMS
from tools.pytest_told import tell

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(400)]

OLD, NEW = "tryggve-0.1.0", "tryggve-0.2.0"
DRILL = "tryggve-restore-drill.service"
TOLD = "seconds of the documents of operation"
NOT_DONE = ("yours", "network", "restore", "going back")
TOMORROW = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("people", "{leaf}")]
    operations = [migrations.RunSQL("create table people_of_tomorrow (id int)", "drop table people_of_tomorrow")]
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Ground]:
    """A Debian server before the first block, with the archives of two releases beside it."""
    missing = [package for name, package in SERVER_PROGRAMS.items() if machine.program(name) is None]
    if missing or os.geteuid() != 0 or not PYTHON.exists() or not Path("/usr/lib/postgresql/15").exists():
        pytest.skip(f"Needs root on Debian 12 with postgresql-15, python3.11 and {missing or 'no more'}.")
    with ground() as made:
        made.ship(OLD)
        yield made
        for name, seconds in made.seconds.items():
            tell(TOLD, name, f"{seconds:6.1f}")


def _mark(document: str, *marks: str) -> list[str]:
    return [block.text for block in blocks(document) if block.mark in marks]


def _get(server: Ground, address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """A page through nginx, as a browser asks; redirects are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    trusts = ssl.create_default_context(cafile=str(server.place("ETC") / "tls/certificate.pem"))
    trusts.check_hostname = False
    opener = urllib.request.build_opener(Stay, urllib.request.HTTPSHandler(context=trusts))
    asked = urllib.request.Request(address, headers={"Host": server.environment["SERVER_NAME"], **headers})
    try:
        with opener.open(asked, timeout=20) as answer:
            return answer.status, _lower(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, _lower(answer.headers), answer.read().decode(errors="replace")


def _speaks(server: Ground, version: str) -> bool:
    """Whether a caller who knows one version of TLS only, and takes any cipher, is answered."""
    caller = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    caller.check_hostname, caller.verify_mode = False, ssl.CERT_NONE
    caller.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
        caller.minimum_version = caller.maximum_version = ssl.TLSVersion[version]
    try:
        with (
            socket.create_connection(("127.0.0.1", int(server.environment["HTTPS_PORT"])), timeout=10) as line,
            caller.wrap_socket(line, server_hostname=server.environment["SERVER_NAME"]),
        ):
            return True
    except ssl.SSLError:
        return False


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _page(server: Ground, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    return _get(server, f"https://127.0.0.1:{server.environment['HTTPS_PORT']}{path}", **headers)


def _rights(path: Path) -> tuple[str, str, str]:
    return oct(stat.S_IMODE(path.stat().st_mode))[2:], path.owner(), path.group()


def _drill(server: Ground) -> tuple[int, str]:
    code = server.do("systemctl", "start", DRILL, good=False).returncode
    return code, (server.place("DRILL") / f"{DRILL}.txt").read_text()


def _until(server: Ground, statement: str, answer: str) -> None:
    for _look in range(100):
        if server.ask(statement) == answer:
            return
        time.sleep(0.2)
    raise AssertionError(f"{statement}: {server.ask(statement)}, and not {answer}")


def _until_served(server: Ground) -> None:
    for _look in range(100):
        if _page(server, "/logga-in/")[0] == 200:
            return
        time.sleep(0.2)
    raise AssertionError(f"no page: {_page(server, '/logga-in/')}")


# -- Installed ------------------------------------------------------------------------------------
def test_a_server_is_installed_by_the_document(server: Ground) -> None:
    for block in blocks("install.md"):
        if block.mark in NOT_DONE:
            continue
        server.follow([block], RELEASE=OLD, OPERATORS="drift@falun.test")
        if "tar -xzf" in block.text:
            server.make_server(OLD)
        if "put tryggve.env" in block.text:  # "Open it and say where mail goes"
            file = server.place("ETC") / "tryggve.env"
            mail = f"smtp://127.0.0.1:{server.environment['MAIL_PORT']}"
            file.write_text(file.read_text().replace("smtp://127.0.0.1:25", mail))

    assert server.ask("select slug from tenancy_municipality") == "falun"


def test_it_serves_by_tls_and_believes_no_header(server: Ground) -> None:
    status, headers, page = _page(server, "/logga-in/")
    plain, moved, _ = _get(server, f"http://127.0.0.1:{server.environment['HTTP_PORT']}/logga-in/?a=b")
    stranger, _, _ = _page(server, "/logga-in/", **{"Host": "evil.test", "X-Forwarded-Host": "tryggve.falun.test"})

    assert (status, "Tryggve" in page) == (200, True)
    assert [_speaks(server, version) for version in ("TLSv1_1", "TLSv1_2", "TLSv1_3")] == [False, True, True]
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "__Host-csrftoken" in headers["set-cookie"]
    assert "Secure" in headers["set-cookie"]
    assert (plain, moved["location"]) == (301, "https://tryggve.falun.test/logga-in/?a=b")
    assert stranger in {400, 404}


def test_nobody_reads_what_is_not_theirs(server: Ground) -> None:
    etc = server.place("ETC")

    assert _rights(etc / "tryggve.env") == ("640", "root", SERVES)
    assert _rights(etc / "owner.env") == ("600", "root", "root")
    assert _rights(etc / "tls") == ("700", "root", "root")
    assert _rights(server.place("PGBACKREST_CONFIG")) == ("640", "root", "postgres")
    assert _rights(server.place("BACKUPS")) == ("750", "postgres", "postgres")
    assert _rights(server.place("ANCHORS") / "anchors.jsonl") == ("640", SERVES, SERVES)


def test_no_secret_is_written_anywhere_else(server: Ground) -> None:
    kept = [server.place("ETC") / name for name in ("tryggve.env", "owner.env")] + [server.place("PGBACKREST_CONFIG")]
    secrets = set(re.findall(r"[0-9a-f]{48,}", "".join(file.read_text() for file in kept)))
    written = [*server.place("UNITS").iterdir(), *server.place("SITES").iterdir(), *(server.folder / "log").iterdir(),
               *server.place("SITE_LOGS").iterdir(), *server.place("LOGS").glob("*.log")]  # fmt: skip

    found = {file.name for file in written for secret in secrets if secret in file.read_text(errors="replace")}

    assert (len(secrets), found) == (4, set())


def test_the_worker_keeps_the_clock_and_the_trail_is_anchored(server: Ground) -> None:
    _until(server, "select count(*) > 5 from queue_schedule", "t")

    assert (server.place("ANCHORS") / "anchors.jsonl").read_text().count('"chain"') >= 3


def test_somebody_would_be_told(server: Ground) -> None:
    assert [letter for letter in server.letters if "Subject: Tryggve: trial has failed" in letter]


def test_the_units_are_whole_and_shut_in(server: Ground) -> None:
    """Sandboxing is not tried here, only looked at: systemd's own figure for each service, 10 is open and 0 is shut."""
    for unit in sorted(server.place("UNITS").glob("tryggve-*.service")):
        told = server.do("systemd-analyze", "security", "--offline=true", "--threshold=25", unit)
        assert "exposure level" in told.stdout
        # The running PostgreSQL has the same user, and would lose its memory.
        assert "RemoveIPC=yes" not in unit.read_text()


# -- Upgraded, and gone back ------------------------------------------------------------------------
def _of_tomorrow(made: Path) -> None:
    """The next version is this one with one migration more."""
    migrations = made / "tryggve/foundation/people/migrations"
    leaf = sorted(file.stem for file in migrations.glob("0*.py"))[-1]
    (migrations / "9999_tomorrow.py").write_text(TOMORROW.format(leaf=leaf))


def _served_from(server: Ground) -> set[str]:
    pids = [int((server.folder / "run" / f"tryggve-{name}.service.pid").read_text()) for name in ("web", "worker")]
    return {Path(f"/proc/{pid}/cwd").readlink().name for pid in pids}


def test_an_upgrade_keeps_what_there_is_and_serves_the_new(server: Ground) -> None:
    server.ship(NEW, _of_tomorrow)
    before = server.ask("select count(*), max(sequence) from audit_auditentry")

    for block in blocks("upgrade.md"):
        if block.mark in NOT_DONE:
            continue
        server.follow([block], NEW=NEW)
        if "tar -xzf" in block.text:
            server.make_server(NEW)

    assert server.ask("select count(*) from people_of_tomorrow") == "0"
    assert server.ask("select count(*), max(sequence) from audit_auditentry") == before
    assert server.ask("select slug from tenancy_municipality") == "falun"
    assert _served_from(server) == {NEW}
    assert _page(server, "/logga-in/")[0] == 200


def test_going_back_leaves_no_trace_of_the_new(server: Ground) -> None:
    server.follow([block for block in blocks("upgrade.md") if block.mark == "going back"])

    _until(server, "select to_regclass('people_of_tomorrow') is null and not pg_is_in_recovery()", "t")
    assert server.ask("select count(*) from django_migrations where name like '9999%'") == "0"
    assert server.ask("select slug from tenancy_municipality") == "falun"
    assert _served_from(server) == {OLD}


# -- Backed up, drilled, damaged, restored -------------------------------------------------------------
def test_a_backup_is_taken_checked_and_drilled_by_the_document(server: Ground) -> None:
    told = server.follow([block for block in blocks("backup.md") if block.mark not in NOT_DONE])

    assert "status: ok" in told
    assert "incr backup" in told
    assert "holds: True" in told
    assert "lost_s: 0" in told
    tell(TOLD, "the drill, of a small database", re.findall(r"taken_s: (\S+)", told)[0])


def test_a_damaged_file_of_the_repository_is_named_and_a_wrong_key_opens_nothing(server: Ground) -> None:
    copy = server.folder / "damaged"
    shutil.copytree(server.place("BACKUPS"), copy)
    server.do("chown", "-R", "postgres:postgres", copy)
    victim = max(copy.rglob("bundle/*"), key=lambda file: file.stat().st_size)
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    pgbackrest = ("runuser", "-u", "postgres", "--", "pgbackrest", "--stanza=tryggve")

    found = server.do(*pgbackrest, f"--repo1-path={copy}", "--output=text", "verify", good=False)
    shut = server.do(*pgbackrest, "info", good=False, PGBACKREST_REPO1_CIPHER_PASS="another")

    assert "checksum invalid: 1" in found.stdout + found.stderr
    assert "error" in shut.stdout + shut.stderr


def test_what_a_drill_finds_is_mailed_by_name(server: Ground) -> None:
    server.ask("drop policy tenancy on geography_area")

    code, report = _drill(server)

    assert code == 1
    assert "FOUND policy_missing: geography_area tenancy" in report
    letter = next(letter for letter in server.letters if f"{DRILL} has failed" in letter)
    assert "To: drift@falun.test" in letter
    assert "FOUND policy_missing: geography_area tenancy" in letter


def test_a_restore_to_the_moment_before_undoes_a_bad_deletion_and_no_more(server: Ground) -> None:
    rows = server.ask("select count(*) from django_migrations")
    server.ask("create table kept as select 1 as one")
    time.sleep(0.1)
    until = server.ask("select now()")
    time.sleep(0.1)
    server.ask("delete from django_migrations")

    told = server.follow([block for block in blocks("backup.md") if block.mark == "restore"], UNTIL=until)

    assert server.ask("select count(*) from django_migrations") == rows
    assert server.ask("select one from kept") == "1"
    assert "FOUND policy_missing: geography_area tenancy" in told, "what was broken before the moment is still named"
    _until_served(server)


# -- What is only looked at -----------------------------------------------------------------------------
def test_the_packages_that_the_document_asks_for_are_those_the_house_installs() -> None:
    (installs,) = [text for text in _mark("install.md", "network") if "apt-get" in text]

    assert {"postgresql-15", *SERVER_PROGRAMS.values()} <= set(installs.split())


def test_every_block_is_done_or_says_why_not() -> None:
    marks = {block.mark for name in ("install.md", "upgrade.md", "backup.md") for block in blocks(name)}

    assert marks == {"", *NOT_DONE}
