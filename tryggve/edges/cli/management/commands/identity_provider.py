"""Where may people log in, beside here?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.urls import reverse

from tryggve.edges.cli.errand import Errand
from tryggve.foundation.people import providers
from tryggve.foundation.people.actions import save_provider, stop_provider
from tryggve.foundation.people.models import IdentityProvider
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.people.shapes import ProviderDraft
from tryggve.foundation.tenancy.queries import municipality_by_slug

_TEXTS = {
    "name": "what people call it, such as 'Falu kommun'",
    "issuer": "the issuer of OpenID Connect, or SAML's entity id",
    "client-id": "OpenID Connect: who we are there",
    "sign-on-address": "SAML: where the browser is sent",
    "subject-attribute": "SAML: the attribute that names the person; NameID by default. Never a personnummer",
    "strong": "values of acr, amr or authentication context that stand for two factors, with spaces between",
}


class Command(Errand):
    """List, add (or write anew) or stop a provider."""

    question = "Shows, adds and stops the identity providers by which people log in (OpenID Connect or SAML)."

    def arguments(self, parser: CommandParser) -> None:
        """What to do, and the provider."""
        parser.add_argument("doing", choices=["list", "openid", "saml", "stop"])
        parser.add_argument("--key", default="", help="which one to stop")
        parser.add_argument("--municipality", help="slug; only people who work there. All by default")
        for name, text in _TEXTS.items():
            parser.add_argument(f"--{name}", default="", help=text)
        parser.add_argument("--secret-file", type=Path, help="OpenID Connect: a file with the client secret")
        parser.add_argument("--certificate-file", type=Path, help="SAML: a file with the signing certificates (PEM)")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """The provider and the addresses that its operator needs; or all of them."""
        if options["doing"] == "list":
            return {one.public_id: f"{one.name} ({one.get_kind_display()}, {one.issuer})" for one in providers.active()}
        if options["doing"] == "stop":
            stopped = stop_provider(key=options["key"], by=house_viewer(), now=now)
            return {"stopped": stopped.name}
        slug = options["municipality"]
        saved = save_provider(
            draft=_draft(options),
            municipality=municipality_by_slug(slug) if slug else None,
            by=house_viewer(),
            now=now,
        )
        return {"key": saved.public_id, **_addresses(saved)}


def _draft(options: dict[str, Any]) -> ProviderDraft:
    def read(file: Path | None) -> str:
        return file.read_text(encoding="utf-8").strip() if file else ""

    return ProviderDraft(
        kind=options["doing"],
        name=options["name"],
        issuer=options["issuer"],
        client_id=options["client_id"],
        client_secret=read(options["secret_file"]),
        sign_on_address=options["sign_on_address"],
        certificates=read(options["certificate_file"]),
        subject_attribute=options["subject_attribute"],
        strong_values=options["strong"],
    )


def _addresses(one: IdentityProvider) -> dict[str, str]:
    names = (
        {"metadata": "saml_metadata", "answer to": "saml_answer"}
        if one.kind == "saml"
        else {"redirect address": "openid_answer"}
    )
    return {what: settings.ADDRESS + reverse(f"entrance:{name}", args=[one.public_id]) for what, name in names.items()}
