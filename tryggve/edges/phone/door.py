"""May this telephone come in, and in what form does it get its answer?

A telephone has no session and no log-in: it carries one secret in a cookie of its own. That is safe
against other sites' forms for two reasons, and so Django's token is not asked for here: the cookie is
SameSite=Lax and goes along with no POST from elsewhere, and a write must carry the header
X-Tryggve-Phone, which a form cannot set and a script elsewhere may not without asking first.
The door never redirects: a script would follow it to a page that it cannot read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from tryggve.foundation.people import devices
from tryggve.foundation.people.shapes import Unsent
from tryggve.foundation.web.limits import Limit, seconds_to_wait
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

P = ParamSpec("P")

COOKIE = "tryggve_telefon"
HEADER = "X-Tryggve-Phone"
UNSENT = "X-Tryggve-Unsent"
LARGEST_BODY = 64 * 1024
LARGEST_PHOTO = 6 * 1024 * 1024
#: Two photos, and what stands around them in a form.
LARGEST_FORM = 2 * LARGEST_PHOTO + 16 * 1024
INVALID = 422
_FORM = "multipart/form-data"
_JSON = "application/json"
_UNSENT = re.compile(r"(\d{1,4})(?: (\d{1,10}))?")
#: Code → status and the sentence. The code is for the script, the sentence for the person.
ANSWERS: dict[str, tuple[int, str]] = {
    "revoked": (
        401,
        _("Telefonen är inte ansluten. Den är spärrad, eller har aldrig varit det. Be din samordnare om en ny kod."),
    ),
    "header": (
        403,
        _("Anropet kom inte från appen. Ett märke saknas. Öppna Tryggve på telefonen och försök igen."),
    ),
    "person": (403, _("Vi vet inte vem du är. Telefonen delas av flera. Välj ditt namn och skriv din kod.")),
    "not_allowed": (403, _("Du får inte göra det här från telefonen. Det kräver inloggning. Logga in på datorn.")),
    "not_found": (
        404,
        _("Händelsen finns inte här. Den kan vara för gammal eller aldrig ha kommit fram. Spara den."),
    ),
    "method": (405, _("Anropet går inte att göra så. Appen är kanske gammal. Stäng den och öppna den igen.")),
    "other_body": (
        409,
        _("Händelsen är redan sparad, men med annat innehåll. Din text är kvar på telefonen. Spara den som en ny."),
    ),
    "too_late": (409, _("Det går inte att ångra längre. Tio minuter har gått. Be din samordnare ta bort den.")),
    "too_large": (
        413,
        _("Det du skickade är för stort. Vi tar emot mindre än så. Korta texten eller ta bort fotot."),
    ),
    "content_type": (415, _("Formatet går inte att läsa. Vi väntade oss JSON. Stäng appen och öppna den igen.")),
    "unreadable": (400, _("Det som kom gick inte att läsa. Något fattas i det. Stäng appen och öppna den igen.")),
    "wrong_pin": (403, _("Koden stämmer inte. Vi fick en annan än din. Prova igen, eller fråga din samordnare.")),
    "busy": (503, _("Tryggve hinner inte med just nu. Det du skickade är kvar på telefonen. Vi försöker igen.")),
    "too_many": (
        429,
        _("Telefonen skickar för mycket just nu. Inget är borta. Vänta en stund, så skickas resten av sig självt."),
    ),
}


class Refused(Exception):
    """An answer that is not what was asked for: a code, a status and a sentence."""

    def __init__(self, code: str, *, text: str = "", seconds: int = 0) -> None:
        self.code = code
        self.text = text
        self.seconds = seconds
        super().__init__(code)


#: What a view may run into that is no sentence for a person yet.
_REFUSED_AS: dict[type[Exception], Refused] = {
    # The database is busy or away, and what was begun is undone: the telephone keeps it and tries again.
    OperationalError: Refused("busy", seconds=2),
    # A form that is no form: Django finds it out when the view asks for its files.
    MultiPartParserError: Refused("unreadable"),
    BadRequest: Refused("unreadable"),
    SuspiciousOperation: Refused("unreadable"),
    NotFound: Refused("not_found"),
    NotAllowed: Refused("not_allowed"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call from a telephone that is let in. `body` is the JSON that came; empty for a read or a form."""

    request: HttpRequest
    holder: devices.Holder
    body: dict[str, Any]
    now: datetime

    @property
    def client_id(self) -> str:
        """What the telephone is called in a submission."""
        return self.holder.device.public_id

    def viewer(self, key: str = "") -> Viewer:
        """Whoever uses the telephone now; or the one with the key, if they gave their PIN here this week."""
        found = self.holder.user(key) if key else self.holder.current(self.now)
        if found is None or not self.holder.may_send_for(found, self.now):
            raise Refused("person")
        return self.holder.viewer_of(found)


View = Callable[Concatenate[Call, P], HttpResponse]


def phone(
    *methods: str, limit: Limit, is_form: bool = False
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Make a view the telephone's: its door, its JSON in and out, its limit. `is_form`: files come as a form."""

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def enter(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(_let_in(request, methods, limit, is_form=is_form), *args, **kwargs)
            except Refused as refusal:
                return _refusal(refusal)
            except tuple(_REFUSED_AS) as fault:
                return _refusal(next(_REFUSED_AS[kind] for kind in _REFUSED_AS if isinstance(fault, kind)))
            except DomainError as refusal:
                text = refusal_text(refusal)
                fields = {refusal.field: text} if refusal.field else {}
                return JsonResponse({"error": "invalid", "text": text, "fields": fields}, status=INVALID)

        return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], enter)

    return wrap


def _let_in(request: HttpRequest, methods: tuple[str, ...], limit: Limit, *, is_form: bool) -> Call:
    now = timezone.now()  # noqa: TID251 - the request's moment is read here, once
    if request.method not in methods:
        raise Refused("method")
    secret = request.COOKIES.get(COOKIE, "")
    holder = devices.holder_of(secret, now, _unsent(request.headers.get(UNSENT, ""), now))
    if holder is None:
        devices.note_shut_out(secret, now)
        raise Refused("revoked")
    if request.method != "GET":
        _check_form(request, is_form=is_form)
    seconds = seconds_to_wait(limit, holder.device.public_id, now)
    if seconds:
        raise Refused("too_many", seconds=seconds)
    return Call(request, holder, {} if request.method == "GET" or is_form else _body(request), now)


def _unsent(said: str, now: datetime) -> Unsent | None:
    """What the telephone says of its queue: how many, and since which second. Anything else is nothing said."""
    found = _UNSENT.fullmatch(said)
    if found is None:
        return None
    n, second = int(found[1]), found[2]
    if not n or not second:
        return Unsent(0, None)
    # A clock that is ahead must not make the queue younger than it can be.
    return Unsent(n, min(datetime.fromtimestamp(int(second), UTC), now))


def _check_form(request: HttpRequest, *, is_form: bool) -> None:
    if request.headers.get(HEADER) != "1":
        raise Refused("header")
    if request.content_type != (_FORM if is_form else _JSON):
        raise Refused("content_type")
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > (LARGEST_FORM if is_form else LARGEST_BODY):
        raise Refused("too_large")


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body, parse_constant=_not_a_number)
    except (ValueError, RecursionError, UnreadablePostError):
        raise Refused("unreadable") from None
    if not isinstance(body, dict):
        raise Refused("unreadable")
    return body


def _not_a_number(written: str) -> float:
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(written)


def _refusal(refusal: Refused) -> JsonResponse:
    status, text = ANSWERS[refusal.code]
    response = JsonResponse({"error": refusal.code, "text": refusal.text or gettext(text)}, status=status)
    if refusal.seconds:
        response["Retry-After"] = str(refusal.seconds)
    return response
