"""SAML 2.0, as far as a log-in needs it: an assertion that the provider has signed, for us, now, about our question.

python3-saml reads and checks (strictly); what is ours is that each question is answered once, that an assertion
counts once, and which name of a person is taken: one that lasts, never an e-mail and never a personnummer.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from tryggve.edges.entrance.openid import LONGEST_SUBJECT, NotProven, Proven
from tryggve.foundation.people.models import IdentityProvider, SignOnErrand
from tryggve.foundation.people.rules import STEP_LASTS, new_token, token_hash

LARGEST_RESPONSE = 200_000
#: A name that is new each time is nobody's, and an e-mail is no identity.
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
LASTING = (PERSISTENT, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", "")
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where we are, for this provider: who we are, and where it answers."""

    entity: str
    answer_to: str


def _settings(one: IdentityProvider, ours: Addresses) -> dict[str, Any]:
    return {
        "strict": True,
        "sp": {
            "entityId": ours.entity,
            "assertionConsumerService": {"url": ours.answer_to, "binding": POST},
            "NameIDFormat": PERSISTENT,
        },
        "idp": {
            "entityId": one.issuer,
            "singleSignOnService": {"url": one.sign_on_address, "binding": REDIRECT},
            "x509certMulti": {"signing": _certificates(one)},
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "signatureAlgorithm": RSA_SHA256,
            "digestAlgorithm": SHA256,
            "allowSingleLabelDomains": True,
        },
    }


def _certificates(one: IdentityProvider) -> list[str]:
    """More than one while the provider changes its own."""
    mark = "-----END CERTIFICATE-----"
    return [f"{part.strip()}\n{mark}" for part in one.certificates.split(mark) if part.strip()]


def _auth(one: IdentityProvider, ours: Addresses, response: str = "") -> Any:
    from onelogin.saml2.auth import OneLogin_Saml2_Auth  # slow to import, and most installations never need it

    here = urlsplit(ours.answer_to)
    request = {
        "https": "on" if here.scheme == "https" else "off",
        "http_host": here.netloc,
        "script_name": here.path,
        "get_data": {},
        "post_data": {"SAMLResponse": response} if response else {},
    }
    return OneLogin_Saml2_Auth(request, old_settings=_settings(one, ours))


def metadata(one: IdentityProvider, ours: Addresses) -> bytes:
    """What the provider's operator is given."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    written = OneLogin_Saml2_Settings(_settings(one, ours), sp_validation_only=True).get_sp_metadata()
    return written if isinstance(written, bytes) else str(written).encode()


def ask(one: IdentityProvider, ours: Addresses, now: datetime) -> tuple[str, str]:
    """Where the browser is sent, and the question's id, for the session to remember."""
    auth = _auth(one, ours)
    address = str(auth.login(return_to=""))
    request_id = str(auth.get_last_request_id())
    SignOnErrand.objects.create(provider=one, request_id=request_id, expires_at=now + STEP_LASTS)
    return address, request_id


def answered(one: IdentityProvider, ours: Addresses, response: str, now: datetime) -> str:
    """Check the provider's answer and keep it for the browser that asked. Returns that browser's ticket.

    The answer comes by a form from the provider's site, where our cookies do not come along: so the question is
    found by its id, and the browser fetches the answer afterwards, with its own session.
    """
    with transaction.atomic():
        errand = (
            SignOnErrand.objects.select_for_update()
            .filter(provider=one, request_id=_in_response_to(response), answered_at=None, expires_at__gt=now)
            .first()
        )
        if errand is None:
            raise NotProven("no_errand")
        proven, assertion = _proven(one, ours, response, errand.request_id)
        digest = sha256(f"{one.issuer}|{assertion}".encode()).hexdigest()
        if SignOnErrand.objects.filter(assertion_hash=digest).exists():
            raise NotProven("replayed")
        ticket = new_token()
        errand.answered_at, errand.assertion_hash, errand.ticket_hash = now, digest, token_hash(ticket)
        errand.subject, errand.is_strong = proven.subject, bool(proven.contexts & one.strong)
        errand.save()
    return ticket


def fetched(one: IdentityProvider, request_id: str, ticket: str, now: datetime) -> SignOnErrand:
    """The answer, for the browser that asked. Once: afterwards nothing of it is left but that it has been used."""
    with transaction.atomic():
        errand = (
            SignOnErrand.objects.select_for_update()
            .filter(provider=one, request_id=request_id, ticket_hash=token_hash(ticket), expires_at__gt=now)
            .exclude(ticket_hash="")
            .first()
        )
        if errand is None:
            raise NotProven("ticket")
        SignOnErrand.objects.filter(pk=errand.pk).update(ticket_hash="", subject="")
    return errand


def _document(response: str) -> Any:
    from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

    if not response or len(response) > LARGEST_RESPONSE:
        raise NotProven("unreadable")
    try:
        text = b64decode(response, validate=True)
        found = OneLogin_Saml2_XML.to_etree(text)
    except Exception as fault:  # whatever the bytes did to the reader of them, it is no log-in
        raise NotProven("unreadable") from fault
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise NotProven("unreadable")
    return found


def _in_response_to(response: str) -> str:
    """Which question it says it answers. Proves nothing: it is where we look."""
    return str(_document(response).get("InResponseTo") or "")


def _proven(one: IdentityProvider, ours: Addresses, response: str, request_id: str) -> tuple[Proven, str]:
    auth = _auth(one, ours, response)
    try:
        auth.process_response(request_id=request_id)
    except Exception as fault:
        raise NotProven("assertion") from fault
    if auth.get_errors() or not auth.is_authenticated():
        raise NotProven("assertion")
    _check_addressed(_document(response), ours, request_id)
    subject = _subject(one, auth)
    assertion = str(auth.get_last_assertion_id() or "")
    if not assertion:
        raise NotProven("assertion")
    return Proven(subject, frozenset(auth.get_last_authn_contexts() or [])), assertion


def _check_addressed(document: Any, ours: Addresses, request_id: str) -> None:
    """To us, about our question, for a while: python3-saml checks what is said, and lets pass what is left out.

    It has made sure that there is one assertion, and that it is the one that is signed.
    """
    names = {"saml": "urn:oasis:names:tc:SAML:2.0:assertion"}
    (assertion,) = document.findall(".//saml:Assertion", names)
    audiences = [(each.text or "").strip() for each in assertion.findall("./saml:Conditions//saml:Audience", names)]
    confirmed = [
        each
        for each in assertion.findall("./saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData", names)
        if (each.get("Recipient"), each.get("InResponseTo")) == (ours.answer_to, request_id)
        and each.get("NotOnOrAfter")
    ]
    if ours.entity not in audiences or not confirmed or document.get("Destination") != ours.answer_to:
        raise NotProven("addressed")


def _subject(one: IdentityProvider, auth: Any) -> str:
    if one.subject_attribute:
        found = auth.get_attribute(one.subject_attribute) or []
        subject = found[0] if len(found) == 1 else ""
    else:
        subject = auth.get_nameid() if (auth.get_nameid_format() or "") in LASTING else ""
    subject = str(subject or "").strip()
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotProven("subject")
    return subject
