"""What was marked in a text, and what its writer answered. Never the text itself, nor anything made of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tryggve.foundation.privacy.marks import Kind
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import Kept

#: Kept as it is, since it points at nobody; or written anew with the wording that was proposed.
KEPT, REWORDED = "kept", "reworded"


class MarkAnswer(TenantModel):
    """Svar på en markering: a kind was marked so many times in a field, and somebody answered.

    `about` is the public id of what the text belongs to. `is_standing`: the text has not changed since.
    """

    organisation_private = True

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField("vad texten hör till", max_length=22)
    field = models.CharField("fält", max_length=30)
    kind = models.CharField("slag", max_length=20, choices=[(str(kind), kind.label) for kind in Kind])
    count = models.PositiveSmallIntegerField("antal ställen")
    answer = models.CharField("svar", max_length=10, choices=[(KEPT, "behåll"), (REWORDED, "omskrivet")])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="svarade", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("svarat")
    is_standing = models.BooleanField("gäller texten som den är", default=True)

    class Meta(TenantModel.Meta):
        verbose_name = "svar på en markering"
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "organisation", "about"], name="privacy_answer_about"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "about",
            "field",
            "kind",
            "count",
            "answer",
            "answered_at",
            "is_standing",
        )
        personal = ("answered_by",)
        kept_for = Kept(years=2, since="answered_at", record="raw")
