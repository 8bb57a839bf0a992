"""What a municipality has decided to keep, and the protocols of what has gone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tryggve.edges.keeping.rules import HOUSE, HOUSE_NAME, RECORD_TYPES
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED, Kept

_TYPES = [(each.code, each.name) for each in RECORD_TYPES.values()]


class RetentionDecision(TenantModel):
    """Gallringsbeslut: how long one record type is kept, by whose decision. In force once approved."""

    record_type = models.CharField("handlingstyp", max_length=12, choices=_TYPES)
    years = models.PositiveSmallIntegerField("år", null=True, blank=True)
    reference = models.CharField("diarienummer eller paragraf", max_length=60)
    decided_by = models.CharField("beslutat av", max_length=60)
    decided_date = models.DateField("beslutsdag")
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="införd av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField("införd")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="godkänd av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField("godkänd", null=True)
    withdrawn_at = models.DateTimeField("återkallad", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "gallringsbeslut"
        ordering = ("-proposed_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | Q(proposer__isnull=True) | ~Q(approver=F("proposer")),
                name="keeping_decision_two_people",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "record_type",
            "years",
            "reference",
            "decided_by",
            "decided_date",
            "proposed_at",
            "approved_at",
            "withdrawn_at",
        )
        personal = ("proposer", "approver")
        kept_for = PRESERVED


class RunState(models.TextChoices):
    """How far a disposal has come."""

    WAITING = "waiting", "Väntar"
    DONE = "done", "Klar"


class DisposalRun(TenantModel):
    """Gallringsprotokoll: what went, or would go, by table and month; never the rows themselves."""

    decision = models.ForeignKey(
        RetentionDecision, verbose_name="beslut", on_delete=models.PROTECT, null=True, related_name="runs"
    )
    record_type = models.CharField("handlingstyp", max_length=12, choices=[*_TYPES, (HOUSE, HOUSE_NAME)])
    is_trial = models.BooleanField("provkörning", default=False)
    trial = models.ForeignKey("self", verbose_name="prov", on_delete=models.PROTECT, null=True, related_name="+")
    run_state = models.CharField("läge", max_length=8, choices=RunState.choices, default=RunState.WAITING)
    orderer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="beställd av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ordered_at = models.DateTimeField("beställd")
    as_of = models.DateTimeField("räknat från")
    finished_at = models.DateTimeField("klar", null=True)
    counts = models.JSONField("antal", default=dict)
    total = models.PositiveIntegerField("rader", default=0)
    list_hash = models.CharField("listans kontrollsumma", max_length=64, blank=True)
    parts_done = models.JSONField("delar klara", default=list)

    class Meta(TenantModel.Meta):
        verbose_name = "gallringsprotokoll"
        ordering = ("-ordered_at", "-id")

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "decision",
            "record_type",
            "is_trial",
            "trial",
            "run_state",
            "ordered_at",
            "as_of",
            "finished_at",
            "counts",
            "total",
            "list_hash",
            "parts_done",
        )
        personal = ("orderer",)
        kept_for = PRESERVED


class PersonExtract(TenantModel):
    """Registerutdrag: what there is about one person, for them, gone after a week."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="person", on_delete=models.CASCADE, related_name="+"
    )
    orderer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="beställd av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ordered_at = models.DateTimeField("beställt")
    finished_at = models.DateTimeField("klart", null=True)
    content = models.JSONField("innehåll", default=dict)

    class Meta(TenantModel.Meta):
        verbose_name = "registerutdrag"
        ordering = ("-ordered_at", "-id")

    class Privacy:
        plain = ("id", "public_id", "municipality", "ordered_at", "finished_at")
        personal = ("person", "orderer")
        secret = ("content",)
        kept_for = Kept(days=7, since="ordered_at")
