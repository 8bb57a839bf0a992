"""A municipality is taken out and read in again row by row; an archive that is off leaves nothing."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tryggve.cycle.incidents.actions import add_photo
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.tests.test_photos import a_picture
from tryggve.cycle.incidents.tests.worlds import registered
from tryggve.demo.clearing import clear
from tryggve.edges.keeping.archive import CannotTakeIn, is_file_name, tables
from tryggve.edges.keeping.taking_in import take_in
from tryggve.edges.keeping.taking_out import take_out
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.notify.actions import make_calendar
from tryggve.foundation.people.models import Membership, User
from tryggve.foundation.people.queries import stations_of, system_viewer
from tryggve.foundation.privacy.fields import own_models
from tryggve.foundation.render import editions
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, make_cast
from tryggve.testing.story import an_incident, share_week

Change = Callable[[dict[str, bytes]], None]
#: What taking out and taking in themselves add a line to.
TOLD = ("data/audit.AuditEntry.jsonl", "data/audit.AuditHead.jsonl")


def _falun(folder: Path) -> Path:
    """A municipality with a bit of everything, taken out; and an installation that is empty again."""
    cast = make_cast()
    an_incident(cast, "rakel", note="Vid entrén.", shared_text="Skräp vid entrén.")
    share_week(cast, "sixten")
    row = registered(cast.kerstin, note='Åäö "citat"\nny rad \u2028 😀')
    add_photo(public_id=row.public_id, sent=a_picture(), by=cast.kerstin, now=NOW + timedelta(minutes=1))
    make_calendar(by=cast.rakel, now=NOW)
    registered(cast.frida)
    with acting_as(cast.elin):
        what: dict[str, Any] = {"kind": "x", "period": "y", "version": 1, "body": {"a": {"$text": "t"}}}
        editions.freeze(by=cast.elin, now=NOW, texts={"t": "Ord"}, **what)
    path = folder / "falun.zip"
    take_out(cast.falun, path, now=NOW)
    clear()
    return path


def _contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _is_empty() -> bool:
    return not any(model.objects.exists() for model in (County, Municipality, User, Membership))


# -- Out and in ---------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_what_was_taken_out_is_read_in_row_by_row(tmp_path: Path) -> None:
    path = _falun(tmp_path)

    answer = take_in(path, now=NOW)
    town = Municipality.objects.get()
    again = tmp_path / "again.zip"
    take_out(town, again, now=NOW)

    before, after = _contents(path), _contents(again)
    rows = [name for name in before if name not in (*TOLD, "manifest.json")]
    assert [name for name in rows if before[name] != after.get(name)] == []
    assert set(before) == set(after)
    # The trail goes on where it was: two lines more, and not one of the old ones is another.
    assert after[TOLD[0]].startswith(before[TOLD[0]])
    assert after[TOLD[0]].count(b"\n") == before[TOLD[0]].count(b"\n") + 2
    assert answer["total"] > 100
    assert [name for name in before if name.startswith("files/")]


@pytest.mark.django_db(transaction=True)
def test_life_goes_on_in_the_new_installation(tmp_path: Path) -> None:
    take_in(_falun(tmp_path), now=NOW)

    town = Municipality.objects.get()
    viewer = stations_of(User.objects.get(email="rakel@exempel.se"))[0].viewer
    coordinator = stations_of(User.objects.get(email="sixten@exempel.se"))[0].viewer
    stranger = stations_of(User.objects.get(email="kerstin@exempel.se"))[0].viewer
    fresh = registered(viewer, now=NOW + timedelta(hours=1))

    assert verify(system_viewer(town)).holds
    assert not User.objects.filter(email__in=["frida@exempel.se", "bo@exempel.se"]).exists()
    with acting_as(coordinator):
        assert Incident.objects.seen_by(coordinator).filter(pk=fresh.pk).exists()
    with acting_as(stranger):
        assert not Incident.objects.seen_by(stranger).filter(pk=fresh.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_by_hand(tmp_path: Path, capsys: Any) -> None:
    make_cast()
    path = tmp_path / "falun.zip"
    call_command("take_out_municipality", "--municipality", "falun", "--out", str(path))
    with pytest.raises(SystemExit):
        call_command("take_in_municipality", str(path))
    assert "inte tom" in capsys.readouterr().out
    clear()

    call_command("take_in_municipality", str(path))

    assert Municipality.objects.get().slug == "falun"
    assert path.stat().st_mode & 0o077 == 0


def test_every_table_has_its_place_in_an_archive() -> None:
    assert len(tables()) > 50
    assert all(sum(table.model is model for table in tables()) <= 1 for model in own_models())


# -- Hostile ------------------------------------------------------------------------------------
def _line(contents: dict[str, bytes], label: str, **changes: Any) -> None:
    """Change the first row of a table, and let the manifest agree."""
    name = f"data/{label}.jsonl"
    first, rest = contents[name].split(b"\n", 1)
    row = json.loads(first) | changes
    _put(
        contents,
        name,
        json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" + rest,
    )


def _put(contents: dict[str, bytes], name: str, content: bytes, rows: int | None = None) -> None:
    """A file, with the hash and size that the manifest should have."""
    contents[name] = content
    manifest = json.loads(contents["manifest.json"])
    said = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    old = manifest["files"].get(name, {"rows": 0})
    manifest["files"][name] = {**said, "rows": old["rows"] if rows is None else rows}
    contents["manifest.json"] = json.dumps(manifest).encode()


def _manifest(contents: dict[str, bytes], **changes: Any) -> None:
    contents["manifest.json"] = json.dumps(json.loads(contents["manifest.json"]) | changes).encode()


def _drop(contents: dict[str, bytes], name: str) -> None:
    del contents[name]


def _schema(contents: dict[str, bytes]) -> None:
    said = json.loads(contents["manifest.json"])["schema"]
    _manifest(contents, schema=said | {"people": "0001_initial"})


def _twice(contents: dict[str, bytes], label: str) -> None:
    name = f"data/{label}.jsonl"
    first = contents[name].split(b"\n", 1)[0]
    _put(contents, name, contents[name] + first + b"\n", rows=contents[name].count(b"\n") + 1)


def _without_last(contents: dict[str, bytes], label: str) -> None:
    name = f"data/{label}.jsonl"
    kept = contents[name].splitlines(keepends=True)[:-1]
    _put(contents, name, b"".join(kept), rows=len(kept))


RAW = "data/incidents.Incident.jsonl"
HOSTILE: dict[str, Change] = {
    "a byte of a row": lambda c: c.update({RAW: c[RAW].replace(b"F3", b"F4", 1)}),
    "a hash in the manifest": lambda c: c.update(
        {"manifest.json": c["manifest.json"].replace(b'"sha256": "', b'"sha256": "0', 1)}
    ),
    "a file is missing": lambda c: _drop(c, RAW),
    "a photo is missing": lambda c: _drop(c, next(name for name in c if name.startswith("files/"))),
    "the manifest is missing": lambda c: _drop(c, "manifest.json"),
    "the manifest is a list": lambda c: c.update({"manifest.json": b"[]"}),
    "the manifest is no JSON": lambda c: c.update({"manifest.json": b"{"}),
    "the manifest is deep": lambda c: c.update({"manifest.json": b"[" * 100_000}),
    "another format": lambda c: _manifest(c, format="something"),
    "another version": lambda c: _manifest(c, version=2),
    "another schema": _schema,
    "a number that is none": lambda c: _manifest(c, municipality="1 or 1=1"),
    "another municipality": lambda c: _manifest(c, municipality=77),
    "another slug": lambda c: _manifest(c, slug="borlange"),
    "an unknown table": lambda c: _put(c, "data/people.Stranger.jsonl", b""),
    "a file that is not in the manifest": lambda c: c.update({"files/incidents.IncidentPhoto/999.bin": b"x"}),
    "a path upwards": lambda c: _put(c, "../../etc/cron.d/x", b"x"),
    "a path upwards inside": lambda c: _put(c, "data/../../x.jsonl", b"x"),
    "a path from the root": lambda c: _put(c, "/etc/passwd", b"x"),
    "a path with backslashes": lambda c: _put(c, "data\\..\\x.jsonl", b"x"),
    "a path of another machine": lambda c: _put(c, "C:/x.jsonl", b"x"),
    "a name with a line break": lambda c: _put(c, "data/people.User.jsonl\n", b"x"),
    "a folder": lambda c: c.update({"data/x/": b""}),
    "a row that is no JSON": lambda c: _put(c, RAW, b"{\n", rows=1),
    "a row that is a list": lambda c: _put(c, RAW, b"[]\n", rows=1),
    "a row that is deep": lambda c: _put(c, RAW, b"[" * 50_000 + b"\n", rows=1),
    "a column too many": lambda c: _line(c, "incidents.Incident", is_admin=True),
    "a text where a number is": lambda c: _line(c, "incidents.Incident", organisation_id="1"),
    "a number too large": lambda c: _line(c, "incidents.Incident", clock_corrected_s=10**30),
    "a number that is not one": lambda c: _line(c, "incidents.Incident", lat=float("nan"), lon=1.0),
    "a truth where a number is": lambda c: _line(c, "people.Organisation", id=True),
    "nothing where something is": lambda c: _line(c, "people.Organisation", name=None),
    "a text too long": lambda c: _line(c, "people.Organisation", name="x" * 500),
    "a moment that is none": lambda c: _line(c, "incidents.Incident", registered_at="yesterday"),
    "a moment without a zone": lambda c: _line(c, "incidents.Incident", registered_at="2026-09-08T10:00:00"),
    "a row of another municipality": lambda c: _line(c, "people.Organisation", municipality_id=77),
    "a role in another municipality": lambda c: _line(c, "people.Membership", municipality_id=77),
    "a role in no municipality": lambda c: _line(c, "people.Membership", municipality_id=None),
    "a party of another county": lambda c: _line(c, "people.Organisation", party_id=4711),
    "a reference to nothing": lambda c: _line(c, "weekly_reports.WeeklyReport", organisation_id=4711),
    "a row twice": lambda c: _twice(c, "people.Membership"),
    "fewer rows than said": lambda c: _put(c, RAW, b""),
    "an audit line changed": lambda c: _line(c, "audit.AuditEntry", event="nothing.happened"),
    "the audit trail cut": lambda c: _without_last(c, "audit.AuditEntry"),
    "the audit head moved": lambda c: _line(c, "audit.AuditHead", sequence=3),
    "an edition changed": lambda c: _line(c, "render.Edition", body='{"a":1}'),
}


def _pack(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name) if name.endswith("/") else name, content)
    return out.getvalue()


def _double(packed: bytes) -> bytes:
    out = io.BytesIO(packed)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("manifest.json", b"{}")
    return out.getvalue()


def _link(packed: bytes) -> bytes:
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("files/incidents.IncidentPhoto/998.bin")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def _bomb(packed: bytes) -> bytes:
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/incidents.IncidentPhoto/997.bin", b"\0" * 30_000_000)
    return out.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "not a zip": lambda _packed: b"PK, or is it?",
    "empty": lambda _packed: b"",
    "cut short": lambda packed: packed[: len(packed) // 2],
    "a damaged middle": lambda packed: packed[:300] + b"\xff" * 200 + packed[500:],
    "a name twice": _double,
    "a link": _link,
    "a bomb": _bomb,
}


@pytest.mark.django_db(transaction=True)
def test_an_archive_that_is_off_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    whole = _contents(_falun(tmp_path))
    accepted, written = [], []

    for name, packed in _hostile(whole):
        path = tmp_path / "hostile.zip"
        path.write_bytes(packed)
        try:
            take_in(path, now=NOW)
            accepted.append(name)
        except CannotTakeIn:
            pass
        if not _is_empty():
            written.append(name)
            clear()

    assert len(HOSTILE) + len(PACKED) > 50
    assert accepted == []
    assert written == []
    path.write_bytes(_pack(whole))
    assert take_in(path, now=NOW)["total"] > 100, "the archive itself must be readable, or these say nothing"
    assert connection.vendor in ("sqlite", "postgresql")


def _hostile(whole: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, change in HOSTILE.items():
        contents = dict(whole)
        change(contents)
        yield name, _pack(contents)
    for name, damage in PACKED.items():
        yield name, damage(_pack(whole))


@pytest.mark.parametrize("name", ["data/x.Y.jsonl", "files/a.B/12.bin"])
def test_a_plain_name_is_one(name: str) -> None:
    assert is_file_name(name)
