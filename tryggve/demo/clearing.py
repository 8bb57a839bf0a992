"""Emptying a database that holds nothing but practice, before it is made anew."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.utils import ConnectionHandler

from tryggve.foundation.audit import insert_only
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _


class CannotClear(DomainError):
    """There is something real in the database, or it may not be emptied from here."""


def is_empty() -> bool:
    """Whether no municipality has been laid up."""
    return not Municipality.objects.exists()


def clear() -> None:
    """Empty every table of ours. Refused as soon as one municipality is real."""
    real = Municipality.objects.filter(is_practice=False).first()
    if real is not None:
        raise CannotClear(
            _(
                "Databasen innehåller en riktig kommun. Vi hittade {name}. "
                "Gör övningslänet i en egen databas, så att inget försvinner."
            ),
            name=real.name,
        )
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if _is_ours(model))
    if connection.vendor == "postgresql":
        _truncate_as_owner(tables)
        return
    with transaction.atomic():
        statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=True)
        was_shut = insert_only.open_up(connection)
        connection.ops.execute_sql_flush(statements)
        if was_shut:
            insert_only.shut(connection)


def _is_ours(model: type) -> bool:
    """Not Django's own lists of permissions and content types, which migrate keeps."""
    label: str = model._meta.app_label  # type: ignore[attr-defined]
    return label not in ("auth", "contenttypes")


def _truncate_as_owner(tables: list[str]) -> None:
    """The application's own role may not empty the trail; the owner of the tables may."""
    if settings.OWNER_DATABASE is None:
        raise CannotClear(
            _(
                "Databasen kan inte tömmas härifrån. Programmets egen roll får inte ta bort loggboken. "
                "Ange TRYGGVE_OWNER_DATABASE_URL och försök igen."
            )
        )
    here = settings.OWNER_DATABASE | {"NAME": connection.settings_dict["NAME"]}
    owner = ConnectionHandler({"default": here})["default"]
    try:
        with owner.cursor() as cursor:
            names = ", ".join(owner.ops.quote_name(table) for table in tables)
            cursor.execute(f"truncate {names} restart identity cascade")
    finally:
        owner.close()
