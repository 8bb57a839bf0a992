"""Areas, places and categories, by page."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tryggve.edges.administration.packing import MOST_BYTES, CannotReadFile, pack, read_json, unpack
from tryggve.foundation.geography import queries as geography
from tryggve.foundation.reference import queries as reference
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import FALUN_CENTRE, NOW, Cast, square

LogIn = Callable[[str], Client]
ROOT = "/installningar/"
UPLOAD = f"{ROOT}omraden/las-in/"


def _file(content: bytes | None = None) -> SimpleUploadedFile:
    feature = {
        "type": "Feature",
        "properties": {"kod": "F1", "namn": "Centrum", "invanare": 1234},
        "geometry": square(*FALUN_CENTRE),
    }
    body = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    return SimpleUploadedFile("omraden.geojson", body if content is None else content)


def _typed(**changes: Any) -> dict[str, Any]:
    return {
        "file": _file(), "name": "Nya områden", "valid_from": "2026-09-01", "source": "Falu kommun",
        "code_property": "kod", "name_property": "namn", "population_property": "invanare", "crs": "EPSG:4326",
        **changes,
    }  # fmt: skip


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def test_a_file_is_looked_at_first_and_taken_in_after_a_yes(cast: Cast, log_in: LogIn) -> None:
    client = log_in("elin")

    preview = client.post(UPLOAD, _typed())
    page = preview.content.decode()
    assert preview.status_code == 200
    assert "Centrum" in page
    assert "1 234" in page.replace("\xa0", " ").replace("&nbsp;", " ").replace("\u202f", " ")
    with acting_as(cast.elin):
        assert len(geography.areas_in_force(cast.elin, NOW.date())) == 3

    assert client.post(UPLOAD, _hidden(page)).status_code == 302
    with acting_as(cast.elin):
        (area,) = geography.areas_in_force(cast.elin, NOW.date())
    assert (area.name, area.population) == ("Centrum", 1234)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": _file(b"inte json")}, "Den är inte JSON"),
        ({"file": _file(b"")}, "Den är inte JSON"),
        ({"file": _file(b'{"type": "Feature"}')}, "inte en samling områden"),
        ({"file": ""}, "Välj en fil"),
        ({"code_property": "saknas"}, "saknar uppgiften"),
        ({"valid_from": ""}, "Välj en dag"),
        ({"source": ""}, "vem som har gjort"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_keeps_the_rest(
    cast: Cast, log_in: LogIn, changes: dict[str, Any], words: str
) -> None:
    if isinstance(changes.get("file"), SimpleUploadedFile):
        changes["file"].seek(0)

    response = log_in("elin").post(UPLOAD, _typed(**changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert 'value="Nya områden"' in response.content.decode()


def test_a_date_that_is_taken_is_refused_at_the_yes(cast: Cast, log_in: LogIn) -> None:
    client = log_in("elin")
    waiting = _hidden(client.post(UPLOAD, _typed(valid_from="2025-01-01")).content.decode())

    response = client.post(UPLOAD, waiting)

    assert response.status_code == 422
    assert "redan en indelning från det datumet" in response.content.decode()
    assert _hidden(response.content.decode())["packed"] == waiting["packed"]


def test_a_packed_file_cannot_swell_beyond_the_limit() -> None:
    bomb = pack(b" " * (MOST_BYTES * 3))

    assert len(bomb) < 100_000
    with pytest.raises(CannotReadFile):
        read_json(unpack(bomb))


@pytest.mark.parametrize("text", ["inte base64!", "aGVq", ""])
def test_a_damaged_packed_file_is_refused(text: str) -> None:
    with pytest.raises(CannotReadFile):
        read_json(unpack(text))


def test_an_area_gets_another_name(cast: Cast, log_in: LogIn) -> None:
    key = cast.areas["knutpunkten"].public_id
    client = log_in("elin")

    client.post(f"{ROOT}omraden/{key}/", {"name": "Resecentrum"})

    assert "Resecentrum" in client.get(f"{ROOT}omraden/").content.decode()
    assert client.post(f"{ROOT}omraden/{key}/", {"name": ""}).status_code == 422


def test_a_place_is_added_renamed_and_taken_out_of_use(cast: Cast, log_in: LogIn) -> None:
    client = log_in("elin")

    client.post(
        f"{ROOT}platser/ny/", {"name": "Stora torget", "place_type": "square", "lat": "60,6065", "lon": "15.6355"}
    )
    with acting_as(cast.elin):
        place = geography.place_by_name(cast.elin, "Stora torget")
    assert place is not None
    assert place.lat == pytest.approx(60.6065)
    client.post(f"{ROOT}platser/{place.public_id}/", {"name": "Fisktorget"})
    client.post(f"{ROOT}platser/{place.public_id}/anvands/")
    with acting_as(cast.elin):
        place.refresh_from_db()
    assert (place.name, place.is_active) == ("Fisktorget", False)


@pytest.mark.parametrize(
    "changes", [{"name": "Knutpunkten, torget"}, {"lat": "0", "lon": "0"}, {"lat": "norr"}, {"name": ""}]
)
def test_an_impossible_place_is_explained(cast: Cast, log_in: LogIn, changes: dict[str, str]) -> None:
    typed = {"name": "Ny", "place_type": "square", "lat": "60.6", "lon": "15.6", **changes}

    assert log_in("elin").post(f"{ROOT}platser/ny/", typed).status_code == 422


def test_a_category_is_renamed_hidden_and_divided(cast: Cast, log_in: LogIn) -> None:
    client, page = log_in("elin"), f"{ROOT}kategorier/C4/"

    client.post(page, {"name": "Eldningar"})
    client.post(page + "visas/")
    client.post(page + "under/", {"name": "Soptunnor"})
    with acting_as(cast.elin):
        found = reference.category(cast.elin, "C4")
    assert (found.name, found.is_hidden) == ("Eldningar", True)
    assert [sub.name for sub in found.sub_categories] == ["Soptunnor"]
    client.post(f"{ROOT}kategorier/C4.1/avsluta/")
    client.post(page + "visas/")
    client.post(page, {"name": ""})
    with acting_as(cast.elin):
        found = reference.category(cast.elin, "C4")
    assert (found.name != "Eldningar", found.is_hidden, found.sub_categories[0].is_active) == (True, False, False)


def test_what_must_be_there_is_not_hidden(cast: Cast, log_in: LogIn) -> None:
    client = log_in("elin")

    page = client.post(f"{ROOT}kategorier/X0/visas/", follow=True).content.decode()

    assert "kan inte döljas" in page


def test_our_changes_are_not_the_neighbours(cast: Cast, log_in: LogIn) -> None:
    log_in("elin").post(f"{ROOT}kategorier/C4/", {"name": "Eldningar"})

    assert "Eldningar" not in log_in("bo").get(f"{ROOT}kategorier/").content.decode()


def test_no_such_category(cast: Cast, log_in: LogIn) -> None:
    assert log_in("elin").get(f"{ROOT}kategorier/Z9/").status_code == 404
    assert log_in("elin").post(f"{ROOT}kategorier/C4.9/avsluta/").status_code == 404
