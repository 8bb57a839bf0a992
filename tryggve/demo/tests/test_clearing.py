"""Emptying takes everything of practice, and nothing where anything is real."""

from __future__ import annotations

import pytest

from tryggve.demo.clearing import CannotClear, clear, is_empty
from tryggve.foundation.audit.models import AuditHead
from tryggve.foundation.people.models import User
from tryggve.foundation.tenancy.models import Municipality
from tryggve.testing.cast import make_cast


@pytest.mark.django_db(transaction=True)
def test_a_practice_database_is_emptied_to_the_last_row() -> None:
    make_cast()
    clear()
    assert is_empty()
    assert not User.objects.exists()
    assert not AuditHead.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_real_municipality_is_enough_to_stop_it() -> None:
    make_cast()
    Municipality.objects.filter(slug="borlange").update(is_practice=False)
    with pytest.raises(CannotClear, match="Borlänge kommun"):
        clear()
    assert User.objects.exists()
