"""Coming in from where one works: by OpenID Connect against a real local provider, and by SAML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tryggve.edges.entrance.tests import openid_provider, saml_provider
from tryggve.edges.entrance.tests.test_own_log_in import is_inside
from tryggve.foundation.people.actions import invite_person, save_provider
from tryggve.foundation.people.actions.providers import CannotSaveProvider
from tryggve.foundation.people.models import ExternalIdentity, IdentityProvider
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.people.shapes import ProviderDraft
from tryggve.testing.cast import NOW, Cast

#: The provider is of another house, and warns of its own library's age.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def real_provider() -> Iterator[str]:
    """oidc-provider-mock, which checks what a provider checks."""
    users = [
        oidc_provider_mock.User(
            sub="sixten-hos-mock",
            claims={"email": "frida@exempel.se", "name": "Sixten Berg", "personnummer": "19640823-3234"},
        )
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def _connected(cast: Cast, one: IdentityProvider, subject: str) -> None:
    ExternalIdentity.objects.create(
        user=cast.users["sixten"], provider=one, issuer=one.issuer, subject=subject, created_at=NOW
    )


def _by_openid(client: Client, one: IdentityProvider, subject: str = "sixten-hos-mock", start: str = "") -> Any:
    """The browser's way: to the provider, through its form, and back to us."""
    away = client.get(start or f"/logga-in/via/{one.public_id}/")["Location"]
    with requests.Session() as browser:
        back = browser.post(away, data={"sub": subject}, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://testserver/logga-in/openid/")
    return client.get(back.removeprefix("http://testserver"))


def _by_saml(client: Client, one: IdentityProvider, start: str = "", **bent: Any) -> Any:
    away = client.get(start or f"/logga-in/via/{one.public_id}/")["Location"]
    request_id, answer_to, entity = saml_provider.asked(away)
    said = saml_provider.Said(request_id, answer_to, entity, **bent)
    # The provider's form comes from another site: our cookies do not come along.
    sent = Client().post(urlsplit(answer_to).path, {"SAMLResponse": said.signed()})
    return client.get(sent["Location"]) if sent.status_code == 303 else sent


def test_the_real_provider_lets_a_connected_person_in(cast: Cast, client: Client, real_provider: str) -> None:
    one = openid_provider.a_provider(real_provider, NOW)
    _connected(cast, one, "sixten-hos-mock")

    answer = _by_openid(client, one)

    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(cast.users["sixten"].pk)


def test_an_e_mail_at_the_provider_makes_nobody_anybody(cast: Cast, client: Client, real_provider: str) -> None:
    """The claims name Frida's e-mail, and Frida has an account here. Nobody is connected."""
    one = openid_provider.a_provider(real_provider, NOW)

    answer = _by_openid(client, one)

    assert answer.status_code == 403
    assert "inte kopplat" in answer.content.decode()
    assert not is_inside(client)
    assert ExternalIdentity.objects.count() == 0


def test_an_invited_person_joins_with_their_work_log_in_and_nothing_else_is_kept(
    cast: Cast, client: Client, real_provider: str
) -> None:
    one = openid_provider.a_provider(real_provider, NOW)
    invited = invite_person(
        email="ny@exempel.se",
        name="Nora Ny",
        roles=["reporter"],
        organisation=cast.organisations["kopparstaden"].public_id,
        by=cast.sixten,
        now=timezone.now(),
    )
    client.get(f"/inbjudan/{invited.token}/")
    assert f"/logga-in/via/{one.public_id}/" in client.get("/inbjudan/").content.decode()

    assert _by_openid(client, one)["Location"] == "/"

    row = ExternalIdentity.objects.get()
    kept = {field.name: str(getattr(row, field.name)) for field in ExternalIdentity._meta.fields}
    assert (row.user, row.issuer, row.subject) == (invited.user, real_provider, "sixten-hos-mock")
    assert not any("640823" in value or "frida" in value for value in kept.values())
    again = Client()
    again.get(f"/inbjudan/{invited.token}/")
    assert again.get("/inbjudan/").status_code == 404


def test_one_connects_and_disconnects_the_work_log_in_oneself(cast: Cast, client: Client, real_provider: str) -> None:
    one = openid_provider.a_provider(real_provider, NOW)
    cast.users["sixten"].set_password("fyra koppartak i solen")
    cast.users["sixten"].save()
    client.force_login(cast.users["sixten"], backend="tryggve.foundation.people.backends.PasswordBackend")

    assert _by_openid(client, one, start=f"/min-inloggning/koppla/{one.public_id}/")["Location"] == "/min-inloggning/"
    (identity,) = client.get("/min-inloggning/").context["identities"]
    client.post("/min-inloggning/koppla-bort/", {"key": identity.public_id})

    assert ExternalIdentity.objects.count() == 0


def test_the_provider_is_asked_with_pkce_state_and_nonce(cast: Cast, client: Client, real_provider: str) -> None:
    one = openid_provider.a_provider(real_provider, NOW)

    asked = parse_qs(urlsplit(client.get(f"/logga-in/via/{one.public_id}/")["Location"]).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert asked["scope"] == ["openid"]


def test_two_factors_there_count_as_two_here(cast: Cast, client: Client) -> None:
    cast.falun.is_practice, cast.falun.second_factor_from = False, NOW.date()
    cast.falun.save()
    one = saml_provider.a_provider(NOW)
    _connected(cast, one, "sixten-hos-idp")
    weak = Client()

    assert _by_saml(client, one)["Location"] == "/"
    _by_saml(weak, one, context="urn:oasis:names:tc:SAML:2.0:ac:classes:Password")

    assert client.get("/installningar/personer/").status_code == 200
    assert weak.get("/installningar/personer/")["Location"].startswith("/min-inloggning/tva-steg/")


def test_saml_lets_a_connected_person_in_and_an_unknown_one_not(cast: Cast, client: Client) -> None:
    one = saml_provider.a_provider(NOW)
    _connected(cast, one, "sixten-hos-idp")
    other = Client()

    assert _by_saml(client, one)["Location"] == "/"
    assert _by_saml(other, one, subject="nagon-annan").status_code == 403

    assert is_inside(client)
    assert not is_inside(other)


def test_an_attribute_can_name_the_person(cast: Cast, client: Client) -> None:
    affiliation = "urn:oid:1.2.752.201.3.1"
    one = saml_provider.a_provider(NOW, subject_attribute=affiliation)
    _connected(cast, one, "sixten@212000-2080")
    said = (
        f'<saml:AttributeStatement><saml:Attribute Name="{affiliation}"><saml:AttributeValue>sixten@212000-2080'
        "</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"
    )

    assert _by_saml(client, one, attributes=said, subject="_tillfalligt")["Location"] == "/"


def test_a_municipalitys_provider_speaks_for_its_own_people_only(cast: Cast, client: Client) -> None:
    one = saml_provider.a_provider(NOW, municipality=cast.borlange)
    _connected(cast, one, "sixten-hos-idp")

    assert _by_saml(client, one).status_code == 403


def test_the_metadata_say_who_we_are(cast: Cast, client: Client) -> None:
    one = saml_provider.a_provider(NOW)

    told = client.get(f"/logga-in/saml/{one.public_id}/")

    assert told["Content-Type"] == "application/samlmetadata+xml"
    assert f"http://testserver/logga-in/saml/{one.public_id}/svar/" in told.content.decode()
    assert 'WantAssertionsSigned="true"' in told.content.decode()


@pytest.mark.parametrize(
    "draft",
    [
        ProviderDraft(kind="openid", name="x", issuer="http://idp.exempel.se", client_id="x"),
        ProviderDraft(kind="openid", name="x", issuer="https://idp.exempel.se"),
        ProviderDraft(kind="saml", name="x", issuer="urn:x", sign_on_address="https://idp.exempel.se/"),
        ProviderDraft(kind="saml", name="x", issuer="urn:x", sign_on_address="https://x.se/", certificates="skräp"),
    ],
)
def test_a_provider_that_could_not_be_trusted_is_not_saved(db: None, draft: ProviderDraft) -> None:
    with pytest.raises(CannotSaveProvider):
        save_provider(draft=draft, municipality=None, by=house_viewer(), now=NOW + timedelta(0))


def test_the_client_secret_is_kept_sealed(db: None) -> None:
    draft = ProviderDraft("openid", "Falu kommun", "https://idp.exempel.se", "tryggve", "mycket hemligt")

    saved = save_provider(draft=draft, municipality=None, by=house_viewer(), now=NOW)

    assert "hemligt" not in saved.client_secret
