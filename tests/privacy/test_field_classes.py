"""Every field of every table has one class of privacy."""

from __future__ import annotations

import pytest
from django.db import models

from tryggve.foundation.privacy.fields import classify, kept_for, own_models


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_field_has_one_class_and_every_table_says_how_long_it_is_kept(model: type[models.Model]) -> None:
    classes = classify(model)

    assert classes
    assert kept_for(model)


def test_there_are_tables_to_check() -> None:
    assert len(own_models()) > 3
