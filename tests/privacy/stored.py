"""Where in the whole database does a word stand? Every column of every table of ours, as the database holds it."""

from __future__ import annotations

from django.db import connection

from tryggve.foundation.privacy.fields import own_models
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer


def where_it_stands(word: str, by: Viewer) -> list[str]:
    """Table.column of each, on PostgreSQL of what this viewer's organisation may reach; files are looked into too."""
    found = set()
    with acting_as(by), connection.cursor() as cursor:
        for model in own_models():
            cursor.execute(f'select * from "{model._meta.db_table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {
                    f"{model.__name__}.{name}" for name, value in zip(names, row, strict=True) if _holds(value, word)
                }
    return sorted(found)


def _holds(value: object, word: str) -> bool:
    if isinstance(value, bytes | memoryview):
        return any(word.encode(encoding) in bytes(value) for encoding in ("utf-8", "cp1252"))
    return word in str(value) or word.encode("unicode_escape").decode() in str(value)
