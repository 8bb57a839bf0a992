"""The first lock, on every table: nothing is read, counted, changed or removed without a viewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from tryggve.foundation.tenancy.managers import NoViewer, SeenManager
from tryggve.foundation.tenancy.row_security import locked_models

#: Locked by the database, and read by its own room alone. Reviewed.
WITHOUT = {"audit.AuditHead": "the end of a chain, looked up by the chain's name where a line is added"}
LOCKED = [model for model in locked_models() if model._meta.label not in WITHOUT]
WAYS: dict[str, Callable[[Any], object]] = {
    "list": list,
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "first": lambda rows: rows.first(),
    "values": lambda rows: list(rows.values("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "aggregate": lambda rows: rows.aggregate(n=models.Count("pk")),
    "update": lambda rows: rows.update(pk=models.F("pk")),
    "delete": lambda rows: rows.delete(),
}


@pytest.mark.parametrize("model", LOCKED, ids=lambda model: model._meta.label)
def test_no_table_answers_without_a_viewer(model: type[models.Model]) -> None:
    """The refusal comes before the database is asked: these tests have none."""
    rows = model._default_manager

    assert isinstance(rows, SeenManager)
    for ask in WAYS.values():
        with pytest.raises(NoViewer):
            ask(rows.all())


def test_every_table_that_a_municipality_has_a_lock_on_is_tried() -> None:
    assert len(LOCKED) > 45
    assert set(WITHOUT) <= {model._meta.label for model in locked_models()}
