"""Load reference data: categories and what else comes with the code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tryggve.edges.cli.errand import Errand
from tryggve.foundation.reference.actions import load_categories


class Command(Errand):
    """Idempotent: `make run` calls it at every start."""

    question = "Loads the category list that comes with the code. Safe to run again."

    def run(self, *, now: datetime, **_: Any) -> dict[str, Any]:
        """The version loaded."""
        loaded = load_categories(now)
        return {"category_list": loaded.version}
