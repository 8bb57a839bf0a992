"""Weekly reports, and what each shares: written once, read by every later step."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tryggve.cycle.weekly_reports import shapes
from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import IN_USE, PRESERVED, UNTIL_SHARED, Kept


class SharedIsShared(Exception):
    """Something shared was about to be changed in silence. A bug: write a new version."""


class WeeklyReport(TenantModel):
    """Veckorapport: one organisation's answer for a period. Versions; nothing shared is changed."""

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    period_start_date = models.DateField("periodens första dag")
    weeks = models.JSONField("veckor", default=list)
    version = models.PositiveSmallIntegerField("version", default=1)
    report_state = models.CharField(
        "läge",
        max_length=12,
        choices=[(str(code), name) for code, name in shapes.REPORT_STATE_NAMES.items()],
        default=shapes.ReportState.OPEN,
    )
    nothing_to_report = models.BooleanField("inget att rapportera", default=False)
    judgement = models.CharField(
        "bedömning",
        max_length=8,
        blank=True,
        choices=[(str(code), name) for code, name in shapes.JUDGEMENT_NAMES.items()],
    )
    judgement_text = models.TextField("bedömning i ord", blank=True)
    risk_signals = models.TextField("risker kommande vecka", blank=True)
    needs = models.TextField("behöver hjälp med", blank=True)
    opened_at = models.DateTimeField("öppnad")
    due_at = models.DateTimeField("ska vara delad")
    shared_at = models.DateTimeField("delad", null=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="delad av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_late = models.BooleanField("delad sent", default=False)
    correction_reason = models.TextField("varför rättad", blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "veckorapport"
        ordering = ("-period_start_date", "organisation__name", "-version")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "organisation", "period_start_date", "version"], name="weekly_reports_once"
            ),
            models.CheckConstraint(
                condition=Q(report_state="open") | Q(shared_at__isnull=False), name="weekly_reports_shared_has_time"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "period_start_date",
            "weeks",
            "version",
            "report_state",
            "nothing_to_report",
            "judgement",
            "opened_at",
            "due_at",
            "shared_at",
            "is_late",
        )
        free_text = ("judgement_text", "risk_signals", "needs", "correction_reason")
        personal = ("shared_by",)
        kept_for = PRESERVED


class SharedIncident(TenantModel):
    """Delad händelse: what the others may see of an incident. Immutable.

    `incident` points back at the raw row and is for the owning organisation alone.
    """

    report = models.ForeignKey(WeeklyReport, on_delete=models.PROTECT, related_name="shared_incidents")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("incidents.Incident", on_delete=models.SET_NULL, null=True, related_name="+")
    root = models.CharField("samma händelse i alla versioner", max_length=22)
    category_code = models.CharField("kategori", max_length=4)
    sub_category_code = models.CharField("underkategori", max_length=8, blank=True)
    week = models.CharField("vecka", max_length=8)
    occurred_from = models.DateTimeField("hände från")
    occurred_to = models.DateTimeField("hände till")
    time_precision = models.CharField("hur säker tiden är", max_length=10)
    place_name = models.CharField("plats", max_length=120, blank=True)
    place_type = models.CharField("typ av plats", max_length=30, blank=True)
    lat = models.FloatField("latitud, 100 m", null=True)
    lon = models.FloatField("longitud, 100 m", null=True)
    area = models.ForeignKey(
        "geography.Area", verbose_name="område", on_delete=models.PROTECT, null=True, related_name="+"
    )
    certainty = models.CharField("hur säker", max_length=10)
    nature = models.CharField("brott eller otrygghet", max_length=12)
    police_reported = models.CharField("polisanmält", max_length=8)
    text = models.TextField("delad text", blank=True)
    on_behalf_of = models.CharField("åt", max_length=120, blank=True)
    count = models.PositiveSmallIntegerField("antal", default=1)
    is_late = models.BooleanField("sen", default=False)
    is_outside_source = models.BooleanField("öppen källa", default=False)
    is_counted = models.BooleanField("räknad i rutnätet", default=False)
    shared_at = models.DateTimeField("delad")

    class Meta(TenantModel.Meta):
        verbose_name = "delad händelse"
        ordering = ("occurred_from", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "week"], name="shared_incident_week"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "report",
            "organisation",
            "incident",
            "root",
            "category_code",
            "sub_category_code",
            "week",
            "occurred_from",
            "occurred_to",
            "time_precision",
            "place_name",
            "place_type",
            "lat",
            "lon",
            "area",
            "certainty",
            "nature",
            "police_reported",
            "on_behalf_of",
            "count",
            "is_late",
            "is_outside_source",
            "is_counted",
            "shared_at",
        )
        free_text = ("text",)
        kept_for = PRESERVED

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if not self._state.adding:
            message = f"What is shared is never changed. Got {self.public_id}. Share a new version of the report."
            raise SharedIsShared(message)
        super().save(*args, **kwargs)


class SummaryLine(TenantModel):
    """Sammanfattande rad: a draft line of an organisation that keeps no raw incidents."""

    organisation_private = True

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(WeeklyReport, on_delete=models.CASCADE, related_name="summary_lines")
    root = models.CharField("rättar den delade raden", max_length=22, blank=True)
    category_code = models.CharField("kategori", max_length=4)
    occurred_from = models.DateTimeField("hände från")
    occurred_to = models.DateTimeField("hände till")
    time_precision = models.CharField("hur säker tiden är", max_length=10)
    area = models.ForeignKey(
        "geography.Area", verbose_name="område", on_delete=models.PROTECT, null=True, related_name="+"
    )
    place = models.ForeignKey(
        "geography.Place", verbose_name="plats", on_delete=models.PROTECT, null=True, related_name="+"
    )
    count = models.PositiveSmallIntegerField("antal", default=1)
    certainty = models.CharField("hur säker", max_length=10, default="seen")
    nature = models.CharField("brott eller otrygghet", max_length=12, default="crime")
    police_reported = models.CharField("polisanmält", max_length=8, default="yes")
    is_counted = models.BooleanField("räknad i rutnätet", default=False)
    text = models.TextField("text", blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "sammanfattande rad"
        ordering = ("id",)

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "report",
            "root",
            "category_code",
            "occurred_from",
            "occurred_to",
            "time_precision",
            "area",
            "place",
            "count",
            "certainty",
            "nature",
            "police_reported",
            "is_counted",
        )
        free_text = ("text",)
        kept_for = UNTIL_SHARED


class CountedRow(TenantModel):
    """Inräknad rad: that a row of a file is part of a summary line, so that it is counted once.

    `digest` is made of the row's own key and says nothing of what stood in it.
    """

    organisation_private = True

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    week = models.CharField("vecka", max_length=8)
    digest = models.CharField("kontrollsumma", max_length=64)
    counted_at = models.DateTimeField("inräknad")

    class Meta(TenantModel.Meta):
        verbose_name = "inräknad rad"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "organisation", "digest"], name="weekly_reports_row_counted_once"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "organisation", "week", "digest", "counted_at")
        kept_for = Kept(years=2, since="counted_at", record="raw")


class CellNote(TenantModel):
    """Anteckning i rutnätet: what the organisation says to itself about a cell. Never shared.

    It belongs to the week and not to a version of the report, so that it stands when the report is corrected.
    `is_zero` keeps a counted zero apart from a cell that nobody has filled in.
    """

    organisation_private = True

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    week = models.CharField("vecka", max_length=8)
    category_code = models.CharField("kategori", max_length=4)
    where = models.CharField("kolumn", max_length=24, blank=True)
    is_zero = models.BooleanField("räknat till noll", default=False)
    comment = models.TextField("kommentar", blank=True)
    to_follow_up = models.BooleanField("följ upp", default=False)

    class Meta(TenantModel.Meta):
        verbose_name = "anteckning i rutnätet"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "organisation", "week", "category_code", "where"],
                name="weekly_reports_cell_note_once",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "week",
            "category_code",
            "where",
            "is_zero",
            "to_follow_up",
        )
        free_text = ("comment",)
        kept_for = Kept(years=2, since="week", record="raw")


class GridLayout(TenantModel):
    """Rutnätets rader och kolumner: which categories and places an organisation has asked to see beside its own."""

    organisation_private = True

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    category_codes = models.JSONField("kategorier", default=list)
    places = models.JSONField("platser", default=list)

    class Meta(TenantModel.Meta):
        verbose_name = "rutnätets rader och kolumner"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "organisation"], name="weekly_reports_grid_layout_once"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "organisation", "category_codes", "places")
        kept_for = IN_USE


class MemberResponse(TenantModel):
    """Medlemssvar: what a represented member answered for a period."""

    organisation_private = True

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("people.RepresentedMember", on_delete=models.PROTECT, related_name="+")
    period_start_date = models.DateField("periodens första dag")
    answer = models.CharField(
        "svar", max_length=14, choices=[(str(code), name) for code, name in shapes.MEMBER_ANSWER_NAMES.items()]
    )
    via = models.CharField("via", max_length=20, blank=True)
    answered_at = models.DateTimeField("svarade")

    class Meta(TenantModel.Meta):
        verbose_name = "medlemssvar"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "member", "period_start_date"], name="weekly_reports_member_response_once"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "member",
            "period_start_date",
            "answer",
            "via",
            "answered_at",
        )
        kept_for = Kept(years=2, since="period_start_date", record="raw")
