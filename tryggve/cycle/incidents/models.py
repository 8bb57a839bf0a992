"""Raw incidents: the organisation's own, unreachable for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tryggve.cycle.incidents import shapes
from tryggve.foundation.tenancy.models import CountyModel, TenantModel
from tryggve.kernel.keeping import Kept


def _choices(names: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), name) for code, name in names.items()]


#: The database's own look at `RawAccess`: two people, an hour by its clock (which may be a minute behind), not
#: closed. The hour is `rules.RAW_ACCESS_LASTS`.
OPENED_TO_ME = """organisation_id in (
    select opened.organisation_id from incidents_rawaccess opened
    where opened.asker_id = {user} and opened.approver_id <> opened.asker_id and opened.closed_at is null
    and opened.opened_at <= statement_timestamp() + interval '1 minute'
    and statement_timestamp() < opened.opened_at + interval '60 minutes')"""


class Incident(TenantModel):
    """Händelse: what somebody saw or heard, where and when."""

    organisation_private = True
    also_read_when = OPENED_TO_ME

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="rapportör", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        "people.RepresentedMember", verbose_name="åt", on_delete=models.PROTECT, null=True, related_name="+"
    )
    category_code = models.CharField("kategori", max_length=4)
    sub_category_code = models.CharField("underkategori", max_length=8, blank=True)
    occurred_from = models.DateTimeField("hände från")
    occurred_to = models.DateTimeField("hände till")
    time_precision = models.CharField("hur säker tiden är", max_length=10, choices=_choices(shapes.PRECISION_NAMES))
    place = models.ForeignKey(
        "geography.Place", verbose_name="plats", on_delete=models.PROTECT, null=True, related_name="+"
    )
    place_type = models.CharField("typ av plats", max_length=30, blank=True)
    lat = models.FloatField("latitud", null=True)
    lon = models.FloatField("longitud", null=True)
    coord_precision = models.CharField(
        "vad punkten står för", max_length=20, choices=[(p, p) for p in shapes.CoordPrecision], default="unknown"
    )
    area = models.ForeignKey(
        "geography.Area", verbose_name="område", on_delete=models.PROTECT, null=True, related_name="+"
    )
    certainty = models.CharField("hur säker", max_length=10, choices=_choices(shapes.CERTAINTY_NAMES))
    nature = models.CharField("brott eller otrygghet", max_length=12, choices=_choices(shapes.NATURE_NAMES))
    police_reported = models.CharField("polisanmält", max_length=8, choices=_choices(shapes.POLICE_REPORTED_NAMES))
    note = models.TextField("anteckning", blank=True)
    shared_text = models.TextField("text att dela", blank=True)
    review_state = models.CharField(
        "granskning", max_length=10, choices=_choices(shapes.REVIEW_STATE_NAMES), default=shapes.ReviewState.NEW
    )
    review_comment = models.TextField("fråga till rapportören", blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name="ihopslagen med", on_delete=models.PROTECT, null=True, related_name="merged"
    )
    registered_at = models.DateTimeField("registrerad")
    approved_at = models.DateTimeField("godkänd", null=True)
    corrected_at = models.DateTimeField("rättad efter godkännandet", null=True)
    source = models.CharField("källa", max_length=40, default="form")
    external_id = models.CharField("källans id", max_length=80, blank=True)
    external_url = models.CharField("källans adress", max_length=300, blank=True)
    client_id = models.CharField("enhet", max_length=64)
    submission_key = models.CharField("nyckel", max_length=64)
    fingerprint = models.CharField("fingeravtryck", max_length=64)
    clock_corrected_s = models.IntegerField("telefonens klocka rättad med, sekunder", default=0)

    class Meta(TenantModel.Meta):
        verbose_name = "händelse"
        ordering = ("-occurred_from", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "organisation", "client_id", "submission_key"], name="incidents_submitted_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "organisation", "source", "external_id"],
                condition=~Q(external_id=""),
                name="incidents_external_id",
            ),
            models.CheckConstraint(condition=Q(occurred_to__gte=F("occurred_from")), name="incidents_time_order"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__isnull=False, lon__isnull=False),
                name="incidents_whole_point",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "organisation", "review_state"], name="incidents_review"),
            models.Index(fields=["municipality", "organisation", "occurred_from"], name="incidents_occurred"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "on_behalf_of",
            "category_code",
            "sub_category_code",
            "occurred_from",
            "occurred_to",
            "time_precision",
            "place",
            "place_type",
            "coord_precision",
            "area",
            "certainty",
            "nature",
            "police_reported",
            "review_state",
            "merged_into",
            "registered_at",
            "approved_at",
            "corrected_at",
            "source",
            "external_id",
            "external_url",
            "client_id",
            "submission_key",
            "fingerprint",
            "clock_corrected_s",
        )
        personal = ("reporter", "lat", "lon")
        free_text = ("note", "shared_text", "review_comment")
        kept_for = Kept(years=2, since="occurred_from", record="raw")


class IncidentPhoto(TenantModel):
    """Foto: what somebody saw, drawn anew without metadata. Raw: it is never shared."""

    organisation_private = True

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    incident = models.ForeignKey(Incident, verbose_name="händelse", on_delete=models.CASCADE, related_name="photos")
    image = models.BinaryField("bild")
    width = models.PositiveIntegerField("bredd")
    height = models.PositiveIntegerField("höjd")
    digest = models.CharField("kontrollsumma på det som skickades", max_length=64)
    added_at = models.DateTimeField("tillagt")

    class Meta(TenantModel.Meta):
        verbose_name = "foto"
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "incident", "digest"], name="incidents_photo_once"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "incident",
            "width",
            "height",
            "digest",
            "added_at",
        )
        personal = ("image",)
        kept_for = Kept(with_row="incident")


class RawAccess(TenantModel):
    """Nödöppning: one person may read an organisation's incidents for an hour, because another agreed.

    A row of the municipality's: whoever asks and whoever approves belong to other organisations. Only
    they and the organisation itself are shown it (`raw_access.py`).
    """

    organisation = models.ForeignKey(
        "people.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="+"
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="bad om det", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="godkände det", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField("skäl")
    asked_at = models.DateTimeField("begärd")
    opened_at = models.DateTimeField("öppnad", null=True)
    closed_at = models.DateTimeField("stängd", null=True)

    class Meta(TenantModel.Meta):
        verbose_name = "nödöppning"
        ordering = ("-asked_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("asker")), name="incidents_raw_access_two_people"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "organisation", "asked_at", "opened_at", "closed_at")
        personal = ("asker", "approver")
        free_text = ("reason",)
        kept_for = Kept(years=2, since="asked_at", record="raw")


class ReferenceNote(CountyModel):
    """Länsnotis: what an outside source says about the whole county or about a night."""

    kind = models.CharField("slag", max_length=80)
    text = models.TextField("text", blank=True)
    occurred_from = models.DateTimeField("från")
    occurred_to = models.DateTimeField("till")
    source = models.CharField("källa", max_length=40)
    external_id = models.CharField("källans id", max_length=80)
    url = models.CharField("adress", max_length=300, blank=True)

    class Meta(CountyModel.Meta):
        verbose_name = "länsnotis"
        ordering = ("-occurred_from",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["county", "source", "external_id"], name="incidents_note_external_id"),
        ]

    class Privacy:
        plain = ("id", "public_id", "county", "kind", "occurred_from", "occurred_to", "source", "external_id", "url")
        free_text = ("text",)
        kept_for = Kept(years=2, since="occurred_from")
