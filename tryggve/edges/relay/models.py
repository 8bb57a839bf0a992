"""A link by which a represented member answers, without an account."""

from __future__ import annotations

from django.db import models

from tryggve.foundation.people.models import Organisation, RepresentedMember
from tryggve.foundation.tenancy.models import Municipality, PublicIdField
from tryggve.kernel.keeping import Kept


class MemberLink(models.Model):
    """Medlemslänk: a secret that may answer and add for one member during a week, and read nothing.

    Not a TenantModel: whose link it is must be known before there is a viewer, as with an invitation.
    Read through `relay.queries` only: by its secret, or for a viewer's own organisation.
    """

    public_id = PublicIdField(unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    # Copied from the organisation: its own row is locked until there is a viewer.
    organisation_key = models.CharField("organisationens id", max_length=22)
    organisation_name = models.CharField("organisationens namn", max_length=120)
    member = models.ForeignKey(RepresentedMember, on_delete=models.CASCADE, related_name="+")
    member_key = models.CharField("medlemmens id", max_length=22)
    week = models.CharField("vecka", max_length=8)
    token_hash = models.CharField("kontrollsumma", max_length=64, unique=True)
    created_at = models.DateTimeField("skapad")
    expires_at = models.DateTimeField("gäller till")
    mailed_at = models.DateTimeField("skickad med e-post", null=True)
    revoked_at = models.DateTimeField("spärrad", null=True)
    n_incidents = models.PositiveSmallIntegerField("lämnade händelser", default=0)

    class Meta:
        verbose_name = "medlemslänk"
        indexes = (models.Index(fields=["municipality", "organisation_key", "week"], name="relay_link_week"),)

    class Privacy:
        plain = (
            "id",
            "public_id",
            "municipality",
            "organisation",
            "organisation_key",
            "organisation_name",
            "member",
            "member_key",
            "week",
            "created_at",
            "expires_at",
            "mailed_at",
            "revoked_at",
            "n_incidents",
        )
        secret = ("token_hash",)
        kept_for = Kept(days=90, since="expires_at")
