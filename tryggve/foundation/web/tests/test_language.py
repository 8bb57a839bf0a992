"""Which language a page speaks."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_a_browser_that_wants_english_still_gets_swedish(client: Client) -> None:
    answer = client.get(reverse("entrance:login"), headers={"accept-language": "en-GB,en"})

    assert answer.headers["Content-Language"] == "sv"


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "spoken"), [("en", "en"), ("sv", "sv"), ("xx", "sv")])
def test_a_choice_holds_and_nonsense_is_swedish(client: Client, chosen: str, spoken: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen

    assert client.get(reverse("entrance:login")).headers["Content-Language"] == spoken
