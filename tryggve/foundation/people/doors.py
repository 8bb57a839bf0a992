"""The door of a page: who may come in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tryggve.foundation.people.queries import Station
from tryggve.kernel.viewer import Viewer

P = ParamSpec("P")


class HouseRequest(HttpRequest):
    """A request from somebody who is logged in and works somewhere."""

    viewer: Viewer
    station: Station
    stations: list[Station]


View = Callable[Concatenate[HouseRequest, P], HttpResponse]


def _is_led(request: HttpRequest, rights: tuple[str, ...], viewer: Viewer) -> bool:
    """To where a second factor is set up, before any page; what is being written is let through.

    Except what takes a right that asks for one: that waits until it is there. `WITHOUT_SECOND_FACTOR` are the
    pages on which it is set up, and the way out.
    """
    if request.path.startswith(settings.WITHOUT_SECOND_FACTOR):
        return False
    return request.method in ("GET", "HEAD") or bool(rights and not any(viewer.may(each) for each in rights))


def _way_back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/"


def signed_in(right: str = "", *also: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let in those who are logged in and hold one of the rights (any, when none is named).

    Others go to the login page, and back here afterwards; without the right: NotAllowed.
    The rights are kept on the view as `rights`, so that the route inventory can read them.
    """
    rights = tuple(part for part in (right, *also) if part)

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            viewer = getattr(request, "viewer", None)
            if viewer is None:
                return redirect(f"{reverse('entrance:login')}?{urlencode({'next': request.get_full_path()})}")
            if getattr(request, "lacks_second_factor", False) and _is_led(request, rights, viewer):
                return redirect(f"{reverse('entrance:protect')}?{urlencode({'next': _way_back(request)})}")
            if rights and not any(viewer.may(each) for each in rights):
                viewer.require(rights[0])
            return view(cast(HouseRequest, request), *args, **kwargs)

        cast(Any, enter).rights = rights or ("signed_in",)
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], enter)

    return wrap
