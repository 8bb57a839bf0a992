"""A Privacy class that does not agree with its table is found."""

from __future__ import annotations

import pytest
from django.db import models
from django.test.utils import isolate_apps

from tryggve.foundation.privacy.fields import FieldClass, FieldsNotClassified, classify, fields_of_class, kept_for
from tryggve.kernel.keeping import PRESERVED, Kept


@isolate_apps("tryggve.foundation.privacy")
def test_a_table_that_names_all_its_fields_is_classified() -> None:
    class Parcel(models.Model):
        note = models.TextField()
        sender = models.CharField(max_length=9)
        sent_at = models.DateTimeField("skickat")

        class Meta:
            app_label = "privacy"

        class Privacy:
            plain = ("id", "sent_at")
            free_text = ("note",)
            personal = ("sender",)
            kept_for = Kept(years=1, since="sent_at")

    assert classify(Parcel)["note"] is FieldClass.FREE_TEXT
    assert fields_of_class(Parcel, FieldClass.FREE_TEXT, FieldClass.PERSONAL) == ("note", "sender")
    assert kept_for(Parcel) == "1 år, räknat från fältet skickat"


@isolate_apps("tryggve.foundation.privacy")
def test_a_field_in_none_in_two_or_gone_is_named() -> None:
    class Parcel(models.Model):
        note = models.TextField()
        sender = models.CharField(max_length=9)

        class Meta:
            app_label = "privacy"

        class Privacy:
            plain = ("id", "sender", "weight")
            personal = ("sender",)
            kept_for = "a year"

    with pytest.raises(FieldsNotClassified) as refusal:
        classify(Parcel)

    for fault in ("no class: note", "two classes: sender", "no such field: weight", "kept_for is missing"):
        assert fault in str(refusal.value)


@isolate_apps("tryggve.foundation.privacy")
def test_a_single_name_without_its_comma_is_still_one_name() -> None:
    class Parcel(models.Model):
        class Meta:
            app_label = "privacy"

        class Privacy:
            plain = "id"
            kept_for = PRESERVED

    assert classify(Parcel) == {"id": FieldClass.PLAIN}


@isolate_apps("tryggve.foundation.privacy")
def test_a_table_without_a_declaration_is_refused() -> None:
    class Parcel(models.Model):
        class Meta:
            app_label = "privacy"

    with pytest.raises(FieldsNotClassified, match="has no Privacy class"):
        classify(Parcel)
