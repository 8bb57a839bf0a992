"""People, the organisations they work for, what they may do, and what the parties have agreed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from tryggve.foundation.people.access import role_choices
from tryggve.foundation.people.device_models import Device, DeviceEnrolment, DevicePerson
from tryggve.foundation.people.sign_on_models import (
    AttemptCount,
    ExternalIdentity,
    IdentityProvider,
    LogIn,
    ProviderKind,
    SignOnErrand,
)
from tryggve.foundation.tenancy.models import County, CountyModel, Municipality, PublicIdField, TenantModel
from tryggve.kernel.keeping import IN_USE, PRESERVED, Kept

__all__ = [
    "SUMMARY_ONLY_KINDS",
    "Agreement",
    "AgreementParty",
    "AttemptCount",
    "Device",
    "DeviceEnrolment",
    "DevicePerson",
    "ExternalIdentity",
    "IdentityProvider",
    "Invitation",
    "LogIn",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationMode",
    "Party",
    "ProviderKind",
    "RepresentedMember",
    "SignOnErrand",
    "User",
    "UserManager",
]


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail, without regard to case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who can log in, anywhere in the house. What they may do is in their memberships."""

    public_id = PublicIdField(unique=True)
    email = models.EmailField("e-post", unique=True)
    name = models.CharField("namn", max_length=120)
    is_active = models.BooleanField("aktiv", default=True)
    is_persona = models.BooleanField("övningsperson", default=False)
    language = models.CharField("språk", max_length=2, default="sv")
    created_at = models.DateTimeField("skapad")

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "person"

    class Privacy:
        plain = ("id", "public_id", "is_active", "is_persona", "language", "last_login", "created_at")
        personal = ("email", "name")
        secret = ("password",)
        kept_for = IN_USE

    def __str__(self) -> str:
        return self.name


class Party(CountyModel):
    """Part i länet: one party with an organisation in each of several municipalities."""

    #: A register that the municipalities keep together.
    everybody_writes: ClassVar[bool] = True

    name = models.CharField("namn", max_length=120)

    class Meta(CountyModel.Meta):
        verbose_name = "part"

    class Privacy:
        plain = ("id", "public_id", "county", "name")
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    """What sort of party; decides the default mode."""

    POLICE = "police", "Polisen"
    SOCIAL_SERVICES = "social_services", "Socialtjänst"
    SCHOOL = "school", "Skola"
    DEPARTMENT = "department", "Förvaltning"
    HOUSING_COMPANY = "housing_company", "Bostadsbolag"
    CHURCH = "church", "Kyrka"
    TRANSPORT = "transport", "Kollektivtrafik"
    INSURER = "insurer", "Försäkringsbolag"
    CITY_CENTRE = "city_centre", "Centrumförening"
    RESCUE_SERVICE = "rescue_service", "Räddningstjänst"
    GUARD = "guard", "Väktarbolag"
    OUTSIDE_SOURCE = "outside_source", "Öppen källa"
    OTHER = "other", "Annan"


#: SECURITY fact 2: these share summaries and keep no raw text here, unless they decide otherwise.
SUMMARY_ONLY_KINDS = frozenset(
    {
        OrganisationKind.POLICE,
        OrganisationKind.SOCIAL_SERVICES,
        OrganisationKind.SCHOOL,
        OrganisationKind.INSURER,
    }
)


class OrganisationMode(models.TextChoices):
    """Whether the organisation keeps raw incidents here."""

    RAW = "raw", "Egna händelser, delas efter granskning"
    SUMMARY_ONLY = "summary_only", "Bara sammanfattning, ingen rådata"


class Organisation(TenantModel):
    """Organisation: one party's presence in one municipality."""

    party = models.ForeignKey(Party, verbose_name="part", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("namn", max_length=120)
    kind = models.CharField("slag", max_length=20, choices=OrganisationKind.choices)
    mode = models.CharField("arbetssätt", max_length=12, choices=OrganisationMode.choices, default=OrganisationMode.RAW)
    is_active = models.BooleanField("deltar", default=True)
    joined_date = models.DateField("deltar från")
    left_date = models.DateField("deltog till", null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "organisation"
        ordering = ("name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "name"], name="people_organisation_name"),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "party",
            "name",
            "kind",
            "mode",
            "is_active",
            "joined_date",
            "left_date",
        )
        kept_for = PRESERVED

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside_source(self) -> bool:
        """Public data that is nobody's report and is never expected."""
        return self.kind == OrganisationKind.OUTSIDE_SOURCE

    @property
    def keeps_raw(self) -> bool:
        """Whether raw incidents may be kept here."""
        return self.mode == OrganisationMode.RAW


class RepresentedMember(TenantModel):
    """Företrädd medlem: a private landlord or a shop that an organisation speaks for."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="företräds av", on_delete=models.PROTECT, related_name="represented_members"
    )
    name = models.CharField("namn", max_length=120)
    alias = models.CharField("visas som", max_length=60)
    may_be_named = models.BooleanField("får visas med namn", default=False)
    contact_email = models.EmailField("e-post för påminnelser", blank=True)
    is_active = models.BooleanField("aktiv", default=True)

    class Meta(TenantModel.Meta):
        verbose_name = "företrädd medlem"
        ordering = ("alias",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "organisation", "alias"], name="people_member_alias"),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "organisation", "alias", "may_be_named", "is_active")
        personal = ("name", "contact_email")
        kept_for = IN_USE

    @property
    def shown_name(self) -> str:
        """The name if the member agreed to be named, else the alias."""
        return self.name if self.may_be_named else self.alias


class Membership(models.Model):
    """Roll: what a person may do, and where. A person may hold several.

    Not a TenantModel: which municipalities a person belongs to must be known before there is a
    viewer. Read through `people.queries` only.
    """

    public_id = PublicIdField(unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    # Copied from the organisation: its own row is locked until there is a viewer.
    organisation_key = models.CharField("organisationens id", max_length=22, blank=True, editable=False)
    organisation_name = models.CharField("organisationens namn", max_length=120, blank=True, editable=False)
    role = models.CharField("roll", max_length=30, choices=role_choices())
    is_active = models.BooleanField("aktiv", default=True)
    created_at = models.DateTimeField("given")
    ended_at = models.DateTimeField("avslutad", null=True)

    class Meta:
        verbose_name = "roll"
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(organisation__isnull=False),
                name="people_membership_once",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(municipality__isnull=False),
                name="people_membership_organisation_has_municipality",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "public_id",
            "county",
            "municipality",
            "organisation",
            "organisation_key",
            "organisation_name",
            "role",
            "is_active",
            "created_at",
            "ended_at",
        )
        personal = ("user",)
        kept_for = IN_USE

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new role remembers what its organisation is called; renaming it rewrites the copies."""
        if self._state.adding and self.organisation is not None:
            self.organisation_key = self.organisation.public_id
            self.organisation_name = self.organisation.name
        super().save(*args, **kwargs)


class Invitation(models.Model):
    """Inbjudan: a link by which a person sets a password. Only its hash is kept."""

    public_id = PublicIdField(unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField("kontrollsumma", max_length=64, unique=True)
    created_at = models.DateTimeField("skapad")
    expires_at = models.DateTimeField("gäller till")
    used_at = models.DateTimeField("använd", null=True)

    class Meta:
        verbose_name = "inbjudan"

    class Privacy:
        plain = ("id", "public_id", "created_at", "expires_at", "used_at")
        personal = ("user",)
        secret = ("token_hash",)
        kept_for = Kept(days=90, since="expires_at")


class Agreement(TenantModel):
    """Samverkansöverenskommelse: who has signed, since when, and the rhythm they chose."""

    signed_date = models.DateField("undertecknad")
    valid_from = models.DateField("gäller från")
    rhythm_weeks = models.PositiveSmallIntegerField("veckor mellan rapporterna", default=1)
    priority_capacity = models.PositiveSmallIntegerField("prioriterade områden per möte", default=3)
    purpose = models.TextField("syfte", blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "samverkansöverenskommelse"
        ordering = ("-valid_from",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="people_agreement_valid_from"),
            models.CheckConstraint(condition=Q(rhythm_weeks__in=[1, 2]), name="people_agreement_rhythm"),
            models.CheckConstraint(
                condition=Q(priority_capacity__gte=1, priority_capacity__lte=5), name="people_agreement_capacity"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "signed_date", "valid_from", "rhythm_weeks", "priority_capacity")
        free_text = ("purpose",)
        kept_for = PRESERVED


class AgreementParty(TenantModel):
    """Part i överenskommelsen: an organisation and what it has committed to."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    commitment = models.TextField("åtagande", blank=True)
    signed_date = models.DateField("undertecknade", null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = "part i överenskommelsen"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "agreement", "organisation"], name="people_agreement_party_once"
            ),
        ]

    class Privacy:
        plain = ("id", "public_id", "municipality", "agreement", "organisation", "signed_date")
        free_text = ("commitment",)
        kept_for = PRESERVED
