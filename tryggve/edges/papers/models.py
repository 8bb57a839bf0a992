"""What somebody could not use: told without a log-in, read by the municipality's administrator."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tryggve.edges.papers.rules import LONGEST_AID, LONGEST_PLACE, LONGEST_PROBLEM
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import Kept


class AccessibilityReport(TenantModel):
    """Tillgänglighetsbrist: what does not work, where, with which aid; and an address to answer to, or none."""

    place = models.CharField("var", max_length=LONGEST_PLACE, blank=True)
    problem = models.TextField("vad som inte går", max_length=LONGEST_PROBLEM)
    aid = models.CharField("hjälpmedel", max_length=LONGEST_AID, blank=True)
    email = models.EmailField("e-post för svar", blank=True)
    sent_at = models.DateTimeField("skickad")
    answered_at = models.DateTimeField("besvarad", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="besvarad av", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(TenantModel.Meta):
        verbose_name = "tillgänglighetsbrist"
        ordering = ("-sent_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "sent_at"], name="papers_report_when"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "sent_at", "answered_at")
        free_text = ("place", "problem", "aid")
        personal = ("email", "answered_by")
        kept_for = Kept(years=2, since="sent_at")
