"""Letting a telephone in, choosing who uses it, and shutting it out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import devices, queries
from tryggve.foundation.people.models import Device, DeviceEnrolment, DevicePerson, User
from tryggve.foundation.people.rules import CODE_LASTS, new_pin, new_token, token_hash, wait_after
from tryggve.foundation.people.shapes import NewCode
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

LONGEST_NAME = 60
MOST_USERS = 12


class CannotEnrol(DomainError):
    """The telephone cannot be let in like this."""


class CannotChoose(DomainError):
    """The PIN was wrong, or somebody must wait. `seconds` is how long; 0 when one may try at once."""

    def __init__(self, template: str, *, seconds: int = 0, **values: object) -> None:
        self.seconds = seconds
        super().__init__(template, field="pin", **values)


@action("device.invited", right="device.manage")
def invite_device(*, name: str, users: list[str], by: Viewer, now: datetime) -> NewCode:
    """Lay up a telephone for these people of the own organisation, and a code by which it connects.

    With several people each gets a PIN. It is told once, here, and only its hash is kept.
    """
    organisation = queries.own_organisation(by)
    if not organisation.keeps_raw:
        raise CannotEnrol(
            _(
                "Här registreras inga händelser. {organisation} delar bara sammanfattningar. "
                "Skriv dem i veckorapporten i stället."
            ),
            organisation=organisation.name,
        )
    chosen = _checked_users(users, by)
    device = Device.objects.create(
        municipality_id=by.home_id,
        organisation=organisation,
        name=_checked_name(name),
        enrolled_by_id=by.user_id,
        created_at=now,
    )
    pins: dict[str, str] = {}
    for user in chosen:
        pin = new_pin(pins.values()) if len(chosen) > 1 else ""
        pins[user.name] = pin
        DevicePerson.objects.create(
            municipality_id=by.home_id, device=device, user=user, pin_hash=make_password(pin) if pin else ""
        )
    with_codes(users=[user.public_id for user in chosen])
    return NewCode(device, *_new_code(device, now), tuple(pins.items()) if len(chosen) > 1 else ())


@action("device.invited_again", right="device.manage")
def reinvite_device(*, device: str, by: Viewer, now: datetime) -> NewCode:
    """A new code for a telephone that never connected, or that lost its place. The old code stops working.

    Those who share it get new PINs: whoever asks for a code has none of the old ones to read.
    """
    row = _living(devices.own_device(by, device))
    row.enrolments.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    users = list(row.users.select_related("user").order_by("id"))
    pins: dict[str, str] = {}
    if len(users) > 1:
        for each in users:
            pins[each.user.name] = new_pin(pins.values())
            each.pin_hash, each.chosen_at = make_password(pins[each.user.name]), None
            each.save(update_fields=["pin_hash", "chosen_at"])
        row.wrong_pins, row.waits_until = 0, None
        row.save(update_fields=["wrong_pins", "waits_until"])
    return NewCode(row, *_new_code(row, now), tuple(pins.items()))


@action("device.revoked", right="device.manage")
def revoke_device(*, device: str, by: Viewer, now: datetime) -> Device:
    """Shut the telephone out, from its next call. What it has sent stays."""
    row = _living(devices.own_device(by, device))
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    row.enrolments.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    return row


def enrol_device(*, code: str, now: datetime) -> str:
    """Connect a telephone by its code, and give the secret that it shall carry. A code works once."""
    municipality = devices.municipality_of(code)
    if municipality is None:
        raise _code_gone()
    viewer = queries.system_viewer(municipality)
    with acting_as(viewer, only_reads=True):
        found = DeviceEnrolment.objects.seen_by(viewer).filter(code_hash=token_hash(code)).first()
        organisation = found.device.organisation if found else None
    if found is None:
        raise _code_gone()
    secret = _secret_of(municipality)
    _enrol(code=code, secret=secret, by=queries.system_viewer(municipality, organisation), now=now)
    return secret


@action("device.enrolled", right=None)
def _enrol(*, code: str, secret: str, by: Viewer, now: datetime) -> Device:
    # Locked, so that of two who hold the same code up to the same screen only one comes in.
    enrolment = (
        DeviceEnrolment.objects.seen_by(by)
        .select_for_update(of=("self",))
        .select_related("device")
        .filter(code_hash=token_hash(code), used_at=None, expires_at__gt=now, device__revoked_at=None)
        .first()
    )
    if enrolment is None:
        raise _code_gone()
    enrolment.used_at = now
    enrolment.save(update_fields=["used_at"])
    device = enrolment.device
    device.token_hash, device.enrolled_at, device.last_seen_at = token_hash(secret), now, now
    device.save(update_fields=["token_hash", "enrolled_at", "last_seen_at"])
    return device


def choose_person(*, device: devices.Holder, user: str, pin: str, now: datetime) -> DevicePerson:
    """Somebody takes a shared telephone, by PIN. Raises CannotChoose when it is wrong, or too soon.

    A wrong one is written down before it is refused, so that the next one knows of it.
    """
    by = device.own_viewer()
    wanted = device.user(user)
    if wanted is None:
        raise NotFound
    if not wanted.pin_hash:
        return wanted
    with acting_as(by):
        row = Device.objects.seen_by(by).select_for_update(of=("self",)).one(pk=device.device.pk)
        if row.waits_until is not None and row.waits_until > now:
            raise _wait(row.waits_until - now)
        if check_password(pin, wanted.pin_hash):
            return _choose(user=wanted, device=row, by=by, now=now)
        _note_wrong_pin(device=row, by=by, now=now)
    if row.waits_until is not None and row.waits_until > now:
        raise _wait(row.waits_until - now)
    raise CannotChoose(_("Koden stämmer inte. Vi fick en annan än din. Prova igen, eller fråga din samordnare."))


@action("device.person_chosen", right=None)
def _choose(*, user: DevicePerson, device: Device, by: Viewer, now: datetime) -> DevicePerson:
    device.wrong_pins, device.waits_until = 0, None
    device.save(update_fields=["wrong_pins", "waits_until"])
    user.chosen_at = now
    user.save(update_fields=["chosen_at"])
    with_codes(device=device.public_id)
    return user


@action("device.pin_refused", right=None)
def _note_wrong_pin(*, device: Device, by: Viewer, now: datetime) -> Device:
    device.wrong_pins = min(device.wrong_pins + 1, 1000)
    wait = wait_after(device.wrong_pins)
    device.waits_until = now + wait if wait else None
    device.save(update_fields=["wrong_pins", "waits_until"])
    return device


def _wait(left: timedelta) -> CannotChoose:
    seconds = int(left.total_seconds()) + 1
    return CannotChoose(
        _("Koden har varit fel för många gånger. Telefonen väntar {seconds} sekunder. Försök igen efter det."),
        seconds=seconds,
    )


def _code_gone() -> CannotEnrol:
    return CannotEnrol(
        _("Koden gäller inte längre. Den är använd eller äldre än en kvart. Be din samordnare om en ny.")
    )


def _living(row: Device) -> Device:
    if row.revoked_at is not None:
        raise CannotEnrol(_("Telefonen är spärrad. Den kan inte användas igen. Lägg till den på nytt om den behövs."))
    return row


def _secret_of(municipality: Municipality) -> str:
    """See devices.py for why it begins with the municipality's code."""
    return f"{municipality.code}-{new_token()}"


def _new_code(device: Device, now: datetime) -> tuple[str, datetime]:
    code = _secret_of(device.municipality)
    expires_at = now + CODE_LASTS
    DeviceEnrolment.objects.create(
        municipality_id=device.municipality_id,
        device=device,
        code_hash=token_hash(code),
        created_at=now,
        expires_at=expires_at,
    )
    return code, expires_at


def _checked_users(keys: list[str], by: Viewer) -> list[User]:
    possible = {user.public_id: user for user in devices.possible_users(by)}
    wanted = list(dict.fromkeys(keys))
    if not 1 <= len(wanted) <= MOST_USERS or not set(wanted) <= set(possible):
        raise CannotEnrol(
            _(
                "Telefonen behöver någon som använder den. Du valde {n}. "
                "Välj 1 till {most} personer som registrerar händelser hos er."
            ),
            field="users",
            n=len(wanted),
            most=MOST_USERS,
        )
    return [possible[key] for key in wanted]


def _checked_name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise CannotEnrol(
            _("Namnet har fel längd. Det är {length} tecken. Skriv 1 till {longest} tecken."),
            field="name",
            length=len(tidy),
            longest=LONGEST_NAME,
        )
    return tidy
