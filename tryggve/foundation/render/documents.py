"""In which forms can an edition be read? Rendered once, kept, and the same bytes from then on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tryggve.foundation.render.canonical import canonical_json, salted_hash, sha256_of, text_keys
from tryggve.foundation.render.editions import body_of
from tryggve.foundation.render.models import DocumentFormat, Edition, EditionDocument, EditionText
from tryggve.foundation.render.typesetting import Imprint, typeset
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.viewer import Viewer


class NoDocument(DomainError):
    """The edition has no such form (yet)."""


def document(
    edition: Edition, document_format: str, viewer: Viewer, now: datetime, *, html: Callable[[], bytes] | None = None
) -> bytes:
    """The edition as "pdf", "json", or the "html" that the step makes of it.

    Rendered on first demand and kept, so that everybody reads the same bytes.
    """
    kept = EditionDocument.objects.seen_by(viewer).filter(edition=edition, document_format=document_format).first()
    if kept is not None:
        return bytes(kept.content)
    if document_format == DocumentFormat.PDF:
        content = typeset(body_of(edition, viewer), imprint_of(edition))
    elif document_format == DocumentFormat.JSON:
        content = export_json(edition, viewer)
    elif html is not None:
        content = html()
    else:
        raise NoDocument(
            "Dokumentet finns inte. Du bad om formatet {format}. Välj PDF eller JSON.", format=document_format
        )
    return bytes(
        store_document(by=viewer, now=now, edition=edition, document_format=document_format, content=content).content
    )


def store_document(
    *, by: Viewer, now: datetime, edition: Edition, document_format: str, content: bytes
) -> EditionDocument:
    """Keep a rendered form. The first one stays: a second of the same format is not written."""
    with acting_as(by):
        kept, _ = EditionDocument.objects.seen_by(by).get_or_create(
            edition=edition,
            document_format=document_format,
            defaults={
                "municipality_id": edition.municipality_id,
                "content": content,
                "sha256": hashlib.sha256(content).hexdigest(),
                "created_at": now,
            },
        )
    return kept


def file_name(edition: Edition, document_format: str) -> str:
    """What the file is called when saved: practice data says so in its name."""
    practice = "ovningsdata-" if edition.is_practice else ""
    return f"{practice}{edition.kind.replace('_', '-')}-{edition.period}-v{edition.version}.{document_format}"


def export_json(edition: Edition, viewer: Viewer) -> bytes:
    """The edition as a file that can be checked without this program (`check_export`)."""
    texts = EditionText.objects.seen_by(viewer).filter(edition=edition)
    export: dict[str, Any] = {"practice_data": "Övningsdata. Allt är påhittat."} if edition.is_practice else {}
    export |= {
        "kind": edition.kind,
        "period": edition.period,
        "version": edition.version,
        "frozen_at": edition.created_at.isoformat(),
        "engine_version": edition.engine_version,
        "parameters": edition.parameters,
        "suppression": edition.suppression,
        "body_sha256": edition.body_hash,
        "body": json.loads(edition.body),
        "texts": {
            text.key: {"blanked_by_decision": text.blanked_decision}
            if text.blanked_at is not None
            else {"text": text.text, "salt": text.salt}
            for text in texts
        },
    }
    return json.dumps(export, ensure_ascii=False, indent=1).encode()


def check_export(content: bytes) -> bool:
    """Whether an exported file is what was frozen: body against its hash, texts against theirs."""
    export = json.loads(content)
    body, texts = export["body"], export["texts"]
    if sha256_of(canonical_json(body)) != export["body_sha256"] or set(text_keys(body)) != set(texts):
        return False
    written = canonical_json(body)
    return all(salted_hash(text["text"], text["salt"]) in written for text in texts.values() if "salt" in text)


def imprint_of(edition: Edition) -> Imprint:
    """What the paper says of the edition itself."""
    suppression = edition.suppression or {}
    return Imprint(
        kind=edition.kind,
        version=edition.version,
        frozen_at=edition.created_at,
        body_hash=edition.body_hash,
        is_practice=edition.is_practice,
        smallest_shown=int(suppression.get("k", 0)),
        hidden=int(suppression.get("hidden", 0)),
    )
