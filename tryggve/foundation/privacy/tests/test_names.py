"""Names of persons in texts, and what looks like them and is nobody's name."""

from __future__ import annotations

import pytest

from tryggve.foundation.privacy.guard import find
from tryggve.foundation.privacy.lexicon import phrases
from tryggve.foundation.privacy.marks import Kind
from tryggve.foundation.privacy.name_shape import sound, strangeness, without_signs


def _names(text: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in find(text) if mark.kind is Kind.PERSON_NAME]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Torvald ringde om lampan vid entrén.", "Torvald"),
        ("Grannen Kvarnlöf kom förbi expeditionen.", "Kvarnlöf"),
        ("Parkeringsvakten, Dženan, fick en snöboll i ansiktet.", "Dženan"),
        ("Enligt läraren är Sulaymaan ledsen.", "Sulaymaan"),
        ("Vi pratade med Sahro D. om nycklarna.", "Sahro D."),
        ("I chatten skriver de att J.B. sålde snus.", "J.B."),
        ("Tack till Birgitta & Sture för kaffet.", "Sture"),
        ("Per åkte dit men såg inget.", "Per"),
        ("Väktare Dahlqvister kvitterade larmet.", "Dahlqvister"),
        ("Det var Xhevdet Plakolli som ringde.", "Xhevdet Plakolli"),
        ("kevin o hassan va där igen", "kevin"),
    ],
)
def test_a_name_is_found_in_whatever_form_it_is_written(text: str, name: str) -> None:
    assert name in _names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tuva efter tuva uppsparkad på planen.",
        "Rut för rut är plexiglaset sönderbränt.",
        "Hedlunds Glas kom på tjugo minuter.",
        "Advokatfirman Berg & Holmström målar sin port.",
        "Församlingshemmet Maria har bytt lås.",
        "Häleri på loppisen kan inte uteslutas.",
        "Hammar och stämjärn låg kvar vid fönstret.",
        "Växeln nås dygnet runt.",
        "Storm Hans drog fram över länet.",
        "Hans och hennes-toaletterna är igensatta.",
    ],
)
def test_words_firms_and_storms_are_nobodys_name(text: str) -> None:
    assert _names(text) == []


def test_letters_tell_a_name_from_a_word() -> None:
    assert strangeness("bukola") > 0 > strangeness("nedskräpning")


def test_spellings_that_sound_alike_are_one_name() -> None:
    assert sound("abdirisaq") == sound("abdirisak")
    assert without_signs("dženan") == "dzenan"
    assert without_signs("åke") == "åke"


def test_every_weight_is_of_something_that_can_be_seen() -> None:
    weighed = [line.rpartition(" ")[0] for line in phrases("name_weights")]
    assert len(weighed) == len(set(weighed))
    assert "always" in weighed
