"""How often may one guess at an account? And who else has to wait for it? Nobody."""

from __future__ import annotations

from datetime import timedelta

from tryggve.foundation.people import attempts
from tryggve.foundation.people.models import AttemptCount
from tryggve.foundation.people.rules import FREE_PASSWORDS, LONGEST_DELAY, delay_after
from tryggve.testing.cast import NOW

#: What docs/operations/sign_on.md promises.
GUESSES_A_DAY = 110


def test_the_wait_doubles_and_never_exceeds_a_quarter_of_an_hour() -> None:
    waits = [delay_after(failures).total_seconds() for failures in range(FREE_PASSWORDS - 1, 14)]

    assert waits == [0, 15, 30, 60, 120, 240, 480, 900, 900, 900]
    assert delay_after(10_000) == LONGEST_DELAY


def test_ten_thousand_guesses_take_a_hundred_days() -> None:
    spent = sum((delay_after(failures) for failures in range(10_000)), timedelta(0))
    first_day, failures = timedelta(0), 0
    while first_day < timedelta(days=1):
        failures += 1
        first_day += delay_after(failures)

    assert spent > timedelta(days=100)
    assert failures <= GUESSES_A_DAY


def test_what_is_counted_is_what_is_let_through(db: None) -> None:
    """An attacker who tries every second for an hour, and a colleague at the same town hall."""
    moments = [NOW + timedelta(seconds=second) for second in range(0, 3600, 5)]

    tried = [moment for moment in moments if not attempts.begin("sixten@exempel.se", moment)]

    assert len(tried) <= 14
    assert not attempts.begin("rakel@exempel.se", moments[-1])


def test_an_account_is_the_same_however_its_e_mail_is_written(db: None) -> None:
    for written in ("a@exempel.se", "A@exempel.se", " a@Exempel.se ", "a@exempel.se", "A@EXEMPEL.SE"):
        assert not attempts.begin(written, NOW)

    assert attempts.begin("a@exempel.se", NOW)


def test_the_right_password_and_a_day_of_rest_begin_anew(db: None) -> None:
    for _guess in range(5):
        attempts.begin("a@exempel.se", NOW)
    attempts.begin("b@exempel.se", NOW - timedelta(days=2))
    attempts.succeeded("a@exempel.se")

    assert not attempts.begin("a@exempel.se", NOW)
    assert not attempts.begin("b@exempel.se", NOW)
    assert AttemptCount.objects.get(account_hash=attempts._hash("b@exempel.se", "")).failures == 1


def test_the_table_says_nothing_of_who_has_an_account(db: None) -> None:
    attempts.begin("sixten@exempel.se", NOW)

    assert "sixten" not in AttemptCount.objects.get().account_hash
