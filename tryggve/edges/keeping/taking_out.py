"""Everything of one municipality, in one archive."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.db.models import QuerySet

from tryggve.edges.keeping.archive import (
    FORMAT,
    MANIFEST,
    VERSION,
    Table,
    bytes_name,
    canonical,
    row_to_json,
    schema,
    tables,
)
from tryggve.foundation.audit.trail import record
from tryggve.foundation.people.queries import organisations, system_viewer
from tryggve.foundation.tenancy.managers import SeenManager
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

#: The same moment in every archive: two of the same rows are the same file.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_AT_ONCE = 1000


class _Writer:
    """A zip file and what its manifest will say."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.files: dict[str, dict[str, Any]] = {}
        self.referred: dict[str, set[int]] = {}

    def table(self, table: Table, rows: Iterator[models.Model]) -> None:
        """One line a row; bytes beside."""
        digest, size, n = hashlib.sha256(), 0, 0
        pointing = [
            (field.attname, field.related_model._meta.label)
            for field in table.model._meta.fields
            if field.related_model is not None and isinstance(field.related_model, type)
        ]
        binary = [field.attname for field in table.model._meta.fields if isinstance(field, models.BinaryField)]
        beside: list[tuple[int, bytes]] = []
        with self.archive.open(_info(table.file), "w", force_zip64=True) as out:
            for row in rows:
                line = (canonical(row_to_json(row)) + "\n").encode()
                out.write(line)
                digest.update(line)
                size, n = size + len(line), n + 1
                for attname, label in pointing:
                    if (key := getattr(row, attname)) is not None:
                        self.referred.setdefault(label, set()).add(key)
                beside += [(row.pk, bytes(getattr(row, name))) for name in binary]
        self.files[table.file] = {"sha256": digest.hexdigest(), "bytes": size, "rows": n}
        for pk, content in beside:
            name = bytes_name(table, pk)
            self.archive.writestr(_info(name), content)
            self.files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "rows": 0}


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def take_out(municipality: Municipality, path: Path, *, now: datetime) -> dict[str, Any]:
    """Write the archive. Returns its manifest. All rows are of one moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
        home = system_viewer(municipality)
        with acting_as(home):
            record(by=home, event="municipality.taken_out", now=now, subject=municipality)
        with zipfile.ZipFile(path, "w") as archive:
            writer = _Writer(archive)
            everything = tables()
            for kind in ("root", "whole", "home", "of_users", "referred"):
                for table in [each for each in everything if each.kind == kind]:
                    writer.table(table, _rows(table, municipality, writer))
            manifest = {
                "format": FORMAT,
                "version": VERSION,
                "schema": schema(),
                "municipality": municipality.pk,
                "county": municipality.county_id,
                "slug": municipality.slug,
                "made_at": now.isoformat(),
                "files": writer.files,
            }
            archive.writestr(_info(MANIFEST), json.dumps(manifest, sort_keys=True, indent=1))
    return manifest


def _rows(table: Table, municipality: Municipality, writer: _Writer) -> Iterator[models.Model]:
    """Private tables organisation by organisation, each in its own name; the others in the municipality's."""
    home = system_viewer(municipality)
    if not table.is_private:
        with acting_as(home):
            yield from _ordered(_of_home(table, home, municipality, writer))
        return
    with acting_as(home):
        found = list(organisations(home).order_by("pk"))
    for organisation in found:
        viewer = system_viewer(municipality, organisation)
        with acting_as(viewer):
            yield from _ordered(table.model.objects.seen_by(viewer))  # type: ignore[attr-defined]


def _ordered(rows: QuerySet[Any]) -> Iterator[models.Model]:
    return iter(rows.order_by("pk").iterator(chunk_size=_AT_ONCE))


def _of_home(table: Table, home: Viewer, municipality: Municipality, writer: _Writer) -> QuerySet[Any]:
    model = table.model
    rows: QuerySet[Any]
    if isinstance(model._meta.default_manager, SeenManager):
        rows = model.objects.seen_by(home)  # type: ignore[attr-defined]
    else:
        rows = model._base_manager.all()
    if table.kind == "home":
        return rows.filter(municipality=municipality)
    if table.kind == "root":
        return rows.filter(pk=municipality.pk if model is Municipality else municipality.county_id)
    if table.kind == "of_users":
        theirs = rows.filter(user_id__in=writer.referred.get("people.User", set()))
        has_provider = any(field.name == "provider" for field in model._meta.fields)
        return theirs.filter(provider__municipality=municipality) if has_provider else theirs
    if table.kind == "referred":
        return rows.filter(pk__in=writer.referred.get(table.label, set()))
    return rows
