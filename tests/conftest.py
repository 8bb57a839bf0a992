"""What the tests of the whole house share: a Falun with everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.privacy.world import Falun, furnish
from tryggve.testing.cast import make_cast


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Falun]:
    """Furnished once for a file, in a transaction that is undone after the last of its tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish(make_cast())
        transaction.set_rollback(True)
