"""Situation pictures: compiled from shared reports, frozen as editions, versioned."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class SituationPicture(TenantModel):
    """Lägesbild: one municipality's week as it was known when it was compiled."""

    week = models.CharField("vecka", max_length=8)
    version = models.PositiveSmallIntegerField("version", default=1)
    edition = models.ForeignKey("render.Edition", verbose_name="utgåva", on_delete=models.PROTECT, related_name="+")
    compiled_at = models.DateTimeField("sammanställd")
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changes = models.JSONField("vad som ändrats sedan förra versionen", default=list)
    is_ready = models.BooleanField("klar för möte", default=False)

    class Meta(TenantModel.Meta):
        verbose_name = "lägesbild"
        ordering = ("-week", "-version")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "week", "version"], name="situation_pictures_version"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "week", "version", "edition", "compiled_at", "changes", "is_ready")
        personal = ("compiled_by",)
        kept_for = PRESERVED


class Occurrence(TenantModel):
    """Skeende: what happened once, whoever reported it."""

    linked_at = models.DateTimeField("ihopparad")
    unlinked_at = models.DateTimeField("isärtagen", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "skeende"

    class Privacy:
        plain = ("id", "public_id", "municipality", "linked_at", "unlinked_at")
        kept_for = PRESERVED


class OccurrenceReport(TenantModel):
    """Skeendets rapport: one shared incident that tells of the occurrence."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="reports")
    shared_incident = models.ForeignKey("weekly_reports.SharedIncident", on_delete=models.PROTECT, related_name="+")
    is_linked = models.BooleanField("gäller", default=True)

    class Meta(TenantModel.Meta):
        verbose_name = "skeendets rapport"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "shared_incident"], condition=Q(is_linked=True), name="occurrence_report_once"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "occurrence", "shared_incident", "is_linked")
        kept_for = PRESERVED
