"""The mail that a silent member gets: who asks, about which week, and the link. Nothing of what has happened.

Sent when the transaction is written, so that a slow mail server holds no lock; a mail that fails is logged.
"""

from __future__ import annotations

from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from tryggve.edges.relay.models import MemberLink
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
    transaction.on_commit(partial(send_mail, subject, body, None, [email]), robust=True)
