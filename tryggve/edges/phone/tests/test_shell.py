"""Does the page carry every text the scripts ask for, and does each change of the app make a new version of it?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from tryggve.edges.phone import shell
from tryggve.edges.phone.words import TEXTS, words

SCRIPTS = Path(__file__).parents[4] / "frontend/src"
SAID = re.compile(r"\bsay\(([^()]*)")
COUNTED = re.compile(r"\bsayN\(\"([a-z_]+)\"")
NAME = re.compile(r"\"([a-z_0-9]+)\"")
#: Names that are chosen by what was chosen: times, reasons, hints, certainties.
CHOSEN = {
    "just_now", "last_night", "this_morning", "earlier_today", "yesterday", "chosen_place", "map_place", "last_place",
    "favourite_place", "seen", "heard", "rumour", "wrong_pin", "wrong_pin_then", "too_many_pins",
    "too_many_pins_then", "pin_needs_network", "first_time", "first_time_text", "undone", "undone_text",
}  # fmt: skip


def _asked_for() -> set[str]:
    text = "\n".join(path.read_text() for path in [SCRIPTS / "phone.js", *(SCRIPTS / "phone").rglob("*.js")])
    single = {name for said in SAID.findall(text) for name in NAME.findall(said)}
    counted = {f"{name}_{form}" for name in COUNTED.findall(text) for form in ("one", "many")}
    hints = set(re.findall(r"\"(looks_like_[a-z]+)\"", text))
    return single | counted | hints | CHOSEN


def test_every_text_that_is_asked_for_is_carried_and_no_other() -> None:
    assert _asked_for() - {"sv"} == set(TEXTS)


def test_a_sentence_is_short_enough_to_be_read_outdoors() -> None:
    sentences = [sentence for text in TEXTS.values() for sentence in re.split(r"(?<=[.?!])\s", text)]

    assert [sentence for sentence in sentences if len(sentence.split()) > 20] == []


def test_the_worker_keeps_the_page_and_its_files_and_never_what_the_server_says() -> None:
    told = shell.worker()
    kept = json.loads(re.search(r"const SHELL = (\[.*\]);", told)[1])  # type: ignore[index]

    assert kept[0] == "/telefon/"
    assert not any("/api/" in address for address in kept)
    for address in kept[1:]:
        assert finders.find(address.partition("?")[0].removeprefix("/static/")), address


def test_each_language_has_a_version_of_its_own() -> None:
    with translation.override("sv"):
        swedish = shell.version()
    with translation.override("en"):
        english = shell.version()

    assert swedish != english


def test_the_page_asks_for_the_files_that_the_worker_keeps(client: Client, db: None) -> None:
    page = client.get("/telefon/").content.decode()
    kept = json.loads(re.search(r"const SHELL = (\[.*\]);", client.get("/telefon/sw.js").content.decode())[1])  # type: ignore[index]

    asked = set(re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", page)) - {"/static/phone/apple-touch-icon.png"}
    assert asked <= set(kept)
    assert json.loads(re.search(r"id=\"phone-words\" type=\"application/json\">(.*?)</script>", page)[1]) == words()  # type: ignore[index]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_manifest_says_how_it_is_installed(language: str) -> None:
    with translation.override(language):
        told = shell.manifest()

    assert told["lang"] == language
    assert (told["start_url"], told["scope"], told["display"]) == ("/telefon/", "/telefon/", "standalone")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
