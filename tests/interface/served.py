"""The house as a programme meets it: its described interface, everything else it answers, and a way to call both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
import yaml
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from schemathesis.schemas import APIOperation

from tests.privacy.addresses import READ, WRITE, Address, addresses
from tests.privacy.world import Falun, client_of, who_may
from tryggve.edges.phone.door import COOKIE
from tryggve.edges.phone.tests.telephone import KEY, enrolled
from tryggve.foundation.notify.actions import make_calendar
from tryggve.testing.cast import NOW

DESCRIBED = Path(__file__).parents[2] / "docs" / "interface" / "openapi.yaml"
#: The names of the description's path parameters are the names of `world.Falun`'s keys, but for these.
KEYS = {"document_format": "format", "meeting": "closed_meeting"}
#: The name of whatever a form sends.
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]{1,60})"')


class Application(WSGIHandler):
    """The house, without the question whether a form came from one of its own pages: no programme has that mark."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """As Django's test client asks."""
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return super().get_response(request)


def described() -> dict[str, Any]:
    """The description, as it is published."""
    loaded: dict[str, Any] = yaml.safe_load(DESCRIBED.read_text())
    return loaded


@dataclass
class Served:
    """A furnished Falun behind its interface, with the secrets of those who call."""

    falun: Falun
    openers: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cast = self.falun.cast
        telephone = enrolled(cast)
        telephone.send()
        self.telephone = telephone.secret
        self.keys = {**self.falun.keys, "submission_key": KEY}
        self.keys["token"] = make_calendar(by=cast.elin, now=NOW)

    def loaded(self, description: dict[str, Any]) -> Any:
        """Ready to be called."""
        schema = schemathesis.openapi.from_dict(description)
        schema.app = Application()
        return schema

    def known(self, operation: APIOperation[Any, Any, Any, Any]) -> dict[str, str]:
        """Keys of things that there are, for the operation's path."""
        return {each.name: self.keys[KEYS.get(each.name, each.name)] for each in operation.path_parameters}

    def cookies(self, path: str) -> dict[str, str]:
        """What the caller carries: a telephone its secret, a person a session."""
        if path.startswith("/telefon/"):
            return {COOKIE: self.telephone}
        return {settings.SESSION_COOKIE_NAME: self.session(self.openers.get(path) or _opener_of(path))}

    def session(self, person: str) -> str:
        """Logged in once, and again where a call has logged out."""
        if person not in self.sessions:
            self.sessions[person] = str(client_of(self.falun.cast, person).cookies[settings.SESSION_COOKIE_NAME].value)
        return self.sessions[person]

    # -- Everything else ---------------------------------------------------------------------------------
    def undescribed(self) -> dict[str, Any]:
        """Every page and form of the house, described from what it is: a path, and the fields of its room's forms."""
        names = self._field_names()
        paths: dict[str, Any] = {}
        for address in addresses():
            if address.name.startswith("phone:") or not (address.name in READ or address.name in WRITE):
                continue
            path = _template(address)
            self.openers[path] = self._opener(address)
            methods = ("get", "post") if address.name in READ else ("post",)
            fields = names.get(address.name.partition(":")[0], [])
            paths[path] = {"parameters": _parameters(path), **{each: _operation(each, fields) for each in methods}}
            self.keys |= {name: self.falun.keys[value] for name, value in _named(address).items()}
        return {"openapi": "3.0.3", "info": {"title": "Pages", "version": "1"}, "paths": paths}

    def _opener(self, address: Address) -> str:
        if address.name.startswith("entrance:"):
            return "elin"
        return next(who_may(self.falun.cast, address), "elin")

    def _field_names(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for address in addresses():
            if address.name in READ and not address.name.startswith("phone:"):
                page = client_of(self.falun.cast, self._opener(address)).get(address.path(self.falun.keys))
                if page.get("Content-Type", "").startswith("text/html") and not page.streaming:
                    names = FIELD.findall(page.content.decode())
                    found.setdefault(address.name.partition(":")[0], set()).update(names)
        return {room: sorted(names - {"csrfmiddlewaretoken"}) for room, names in found.items()}


def _opener_of(path: str) -> str:
    if path.startswith("/las-in/"):
        return "sixten"
    return "lina" if path.startswith("/lansrapporter/") else "elin"


def _named(address: Address) -> dict[str, str]:
    """Parameters by a name of their own for each kind of key: `public_id` is not the same thing everywhere."""
    return {f"{name}_{value}": value for name, value in address.example.items()}


def _template(address: Address) -> str:
    marks = {name: f"{name}_{value}" for name, value in address.example.items()}
    path = reverse(address.name, kwargs={name: f"-{mark}-" for name, mark in marks.items()})
    for mark in marks.values():
        path = path.replace(f"-{mark}-", "{" + mark + "}")
    return path


def _parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", path)
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for name in names
    ]


def _operation(method: str, fields: list[str]) -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in fields}
    described: dict[str, Any] = {"responses": {"default": {"description": "A page, or on to the next"}}}
    if method == "get":
        return described | {
            "parameters": [
                {"name": name, "in": "query", "schema": {"type": "string"}}
                for name in ("vecka", "sida", "ruta", "visa")
            ]
        }
    form = {"type": "object", "properties": texts, "additionalProperties": {"type": "string"}}
    return described | {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form}}}}


def operations(schema: Any) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    """Each path and method. A description that cannot be read is a fault."""
    for each in schema.get_all_operations():
        yield each.ok()


def routes() -> Iterator[tuple[str, str]]:
    """Every route of the house, by name; each parameter as {}."""
    yield from _walk(get_resolver(), "", "/")


def _walk(resolver: Any, namespace: str, before: str) -> Iterator[tuple[str, str]]:
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from _walk(part, part.namespace or namespace, route)
        elif isinstance(part, URLPattern):
            yield f"{namespace}:{part.name}", re.sub(r"<\w+:\w+>", "{}", route)
