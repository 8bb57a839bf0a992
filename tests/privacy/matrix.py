"""Every call that access.toml lets one think of: each caller on each address, and what the answer must be.

A caller is a role at a place: where the thing asked for belongs, in another organisation of the same
municipality, in another municipality; and those who are not logged in, are shut off, or carry a secret
of another kind. The answer is worked out from access.toml alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.privacy.addresses import DEVICE, READ, WRITE, Address, addresses
from tryggve.foundation.people.access import rights_of, roles
from tryggve.foundation.people.matrix import REACHES, Route, export_right, routes, things

#: Who comes without a log-in that counts, and how: see callers.py, which makes them.
WITHOUT_LOG_IN = ("nobody", "deactivated", "ended", "device", "foreign_device", "revoked_device", "link", "ended_link")
PLACES = ("own", "other", "away")
EVERY_ROLE = "every_role"
#: The one whose thing it is, where a thing is a person's.
SELF = "self"
#: How far the caller is from what is asked for: the narrowest reach by which it is found.
NEEDS = {SELF: "person", "own": "organisation", "other": "municipality", "away": "county", "county": "county"}
#: Answers of what was let in: shown, led on, or refused for what was typed and not for who typed it.
LET_IN = frozenset({200, 204, 302, 303, 400, 409, 413, 415, 422})
SHOWN = frozenset({200, 302})
WRONG_METHOD = frozenset({405})
MISSING = frozenset({404})
REFUSED = frozenset({403})
LED_TO_LOG_IN = frozenset({302})
UNREAD = frozenset({413, 415})
NO_DEVICE = frozenset({401})
#: The thing, or a part of it, is named in the form, and the form of the matrix names none: not found, by whoever asks.
NAMED_IN_FORM = frozenset(
    {
        "administration:sub_category_end",
        "desk:room_errand",
        "entrance:disconnect",
        "entrance:remove_factor",
        "entrance:switch",
        "meetings:choose",
        "relay:make",
        "relay:remind",
        "relay:revoke",
        "weekly_reports:keep_field",
        "weekly_reports:paste",
        "weekly_reports:write_cells",
    }
)
IN_TOWN = sorted(code for code, role in roles().items() if role.assignable and role.given_by != "county")
IN_COUNTY = sorted(code for code, role in roles().items() if role.assignable and role.given_by == "county")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a role (or one of WITHOUT_LOG_IN) and a place."""

    role: str
    place: str = ""

    @property
    def is_logged_in(self) -> bool:
        """Whether there is a log-in that counts."""
        return self.role not in WITHOUT_LOG_IN

    @property
    def held(self) -> frozenset[str]:
        """The rights of the role, as access.toml says."""
        if not self.is_logged_in:
            return frozenset()
        return rights_of(IN_TOWN) if self.role == EVERY_ROLE else rights_of([self.role])


@dataclass(frozen=True, slots=True)
class Call:
    """One call, and the answers that are right."""

    caller: Caller
    address: Address
    method: str
    right_answers: frozenset[int]

    @property
    def name(self) -> str:
        """For a list of what was wrong, and for the sample."""
        where = f" ({self.caller.place})" if self.caller.place else ""
        return f"{self.caller.role}{where} {self.method} {self.address.name}"

    @property
    def is_denied(self) -> bool:
        """Whether somebody who is logged in is turned away: it has a line in the trail."""
        return self.caller.is_logged_in and self.right_answers <= (REFUSED | MISSING | WRONG_METHOD)


def people() -> Iterator[Caller]:
    """Everybody who may call."""
    for role in WITHOUT_LOG_IN:
        yield Caller(role)
    for role in (*IN_TOWN, EVERY_ROLE):
        for place in PLACES:
            yield Caller(role, place)
    for role in IN_COUNTY:
        yield Caller(role, "county")


def calls(persons: dict[str, str]) -> Iterator[Call]:
    """Every call there is. `persons`: the role of the one whose it is, for things that are a person's."""
    for address in addresses():
        route = routes()[address.name]
        own = [Caller(persons[route.thing], SELF)] if route.thing in persons else []
        for caller in (*people(), *own):
            for method in ("GET", "POST"):
                yield Call(caller, address, method, expected(route, caller, method))


def sample(found: list[Call], n: int) -> list[Call]:
    """The same few of them every time, spread over all."""
    return sorted(found, key=lambda call: hashlib.sha256(call.name.encode()).hexdigest())[:n]


# -- What access.toml says ------------------------------------------------------------------------
def expected(route: Route, caller: Caller, method: str) -> frozenset[int]:
    """The answers that are right for a caller. What does not answer the method at all may say so first."""
    if route.open:
        return LET_IN | MISSING | WRONG_METHOD | REFUSED
    if route.by_device:
        return _of_device(route, caller) | WRONG_METHOD
    answers = _answers(route.name, method)
    turned_away = _at_the_door(route, caller, method)
    if turned_away:
        return turned_away if answers else turned_away | WRONG_METHOD
    if caller.place == "away" and not route.thing and READ.get(route.name, WRITE.get(route.name)):
        # A week or a month, which the other municipality has too, or has not made anything of.
        return LET_IN | MISSING | WRONG_METHOD
    if method == "GET":
        return SHOWN if answers else WRONG_METHOD
    return LET_IN | WRONG_METHOD | (MISSING if route.name in NAMED_IN_FORM else frozenset())


def _at_the_door(route: Route, caller: Caller, method: str) -> frozenset[int]:
    """How somebody is turned away, before it matters what they do; empty for those who are let in."""
    if not caller.is_logged_in:
        return LED_TO_LOG_IN
    if route.rights and not caller.held & set(route.rights):
        return REFUSED
    if route.exports and export_right(route.data_class, route.exports[0]) not in caller.held:
        return REFUSED
    if not _is_reached(route, caller):
        return MISSING
    may = method == "GET" or not route.to_write or caller.held & set(route.to_write)
    return frozenset() if may else REFUSED


def _answers(name: str, method: str) -> bool:
    """Whether it is certain that an address answers: a page may take POST, what is written to never takes GET."""
    return name in (WRITE if method == "POST" else READ)


def _is_reached(route: Route, caller: Caller) -> bool:
    if not route.thing:
        return True
    reach = things()[route.thing].reach_for(caller.held)
    return REACHES.index(NEEDS[caller.place]) <= REACHES.index(reach)


def _of_device(route: Route, caller: Caller) -> frozenset[int]:
    """A telephone is let in by its own secret alone; another's incident is not found by it."""
    if caller.role not in ("device", "foreign_device"):
        return NO_DEVICE
    if caller.role == "foreign_device" and DEVICE[route.name]:
        # What is sent is weighed before anything is looked up, and a form is asked for where a photo goes.
        return MISSING | UNREAD
    # A telephone does not know who uses it until somebody has given their PIN.
    return LET_IN | MISSING if DEVICE[route.name] else LET_IN | REFUSED
