"""What every forged log-in has: a Falun with two ways in from elsewhere, somebody to be, and a table of cases."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.test import Client

from tryggve.edges.entrance.tests import openid_provider, saml_provider
from tryggve.edges.entrance.tests.openid_provider import Issuer
from tryggve.edges.entrance.tests.soft_key import SoftKey
from tryggve.edges.entrance.tests.test_own_log_in import code_of, connect_app, log_in, make_passkey
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people import sessions
from tryggve.foundation.people.models import ExternalIdentity, IdentityProvider, User
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, PASSWORD, Cast

BACKEND = "tryggve.foundation.people.backends.PasswordBackend"
#: What stands in the trail when nobody came in.
REFUSED = "login.refused"


@dataclass
class World:
    """Sixten has everything: a password, an app, a passkey, recovery codes, and a name at both providers."""

    cast: Cast
    issuer: Issuer
    openid: IdentityProvider
    saml: IdentityProvider
    sixten: User
    kerstin: User
    secret: str
    codes: list[str]
    key: SoftKey
    kerstins_key: SoftKey
    attackers: list[Client] = field(default_factory=list)
    patch: Any = None

    def attacker(self, **more: Any) -> Client:
        """A browser that must not come in."""
        self.attackers.append(Client(**more))
        return self.attackers[-1]

    def later(self, seconds: float) -> None:
        """Time goes by."""
        start = time.time()
        self.patch.setattr(sessions, "clock", lambda: start + seconds)

    def lines(self, event: str) -> int:
        """How often something stands in the house's trail and in Falun's."""
        count = 0
        for viewer in (house_viewer(), self.cast.elin):
            with acting_as(viewer):
                count += AuditEntry.objects.seen_by(viewer).filter(event=event).count()
        return count

    # -- The ways in ----------------------------------------------------------------------------
    def leaves(self, client: Client) -> dict[str, str]:
        """Off to the OpenID provider; what the browser would come back with."""
        away = client.get(f"/logga-in/via/{self.openid.public_id}/")["Location"]
        code = self.issuer.authorise(away)
        return {"code": code, "state": self.issuer.asked["state"]}

    def returns(self, client: Client, answer: dict[str, str], one: IdentityProvider | None = None) -> Any:
        """And back."""
        return client.get(f"/logga-in/openid/{(one or self.openid).public_id}/", answer)

    def asks(self, client: Client) -> saml_provider.Said:
        """Off to the SAML provider; what a right one would say."""
        away = client.get(f"/logga-in/via/{self.saml.public_id}/")["Location"]
        return saml_provider.Said(*saml_provider.asked(away))

    def sends(self, client: Client, response: str, *, fetches: bool = True) -> Any:
        """The provider's form, and the browser that fetches the answer."""
        sent = Client().post(f"/logga-in/saml/{self.saml.public_id}/svar/", {"SAMLResponse": response})
        if sent.status_code == 303 and fetches:
            return client.get(sent["Location"])
        return sent

    def first_step(self, client: Client, user: User | None = None) -> None:
        """The right password."""
        assert log_in(client, user or self.sixten)["Location"] == "/logga-in/andra-steget/"

    def second_step(self, client: Client, code: str) -> Any:
        """A code."""
        return client.post("/logga-in/andra-steget/", {"code": code})

    def code(self, steps: int = 0) -> str:
        """What Sixten's app shows."""
        return code_of(self.secret, steps)


#: A case does something wrong with the world. It may name another event than a refusal that must be written.
Case = Callable[[World], str | None]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    """Put it in the table."""

    def wrap(function: Case) -> Case:
        assert name not in CASES, name
        CASES[name] = function
        return function

    return wrap


def make_world(cast: Cast, issuer: Issuer) -> World:
    """Written to the database."""
    cache.clear()
    openid = openid_provider.a_provider(issuer.address, NOW)
    saml = saml_provider.a_provider(NOW)
    people = cast.users["sixten"], cast.users["kerstin"]
    made: list[Any] = []
    for user in people:
        user.set_password(PASSWORD)
        user.save()
        client, key = Client(), SoftKey(identity=f"nyckel-{user.name}".encode())
        log_in(client, user)
        secret = connect_app(client)
        assert make_passkey(client, key).status_code == 200
        made.append((secret, client.post("/min-inloggning/koder/").context["codes"], key))
        for one, name in ((openid, "openid"), (saml, "idp")):
            ExternalIdentity.objects.create(
                user=user,
                provider=one,
                issuer=one.issuer,
                created_at=NOW,
                subject=f"{user.email.split('@')[0]}-hos-{name}",
            )
    (secret, codes, key), (_secret, _codes, kerstins_key) = made
    return World(cast, issuer, openid, saml, *people, secret, codes, key, kerstins_key)


def path_of(address: str) -> str:
    """Without the host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
