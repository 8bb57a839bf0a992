"""Whose telephone is this, who may use it, and as whom does the database answer to it?

A telephone comes without a log-in: what it carries is looked up before there is a viewer. Its secret
therefore begins with the code of its municipality, "2080-…": the register of municipalities is open
inside the house, and every look after that is made in that one municipality's name. So the table of
telephones needs no hole in its row-level security.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from tryggve.foundation.audit.trail import record
from tryggve.foundation.people.access import rights_of, roles
from tryggve.foundation.people.models import (
    Device,
    DeviceEnrolment,
    DevicePerson,
    Membership,
    Organisation,
    User,
)
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.people.rules import token_hash
from tryggve.foundation.people.shapes import DeviceView, EnrolmentState, Unsent
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer

ROLE = "device"
REGISTERS = "incident.register"
#: A shared telephone asks for the PIN anew after a working day.
SHIFT = timedelta(hours=12)
#: What was written during a shift may be sent this long afterwards: the queue waits for a network.
QUEUE_LASTS = timedelta(days=7)
#: Last seen is for people to look at; to write it at every call would be for nobody.
SEEN_EVERY = timedelta(minutes=5)
_NOTED_EVERY_S = 60 * 60
#: The telephone itself warns its holder after as long (JOURNEYS, J1).
UNSENT_TOO_LONG = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Holder:
    """A telephone that is let in, and those of its users who may report today. Never empty."""

    device: Device
    municipality: Municipality
    organisation: Organisation
    users: tuple[DevicePerson, ...]

    @property
    def needs_pin(self) -> bool:
        """Whether it is shared: nobody is chosen before they have given their PIN."""
        return any(each.pin_hash for each in self.users)

    def user(self, key: str) -> DevicePerson | None:
        """The one with the key, while they may use the telephone."""
        return next((each for each in self.users if each.public_id == key), None)

    def current(self, now: datetime) -> DevicePerson | None:
        """Who uses it now: the only one, or whoever gave a PIN last during this shift."""
        if not self.needs_pin:
            return self.users[0]
        chosen = [each for each in self.users if each.chosen_at is not None and each.chosen_at > now - SHIFT]
        return max(chosen, key=lambda each: (each.chosen_at, each.pk), default=None)

    def may_send_for(self, user: DevicePerson, now: datetime) -> bool:
        """Whether something may be sent in the user's name: they have given their PIN here this week.

        Longer than a shift, since what was written without a network is sent after it, maybe while
        a colleague has the telephone. It opens nothing for reading.
        """
        return not user.pin_hash or (user.chosen_at is not None and user.chosen_at > now - QUEUE_LASTS)

    def viewer_of(self, user: DevicePerson) -> Viewer:
        """The user, in this organisation, with what a telephone may do and nothing more."""
        return self._viewer(
            user.user.public_id, user.user.name, user.user_id, rights_of([ROLE]) & _rights_in(self.organisation, user)
        )

    def own_viewer(self) -> Viewer:
        """The telephone itself, before anybody is chosen: it may do nothing but be looked after."""
        return self._viewer(self.device.public_id, self.device.name, None, frozenset())

    def _viewer(self, actor: str, name: str, user_id: int | None, rights: frozenset[str]) -> Viewer:
        return Viewer(
            actor=actor,
            name=name,
            user_id=user_id,
            county_id=self.municipality.county_id,
            municipality_id=self.municipality.pk,
            municipality_name=self.municipality.name,
            organisation_id=self.organisation.pk,
            organisation_public_id=self.organisation.public_id,
            organisation_name=self.organisation.name,
            roles=frozenset({ROLE}),
            rights=rights,
            is_practice=self.municipality.is_practice,
        )


def municipality_of(secret: str) -> Municipality | None:
    """The municipality that a telephone's secret or a code begins with."""
    code, dash, rest = secret.partition("-")
    if not dash or not rest or len(secret) > 100:
        return None
    return Municipality.objects.filter(code=code).first()


def holder_of(secret: str, now: datetime, unsent: Unsent | None = None) -> Holder | None:
    """The telephone that carries the secret, if it is let in and somebody may still use it; else None.

    Asked at every call, so who is shut out is out at once. Notes that the telephone was seen, and what it says
    that it has not sent yet.
    """
    municipality = municipality_of(secret)
    if municipality is None:
        return None
    viewer = system_viewer(municipality)
    with acting_as(viewer, only_reads=True):
        devices = Device.objects.seen_by(viewer)
        device = (
            devices.filter(token_hash=token_hash(secret), revoked_at=None, enrolled_at__isnull=False)
            .select_related("organisation")
            .first()
        )
        if device is None:
            return None
        users = _active_users(viewer, device)
        if not users:
            return None
        is_news = unsent is not None and unsent != Unsent(device.n_unsent, device.unsent_since)
        if is_news or device.last_seen_at is None or now - device.last_seen_at >= SEEN_EVERY:
            said = {"n_unsent": unsent.n, "unsent_since": unsent.since} if unsent is not None else {}
            devices.filter(pk=device.pk).update(last_seen_at=now, **said)
    return Holder(device, municipality, device.organisation, tuple(users))


def note_shut_out(secret: str, now: datetime) -> None:
    """A telephone that has been shut out, or whose people have left, still tries: a line an hour in the trail.

    Only a telephone that there is: a made-up secret leaves no line, so that a loop cannot fill the trail.
    """
    municipality = municipality_of(secret)
    if municipality is None or not cache.add(f"shut-out:{token_hash(secret)}", 1, _NOTED_EVERY_S):
        return
    viewer = system_viewer(municipality)
    with acting_as(viewer):
        device = Device.objects.seen_by(viewer).filter(token_hash=token_hash(secret)).first()
        if device is not None:
            record(by=viewer, event="device.refused", now=now, subject=device)


def enrolment_of(code: str, now: datetime) -> tuple[EnrolmentState, DeviceEnrolment | None]:
    """What a code from a QR code is worth, and what it is for while it holds."""
    municipality = municipality_of(code)
    if municipality is None:
        return EnrolmentState.UNKNOWN, None
    viewer = system_viewer(municipality)
    with acting_as(viewer, only_reads=True):
        found = (
            DeviceEnrolment.objects.seen_by(viewer)
            .filter(code_hash=token_hash(code))
            .select_related("device__organisation", "municipality")
            .first()
        )
        state = _state_of(found, now)
        if state == EnrolmentState.OPEN and found is not None and not _active_users(viewer, found.device):
            state = EnrolmentState.REVOKED
    return state, found if state == EnrolmentState.OPEN else None


def _state_of(found: DeviceEnrolment | None, now: datetime) -> EnrolmentState:
    if found is None:
        return EnrolmentState.UNKNOWN
    if found.device.revoked_at is not None:
        return EnrolmentState.REVOKED
    if found.used_at is not None:
        return EnrolmentState.USED
    return EnrolmentState.OPEN if found.expires_at > now else EnrolmentState.EXPIRED


def enrolled_names(enrolment: DeviceEnrolment) -> list[str]:
    """Whom the telephone is for, for the page that asks whether to connect it."""
    viewer = system_viewer(enrolment.municipality)
    with acting_as(viewer, only_reads=True):
        return [each.user.name for each in _active_users(viewer, enrolment.device)]


def _active_users(viewer: Viewer, device: Device) -> list[DevicePerson]:
    """Those of the telephone who still hold a role in its organisation by which one registers."""
    users = list(DevicePerson.objects.seen_by(viewer).filter(device=device).select_related("user").order_by("id"))
    allowed = _registering(device.organisation_id, [each.user_id for each in users])
    return [each for each in users if each.user_id in allowed]


def _registering(organisation_id: int, user_ids: Sequence[int] | None = None) -> set[int]:
    held = Membership.objects.filter(
        organisation_id=organisation_id,
        is_active=True,
        user__is_active=True,
        role__in=[code for code, role in roles().items() if REGISTERS in role.rights and role.assignable],
    )
    return set((held if user_ids is None else held.filter(user_id__in=user_ids)).values_list("user_id", flat=True))


def _rights_in(organisation: Organisation, user: DevicePerson) -> frozenset[str]:
    held = Membership.objects.filter(organisation_id=organisation.pk, user_id=user.user_id, is_active=True)
    return rights_of(held.values_list("role", flat=True))


# -- What the coordinator sees ---------------------------------------------------------------
def possible_users(viewer: Viewer) -> list[User]:
    """Those of the viewer's organisation who may be given a telephone, by name."""
    if viewer.organisation_id is None:
        return []
    return list(User.objects.filter(pk__in=_registering(viewer.organisation_id)).order_by("name", "id"))


def devices_of(viewer: Viewer, now: datetime) -> list[DeviceView]:
    """The own organisation's telephones, those in use first. Three queries, however many."""
    viewer.require("device.manage")
    if viewer.organisation_id is None:
        return []
    rows = list(Device.objects.seen_by(viewer).filter(organisation_id=viewer.organisation_id))
    around = _around(viewer, [row.pk for row in rows])
    views = [_view(row, now, *around[row.pk]) for row in rows]
    return sorted(views, key=lambda each: (each.state == "revoked", each.name.casefold()))


def device(viewer: Viewer, key: str, now: datetime) -> DeviceView:
    """One of the own organisation's telephones, or NotFound."""
    row = own_device(viewer, key)
    return _view(row, now, *_around(viewer, [row.pk])[row.pk])


def own_device(viewer: Viewer, key: str) -> Device:
    """The row of one of the own organisation's telephones, or NotFound."""
    viewer.require("device.manage")
    if viewer.organisation_id is None:
        raise NotFound
    return Device.objects.seen_by(viewer).filter(organisation_id=viewer.organisation_id).one(public_id=key)


def _around(viewer: Viewer, keys: list[int]) -> dict[int, tuple[list[DevicePerson], datetime | None]]:
    """By telephone: its users, and until when an unused code holds."""
    users = DevicePerson.objects.seen_by(viewer).filter(device_id__in=keys).select_related("user").order_by("id")
    codes = DeviceEnrolment.objects.seen_by(viewer).filter(device_id__in=keys, used_at=None).order_by("expires_at")
    until = dict(codes.values_list("device_id", "expires_at"))
    grouped: dict[int, list[DevicePerson]] = {key: [] for key in keys}
    for each in users:
        grouped[each.device_id].append(each)
    return {key: (grouped[key], until.get(key)) for key in keys}


def _view(row: Device, now: datetime, users: list[DevicePerson], code_until: datetime | None) -> DeviceView:
    if row.revoked_at is not None:
        state = "revoked"
    elif row.enrolled_at is not None:
        state = "connected"
    else:
        state = "waiting" if code_until is not None and code_until > now else "expired"
    return DeviceView(
        key=row.public_id,
        name=row.name,
        state=state,
        users=tuple(each.user.name for each in users),
        is_shared=len(users) > 1,
        enrolled_at=row.enrolled_at,
        last_seen_at=row.last_seen_at,
        n_unsent=row.n_unsent,
        unsent_since=row.unsent_since,
        is_overdue=row.unsent_since is not None and now - row.unsent_since >= UNSENT_TOO_LONG,
        revoked_at=row.revoked_at,
    )
