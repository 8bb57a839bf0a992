"""The county, its municipalities, and what it means that a row belongs to one of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tryggve.foundation.tenancy.managers import SeenManager
from tryggve.kernel.ids import PUBLIC_ID_LENGTH, new_public_id
from tryggve.kernel.keeping import PRESERVED
from tryggve.kernel.viewer import Viewer


class PublicIdField(models.CharField[str, str]):
    """The name a row carries outside the server."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("max_length", PUBLIC_ID_LENGTH)
        kwargs.setdefault("default", new_public_id)
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)  # type: ignore[arg-type]


class County(models.Model):
    """Län: what a county administrative board follows."""

    public_id = PublicIdField(unique=True)
    code = models.CharField("länskod", max_length=2, unique=True)
    name = models.CharField("namn", max_length=80)
    board_name = models.CharField("länsstyrelse", max_length=80)
    slug = models.SlugField(unique=True)

    class Meta:
        verbose_name = "län"
        ordering = ("code",)

    class Privacy:
        plain = ("id", "public_id", "code", "name", "board_name", "slug")
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """Kommun: the tenant."""

    public_id = PublicIdField(unique=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")
    code = models.CharField("kommunkod", max_length=4, unique=True)
    name = models.CharField("namn", max_length=80)
    slug = models.SlugField(unique=True)
    is_practice = models.BooleanField("övningsdata", default=False)
    # Empty: not yet. People who share need a second factor from this day on (docs/operations/sign_on.md).
    second_factor_from = models.DateField("två steg från", null=True, blank=True)
    # What the municipality's own register calls its impact assessment (GDPR 35). Empty: there is none yet.
    assessment_reference = models.CharField("konsekvensbedömningens diarienummer", max_length=60, blank=True)
    assessed_date = models.DateField("konsekvensbedömd", null=True, blank=True)
    centre_lat = models.FloatField("mittpunkt, latitud")
    centre_lon = models.FloatField("mittpunkt, longitud")

    class Meta:
        verbose_name = "kommun"
        ordering = ("name",)

    class Privacy:
        plain = (
            "id",
            "public_id",
            "county",
            "code",
            "name",
            "slug",
            "is_practice",
            "second_factor_from",
            "assessment_reference",
            "assessed_date",
            "centre_lat",
            "centre_lon",
        )
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row of one municipality.

    `organisation_private = True` narrows it to the viewer's own organisation as well; the model
    then has a foreign key named `organisation`. Both are enforced twice: here, and by row-level
    security on PostgreSQL (`row_security.py`).

    `also_read_when` names the one exception: a condition in SQL on which the database lets a named
    user read, and never write, rows that are another organisation's (`SeenManager.opened_to`).
    """

    organisation_private: ClassVar[bool] = False
    also_read_when: ClassVar[str] = ""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    objects = SeenManager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["municipality", "public_id"], name="%(app_label)s_%(class)s_public_id")
        ]

    @classmethod
    def seen_filter(cls, viewer: Viewer) -> Q:
        """Which rows the viewer may reach."""
        seen = Q(municipality_id=viewer.municipality_id)
        if cls.organisation_private:
            seen &= Q(organisation_id=viewer.organisation_id)
        return seen


class CountyModel(models.Model):
    """A row that the whole county may read: published editions and notes, never raw data.

    `municipality_writes = True`: a municipality writes its own row (field `municipality`) and all
    in the county read it. `everybody_writes = True`: a register that they keep together. Otherwise only
    a county viewer or county-wide system work writes.
    """

    municipality_writes: ClassVar[bool] = False
    everybody_writes: ClassVar[bool] = False

    public_id = PublicIdField()
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")

    objects = SeenManager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["county", "public_id"], name="%(app_label)s_%(class)s_public_id")
        ]

    @classmethod
    def seen_filter(cls, viewer: Viewer) -> Q:
        """Which rows the viewer may reach."""
        return Q(county_id=viewer.county_id)
