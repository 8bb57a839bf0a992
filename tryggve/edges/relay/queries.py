"""Whose link is it, and which links has an organisation given out?"""

from __future__ import annotations

from datetime import datetime

from tryggve.edges.relay.models import MemberLink
from tryggve.foundation.people.access import rights_of
from tryggve.foundation.people.rules import token_hash
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


def link_by_token(token: str, now: datetime) -> MemberLink | None:
    """The link that the secret opens, while it holds."""
    return (
        MemberLink.objects.select_related("municipality")
        .filter(token_hash=token_hash(token), expires_at__gt=now, revoked_at__isnull=True)
        .first()
    )


def viewer_of(link: MemberLink) -> Viewer:
    """Whoever holds the link: the speaker's organisation, with the right to add and to answer and no other."""
    town = link.municipality
    return Viewer(
        actor=link.public_id,
        name=link.organisation_name,
        county_id=town.county_id,
        municipality_id=town.pk,
        municipality_name=town.name,
        organisation_id=link.organisation_id,
        organisation_public_id=link.organisation_key,
        organisation_name=link.organisation_name,
        roles=frozenset({"member_link"}),
        rights=rights_of(["member_link"]),
        is_practice=town.is_practice,
    )


def links_of_week(viewer: Viewer, week: Week, now: datetime) -> dict[str, MemberLink]:
    """Member → its newest link of the week that still holds, of the viewer's own organisation."""
    rows = MemberLink.objects.filter(
        municipality_id=viewer.home_id,
        organisation_key=viewer.organisation_public_id,
        week=str(week),
        expires_at__gt=now,
        revoked_at__isnull=True,
    )
    return {row.member_key: row for row in rows.order_by("created_at", "pk")}
