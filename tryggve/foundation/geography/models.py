"""Areas in dated sets, and named places. Geometry is plain GeoJSON: no spatial database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class AreaSet(TenantModel):
    """Områdesindelning: all areas that hold from a date until the next set."""

    name = models.CharField("namn", max_length=120)
    valid_from = models.DateField("gäller från")
    source = models.CharField("källa", max_length=300)
    licence = models.CharField("licens", max_length=120, blank=True)
    geometry_hash = models.CharField("kontrollsumma", max_length=64, editable=False)

    class Meta(TenantModel.Meta):
        verbose_name = "områdesindelning"
        ordering = ("-valid_from",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="geography_one_area_set_from_a_date"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "name",
            "valid_from",
            "source",
            "licence",
            "geometry_hash",
        )
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name


class Area(TenantModel):
    """Område: a part of the municipality. Its ground never changes; a new set does that."""

    area_set = models.ForeignKey(AreaSet, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField("kod", max_length=40)
    name = models.CharField("namn", max_length=120)
    geometry = models.JSONField("yta (GeoJSON, WGS 84)")
    population = models.PositiveIntegerField("folkmängd", null=True, blank=True)
    centroid_lat = models.FloatField("etikettens latitud")
    centroid_lon = models.FloatField("etikettens longitud")
    min_lat = models.FloatField("söder")
    min_lon = models.FloatField("väster")
    max_lat = models.FloatField("norr")
    max_lon = models.FloatField("öster")

    class Meta(TenantModel.Meta):
        verbose_name = "område"
        ordering = ("code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "area_set", "code"], name="geography_area_code_once_in_a_set"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "area_set",
            "code",
            "name",
            "geometry",
            "population",
            "centroid_lat",
            "centroid_lon",
            "min_lat",
            "min_lon",
            "max_lat",
            "max_lon",
        )
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name


class Place(TenantModel):
    """Plats: a public place by the name people use, so that nobody needs an address."""

    name = models.CharField("namn", max_length=120)
    lat = models.FloatField("latitud")
    lon = models.FloatField("longitud")
    place_type = models.CharField("platstyp", max_length=20)
    is_active = models.BooleanField("används", default=True)

    class Meta(TenantModel.Meta):
        verbose_name = "plats"
        ordering = ("name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "name"], name="geography_place_name_once"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "name", "lat", "lon", "place_type", "is_active")
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name
