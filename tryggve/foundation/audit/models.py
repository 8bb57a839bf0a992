"""The audit trail: append-only, one chain per municipality, per county, and one for the house."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tryggve.foundation.tenancy.managers import SeenManager
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.kernel.keeping import PRESERVED
from tryggve.kernel.viewer import Viewer

# A chain is read and extended by its own municipality or county. The house's chain (log-ins,
# people, who belong to no municipality) may be extended by anybody and is read by the verifier.
_OWN = (
    "(municipality_id = {municipality})"
    " or (municipality_id is null and county_id = {county})"
    " or (municipality_id is null and county_id is null)"
)


class AuditHead(models.Model):
    """The end of a chain; the row that is locked while a line is added, so that none forks."""

    row_policy: ClassVar[tuple[str, str]] = (_OWN, _OWN)

    chain = models.CharField("kedja", max_length=40, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, related_name="+")
    sequence = models.BigIntegerField("löpnummer", default=0)
    entry_hash = models.CharField("kontrollsumma", max_length=64, default="")

    objects = models.Manager["AuditHead"]()

    class Meta:
        verbose_name = "loggbokens slut"

    class Privacy:
        plain = ("id", "chain", "municipality", "county", "sequence", "entry_hash")
        kept_for = PRESERVED


class AuditEntry(models.Model):
    """One line: who (opaque), what, on which thing. Codes and ids, never content."""

    row_policy: ClassVar[tuple[str, str]] = (_OWN, _OWN)
    insert_only: ClassVar[bool] = True

    chain = models.CharField("kedja", max_length=40)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, related_name="+")
    sequence = models.BigIntegerField("löpnummer")
    at_us = models.BigIntegerField("tid, mikrosekunder sedan 1970 (UTC)")
    actor = models.CharField("vem", max_length=22)
    organisation = models.CharField("organisation", max_length=22, blank=True)
    event = models.CharField("vad", max_length=60)
    subject_type = models.CharField("slag", max_length=60, blank=True)
    subject = models.CharField("vilken", max_length=22, blank=True)
    codes = models.JSONField("koder", default=dict)
    previous_hash = models.CharField("föregående kontrollsumma", max_length=64, blank=True)
    entry_hash = models.CharField("kontrollsumma", max_length=64)

    objects = SeenManager()

    class Meta:
        verbose_name = "loggrad"
        ordering = ("chain", "sequence")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_entry_sequence"),
            models.UniqueConstraint(fields=["chain", "previous_hash"], name="audit_entry_no_fork"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "subject"], name="audit_entry_subject"),
            models.Index(fields=["municipality", "at_us"], name="audit_entry_when"),
            models.Index(fields=["actor", "at_us"], name="audit_entry_actor"),
        ]

    class Privacy:
        plain = (
            "id",
            "chain",
            "municipality",
            "county",
            "sequence",
            "at_us",
            "organisation",
            "event",
            "subject_type",
            "subject",
            "codes",
            "previous_hash",
            "entry_hash",
        )
        personal = ("actor",)
        kept_for = PRESERVED

    @classmethod
    def seen_filter(cls, viewer: Viewer) -> Q:
        """A municipality sees its own chain, a county its own."""
        if viewer.municipality_id is not None:
            return Q(municipality_id=viewer.municipality_id)
        return Q(municipality_id__isnull=True, county_id=viewer.county_id)
