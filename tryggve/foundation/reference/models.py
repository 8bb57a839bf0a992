"""The shared category list, and what a municipality has changed in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tryggve.foundation.tenancy.models import TenantModel
from tryggve.kernel.keeping import PRESERVED


class CategoryList(models.Model):
    """Kategorilista: one version of the stable codes, the same in the whole county."""

    version = models.PositiveSmallIntegerField("version", unique=True)
    valid_from = models.DateField("gäller från")
    loaded_at = models.DateTimeField("inläst")

    class Meta:
        verbose_name = "kategorilista"
        ordering = ("version",)

    class Privacy:
        plain = ("id", "version", "valid_from", "loaded_at")
        kept_for = PRESERVED

    def __str__(self) -> str:
        return f"Kategorilista {self.version}"


class Category(models.Model):
    """Kategori: a stable code that counties add up by. Never renamed here; see CategorySetting."""

    category_list = models.ForeignKey(CategoryList, on_delete=models.PROTECT, related_name="categories")
    order = models.PositiveSmallIntegerField("ordning")
    code = models.CharField("kod", max_length=3)
    group = models.CharField("grupp", max_length=1)
    name_sv = models.CharField("namn", max_length=60)
    name_en = models.CharField("namn på engelska", max_length=60)
    nature = models.CharField("slag", max_length=10)
    icon = models.CharField("ikon", max_length=40)
    severity = models.PositiveSmallIntegerField("allvar")
    is_counted = models.BooleanField("räknas", default=True)

    class Meta:
        verbose_name = "kategori"
        ordering = ("order",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["category_list", "code"], name="reference_category_code_once"),
        ]

    class Privacy:
        plain = (
            "id",
            "category_list",
            "order",
            "code",
            "group",
            "name_sv",
            "name_en",
            "nature",
            "icon",
            "severity",
            "is_counted",
        )
        kept_for = PRESERVED

    def __str__(self) -> str:
        return f"{self.code} {self.name_sv}"


class CategorySetting(TenantModel):
    """Kommunens val: its own name for a stable code, or that the code is not offered."""

    code = models.CharField("kod", max_length=3)
    name = models.CharField("eget namn", max_length=60, blank=True)
    is_hidden = models.BooleanField("dold", default=False)

    class Meta(TenantModel.Meta):
        verbose_name = "kategorival"
        ordering = ("code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "code"], name="reference_category_setting_once"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "code", "name", "is_hidden")
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.code


class SubCategory(TenantModel):
    """Underkategori: the municipality's own finer code, such as C4.1, under a stable one."""

    parent_code = models.CharField("under", max_length=3)
    code = models.CharField("kod", max_length=6)
    name = models.CharField("namn", max_length=60)
    is_active = models.BooleanField("används", default=True)

    class Meta(TenantModel.Meta):
        verbose_name = "underkategori"
        ordering = ("code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "code"], name="reference_sub_category_code_once"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "parent_code", "code", "name", "is_active")
        kept_for = PRESERVED

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FaultDesk(TenantModel):
    """Felanmälan: who mends a pure fault of one category here, and how it is told to them.

    `endpoint` is the address of an Open311 GeoReport v2 service, without "/requests.json"; with none
    there is only a link to follow. The key is the municipality's own and is never shown again.
    """

    category_code = models.CharField("kategori", max_length=3)
    label = models.CharField("vad den kallas", max_length=60)
    url = models.CharField("adress att öppna", max_length=300, blank=True)
    endpoint = models.CharField("adress att skicka till", max_length=300, blank=True)
    jurisdiction = models.CharField("jurisdiction_id", max_length=100, blank=True)
    service_code = models.CharField("service_code", max_length=100, blank=True)
    api_key = models.CharField("nyckel", max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "felanmälan"
        ordering = ("category_code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "category_code"], name="reference_fault_desk_once"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "category_code",
            "label",
            "url",
            "endpoint",
            "jurisdiction",
            "service_code",
        )
        secret = ("api_key",)
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.label

    @property
    def can_send(self) -> bool:
        """Whether a fault can be sent from here, and not only looked up by a link."""
        return bool(self.endpoint and self.service_code)


class OtherChannel(TenantModel):
    """Annan kanal: where what concerns a person belongs here, instead of in Tryggve.

    A row takes the place of the proposal with the same code (`channels.py`), or is the municipality's own.
    """

    code = models.CharField("kod", max_length=22)
    about = models.CharField("vad det gäller", max_length=80)
    name = models.CharField("vart man vänder sig", max_length=80)
    phone = models.CharField("telefon", max_length=30, blank=True)
    url = models.CharField("adress att öppna", max_length=300, blank=True)
    is_shown = models.BooleanField("visas", default=True)

    class Meta(TenantModel.Meta):
        verbose_name = "annan kanal"
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "code"], name="reference_other_channel_once"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "code", "about", "name", "phone", "url", "is_shown")
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name
