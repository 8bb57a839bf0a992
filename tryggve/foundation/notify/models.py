"""What is to be mailed, what each person wants, and the addresses of their calendars."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tryggve.foundation.notify import rules
from tryggve.foundation.tenancy.models import PublicIdField, TenantModel
from tryggve.kernel.keeping import Kept


class OutgoingMail(TenantModel):
    """Utgående mejl: one letter to one person. The key says what it is, so that it is put here once."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="mottagare", on_delete=models.CASCADE, related_name="+"
    )
    topic = models.CharField(
        "slag", max_length=10, choices=[(str(code), name) for code, name in rules.TOPIC_NAMES.items()]
    )
    dedupe_key = models.CharField("vad det är", max_length=120)
    subject = models.CharField("ämne", max_length=120)
    text = models.TextField("text")
    mail_state = models.CharField(
        "läge",
        max_length=10,
        choices=[(str(code), name) for code, name in rules.MAIL_STATE_NAMES.items()],
        default=rules.MailState.WAITING,
    )
    tries = models.PositiveSmallIntegerField("försök", default=0)
    queued_at = models.DateTimeField("ställd i kö")
    next_try_at = models.DateTimeField("nästa försök")
    expires_at = models.DateTimeField("för sent efter")
    claimed_at = models.DateTimeField("tagen ur kön", null=True)
    sent_at = models.DateTimeField("skickad", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "utgående mejl"
        ordering = ("queued_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "recipient", "dedupe_key"], name="notify_mail_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "mail_state", "next_try_at"], name="notify_mail_due"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "topic",
            "dedupe_key",
            "subject",
            "text",
            "mail_state",
            "tries",
            "queued_at",
            "next_try_at",
            "expires_at",
            "claimed_at",
            "sent_at",
        )
        personal = ("recipient",)
        kept_for = Kept(days=90, since="queued_at")


class MailChoice(models.Model):
    """Mejlval: which mails a person wants. No row: all of them.

    Not a TenantModel, like the person it belongs to. Read through `notify.queries` only.
    """

    public_id = PublicIdField(unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="person", on_delete=models.CASCADE, related_name="+"
    )
    wants_week = models.BooleanField("veckans läge", default=True)
    wants_reminders = models.BooleanField("påminnelser", default=True)
    wants_feedback = models.BooleanField("vad det blev", default=True)
    paused_until_date = models.DateField("paus till och med", null=True, blank=True)
    changed_at = models.DateTimeField("ändrat")

    class Meta:
        verbose_name = "mejlval"

    class Privacy:
        plain = (
            "id",
            "public_id",
            "wants_week",
            "wants_reminders",
            "wants_feedback",
            "paused_until_date",
            "changed_at",
        )
        personal = ("user",)
        kept_for = Kept(with_row="user")


class CalendarFeed(models.Model):
    """Kalenderadress: an address that a calendar programme reads without a log-in. Only its hash is kept.

    Not a TenantModel: whose it is must be known before there is a viewer. Read through `notify.queries` only.
    """

    public_id = PublicIdField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="person", on_delete=models.CASCADE, related_name="+"
    )
    token_hash = models.CharField("kontrollsumma", max_length=64, unique=True)
    created_at = models.DateTimeField("skapad")
    revoked_at = models.DateTimeField("avslutad", null=True)
    last_read_at = models.DateTimeField("senast läst", null=True)

    class Meta:
        verbose_name = "kalenderadress"
        ordering = ("-created_at", "-id")

    class Privacy:
        plain = ("id", "public_id", "created_at", "revoked_at", "last_read_at")
        personal = ("user",)
        secret = ("token_hash",)
        kept_for = Kept(days=90, since="revoked_at")
