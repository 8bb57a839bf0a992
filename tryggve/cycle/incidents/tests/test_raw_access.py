"""What is an organisation's own stays so: an opening takes two people, a reason and an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tryggve.cycle.incidents import actions, raw_access
from tryggve.cycle.incidents.models import Incident, RawAccess
from tryggve.cycle.incidents.rules import CannotOpen
from tryggve.cycle.incidents.tests.worlds import draft
from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.notify.models import MailChoice, OutgoingMail
from tryggve.foundation.people.models import Membership
from tryggve.foundation.people.queries import stations_of
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.managers import NoViewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import Cast

#: The database looks at its own clock, so these tests live now.
NOW = timezone.now()
WHY = "Hot mot en skola i kväll, Kopparstaden svarar inte i telefon."
SECRET = "Ovanligt ord: porslinsälg"
LogIn = Callable[[str], Client]


def _raw(cast: Cast) -> Incident:
    said = draft(NOW - timedelta(hours=3), note=SECRET)
    return actions.register_incident(draft=said, by=cast.rakel, now=NOW - timedelta(hours=2))


def _asked(cast: Cast, key: str = "kopparstaden") -> RawAccess:
    return actions.ask_raw_access(organisation=cast.organisations[key].public_id, reason=WHY, by=cast.adam, now=NOW)


def _opened(cast: Cast) -> RawAccess:
    return actions.approve_raw_access(public_id=_asked(cast).public_id, by=cast.elin, now=NOW)


def _read(viewer: Viewer, access: RawAccess, minutes: float = 1) -> list[str]:
    now = NOW + timedelta(minutes=minutes)
    return [row.note for row in actions.read_raw_access(public_id=access.public_id, by=viewer, now=now)[1]]


def test_two_people_open_an_organisation_for_an_hour(cast: Cast) -> None:
    _raw(cast)
    access = _opened(cast)

    assert _read(cast.adam, access) == [SECRET]
    assert _read(cast.adam, access, 59.9) == [SECRET]
    for minutes in (60, 61, -1):
        with pytest.raises(NotFound):
            _read(cast.adam, access, minutes)
    with acting_as(cast.adam):
        lines = entries_about(cast.adam, access)
    assert [line.event.partition(".")[2] for line in lines] == ["asked", "opened", "read", "read"]
    assert {line.codes["organisation"] for line in lines} == {cast.organisations["kopparstaden"].public_id}


def test_nothing_is_open_before_somebody_else_agrees(cast: Cast) -> None:
    _raw(cast)

    with pytest.raises(NotFound):
        _read(cast.adam, _asked(cast))


def test_nobody_approves_what_they_asked_for_themselves(cast: Cast) -> None:
    access = _asked(cast)

    with pytest.raises(CannotOpen, match="två personer"):
        actions.approve_raw_access(public_id=access.public_id, by=cast.adam, now=NOW)
    # Nor would the table take it, whoever wrote it.
    with acting_as(cast.adam), pytest.raises(IntegrityError), transaction.atomic():
        RawAccess.objects.seen_by(cast.adam).filter(pk=access.pk).update(approver_id=cast.adam.user_id, opened_at=NOW)


@pytest.mark.parametrize("who", ["sixten", "kerstin", "mona", "olle", "stina", "rakel", "petra"])
def test_only_the_administrator_asks_and_only_two_roles_approve(cast: Cast, who: str) -> None:
    access = _asked(cast)
    viewer = cast.viewers[who]

    with pytest.raises(NotAllowed):
        actions.ask_raw_access(
            organisation=cast.organisations["kopparstaden"].public_id, reason=WHY, by=viewer, now=NOW
        )
    with pytest.raises(NotAllowed):
        actions.approve_raw_access(public_id=access.public_id, by=viewer, now=NOW)


def test_another_administrator_may_approve(cast: Cast) -> None:
    Membership.objects.create(
        user=cast.users["mona"], county=cast.county, municipality=cast.falun,
        organisation=cast.organisations["est"], role="tenant_admin", created_at=NOW,
    )  # fmt: skip
    mona = stations_of(cast.users["mona"])[0].viewer
    _raw(cast)

    access = actions.approve_raw_access(public_id=_asked(cast).public_id, by=mona, now=NOW)

    assert _read(cast.adam, access) == [SECRET]
    with pytest.raises(NotFound):
        _read(mona, access)


def test_whoever_approved_reads_nothing_and_nor_does_anybody_else(cast: Cast) -> None:
    _raw(cast)
    access = _opened(cast)

    with pytest.raises(NotAllowed):
        _read(cast.elin, access)
    for who in ("sixten", "petra", "kerstin"):
        with pytest.raises(NotAllowed):
            _read(cast.viewers[who], access)


def test_only_that_organisation_is_opened(cast: Cast) -> None:
    _raw(cast)
    other = actions.register_incident(
        draft=draft(NOW - timedelta(hours=3), note="Centrums egen"), by=cast.kerstin, now=NOW - timedelta(hours=2)
    )
    access = _opened(cast)

    assert _read(cast.adam, access) == [SECRET]
    with acting_as(cast.adam):
        assert not Incident.objects.seen_by(cast.adam).exists()
        assert not Incident.objects.seen_by(cast.adam).filter(pk=other.pk).exists()


def test_the_stranger_meets_nothing(cast: Cast) -> None:
    """Borlänge's administrator knows the key of Falun's opening, and has every right at home."""
    access = _asked(cast)
    for role in ("tenant_admin", "est_coordinator"):
        Membership.objects.create(
            user=cast.users["frida"], county=cast.county, municipality=cast.borlange,
            organisation=cast.organisations["tunabyggen"], role=role, created_at=NOW,
        )  # fmt: skip
    frida = stations_of(cast.users["frida"])[0].viewer

    with pytest.raises(NotFound):
        actions.approve_raw_access(public_id=access.public_id, by=frida, now=NOW)
    with pytest.raises(NotFound):
        actions.close_raw_access(public_id=access.public_id, by=frida, now=NOW)
    with pytest.raises(NotFound):
        actions.ask_raw_access(organisation=cast.organisations["kopparstaden"].public_id, reason=WHY, by=frida, now=NOW)
    with acting_as(frida):
        assert raw_access.shown_accesses(frida, NOW) == []


def test_what_is_opened_is_read_and_not_written(cast: Cast) -> None:
    _raw(cast)
    access = _opened(cast)

    with acting_as(cast.adam):
        found = Incident.objects.opened_to(cast.adam, access.organisation_id)
        with pytest.raises(NoViewer):
            found.update(note="ändrat")
        with pytest.raises(NoViewer):
            found.delete()
        with pytest.raises(NoViewer):
            RawAccess.objects.opened_to(cast.adam, access.organisation_id)


@pytest.mark.parametrize("reason", ["", "kort", "x" * 501])
def test_a_reason_is_a_sentence(cast: Cast, reason: str) -> None:
    with pytest.raises(CannotOpen, match="tecken"):
        actions.ask_raw_access(
            organisation=cast.organisations["kopparstaden"].public_id, reason=reason, by=cast.adam, now=NOW
        )


def test_a_reason_holds_no_personal_data(cast: Cast) -> None:
    with pytest.raises(PersonalDataFound):
        actions.ask_raw_access(
            organisation=cast.organisations["kopparstaden"].public_id,
            reason="Det gäller 811228-9874 och det brådskar.", by=cast.adam, now=NOW,
        )  # fmt: skip


def test_an_organisation_without_raw_data_has_nothing_to_open(cast: Cast) -> None:
    with pytest.raises(CannotOpen, match="inga egna"):
        _asked(cast, "police")


def test_a_request_waits_a_day(cast: Cast) -> None:
    access = _asked(cast)

    with pytest.raises(CannotOpen, match="dygn"):
        actions.approve_raw_access(public_id=access.public_id, by=cast.elin, now=NOW + timedelta(hours=24))
    with pytest.raises(CannotOpen, match="redan"):
        _asked(cast)


@pytest.mark.parametrize("who", ["adam", "elin", "sixten"])
def test_whoever_asked_whoever_approves_and_the_organisation_can_close_it(cast: Cast, who: str) -> None:
    _raw(cast)
    access = _opened(cast)

    actions.close_raw_access(public_id=access.public_id, by=cast.viewers[who], now=NOW + timedelta(minutes=5))

    with pytest.raises(NotFound):
        _read(cast.adam, access, 6)


def test_another_organisation_can_not_close_it(cast: Cast) -> None:
    access = _opened(cast)

    with pytest.raises(NotFound):
        actions.close_raw_access(public_id=access.public_id, by=cast.kerstin, now=NOW)


def test_the_organisations_coordinators_are_written_to_whatever_they_have_chosen(cast: Cast) -> None:
    MailChoice.objects.create(
        user=cast.users["sixten"], wants_week=False, wants_reminders=False, wants_feedback=False,
        paused_until_date=NOW.date() + timedelta(days=30), changed_at=NOW,
    )  # fmt: skip

    _opened(cast)

    with acting_as(cast.adam):
        letters = list(OutgoingMail.objects.seen_by(cast.adam).select_related("recipient"))
    assert [letter.recipient.email for letter in letters] == ["sixten@exempel.se"]
    assert not any(word in letters[0].text for word in (WHY, SECRET, "Adam", "Kopparstaden", "http"))
    assert mail.outbox == []


# -- The database's own lock ------------------------------------------------------------------------
def _notes_by_sql(viewer: Viewer) -> list[str]:
    """What the database lets this viewer read, whatever the program asks for."""
    with acting_as(viewer), connection.cursor() as cursor:
        cursor.execute("select note from incidents_incident order by id")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.postgresql
def test_the_database_opens_it_to_the_asker_alone(cast: Cast) -> None:
    _raw(cast)
    before = _notes_by_sql(cast.adam)
    _opened(cast)

    assert before == []
    assert _notes_by_sql(cast.adam) == [SECRET]
    assert [_notes_by_sql(cast.viewers[who]) for who in ("elin", "mona", "kerstin", "petra", "frida")] == [[]] * 5


@pytest.mark.postgresql
@pytest.mark.parametrize("minutes", [60.5, -5])
def test_the_database_shuts_by_its_own_clock(cast: Cast, minutes: float) -> None:
    _raw(cast)
    access = _opened(cast)

    with acting_as(cast.adam):
        RawAccess.objects.seen_by(cast.adam).filter(pk=access.pk).update(
            opened_at=timezone.now() - timedelta(minutes=minutes)
        )

    assert _notes_by_sql(cast.adam) == []


@pytest.mark.postgresql
def test_the_database_shuts_when_it_is_closed(cast: Cast) -> None:
    _raw(cast)
    access = _opened(cast)
    actions.close_raw_access(public_id=access.public_id, by=cast.sixten, now=NOW)

    assert _notes_by_sql(cast.adam) == []


@pytest.mark.postgresql
def test_the_database_lets_nobody_write_what_was_opened(cast: Cast) -> None:
    _raw(cast)
    _opened(cast)

    with acting_as(cast.adam), connection.cursor() as cursor:
        cursor.execute("update incidents_incident set note = 'ändrat'")
        changed = cursor.rowcount
        cursor.execute("delete from incidents_incident")
        deleted = cursor.rowcount

    assert (changed, deleted) == (0, 0)


# -- The pages --------------------------------------------------------------------------------------
def test_asked_agreed_read_and_seen_by_the_organisation(cast: Cast, log_in: LogIn) -> None:
    _raw(cast)
    place = reverse("incidents:raw_access")

    asked = log_in("adam").post(
        place, {"organisation": cast.organisations["kopparstaden"].public_id, "reason": WHY}, follow=True
    )
    with acting_as(cast.adam):
        access = RawAccess.objects.seen_by(cast.adam).get()
    agreed = log_in("elin").post(reverse("incidents:raw_access_approve", args=[access.public_id]), follow=True)
    read = log_in("adam").get(reverse("incidents:raw_access_read", args=[access.public_id]))
    told = log_in("sixten").get(place)
    others = log_in("kerstin").get(place)

    assert "Väntar på svar" in asked.content.decode()
    assert "Öppen till" in agreed.content.decode()
    assert SECRET in read.content.decode()
    assert "Rakel Lind" not in read.content.decode()
    assert "no-store" in read.headers["Cache-Control"]
    assert WHY in told.content.decode()
    assert "Adam Wik" in told.content.decode()
    assert WHY not in others.content.decode()


def test_asking_without_a_reason_says_so_beside_the_field(cast: Cast, log_in: LogIn) -> None:
    page = log_in("adam").post(
        reverse("incidents:raw_access"), {"organisation": cast.organisations["kopparstaden"].public_id, "reason": "nu"}
    )

    assert page.status_code == 422
    assert "Skälet är för kort" in page.content.decode()


def test_a_coordinator_can_not_ask_by_the_page(cast: Cast, log_in: LogIn) -> None:
    page = log_in("sixten").post(reverse("incidents:raw_access"), {"organisation": "x", "reason": WHY})

    assert page.status_code == 403
