"""Passkeys: a key in the telephone or computer, opened by its owner's finger, face or PIN.

So it is two factors by itself, and no password is needed beside it. The checking is fido2's; the state between
question and answer belongs to the session, and is good for one answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import fido2.features
from allauth.mfa.models import Authenticator
from django.db import transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tryggve.foundation.people.models import User
from tryggve.foundation.people.second_factor import PASSKEY
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

MOST_KEYS = 10
QUESTION_LASTS_S = 300
_REQUIRED = UserVerificationRequirement.REQUIRED

if hasattr(fido2.features, "webauthn_json_mapping"):
    fido2.features.webauthn_json_mapping.enabled = True


class CannotUsePasskey(DomainError):
    """The passkey's answer does not hold."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            _(
                "Passnyckeln gick inte att använda. Svaret stämde inte med vår fråga. "
                "Prova igen, eller välj ett annat sätt."
            )
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Site:
    """Where we are, as the browser will say it: passkeys belong to one address."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        """The one who asks and checks."""
        entity = PublicKeyCredentialRpEntity(id=self.host, name="Tryggve")
        return Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)


def _plain(options: Any) -> dict[str, Any]:
    return dict(json.loads(json.dumps(dict(options), default=dict)))


def begin_registration(user: User, site: Site) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked, and what the session remembers."""
    options, state = site.server().register_begin(
        user=PublicKeyCredentialUserEntity(id=user.public_id.encode(), name=user.email, display_name=user.name),
        credentials=_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_REQUIRED,
    )
    return _plain(options), state


def checked_registration(answer: Mapping[str, Any], state: dict[str, Any] | None, site: Site) -> bytes:
    """The id of the new key. Raises CannotUsePasskey."""
    if not state:
        raise CannotUsePasskey("no_question")
    try:
        found = site.server().register_complete(state, RegistrationResponse.from_dict(answer))
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise CannotUsePasskey("registration") from wrong
    if found.credential_data is None:
        raise CannotUsePasskey("registration")
    return bytes(found.credential_data.credential_id)


def begin_log_in(site: Site) -> tuple[dict[str, Any], dict[str, Any]]:
    """Asked of whoever comes: the key itself says whose it is."""
    options, state = site.server().authenticate_begin(credentials=[], user_verification=_REQUIRED)
    return _plain(options), state


def owner_of(answer: Mapping[str, Any]) -> User | None:
    """Whose key it says it is. Proves nothing yet."""
    try:
        handle = websafe_decode(answer["response"]["userHandle"]).decode()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return User.objects.filter(public_id=handle, is_active=True).first()


def check(
    user: User | None, answer: Mapping[str, Any], state: dict[str, Any] | None, site: Site, now: datetime
) -> None:
    """Raise CannotUsePasskey unless it is the answer of one of this person's keys to our own question."""
    if user is None:
        raise CannotUsePasskey("other_person")
    if not state:
        raise CannotUsePasskey("no_question")
    try:
        response = AuthenticationResponse.from_dict(answer)
        found = site.server().authenticate_complete(state, _credentials(user), response)
    except Exception as wrong:  # whatever the bytes did to the reader of them, it is no log-in
        raise CannotUsePasskey("passkey") from wrong
    counter = response.response.authenticator_data.counter
    with transaction.atomic():
        row = _row(user, bytes(found.credential_id))
        last = row.data.get("counter", 0)
        if (counter or last) and counter <= last:
            raise CannotUsePasskey("counter")
        row.data["counter"] = counter
        row.last_used_at = now
        row.save(update_fields=["data", "last_used_at"])


def _row(user: User, credential_id: bytes) -> Authenticator:
    for row in Authenticator.objects.select_for_update().filter(user=user, type=PASSKEY):
        if _credential(row).credential_id == credential_id:
            return row
    raise CannotUsePasskey("passkey")


def _credential(row: Authenticator) -> AttestedCredentialData:
    found: AttestedCredentialData = row.wrap().authenticator_data.credential_data
    return found


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [_credential(row) for row in Authenticator.objects.filter(user=user, type=PASSKEY)]
