"""Which telephones may report without a log-in, who uses each, and how each was let in?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import Kept


class Device(TenantModel):
    """Telefon: a telephone that an organisation's coordinator has let in. Its secret is only kept hashed."""

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField("namn", max_length=60)
    token_hash = models.CharField("kontrollsumma", max_length=64, blank=True)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="tillagd av",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    created_at = models.DateTimeField("tillagd")
    enrolled_at = models.DateTimeField("ansluten", null=True)
    last_seen_at = models.DateTimeField("sågs senast", null=True)
    #: What the telephone itself said when it was last seen.
    n_unsent = models.PositiveSmallIntegerField("osända", default=0)
    unsent_since = models.DateTimeField("osänt sedan", null=True)
    revoked_at = models.DateTimeField("spärrad", null=True)
    # Guessing a PIN costs time, and the time belongs to the telephone: a colleague's is not shut with it.
    wrong_pins = models.PositiveSmallIntegerField("fel koder i rad", default=0)
    waits_until = models.DateTimeField("väntar till", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "telefon"
        ordering = ("name", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "token_hash"], condition=~Q(token_hash=""), name="people_device_token"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "name",
            "created_at",
            "enrolled_at",
            "last_seen_at",
            "n_unsent",
            "unsent_since",
            "revoked_at",
            "wrong_pins",
            "waits_until",
        )
        personal = ("enrolled_by",)
        secret = ("token_hash",)
        kept_for = Kept(days=90, since="revoked_at")

    def __str__(self) -> str:
        return self.name


class DevicePerson(TenantModel):
    """Telefonens användare: somebody who reports from it. On a shared one each has a PIN of their own."""

    device = models.ForeignKey(Device, verbose_name="telefon", on_delete=models.CASCADE, related_name="users")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="person", on_delete=models.CASCADE, related_name="+"
    )
    pin_hash = models.CharField("pinkod", max_length=128, blank=True)
    chosen_at = models.DateTimeField("angav koden", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "telefonens användare"
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "device", "user"], name="people_device_person_once"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "device", "chosen_at")
        personal = ("user",)
        secret = ("pin_hash",)
        kept_for = Kept(with_row="device")


class DeviceEnrolment(TenantModel):
    """Anslutningskod: what the QR code holds, for one telephone, once, for a quarter of an hour."""

    device = models.ForeignKey(Device, verbose_name="telefon", on_delete=models.CASCADE, related_name="enrolments")
    code_hash = models.CharField("kontrollsumma", max_length=64)
    created_at = models.DateTimeField("skapad")
    expires_at = models.DateTimeField("gäller till")
    used_at = models.DateTimeField("använd", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "anslutningskod"
        ordering = ("-created_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "code_hash"], name="people_enrolment_code"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "device", "created_at", "expires_at", "used_at")
        secret = ("code_hash",)
        kept_for = Kept(days=90, since="expires_at")
