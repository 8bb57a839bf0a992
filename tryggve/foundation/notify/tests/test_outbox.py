"""A letter goes out once: whatever runs twice, dies midway, or does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone

from tryggve.foundation.notify import sending
from tryggve.foundation.notify.actions import choose_mails
from tryggve.foundation.notify.models import OutgoingMail
from tryggve.foundation.notify.outbox import put
from tryggve.foundation.notify.queries import has_due, mails_to
from tryggve.foundation.notify.rules import ALWAYS_SENT, WAITS, Letter, MailState, Topic, next_try
from tryggve.foundation.notify.sending import Round, order_sending, send_waiting
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast


class Faulty(EmailBackend):
    """A mail server that fails as it is told, then works."""

    faults: Iterator[Exception] = iter(())

    def send_messages(self, messages: Any) -> int:
        fault = next(Faulty.faults, None)
        if fault is not None:
            raise fault
        return int(super().send_messages(messages))


@pytest.fixture
def system(cast: Cast) -> Viewer:
    return system_viewer(cast.falun)


@pytest.fixture
def fails(settings: Any) -> Any:
    """Let the mail server fail with these, one for each try."""
    settings.EMAIL_BACKEND = f"{__name__}.Faulty"

    def with_these(*faults: Exception) -> None:
        Faulty.faults = iter(faults)

    yield with_these
    Faulty.faults = iter(())


def a_letter(cast: Cast, who: str = "sixten", *, key: str = "share:2026-W37", topic: Topic = Topic.REMINDER) -> Letter:
    return Letter(
        user_id=cast.users[who].pk,
        topic=topic,
        dedupe_key=key,
        subject="Tryggve: vecka 37 är inte delad",
        text="Veckorapporten ska delas.",
        expires_at=NOW + timedelta(days=1),
    )


def state_of(by: Viewer) -> list[tuple[str, int]]:
    with acting_as(by):
        return [(row.mail_state, row.tries) for row in OutgoingMail.objects.seen_by(by).order_by("id")]


def test_the_same_letter_written_twice_is_sent_once(cast: Cast, system: Viewer) -> None:
    assert put([a_letter(cast)], by=system, now=NOW) == 1
    assert put([a_letter(cast)], by=system, now=NOW + timedelta(minutes=1)) == 0

    assert send_waiting(by=system, now=NOW) == Round(sent=1)
    assert send_waiting(by=system, now=NOW) == Round()

    (sent,) = mail.outbox
    assert sent.to == ["sixten@exempel.se"]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.message().get_content_type() == "text/plain"


def test_the_worker_sends_what_a_rhythm_has_ordered(transactional_cast: Cast) -> None:
    now, system = timezone.now(), system_viewer(transactional_cast.falun)
    letter = a_letter(transactional_cast)
    put([Letter(letter.user_id, letter.topic, "k", "Tryggve: x", "y", now + timedelta(days=1))], by=system, now=now)

    assert order_sending(by=system, now=now)
    assert not order_sending(by=system, now=now)
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)

    assert len(mail.outbox) == 1
    assert state_of(system) == [("sent", 1)]


def test_a_worker_killed_before_it_sent_loses_nothing(
    cast: Cast, system: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put([a_letter(cast, key=str(n)) for n in range(3)], by=system, now=NOW)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_message", killed)
        with pytest.raises(KeyboardInterrupt):
            send_waiting(by=system, now=NOW)
    soon, later = NOW + timedelta(minutes=5), NOW + timedelta(minutes=20)

    assert send_waiting(by=system, now=soon) == Round(sent=2)
    assert send_waiting(by=system, now=later) == Round(sent=1)
    assert len(mail.outbox) == 3


def test_a_worker_killed_before_it_noted_sends_that_one_again_with_the_same_id_and_no_other(
    cast: Cast, system: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put([a_letter(cast, key=str(n)) for n in range(3)], by=system, now=NOW)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            send_waiting(by=system, now=NOW)
    send_waiting(by=system, now=NOW + timedelta(minutes=20))

    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == 4
    assert len(set(ids)) == 3
    assert {state for state, _ in state_of(system)} == {"sent"}


def test_a_server_that_does_not_answer_ends_the_round_and_the_letter_waits_longer_each_time(
    cast: Cast, system: Viewer, fails: Any
) -> None:
    put([a_letter(cast, key=str(n)) for n in range(3)], by=system, now=NOW)
    fails(TimeoutError(), TimeoutError())

    assert send_waiting(by=system, now=NOW) == Round(failed=1)
    assert state_of(system) == [("waiting", 1), ("waiting", 0), ("waiting", 0)]
    assert send_waiting(by=system, now=NOW + timedelta(minutes=1)) == Round(failed=1)
    assert send_waiting(by=system, now=NOW + timedelta(minutes=2)) == Round(sent=1)
    assert send_waiting(by=system, now=NOW + timedelta(minutes=7)) == Round(sent=2)


def test_a_no_to_one_letter_does_not_stop_the_next_and_a_no_for_good_is_not_asked_again(
    cast: Cast, system: Viewer, fails: Any
) -> None:
    put([a_letter(cast, key=str(n)) for n in range(3)], by=system, now=NOW)
    fails(SMTPRecipientsRefused({"sixten@exempel.se": (550, b"no such user")}), SMTPDataError(451, b"busy"))

    assert send_waiting(by=system, now=NOW) == Round(sent=1, failed=2)
    assert [state for state, _ in state_of(system)] == ["failed", "waiting", "sent"]


def test_the_log_never_says_to_whom(cast: Cast, system: Viewer, fails: Any, caplog: pytest.LogCaptureFixture) -> None:
    put([a_letter(cast)], by=system, now=NOW)
    fails(SMTPRecipientsRefused({"sixten@exempel.se": (450, b"sixten is on holiday")}))

    send_waiting(by=system, now=NOW)

    assert "SMTPRecipientsRefused" in caplog.text
    assert "sixten" not in caplog.text


def test_the_waits_grow_and_end() -> None:
    waits = [next_try(tries=n, now=NOW) for n in range(1, len(WAITS) + 2)]

    assert waits[:2] == [NOW + timedelta(minutes=5), NOW + timedelta(minutes=15)]
    assert waits[-1] is None


def test_a_letter_that_has_become_too_late_is_never_sent(cast: Cast, system: Viewer) -> None:
    put([a_letter(cast)], by=system, now=NOW)

    assert send_waiting(by=system, now=NOW + timedelta(days=1)) == Round(dropped=1)
    assert put([a_letter(cast, key="other")], by=system, now=NOW + timedelta(days=1)) == 0
    assert mail.outbox == []


@pytest.mark.parametrize("topic", list(Topic))
def test_nobody_gets_what_they_have_chosen_away(cast: Cast, system: Viewer, topic: Topic) -> None:
    choose_mails(topics=[each for each in Topic if each != topic], paused_until=None, by=cast.sixten, now=NOW)

    # Who has opened what is theirs, and what the municipality must answer, is told whatever has been chosen.
    assert [put([a_letter(cast, key=each, topic=each)], by=system, now=NOW) for each in Topic] == [
        int(each != topic or each in ALWAYS_SENT) for each in Topic
    ]


def test_a_pause_holds_through_its_last_day_and_reaches_what_waits_already(cast: Cast, system: Viewer) -> None:
    put([a_letter(cast)], by=system, now=NOW)
    choose_mails(topics=list(Topic), paused_until=swedish_date(NOW), by=cast.sixten, now=NOW)

    assert send_waiting(by=system, now=NOW) == Round(dropped=1)
    assert put([a_letter(cast, key="next")], by=system, now=NOW) == 0
    tomorrow = NOW + timedelta(hours=13)
    assert put([a_letter(cast, key="next")], by=system, now=tomorrow) == 1


def test_who_has_left_and_practice_people_get_nothing(cast: Cast, system: Viewer) -> None:
    for who, field in (("sixten", "is_active"), ("rakel", "is_persona")):
        user = cast.users[who]
        setattr(user, field, field == "is_persona")
        user.save(update_fields=[field])

    assert put([a_letter(cast, who) for who in ("sixten", "rakel", "petra")], by=system, now=NOW) == 1


def test_the_neighbour_sends_and_sees_nothing_of_ours(cast: Cast, system: Viewer) -> None:
    put([a_letter(cast)], by=system, now=NOW)
    stranger = system_viewer(cast.borlange)

    assert send_waiting(by=stranger, now=NOW) == Round()
    with acting_as(stranger):
        assert not has_due(stranger, NOW)
    with acting_as(cast.frida):
        assert mails_to(cast.frida) == []
    with acting_as(cast.sixten):
        assert [row.mail_state for row in mails_to(cast.sixten)] == [MailState.WAITING]
    with acting_as(cast.rakel):
        assert mails_to(cast.rakel) == []
