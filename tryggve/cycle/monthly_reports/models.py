"""Monthly reports: compiled from editions, approved by a second person, sent to the county."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tryggve.cycle.monthly_reports import shapes
from tryggve.foundation.tenancy.models import CountyModel, Municipality, TenantModel
from tryggve.kernel.keeping import PRESERVED


class MonthlyReport(TenantModel):
    """Månadsrapport: the ISO weeks whose Thursday falls in the month."""

    month = models.CharField("månad", max_length=7)
    version = models.PositiveSmallIntegerField("version", default=1)
    edition = models.ForeignKey("render.Edition", verbose_name="utgåva", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(
        "läge",
        max_length=10,
        choices=[(str(code), name) for code, name in shapes.STAGE_NAMES.items()],
        default=shapes.Stage.COMPILED,
    )
    compiled_at = models.DateTimeField("sammanställd")
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField("tillbakaskickad", null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    return_note = models.TextField("styrgruppens fråga", blank=True)
    approved_at = models.DateTimeField("godkänd", null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("sänd", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "månadsrapport"
        ordering = ("-month", "-version")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "month", "version"], name="monthly_reports_version"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(compiled_by__isnull=True) | ~Q(approved_by=F("compiled_by")),
                name="monthly_reports_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(approved_at__isnull=False), name="monthly_reports_approved_first"
            ),
        ]

    class Privacy:
        plain = (
            "id", "public_id", "municipality", "month", "version", "edition", "stage", "compiled_at", "returned_at",
            "approved_at", "sent_at",
        )  # fmt: skip
        free_text = ("return_note",)
        personal = ("compiled_by", "returned_by", "approved_by")
        kept_for = PRESERVED


class PublishedMonth(CountyModel):
    """Publicerad månad: what the county sees of a municipality's month. Aggregates only, frozen.

    `body` is canonical JSON whose free texts stand aside in `texts` with their salts, as in an
    edition: a text can be taken out by decision without breaking `body_hash`.
    """

    municipality_writes: ClassVar[bool] = True

    municipality = models.ForeignKey(Municipality, verbose_name="kommun", on_delete=models.PROTECT, related_name="+")
    month = models.CharField("månad", max_length=7)
    version = models.PositiveSmallIntegerField("version")
    body = models.TextField("innehåll")
    body_hash = models.CharField("kontrollsumma", max_length=64)
    texts = models.JSONField("fritexter med salt", default=dict)
    pdf = models.BinaryField("pdf")
    sent_at = models.DateTimeField("sänd")
    is_practice = models.BooleanField("övningsdata", default=False)

    class Meta(CountyModel.Meta):
        verbose_name = "publicerad månad"
        ordering = ("-month", "municipality__name", "-version")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "month", "version"], name="monthly_reports_published_once"),
        ]

    class Privacy:
        plain = (
            "id", "public_id", "county", "municipality", "month", "version", "body", "body_hash", "pdf", "sent_at",
            "is_practice",
        )  # fmt: skip
        free_text = ("texts",)
        kept_for = PRESERVED


class PublicTable(CountyModel):
    """Offentlig tabell: a fixed table for the public, frozen once and never revised."""

    municipality_writes: ClassVar[bool] = True

    municipality = models.ForeignKey(Municipality, verbose_name="kommun", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        "slag", max_length=10, choices=[(str(code), name) for code, name in shapes.PUBLIC_NAMES.items()]
    )
    period = models.CharField("period", max_length=7)
    body = models.TextField("innehåll")
    body_hash = models.CharField("kontrollsumma", max_length=64)
    published_at = models.DateTimeField("publicerad")
    is_practice = models.BooleanField("övningsdata", default=False)

    class Meta(CountyModel.Meta):
        verbose_name = "offentlig tabell"
        ordering = ("-period", "municipality__name", "kind")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "kind", "period"], name="monthly_reports_public_once"),
        ]

    class Privacy:
        plain = (
            "id", "public_id", "county", "municipality", "kind", "period", "body", "body_hash", "published_at",
            "is_practice",
        )  # fmt: skip
        kept_for = PRESERVED
