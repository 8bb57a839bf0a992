"""From a login to a viewer: each request answers to one municipality and one organisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tryggve.foundation.people import sessions
from tryggve.foundation.people.access import rights_that_ask
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import Station, stations_of
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.people.second_factor import is_asked_for
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

STATION_KEY = "station"
SERVER_FAULT = 500


def chosen_station(request: HttpRequest, stations: list[Station]) -> Station | None:
    """The station switched to, or the first."""
    key = request.session.get(STATION_KEY)
    for station in stations:
        if station.key == key:
            return station
    return stations[0] if stations else None


def lacks_second_factor(request: HttpRequest, station: Station) -> bool:
    """Whether this session may not yet use the rights that ask for a second factor."""
    viewer = station.viewer
    return not request.session.get(sessions.STRONG) and is_asked_for(
        viewer.rights, station.second_factor_from, swedish_date(timezone.now()), is_practice=viewer.is_practice
    )


class ViewerMiddleware:
    """Set `request.viewer` (None when logged out) and open the database to that viewer alone.

    The whole request is one transaction; an answer of 500 undoes it. Refusals (4xx) do not: what
    an action wrote before, such as a log-in, stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        request.lacks_second_factor = False  # type: ignore[attr-defined]
        request.stations = []  # type: ignore[attr-defined]
        is_apart = request.path.startswith((settings.STATIC_URL, *settings.WITHOUT_LOGIN))
        if is_apart or not isinstance(request.user, User):
            return self.get_response(request)
        at = sessions.clock()
        if sessions.is_over(request.session, at):
            logout(request)
            return self.get_response(request)
        sessions.note_seen(request.session, at)
        stations = stations_of(request.user)
        station = chosen_station(request, stations)
        request.stations = stations  # type: ignore[attr-defined]
        if station is None:
            return self.get_response(request)
        viewer = station.viewer
        if lacks_second_factor(request, station):
            # The door leads to where one is set up; whatever passes the door has not got these rights.
            request.lacks_second_factor = True  # type: ignore[attr-defined]
            viewer = replace(viewer, rights=viewer.rights - rights_that_ask())
        request.viewer = viewer  # type: ignore[attr-defined]
        request.station = station  # type: ignore[attr-defined]
        return self._answer(request, viewer)

    def _answer(self, request: HttpRequest, viewer: Viewer) -> HttpResponse:
        only_reads = request.method in ("GET", "HEAD")
        with acting_as(viewer, only_reads=only_reads):
            response = self.get_response(request)
            if response.status_code >= SERVER_FAULT and connection.in_atomic_block:
                transaction.set_rollback(True)
            return response
