"""How is what was shown kept for good, and how is it shown to be untouched?"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.render.canonical import (
    HASH_MARK,
    TEXT_MARK,
    CannotFreeze,
    canonical_json,
    salted_hash,
    sha256_of,
    text_keys,
    with_each_text,
)
from tryggve.foundation.render.models import Edition, EditionDocument, EditionText
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.viewer import Viewer

Json = dict[str, Any]  # a body is open-ended JSON; its schema belongs to the step
LONGEST_DECISION: Final = 64
_SHOWN: Final = ("edition_id", "key", "text", "blanked_at", "blanked_decision")

_salt_generator: ContextVar[Callable[[], str]] = ContextVar("salt_generator", default=lambda: secrets.token_hex(32))


class CannotBlank(DomainError):
    """The text is not there to be blanked, or no decision is named."""


@contextmanager
def use_salts(generator: Callable[[], str]) -> Iterator[None]:
    """Draw salts (hexadecimal) from `generator` inside the block: practice data and tests."""
    token = _salt_generator.set(generator)
    try:
        yield
    finally:
        _salt_generator.reset(token)


def freeze(  # noqa: PLR0913  (one keyword for each thing an edition consists of)
    *,
    by: Viewer,
    now: datetime,
    kind: str,
    period: str,
    version: int,
    body: Json,
    parameters: Json | None = None,
    engine_version: str = "",
    suppression: Json | None = None,
    texts: Mapping[str, str] | None = None,
) -> Edition:
    """Keep the body for good. Called inside the step's own action, which writes the audit line.

    Every `{"$text": key}` in the body must have its words in `texts`, and the reverse.
    """
    texts = texts or {}
    if by.municipality_id is None:
        raise CannotFreeze("Utgåvan saknar kommun. Du arbetar för länet just nu. Byt till en kommun och frys på nytt.")
    _check_texts(body, texts)
    salts = {key: _salt_generator.get()() for key in sorted(texts)}
    hashes = {key: salted_hash(texts[key], salts[key]) for key in salts}
    marks = {key: {TEXT_MARK: key, HASH_MARK: digest} for key, digest in hashes.items()}
    written = canonical_json(with_each_text(body, marks))
    with acting_as(by):
        edition = Edition.objects.create(
            municipality_id=by.municipality_id,
            kind=kind,
            period=period,
            version=version,
            body=written,
            body_hash=sha256_of(written),
            parameters=json.loads(canonical_json(parameters or {})),
            engine_version=engine_version,
            suppression=None if suppression is None else json.loads(canonical_json(suppression)),
            is_practice=by.is_practice,
            created_at=now,
        )
        EditionText.objects.bulk_create(
            EditionText(
                municipality_id=by.municipality_id,
                edition=edition,
                key=key,
                salt=salts[key],
                text=texts[key],
                salted_hash=hashes[key],
            )
            for key in salts
        )
    return edition


def verify(edition: Edition) -> bool:
    """Whether body and texts are what was frozen. A text blanked by decision does not break it."""
    if sha256_of(edition.body) != edition.body_hash:
        return False
    hashes = dict(_text_hashes(json.loads(edition.body)))
    texts = {text.key: text for text in edition.texts.all()}
    if texts.keys() != hashes.keys():
        return False
    return all(_holds(text, hashes[key]) for key, text in texts.items())


def body_of(edition: Edition, viewer: Viewer) -> Json:
    """The body with its texts put back; a blanked one says by which decision it was removed."""
    return bodies_of([edition], viewer)[edition.pk]


def bodies_of(editions: Sequence[Edition], viewer: Viewer) -> dict[int, Json]:
    """The body of each, by the edition's key. One query, however many there are."""
    texts = EditionText.objects.seen_by(viewer).filter(edition__in=[edition.pk for edition in editions])
    words: dict[int, dict[str, str]] = {edition.pk: {} for edition in editions}
    for edition_id, key, text, blanked_at, decision in texts.order_by().values_list(*_SHOWN):
        words[edition_id][key] = text if blanked_at is None else f"[borttaget enligt beslut {decision}]"
    return {edition.pk: _with_words(edition.body, words[edition.pk]) for edition in editions}


def _with_words(body: str, words: Mapping[str, str]) -> Json:
    """As `with_each_text`, while the JSON is read: a body has tens of thousands of values."""
    found: Json = json.loads(body, object_hook=lambda part: words[part[TEXT_MARK]] if TEXT_MARK in part else part)
    return found


@action("edition.text_blanked", right="edition.blank_text")
def blank_text(*, by: Viewer, now: datetime, edition: Edition, key: str, decision: str) -> Edition:
    """Remove one free text for good, by a named decision. The edition's hash still holds.

    Documents rendered with the text are removed as well, and rendered anew when asked for.
    """
    decision = decision.strip()
    if not decision or len(decision) > LONGEST_DECISION:
        raise CannotBlank(
            "Beslutet saknas eller är för långt. Du skrev {length} tecken. "
            "Ange beslutets diarienummer, högst {longest} tecken.",
            field="decision",
            length=len(decision),
            longest=LONGEST_DECISION,
        )
    text = EditionText.objects.seen_by(by).filter(edition=edition, key=key).first()
    if text is None or text.blanked_at is not None:
        raise CannotBlank(
            "Texten finns inte i utgåvan, eller är redan borttagen. Du valde {key}. Välj en annan text.",
            field="key",
            key=key,
        )
    text.text, text.salt = "", ""
    text.blanked_at, text.blanked_decision = now, decision
    text.save(update_fields=["text", "salt", "blanked_at", "blanked_decision"])
    EditionDocument.objects.seen_by(by).filter(edition=edition).delete()
    with_codes(text=text.public_id, decision=decision)
    return edition


def editions(viewer: Viewer, *, kind: str, period: str | None = None) -> list[Edition]:
    """The viewer's editions of one kind, newest period and version first."""
    found = Edition.objects.seen_by(viewer).filter(kind=kind)
    if period is not None:
        found = found.filter(period=period)
    return list(found.order_by("-period", "-version"))


def edition_by_id(viewer: Viewer, public_id: str) -> Edition:
    """The edition, or NotFound."""
    return Edition.objects.seen_by(viewer).one(public_id=public_id)


def _check_texts(body: Json, texts: Mapping[str, str]) -> None:
    referred = list(text_keys(body))
    if any(not isinstance(key, str) for key in referred) or set(referred) != set(texts):
        lacking = sorted({str(key) for key in referred} ^ set(texts))
        raise CannotFreeze(
            "Utgåvans fritexter går inte ihop. {keys} finns bara på ena stället. "
            "Ge varje fritext i innehållet sina ord, och tvärtom.",
            keys=", ".join(lacking),
        )


def _text_hashes(body: Any) -> Iterator[tuple[str, str]]:
    if isinstance(body, Mapping):
        if TEXT_MARK in body:
            yield body[TEXT_MARK], body.get(HASH_MARK, "")
        else:
            for part in body.values():
                yield from _text_hashes(part)
    elif isinstance(body, list):
        for part in body:
            yield from _text_hashes(part)


def _holds(text: EditionText, hash_in_body: str) -> bool:
    if text.salted_hash != hash_in_body:
        return False
    if text.blanked_at is not None:
        return text.text == "" and text.salt == ""
    return salted_hash(text.text, text.salt) == hash_in_body
