"""Editions: what was shown, kept for good, with the hash that proves it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class FrozenEdition(Exception):
    """Somebody tried to change what is frozen. A bug."""


class DocumentFormat(models.TextChoices):
    """In which form an edition is kept for reading."""

    HTML = "html", "webbsida"
    PDF = "pdf", "PDF"
    JSON = "json", "JSON"


class Edition(TenantModel):
    """Utgåva: numbers and references as canonical JSON; free texts stand aside, by salted hash."""

    insert_only: ClassVar[bool] = True

    kind = models.CharField("slag", max_length=40)
    period = models.CharField("period", max_length=16)
    version = models.PositiveIntegerField("version")
    body = models.TextField("innehåll")
    body_hash = models.CharField("kontrollsumma", max_length=64)
    parameters = models.JSONField("parametrar", default=dict)
    engine_version = models.CharField("motorns version", max_length=40, blank=True)
    suppression = models.JSONField("undertryckt", null=True)
    is_practice = models.BooleanField("övningsdata")
    created_at = models.DateTimeField("fryst")

    class Meta(TenantModel.Meta):
        verbose_name = "utgåva"
        ordering = ("kind", "period", "version")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "kind", "period", "version"], name="render_edition_version"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "kind",
            "period",
            "version",
            "body",
            "body_hash",
            "parameters",
            "engine_version",
            "suppression",
            "is_practice",
            "created_at",
        )
        kept_for = PRESERVED

    def __str__(self) -> str:
        return f"{self.kind} {self.period} version {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            message = f"{self} is frozen. Got a change. Freeze a new version instead."
            raise FrozenEdition(message)
        super().save(*args, **kwargs)


class EditionText(TenantModel):
    """Fritext i utgåva: the words themselves, kept beside the body so that they can be blanked.

    Blanking takes the salt too: without it the hash in the body cannot be guessed back.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="texts")
    key = models.CharField("nyckel", max_length=120)
    salt = models.CharField("salt", max_length=64, blank=True)
    text = models.TextField("text", blank=True)
    salted_hash = models.CharField("saltad kontrollsumma", max_length=64)
    blanked_at = models.DateTimeField("borttagen", null=True)
    blanked_decision = models.CharField("enligt beslut", max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "fritext i utgåva"
        ordering = ("key",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["edition", "key"], name="render_editiontext_key"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "edition",
            "key",
            "salt",
            "salted_hash",
            "blanked_at",
            "blanked_decision",
        )
        free_text = ("text",)
        kept_for = PRESERVED


class EditionDocument(TenantModel):
    """Dokument: an edition in one format, rendered once. Rendered anew after a blanking."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="documents")
    document_format = models.CharField("format", max_length=8, choices=DocumentFormat.choices)
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    created_at = models.DateTimeField("framställt")

    class Meta(TenantModel.Meta):
        verbose_name = "dokument"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["edition", "document_format"], name="render_editiondocument_format"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "edition", "document_format", "sha256", "created_at")
        free_text = ("content",)
        kept_for = PRESERVED
