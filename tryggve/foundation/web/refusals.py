"""A refusal that no form caught becomes a page that says why and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound


def _status_of(refusal: DomainError) -> int:
    if isinstance(refusal, NotFound):
        return 404
    if isinstance(refusal, NotAllowed):
        return 403
    return 422


class RefusalMiddleware:
    """Turn a DomainError that escapes a view into a page with its three beats."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal's page; None lets a bug crash loudly."""
        if not isinstance(exception, DomainError):
            return None
        status = _status_of(exception)
        return page(request, "web/refusal.html", {"refusal": exception, "status_code": status}, status=status)
