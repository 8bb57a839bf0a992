"""What a log-in leaves behind: where one is logged in, failed attempts, and who one is at an identity provider.

None of it belongs to a municipality before it is known who is there, so none has a tenancy policy. Nothing
here is read but by `people.sessions`, `people.attempts` and `people.providers`.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tryggve.foundation.tenancy.models import Municipality, PublicIdField
from tryggve.kernel.keeping import IN_USE, Kept


class LogIn(models.Model):
    """Inloggning: one browser in which a person is logged in. Gone when the session is."""

    public_id = PublicIdField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField("session", max_length=40, unique=True)
    browser = models.CharField("webbläsare", max_length=60)
    began_at = models.DateTimeField("började")
    seen_at = models.DateTimeField("sågs senast")

    class Meta:
        verbose_name = "inloggning"
        ordering = ("-seen_at",)

    class Privacy:
        plain = ("id", "public_id", "began_at", "seen_at")
        personal = ("user", "browser")
        secret = ("session_key",)
        kept_for = Kept(days=7, since="seen_at")


class AttemptCount(models.Model):
    """Försök: how many times in a row somebody has guessed at one account, and until when the next one waits.

    Kept by a hash of the account (and of the browser, when the account has been used in it before), so that
    the table says nothing of who has an account here.
    """

    account_hash = models.CharField("kontrollsumma", max_length=64, unique=True)
    failures = models.PositiveIntegerField("fel i rad", default=0)
    waits_until = models.DateTimeField("väntar till", null=True)
    last_at = models.DateTimeField("senast")

    class Meta:
        verbose_name = "försök"

    class Privacy:
        plain = ("id", "failures", "waits_until", "last_at")
        secret = ("account_hash",)
        kept_for = Kept(days=7, since="last_at")


class ProviderKind(models.TextChoices):
    """How a provider speaks."""

    OPENID = "openid", "OpenID Connect"
    SAML = "saml", "SAML 2.0"


class IdentityProvider(models.Model):
    """Identitetsleverantör: where an organisation's own people log in. Set up from the command line.

    `issuer` is the issuer of OpenID Connect, or SAML's entity id. `strong_values` are the values of acr and amr
    (or SAML's authentication contexts) that stand for two factors. An empty `subject_attribute` means `sub`
    or NameID.
    """

    public_id = PublicIdField(unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("slag", max_length=8, choices=ProviderKind.choices)
    name = models.CharField("namn", max_length=60)
    issuer = models.CharField("utfärdare", max_length=255, unique=True)
    client_id = models.CharField("klient", max_length=255)
    client_secret = models.TextField("hemlighet", blank=True)
    sign_on_address = models.CharField("inloggningsadress", max_length=500, blank=True)
    certificates = models.TextField("certifikat", blank=True)
    subject_attribute = models.CharField("attribut", max_length=120, blank=True)
    strong_values = models.TextField("stark inloggning", blank=True)
    is_active = models.BooleanField("används", default=True)
    created_at = models.DateTimeField("skapad")

    class Meta:
        verbose_name = "identitetsleverantör"
        ordering = ("name",)

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "kind",
            "name",
            "issuer",
            "client_id",
            "sign_on_address",
            "certificates",
            "subject_attribute",
            "strong_values",
            "is_active",
            "created_at",
        )
        secret = ("client_secret",)
        kept_for = IN_USE

    @property
    def strong(self) -> frozenset[str]:
        """The values that stand for two factors."""
        return frozenset(self.strong_values.split())


class ExternalIdentity(models.Model):
    """Koppling: who a person is at a provider. Issuer and subject, never an e-mail and never a personnummer."""

    public_id = PublicIdField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(IdentityProvider, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField("utfärdare", max_length=255)
    subject = models.CharField("kännetecken", max_length=255)
    created_at = models.DateTimeField("kopplad")
    used_at = models.DateTimeField("använd", null=True)

    class Meta:
        verbose_name = "koppling"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="people_identity_once"),
            models.UniqueConstraint(fields=["user", "provider"], name="people_identity_one_each"),
        ]

    class Privacy:
        plain = ("id", "public_id", "provider", "issuer", "created_at", "used_at")
        personal = ("user", "subject")
        kept_for = IN_USE


class SignOnErrand(models.Model):
    """Ärende hos en SAML-leverantör: asked, answered once, and fetched once by the browser that asked."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+")
    request_id = models.CharField("fråga", max_length=64, unique=True)
    expires_at = models.DateTimeField("gäller till")
    answered_at = models.DateTimeField("besvarad", null=True)
    assertion_hash = models.CharField("intyg", max_length=64, null=True, unique=True)
    ticket_hash = models.CharField("biljett", max_length=64, blank=True)
    subject = models.CharField("kännetecken", max_length=255, blank=True)
    is_strong = models.BooleanField("stark", default=False)

    class Meta:
        verbose_name = "inloggningsärende"

    class Privacy:
        plain = ("id", "provider", "expires_at", "answered_at", "is_strong")
        personal = ("subject",)
        secret = ("request_id", "assertion_hash", "ticket_hash")
        kept_for = Kept(days=7, since="expires_at")
