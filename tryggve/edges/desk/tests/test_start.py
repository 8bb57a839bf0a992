"""The first page says what to do next, to each role, and nothing of what is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tryggve.edges.desk.tests.world import a_meeting, a_week, the_whole_way
from tryggve.foundation.people.access import roles
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, an_incident, report_of, share_week

LogIn = Callable[[str], Client]
At = Callable[[datetime], None]
MONDAY = WEEK.end_at + timedelta(hours=9)


def text_of(client: Client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "says", "button"),
    [
        ("rakel", "Har det hänt något?", "Ny händelse"),
        ("sixten", "Vecka 37 är inte öppnad än", "Granska händelser"),
        ("kerstin", "0 av 2 har svarat för vecka 37", "Notera svar"),
        ("elin", "Öppna vecka 37", "Öppna vecka 37"),
        ("mona", "Lägesbilden för vecka 37 är inte klar än", "Se vem som har delat"),
        ("olle", "Lägesbilden för vecka 37 är inte klar än", "Se vem som har delat"),
        ("stina", "Det går inte att säga än", "Hur lång tid tar det"),
        ("adam", "inbjudningar har hunnit gå ut", "Öppna personer"),
        ("lina", "0 av 2 kommuner har sänt augusti 2026", "Öppna länet"),
    ],
)
def test_each_role_hears_what_to_do_in_an_empty_house(log_in: LogIn, at: At, who: str, says: str, button: str) -> None:
    at(MONDAY)
    page = text_of(log_in(who))
    assert says in page
    assert button in page


def test_every_role_that_can_be_given_has_a_part(cast: Cast, at: At) -> None:
    from tryggve.edges.desk.parts import parts_of
    from tryggve.edges.desk.parts.desk import Desk
    from tryggve.foundation.tenancy.scope import acting_as
    from tryggve.testing.cast import with_roles

    for role in roles().values():
        if not role.assignable:
            continue
        viewer = cast.lina if role.code == "county_board" else with_roles(cast.kerstin, role.code)
        with acting_as(viewer):
            assert parts_of(Desk(viewer, MONDAY)), role.code


def test_several_roles_in_one_place_give_the_union(cast: Cast, log_in: LogIn, at: At) -> None:
    from tryggve.foundation.people.models import Membership

    given = Membership.objects.get(user=cast.users["elin"])
    with acting_as(cast.elin):
        for role in ("meeting_chair", "steering_group"):
            Membership.objects.create(
                user=given.user, county=given.county, municipality=given.municipality,
                organisation=given.organisation, role=role, created_at=MONDAY,
            )  # fmt: skip
    at(MONDAY)
    page = text_of(log_in("elin"))
    assert page.index("Vem har delat?") < page.index("Snart") < page.index("Vad hjälpte?")
    assert page.count("<h1>") == 1


def test_somebody_who_is_not_logged_in_meets_a_short_page(client: Client, db: None) -> None:
    page = text_of(client)
    assert "Logga in" in page
    assert "Falu kommun" not in page


def test_personas_are_offered_in_practice_only(client: Client, db: None, settings: object) -> None:
    settings.PRACTICE = False  # type: ignore[attr-defined]
    assert "Prova med övningsdata" not in text_of(client)
    settings.PRACTICE = True  # type: ignore[attr-defined]
    assert "Prova med övningsdata" in text_of(client)


# -- The coordinator --------------------------------------------------------------------------
def test_the_coordinator_is_led_from_review_to_sharing(cast: Cast, log_in: LogIn, at: At) -> None:
    at(MONDAY)
    report_of(cast, "sixten")
    an_incident(cast, "rakel", place="knutpunkten", approve=False)
    client = log_in("sixten")
    assert "En händelse kvar att granska" in text_of(client)
    an_incident(cast, "rakel", place="knutpunkten")
    share_week(cast, "sixten")
    assert "Vecka 37 är delad. Tack." in text_of(client)


def test_a_late_report_is_called_late(cast: Cast, log_in: LogIn, at: At) -> None:
    report_of(cast, "sixten")
    at(WEEK.end_at + timedelta(days=1))
    assert "försenad" in text_of(log_in("sixten"))


# -- The EST coordinator ------------------------------------------------------------------------
def test_the_week_moves_from_reports_to_picture_to_meeting(cast: Cast, log_in: LogIn, at: At) -> None:
    at(MONDAY)
    client = log_in("elin")
    an_incident(cast, "rakel", place="knutpunkten")
    share_week(cast, "sixten")
    assert "1 av 4 har delat" in text_of(client)
    at(WEEK.end_at + timedelta(hours=13))
    page = text_of(client)
    assert "Sammanställ vecka 37" in page
    assert "ej svarat" in page
    assert "inte som noll" in page


def test_after_the_meeting_the_causes_come(cast: Cast, log_in: LogIn, at: At) -> None:
    a_week(cast)
    at(WEEK.end_at + timedelta(days=1))
    assert "Öppna veckans möte" in text_of(log_in("elin"))
    a_meeting(cast)
    at(WEEK.end_at + timedelta(days=3))
    assert "Varför händer det i Knutpunkten?" in text_of(log_in("elin"))


def test_before_the_meeting_the_answer_says_when_it_is_and_not_that_it_is_now(
    cast: Cast, log_in: LogIn, at: At
) -> None:
    a_week(cast)
    a_meeting(cast, confirm=False, close=False)
    client = log_in("elin")
    at(WEEK.end_at + timedelta(days=1))
    assert "är klar. Mötet är den" in text_of(client)
    at(WEEK.end_at + timedelta(days=4))
    assert "Nu är det möte." in text_of(client)


def test_the_pane_is_lit_when_a_measure_has_begun(cast: Cast, log_in: LogIn, at: At) -> None:
    the_whole_way(cast)
    at(WEEK.end_at + timedelta(days=4))
    page = text_of(log_in("elin"))
    assert "Åtgärd pågår: Nya lampor på gångvägen" in page
    assert page.count('class="ruta lyser"') == 1


# -- Those who meet and those who act -------------------------------------------------------------
def test_the_chair_hears_what_waits_for_confirmation(cast: Cast, log_in: LogIn, at: At) -> None:
    a_week(cast)
    a_meeting(cast, confirm=False, close=False)
    at(WEEK.end_at + timedelta(days=2, hours=13))
    assert "Ett område väntar på din bekräftelse" in text_of(log_in("olle"))
    page = text_of(log_in("mona"))
    assert "väntar på din bekräftelse" not in page
    assert "Gå till mötesrummet" in page


def test_the_reporter_sees_a_handful_with_their_days_and_is_led_to_the_rest(cast: Cast, log_in: LogIn, at: At) -> None:
    for number in range(10):
        an_incident(cast, "rakel", category="A1", place="knutpunkten", hours_in=40 + number)
    at(MONDAY)
    page = text_of(log_in("rakel"))
    assert page.count(" sept. ") == 8
    assert "2 till finns där." in page


def test_the_owner_hears_of_the_measure(cast: Cast, log_in: LogIn, at: At) -> None:
    the_whole_way(cast)
    at(WEEK.end_at + timedelta(days=4))
    page = text_of(log_in("mona"))
    assert "Din åtgärd: Nya lampor på gångvägen, klar 21 september" in page
    assert "Gångvägen är mörk" in page
    assert "Nya lampor" not in text_of(log_in("adam"))


# -- The stranger -----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["frida", "bo"])
def test_the_stranger_sees_nothing_of_falun(cast: Cast, log_in: LogIn, at: At, who: str) -> None:
    keys = the_whole_way(cast)
    at(WEEK.end_at + timedelta(days=4))
    client = log_in(who)
    page = text_of(client)
    for word in ("Knutpunkten", "Bojsenburg", "Kopparstaden", "Nya lampor", "Störande samlingar"):
        assert word not in page
    assert client.get(f"/motesrum/{keys.meeting}/").status_code == 404
    assert client.post(f"/motesrum/{keys.meeting}/ovrigt/", {"other_notes": "Hej"}).status_code == 404


@pytest.mark.parametrize("who", ["elin", "sixten", "olle", "stina", "mona", "rakel"])
def test_the_page_asks_as_many_questions_for_many_rows_as_for_few(cast: Cast, log_in: LogIn, at: At, who: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    the_whole_way(cast, WEEK - 2)
    a_week(cast, WEEK - 1)
    a_week(cast)
    at(WEEK.end_at + timedelta(days=4))
    client = log_in(who)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    from tryggve.edges.desk.tests.world import a_measure, an_analysis

    _meeting, priority = a_meeting(cast, WEEK - 1)
    now = WEEK.end_at + timedelta(days=3)
    _analysis, dark = an_analysis(cast, priority, now)
    for _ in range(3):
        a_measure(cast, priority, dark, now)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) <= len(few) + 2
