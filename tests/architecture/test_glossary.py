"""One Swedish word, one English name: is the glossary true of the tables?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tryggve.cycle.steps import STEPS

ROOT = Path(__file__).resolve().parents[2]
WORDS = tomllib.loads((ROOT / "docs/glossary.toml").read_text(encoding="utf-8"))["word"]
KEYS = {"term", "name", "definition", "source", "not_to_be_confused_with"}
IN_GLOSSARY = [*(step.room for step in STEPS), "people", "geography", "reference"]

#: The method looks at places and situations. Nobody whom an incident is about has a table or a field.
NOT_IN_CYCLE = {"person", "suspect", "victim", "offender", "perpetrator", "witness", "personnummer", "ethnicity"}
#: Words that say too little, or say something else than here (docs/house_style.md).
TOO_BARE = {"report", "status", "date", "time", "type", "data", "info", "statistic"}


def _tables(*rooms: str) -> list[type[models.Model]]:
    return [model for room in rooms for model in apps.get_app_config(room).get_models()]


def _label(model: type[models.Model]) -> str:
    return str(model._meta.label)


def _words_of(name: str) -> set[str]:
    """The words of an identifier: SharedIncident and shared_incident are both shared, incident."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)}


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word["name"])
def test_every_word_says_what_it_is_where_it_comes_from_and_what_it_is_not(word: dict[str, str]) -> None:
    assert set(word) == KEYS
    assert all(word.values())


def test_no_word_and_no_name_stands_twice() -> None:
    assert len({word["term"] for word in WORDS}) == len(WORDS)
    assert len({word["name"] for word in WORDS}) == len(WORDS)


@pytest.mark.parametrize("model", _tables(*IN_GLOSSARY), ids=_label)
def test_a_table_bears_its_english_name_and_shows_its_swedish_word(model: type[models.Model]) -> None:
    terms = {word["name"]: word["term"] for word in WORDS}

    assert model.__name__ in terms, f"{_label(model)} is not in docs/glossary.toml. Add the word there."
    assert str(model._meta.verbose_name) == terms[model.__name__]


def test_every_word_is_a_table() -> None:
    tables = {model.__name__ for model in apps.get_models()}

    assert {word["name"] for word in WORDS} - tables == set()


@pytest.mark.parametrize("model", _tables(*(step.room for step in STEPS)), ids=_label)
def test_the_cycle_has_no_table_and_no_field_for_those_an_incident_is_about(model: type[models.Model]) -> None:
    names = {model.__name__, *(field.name for field in model._meta.get_fields())}

    assert {name for name in names if _words_of(name) & NOT_IN_CYCLE} == set()


@pytest.mark.parametrize("model", _tables(*(step.room for step in STEPS)), ids=_label)
def test_a_table_and_its_columns_are_never_called_by_a_bare_word(model: type[models.Model]) -> None:
    columns = {field.name for field in model._meta.get_fields() if not isinstance(field, models.ForeignKey)}

    assert model.__name__.lower() not in TOO_BARE
    assert columns & TOO_BARE == set()


@pytest.mark.parametrize("model", _tables(*(step.room for step in STEPS)), ids=_label)
def test_a_moment_ends_in_at_and_a_day_in_date(model: type[models.Model]) -> None:
    moments = {"occurred_from", "occurred_to"}  # MODEL: the two ends of when it happened
    fields = [field for field in model._meta.get_fields() if field.name not in moments]

    assert [
        field.name for field in fields if type(field) is models.DateTimeField and not field.name.endswith("_at")
    ] == []
    assert [
        field.name for field in fields if type(field) is models.DateField and not field.name.endswith("_date")
    ] == []
