"""How is a Django form shown? Each field as a control that the template can draw without logic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.safestring import SafeString

from tryggve.foundation.web.marks import JUDGEMENTS, judgement

GROUPED = (RadioSelect, CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where."""

    target: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One tile of a group."""

    widget: SafeString
    id: str
    label: str | SafeString


@dataclass(frozen=True, slots=True)
class Control:
    """A field ready to draw: kind is "line", "group" or "check"."""

    kind: str
    id: str
    name: str
    label: str
    help: str
    errors: tuple[str, ...]
    is_optional: bool
    is_judgement: bool
    is_side: bool
    widget: SafeString | str
    choices: tuple[Choice, ...]


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, GROUPED):
        return "group"
    return "check" if isinstance(widget, CheckboxInput) else "line"


def _described(bound: BoundField) -> dict[str, Any]:
    ids = [f"{bound.auto_id}_help"] if bound.help_text else []
    ids += [f"{bound.auto_id}_error"] if bound.errors else []
    described = {"aria-describedby": " ".join(ids)} if ids else {}
    return described | ({"aria-invalid": "true"} if bound.errors else {})


def _choices(bound: BoundField, *, is_judgement: bool) -> tuple[Choice, ...]:
    shown = []
    for option in bound.subwidgets:
        value = str(option.data["value"])
        label: str | SafeString = option.choice_label
        if is_judgement and value in JUDGEMENTS:
            label = judgement(value)
        shown.append(Choice(option.tag(), str(option.id_for_label), label))
    return tuple(shown)


def control(bound: BoundField, *, label: str = "", is_judgement: bool = False, is_side: bool = False) -> Control:
    """What the template `web/_field.html` draws."""
    kind = _kind(bound)
    grouped = kind == "group"
    return Control(
        kind=kind,
        id=bound.auto_id,
        name=bound.html_name,
        label=label or str(bound.label or ""),
        help=str(bound.help_text or ""),
        errors=tuple(str(error) for error in bound.errors),
        is_optional=not bound.field.required and kind != "check",
        is_judgement=is_judgement,
        is_side=is_side,
        widget="" if grouped else bound.as_widget(attrs=_described(bound)),
        choices=_choices(bound, is_judgement=is_judgement) if grouped else (),
    )


def faults(form: BaseForm) -> list[Fault]:
    """Every fault of a form, whole-form faults first, each pointing at what to mend."""
    if not form.is_bound:
        return []
    found = [Fault("", str(error)) for error in form.non_field_errors()]
    for bound in form:
        if bound.is_hidden:
            found += [Fault("", str(error)) for error in bound.errors]
            continue
        target = f"{bound.auto_id}_0" if _kind(bound) == "group" else bound.auto_id
        found += [Fault(target, str(error), str(bound.label or "")) for error in bound.errors]
    return found
