"""An archive of a municipality, read into an empty installation: all of it, exactly, or nothing.

The file is not believed: names, sizes and hashes are checked before a row is read; every row before it is written;
references, the audit trail and the editions before anything is kept. Rows keep their keys, since the trail is hashed
over the name of its chain.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError, connection, models, transaction

from tryggve.edges.keeping.archive import (
    FORMAT,
    LARGEST_ARCHIVE,
    LARGEST_LINE,
    LARGEST_MANIFEST,
    MANIFEST,
    MOST_FILES,
    MOST_GROWTH,
    VERSION,
    CannotTakeIn,
    Table,
    bytes_name,
    is_file_name,
    refuse,
    schema,
    tables,
    value_from_json,
)
from tryggve.foundation.audit.trail import record
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.render.editions import verify as edition_holds
from tryggve.foundation.render.models import Edition
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import SYSTEM_ACTOR, Viewer

_AT_ONCE = 500
_BLOCK = 1 << 20
_SMALL = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself, when it can be believed."""

    municipality: int
    county: int
    slug: str
    files: dict[str, dict[str, Any]]


def take_in(path: Path, *, now: datetime) -> dict[str, Any]:
    """Read it in. Raises CannotTakeIn with nothing written."""
    if Municipality.objects.exists() or County.objects.exists() or User.objects.exists():
        raise CannotTakeIn(
            _("Installationen är inte tom. Vi hittade en kommun eller en person. Läs in i en ny, tom databas.")
        )
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked(archive)
            with transaction.atomic():
                counts, furthest = _write(archive, manifest)
                _move_sequences(furthest)
                _settle(manifest, now)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError, zlib.error) as fault:
        raise refuse(_("filen är ingen zipfil eller är skadad"), type(fault).__name__) from None
    except DatabaseError as fault:
        raise refuse(_("raderna hänger inte ihop"), type(fault).__name__) from None
    except (ValueError, OverflowError) as fault:
        raise refuse(_("en rad går inte att läsa"), type(fault).__name__) from None
    return {"municipality": manifest.slug, "rows": counts, "total": sum(counts.values())}


# -- The file ---------------------------------------------------------------------------------------
def _checked(archive: zipfile.ZipFile) -> Manifest:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(set(names)) != len(names) or len(names) > MOST_FILES:
        raise refuse(_("ett namn står två gånger, eller filerna är för många"), len(names))
    for info in infos:
        _check_entry(info)
    if sum(info.file_size for info in infos) > LARGEST_ARCHIVE:
        raise refuse(_("arkivet är för stort"), sum(info.file_size for info in infos))
    manifest = _manifest(archive, set(names))
    for info in infos:
        if info.filename != MANIFEST:
            _check_content(archive, info, manifest.files[info.filename])
    return manifest


def _check_entry(info: zipfile.ZipInfo) -> None:
    """By the directory alone, before anything is unpacked."""
    if info.filename != MANIFEST and not is_file_name(info.filename):
        raise refuse(_("ett namn hör inte hemma i ett arkiv"), repr(info.filename))
    if info.flag_bits & 1 or info.is_dir() or (info.external_attr >> 16) & 0o170000 not in (0, 0o100000):
        raise refuse(_("en post är krypterad eller är ingen fil"), info.filename)
    if info.file_size > _SMALL and info.file_size > MOST_GROWTH * max(info.compress_size, 1):
        raise refuse(_("en fil växer orimligt när den packas upp"), info.filename)


def _manifest(archive: zipfile.ZipFile, names: set[str]) -> Manifest:
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise refuse(_("innehållsförteckningen saknas eller är för stor"), MANIFEST)
    try:
        said = json.loads(archive.read(MANIFEST))
        found = Manifest(said["municipality"], said["county"], said["slug"], said["files"])
        is_ours = (said["format"], said["version"]) == (FORMAT, VERSION)
        is_same = said["schema"] == schema()
        sizes = [(each["sha256"], each["bytes"], each["rows"]) for each in found.files.values()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refuse(_("innehållsförteckningen går inte att läsa"), MANIFEST) from None
    if not is_ours:
        raise refuse(_("formatet är ett annat"), f"{said['format']} {said['version']}")
    if not is_same:
        raise refuse(_("arkivet är gjort av en annan version av Tryggve"), "schema")
    whole = {type(found.municipality), type(found.county), *(type(size) for _sha, *rest in sizes for size in rest)}
    if whole != {int}:
        raise refuse(_("innehållsförteckningen går inte att läsa"), "tal")
    wanted = {table.file for table in tables()}
    given = {name for name in names if name.startswith("data/")}
    if given != wanted or names - {MANIFEST} != set(found.files):
        odd = sorted((given ^ wanted) | ((names - {MANIFEST}) ^ set(found.files)))
        raise refuse(_("en fil saknas eller är okänd"), odd[0])
    return found


def _check_content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, said: dict[str, Any]) -> None:
    """Size and hash as the manifest has them, block by block: never the whole in memory."""
    digest, size = hashlib.sha256(), 0
    with archive.open(info) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > info.file_size:
                raise refuse(_("en fil är längre än den säger"), info.filename)
            digest.update(block)
    if size != said["bytes"] or digest.hexdigest() != said["sha256"]:
        raise refuse(_("en fil är en annan än den var"), info.filename)


# -- The rows ---------------------------------------------------------------------------------------
def _write(archive: zipfile.ZipFile, manifest: Manifest) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows of each table were written, and the highest key of each."""
    counts, furthest = {}, {}
    for table in tables():
        n, highest = 0, 0
        with archive.open(table.file) as file:
            for organisation, rows in groupby(_rows(archive, table, file, manifest), key=_owner(table)):
                with acting_as(_viewer(manifest, organisation)):
                    for keys in _insert(table, rows):
                        n, highest = n + len(keys), max(highest, *keys)
        if n != manifest.files[table.file]["rows"]:
            raise refuse(_("antalet rader är ett annat"), table.label)
        counts[table.label], furthest[table.label] = n, highest
    return counts, furthest


def _owner(table: Table) -> Any:
    return (lambda row: row.organisation_id) if table.is_private else (lambda _row: None)


def _viewer(manifest: Manifest, organisation: int | None) -> Viewer:
    return Viewer(
        actor=SYSTEM_ACTOR,
        county_id=manifest.county,
        municipality_id=manifest.municipality,
        organisation_id=organisation,
    )


def _insert(table: Table, rows: Iterator[models.Model]) -> Iterator[list[int]]:
    while waiting := list(islice(rows, _AT_ONCE)):
        table.model._base_manager.bulk_create(waiting)
        yield [row.pk for row in waiting]


def _rows(archive: zipfile.ZipFile, table: Table, file: IO[bytes], manifest: Manifest) -> Iterator[models.Model]:
    fields = {field.attname: field for field in table.model._meta.fields if not isinstance(field, models.BinaryField)}
    binary = [field.attname for field in table.model._meta.fields if isinstance(field, models.BinaryField)]
    while line := file.readline(LARGEST_LINE + 1):
        if len(line) > LARGEST_LINE:
            raise refuse(_("en rad är för lång"), table.label)
        try:
            values = _values(line, fields)
        except (ValueError, TypeError, RecursionError, OverflowError) as fault:
            raise refuse(_("en rad går inte att läsa"), f"{table.label}: {fault}") from None
        _check_home(table, values, manifest)
        for name in binary:
            values[name] = _bytes(archive, table, values["id"])
        yield table.model(**values)


def _values(line: bytes, fields: dict[str, models.Field[Any, Any]]) -> dict[str, Any]:
    said = json.loads(line, parse_constant=_no_number)
    if not isinstance(said, dict) or said.keys() != fields.keys():
        raise ValueError("columns")
    return {name: value_from_json(field, said[name]) for name, field in fields.items()}


def _no_number(said: str) -> float:
    raise ValueError(said)


def _check_home(table: Table, values: dict[str, Any], manifest: Manifest) -> None:
    """Every row is this municipality's, or this county's."""
    wanted = {"municipality_id": manifest.municipality, "county_id": manifest.county}
    for name, key in wanted.items():
        if name in values and values[name] != key:
            raise refuse(_("en rad hör till någon annan"), table.label)
    if table.kind == "root" and values["id"] not in wanted.values():
        raise refuse(_("en rad hör till någon annan"), table.label)


def _bytes(archive: zipfile.ZipFile, table: Table, pk: int) -> bytes:
    try:
        return archive.read(bytes_name(table, pk))
    except KeyError:
        raise refuse(_("en fil saknas eller är okänd"), f"{table.label} {pk}") from None


# -- Afterwards -------------------------------------------------------------------------------------
def _settle(manifest: Manifest, now: datetime) -> None:
    """References point at rows, the trail holds, the editions are what was frozen. Then it is told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
    else:
        connection.check_constraints()
    home = Municipality.objects.filter(pk=manifest.municipality, county_id=manifest.county).first()
    if home is None or home.slug != manifest.slug:
        raise refuse(_("kommunen är en annan än arkivet säger"), manifest.slug)
    viewer = system_viewer(home)
    verdict = verify(viewer)
    if not verdict.holds:
        raise refuse(_("loggboken håller inte"), f"rad {verdict.broken_at}")
    with acting_as(viewer):
        for edition in Edition.objects.seen_by(viewer).iterator(chunk_size=50):
            if not edition_holds(edition):
                raise refuse(_("en utgåva är en annan än den som frystes"), str(edition))
        record(by=viewer, event="municipality.taken_in", now=now, subject=home)


def _move_sequences(furthest: dict[str, int]) -> None:
    """PostgreSQL hands out keys by counters, which know nothing of rows that came with theirs. SQLite's follow."""
    if connection.vendor != "postgresql":
        return
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute("select pg_get_serial_sequence(%s, 'id')", [table.model._meta.db_table])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"select last_value from {sequence}")  # noqa: S608 - the database's own name for it
            missing = furthest[table.label] - cursor.fetchone()[0] + 1
            if missing > 0:
                # The application's role may draw numbers and not set the counter: it draws them all.
                cursor.execute("select max(nextval(%s)) from generate_series(1, %s)", [sequence, missing])
