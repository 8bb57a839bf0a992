"""Where people log in, and from when in two steps: set by whoever operates the installation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from urllib.parse import urlsplit

from cryptography import x509

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.models import IdentityProvider, ProviderKind
from tryggve.foundation.people.providers import provider
from tryggve.foundation.people.sealing import seal
from tryggve.foundation.people.shapes import ProviderDraft
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class CannotSaveProvider(DomainError):
    """The provider cannot be used like this."""


@action("provider.saved", right="municipality.create")
def save_provider(
    *, draft: ProviderDraft, municipality: Municipality | None, by: Viewer, now: datetime
) -> IdentityProvider:
    """Add a provider, or write anew the one with the same issuer. `by` is the house's viewer."""
    _check(draft)
    values = asdict(draft)
    secret = values.pop("client_secret")
    values |= {"municipality": municipality, "is_active": True}
    if secret:
        values["client_secret"] = seal(secret)
    found = IdentityProvider.objects.filter(issuer=draft.issuer).first() or IdentityProvider(created_at=now)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    with_codes(kind=draft.kind, municipality=municipality.code if municipality else "")
    return found


@action("provider.stopped", right="municipality.create")
def stop_provider(*, key: str, by: Viewer, now: datetime) -> IdentityProvider:
    """Nobody comes in this way any more. Connections stay, for the day it is used again."""
    found = provider(key)
    found.is_active = False
    found.save(update_fields=["is_active"])
    return found


@action("municipality.second_factor_set", right="municipality.create")
def set_second_factor_day(*, municipality: Municipality, day: date | None, by: Viewer, now: datetime) -> Municipality:
    """From this day those who share log in by two steps here; None takes it back."""
    municipality.second_factor_from = day
    municipality.save(update_fields=["second_factor_from"])
    with_codes(day=day.isoformat() if day else "")
    return municipality


def _check(draft: ProviderDraft) -> None:
    is_saml = draft.kind == ProviderKind.SAML
    if is_saml and not (draft.certificates and draft.sign_on_address):
        raise CannotSaveProvider(
            _("Leverantören saknar något. SAML behöver certifikat och inloggningsadress. Ange båda.")
        )
    if not is_saml and not draft.client_id:
        raise CannotSaveProvider(_("Leverantören saknar något. OpenID Connect behöver ett klient-id. Ange det."))
    for address in filter(None, [draft.sign_on_address, "" if is_saml else draft.issuer]):
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise CannotSaveProvider(
                _("Adressen är inte säker. Vi fick {address}. Ange en som börjar med https://."), address=address[:200]
            )
    if is_saml:
        try:
            x509.load_pem_x509_certificates(draft.certificates.encode())
        except ValueError:
            raise CannotSaveProvider(
                _("Certifikatet går inte att läsa. Det ska vara PEM, med BEGIN CERTIFICATE. Kopiera det på nytt.")
            ) from None
