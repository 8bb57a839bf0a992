"""What is opened and what is refused is noted in the trail: with a key, and without what stood there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from tryggve.cycle.incidents.tests.worlds import registered
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    cache.clear()


def _noted(viewer: Viewer, event: str) -> list[AuditEntry]:
    with acting_as(viewer):
        return list(AuditEntry.objects.seen_by(viewer).filter(event=event).order_by("sequence"))


def test_an_opened_incident_is_noted_with_its_key(cast: Cast, log_in: LogIn) -> None:
    row = registered(cast.rakel)

    assert log_in("sixten").get(f"/handelser/{row.public_id}/").status_code == 200

    (line,) = _noted(cast.sixten, "raw.read")
    assert (line.actor, line.subject_type, line.subject) == (cast.sixten.actor, "incident", row.public_id)
    assert line.codes == {"route": "incidents:detail"}


def test_a_list_is_noted_once_each_time_it_is_looked_at(cast: Cast, log_in: LogIn) -> None:
    registered(cast.rakel)

    log_in("sixten").get("/handelser/granska/")

    (line,) = _noted(cast.sixten, "raw.read")
    assert line.subject == ""


def test_what_is_not_raw_is_not_noted(cast: Cast, log_in: LogIn) -> None:
    log_in("elin").get("/lagesbilder/")

    assert _noted(cast.elin, "raw.read") == []


def test_a_refusal_is_noted_once_an_hour(cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = log_in("rakel")

    for _attempt in range(5):
        assert client.get("/installningar/personer/").status_code == 403
    client.get("/installningar/organisationer/")

    lines = _noted(cast.rakel, "access.denied")
    assert [line.codes for line in lines] == [
        {"route": "administration:people", "status": 403},
        {"route": "administration:organisations", "status": 403},
    ]


def test_a_thing_of_somebody_elses_is_noted_where_the_stranger_works(cast: Cast, log_in: LogIn) -> None:
    row = registered(cast.rakel)

    assert log_in("frida").get(f"/handelser/{row.public_id}/").status_code == 404

    (line,) = _noted(cast.frida, "access.denied")
    assert line.codes == {"route": "incidents:detail", "status": 404}
    assert _noted(cast.adam, "access.denied") == []


def test_nobody_and_an_address_that_is_not_there_leave_no_line(cast: Cast, client: Client, log_in: LogIn) -> None:
    client.get("/handelser/")
    log_in("rakel").get("/finns-inte/")

    assert _noted(cast.rakel, "access.denied") == []
