"""Which class of privacy does each field of a table have?

Every model carries an inner class::

    class Privacy:
        plain = ("id", "public_id", "category_code")  # codes, times, numbers: may be counted and logged
        free_text = ("note",)  # typed by a person: scanned, never logged, never exported raw
        personal = ("reporter",)  # points to a person: erased on request
        secret = ("password",)  # never leaves the server
        kept_for = Kept(years=2, since="occurred_from")  # how long: kernel/keeping.py

`classify` refuses a model where a field is in none, in two, or gone.
"""

from __future__ import annotations

from enum import StrEnum

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from tryggve.kernel.keeping import Kept


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


def rule_of(model: type[models.Model]) -> Kept:
    """How long a row is kept, as the disposal applies it."""
    classify(model)
    rule: Kept = model.Privacy.kept_for  # type: ignore[attr-defined]
    return rule


def kept_for(model: type[models.Model]) -> str:
    """How long a row is kept, in words made from its rule."""
    text, values = rule_of(model).words
    names = {"since": "since", "row": "with_row"}
    shown = {key: _name_of(model, str(value)) if key in names else value for key, value in values.items()}
    return _(text).format(**shown)


def _name_of(model: type[models.Model], field: str) -> str:
    return str(getattr(model._meta.get_field(field), "verbose_name", field))


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
    rule = getattr(declaration, "kept_for", None)
    if not isinstance(rule, Kept):
        faults.append("kept_for is missing, or is not a Kept (kernel/keeping.py)")
    else:
        faults += [
            f"kept_for: no such field: {name}" for name in (rule.since, rule.with_row) if name and name not in actual
        ]
    return faults
