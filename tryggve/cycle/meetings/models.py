"""Meetings: who was there, which areas were chosen and why, what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tryggve.cycle.meetings import shapes
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class Meeting(TenantModel):
    """Möte: the group's weekly hour, on one edition of the situation picture."""

    week = models.CharField("vecka", max_length=8)
    held_at = models.DateTimeField("tid")
    place = models.CharField("plats", max_length=120, blank=True)
    picture_edition = models.ForeignKey(
        "render.Edition", verbose_name="lägesbild", on_delete=models.PROTECT, null=True, related_name="+"
    )
    meeting_state = models.CharField(
        "läge",
        max_length=10,
        choices=[(str(code), name) for code, name in shapes.MEETING_STATE_NAMES.items()],
        default=shapes.MeetingState.PLANNED,
    )
    other_notes = models.TextField("övrigt", blank=True)
    closed_at = models.DateTimeField("avslutat", null=True)
    minutes_edition = models.ForeignKey(
        "render.Edition", verbose_name="protokoll", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(TenantModel.Meta):
        verbose_name = "möte"
        ordering = ("-held_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "week"], name="meetings_one_a_week"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "week",
            "held_at",
            "place",
            "picture_edition",
            "meeting_state",
            "closed_at",
            "minutes_edition",
        )
        free_text = ("other_notes",)
        kept_for = PRESERVED


class Attendance(TenantModel):
    """Närvaro: which organisation took part, and by whom."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    attendee_name = models.CharField("namn", max_length=120, blank=True)
    is_present = models.BooleanField("närvarande", default=False)

    class Meta(TenantModel.Meta):
        verbose_name = "närvaro"
        ordering = ("organisation__name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "meeting", "organisation"], name="meetings_attendance_once"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "meeting", "organisation", "is_present")
        personal = ("attendee_name",)
        kept_for = PRESERVED


class Priority(TenantModel):
    """Prioritering: one of the few areas the group chose, with its reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="priorities")
    rank = models.PositiveSmallIntegerField("ordning")
    area = models.ForeignKey("geography.Area", verbose_name="område", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("vad det gäller", max_length=120)
    category_codes = models.JSONField("kategorier", default=list)
    reason = models.TextField("skäl")
    owner = models.ForeignKey(
        "people.Organisation", verbose_name="ägare", on_delete=models.PROTECT, null=True, related_name="+"
    )
    priority_state = models.CharField(
        "läge",
        max_length=10,
        choices=[(str(code), name) for code, name in shapes.PRIORITY_STATE_NAMES.items()],
        default=shapes.PriorityState.PROPOSED,
    )
    proposed_at = models.DateTimeField("föreslaget")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField("bekräftat", null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name = "prioritering"
        ordering = ("-meeting__held_at", "rank")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "meeting", "rank"],
                condition=~Q(priority_state="declined"),
                name="meetings_priority_rank",
            ),
            models.CheckConstraint(
                condition=~Q(priority_state="confirmed") | Q(confirmed_at__isnull=False),
                name="meetings_priority_confirmed_has_time",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "meeting",
            "rank",
            "area",
            "category_codes",
            "owner",
            "priority_state",
            "proposed_at",
            "confirmed_at",
        )
        free_text = ("subject", "reason")
        personal = ("proposed_by", "seconded_by", "confirmed_by")
        kept_for = PRESERVED


class Decision(TenantModel):
    """Beslut: what the meeting decided, who does it and by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField("beslut")
    owner = models.ForeignKey(
        "people.Organisation", verbose_name="ansvarig", on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_date = models.DateField("klart senast", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "beslut"
        ordering = ("id",)

    class Privacy:
        plain = ("id", "public_id", "municipality", "meeting", "owner", "due_date")
        free_text = ("text",)
        kept_for = PRESERVED
