"""A throw-away PostgreSQL for the tests: own folder, own port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.house import machine
from tools.house.progress import call, child_environment, part

#: Fast and forgetful: the data live as long as the tests.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=256MB",
    "max_connections=100",
    "listen_addresses=127.0.0.1",
)


@contextmanager
def postgresql(binaries: Path) -> Iterator[dict[str, str]]:
    """Start it with the two roles of production; give the addresses; stop it and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="tryggve-postgresql-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    port = machine.free_port()
    control = _command(binaries, "pg_ctl", folder)
    try:
        with part("PostgreSQL: start"):
            _start(binaries, folder, port)
            addresses = _roles(binaries, folder, port)
        yield addresses
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            call([*control, "-w", "-m", "immediate", "stop"], doing="Stopping PostgreSQL", folder=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _command(binaries: Path, program: str, folder: Path) -> list[str]:
    """A program that works on the data folder: as postgres when we are root, since PostgreSQL rightly refuses root."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return [*as_user, str(binaries / program), "-D", str(folder / "data")]


def _start(binaries: Path, folder: Path, port: int) -> None:
    choices = [
        "-U",
        "postgres",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    call([*_command(binaries, "initdb", folder), *choices], doing="Making a PostgreSQL cluster", folder=folder)
    options = " ".join([f"-p {port}", f"-k {folder}", *(f"-c {setting}" for setting in SETTINGS)])
    control = [*_command(binaries, "pg_ctl", folder), "-w", "-l", str(folder / "log"), "-o", options, "start"]
    call(control, doing="Starting PostgreSQL", folder=folder)


def _roles(binaries: Path, folder: Path, port: int) -> dict[str, str]:
    """Who owns the tables, and who the application is: it owns nothing and bypasses nothing."""
    owner, application = secrets.token_hex(16), secrets.token_hex(16)
    statements = (
        f"CREATE ROLE tryggve_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{owner}'",
        f"CREATE ROLE tryggve_app LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{application}'",
        "CREATE DATABASE tryggve OWNER tryggve_owner",
    )
    for statement in statements:
        query = [str(binaries / "psql"), "-X", "-q", "-h", str(folder), "-p", str(port), "-U", "postgres"]
        query += ["-v", "ON_ERROR_STOP=1", "-c", statement]
        call(query, doing="Making the roles", environment=child_environment())
    place = f"127.0.0.1:{port}/tryggve"
    return {
        "TRYGGVE_DATABASE_URL": f"postgres://tryggve_app:{application}@{place}",
        "TRYGGVE_OWNER_DATABASE_URL": f"postgres://tryggve_owner:{owner}@{place}",
    }
