"""County reports: municipalities side by side, from published months only."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tryggve.foundation.tenancy.models import CountyModel
from tryggve.kernel.keeping import PRESERVED


class CountyReport(CountyModel):
    """Länsrapport: the county's month, frozen, with what it was made from."""

    month = models.CharField("månad", max_length=7)
    version = models.PositiveSmallIntegerField("version", default=1)
    body = models.TextField("innehåll")
    body_hash = models.CharField("kontrollsumma", max_length=64)
    compiled_at = models.DateTimeField("sammanställd")
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(CountyModel.Meta):
        verbose_name = "länsrapport"
        ordering = ("-month", "-version")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["county", "month", "version"], name="county_reports_version"),
        ]

    class Privacy:
        plain = ("id", "public_id", "county", "month", "version", "body", "body_hash", "compiled_at")
        personal = ("compiled_by",)
        kept_for = PRESERVED
