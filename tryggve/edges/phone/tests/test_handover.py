"""A pure fault goes to those who mend it, once, and nowhere inwards. The other end is a server of our own."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from tryggve.cycle.incidents.models import Incident
from tryggve.edges.phone.handover import SEND
from tryggve.edges.phone.models import HandOver
from tryggve.edges.phone.tests.telephone import KEY, Telephone, draft, enrolled, said
from tryggve.foundation.queue import jobs
from tryggve.foundation.queue.models import Job
from tryggve.foundation.reference.actions import CannotChangeFaultDesk, remove_fault_desk, save_fault_desk
from tryggve.foundation.reference.models import FaultDesk
from tryggve.foundation.reference.shapes import FaultDeskDraft
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web import outward
from tryggve.foundation.web.outward import CannotReach, Source
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import NOW, Cast

LAMP = FaultDeskDraft(
    "D2",
    "Kommunens felanmälan",
    url="https://felanmalan.exempel/",
    endpoint="https://felanmalan.exempel/open311/v2/",
    jurisdiction="falun.exempel",
    service_code="lampa",
    api_key="hemlig-nyckel",
)


class Desk:
    """What the other end is told, and what it answers."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, list[str]]]] = []
        self.status, self.body = 201, json.dumps([{"service_request_id": "F-2026-77"}]).encode()
        self.port = 0


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A server on this machine that stands where the address leads."""
    state = Desk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            state.told.append((self.path, parse_qs(self.rfile.read(length).decode())))
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setattr(outward, "resolve", lambda _host, _port: ["93.184.216.34"])
    monkeypatch.setattr(
        outward, "PinnedConnection", lambda _source: http.client.HTTPConnection("127.0.0.1", state.port, timeout=5)
    )
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def telephone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Telephone:
    """Rakel's, in a municipality where lamps have a fault desk."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    save_fault_desk(draft=LAMP, by=cast.elin, now=NOW)
    return enrolled(cast)


def _hand(telephone: Telephone, key: str = KEY, **changed: Any) -> Any:
    said_ = draft(at=NOW, category_code="D2", lat=60.6, lon=15.6, note="Lampan blinkar") | changed
    return telephone.post("handover", {"submission_key": key, "draft": said_})


def _work(cast: Cast) -> None:
    """What the worker does with all that waits."""
    with acting_as(cast.sixten):
        waiting = list(Job.objects.seen_by(cast.sixten).filter(name=SEND))
        viewer = cast.rakel
    for row in waiting:
        jobs.JOBS[SEND](by=viewer, now=NOW, progress=lambda *_: None, **row.arguments)


def _rows(cast: Cast) -> list[HandOver]:
    with acting_as(cast.sixten):
        return list(HandOver.objects.seen_by(cast.sixten))


def test_a_lamp_is_told_to_those_who_mend_it_and_its_number_comes_back(
    cast: Cast, telephone: Telephone, desk: Desk
) -> None:
    asked = _hand(telephone)
    before = list(desk.told)
    _work(cast)
    again = _hand(telephone)

    assert before == []
    assert (asked.status_code, said(asked)["state"], said(asked)["reference"]) == (202, "waiting", "")
    assert desk.told == [
        (
            "/open311/v2/requests.json",
            {
                "service_code": ["lampa"],
                "jurisdiction_id": ["falun.exempel"],
                "api_key": ["hemlig-nyckel"],
                "description": ["Lampan blinkar"],
                "lat": ["60.600000"],
                "long": ["15.600000"],
            },
        )
    ]
    assert (again.status_code, said(again)["state"], said(again)["reference"]) == (200, "sent", "F-2026-77")
    with acting_as(cast.sixten):
        assert not Incident.objects.seen_by(cast.sixten).exists()


def test_however_often_it_is_sent_the_receiver_hears_it_once(cast: Cast, telephone: Telephone, desk: Desk) -> None:
    for _ in range(4):
        _hand(telephone)
    for _ in range(3):
        _work(cast)

    assert len(desk.told) == 1
    assert len(_rows(cast)) == 1


def test_the_same_key_with_another_fault_is_refused_aloud(cast: Cast, telephone: Telephone, desk: Desk) -> None:
    _hand(telephone)

    other = _hand(telephone, note="En annan lampa")

    assert (other.status_code, said(other)["error"]) == (409, "other_body")
    assert [row.note for row in _rows(cast)] == ["Lampan blinkar"]


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b""), (403, b"[]"), (302, b""), (200, b"<html>"), (200, b"[]"), (200, b"7"), (200, b"[" * 100_000)],
)
def test_what_was_not_taken_is_said_not_to_be_and_can_be_tried_again(
    cast: Cast, telephone: Telephone, desk: Desk, status: int, body: bytes
) -> None:
    _hand(telephone)
    desk.status, desk.body = status, body
    with pytest.raises(CannotReach):
        _work(cast)
    assert [row.hand_over_state for row in _rows(cast)] == ["failed"]

    desk.status, desk.body = 200, b'[{"token": "t-1"}]'
    asked = _hand(telephone)
    _work(cast)

    assert said(asked)["state"] == "waiting"
    assert [(row.hand_over_state, row.reference) for row in _rows(cast)] == [("sent", "t-1")]


def test_an_address_that_leads_inwards_is_never_called(
    cast: Cast, telephone: Telephone, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward, "resolve", lambda _host, _port: ["127.0.0.1"])
    _hand(telephone)

    with pytest.raises(CannotReach, match="internt nät"):
        _work(cast)

    assert desk.told == []


def test_the_connection_goes_to_the_address_that_was_checked(
    cast: Cast, telephone: Telephone, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone_to: list[Source] = []

    def connect(source: Source) -> http.client.HTTPConnection:
        gone_to.append(source)
        return http.client.HTTPConnection("127.0.0.1", desk.port, timeout=5)

    monkeypatch.setattr(outward, "PinnedConnection", connect)
    _hand(telephone)
    _work(cast)

    assert [(each.host, each.ip_address) for each in gone_to] == [("felanmalan.exempel", "93.184.216.34")]


def test_what_points_at_a_person_does_not_leave_the_house(cast: Cast, telephone: Telephone, desk: Desk) -> None:
    answer = _hand(telephone, note="Ring 19121212-1212")

    assert answer.status_code == 422
    assert "note" in said(answer)["fields"]
    assert _rows(cast) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"category_code": "C1"}, "category_code"), ({"lat": None, "lon": None}, "place"), ({"place": "fel"}, "place")],
)
def test_a_fault_without_a_desk_or_a_place_is_refused(
    cast: Cast, telephone: Telephone, changed: dict[str, Any], field: str
) -> None:
    answer = _hand(telephone, **changed)

    assert answer.status_code == 422
    assert field in said(answer)["fields"]


def test_a_named_place_stands_for_its_point(cast: Cast, telephone: Telephone, desk: Desk) -> None:
    _hand(telephone, place=cast.places["norslund"].public_id, lat=None, lon=None)
    _work(cast)

    assert desk.told[0][1]["description"] == ["Norslund, torget\nLampan blinkar"]
    assert desk.told[0][1]["lat"] == ["60.626500"]


def test_the_telephone_is_told_the_way_and_never_the_key(cast: Cast, telephone: Telephone) -> None:
    answer = telephone.get("start")

    assert said(answer)["handover"] == {
        "D2": {"label": "Kommunens felanmälan", "url": "https://felanmalan.exempel/", "can_send": True}
    }
    assert "hemlig" not in answer.content.decode()


def test_a_neighbouring_municipality_has_its_own_desks(cast: Cast, telephone: Telephone) -> None:
    theirs = enrolled(cast, "frida", by=cast.frida)

    assert said(theirs.get("start"))["handover"] == {}
    assert _hand(theirs).status_code == 422


# -- The setting -----------------------------------------------------------------------------
TYPED = {"category_code": "D2", "label": "Fel", "endpoint": "https://exempel.se/v2", "service_code": "1"}


def test_the_key_is_kept_when_it_is_not_typed_anew_and_is_never_shown(
    cast: Cast, log_in: Any, telephone: Telephone
) -> None:
    browser = log_in("elin")
    with acting_as(cast.elin):
        key = FaultDesk.objects.seen_by(cast.elin).get().public_id
    path = f"/installningar/felanmalan/{key}/"

    changed = browser.post(path, TYPED, follow=True)

    assert "hemlig" not in browser.get(path).content.decode() + changed.content.decode()
    with acting_as(cast.elin):
        row = FaultDesk.objects.seen_by(cast.elin).get()
    assert (row.label, row.api_key) == ("Fel", "hemlig-nyckel")
    browser.post(f"{path}ta-bort/")
    assert said(telephone.get("start"))["handover"] == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://exempel.se/v2"}, {"endpoint": "https://a:b@exempel.se"}, {"endpoint": "file:///etc"},
        {"endpoint": "", "url": ""}, {"service_code": ""}, {"url": "javascript:alert(1)"}, {"category_code": "ZZ"},
        {"label": ""},
    ],
)  # fmt: skip
def test_a_way_that_cannot_be_used_is_refused(cast: Cast, log_in: Any, wrong: dict[str, str]) -> None:
    assert log_in("elin").post("/installningar/felanmalan/ny/", TYPED | wrong).status_code == 422


def test_who_may_not_change_categories_changes_no_desk(cast: Cast, telephone: Telephone) -> None:
    with acting_as(cast.elin):
        key = FaultDesk.objects.seen_by(cast.elin).get().public_id

    for who in (cast.rakel, cast.sixten):
        with pytest.raises(NotAllowed):
            save_fault_desk(draft=LAMP, by=who, now=NOW)
    with pytest.raises(NotFound):
        remove_fault_desk(public_id=key, by=cast.bo, now=NOW)
    with pytest.raises(CannotChangeFaultDesk):
        save_fault_desk(draft=FaultDeskDraft("D2", "x"), by=cast.elin, now=NOW)
