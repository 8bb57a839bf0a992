"""What a telephone has handed over to those who mend, and what they answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import Kept


class HandOverState(models.TextChoices):
    """How far it has come."""

    WAITING = "waiting", "På väg"
    SENT = "sent", "Överlämnad"
    FAILED = "failed", "Kom inte fram"


class HandOver(TenantModel):
    """Överlämnat fel: a fault that somebody else mends. It is no incident, and is not counted."""

    organisation_private = True

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    category_code = models.CharField("kategori", max_length=3)
    lat = models.FloatField("latitud", null=True)
    lon = models.FloatField("longitud", null=True)
    note = models.TextField("text", blank=True)
    hand_over_state = models.CharField(
        "läge", max_length=8, choices=HandOverState.choices, default=HandOverState.WAITING
    )
    reference = models.CharField("mottagarens nummer", max_length=100, blank=True)
    asked_at = models.DateTimeField("lämnades")
    answered_at = models.DateTimeField("besvarades", null=True)
    client_id = models.CharField("enhet", max_length=64)
    submission_key = models.CharField("nyckel", max_length=64)
    fingerprint = models.CharField("fingeravtryck", max_length=64)

    class Meta(TenantModel.Meta):
        verbose_name = "överlämnat fel"
        ordering = ("-asked_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "organisation", "client_id", "submission_key"], name="phone_handed_over_once"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "category_code",
            "hand_over_state",
            "reference",
            "asked_at",
            "answered_at",
            "client_id",
            "submission_key",
            "fingerprint",
        )
        personal = ("lat", "lon")
        free_text = ("note",)
        kept_for = Kept(years=2, since="asked_at", record="raw")
