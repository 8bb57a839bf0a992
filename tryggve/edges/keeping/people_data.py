"""What is there about somebody who has an account, and how is it taken away?

An extract has everything that points at the person: what is about them whole (account, roles, log-ins, mails,
telephones), and of what they did in their work where it is and when, not what stands in it: raw incidents belong to
their organisation, and whoever takes the extract may not read them. Secrets are never in it.

Erasing blanks name and address where they are kept, as the fields' classes say, and takes away what is only theirs.
The account stays as an empty row with its opaque id: reports keep their count, and the trail verifies as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.db.models import CASCADE, Q, QuerySet

from tryggve.edges.keeping.disposal import parts
from tryggve.edges.keeping.rules import CannotErase
from tryggve.foundation.audit.chain import moment_of
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.trail import action, record, with_codes
from tryggve.foundation.people.leaving import shut_out
from tryggve.foundation.people.models import Membership, User
from tryggve.foundation.people.queries import house_viewer, system_viewer
from tryggve.foundation.privacy.fields import FieldClass, classify, fields_of_class, own_models
from tryggve.foundation.render.editions import blank_text
from tryggve.foundation.render.models import EditionText
from tryggve.foundation.tenancy.managers import SeenManager
from tryggve.foundation.tenancy.models import Municipality, TenantModel
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

#: Rooms whose rows are about the person; elsewhere a row is about what they did.
_ABOUT_PEOPLE: Final = frozenset({"people", "notify"})
#: Stays as it is: who held which role, for whoever reads the trail. It points at an empty account.
_STAYS: Final = frozenset({"people.Membership"})
_SHOWN_CLASSES: Final = frozenset({FieldClass.PLAIN, FieldClass.PERSONAL})
_LONGEST_LIST: Final = 5000


def homes_of(user: User) -> list[Municipality]:
    """Every municipality the person has or has had a role in."""
    keys = Membership.objects.filter(user=user, municipality__isnull=False).values("municipality_id")
    return list(Municipality.objects.filter(pk__in=keys).order_by("pk"))


# -- Extract ----------------------------------------------------------------------------------------
def extract(user: User, homes: list[Municipality]) -> dict[str, Any]:
    """Everything that points at the person, as JSON. Called outside every scope: it enters each in turn."""
    return {
        "account": _whole(user),
        "about_the_person": _house_rows(user),
        "municipalities": {home.name: _of_municipality(user, home) for home in homes},
        "log_ins_and_other_lines_of_the_house": _trail(user, house_viewer()),
    }


def _house_rows(user: User) -> dict[str, list[dict[str, Any]]]:
    """The tables that belong to no municipality."""
    found = {}
    for model in own_models():
        if not isinstance(model._meta.default_manager, SeenManager):
            for name, rows in _pointing(model, model._base_manager.all(), user):
                found[name] = [_whole(row) for row in rows]
    return found


def _of_municipality(user: User, home: Municipality) -> dict[str, Any]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for number, viewer in enumerate(parts(home)):
        with acting_as(viewer, only_reads=True):
            for model in _reached(is_home=number == 0):
                for name, pointing in _pointing(model, model.objects.seen_by(viewer), user):
                    show = _whole if model._meta.app_label in _ABOUT_PEOPLE else _where
                    rows.setdefault(name, []).extend(show(row) for row in pointing)
    return {"rows": rows, "trail": _trail(user, system_viewer(home))}


def _reached(*, is_home: bool) -> Iterator[type[TenantModel]]:
    for model in own_models():
        if issubclass(model, TenantModel) and model.organisation_private != is_home:
            yield model


def _pointing(model: type[models.Model], rows: QuerySet[Any], user: User) -> Iterator[tuple[str, QuerySet[Any]]]:
    """The rows that point at the person, and those that hold a copy of the name."""
    for name in fields_of_class(model, FieldClass.PERSONAL):
        field = model._meta.get_field(name)
        if field.related_model is User:
            found = rows.filter(**{name: user})
        elif model is not User and _holds_a_name(field) and user.name:
            found = rows.filter(**{name: user.name})
        else:
            continue
        if found.exists():
            yield f"{model._meta.label}.{name}", found.order_by("pk")[:_LONGEST_LIST]


def _holds_a_name(field: Any) -> bool:
    return isinstance(field, models.CharField) and field.name.endswith("name")


def _whole(row: models.Model) -> dict[str, Any]:
    """Every field but secrets and free text of others."""
    kinds = classify(type(row))
    shown = [field for field in row._meta.fields if kinds[field.name] in _SHOWN_CLASSES]
    return {field.name: _json(getattr(row, field.attname)) for field in shown}


def _where(row: models.Model) -> dict[str, Any]:
    """Where it is and when: not what stands in it."""
    moments = [field.name for field in row._meta.fields if isinstance(field, models.DateTimeField)]
    return {"public_id": getattr(row, "public_id", ""), **{name: _json(getattr(row, name)) for name in moments}}


def _json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _trail(user: User, viewer: Viewer) -> list[dict[str, Any]]:
    """The person's own lines: when, what, on what."""
    with acting_as(viewer, only_reads=True):
        lines = AuditEntry.objects.seen_by(viewer).filter(actor=user.public_id).order_by("sequence")
        return [
            {
                "at": moment_of(each.at_us).isoformat(),
                "event": each.event,
                "about": each.subject_type,
                "key": each.subject,
            }
            for each in lines[:_LONGEST_LIST]
        ]


# -- Erase ------------------------------------------------------------------------------------------
def erase(user: User, *, decision: str, now: datetime) -> dict[str, int]:
    """Blank the person everywhere. All or nothing; raises CannotErase while they hold a role anywhere."""
    check_erasable(user)
    counts: dict[str, int] = {}
    with transaction.atomic():
        for home in homes_of(user):
            counts |= _erase_here(user, home, decision, now)
        shut_out(user, now)
        for model in own_models():
            if not isinstance(model._meta.default_manager, SeenManager) and model is not User:
                counts |= _take_own_rows(model, model._base_manager.all(), user)
        user.name, user.email = "", f"{user.public_id}@borttagen.invalid"
        user.password, user.is_active, user.is_persona = make_password(None), False, False
        user.save(update_fields=["name", "email", "password", "is_active", "is_persona"])
        _note_erasure(user=user, by=house_viewer(), now=now)
    return counts


def check_erasable(user: User) -> None:
    """Raise CannotErase while the person works anywhere, or is erased already."""
    if user.memberships.filter(is_active=True).exists():
        raise CannotErase(
            _("Personen har roller kvar. Personuppgifterna behövs så länge. Avsluta rollerna överallt först.")
        )
    if not user.name:
        raise CannotErase(_("Personen är redan raderad. Vi hittade inget namn. Det finns inget mer att göra."))


def _erase_here(user: User, home: Municipality, decision: str, now: datetime) -> dict[str, int]:
    viewer = system_viewer(home)
    counts: dict[str, int] = {}
    with acting_as(viewer):
        for model in own_models():
            if isinstance(model._meta.default_manager, SeenManager) and issubclass(model, TenantModel):
                if model.organisation_private:
                    continue  # points at the empty account, and holds no name
                rows = model.objects.seen_by(viewer)
                counts |= _take_own_rows(model, rows, user)
                counts |= _blank_copies(model, rows, user)
        texts = EditionText.objects.seen_by(viewer).filter(text=user.name, blanked_at=None).select_related("edition")
        for text in texts:
            blank_text(by=viewer, now=now, edition=text.edition, key=text.key, decision=decision)
            counts["render.EditionText"] = counts.get("render.EditionText", 0) + 1
        record(by=viewer, event="person.erased", now=now, subject=user, codes={"decision": decision})
    return counts


def _take_own_rows(model: type[models.Model], rows: QuerySet[Any], user: User) -> dict[str, int]:
    """What would go with the account goes; what only tells who did something points at the empty account."""
    if model._meta.label in _STAYS:
        return {}
    theirs = Q(pk__in=[])
    for name in fields_of_class(model, FieldClass.PERSONAL):
        field: Any = model._meta.get_field(name)
        if field.related_model is User and field.remote_field.on_delete is CASCADE:
            theirs |= Q(**{name: user})
    n = rows.filter(theirs).delete()[0] if theirs != Q(pk__in=[]) else 0
    return {model._meta.label: n} if n else {}


def _blank_copies(model: type[models.Model], rows: QuerySet[Any], user: User) -> dict[str, int]:
    n = 0
    for name in fields_of_class(model, FieldClass.PERSONAL):
        if _holds_a_name(model._meta.get_field(name)) and model._meta.label != "people.RepresentedMember":
            n += rows.filter(**{name: user.name}).update(**{name: ""})
    return {model._meta.label: n} if n else {}


@action("person.erased", right="person.data")
def _note_erasure(*, user: User, by: Viewer, now: datetime) -> User:  # noqa: ARG001 - read by @action
    with_codes(everywhere=True)
    return user
