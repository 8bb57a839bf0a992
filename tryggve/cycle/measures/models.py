"""Measures: who does what against which cause, and how it will be judged."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tryggve.cycle.measures import shapes
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class Measure(TenantModel):
    """Åtgärd: it answers one hypothesis; its judgement plan is frozen when it starts."""

    priority = models.ForeignKey(
        "meetings.Priority", verbose_name="prioritering", on_delete=models.PROTECT, related_name="+"
    )
    hypothesis = models.ForeignKey(
        "cause_analyses.Hypothesis",
        verbose_name="förklaring den svarar mot",
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField("vad", max_length=120)
    description = models.TextField("hur", blank=True)
    kind = models.CharField("slag", max_length=22, choices=[(str(c), n) for c, n in shapes.KIND_NAMES.items()])
    term = models.CharField("sikt", max_length=6, choices=[(str(c), n) for c, n in shapes.TERM_NAMES.items()])
    grade = models.CharField(
        "hjälper det?", max_length=10, choices=[(str(c), n) for c, n in shapes.GRADE_NAMES.items()]
    )
    grade_reason = models.TextField("varför tror vi det?")
    owner_organisation = models.ForeignKey(
        "people.Organisation", verbose_name="ägare", on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ansvarig person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    start_date = models.DateField("börjar")
    end_date = models.DateField("klar senast")
    hours = models.PositiveIntegerField("timmar", null=True)
    kronor = models.PositiveIntegerField("kronor", null=True)
    measure_state = models.CharField(
        "läge",
        max_length=10,
        choices=[(str(c), n) for c, n in shapes.STATE_NAMES.items()],
        default=shapes.MeasureState.PLANNED,
    )
    planned_at = models.DateTimeField("planerad")
    started_at = models.DateTimeField("startad", null=True)
    finished_at = models.DateTimeField("avslutad", null=True)
    # How it will be judged: frozen at start.
    outcome_categories = models.JSONField("räknade kategorier", default=list)
    area = models.ForeignKey("geography.Area", verbose_name="område", on_delete=models.PROTECT, related_name="+")
    comparison_area = models.ForeignKey(
        "geography.Area", verbose_name="jämförelseområde", on_delete=models.PROTECT, related_name="+"
    )
    window_weeks = models.PositiveSmallIntegerField("veckor före och efter", default=8)
    direction = models.CharField(
        "väntad riktning", max_length=8, choices=[(str(c), n) for c, n in shapes.DIRECTION_NAMES.items()]
    )
    hoped_percent = models.PositiveSmallIntegerField("vi hoppas på, procent", default=30)
    evaluation_date = models.DateField("läses av")
    # Chosen and worked out when it starts, so that nobody chooses afterwards.
    nearby_areas = models.JSONField("grannområden", default=list)
    nearby_comparison_areas = models.JSONField("grannområdenas jämförelse", default=list)
    detectable_percent = models.PositiveSmallIntegerField("minsta förändring som syns, procent", null=True)
    plan_hash = models.CharField("planens kontrollsumma", max_length=64, blank=True)
    frozen_at = models.DateTimeField("planen fryst", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "åtgärd"
        ordering = ("-planned_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="measures_time_order"),
            models.CheckConstraint(condition=~Q(area=F("comparison_area")), name="measures_comparison_is_another"),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | ~Q(plan_hash=""), name="measures_started_has_frozen_plan"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "priority",
            "hypothesis",
            "kind",
            "term",
            "grade",
            "owner_organisation",
            "start_date",
            "end_date",
            "hours",
            "kronor",
            "measure_state",
            "planned_at",
            "started_at",
            "finished_at",
            "outcome_categories",
            "area",
            "comparison_area",
            "window_weeks",
            "direction",
            "hoped_percent",
            "nearby_areas",
            "nearby_comparison_areas",
            "detectable_percent",
            "evaluation_date",
            "plan_hash",
            "frozen_at",
        )
        free_text = ("title", "description", "grade_reason")
        personal = ("owner",)
        kept_for = PRESERVED


class MeasureParticipant(TenantModel):
    """Medverkande: another organisation that takes part in a measure."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name = "medverkande"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "measure", "organisation"], name="measures_participant_once"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "measure", "organisation")
        kept_for = PRESERVED


class MeasureUpdate(TenantModel):
    """Lägesnotis: what the owner says about how it goes."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="updates")
    measure_state = models.CharField(
        "läge", max_length=10, choices=[(str(c), n) for c, n in shapes.STATE_NAMES.items()]
    )
    text = models.CharField("med en rad", max_length=280, blank=True)
    written_at = models.DateTimeField("skriven")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name = "lägesnotis"
        ordering = ("written_at",)

    class Privacy:
        plain = ("id", "public_id", "municipality", "measure", "measure_state", "written_at")
        free_text = ("text",)
        personal = ("written_by",)
        kept_for = PRESERVED
