"""A SAML provider of the tests' own: it signs as a real one does, and can be told to do it wrongly."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tryggve.foundation.people.models import IdentityProvider

ISSUER = "https://idp.exempel.se/metadata"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
STRONG = "http://id.elegnamnden.se/loa/1.0/loa3"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


@cache
def key_and_certificate(name: str) -> tuple[str, str]:
    """A key of two thousand bits and its certificate, as PEM. The same for the same name."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return written.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def a_provider(now: datetime, **more: Any) -> IdentityProvider:
    """As the command writes it down."""
    wanted = {
        "kind": "saml",
        "name": "Falu kommun (SAML)",
        "issuer": ISSUER,
        "sign_on_address": "https://idp.exempel.se/sso",
        "certificates": key_and_certificate("idp")[1],
        "strong_values": STRONG,
        "created_at": now,
    }
    return IdentityProvider.objects.create(**(wanted | more))


@dataclass
class Said:
    """What an assertion says. Each part can be bent; an empty one is left out."""

    request_id: str
    answer_to: str
    audience: str
    subject: str = "sixten-hos-idp"
    name_format: str = PERSISTENT
    issuer: str = ISSUER
    response_to: str | None = None
    recipient: str | None = None
    destination: str | None = None
    confirmed_to: str | None = None
    status: str = SUCCESS
    context: str = STRONG
    lasts: timedelta = timedelta(minutes=5)
    confirmation_lasts: timedelta = timedelta(minutes=5)
    begins: timedelta = timedelta(minutes=-1)
    attributes: str = ""
    assertion_id: str = field(default_factory=lambda: f"_{uuid4().hex}")

    def assertion(self) -> str:
        """The assertion, not signed."""
        now = datetime.now(UTC)
        recipient = self.answer_to if self.recipient is None else self.recipient
        confirmed_to = self.request_id if self.confirmed_to is None else self.confirmed_to
        heard = f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction>"
        return (
            f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{self.assertion_id}" Version="2.0"'
            f' IssueInstant="{at(now)}"><saml:Issuer>{self.issuer}</saml:Issuer><saml:Subject>'
            f'<saml:NameID Format="{self.name_format}">{self.subject}</saml:NameID>'
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
            f'{part("InResponseTo", confirmed_to)} NotOnOrAfter="{at(now + self.confirmation_lasts)}"'
            f"{part('Recipient', recipient)}/></saml:SubjectConfirmation></saml:Subject>"
            f'<saml:Conditions NotBefore="{at(now + self.begins)}" NotOnOrAfter="{at(now + self.lasts)}">'
            f"{heard if self.audience else ''}</saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{at(now)}" SessionIndex="s1"><saml:AuthnContext>'
            f"<saml:AuthnContextClassRef>{self.context}</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement>{self.attributes}</saml:Assertion>"
        )

    def response(self, assertion: str) -> str:
        """The response around it, not signed."""
        response_to = self.request_id if self.response_to is None else self.response_to
        destination = self.answer_to if self.destination is None else self.destination
        return (
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
            f' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid4().hex}" Version="2.0"'
            f' IssueInstant="{at(datetime.now(UTC))}"{part("Destination", destination)}'
            f"{part('InResponseTo', response_to)}><saml:Issuer>{self.issuer}</saml:Issuer>"
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>{assertion}</samlp:Response>'
        )

    def signed(self, **more: Any) -> str:
        """As a right provider sends it: the assertion is signed, and the form's field is base64."""
        return form(self.response(sign(self.assertion(), **more)))


def at(moment: datetime) -> str:
    """As SAML writes times."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def part(name: str, value: str) -> str:
    """An attribute, unless it is empty."""
    return f' {name}="{value}"' if value else ""


def form(xml: str) -> str:
    """As the form's field has it."""
    return b64encode(xml.encode()).decode()


def sign(xml: str, key: str = "idp", algorithm: str = RSA_SHA256, digest: str = SHA256) -> str:
    """The root of the XML signed by xmlsec."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    private, certificate = key_and_certificate(key)
    written: Any = OneLogin_Saml2_Utils.add_sign(
        xml, private, certificate, sign_algorithm=algorithm, digest_algorithm=digest
    )
    return written.decode() if isinstance(written, bytes) else str(written)


def asked(address: str) -> tuple[str, str, str]:
    """What our question says: its id, where the answer goes, and who we say that we are."""
    packed = b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0])
    question = ElementTree.fromstring(zlib.decompress(packed, -15))
    entity = question.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer")
    assert entity is not None
    return question.attrib["ID"], question.attrib["AssertionConsumerServiceURL"], str(entity.text)
