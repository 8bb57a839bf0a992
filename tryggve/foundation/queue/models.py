"""Long and scheduled work: what was asked for, how far it has come, how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tryggve.foundation.tenancy.managers import SeenManager
from tryggve.foundation.tenancy.models import County, Municipality, PublicIdField
from tryggve.kernel.keeping import PRESERVED, Kept
from tryggve.kernel.viewer import Viewer

_OWN = "(municipality_id = {municipality}) or (municipality_id is null and county_id = {county})"


class JobState(models.TextChoices):
    """How far a job has come."""

    WAITING = "waiting", "Väntar"
    RUNNING = "running", "Pågår"
    DONE = "done", "Klart"
    FAILED = "failed", "Gick inte"


class Job(models.Model):
    """Jobb: one piece of work asked for by a viewer, run by the worker, at least once."""

    row_policy: ClassVar[tuple[str, str]] = (_OWN, _OWN)

    public_id = PublicIdField(unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("namn", max_length=60)
    arguments = models.JSONField("argument", default=dict)
    job_state = models.CharField("läge", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField("klart", default=0)
    total = models.PositiveIntegerField("av", default=0)
    step_text = models.CharField("just nu", max_length=200, blank=True)
    result_url = models.CharField("resultat", max_length=300, blank=True)
    refusal = models.TextField("varför det inte gick", blank=True)
    enqueued_at = models.DateTimeField("beställt")
    finished_at = models.DateTimeField("färdigt", null=True)

    objects = SeenManager()

    class Meta:
        verbose_name = "jobb"
        ordering = ("-enqueued_at",)

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "county",
            "name",
            "arguments",
            "job_state",
            "done",
            "total",
            "step_text",
            "result_url",
            "refusal",
            "enqueued_at",
            "finished_at",
        )
        kept_for = Kept(days=90, since="finished_at")

    @classmethod
    def seen_filter(cls, viewer: Viewer) -> Q:
        """A municipality's own jobs, or a county's own."""
        if viewer.municipality_id is not None:
            return Q(municipality_id=viewer.municipality_id)
        return Q(municipality_id__isnull=True, county_id=viewer.county_id)


class Schedule(models.Model):
    """Work that returns: when a rhythm last ran and when it runs next."""

    name = models.CharField("namn", max_length=60, unique=True)
    next_at = models.DateTimeField("nästa gång")

    objects = models.Manager["Schedule"]()

    class Meta:
        verbose_name = "schema"

    class Privacy:
        plain = ("id", "name", "next_at")
        kept_for = PRESERVED
