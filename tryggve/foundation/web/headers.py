"""What every answer says to the browser beside the content security policy: keep it to yourself, and ask for little."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

_METHODS = ("GET", "HEAD", "POST")
#: Where one is and a photo are asked for by our own pages alone; everything else by nobody.
_PERMISSIONS = ", ".join(
    [
        "camera=(self)",
        "geolocation=(self)",
        *(
            f"{each}=()"
            for each in ("accelerometer", "display-capture", "gyroscope", "microphone", "midi", "payment", "usb")
        ),
    ]
)


class HeadersMiddleware:
    """Set what the view has not set itself.

    A page is nobody else's, and is asked for again before it is shown again. It is not `no-store`: a form that one
    goes back to must still hold what was typed. What must not be kept says so itself (`never_cache`), and going out
    empties the browser's cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        """A page is asked for or sent to. A telephone's door says no to other methods in words of its own."""
        if request.method in _METHODS or request.path.startswith(settings.WITHOUT_LOGIN):
            return self.get_response(request)
        return HttpResponseNotAllowed(_METHODS)
