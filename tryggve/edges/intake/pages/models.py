"""A file on its way in: the file itself for a day, what each row becomes, and how a source's files are read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tryggve.foundation.tenancy.managers import SeenManager
from tryggve.foundation.tenancy.models import Municipality, TenantModel
from tryggve.kernel.keeping import ONE_DAY, UNTIL_REMOVED, Kept
from tryggve.kernel.viewer import Viewer

_OWN = "municipality_id = {municipality} and organisation_id = {organisation}"


class RunState(models.TextChoices):
    """How far a file has come. The worker moves it on in the three that wait."""

    READING = "reading", "Läses"
    READ = "read", "Väntar på val"
    CHECKING = "checking", "Provläses"
    CHECKED = "checked", "Provläst"
    COMMITTING = "committing", "Läses in"
    COMMITTED = "committed", "Inläst"
    REFUSED = "refused", "Gick inte att läsa"
    CANCELLED = "cancelled", "Avbruten"
    EXPIRED = "expired", "Borttagen"


class FileSource(TenantModel):
    """Filkälla: how files with these headings are read, remembered until the organisation removes it."""

    organisation_private = True

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField("namn", max_length=120)
    fingerprint = models.CharField("rubrikernas fingeravtryck", max_length=64)
    headings = models.JSONField("rubriker", default=list)
    mapping = models.JSONField("så läses den", default=dict)
    remembered_at = models.DateTimeField("sparad")
    used_at = models.DateTimeField("senast använd")

    class Meta(TenantModel.Meta):
        verbose_name = "filkälla"
        ordering = ("name", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "organisation", "fingerprint"], name="intake_source_of_headings"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "fingerprint",
            "mapping",
            "remembered_at",
            "used_at",
        )
        free_text = ("name", "headings")
        kept_for = UNTIL_REMOVED


class ImportRun(TenantModel):
    """Inläsning: one uploaded file, from its first reading to the end. What is in it goes within a day."""

    organisation_private = True

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(
        FileSource, verbose_name="filkälla", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    file_name = models.CharField("filens namn", max_length=120)
    file_size = models.PositiveIntegerField("byte")
    run_state = models.CharField("läge", max_length=12, choices=RunState.choices, default=RunState.READING)
    job = models.CharField("jobb", max_length=22, blank=True)
    seen_in_file = models.JSONField("vad filen visade", default=dict)
    mapping = models.JSONField("så läses den", default=dict)
    counts = models.JSONField("antal", default=dict)
    plan_hash = models.CharField("planens kontrollsumma", max_length=64, blank=True)
    has_changed = models.BooleanField("ändrad sedan provläsningen", default=False)
    refusal = models.TextField("varför det inte gick", blank=True)
    refusal_values = models.JSONField("vad vi fick", default=dict)
    uploaded_at = models.DateTimeField("uppladdad")
    ended_at = models.DateTimeField("slut", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "inläsning"
        ordering = ("-uploaded_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "organisation", "uploaded_at"], name="intake_run_uploaded")
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "source",
            "file_size",
            "run_state",
            "job",
            "mapping",
            "counts",
            "plan_hash",
            "has_changed",
            "uploaded_at",
            "ended_at",
        )
        free_text = ("file_name", "seen_in_file", "refusal", "refusal_values")
        kept_for = Kept(days=90, since="uploaded_at", by="intake.dispose")


class OwnedByRun(models.Model):
    """What belongs to a run and goes with it, the organisation's own."""

    row_policy: ClassVar[tuple[str, str]] = (_OWN, _OWN)

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")

    objects = SeenManager()

    class Meta:
        abstract = True

    @classmethod
    def seen_filter(cls, viewer: Viewer) -> Q:
        """The organisation's own."""
        return Q(municipality_id=viewer.municipality_id, organisation_id=viewer.organisation_id)


class ImportFile(OwnedByRun):
    """Inläst fil: the bytes, until they have been read in, or for a day. Read by the worker and by nobody else."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField("innehåll")

    class Meta:
        verbose_name = "inläst fil"

    class Privacy:
        plain = ("id", "municipality", "organisation", "run")
        secret = ("content",)
        kept_for = ONE_DAY


class ImportRow(OwnedByRun):
    """Filens rad: what a row of the file becomes, or why it becomes nothing."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField("ordning")
    row_number = models.PositiveIntegerField("rad i filen")
    verdict = models.CharField("utfall", max_length=10)
    reasons = models.JSONField("skäl", default=list)
    warnings = models.JSONField("varningar", default=list)
    becomes = models.JSONField("blir", default=dict)
    cells = models.JSONField("celler", default=list)

    class Meta:
        verbose_name = "filens rad"
        ordering = ("position",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "verdict", "position"], name="intake_row_of_verdict")
        ]

    class Privacy:
        plain = ("id", "municipality", "organisation", "run", "position", "row_number", "verdict", "reasons")
        free_text = ("warnings", "becomes", "cells")
        kept_for = ONE_DAY
