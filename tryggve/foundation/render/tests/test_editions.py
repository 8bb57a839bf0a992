"""Is what was shown kept, and does tampering show?"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.render.canonical import CannotFreeze
from tryggve.foundation.render.documents import check_export, document, file_name, store_document
from tryggve.foundation.render.editions import (
    CannotBlank,
    blank_text,
    body_of,
    edition_by_id,
    editions,
    freeze,
    use_salts,
    verify,
)
from tryggve.foundation.render.models import Edition, EditionDocument, EditionText, FrozenEdition
from tryggve.foundation.render.tests.bodies import TEXTS, sample_body
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast

WORDS = "Värdar två kvällar av tre."
KEY = "previous.knutpunkten"


@pytest.fixture(autouse=True)
def counted_salts() -> Iterator[None]:
    numbers = itertools.count(1)
    with use_salts(lambda: f"{next(numbers):064x}"):
        yield


def frozen(by: Viewer, *, version: int = 1, body: dict[str, Any] | None = None) -> Edition:
    return freeze(
        by=by,
        now=NOW,
        kind="minutes",
        period="2026-W37",
        version=version,
        body=body or sample_body("minutes"),
        parameters={"capacity": 3},
        engine_version="1",
        texts=TEXTS["minutes"],
    )


@pytest.fixture
def edition(cast: Cast) -> Edition:
    with acting_as(cast.elin):
        return frozen(cast.elin)


def test_a_frozen_edition_verifies_and_gives_its_body_back(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        assert verify(edition)
        assert body_of(edition, cast.elin)["previous"][1]["outcome"] == WORDS


def test_free_words_never_stand_in_the_body(edition: Edition) -> None:
    assert WORDS not in edition.body
    assert set(json.loads(edition.body)["previous"][1]["outcome"]) == {"$text", "hmac_sha256"}


def test_the_same_body_and_salts_give_the_same_hash(cast: Cast, edition: Edition) -> None:
    numbers = itertools.count(1)

    with use_salts(lambda: f"{next(numbers):064x}"), acting_as(cast.elin):
        again = frozen(cast.elin, version=2)

    assert again.body_hash == edition.body_hash


def test_a_changed_number_shows(cast: Cast, edition: Edition) -> None:
    edition.body = edition.body.replace('"count":14', '"count":13')

    with acting_as(cast.elin):
        assert not verify(edition)


def test_a_changed_text_shows(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        EditionText.objects.seen_by(cast.elin).filter(edition=edition).update(text="Något annat.")

        assert not verify(edition)


def test_a_removed_text_shows(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        EditionText.objects.seen_by(cast.elin).filter(edition=edition).delete()

        assert not verify(edition)


def test_emptying_a_text_without_a_decision_shows(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        EditionText.objects.seen_by(cast.elin).filter(edition=edition).update(text="", salt="")

        assert not verify(edition)


def test_an_edition_cannot_be_saved_again(edition: Edition) -> None:
    edition.version = 9

    with pytest.raises(FrozenEdition):
        edition.save()


@pytest.mark.parametrize("texts", [{}, {KEY: WORDS, "loose": "ord"}])
def test_texts_and_references_must_match(cast: Cast, texts: dict[str, str]) -> None:
    with acting_as(cast.elin), pytest.raises(CannotFreeze):
        freeze(
            by=cast.elin, now=NOW, kind="minutes", period="2026-W37", version=1,
            body=sample_body("minutes"), texts=texts,
        )  # fmt: skip


def test_a_county_viewer_freezes_nothing_for_a_municipality(cast: Cast) -> None:
    with acting_as(cast.lina), pytest.raises(CannotFreeze):
        frozen(cast.lina)


def test_blanking_removes_words_and_salt_and_leaves_the_hash_valid(cast: Cast, edition: Edition) -> None:
    blank_text(by=cast.elin, now=NOW, edition=edition, key=KEY, decision="KS 2026/12")

    with acting_as(cast.elin):
        row = EditionText.objects.seen_by(cast.elin).get(edition=edition, key=KEY)
        assert (row.text, row.salt, row.blanked_at) == ("", "", NOW)
        assert verify(edition)
        assert body_of(edition, cast.elin)["previous"][1]["outcome"] == "[borttaget enligt beslut KS 2026/12]"


def test_blanking_is_audited_by_id_and_decision_never_by_words(cast: Cast, edition: Edition) -> None:
    blank_text(by=cast.elin, now=NOW, edition=edition, key=KEY, decision="KS 2026/12")

    with acting_as(cast.elin):
        line = AuditEntry.objects.seen_by(cast.elin).get(event="edition.text_blanked")
    assert line.subject == edition.public_id
    assert line.codes["decision"] == "KS 2026/12"
    assert WORDS not in json.dumps(line.codes)


def test_documents_with_the_words_go_when_the_text_is_blanked(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        assert WORDS.encode() in document(edition, "json", cast.elin, NOW)

    blank_text(by=cast.elin, now=NOW, edition=edition, key=KEY, decision="KS 2026/12")

    with acting_as(cast.elin):
        exported = document(edition, "json", cast.elin, NOW)
    assert WORDS.encode() not in exported
    assert check_export(exported)


@pytest.mark.parametrize(("key", "decision"), [(KEY, " "), (KEY, "x" * 65), ("unknown", "KS 2026/12")])
def test_blanking_needs_a_text_and_a_decision(cast: Cast, edition: Edition, key: str, decision: str) -> None:
    with pytest.raises(CannotBlank):
        blank_text(by=cast.elin, now=NOW, edition=edition, key=key, decision=decision)


def test_a_text_is_blanked_once(cast: Cast, edition: Edition) -> None:
    blank_text(by=cast.elin, now=NOW, edition=edition, key=KEY, decision="KS 2026/12")

    with pytest.raises(CannotBlank):
        blank_text(by=cast.elin, now=NOW, edition=edition, key=KEY, decision="KS 2026/13")


def test_blanking_needs_the_right(cast: Cast, edition: Edition) -> None:
    with pytest.raises(NotAllowed):
        blank_text(by=cast.sixten, now=NOW, edition=edition, key=KEY, decision="KS 2026/12")


def test_the_stranger_reaches_no_edition_text_or_document(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        document(edition, "json", cast.elin, NOW)

    with acting_as(cast.frida):
        assert editions(cast.frida, kind="minutes") == []
        with pytest.raises(NotFound):
            edition_by_id(cast.frida, edition.public_id)
        assert not EditionText.objects.seen_by(cast.frida).exists()
        assert not EditionDocument.objects.seen_by(cast.frida).exists()


def test_the_stranger_with_the_right_at_home_blanks_nothing_here(cast: Cast, edition: Edition) -> None:
    with pytest.raises(CannotBlank):
        blank_text(by=cast.bo, now=NOW, edition=edition, key=KEY, decision="KS 2026/12")


def test_the_newest_version_comes_first(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        newer = frozen(cast.elin, version=2)

        assert editions(cast.elin, kind="minutes", period="2026-W37") == [newer, edition]
        assert edition_by_id(cast.elin, newer.public_id) == newer


def test_a_document_is_rendered_once(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        first = document(edition, "pdf", cast.elin, NOW)
        again = document(edition, "pdf", cast.elin, NOW + timedelta(days=40))

        assert first == again
        assert EditionDocument.objects.seen_by(cast.elin).filter(edition=edition).count() == 1


def test_the_page_a_step_stored_is_the_page_that_is_read(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        store_document(by=cast.elin, now=NOW, edition=edition, document_format="html", content=b"<h1>Tre</h1>")

        assert document(edition, "html", cast.elin, NOW) == b"<h1>Tre</h1>"


def test_a_file_of_practice_data_says_so_first(cast: Cast, edition: Edition) -> None:
    with acting_as(cast.elin):
        exported = json.loads(document(edition, "json", cast.elin, NOW))

    assert next(iter(exported)) == "practice_data"
    assert file_name(edition, "pdf") == "ovningsdata-minutes-2026-W37-v1.pdf"


def test_real_data_bears_no_mark_of_practice(cast: Cast) -> None:
    real = replace(cast.elin, is_practice=False)
    with acting_as(real):
        edition = frozen(real)
        exported = json.loads(document(edition, "json", real, NOW))

    assert "practice_data" not in exported
    assert file_name(edition, "json") == "minutes-2026-W37-v1.json"


@pytest.mark.parametrize(("before", "after"), [(b'"count": 14', b'"count": 15'), (WORDS.encode(), b"Tre av tre.")])
def test_an_exported_file_that_was_changed_does_not_check(
    cast: Cast, edition: Edition, before: bytes, after: bytes
) -> None:
    with acting_as(cast.elin):
        exported = document(edition, "json", cast.elin, NOW)

    assert check_export(exported)
    assert not check_export(exported.replace(before, after))
