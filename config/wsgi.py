"""The door for the web server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tryggve.engine.numerics import twins

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A person waits for this process: it never compiles, and never loads the compiler.
twins.use("plain")
_house = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The house. Behind TLS everything has come by TLS: that is a setting here, and no header that a caller may send.

    Without it Django compares the origin of each form, https, with http, and refuses it.
    """
    if settings.HTTPS:
        environ["wsgi.url_scheme"] = "https"
    return _house(environ, start_response)
