"""Cause analyses: what could lie behind, what speaks for and against, what the group acts on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tryggve.cycle.cause_analyses import shapes
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class CauseAnalysis(TenantModel):
    """Orsaksanalys: the question asked of one prioritised area."""

    priority = models.ForeignKey(
        "meetings.Priority", verbose_name="prioritering", on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField("fråga", max_length=200)
    everybody_says = models.CharField("det alla säger", max_length=200, blank=True)
    analysis_state = models.CharField(
        "läge",
        max_length=10,
        choices=[(str(code), name) for code, name in shapes.ANALYSIS_STATE_NAMES.items()],
        default=shapes.AnalysisState.OPEN,
    )
    chosen = models.ForeignKey(
        "Hypothesis", verbose_name="vald förklaring", on_delete=models.PROTECT, null=True, related_name="+"
    )
    chosen_reason = models.TextField("varför", blank=True)
    started_at = models.DateTimeField("påbörjad")
    settled_at = models.DateTimeField("vald", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "orsaksanalys"
        ordering = ("-started_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "priority"], name="cause_analyses_one_per_priority"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "priority", "analysis_state", "chosen", "started_at", "settled_at")
        free_text = ("question", "everybody_says", "chosen_reason")
        kept_for = PRESERVED


class Hypothesis(TenantModel):
    """Hypotes: one explanation among several, and what it would leave behind if it were true."""

    analysis = models.ForeignKey(CauseAnalysis, on_delete=models.CASCADE, related_name="hypotheses")
    letter = models.CharField("bokstav", max_length=1)
    title = models.CharField("förklaring", max_length=160)
    would_show = models.TextField("då borde vi se", blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "hypotes"
        ordering = ("letter",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "analysis", "letter"], name="cause_analyses_letter"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "analysis", "letter")
        free_text = ("title", "would_show")
        kept_for = PRESERVED


class Evidence(TenantModel):
    """Belägg: one thing known, or asked for, and where it comes from."""

    analysis = models.ForeignKey(CauseAnalysis, on_delete=models.CASCADE, related_name="evidence")
    text = models.CharField("vad vi vet", max_length=300)
    provenance = models.CharField("hur vi vet det", max_length=200, blank=True)
    added_at = models.DateTimeField("tillagt")

    class Meta(TenantModel.Meta):
        verbose_name = "belägg"
        ordering = ("id",)

    class Privacy:
        plain = ("id", "public_id", "municipality", "analysis", "added_at")
        free_text = ("text", "provenance")
        kept_for = PRESERVED


class EvidenceWeight(TenantModel):
    """Beläggets tyngd: how one piece of evidence bears on one hypothesis."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="weights")
    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.CASCADE, related_name="weights")
    weight = models.CharField(
        "tyngd", max_length=14, choices=[(str(code), name) for code, name in shapes.WEIGHT_NAMES.items()]
    )

    class Meta(TenantModel.Meta):
        verbose_name = "beläggets tyngd"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "evidence", "hypothesis"], name="cause_analyses_weight_once"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "evidence", "hypothesis", "weight")
        kept_for = PRESERVED
