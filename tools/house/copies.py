"""Copies of the throw-away PostgreSQL, made as an operator makes them: a hot standby, and a restored backup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from tools.house import cluster, machine
from tools.house.cluster import Place
from tools.house.progress import call, child_environment


@contextmanager
def standby(source: Place) -> Iterator[Place]:
    """A second server that follows the first, and answers questions: taken with pg_basebackup."""
    with _place(source) as copy:
        backup = [*cluster.as_user(), source.program("pg_basebackup"), "-D", str(copy.folder / "data")]
        backup += ["-h", str(source.folder), "-p", str(source.port), "-U", "postgres", "-R", "-X", "stream"]
        call([*backup, "-c", "fast"], doing="Copying the server", folder=copy.folder, environment=child_environment())
        cluster.start(copy)
        yield copy


@contextmanager
def restored(source: Place, database: str) -> Iterator[Place]:
    """A new server with the roles and one database of the first: pg_dumpall for the roles, pg_dump for the rest."""
    with _place(source) as copy:
        cluster.initialise(copy)
        cluster.start(copy)
        environment = child_environment()
        roles, content = copy.folder / "roles.sql", copy.folder / "database.dump"
        steps = (
            [source.program("pg_dumpall"), "--globals-only", "-f", str(roles), *_at(source)],
            # The new server has a superuser of its own: that one line of the roles is refused, and the rest holds.
            [copy.program("psql"), "-X", "-q", "-d", "postgres", "-f", str(roles), *_at(copy)],
            [source.program("pg_dump"), "-Fc", "-f", str(content), *_at(source), database],
            [copy.program("createdb"), "-O", "tryggve_owner", *_at(copy), database],
            [copy.program("pg_restore"), "--exit-on-error", "-d", database, *_at(copy), str(content)],
        )
        for step in steps:
            call([*cluster.as_user(), *step], doing="Restoring the backup", folder=copy.folder, environment=environment)
        yield copy


def _at(place: Place) -> list[str]:
    return ["-h", str(place.folder), "-p", str(place.port), "-U", "postgres"]


@contextmanager
def _place(source: Place) -> Iterator[Place]:
    folder = cluster.new_folder()
    copy = Place(source.binaries, folder, machine.free_port())
    try:
        yield copy
    finally:
        cluster.stop(copy)
        shutil.rmtree(folder, ignore_errors=True)
