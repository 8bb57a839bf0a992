"""A passkey in software: what a telephone does with its finger reader, so that a test can also do it wrongly."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    """As browsers send bytes."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(written: str) -> bytes:
    """The bytes again."""
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class SoftKey:
    """One key. What it says can be bent: origin, place, flags, counter."""

    origin: str = "http://testserver"
    place: str = "testserver"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    identity: bytes = b"a-key-of-software"
    counter: int = 0

    def _client(self, kind: str, challenge: str, origin: str | None = None) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": origin or self.origin, "crossOrigin": False}
        ).encode()

    def made(self, options: dict[str, Any], **bent: Any) -> dict[str, Any]:
        """The answer to a question about a new key."""
        written: Any = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        public = cbor.encode(dict(written))
        head = sha256(self.place.encode()).digest() + bytes([bent.get("flags", PRESENT | VERIFIED | ATTESTED)])
        attested = bytes(16) + len(self.identity).to_bytes(2, "big") + self.identity + public
        authenticator = head + self.counter.to_bytes(4, "big") + attested
        client = self._client(
            bent.get("kind", "webauthn.create"), bent.get("challenge", options["publicKey"]["challenge"]),
            bent.get("origin"),
        )  # fmt: skip
        response = {
            "attestationObject": text(cbor.encode({"fmt": "none", "attStmt": {}, "authData": authenticator})),
            "clientDataJSON": text(client),
        }
        return self._sent(response)

    def shown(self, options: dict[str, Any], handle: str, **bent: Any) -> dict[str, Any]:
        """The answer to a question at the door."""
        self.counter = bent.get("counter", self.counter + 1)
        place = bent.get("place", self.place)
        flags = bytes([bent.get("flags", PRESENT | VERIFIED)])
        authenticator = sha256(place.encode()).digest() + flags + self.counter.to_bytes(4, "big")
        client = self._client(
            bent.get("kind", "webauthn.get"), bent.get("challenge", options["publicKey"]["challenge"]),
            bent.get("origin"),
        )  # fmt: skip
        signature = self.key.sign(authenticator + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "authenticatorData": text(authenticator),
            "clientDataJSON": text(client),
            "signature": text(signature),
            "userHandle": text(handle.encode()),
        }
        return self._sent(response)

    def _sent(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": text(self.identity),
            "rawId": text(self.identity),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
