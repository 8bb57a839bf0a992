"""Who opened what is raw, and who tried what they may not? Noted as the answer leaves.

One line for each page that shows raw data (class D4 in access.toml): an opened report with its key, a list once for
each time it is looked at. The same for another organisation's shared report, so that the organisation can see who
read it. One line for each refusal (403) and each thing that was not found (404), once an hour for each person and
address: the first says what there is to know, and whoever tries in a loop must not be able to fill the trail.
Files that leave are told by `exports.py`, and what is written by its action.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone

from tryggve.foundation.audit.trail import Named, Subject, record
from tryggve.foundation.people.matrix import Route, routes
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

_REFUSED: Final = frozenset({403, 404})
_SHOWN: Final = 200
_ONCE_IN: Final = 60 * 60
_LONGEST_KEY: Final = 22
#: Beside what is raw: what belongs to one organisation and is read by the others.
_THEIRS: Final = frozenset({"shared_report"})


class NotingMiddleware:
    """Inside ViewerMiddleware, so that the line is written in the viewer's own chain and transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        viewer: Viewer | None = getattr(request, "viewer", None)
        if viewer is not None and request.resolver_match is not None:
            _note(request, response, viewer, timezone.now())  # noqa: TID251 - the request's moment
        return response


def _note(request: HttpRequest, response: HttpResponse, viewer: Viewer, now: datetime) -> None:
    match = request.resolver_match
    route = routes().get(match.view_name) if match is not None else None
    if match is None or route is None:
        return
    if response.status_code in _REFUSED:
        _note_refusal(match, response.status_code, viewer, now)
    elif response.status_code == _SHOWN and request.method == "GET" and _is_noted(route):
        event = "raw.read" if route.data_class == "D4" else "shared.read"
        with acting_as(viewer):
            record(by=viewer, event=event, now=now, subject=_thing(route, match), codes={"route": route.name})


def _is_noted(route: Route) -> bool:
    return (route.data_class == "D4" and not route.exports) or route.thing in _THEIRS


def _note_refusal(match: ResolverMatch, status: int, viewer: Viewer, now: datetime) -> None:
    place = "-".join(str(part or 0) for part in viewer.scope)
    if cache.add(f"refused:{viewer.actor}:{place}:{match.view_name}:{status}", 1, _ONCE_IN):
        with acting_as(viewer):
            record(by=viewer, event="access.denied", now=now, codes={"route": match.view_name, "status": status})


def _thing(route: Route, match: ResolverMatch) -> Subject:
    """What was opened, when the address carries the key of something."""
    keys = [str(value) for value in match.kwargs.values()]
    return Named(route.thing, keys[0]) if route.thing and keys and len(keys[0]) <= _LONGEST_KEY else None
