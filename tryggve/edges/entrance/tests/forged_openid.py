"""Forged and replayed answers of an OpenID provider."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from tryggve.edges.entrance import openid
from tryggve.edges.entrance.tests import openid_provider
from tryggve.edges.entrance.tests.forging import World, case
from tryggve.foundation.people.actions import deactivate_person, invite_person
from tryggve.foundation.people.models import Membership
from tryggve.testing.cast import NOW

STRANGER = rsa.generate_private_key(65537, 2048)
Bend = Callable[[World], dict[str, Any]]


def _coded(data: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def _hmac(world: World, nonce: str, secret: bytes, algorithm: str = "HS256") -> str:
    """Signed with something that the checker also holds. Written by hand: PyJWT refuses to help."""
    import hashlib
    import hmac

    head = _coded({"alg": algorithm, "typ": "JWT", "kid": world.issuer.kid})
    body = f"{head}.{_coded(world.issuer.right_claims(nonce))}"
    digest = hmac.new(secret, body.encode(), getattr(hashlib, f"sha{algorithm[2:]}")).digest()
    return f"{body}.{urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _unsigned(world: World, nonce: str, algorithm: str) -> str:
    return f"{_coded({'alg': algorithm, 'typ': 'JWT'})}.{_coded(world.issuer.right_claims(nonce))}."


def _by_stranger(world: World, nonce: str, **head: Any) -> str:
    claims = world.issuer.right_claims(nonce)
    return jwt.encode(claims, STRANGER, algorithm="RS256", headers={"kid": world.issuer.kid} | head)


def _rewritten(world: World, nonce: str) -> str:
    """Kerstin's own token, with Sixten's name in it."""
    token = jwt.encode(
        world.issuer.right_claims(nonce) | {"sub": "kerstin-hos-openid"},
        world.issuer.key,
        algorithm="RS256",
        headers={"kid": world.issuer.kid},
    )
    head, body, signature = token.split(".")
    claims = json.loads(urlsafe_b64decode(body + "=="))
    return f"{head}.{_coded(claims | {'sub': 'sixten-hos-openid'})}.{signature}"


def _jwk(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    return dict(json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())))


def _now() -> int:
    return int(time.time())


#: What the provider says wrongly; everything else about the answer is right.
LIES: dict[str, Bend] = {
    "nonce of somebody else": lambda _w: {"claims": {"nonce": "en-annan"}},
    "nonce missing": lambda _w: {"claims": {"nonce": None}},
    "nonce empty": lambda _w: {"claims": {"nonce": ""}},
    "nonce a list": lambda _w: {"claims": {"nonce": ["x"]}},
    "issuer another": lambda _w: {"claims": {"iss": "https://ond.exempel.se"}},
    "issuer nearly the same": lambda w: {"claims": {"iss": w.issuer.address + "/"}},
    "issuer missing": lambda _w: {"claims": {"iss": None}},
    "audience another client": lambda _w: {"claims": {"aud": "nagon-annan"}},
    "audience missing": lambda _w: {"claims": {"aud": None}},
    "audience empty": lambda _w: {"claims": {"aud": []}},
    "audience part of ours": lambda _w: {"claims": {"aud": openid_provider.CLIENT[:-1]}},
    "audience of several and nobody authorised": lambda _w: {"claims": {"aud": [openid_provider.CLIENT, "annan"]}},
    "authorised party another": lambda _w: {"claims": {"azp": "nagon-annan"}},
    "expired": lambda _w: {"claims": {"exp": _now() - 120, "iat": _now() - 400}},
    "expiry missing": lambda _w: {"claims": {"exp": None}},
    "expiry not a number": lambda _w: {"claims": {"exp": "snart"}},
    "issued long ago": lambda _w: {"claims": {"iat": _now() - 4000, "exp": _now() + 9000}},
    "issued tomorrow": lambda _w: {"claims": {"iat": _now() + 86400, "exp": _now() + 90000}},
    "issued missing": lambda _w: {"claims": {"iat": None}},
    "not valid yet": lambda _w: {"claims": {"nbf": _now() + 3600}},
    "subject missing": lambda _w: {"claims": {"sub": None}},
    "subject empty": lambda _w: {"claims": {"sub": ""}},
    "subject a number": lambda _w: {"claims": {"sub": 7}},
    "subject too long": lambda _w: {"claims": {"sub": "s" * 300}},
    "subject a personnummer": lambda _w: {"claims": {"sub": "19640823-3234"}},
    "subject in another case": lambda _w: {"claims": {"sub": "SIXTEN-hos-openid"}},
    "subject with a space": lambda _w: {"claims": {"sub": "sixten-hos-openid "}},
    "subject of the SAML provider": lambda _w: {"claims": {"sub": "sixten-hos-idp"}},
    "e-mail of somebody here": lambda w: {
        "claims": {"sub": "ny", "email": w.sixten.email, "email_verified": True, "preferred_username": w.sixten.email}
    },
    "algorithm none": lambda w: {"whole": lambda nonce: _unsigned(w, nonce, "none")},
    "algorithm None": lambda w: {"whole": lambda nonce: _unsigned(w, nonce, "None")},
    "algorithm nOnE": lambda w: {"whole": lambda nonce: _unsigned(w, nonce, "nOnE")},
    "algorithm left out": lambda w: {"whole": lambda nonce: _unsigned(w, nonce, "")},
    "HS256 with the public key": lambda w: {"whole": lambda nonce: _hmac(w, nonce, w.issuer.public_pem())},
    "HS256 with the client secret": lambda w: {"whole": lambda nonce: _hmac(w, nonce, openid_provider.SECRET.encode())},
    "HS512 with the public key": lambda w: {"whole": lambda nonce: _hmac(w, nonce, w.issuer.public_pem(), "HS512")},
    "HS256 with nothing": lambda w: {"whole": lambda nonce: _hmac(w, nonce, b"")},
    "key unknown": lambda _w: {"header": {"kid": "nyckel-9"}},
    "key a path": lambda _w: {"header": {"kid": "../../dev/null"}},
    "key of a stranger": lambda w: {"whole": lambda nonce: _by_stranger(w, nonce)},
    "key brought along": lambda w: {"whole": lambda nonce: _by_stranger(w, nonce, jwk=_jwk(STRANGER))},
    "key at an address of its own": lambda w: {
        "whole": lambda nonce: _by_stranger(w, nonce, jku=f"{w.issuer.address}/keys")
    },
    "signature cut off": lambda w: {"whole": lambda nonce: _by_stranger(w, nonce).rpartition(".")[0] + "."},
    "signature of another token": lambda w: {"whole": lambda nonce: _rewritten(w, nonce)},
    "no key at all": lambda _w: {"keys": []},
    "key for encrypting": lambda w: {"keys": [{**_jwk(w.issuer.key), "kid": w.issuer.kid, "use": "enc"}]},
    "key symmetric": lambda w: {"keys": [{"kty": "oct", "k": "c2VrcmV0", "kid": w.issuer.kid}]},
    "two keys of one name": lambda w: {
        "keys": [{**_jwk(key), "kid": w.issuer.kid} for key in (w.issuer.key, STRANGER)]
    },
    "token not one": lambda _w: {"whole": "skräp"},
    "token a number": lambda _w: {"whole": 42},
    "token missing": lambda _w: {"whole": lambda _nonce: None},
    "token refused": lambda _w: {"status": 400},
    "token elsewhere": lambda _w: {"status": 307},
    "metadata of another issuer": lambda _w: {"metadata": {"issuer": "https://ond.exempel.se"}},
    "metadata that lead inside": lambda _w: {"metadata": {"token_endpoint": "http://169.254.169.254/latest"}},
    "issuer promised in the answer and missing": lambda _w: {
        "metadata": {"authorization_response_iss_parameter_supported": True}
    },
}


def _lie(bend: Bend) -> Callable[[World], None]:
    def forge(world: World) -> None:
        from django.core.cache import cache

        client = world.attacker()
        answer = world.leaves(client)
        world.issuer.bend(**bend(world))
        cache.clear()
        world.returns(client, answer)

    return forge


for _name, _bend in LIES.items():
    case(f"openid: {_name}")(_lie(_bend))


@case("openid: a provider that drips")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.leaves(client)
    world.patch.setattr(openid, "LONGEST_ANSWER_S", 0.3)
    world.issuer.bend(drips=True)
    started = time.monotonic()
    world.returns(client, answer)
    assert time.monotonic() - started < 5


@case("openid: a provider that answers too much")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.leaves(client)
    world.issuer.bend(larger=400_000)
    world.returns(client, answer)


@case("openid: a provider that is gone")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.leaves(client)
    world.openid.issuer = "http://127.0.0.1:9"
    world.openid.save()
    world.returns(client, answer)


@case("openid: state of nobody")
def _(world: World) -> None:
    client = world.attacker()
    world.returns(client, world.leaves(client) | {"state": "gissat"})


@case("openid: state missing")
def _(world: World) -> None:
    client = world.attacker()
    world.returns(client, {"code": world.leaves(client)["code"]})


@case("openid: answer in another browser (log-in CSRF)")
def _(world: World) -> None:
    world.returns(world.attacker(), world.leaves(Client()))


@case("openid: state of another browser")
def _(world: World) -> None:
    client = world.attacker()
    other = world.leaves(Client())
    world.returns(client, world.leaves(client) | {"state": other["state"]})


@case("openid: code of another log-in (PKCE)")
def _(world: World) -> None:
    client = world.attacker()
    stolen = world.leaves(Client())
    world.returns(client, world.leaves(client) | {"code": stolen["code"]})


@case("openid: code of another client")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.leaves(client)
    world.issuer.codes[answer["code"]]["client_id"] = "nagon-annan"
    world.returns(client, answer)


@case("openid: code used before")
def _(world: World) -> None:
    client, honest = world.attacker(), Client()
    used = world.leaves(honest)
    world.returns(honest, used)
    world.returns(client, world.leaves(client) | {"code": used["code"]})


@case("openid: whole answer replayed in the same browser")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.leaves(client)
    world.issuer.bend(claims={"sub": "okänd"})
    world.returns(client, answer)
    world.issuer.straighten()
    world.returns(client, answer)


@case("openid: answer that nobody asked for")
def _(world: World) -> None:
    world.returns(world.attacker(), {"code": "x", "state": "y"})


@case("openid: answer at another provider's address (mix-up)")
def _(world: World) -> None:
    other = openid_provider.a_provider("https://annan.exempel.se", NOW, name="Annan")
    client = world.attacker()
    world.returns(client, world.leaves(client), other)


@case("openid: answer names another issuer")
def _(world: World) -> None:
    client = world.attacker()
    world.returns(client, world.leaves(client) | {"iss": "https://ond.exempel.se"})


@case("openid: an error beside a code")
def _(world: World) -> None:
    client = world.attacker()
    world.returns(client, world.leaves(client) | {"error": "access_denied"})


@case("openid: no code")
def _(world: World) -> None:
    client = world.attacker()
    world.returns(client, {"state": world.leaves(client)["state"]})


@case("openid: answer after a quarter of an hour")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.leaves(client)
    world.later(900)
    world.returns(client, answer)


@case("openid: somebody who has left")
def _(world: World) -> None:
    deactivate_person(person=world.sixten.public_id, by=world.cast.adam, now=NOW)
    client = world.attacker()
    world.returns(client, world.leaves(client))


@case("openid: somebody who works elsewhere than the provider's municipality")
def _(world: World) -> None:
    world.openid.municipality = world.cast.borlange
    world.openid.save()
    client = world.attacker()
    world.returns(client, world.leaves(client))


@case("openid: an invitation for one opened by another who is known already")
def _(world: World) -> None:
    """Kerstin's work log-in does not become Nora's too; and Kerstin is asked for nothing more than her own."""
    from django.utils import timezone

    invited = invite_person(
        email="nora@exempel.se", name="Nora Ny", roles=["reporter"],
        organisation=world.cast.organisations["kopparstaden"].public_id, by=world.cast.sixten, now=timezone.now(),
    )  # fmt: skip
    Membership.objects.filter(user=world.kerstin).update(is_active=False)
    world.openid.municipality = world.cast.falun
    world.openid.save()
    client = world.attacker()
    client.get(f"/inbjudan/{invited.token}/")
    world.issuer.bend(claims={"sub": "kerstin-hos-openid"})
    world.returns(client, world.leaves(client))
