"""An incident pack as files: to read, to send, to sort, and to load into something else."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

from tryggve.edges.papers.documents.incident import incident_paper, words_of
from tryggve.edges.papers.documents.notices import to_authority, to_csirt
from tryggve.edges.papers.documents.paper import as_html, as_json, as_pdf
from tryggve.edges.papers.incident import Line, Pack, Told, Touched
from tryggve.edges.papers.rules import KIND_NAMES
from tryggve.foundation.render.tables import csv_file
from tryggve.kernel.weeks import STOCKHOLM

#: The same moment in every archive: two of the same pack are the same file.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_COLUMNS: Final = (
    "Rad", "När (svensk tid)", "När (UTC)", "Vem", "Vem (id)", "Organisation", "Slag", "Vad", "Händelse", "Tabell",
    "Nyckel", "Koder",
)  # fmt: skip


def files_of(pack: Pack) -> dict[str, bytes]:
    """Each file by its name."""
    paper = incident_paper(pack)
    return {
        "incidentunderlag.pdf": as_pdf(paper),
        "incidentunderlag.html": as_html(paper),
        "anmalan-imy.html": as_html(to_authority(pack)),
        "anmalan-csirt.html": as_html(to_csirt(pack)),
        "tidslinje.csv": csv_file([_COLUMNS, *(_row(each) for each in pack.lines)]),
        "incidentunderlag.json": _json(pack),
    }


def _row(line: Line) -> tuple[int | str, ...]:
    return (
        line.sequence,
        f"{line.at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}",
        line.at.isoformat(),
        line.who,
        line.actor,
        line.organisation,
        KIND_NAMES[line.kind],
        words_of(line),
        line.event,
        line.table,
        line.key,
        json.dumps(line.codes, ensure_ascii=False, sort_keys=True),
    )


def _json(pack: Pack) -> bytes:
    said: dict[str, Any] = {
        "municipality": pack.municipality,
        "practice": pack.is_practice,
        "made_at": pack.made_at.isoformat(),
        "question": _question(pack),
        "chain": {
            "holds": pack.verdict.holds,
            "lines": pack.verdict.entries,
            "broken_at": pack.verdict.broken_at,
            "anchored_until": pack.verdict.held_until,
        },
        "has_log_ins": pack.has_log_ins,
        "persons": {
            "accounts_acting": pack.accounts_acting,
            "accounts_concerned": pack.accounts_concerned,
            "named_in_texts": None,
        },
        "records": [_record(each) for each in pack.touched],
        "organisations_to_tell": [_organisation(each) for each in pack.told],
        "timeline": [_line(each) for each in pack.lines],
        "notices": {"authority": as_json(to_authority(pack)), "csirt": as_json(to_csirt(pack))},
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _question(pack: Pack) -> dict[str, Any]:
    asked = pack.question
    return {
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "discovered": asked.discovered.isoformat() if asked.discovered else None,
        "organisation": asked.organisation,
        "person": asked.person,
        "device": asked.device,
    }


def _record(touched: Touched) -> dict[str, Any]:
    return {
        "table": touched.table,
        "name": touched.name,
        "raw": touched.is_raw,
        "classes": [str(kind) for kind in touched.classes],
        "records": touched.records,
        "lines": touched.lines,
    }


def _organisation(told: Told) -> dict[str, Any]:
    return {
        "name": told.name,
        "read_by_others": len(told.read_by_others),
        "changed_by_others": len(told.changed_by_others),
        "own_lines": told.own_lines,
    }


def _line(line: Line) -> dict[str, Any]:
    names = ("sequence", "actor", "organisation", "kind", "event", "table", "key", "codes")
    return {"at": line.at.isoformat()} | {name: getattr(line, name) for name in names}


def as_zip(files: dict[str, bytes]) -> bytes:
    """The files in one archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def write(files: dict[str, bytes], out: Path) -> None:
    """Into a zip file when the name says so, else into a folder that is made; only the owner may read them."""
    if out.suffix == ".zip":
        out.write_bytes(as_zip(files))
        out.chmod(0o600)
        return
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        (out / name).chmod(0o600)
