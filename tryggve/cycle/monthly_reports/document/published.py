"""What is sent, in the forms that it is sent in."""

from __future__ import annotations

import json
from typing import Any

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.models import MonthlyReport
from tryggve.foundation.render.canonical import canonical_json, sha256_of, text_keys
from tryggve.foundation.render.documents import export_json
from tryggve.foundation.render.editions import body_of
from tryggve.foundation.render.typesetting import Imprint, typeset
from tryggve.kernel.viewer import Viewer

KIND = "monthly_report"
_HATCHED = "I diagrammet är alla månader streckade, eftersom ingen summa är visad än."


def published_content(viewer: Viewer, row: MonthlyReport) -> tuple[dict[str, Any], dict[str, Any]]:
    """The county's body as it was frozen, its texts by their salted hashes, and those texts with their salts."""
    export = json.loads(export_json(row.edition, viewer))
    body = rules.county_body(export["body"])
    return body, {key: export["texts"][key] for key in sorted(set(text_keys(body)))}


def published_export(viewer: Viewer, row: MonthlyReport) -> bytes:
    """The county's body and texts as a file, before it is sent: for those who approve it."""
    body, texts = published_content(viewer, row)
    export = {
        "month": row.month,
        "version": row.version,
        "body_sha256": sha256_of(canonical_json(body)),
        "body": body,
        "texts": texts,
    }
    return json.dumps(export, ensure_ascii=False, indent=1).encode()


def published_pdf(viewer: Viewer, row: MonthlyReport) -> bytes:
    """What the county reads, on paper."""
    body, _texts = published_content(viewer, row)
    shown = _for_paper(rules.county_body(body_of(row.edition, viewer)))
    imprint = Imprint(
        kind=KIND,
        version=row.version,
        frozen_at=row.edition.created_at,
        body_hash=sha256_of(canonical_json(body)),
        is_practice=row.edition.is_practice,
        smallest_shown=shown["suppression"]["k"],
        hidden=shown["suppression"]["hidden"],
    )
    return typeset(shown, imprint)


def _for_paper(shown: dict[str, Any]) -> dict[str, Any]:
    """A month without a number is left out of the chart, as on the page: a hatch means that somebody has not answered.

    When no month has a number there is nothing to draw, and the paper says why.
    """
    months = shown["months"]
    known = [n for n, value in enumerate(months["values"]) if value is not None]
    if not known:
        empty = dict(months) | {"low": None, "high": None, "expected": None}
        return shown | {"months": empty, "unknowns": [*shown["unknowns"], _HATCHED]}
    return shown | {"months": {name: row and [row[n] for n in known] for name, row in months.items()}}
