"""Is the paper the same every time, readable by all, and honest about practice data?"""

from __future__ import annotations

import json
import re
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
import typst

from tryggve.foundation.render import typesetting
from tryggve.foundation.render.canonical import with_each_text
from tryggve.foundation.render.fonts import FONT_FOLDER
from tryggve.foundation.render.tests.bodies import KINDS, TEXTS, sample_body
from tryggve.foundation.render.typesetting import TEMPLATES, CannotTypeset, Imprint, day_in_words, typeset

LATE_ON_NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def imprint(kind: str, *, is_practice: bool = True) -> Imprint:
    return Imprint(
        kind=kind,
        version=2,
        frozen_at=datetime(2026, 9, 2, 8, tzinfo=UTC),
        body_hash="8f1c" * 16,
        is_practice=is_practice,
        smallest_shown=5 if kind == "monthly_report" else 0,
        hidden=2,
    )


def filled(kind: str) -> dict[str, Any]:
    body: dict[str, Any] = with_each_text(sample_body(kind), TEXTS[kind])
    return body


def asked(kind: str, label: str, *, is_practice: bool) -> list[dict[str, Any]]:
    """What stands under a label in the typeset document, with one answer a page it stands on."""
    answer: list[dict[str, Any]] = json.loads(
        typst.query(
            str(TEMPLATES / f"{kind}.typ"),
            label,
            root=str(TEMPLATES),
            font_paths=[str(FONT_FOLDER)],
            ignore_system_fonts=True,
            sys_inputs={"data": typesetting.template_data(filled(kind), imprint(kind, is_practice=is_practice))},
        )
    )
    return answer


def unpacked(pdf: bytes) -> bytes:
    """The PDF's own streams, inflated: enough to see its structure without a PDF library."""
    parts = [pdf]
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            parts.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize("kind", KINDS)
def test_two_renderings_are_the_same_bytes(kind: str) -> None:
    assert typeset(filled(kind), imprint(kind)) == typeset(filled(kind), imprint(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_practice_data_says_so(kind: str) -> None:
    pages = asked(kind, "<pages>", is_practice=True)[0]["value"]

    bands = asked(kind, "<practice>", is_practice=True)

    assert len(bands) == pages >= 2
    assert all("Övningsdata." in json.dumps(band, ensure_ascii=False) for band in bands)


@pytest.mark.parametrize("kind", KINDS)
def test_real_data_is_never_called_practice(kind: str) -> None:
    assert asked(kind, "<practice>", is_practice=False) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_is_tagged_for_screen_readers_and_archives(kind: str) -> None:
    inside = unpacked(typeset(filled(kind), imprint(kind)))

    assert b"pdfuaid:part" in inside
    assert b"pdfaid:part" in inside
    assert b"/StructTreeRoot" in inside
    assert re.search(rb"/Marked true", inside)
    assert re.search(rb"/Lang ?\(sv", inside)
    for tag in (b"/H1", b"/H2", b"/Table", b"/TH", b"/TD"):
        assert tag in inside, tag


def test_pictures_have_words_beside_them() -> None:
    assert b"/Alt" in unpacked(typeset(filled("weekly_picture"), imprint("weekly_picture")))


def test_words_that_look_like_a_program_are_only_words() -> None:
    body = filled("minutes") | {"answer": '#panic("kod") *inte* #read("house.typ") <b>'}

    assert typeset(body, imprint("minutes")).startswith(b"%PDF")


def test_an_empty_week_is_a_document_too() -> None:
    body = filled("weekly_picture") | {
        "deviations": [], "areas": [], "categories": [], "hot_times": None, "judgements": [], "map": None,
        "completeness": {"weeks": ["36", "37"], "parties": []}, "changes": ["Polisens sena rapport kom med."],
    }  # fmt: skip

    assert typeset(body, imprint("weekly_picture")).startswith(b"%PDF")


def test_an_empty_month_is_a_document_too() -> None:
    body = filled("monthly_report") | {
        "priorities": [], "measures": [], "evaluations": [], "unknowns": [], "requests": [], "lead_time": None,
    }  # fmt: skip

    assert typeset(body, imprint("monthly_report")).startswith(b"%PDF")


def test_an_unconfirmed_meeting_without_priorities_is_a_document_too() -> None:
    body = filled("minutes") | {
        "previous": [], "priorities": [], "decisions": [], "attendance": [], "confirmed": None, "other": "",
        "next_meeting": "", "based_on": None,
    }  # fmt: skip

    assert typeset(body, imprint("minutes")).startswith(b"%PDF")


def test_a_kind_without_a_template_is_refused() -> None:
    with pytest.raises(CannotTypeset, match="poem"):
        typeset(filled("minutes"), imprint("poem"))


def test_the_day_is_swedish_even_near_midnight() -> None:
    assert day_in_words(LATE_ON_NEW_YEARS_EVE) == "1 januari 2027"
