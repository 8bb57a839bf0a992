"""Which class of privacy does each field of a table have?

Every model carries an inner class::

    class Privacy:
        plain = ("id", "public_id", "category_code")  # codes, times, numbers: may be counted and logged
        free_text = ("note",)  # typed by a person: scanned, never logged, never exported raw
        personal = ("reporter",)  # points to a person: erased on request
        secret = ("password",)  # never leaves the server
        kept_for = "2 years"  # how long, in words

`classify` refuses a model where a field is in none, in two, or gone.
"""

from __future__ import annotations

from enum import StrEnum

from django.apps import apps
from django.db import models


class FieldClass(StrEnum):
    """What may be done with a field."""

    PLAIN = "plain"
    FREE_TEXT = "free_text"
    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105 - the name of a class, not a password


class FieldsNotClassified(Exception):
    """A model's Privacy class and its fields do not agree. A fault in the program, not a refusal."""


def classify(model: type[models.Model]) -> dict[str, FieldClass]:
    """Each own field of the model with its class. Raises FieldsNotClassified."""
    declaration = getattr(model, "Privacy", None)
    if declaration is None:
        raise FieldsNotClassified(f"{model._meta.label} has no Privacy class. Declare one inside the model.")
    declared = [(name, kind) for kind in FieldClass for name in _names(declaration, kind)]
    faults = _faults(model, [name for name, _kind in declared], declaration)
    if faults:
        raise FieldsNotClassified(f"{model._meta.label}: {'; '.join(faults)}. Correct its Privacy class.")
    return dict(declared)


def fields_of_class(model: type[models.Model], *kinds: FieldClass) -> tuple[str, ...]:
    """The names of the model's fields of these classes: what the log filter, exports and erasure ask."""
    return tuple(name for name, kind in classify(model).items() if kind in kinds)


def kept_for(model: type[models.Model]) -> str:
    """How long a row is kept, in the words of its Privacy class."""
    classify(model)
    return str(model.Privacy.kept_for)  # type: ignore[attr-defined]


def own_models() -> list[type[models.Model]]:
    """Every table that Tryggve declares itself, in any room."""
    return [
        model
        for model in apps.get_models(include_auto_created=False)
        if model.__module__.startswith("tryggve.") and not model._meta.proxy
    ]


def _names(declaration: type, kind: FieldClass) -> tuple[str, ...]:
    names = getattr(declaration, kind.value, ())
    # ("name") without the comma is a string: every letter would become a field.
    return (names,) if isinstance(names, str) else tuple(names)


def _faults(model: type[models.Model], declared: list[str], declaration: type) -> list[str]:
    actual = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    twice = sorted({name for name in declared if declared.count(name) > 1})
    faults = [f"in no class: {name}" for name in sorted(actual - set(declared))]
    faults += [f"in two classes: {name}" for name in twice]
    faults += [f"no such field: {name}" for name in sorted(set(declared) - actual)]
    if not getattr(declaration, "kept_for", ""):
        faults.append("kept_for is missing")
    return faults
