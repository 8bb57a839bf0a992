"""OpenID Connect, as far as a log-in needs it: who is it, says the issuer we asked, to us, about this very question?

The code flow with PKCE, state and nonce. The token's signature is checked with the issuer's own keys (PyJWT);
only `sub`, `acr` and `amr` are read out of it, so no name, e-mail or personnummer is taken in. OpenID Connect
Core 1.0, sections 3.1.2 and 3.1.3.7; RFC 7636 (PKCE); RFC 9207 (the issuer in the answer).
"""

from __future__ import annotations

import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.core.cache import cache

from tryggve.foundation.people.models import IdentityProvider
from tryggve.foundation.people.providers import client_secret
from tryggve.foundation.people.sealing import CannotUnseal
from tryggve.foundation.web import outward

#: Signatures that only the issuer can make. No "none", and none with a secret that we hold too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
#: To connect, and for the next bytes; and for all of an answer.
TIMEOUTS_S = (1.0, 3.0)
LONGEST_ANSWER_S = 3.0
CHUNK = 16 * 1024
LARGEST_ANSWER = 256 * 1024
REMEMBERED_S = 600
LEEWAY_S = 60
OLDEST_TOKEN_S = 600
LONGEST_SUBJECT = 255
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HTTP_OK = 200


class NotProven(Exception):
    """Nobody is logged in, for this reason: a code for the trail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """What is remembered in the session until the answer comes."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Question:
        """One that nobody can guess."""
        return cls(*(secrets.token_urlsafe(32) for _each in range(3)))


@dataclass(frozen=True, slots=True)
class Proven:
    """Who it is at the issuer, and what was done there to find out."""

    subject: str
    contexts: frozenset[str]


# -- Asking the provider ----------------------------------------------------------------------------
def _checked(one: IdentityProvider, address: str) -> str:
    """Only https, and only to the provider's own host or out on the internet: metadata leads us nowhere else."""
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname in LOOPBACK and urlsplit(one.issuer).hostname in LOOPBACK:
        return address
    if parts.scheme != "https":
        raise NotProven("provider_address")
    if parts.hostname != urlsplit(one.issuer).hostname:
        try:
            outward.checked(address)
        except outward.CannotReach as refusal:
            raise NotProven("provider_address") from refusal
    return address


def _fetch(one: IdentityProvider, address: str, form: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """JSON from the provider. No redirect is followed, and nothing is waited for long."""
    import requests  # slow to import, and most installations never need it
    import urllib3

    try:
        with requests.request(
            "POST" if form is not None else "GET",
            _checked(one, address),
            data=form,
            timeout=TIMEOUTS_S,
            allow_redirects=False,
            stream=True,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            **more,
        ) as answer:
            body = _whole(answer.raw)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as fault:
        raise NotProven("provider_silent") from fault
    if answer.status_code != HTTP_OK:
        raise NotProven("provider_refused")
    try:
        found = json.loads(body)
    except ValueError as fault:
        raise NotProven("provider_unreadable") from fault
    if not isinstance(found, dict):
        raise NotProven("provider_unreadable")
    return found


def _whole(answer: Any) -> bytes:
    """All of an answer that comes in time and is not too large."""
    deadline, body = time.monotonic() + LONGEST_ANSWER_S, bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if time.monotonic() > deadline or len(body) > LARGEST_ANSWER:
            raise NotProven("provider_silent")
    return bytes(body)


def _remembered(one: IdentityProvider, address: str, *, anew: bool = False) -> dict[str, Any]:
    name = f"openid:{one.pk}:{sha256(address.encode()).hexdigest()}"
    found: dict[str, Any] | None = None if anew else cache.get(name)
    if found is None:
        found = _fetch(one, address)
        cache.set(name, found, REMEMBERED_S)
    return found


def metadata_of(one: IdentityProvider) -> dict[str, Any]:
    """The provider's own description. It must name itself as we know it."""
    found = _remembered(one, f"{one.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != one.issuer:
        raise NotProven("issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise NotProven("provider_unreadable")
    return found


# -- The way there and back -------------------------------------------------------------------------
def address_to_ask(one: IdentityProvider, question: Question, answer_to: str) -> str:
    """Where the browser is sent."""
    endpoint = _checked(one, metadata_of(one)["authorization_endpoint"])
    challenge = urlsafe_b64encode(sha256(question.verifier.encode()).digest()).rstrip(b"=").decode()
    wanted = {
        "response_type": "code",
        "client_id": one.client_id,
        "redirect_uri": answer_to,
        "scope": "openid",
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(wanted)}"


def proven_by(one: IdentityProvider, question: Question, answer: Mapping[str, str], answer_to: str) -> Proven:
    """Who the answer is about. Raises NotProven."""
    if not compare_digest(answer.get("state", "").encode(), question.state.encode()):
        raise NotProven("state")
    described = metadata_of(one)
    said = answer.get("iss", "")
    if (said or described.get("authorization_response_iss_parameter_supported")) and said != one.issuer:
        raise NotProven("issuer_of_answer")
    if answer.get("error"):
        raise NotProven("provider_said_no")
    if not answer.get("code"):
        raise NotProven("no_code")
    token = _exchanged(one, described, answer["code"], question, answer_to)
    return checked_token(one, token, question.nonce)


def _exchanged(
    one: IdentityProvider, described: Mapping[str, Any], code: str, question: Question, answer_to: str
) -> str:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": answer_to,
        "client_id": one.client_id,
        "code_verifier": question.verifier,
    }
    secret, more = _secret_of(one), {}
    methods = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if secret and "client_secret_basic" in methods:
        more["auth"] = (one.client_id, secret)
    elif secret:
        form["client_secret"] = secret
    token = _fetch(one, described["token_endpoint"], form, **more).get("id_token")
    if not isinstance(token, str):
        raise NotProven("no_token")
    return token


def _secret_of(one: IdentityProvider) -> str:
    try:
        return client_secret(one)
    except CannotUnseal as fault:
        raise NotProven("client_secret") from fault


# -- The token --------------------------------------------------------------------------------------
def checked_token(one: IdentityProvider, token: str, nonce: str) -> Proven:
    """What the token says, when it is this issuer's, for us, fresh, and the answer to our question."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise NotProven("algorithm")
        claims = jwt.decode(
            token,
            key=_key(one, header),
            algorithms=[header["alg"]],
            audience=one.client_id,
            issuer=one.issuer,
            leeway=LEEWAY_S,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except jwt.PyJWTError as fault:
        raise NotProven(_REASONS.get(type(fault), "token")) from fault
    return _proven(one, claims, nonce)


_REASONS: dict[type[Exception], str] = {
    jwt.InvalidSignatureError: "signature",
    jwt.ExpiredSignatureError: "expired",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
    jwt.MissingRequiredClaimError: "claims",
    jwt.ImmatureSignatureError: "not_yet",
}


def _key(one: IdentityProvider, header: Mapping[str, Any]) -> jwt.PyJWK:
    """The issuer's key by its name. Fetched anew once when the name is new: issuers change their keys."""
    address = metadata_of(one)["jwks_uri"]
    for anew in (False, True):
        keys = _remembered(one, address, anew=anew and _may_ask_again(one)).get("keys", [])
        named = [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]
        fits = [key for key in named if key.get("kid") == header.get("kid")] if header.get("kid") else named
        if len(fits) == 1 and fits[0].get("kty") in ("RSA", "EC", "OKP"):
            return jwt.PyJWK.from_dict(fits[0], algorithm=str(header["alg"]))
    raise NotProven("key")


def _may_ask_again(one: IdentityProvider) -> bool:
    """Once a minute, so that made-up names of keys do not make us knock all the time."""
    return bool(cache.add(f"openid:{one.pk}:asked_again", 1, 60))


def _proven(one: IdentityProvider, claims: Mapping[str, Any], nonce: str) -> Proven:
    if not compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise NotProven("nonce")
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != one.client_id:
        raise NotProven("audience")
    if time.time() - claims["iat"] > OLDEST_TOKEN_S + LEEWAY_S:
        raise NotProven("expired")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotProven("subject")
    methods = claims.get("amr") if isinstance(claims.get("amr"), list) else []
    return Proven(subject, frozenset(str(each) for each in [claims.get("acr", ""), *(methods or [])] if each))
