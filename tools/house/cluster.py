"""A throw-away PostgreSQL for the tests: own folder, own port, gone afterwards."""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.house import machine
from tools.house.progress import call, child_environment, part

#: In the environment of the tests: where the server is, for what copies it (copies.py).
PLACE = "HOUSE_POSTGRESQL"
#: Fast and forgetful: the data live as long as the tests.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=256MB",
    "max_connections=100",
    "listen_addresses=127.0.0.1",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A server: its programs, its folder, its port."""

    binaries: Path
    folder: Path
    port: int

    def program(self, name: str) -> str:
        """One of PostgreSQL's own programs."""
        return str(self.binaries / name)

    def told(self) -> str:
        """For the environment of the tests."""
        return json.dumps([str(self.binaries), str(self.folder), self.port])

    @classmethod
    def of(cls, told: str) -> Place:
        """What `told` gave."""
        binaries, folder, port = json.loads(told)
        return cls(Path(binaries), Path(folder), port)


@contextmanager
def postgresql(binaries: Path) -> Iterator[dict[str, str]]:
    """Start it with the two roles of production; give the addresses; stop it and remove it."""
    place = Place(binaries, new_folder(), machine.free_port())
    try:
        with part("PostgreSQL: start"):
            initialise(place)
            start(place)
            addresses = _roles(place)
        yield {**addresses, PLACE: place.told()}
    finally:
        stop(place)
        shutil.rmtree(place.folder, ignore_errors=True)


def new_folder() -> Path:
    """An empty folder for a server, which belongs to whom the server runs as."""
    folder = Path(tempfile.mkdtemp(prefix="tryggve-postgresql-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def as_user() -> list[str]:
    """PostgreSQL rightly refuses root: as postgres then."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _command(place: Place, program: str) -> list[str]:
    return [*as_user(), place.program(program), "-D", str(place.folder / "data")]


def initialise(place: Place) -> None:
    """An empty server."""
    choices = [
        "-U",
        "postgres",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    call([*_command(place, "initdb"), *choices], doing="Making a PostgreSQL cluster", folder=place.folder)


def start(place: Place) -> None:
    """Start it, and wait until it answers."""
    folder = place.folder
    options = " ".join([f"-p {place.port}", f"-k {folder}", *(f"-c {setting}" for setting in SETTINGS)])
    control = [*_command(place, "pg_ctl"), "-w", "-l", str(folder / "log"), "-o", options, "start"]
    call(control, doing="Starting PostgreSQL", folder=folder)


def stop(place: Place) -> None:
    """Stop it, if it runs."""
    if (place.folder / "data" / "postmaster.pid").exists():
        control = [*_command(place, "pg_ctl"), "-w", "-m", "immediate", "stop"]
        call(control, doing="Stopping PostgreSQL", folder=place.folder)


def _roles(place: Place) -> dict[str, str]:
    """Who owns the tables, and who the application is: it owns nothing and bypasses nothing."""
    owner, application = secrets.token_hex(16), secrets.token_hex(16)
    statements = (
        f"CREATE ROLE tryggve_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{owner}'",
        f"CREATE ROLE tryggve_app LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{application}'",
        "CREATE DATABASE tryggve OWNER tryggve_owner",
    )
    for statement in statements:
        query = [place.program("psql"), "-X", "-q", "-h", str(place.folder), "-p", str(place.port), "-U", "postgres"]
        query += ["-v", "ON_ERROR_STOP=1", "-c", statement]
        call(query, doing="Making the roles", environment=child_environment())
    address = f"127.0.0.1:{place.port}/tryggve"
    return {
        "TRYGGVE_DATABASE_URL": f"postgres://tryggve_app:{application}@{address}",
        "TRYGGVE_OWNER_DATABASE_URL": f"postgres://tryggve_owner:{owner}@{address}",
    }
