"""The callers of the matrix, each with a browser: every role at every place, and those without a log-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.test import Client
from django.urls import get_resolver, reverse

from tests.privacy.addresses import DEVICE, OPEN
from tests.privacy.matrix import EVERY_ROLE, IN_COUNTY, IN_TOWN, SELF, Call
from tests.privacy.world import BACKEND, Falun
from tryggve.edges.phone.door import HEADER
from tryggve.edges.phone.tests.telephone import enrolled
from tryggve.edges.relay.actions import new_link, revoke_link
from tryggve.foundation.people.actions import revoke_device
from tryggve.foundation.people.matrix import routes
from tryggve.foundation.people.models import Membership, User
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast
from tryggve.testing.story import AFTER_WEEK, WEEK

#: Whose a key is, where it is not Kopparstaden's.
OWNERS = {
    "open_report": "centrala_stadsrum",
    "raw_access": "centrala_stadsrum",
    "member": "centrala_stadsrum",
    "organisation": "centrala_stadsrum",
    "police_report": "police",
    "summary_line": "police",
}
OWNER = "kopparstaden"
#: Another organisation of the same municipality, and one of another municipality.
OTHER, AWAY = "est", "tunabyggen"
#: Of things that are one person's: whose, and the role they hold.
PERSONS = {"own_incident": "rakel", "calendar": "elin", "own_raw_access": "adam"}
ROLE_OF = {"rakel": "reporter", "elin": "est_coordinator", "adam": "tenant_admin"}
#: Enough for most forms to be taken.
TYPED = {"text": "x", "answer": "x", "question": "x", "title": "x", "measure_state": "started", "reason": "x"}
WRONG_SECRET = "inte-en-hemlighet"
VISITED_AT = AFTER_WEEK + timedelta(days=2)


def _browser(user: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(user, backend=BACKEND)
    return browser


@dataclass
class Callers:
    """Browsers by role and organisation, made the first time they are asked for."""

    falun: Falun
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    browsers: dict[tuple[str, str], Client] = field(default_factory=dict)

    def hire(self) -> Callers:
        """Somebody new in every role, in every organisation; and those without a log-in."""
        cast = self.falun.cast
        for organisation in cast.organisations:
            for role in (*IN_TOWN, EVERY_ROLE):
                self._hire(role, organisation)
        for role in IN_COUNTY:
            self._hire(role, "")
        self._without_log_in(cast)
        return self

    def _hire(self, role: str, organisation: str) -> None:
        cast, place = self.falun.cast, self.falun.cast.organisations.get(organisation)
        user = User(email=f"{role}.{organisation}@exempel.se", name=f"{role} {organisation}", created_at=NOW)
        user.set_unusable_password()
        user.save()
        for code in IN_TOWN if role == EVERY_ROLE else [role]:
            Membership.objects.create(
                user=user, county=cast.county, municipality=place.municipality if place else None, organisation=place,
                role=code, created_at=NOW,
            )  # fmt: skip
        self.users[role, organisation] = user
        self.browsers[role, organisation] = _browser(user)

    def _without_log_in(self, cast: Cast) -> None:
        made = self.browsers
        made["nobody", ""] = Client(raise_request_exception=False)
        made["deactivated", ""] = self._shut_off(is_active=False)
        made["ended", ""] = self._shut_off(is_active=True)
        made["device", ""] = self._device("rakel", cast.sixten)
        made["foreign_device", ""] = self._device("frida", cast.frida)
        made["revoked_device", ""] = self._revoked()
        made["link", ""], made["ended_link", ""] = self._link(is_ended=False), self._link(is_ended=True)

    def _shut_off(self, *, is_active: bool) -> Client:
        """Logged in with every role, and then the person is shut off, or their roles are ended."""
        user = User(email=f"shut.{is_active}@exempel.se", name="Avstängd", created_at=NOW)
        user.set_unusable_password()
        user.save()
        place = self.falun.cast.organisations[OWNER]
        for code in IN_TOWN:
            Membership.objects.create(
                user=user, county=self.falun.cast.county, municipality=place.municipality, organisation=place,
                role=code, created_at=NOW, is_active=not is_active,
            )  # fmt: skip
        browser = _browser(user)
        User.objects.filter(pk=user.pk).update(is_active=is_active)
        return browser

    def _device(self, person: str, by: Viewer) -> Client:
        telephone = enrolled(self.falun.cast, person, by=by, now=VISITED_AT)
        telephone.client.raise_request_exception = False
        telephone.send(DEVICE["phone:withdraw"]["submission_key"] if person == "rakel" else "en-annan-nyckel")
        return telephone.client

    def _revoked(self) -> Client:
        cast = self.falun.cast
        telephone = enrolled(cast, "rakel", now=VISITED_AT)
        assert telephone.code is not None
        revoke_device(device=telephone.code.device.public_id, by=cast.sixten, now=VISITED_AT)
        telephone.client.raise_request_exception = False
        return telephone.client

    def _link(self, *, is_ended: bool) -> Client:
        cast = self.falun.cast
        member = cast.members["skoaffaren" if is_ended else "bokhandeln"].public_id
        made = new_link(member=member, week=WEEK, by=cast.kerstin, now=VISITED_AT)
        browser = Client(raise_request_exception=False)
        browser.get(reverse("relay:link", args=[made.token]))
        if is_ended:
            revoke_link(member=member, week=WEEK, by=cast.kerstin, now=VISITED_AT)
        return browser

    # -- Who asks in a call -----------------------------------------------------------------------
    def organisation_of(self, call: Call) -> str:
        """Where the caller works, so that the place is as far from the thing as the call says."""
        keys = [key for key in call.address.example.values() if key in OWNERS]
        owner = OWNERS[keys[0]] if keys else OWNER
        return {"own": owner, "other": OTHER, "away": AWAY}.get(call.caller.place, "")

    def browser_of(self, call: Call) -> Client:
        """The browser that makes the call."""
        if call.caller.place == SELF:
            return self.person(PERSONS[_thing(call)])
        return self.browsers[call.caller.role, self.organisation_of(call)]

    def person(self, first_name: str) -> Client:
        """Somebody of the cast."""
        key = (SELF, first_name)
        if key not in self.browsers:
            self.users[key] = self.falun.cast.users[first_name]
            self.browsers[key] = _browser(self.users[key])
        return self.browsers[key]

    def user_of(self, call: Call) -> User:
        """Who it is that calls, when somebody is logged in."""
        if call.caller.place == SELF:
            return self.falun.cast.users[PERSONS[_thing(call)]]
        return self.users[call.caller.role, self.organisation_of(call)]

    def make(self, call: Call) -> Any:
        """The call itself. A form's fields are typed, so that it is the place that refuses and not the form."""
        browser, path = self.browser_of(call), path_of(call, self.falun.keys)
        # What the call does to the database is undone; so is what it does to the browser, such as going out.
        held = {name: morsel.value for name, morsel in browser.cookies.items()}
        try:
            return self._ask(call, browser, path)
        finally:
            browser.cookies = SimpleCookie(held)

    def _ask(self, call: Call, browser: Client, path: str) -> Any:
        if routes()[call.address.name].by_device:
            given: dict[str, Any] = {"content_type": "application/json", "headers": {HEADER: "1"}}
            return browser.get(path) if call.method == "GET" else browser.post(path, {}, **given)
        return browser.get(path) if call.method == "GET" else browser.post(path, TYPED)


def path_of(call: Call, keys: dict[str, str]) -> str:
    """The address with Falun's keys in it; an open address that carries a secret gets one that is wrong."""
    address = call.address
    if address.name in DEVICE:
        return reverse(address.name, kwargs=DEVICE[address.name])
    if address.name not in OPEN:
        return address.path(keys)
    room, _colon, short = address.name.partition(":")
    _prefix, resolver = get_resolver().namespace_dict[room]
    parameters = resolver.reverse_dict.getlist(short)[0][0][0][1]
    return reverse(address.name, kwargs=dict.fromkeys(parameters, WRONG_SECRET))


def _thing(call: Call) -> str:
    return routes()[call.address.name].thing
