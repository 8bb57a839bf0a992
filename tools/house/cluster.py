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
    as_user: list[str] = []
    if os.geteuid() == 0:
        # initdb refuses root, rightly.
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", machine.free_port()
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    try:
        with part("PostgreSQL: start"):
            addresses = _start(folder, data, port, as_user, control, binaries)
        yield addresses
    finally:
        if (data / "postmaster.pid").exists():
            call([*control, "-m", "immediate", "stop"], doing="Stopping PostgreSQL", folder=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    folder: Path, data: Path, port: int, as_user: list[str], control: list[str], binaries: Path
) -> dict[str, str]:
    initialise = [*as_user, str(binaries / "initdb"), "-D", str(data), "-U", "postgres"]
    initialise += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    call(initialise, doing="Making a PostgreSQL cluster", folder=folder)
    options = " ".join([f"-p {port}", f"-k {folder}", *(f"-c {setting}" for setting in SETTINGS)])
    log = folder / "log"
    call([*control, "-l", str(log), "-o", options, "start"], doing="Starting PostgreSQL", folder=folder)
    owner, application = secrets.token_hex(16), secrets.token_hex(16)
    statements = (
        f"CREATE ROLE tryggve_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{owner}'",
        f"CREATE ROLE tryggve_app LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{application}'",
        "CREATE DATABASE tryggve OWNER tryggve_owner",
    )
    for statement in statements:
        query = [str(binaries / "psql"), "-X", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
        call([*query, "-v", "ON_ERROR_STOP=1", "-c", statement], doing="Making the roles", environment=child_environment())
    place = f"127.0.0.1:{port}/tryggve"
    return {
        "TRYGGVE_DATABASE_URL": f"postgres://tryggve_app:{application}@{place}",
        "TRYGGVE_OWNER_DATABASE_URL": f"postgres://tryggve_owner:{owner}@{place}",
    }
