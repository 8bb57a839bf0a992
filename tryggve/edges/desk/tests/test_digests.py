"""Who is mailed what and when: counts and states, only what asks something, and never a word of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tryggve.cycle.evaluations.actions import follow_up_priority
from tryggve.cycle.meetings.actions import open_meeting
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.cycle.weekly_reports.actions import share_nothing
from tryggve.cycle.weekly_reports.queries import own_in_week
from tryggve.edges.desk.digests import WRITERS, letters
from tryggve.edges.desk.tests.world import a_meeting, a_week, the_whole_way
from tryggve.foundation.notify.models import OutgoingMail
from tryggve.foundation.notify.rules import Letter
from tryggve.foundation.people.models import Agreement
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.queue.jobs import JOBS
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast, with_roles
from tryggve.testing.story import WEEK, an_incident, nothing_to_report, report_of, share_week

MONDAY = WEEK.end_at + timedelta(hours=7, minutes=30)
AT_ONE = WEEK.end_at + timedelta(hours=13)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3, 4))
#: Everything that a letter must not hold: places, titles, texts, names of people.
CONTENT = ("Knutpunkten", "Bojsenburg", "lampor", "Störande", "Fler än vanligt", "Rådhuset", "hemlig", "Rakel", "Mona")


def written(cast: Cast, kind: str, now: datetime) -> dict[str, Letter]:
    """First name → the letter, of Falun."""
    by_key = {user.pk: first for first, user in cast.users.items()}
    return {by_key[each.user_id]: each for each in letters(kind, cast.falun, now)}


def says(letter: Letter, *sentences: str) -> bool:
    return all(sentence in letter.text for sentence in sentences)


# -- Monday -------------------------------------------------------------------------------------
def test_on_monday_morning_a_coordinator_hears_what_is_left_and_when_it_is_due(cast: Cast) -> None:
    report_of(cast, "sixten")
    for hours in (40, 41):
        an_incident(cast, "rakel", hours_in=hours, approve=False)

    found = written(cast, "report_is_due", MONDAY)

    assert sorted(found) == ["kerstin", "petra", "sixten"]
    assert found["sixten"].subject == "Tryggve: vecka 37 ska delas i dag"
    first, second = found["sixten"].text.split("\n\n")[1].splitlines()
    assert first == "2 händelser väntar på granskning."
    assert second == "Veckorapporten för vecka 37 ska delas i dag före klockan 12."
    assert "granskning" not in found["kerstin"].text
    assert found["sixten"].expires_at == WEEK.end_at + timedelta(hours=12)


def test_who_has_shared_has_nothing_to_do_and_hears_nothing(cast: Cast) -> None:
    an_incident(cast, "rakel")
    share_week(cast, "sixten", now=WEEK.end_at + timedelta(hours=7))

    assert "sixten" not in written(cast, "report_is_due", MONDAY)
    assert "sixten" not in written(cast, "report_is_late", AT_ONE)
    assert sorted(written(cast, "report_is_late", AT_ONE)) == ["kerstin", "petra"]


@pytest.mark.parametrize("moment", [MONDAY, MONDAY + timedelta(days=1, hours=5)], ids=["before noon", "on Tuesday"])
def test_nobody_is_late_before_noon_nor_reminded_a_day_after(cast: Cast, moment: datetime) -> None:
    report_of(cast, "sixten")

    assert written(cast, "report_is_late", moment) == {}


def test_a_report_of_two_weeks_is_not_asked_for_after_one(cast: Cast) -> None:
    with acting_as(cast.elin):
        Agreement.objects.seen_by(cast.elin).update(rhythm_weeks=2)
    report_of(cast, "sixten", WEEK - 1, now=(WEEK - 1).end_at)  # weeks 35 and 36

    assert sorted(written(cast, "report_is_due", MONDAY - timedelta(weeks=1))) == ["kerstin", "petra", "sixten"]
    assert written(cast, "report_is_due", MONDAY) == {}


# -- Tuesday, the meeting, the measures ---------------------------------------------------------------
def test_on_tuesday_the_silent_come_first_and_a_ready_picture_is_no_letter(cast: Cast) -> None:
    an_incident(cast, "rakel")
    share_week(cast, "sixten")

    (letter,) = written(cast, "who_has_shared", TUESDAY).values()

    assert letter.subject == "Tryggve: 1 av 4 har delat vecka 37"
    assert letter.text.split("\n\n")[1].splitlines() == [
        "3 har inte svarat för vecka 37.",
        "1 av 4 har delat vecka 37.",
        "Lägesbilden väntar på dig.",
    ]


def test_when_everybody_has_shared_and_the_picture_is_ready_tuesday_is_quiet(cast: Cast) -> None:
    a_week(cast)
    assert list(written(cast, "who_has_shared", TUESDAY)) == ["elin"]
    nothing_to_report(cast, "petra")
    est = with_roles(cast.elin, "organisation_coordinator")
    with acting_as(est):
        own = own_in_week(est, WEEK)
    assert own is not None
    share_nothing(public_id=own.public_id, by=est, now=TUESDAY - timedelta(hours=1))

    assert written(cast, "who_has_shared", TUESDAY) == {}


def test_those_who_meet_hear_of_a_late_planned_meeting_the_day_before(cast: Cast) -> None:
    a_week(cast)
    a_meeting(cast, confirm=False, close=False)  # on Wednesday at 13

    found = written(cast, "meeting_is_near", TUESDAY)

    assert sorted(found) == ["elin", "kerstin", "mona", "olle", "petra", "sixten"]
    assert says(found["mona"], "EST-gruppen möts", "kl. 13.00", "Lägesbilden för vecka 37 är klar.")
    assert found["mona"].expires_at == WEEK.end_at + timedelta(days=2, hours=13)
    assert written(cast, "meeting_is_near", MONDAY) == {}
    assert written(cast, "meeting_is_near", THURSDAY) == {}


def test_on_thursday_they_hear_of_a_meeting_in_the_coming_week(cast: Cast) -> None:
    report_of(cast, "sixten")
    compile_picture(week=WEEK, by=cast.elin, now=TUESDAY)
    held_at = THURSDAY + timedelta(days=6, hours=5)
    open_meeting(week=WEEK, held_at=held_at, place="Rådhuset", by=cast.elin, now=THURSDAY)

    (letter, *_rest) = written(cast, "meeting_is_near", THURSDAY).values()

    assert says(letter, "Lägesbilden för vecka 37 är inte klar än.")
    assert written(cast, "meeting_is_near", FRIDAY) == {}


def test_an_owner_hears_on_thursday_of_what_is_due_and_then_of_what_is_late(cast: Cast) -> None:
    the_whole_way(cast)  # started on Thursday, to be done on Monday

    due = written(cast, "measures_are_due", THURSDAY)
    late = written(cast, "measures_are_due", THURSDAY + timedelta(weeks=1))

    assert list(due) == ["mona"]
    assert says(due["mona"], "En åtgärd ska vara klar inom en vecka.")
    assert says(late["mona"], "En av dina åtgärder är sen.")
    assert due["mona"].dedupe_key != late["mona"].dedupe_key


# -- Friday ----------------------------------------------------------------------------------------
def test_on_friday_a_reporter_hears_how_many_have_come_a_step_further(cast: Cast) -> None:
    keys = the_whole_way(cast)
    follow_up_priority(
        priority=keys.priority, done="partly", outcome="cannot_tell", text="hemlig", by=cast.elin,
        now=WEDNESDAY + timedelta(days=7),
    )  # fmt: skip

    first = written(cast, "what_became", FRIDAY)
    second = written(cast, "what_became", FRIDAY + timedelta(weeks=1))

    assert first["rakel"].text.split("\n\n")[1].splitlines()[1:] == [
        "2 har gett en åtgärd.",
        "2 var med när gruppen valde område.",
        "3 kom med i lägesbilden.",
    ]
    assert second["rakel"].text.split("\n\n")[1].splitlines()[1:] == [
        "2 har fått ett svar på hur det gick.",
        "För 2 av dem kan det inte avgöras ännu.",
    ]
    assert written(cast, "what_became", FRIDAY + timedelta(weeks=2)) == {}
    assert list(first) == ["rakel"]


def test_a_worker_that_slept_writes_of_the_same_week_with_the_same_key(cast: Cast) -> None:
    the_whole_way(cast)

    on_time = written(cast, "what_became", FRIDAY)["rakel"]
    late = written(cast, "what_became", FRIDAY + timedelta(days=1, hours=3))["rakel"]

    assert late == on_time


# -- All of them ---------------------------------------------------------------------------------------
def everything(cast: Cast) -> Sequence[Letter]:
    """All letters of all kinds over two weeks of a full house."""
    an_incident(cast, "rakel", place="norslund", hours_in=30, note="hemlig", shared_text="hemlig", approve=False)
    the_whole_way(cast)
    report_of(cast, "sixten", WEEK + 1)
    compile_picture(week=WEEK + 1, by=cast.elin, now=TUESDAY + timedelta(weeks=1))
    a_meeting(cast, WEEK + 1, confirm=False, close=False)
    moments = [MONDAY + timedelta(days=day, hours=hours) for day in range(14) for hours in (0, 5.5)]
    return [letter for moment in moments for kind in WRITERS for letter in letters(kind, cast.falun, moment)]


def test_no_letter_holds_content_and_each_has_one_plain_link(cast: Cast) -> None:
    found = everything(cast)

    assert len({each.dedupe_key.partition(":")[0] for each in found}) >= 5
    names = [user.name for user in cast.users.values()] + [each.name for each in cast.organisations.values()]
    texts = [f"{each.subject}\n{each.text}" for each in found]
    assert [word for text in texts for word in (*CONTENT, *names) if word.lower() in text.lower()] == []
    assert {text.count("http") for text in texts} == {1}
    assert all("http://localhost:8000/logga-in/\n" in text for text in texts)
    assert all(each.subject.startswith("Tryggve: ") and "\n" not in each.subject for each in found)
    assert all("Övningsdata." in text for text in texts)
    assert all(len(each.dedupe_key) <= 120 and len(each.subject) <= 120 for each in found)


def test_the_neighbour_is_written_nothing_of_ours(cast: Cast) -> None:
    the_whole_way(cast)

    for kind in WRITERS:
        for day in range(10):
            assert letters(kind, cast.borlange, MONDAY + timedelta(days=day)) == []


def test_each_reads_in_their_own_language(cast: Cast) -> None:
    report_of(cast, "sixten")
    cast.users["sixten"].language = "en"
    cast.users["sixten"].save(update_fields=["language"])

    found = written(cast, "report_is_due", MONDAY)

    assert "Veckorapporten" in found["kerstin"].text
    with translation.override("en"):
        expected = gettext("vecka %(week)s ska delas i dag") % {"week": 37}
    assert found["sixten"].subject == f"Tryggve: {expected}"


def test_a_job_that_runs_twice_writes_each_letter_once(cast: Cast) -> None:
    report_of(cast, "sixten")
    system = system_viewer(cast.falun)

    for _ in range(2):
        JOBS["desk.write_letters"](kind="report_is_due", by=system, now=MONDAY, progress=lambda *_: None)

    with acting_as(system):
        assert OutgoingMail.objects.seen_by(system).count() == 3


def test_a_job_that_comes_too_late_writes_nothing(cast: Cast) -> None:
    report_of(cast, "sixten")
    system = system_viewer(cast.falun)

    JOBS["desk.write_letters"](kind="report_is_due", by=system, now=AT_ONE, progress=lambda *_: None)

    with acting_as(system):
        assert OutgoingMail.objects.seen_by(system).count() == 0


@pytest.mark.parametrize(
    ("week", "due"),
    [
        (Week(2026, 53), datetime(2027, 1, 4, 11, 0, tzinfo=UTC)),
        (Week(2026, 43), datetime(2026, 10, 26, 11, 0, tzinfo=UTC)),
        (Week(2027, 12), datetime(2027, 3, 29, 10, 0, tzinfo=UTC)),
    ],
    ids=["week 53", "the clocks went back that Sunday", "and forward"],
)
def test_the_monday_is_right_when_clocks_and_years_change(cast: Cast, week: Week, due: datetime) -> None:
    report_of(cast, "sixten", week)
    morning = week.end_at.replace(hour=7, minute=30)

    letter = written(cast, "report_is_due", morning)["sixten"]

    assert letter.expires_at == due
    assert f"vecka {week.number} " in letter.subject
    assert written(cast, "report_is_late", morning.replace(hour=13))["sixten"].expires_at == due + timedelta(days=1)
