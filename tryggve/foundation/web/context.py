"""What every page knows without being told: who, where, which menu, which theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from tryggve.foundation.reference.queries import other_channels
from tryggve.foundation.web.navigation import links
from tryggve.kernel.viewer import Viewer

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


class May:
    """`{% if may.incident_register %}`: rights with underscores for the full stop."""

    def __init__(self, viewer: Viewer | None) -> None:
        self._rights = {right.replace(".", "_") for right in viewer.rights} if viewer else set()

    def __getitem__(self, right: str) -> bool:
        return right in self._rights


def house(request: HttpRequest) -> dict[str, Any]:
    """For every template. Reads nothing from the database until a page shows the other channels."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "viewer": viewer,
        "may": May(viewer),
        "station": getattr(request, "station", None),
        "stations": getattr(request, "stations", []),
        "theme": theme if theme in THEMES else "",
        "is_practice": viewer.is_practice if viewer else bool(getattr(settings, "PRACTICE", False)),
        "main_links": _Links(request, viewer, "main"),
        "more_links": _Links(request, viewer, "more"),
        "languages": settings.LANGUAGES,
        "other_channels": SimpleLazyObject(lambda: other_channels(viewer) if viewer and viewer.municipality_id else []),
        "urls_of_house": {
            "switch": _address("entrance:switch"),
            "login": _address("entrance:login"),
            "logout": _address("entrance:logout"),
            "own": _address("entrance:own"),
            "accessibility": _address("papers:statement"),
            "gallery": _address("web:gallery") if settings.DEBUG else "",
        },
    }


class _Links:
    """Worked out when the template asks, so that a view may name the current one as `nav`."""

    def __init__(self, request: HttpRequest, viewer: Viewer | None, place: str) -> None:
        self._request, self._viewer, self._place = request, viewer, place

    def __iter__(self) -> Any:
        current = getattr(self._request, "nav", "")
        return iter(links(self._viewer, self._request.path, current, self._place))

    def __bool__(self) -> bool:
        return any(True for _link in self)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
