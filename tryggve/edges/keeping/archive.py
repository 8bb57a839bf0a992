"""What an archive of one municipality consists of: which tables, in which form, with which limits.

A zip file: `manifest.json`, one `data/<table>.jsonl` for each table with one row a line as canonical JSON, and each
row's bytes (photos, documents) as a file of its own. The manifest has the hash, size and number of rows of every
file, and the last migration of every room: an archive is read by the version that wrote it, and by no other.
It holds what the database holds, hashes of passwords and links too. It is as secret as the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.db.migrations.loader import MigrationLoader

from tryggve.foundation.privacy.fields import own_models
from tryggve.foundation.tenancy.row_security import policy_for
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

FORMAT: Final = "tryggve-municipality"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
#: Written whole: the house's own lists, that codes in the rows stand for.
WHOLE: Final = ("reference.CategoryList", "reference.Category")
ROOTS: Final = ("tenancy.County", "tenancy.Municipality")
#: Only the rows that others refer to.
REFERRED: Final = ("people.Party", "people.User")
#: What a person has whatever the municipality, and that would be missed.
OF_USERS: Final = ("notify.MailChoice", "notify.CalendarFeed", "people.Invitation", "people.ExternalIdentity")
#: Not the municipality's: the county's own, the house's rhythms, and log-ins, which end.
LEFT_OUT: Final = (
    "county_reports.CountyReport",
    "incidents.ReferenceNote",
    "people.AttemptCount",
    "people.LogIn",
    "people.SignOnErrand",
    "queue.Schedule",
)

LARGEST_MANIFEST: Final = 5_000_000
LARGEST_LINE: Final = 20_000_000
LARGEST_ARCHIVE: Final = 20_000_000_000
MOST_FILES: Final = 2_000_000
#: JSON lines shrink twenty times; a file that grows more than this is no archive of ours.
MOST_GROWTH: Final = 200
_FILE_NAME: Final = re.compile(r"data/[a-z_]+\.[A-Za-z]+\.jsonl|files/[a-z_]+\.[A-Za-z]+/[0-9]{1,18}\.bin")


class CannotTakeIn(DomainError):
    """The archive, or the installation it is read into, is not what it should be. Nothing is written."""


def refuse(what: str, got: object) -> CannotTakeIn:
    """A refusal in three beats."""
    return CannotTakeIn(
        _("Arkivet kan inte läsas in: {what}. Vi fick {got}. Ta ut det på nytt ur samma version av Tryggve."),
        what=what,
        got=str(got)[:80],
    )


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an archive."""

    model: type[models.Model]
    kind: str
    is_private: bool

    @property
    def label(self) -> str:
        """Its name in the archive."""
        return str(self.model._meta.label)

    @property
    def file(self) -> str:
        """Where its rows are."""
        return f"data/{self.label}.jsonl"


def tables() -> list[Table]:
    """Every table of an archive, roots first."""
    found = [Table(model, _kind(model), _is_private(model)) for model in own_models()]
    order = ("root", "whole", "referred", "home", "of_users")
    return sorted(
        (each for each in found if each.kind != "left out"), key=lambda each: (order.index(each.kind), each.label)
    )


def _kind(model: type[models.Model]) -> str:
    named = {"root": ROOTS, "whole": WHOLE, "referred": REFERRED, "of_users": OF_USERS, "left out": LEFT_OUT}
    for kind, labels in named.items():
        if model._meta.label in labels:
            return kind
    if any(field.name == "municipality" for field in model._meta.fields):
        return "home"
    raise LookupError(f"{model._meta.label} is in no part of a municipality's archive. Say in archive.py where.")


def _is_private(model: type[models.Model]) -> bool:
    policy = policy_for(model)
    return policy is not None and "tryggve.organisation" in policy[0]


def schema() -> dict[str, str]:
    """The last migration of every room that has a table of its own."""
    rooms = {model._meta.app_label for model in own_models()}
    leaves = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes()
    return {app: name for app, name in sorted(leaves) if app in rooms}


def is_file_name(name: str) -> bool:
    """Whether the name is one that an archive of ours may hold."""
    return _FILE_NAME.fullmatch(name) is not None


# -- A row ------------------------------------------------------------------------------------------
def bytes_name(table: Table, pk: int) -> str:
    """Where a row's bytes are. A table has one such column at most."""
    return f"files/{table.label}/{pk}.bin"


def row_to_json(row: models.Model) -> dict[str, Any]:
    """Every column but bytes."""
    return {
        field.attname: _to_json(getattr(row, field.attname))
        for field in row._meta.fields
        if not isinstance(field, models.BinaryField)
    }


def canonical(values: dict[str, Any]) -> str:
    """One way of writing a row."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _to_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return found


_READERS: Final[dict[type[models.Field[Any, Any]], Callable[[Any], Any]]] = {
    models.DateTimeField: _moment,
    models.DateField: date.fromisoformat,
}
_TYPES: Final[dict[type[models.Field[Any, Any]], type | tuple[type, ...]]] = {
    models.BooleanField: bool,
    models.FloatField: (int, float),
    models.IntegerField: int,
    models.ForeignKey: int,
    models.CharField: str,
    models.TextField: str,
}


def value_from_json(field: models.Field[Any, Any], value: Any) -> Any:
    """A column's value; raises ValueError when it is of another kind than the column."""
    if value is None:
        if not field.null:
            raise ValueError(f"{field.attname} is empty")
        return None
    for kind, read in _READERS.items():
        if isinstance(field, kind):
            return read(value)
    wanted = next((wanted for kind, wanted in _TYPES.items() if isinstance(field, kind)), None)
    if wanted is not None:
        _check_value(field, value, wanted)
    return value


def _check_value(field: models.Field[Any, Any], value: Any, wanted: type | tuple[type, ...]) -> None:
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise ValueError(f"{field.attname} is {type(value).__name__}")
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        raise ValueError(f"{field.attname} is too long")
