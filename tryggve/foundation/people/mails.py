"""The mails this room sends: a link and nothing about anybody or anything that has happened.

Sent when the transaction is written, so that a slow mail server holds no lock; a mail that fails
is logged, and the page offers to send it again.
"""

from __future__ import annotations

from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tryggve.foundation.people.models import User


def send_invitation(user: User, link: str) -> None:
    """The link by which a person chooses a password."""
    with translation.override(user.language):
        subject = _("Välkommen till Tryggve")
        body = _(
            "Du är inbjuden till Tryggve.\n\n"
            "Välj ett lösenord här:\n{link}\n\n"
            "Länken gäller i sju dagar och kan användas en gång.\n"
            "Väntade du dig ingen inbjudan? Då kan du låta mejlet vara."
        ).format(link=link)
    send_when_written(user.email, subject, body)


def send_new_role(user: User, link: str) -> None:
    """To somebody who already has a password."""
    with translation.override(user.language):
        subject = _("Du har fått en ny roll i Tryggve")
        body = _("Du har fått en ny roll i Tryggve.\n\nLogga in som vanligt:\n{link}").format(link=link)
    send_when_written(user.email, subject, body)


def send_role_notice(coordinators: list[User], link: str) -> None:
    """To an organisation's coordinators, when somebody else has let a person in among their data."""
    for user in coordinators:
        with translation.override(user.language):
            subject = _("Någon har fått en roll i din organisation i Tryggve")
            body = _(
                "Kommunens administratör har gett en person en roll i din organisation.\n\nSe vem det är:\n{link}"
            ).format(link=link)
        send_when_written(user.email, subject, body)


def send_when_written(address: str, subject: str, body: str) -> None:
    """A mail with a secret in it, which no outbox may store: sent when the transaction is written."""
    transaction.on_commit(partial(send_mail, subject, body, None, [address]), robust=True)
