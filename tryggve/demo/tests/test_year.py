"""The same seed gives the same county, and the county is left with something to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from tryggve.cycle.incidents.queries import to_review
from tryggve.cycle.meetings.queries import meeting_of_week
from tryggve.cycle.monthly_reports.queries import months
from tryggve.cycle.situation_pictures.queries import latest_picture
from tryggve.cycle.weekly_reports.queries import answers, own_in_week
from tryggve.cycle.weekly_reports.shapes import Answer
from tryggve.demo.town import Town
from tryggve.demo.year import Wanted, play
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.directory import personas
from tryggve.foundation.people.models import User
from tryggve.foundation.render.models import Edition
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast

UNTIL = Week.parse("2026-W46")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def hashes(towns: list[Town]) -> list[tuple[str, str, str, int, str]]:
    found: list[tuple[str, str, str, int, str]] = []
    for town in towns:
        with acting_as(town.system):
            editions = Edition.objects.seen_by(town.system).order_by("kind", "period", "version")
            found += [(town.facts.slug, each.kind, each.period, each.version, each.body_hash) for each in editions]
    return found


def played(seed: int) -> list[tuple[str, str, str, int, str]]:
    with transaction.atomic():
        found = hashes(play(Wanted(UNTIL, NOW, seed=seed, n_weeks=2, slugs=("falun", "ludvika"))))
        transaction.set_rollback(True)
    return found


def test_the_same_seed_gives_the_same_editions_and_another_seed_others(db: None) -> None:
    first, again, other = played(7), played(7), played(8)
    assert first
    assert first == again
    assert {row[4] for row in first} != {row[4] for row in other}


@pytest.fixture
def falun(db: None) -> Town:
    return play(Wanted(UNTIL, NOW, n_weeks=2, slugs=("falun",)))[0]


def test_everybody_has_something_to_do(falun: Town) -> None:
    sixten, petra, olle = falun.people["sixten"], falun.people["petra"], falun.people["olle"]
    with acting_as(sixten):
        assert len(to_review(sixten)) >= 2
        report = own_in_week(sixten, UNTIL)
        assert report is not None
        assert report.report_state == "open"
    with acting_as(petra):
        assert own_in_week(petra, UNTIL) is not None
    with acting_as(olle):
        meeting = meeting_of_week(olle, str(UNTIL))
        assert meeting is not None
        assert not meeting.is_closed
        assert meeting.held_at > NOW
        assert meeting.proposed
        assert latest_picture(olle, str(UNTIL)) is not None


def test_all_kinds_of_answers_occur_and_the_trail_holds(falun: Town) -> None:
    with acting_as(falun.system):
        kinds = {each.answer for each in answers(falun.system, [str(UNTIL - 1), str(UNTIL)], now=NOW)}
    assert {Answer.SHARED, Answer.NOTHING_TO_REPORT, Answer.SILENT} <= kinds
    assert verify(falun.system).holds


def test_everybody_is_a_persona_and_everything_is_practice(falun: Town) -> None:
    users = list(User.objects.all())
    assert users
    assert all(user.is_persona and not user.has_usable_password() for user in users)
    names = {group.name for group in personas()}
    assert names == {"Falu kommun", "Länsstyrelsen i Dalarnas län"}
    with acting_as(falun.system):
        assert all(edition.is_practice for edition in Edition.objects.seen_by(falun.system).all())


# -- The command ---------------------------------------------------------------------------------
def demo(*arguments: str) -> tuple[dict[str, Any], int]:
    out, code = StringIO(), 0
    try:
        call_command("demo", *arguments, "--json", stdout=out, stderr=StringIO())
    except SystemExit as left:
        code = int(left.code or 0)
    return json.loads(out.getvalue()), code


def test_if_empty_does_nothing_where_there_is_a_municipality(cast: Cast) -> None:
    assert demo("--if-empty") == ({"made": False}, 0)


def test_it_is_not_made_beside_what_is_there(cast: Cast) -> None:
    said, code = demo()
    assert code == 1
    assert "--fresh" in said["refused"]


def test_fresh_never_empties_a_database_with_a_real_municipality(cast: Cast) -> None:
    Municipality.objects.filter(slug="borlange").update(is_practice=False)
    said, code = demo("--fresh")
    assert code == 1
    assert "Borlänge kommun" in said["refused"]
    assert Municipality.objects.count() == 2


@pytest.mark.parametrize("arguments", [("--until", "2199-W01"), ("--weeks", "10")])
def test_weeks_that_cannot_be_played_are_refused(db: None, arguments: tuple[str, ...]) -> None:
    said, code = demo(*arguments)
    assert code == 1
    assert said["refused"]
    assert not Municipality.objects.exists()


# -- Months --------------------------------------------------------------------------------------
def test_a_municipality_with_two_week_periods_sends_the_month_that_ends_inside_one(db: None) -> None:
    # October 2026 ends with week 44, the first week of Ludvika's period 44 and 45.
    town = play(Wanted(UNTIL, NOW, n_weeks=8, slugs=("ludvika",)))[0]
    assert [str(week) for week in town.period(Week.parse("2026-W44"))] == ["2026-W44", "2026-W45"]
    with acting_as(town.system):
        assert [(each.month, str(each.stage)) for each in months(town.system)] == [
            ("2026-10", "sent"),
            ("2026-09", "sent"),
        ]
