"""A telephone for tests: enrolled through the actions, talking through the test client."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tryggve.edges.phone.door import COOKIE
from tryggve.foundation.people.actions import enrol_device, invite_device
from tryggve.foundation.people.shapes import NewCode
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import Cast

KEY = "0b8f3c6e-6f2b-4b62-9d8a-1f2e3d4c5b6a"


class Telephone:
    """Sends what the app sends."""

    def __init__(self, secret: str, code: NewCode | None = None) -> None:
        self.client = Client()
        self.client.cookies[COOKIE] = secret
        self.secret = secret
        self.code = code

    def get(self, path: str) -> Any:
        """A read."""
        return self.client.get(f"/telefon/api/{path}")

    def post(self, path: str, body: object, **headers: str) -> Any:
        """A write, with the header that a form cannot set."""
        given = {"X-Tryggve-Phone": "1"} | headers
        return self.client.post(
            f"/telefon/api/{path}", json.dumps(body), content_type="application/json", headers=given
        )

    def send(self, key: str = KEY, *, person: str = "", clock: datetime | None = None, **said: Any) -> Any:
        """An incident."""
        body: dict[str, Any] = {"submission_key": key, "draft": draft(**said)}
        if person:
            body["person_key"] = person
        if clock is not None:
            body["phone_now"] = clock.isoformat()
        return self.post("incidents", body)


def draft(**said: Any) -> dict[str, Any]:
    """What the app says happened: just now, without a place."""
    moment = said.pop("at", None) or timezone.now() - timedelta(minutes=1)
    return {
        "category_code": "A4",
        "place": "",
        "lat": None,
        "lon": None,
        "occurred_from": moment.isoformat(),
        "occurred_to": moment.isoformat(),
        "time_precision": "hour",
        "certainty": "seen",
        "note": "",
        "place_type": "",
    } | said


def enrolled(cast: Cast, *people: str, by: Viewer | None = None, now: datetime | None = None) -> Telephone:
    """A telephone of Kopparstaden, for Rakel unless others are named."""
    moment = now or timezone.now()
    users = [cast.users[each].public_id for each in people or ("rakel",)]
    code = invite_device(name="Bovärdens telefon", users=users, by=by or cast.sixten, now=moment)
    return Telephone(enrol_device(code=code.code, now=moment), code)


def said(response: Any) -> Any:
    """The JSON of an answer."""
    return json.loads(response.content)
