"""An OpenID provider of the tests' own, on a port of this machine: it can be told to lie in every way."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tryggve.foundation.people.models import IdentityProvider
from tryggve.foundation.people.sealing import seal

CLIENT, SECRET = "tryggve-i-falun", "en-hemlighet-som-ingen-gissar"


@dataclass
class Issuer:
    """What it answers. `claims` and `header` bend the next token; `whole` replaces it."""

    address: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    kid: str = "nyckel-1"
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    whole: Any = None
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] | None = None
    status: int = 200
    drips: bool = False
    larger: int = 0
    asked: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    token_form: dict[str, str] = field(default_factory=dict)

    def bend(self, **bent: Any) -> None:
        """From now on, answer so."""
        for name, value in bent.items():
            setattr(self, name, value)

    def straighten(self) -> None:
        """Back to what is right."""
        self.bend(claims={}, header={}, whole=None, metadata={}, keys=None, status=200, codes={}, drips=False, larger=0)

    def described(self) -> dict[str, Any]:
        """What stands under .well-known."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.metadata

    def public_keys(self) -> list[dict[str, Any]]:
        """Those that it signs with."""
        if self.keys is not None:
            return self.keys
        return [{**json.loads(RSAAlgorithm.to_jwk(self.key.public_key())), "kid": self.kid, "use": "sig"}]

    def public_pem(self) -> bytes:
        """What an attacker signs with, when the checker takes any algorithm."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def right_claims(self, nonce: str) -> dict[str, Any]:
        """A token that is right."""
        now = int(time.time())
        return {
            "iss": self.address, "aud": CLIENT, "sub": "sixten-hos-openid", "nonce": nonce, "iat": now,
            "exp": now + 300, "acr": "stark",
        }  # fmt: skip

    def token(self, nonce: str) -> Any:
        """The next one."""
        if self.whole is not None:
            return self.whole(nonce) if callable(self.whole) else self.whole
        claims = self.right_claims(nonce) | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.kid} | self.header)

    def parts(self, written: bytes) -> Iterator[bytes]:
        """At once, or a drop now and then."""
        if not self.drips:
            yield written
            return
        for drop in written:
            yield bytes([drop])
            time.sleep(0.05)

    def authorise(self, address: str) -> str:
        """The browser comes here from us; this is the code it goes back with."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        code = f"kod-{len(self.codes)}-{self.asked['state'][:6]}"
        self.codes[code] = self.asked
        return code


class _Handler(BaseHTTPRequestHandler):
    """Answers for an issuer."""

    issuer: Issuer

    def log_message(self, *_: Any) -> None:
        """Quietly."""

    def _answer(self, body: Any, status: int = 200) -> None:
        written = json.dumps(body).encode() + b" " * self.issuer.larger
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", f"{self.issuer.address}/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        for part in self.issuer.parts(written):
            self.wfile.write(part)

    def do_GET(self) -> None:
        """Metadata and keys."""
        if self.path == "/keys":
            self._answer({"keys": self.issuer.public_keys()})
        else:
            self._answer(self.issuer.described())

    def do_POST(self) -> None:
        """A code for a token, once, and only with the verifier of its challenge."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        given = self.issuer.token_form = {name: values[0] for name, values in form.items()}
        asked = self.issuer.codes.pop(given.get("code", ""), None)
        digest = sha256(given.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = asked is not None and asked["code_challenge"] == challenge and given.get("client_secret") == SECRET
        if asked is None or not fits or given.get("client_id") != asked["client_id"]:
            self._answer({"error": "invalid_grant"}, 400)
        else:
            self._answer({"access_token": "x", "id_token": self.issuer.token(asked["nonce"])}, self.issuer.status)


@contextmanager
def serving(issuer: Issuer) -> Iterator[Issuer]:
    """While it lasts, it answers."""
    handler = type("Handler", (_Handler,), {"issuer": issuer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def a_provider(issuer: str, now: datetime, **more: Any) -> IdentityProvider:
    """As the command writes it down."""
    wanted = {
        "kind": "openid",
        "name": "Falu kommun",
        "issuer": issuer,
        "client_id": CLIENT,
        "client_secret": seal(SECRET),
        "strong_values": "stark",
        "created_at": now,
    }
    return IdentityProvider.objects.create(**(wanted | more))
