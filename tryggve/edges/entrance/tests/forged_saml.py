"""Forged and replayed answers of a SAML provider."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from tryggve.edges.entrance.tests import saml_provider
from tryggve.edges.entrance.tests.forging import World, case, path_of
from tryggve.edges.entrance.tests.saml_provider import Said, form, sign
from tryggve.foundation.people.actions import deactivate_person
from tryggve.testing.cast import NOW

EVIL = "sixten-hos-idp"
OWN = "kerstin-hos-idp"
RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
LATER, EARLIER = timedelta(hours=1), timedelta(minutes=-10)
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"

#: What a provider with the right key says wrongly.
LIES: dict[str, dict[str, Any]] = {
    "for another audience": {"audience": "https://annan.exempel.se/metadata"},
    "for no audience": {"audience": ""},
    "for another recipient": {"recipient": "https://annan.exempel.se/svar/"},
    "for no recipient": {"recipient": ""},
    "for another destination": {"destination": "https://annan.exempel.se/svar/"},
    "for no destination": {"destination": ""},
    "confirming no question": {"confirmed_to": ""},
    "of another issuer": {"issuer": "https://ond.exempel.se/metadata"},
    "over": {"lasts": EARLIER},
    "confirmed too long ago": {"confirmation_lasts": EARLIER},
    "not begun": {"begins": LATER},
    "about another question": {"response_to": "ONELOGIN_en_annan"},
    "about no question": {"response_to": ""},
    "confirming another question": {"confirmed_to": "ONELOGIN_en_annan"},
    "a refusal": {"status": "urn:oasis:names:tc:SAML:2.0:status:Responder"},
    "about an e-mail": {"name_format": EMAIL, "subject": "sixten@exempel.se"},
    "about an e-mail that is known": {"name_format": EMAIL},
    "about a name for today": {"name_format": TRANSIENT},
    "about nobody": {"subject": ""},
    "about a personnummer": {"subject": "196408233234"},
    "about somebody unknown": {"subject": "nagon-annan"},
    "with a comment in the name": {"subject": f"{EVIL}<!-- -->.ond.exempel.se"},
    "with a comment before the name": {"subject": f"ond<!-- -->{EVIL}"},
    "with an instruction in the name": {"subject": f"{EVIL}<?php ?>.ond"},
}


def _lie(bent: dict[str, Any]) -> Callable[[World], None]:
    def forge(world: World) -> None:
        client = world.attacker()
        said = world.asks(client)
        for name, value in bent.items():
            setattr(said, name, value)
        world.sends(client, said.signed())

    return forge


for _name, _bent in LIES.items():
    case(f"saml: an assertion {_name}")(_lie(_bent))


def _own(world: World) -> tuple[Client, Said, str]:
    """Kerstin's own right assertion, from which an attacker makes Sixten's."""
    client = world.attacker()
    said = world.asks(client)
    said.subject = OWN
    return client, said, sign(said.assertion())


def _evil(said: Said, name: str = "_ond") -> str:
    """An assertion about Sixten, not signed."""
    kept = said.subject, said.assertion_id
    said.subject, said.assertion_id = EVIL, name
    written = said.assertion()
    said.subject, said.assertion_id = kept
    return written


#: Signature wrapping: where the signed one is hidden, and which one is meant to be read (Somorovsky et al., 2012).
WRAPPED: dict[str, Callable[[Said, str], str]] = {
    "beside it, first": lambda said, good: said.response(_evil(said) + good),
    "beside it, last": lambda said, good: said.response(good + _evil(said)),
    "around it": lambda said, good: said.response(_evil(said).replace("</saml:Assertion>", f"{good}</saml:Assertion>")),
    "in its advice": lambda said, good: said.response(
        _evil(said).replace("<saml:AuthnStatement", f"<saml:Advice>{good}</saml:Advice><saml:AuthnStatement", 1)
    ),
    "in an extension": lambda said, good: said.response(_evil(said)).replace(
        "<samlp:Status>", f"<samlp:Extensions>{good}</samlp:Extensions><samlp:Status>", 1
    ),
    "in an object of its signature": lambda said, good: said.response(
        _evil(said).replace(
            "<saml:Subject>",
            '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Object>'
            f"{good}</ds:Object></ds:Signature><saml:Subject>",
            1,
        )
    ),
    "with the same id": lambda said, good: said.response(_evil(said, said.assertion_id) + good),
    "with the signature moved": lambda said, good: said.response(
        _evil(said).replace("<saml:Subject>", f"{_signature(good)}<saml:Subject>", 1)
    ),
}


def _signature(assertion: str) -> str:
    start = assertion.index("<ds:Signature")
    return assertion[start : assertion.index("</ds:Signature>") + len("</ds:Signature>")]


def _wrap(build: Callable[[Said, str], str]) -> Callable[[World], None]:
    def forge(world: World) -> None:
        client, said, good = _own(world)
        world.sends(client, form(build(said, good)))

    return forge


for _where, _build in WRAPPED.items():
    case(f"saml: wrapped {_where}")(_wrap(_build))


def _raw(build: Callable[[Said], str]) -> Callable[[World], None]:
    def forge(world: World) -> None:
        client = world.attacker()
        world.sends(client, build(world.asks(client)))

    return forge


RAW: dict[str, Callable[[Said], str]] = {
    "not signed": lambda said: form(said.response(said.assertion())),
    "signed by a stranger": lambda said: said.signed(key="främling"),
    "signed around the assertion only": lambda said: form(sign(said.response(said.assertion()))),
    "signed with SHA-1": lambda said: said.signed(algorithm=RSA_SHA1, digest=SHA1),
    "changed after it was signed": lambda said: form(
        said.response(sign(said.assertion()).replace(EVIL, "kerstin-hos-idp"))
    ),
    "with the signature cut out": lambda said: form(
        said.response((whole := sign(said.assertion())).replace(_signature(whole), ""))
    ),
    "with an empty signature": lambda said: form(
        said.response((whole := sign(said.assertion())).replace(_signature(whole), "<ds:Signature/>"))
    ),
    "with an entity": lambda said: form(
        '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + b64decode(said.signed()).decode()
    ),
    "twice in one": lambda said: form(said.response(sign(said.assertion()) * 2)),
    "with no assertion": lambda said: form(said.response("")),
    "no XML": lambda _said: form("skräp"),
    "no base64": lambda _said: "%%%",
    "empty": lambda _said: "",
    "too large": lambda _said: "A" * 300_000,
}
for _name, _make in RAW.items():
    case(f"saml: a response {_name}")(_raw(_make))


@case("saml: a response sent again")
def _(world: World) -> None:
    honest, client = Client(), world.attacker()
    response = world.asks(honest).signed()
    world.sends(honest, response)
    world.sends(client, response)


@case("saml: an assertion used again about another question")
def _(world: World) -> None:
    """Even with the provider's own key: an assertion's id counts once."""
    honest, client = Client(), world.attacker()
    first = world.asks(honest)
    world.sends(honest, first.signed())
    second = world.asks(client)
    second.assertion_id = first.assertion_id
    world.sends(client, second.signed())


@case("saml: the answer to somebody else's question")
def _(world: World) -> None:
    victim, client = Client(), world.attacker()
    said = world.asks(victim)
    world.asks(client)
    world.sends(client, said.signed())


@case("saml: the answer fetched by a browser that did not ask")
def _(world: World) -> None:
    world.sends(world.attacker(), world.asks(Client()).signed())


@case("saml: a ticket guessed")
def _(world: World) -> None:
    client = world.attacker()
    world.sends(Client(), world.asks(client).signed(), fetches=False)
    client.get(f"/logga-in/saml/{world.saml.public_id}/klar/?biljett=gissat")


@case("saml: a ticket used twice")
def _(world: World) -> None:
    honest, client = Client(), world.attacker()
    sent = world.sends(honest, world.asks(honest).signed(), fetches=False)
    honest.get(sent["Location"])
    client.get(path_of(sent["Location"]))


@case("saml: an answer after a quarter of an hour")
def _(world: World) -> None:
    client = world.attacker()
    said = world.asks(client)
    sent = world.sends(client, said.signed(), fetches=False)
    world.later(900)
    client.get(sent["Location"])


@case("saml: an answer at another provider's address")
def _(world: World) -> None:
    other = saml_provider.a_provider(NOW, name="Annan", issuer="https://annan.exempel.se/metadata")
    client = world.attacker()
    Client().post(f"/logga-in/saml/{other.public_id}/svar/", {"SAMLResponse": world.asks(client).signed()})
    client.get(f"/logga-in/saml/{other.public_id}/klar/?biljett=x")


@case("saml: somebody who has left")
def _(world: World) -> None:
    deactivate_person(person=world.sixten.public_id, by=world.cast.adam, now=NOW)
    client = world.attacker()
    world.sends(client, world.asks(client).signed())
