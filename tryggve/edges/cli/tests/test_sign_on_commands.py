"""Sign-on from the command line: providers, the day of the second factor, and leavers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tryggve.foundation.people.models import IdentityProvider, User
from tryggve.testing.cast import Cast


def _told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_a_provider_is_added_listed_and_stopped(cast: Cast, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    secret = tmp_path / "hemlighet"
    secret.write_text("mycket hemligt\n")

    saved = _told(
        capsys, "identity_provider", "openid", "--name", "Falu kommun", "--municipality", "falun", "--issuer",
        "https://id.falun.example", "--client-id", "tryggve", "--secret-file", str(secret), "--strong", "mfa 2",
    )  # fmt: skip
    listed = _told(capsys, "identity_provider", "list")
    _told(capsys, "identity_provider", "stop", "--key", saved["key"])

    row = IdentityProvider.objects.get()
    assert saved["redirect address"].endswith(f"/logga-in/openid/{row.public_id}/")
    assert listed == {row.public_id: "Falu kommun (OpenID Connect, https://id.falun.example)"}
    assert (row.municipality, row.strong, row.is_active) == (cast.falun, frozenset({"mfa", "2"}), False)
    assert "hemligt" not in row.client_secret
    assert _told(capsys, "identity_provider", "list") == {}


def test_a_provider_without_what_it_needs_is_refused(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _told(capsys, "identity_provider", "saml", "--name", "x", "--issuer", "urn:x")

    assert "SAML behöver certifikat" in capsys.readouterr().out
    assert not IdentityProvider.objects.exists()


def test_the_day_of_the_second_factor_is_one_municipalitys(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    told = _told(capsys, "second_factor", "--municipality", "falun", "--from", "2027-01-11")

    cast.falun.refresh_from_db()
    cast.borlange.refresh_from_db()
    assert told == {"municipality": "falun", "from": "2027-01-11"}
    assert (cast.falun.second_factor_from, cast.borlange.second_factor_from) == (date(2027, 1, 11), None)
    assert _told(capsys, "second_factor", "--municipality", "falun", "--never")["from"] == "never"


def test_a_leaver_is_shut_out_by_e_mail(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    told = _told(capsys, "leaver", "Sixten@exempel.se")

    user = User.objects.get(pk=cast.users["sixten"].pk)
    assert told == {"left": user.public_id, "active": False}
    assert not user.memberships.filter(is_active=True).exists()


def test_somebody_who_is_not_here_cannot_leave(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _told(capsys, "leaver", "ingen@exempel.se")
