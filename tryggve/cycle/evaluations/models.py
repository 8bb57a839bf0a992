"""Evaluations: of each measure on its date, and of each of the week's three."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tryggve.cycle.evaluations import shapes
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class Evaluation(TenantModel):
    """Utvärdering: before and after against the comparison area, by the plan frozen at start."""

    measure = models.ForeignKey("measures.Measure", verbose_name="åtgärd", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("version", default=1)
    carried_out = models.CharField(
        "genomförd", max_length=8, choices=[(str(c), n) for c, n in shapes.CARRIED_OUT_NAMES.items()]
    )
    verdict = models.CharField("utslag", max_length=16, choices=[(str(c), n) for c, n in shapes.VERDICT_NAMES.items()])
    figures = models.JSONField("siffror", default=dict)
    figures_hash = models.CharField("kontrollsumma", max_length=64)
    engine_version = models.CharField("motorns version", max_length=20)
    lesson = models.TextField("vad lärde vi oss?", blank=True)
    evaluated_at = models.DateTimeField("utvärderad")
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name = "utvärdering"
        ordering = ("-evaluated_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "measure", "version"], name="evaluations_version"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "measure",
            "version",
            "carried_out",
            "verdict",
            "figures",
            "figures_hash",
            "engine_version",
            "evaluated_at",
        )
        free_text = ("lesson",)
        personal = ("evaluated_by",)
        kept_for = PRESERVED


class PriorityFollowUp(TenantModel):
    """Veckans uppföljning: was it done, and how did the prioritised area go?"""

    priority = models.ForeignKey(
        "meetings.Priority", verbose_name="prioritering", on_delete=models.PROTECT, related_name="+"
    )
    done = models.CharField(
        "gjordes det?", max_length=8, choices=[(str(c), n) for c, n in shapes.CARRIED_OUT_NAMES.items()]
    )
    outcome = models.CharField(
        "hur gick det?", max_length=12, choices=[(str(c), n) for c, n in shapes.OUTCOME_NAMES.items()]
    )
    text = models.TextField("med en rad", blank=True)
    written_at = models.DateTimeField("skriven")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name = "uppföljning"
        ordering = ("-written_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "priority"], name="evaluations_follow_up_once"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "priority", "done", "outcome", "written_at")
        free_text = ("text",)
        personal = ("written_by",)
        kept_for = PRESERVED
