"""The mail that a silent member gets: who asks, about which week, and the link. Nothing of what has happened."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tryggve.edges.relay.models import MemberLink
from tryggve.foundation.people.mails import send_when_written
from tryggve.kernel.weeks import Week


def send_reminder(email: str, *, link: str, row: MemberLink) -> None:
    """The member's own link."""
    week = Week.parse(row.week)
    subject = _("Hände något hos er vecka {week}?").format(week=week.number)
    body = _(
        "{organisation} lämnar en veckorapport om trygghet åt er i {municipality}.\n\n"
        "Hände något vecka {week}? Svara här, det tar en minut:\n{link}\n\n"
        "Länken gäller i sju dagar. Den kan bara lämna uppgifter, inte läsa dem.\n"
        "Vid pågående brott, ring 112. Det här ersätter inte en polisanmälan."
    ).format(organisation=row.organisation_name, municipality=row.municipality.name, week=week.number, link=link)
    send_when_written(email, subject, body)
