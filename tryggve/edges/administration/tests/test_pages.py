"""Every settings page opens for the right person, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tryggve.foundation.people import queries
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
HOME = "/installningar/"
EVERYBODY = (
    "rakel", "sixten", "kerstin", "petra", "elin", "mona", "olle", "stina", "adam", "frida", "bo", "lina",
)  # fmt: skip
SETTINGS = {"elin", "adam", "bo"}
PAGES = {
    "": {"sixten", "kerstin", "petra", "elin", "adam", "frida", "bo"},
    "personer/": {"sixten", "kerstin", "petra", "adam", "frida"},
    "personer/bjud-in/": {"sixten", "kerstin", "petra", "adam", "frida"},
    "organisationer/": SETTINGS,
    "organisationer/ny/": SETTINGS,
    "overenskommelse/": SETTINGS,
    "overenskommelse/ny/": SETTINGS,
    "omraden/": SETTINGS,
    "omraden/las-in/": SETTINGS,
    "platser/": SETTINGS,
    "platser/ny/": SETTINGS,
    "kategorier/": SETTINGS,
    "kategorier/C4/": SETTINGS,
}


def _ours(cast: Cast) -> dict[str, set[str]]:
    """Pages of Falun's own things, and who may open them."""
    with acting_as(cast.elin):
        agreement = queries.agreements(cast.elin)[0].public_id
    falun = {"elin", "adam"}
    return {
        f"personer/{cast.users['rakel'].public_id}/": {"sixten", "adam"},
        f"organisationer/{cast.organisations['police'].public_id}/": falun,
        f"organisationer/{cast.organisations['centrala_stadsrum'].public_id}/foretradda/": falun | {"kerstin"},
        f"foretradda/{cast.members['skoaffaren'].public_id}/": falun | {"kerstin"},
        f"overenskommelse/{agreement}/": falun,
        f"omraden/{cast.areas['knutpunkten'].public_id}/": falun,
        f"platser/{cast.places['knutpunkten'].public_id}/": falun,
    }


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_for_those_with_the_right_only(cast: Cast, log_in: LogIn, path: str) -> None:
    answers = {name: log_in(name).get(HOME + path).status_code for name in EVERYBODY}

    assert {name for name, status in answers.items() if status == 200} == PAGES[path]
    assert {status for name, status in answers.items() if name not in PAGES[path]} == {403}


@pytest.mark.parametrize("number", range(7))
def test_what_is_ours_does_not_exist_for_the_stranger(cast: Cast, log_in: LogIn, number: int) -> None:
    path, allowed = list(_ours(cast).items())[number]

    answers = {name: log_in(name).get(HOME + path).status_code for name in EVERYBODY}

    assert {name for name, status in answers.items() if status == 200} == allowed
    assert {answers[name] for name in ("frida", "bo")} <= {403, 404}
    assert set(answers.values()) <= {200, 403, 404}


@pytest.mark.parametrize("number", range(7))
def test_a_made_up_id_and_a_strangers_get_the_same_answer(cast: Cast, log_in: LogIn, number: int) -> None:
    path, _ = list(_ours(cast).items())[number]
    parts = path.split("/")
    made_up = "/".join([parts[0], "finns-inte", *parts[2:]])

    for name in ("frida", "bo"):
        client = log_in(name)
        theirs, nothing = client.get(HOME + path), client.get(HOME + made_up)
        assert (theirs.status_code, nothing.status_code) in ((404, 404), (403, 403))


@pytest.mark.parametrize("path", [path for path in PAGES if path])
def test_who_is_logged_out_is_led_to_the_door(client: Client, cast: Cast, path: str) -> None:
    response = client.get(HOME + path)

    assert response.status_code == 302
    assert response["Location"].startswith("/logga-in/?next=")


def test_buttons_are_not_links(cast: Cast, log_in: LogIn) -> None:
    client = log_in("adam")
    rakel, police = cast.users["rakel"].public_id, cast.organisations["police"].public_id

    for path in (
        f"personer/{rakel}/stang-av/",
        f"personer/{rakel}/ny-lank/",
        f"personer/{rakel}/roller/x/avsluta/",
        f"organisationer/{police}/avsluta/",
        f"organisationer/{police}/ateruppta/",
        f"foretradda/{cast.members['skoaffaren'].public_id}/deltar/",
        f"platser/{cast.places['knutpunkten'].public_id}/anvands/",
        "kategorier/C4/visas/",
        "kategorier/C4/under/",
        "kategorier/C4.1/avsluta/",
    ):
        assert client.get(HOME + path).status_code == 405
