"""A represented member answers by a link: it writes for one week, reads nothing, and is nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.weekly_reports.queries import member_board
from tryggve.cycle.weekly_reports.shapes import MemberLine
from tryggve.edges.relay.actions import MOST_INCIDENTS, new_link
from tryggve.edges.relay.models import MemberLink
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.actions import update_member
from tryggve.foundation.people.queries import represented_members
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import NOW, Cast

LogIn = Callable[[str], Client]
WEEK = Week.of(NOW)
THIS_WEEK = str(WEEK)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every page is opened at the cast's moment, or where the test moves it."""
    moment = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])
    return moment


def members(viewer: Viewer) -> dict[str, str]:
    with acting_as(viewer):
        return {each.name: each.public_id for each in represented_members(viewer)}


def board(viewer: Viewer) -> dict[str, MemberLine]:
    with acting_as(viewer):
        return {line.own_name: line for line in member_board(viewer, WEEK)}


def opened(cast: Cast, name: str = "Lunds Skor") -> Client:
    """A browser of nobody's, in which the member's link has been followed."""
    link = new_link(member=members(cast.kerstin)[name], week=WEEK, by=cast.kerstin, now=NOW)
    client = Client()
    assert client.get(reverse("relay:link", args=[link.token])).headers["location"] == reverse("relay:answer")
    return client


def sent(cast: Cast, **changes: str) -> dict[str, str]:
    said = {"key": "k1", "category": "F3", "place": cast.places["knutpunkten"].public_id, "when": "nyss", "note": ""}
    return said | changes


def given(viewer: Viewer) -> list[Incident]:
    with acting_as(viewer):
        return list(Incident.objects.seen_by(viewer).select_related("on_behalf_of").order_by("pk"))


def test_a_quiet_week_is_one_press(cast: Cast) -> None:
    client = opened(cast)
    assert "Hände något hos er" in client.get(reverse("relay:answer")).content.decode()

    thanks = client.post(reverse("relay:nothing"))

    line = board(cast.kerstin)["Lunds Skor"]
    assert "Tack" in thanks.content.decode()
    assert (line.answer, line.via) == ("nothing", "länk")
    assert board(cast.kerstin)["Falu Bokhandel"].answer == "not_answered"


def test_what_a_member_gives_waits_for_the_speakers_coordinator_under_its_alias(cast: Cast) -> None:
    client = opened(cast)

    client.post(reverse("relay:answer"), sent(cast, note="Glas vid entrén."))

    (incident,) = given(cast.kerstin)
    assert (incident.review_state, incident.note, incident.shared_text) == ("new", "Glas vid entrén.", "")
    assert incident.on_behalf_of is not None
    assert (incident.on_behalf_of.shown_name, incident.reporter_id) == ("Butik A", None)
    assert board(cast.kerstin)["Lunds Skor"].answer == "given"


def test_the_link_writes_and_never_reads(cast: Cast) -> None:
    client = opened(cast)
    client.post(reverse("relay:answer"), sent(cast, note="Glas vid entrén."))

    again = client.get(reverse("relay:answer")).content.decode()

    assert "Glas vid entrén." not in again
    for secret in ("Lunds Skor", "Butik A", "Falu Bokhandel"):
        assert secret not in again
    for name in ("incidents:mine", "incidents:review", "weekly_reports:members", "situation_pictures:list"):
        assert client.get(reverse(name)).status_code == 302  # to the log-in


def test_the_same_press_twice_is_one_incident_and_another_body_is_refused_aloud(cast: Cast) -> None:
    client = opened(cast)
    for _press in range(2):
        assert client.post(reverse("relay:answer"), sent(cast)).status_code == 200
    other = client.post(reverse("relay:answer"), sent(cast, category="C4"))

    assert len(given(cast.kerstin)) == 1
    assert (other.status_code, "redan sparad" in other.content.decode()) == (422, True)


def test_a_link_ends_after_seven_days_when_it_is_shut_and_when_a_new_one_is_made(
    cast: Cast, log_in: LogIn, clock: list[Any]
) -> None:
    first, second = opened(cast), opened(cast)
    assert first.get(reverse("relay:answer")).status_code == 404
    assert second.get(reverse("relay:answer")).status_code == 200

    clock[0] = NOW + timedelta(days=7, seconds=1)
    assert second.get(reverse("relay:answer")).status_code == 404
    clock[0] = NOW

    member = members(cast.kerstin)["Lunds Skor"]
    log_in("kerstin").post(reverse("relay:revoke"), {"member": member, "vecka": THIS_WEEK})
    assert second.get(reverse("relay:answer")).status_code == 404
    assert second.post(reverse("relay:answer"), sent(cast)).status_code == 404
    assert second.post(reverse("relay:nothing")).status_code == 404
    assert given(cast.kerstin) == []


def test_only_the_hash_of_the_secret_is_kept_and_the_trail_holds_no_secret(cast: Cast) -> None:
    link = new_link(member=members(cast.kerstin)["Lunds Skor"], week=WEEK, by=cast.kerstin, now=NOW)

    row = MemberLink.objects.get(pk=link.row.pk)
    with acting_as(cast.kerstin):
        entry = AuditEntry.objects.seen_by(cast.kerstin).filter(event="member_link.made").get()
    assert len(link.token) >= 43
    assert link.token not in str(vars(row)) + str(entry.codes)


def test_a_link_takes_no_more_than_a_weeks_worth(cast: Cast) -> None:
    client = opened(cast)
    answers = [client.post(reverse("relay:answer"), sent(cast, key=f"k{n}")) for n in range(MOST_INCIDENTS + 1)]

    assert [each.status_code for each in answers] == [200] * MOST_INCIDENTS + [422]
    assert len(given(cast.kerstin)) == MOST_INCIDENTS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"category": ""}, "Välj vad som har hänt"),
        ({"when": "dag"}, "Välj en dag"),
        ({"when": "dag", "day": "1999-01-01"}, "för långt bort"),
        ({"when": "dag", "day": "igår"}, "går inte att läsa"),
        ({"note": "å" * 281}, "högst 280"),
    ],
)
def test_a_form_that_is_not_complete_keeps_what_was_typed(cast: Cast, changes: dict[str, str], said: str) -> None:
    client = opened(cast)
    answer = client.post(reverse("relay:answer"), sent(cast, **({"note": "Skräp vid dörren"} | changes)))

    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert "note" in changes or "Skräp vid dörren</textarea>" in body
    assert given(cast.kerstin) == []


# -- Reminding ---------------------------------------------------------------------------------------
def test_one_press_reminds_each_silent_member_once_and_says_who_has_no_address(
    cast: Cast, log_in: LogIn, django_capture_on_commit_callbacks: Any
) -> None:
    keys = members(cast.kerstin)
    update_member(
        member=keys["Lunds Skor"],
        name="Lunds Skor",
        alias="Butik A",
        may_be_named=False,
        contact_email="butik@exempel.se",
        by=cast.kerstin,
        now=NOW,
    )
    client = log_in("kerstin")
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(reverse("relay:remind"), {"vecka": THIS_WEEK}, follow=True).content.decode()
        client.post(reverse("relay:remind"), {"vecka": THIS_WEEK})

    assert "En påminnelse är skickad." in first
    assert "har ingen e-postadress" in first
    (letter,) = mail.outbox
    assert letter.to == ["butik@exempel.se"]
    found = re.search(r"/svara/([\w-]{43})/", str(letter.body))
    assert found is not None
    stranger = Client()
    stranger.get(reverse("relay:link", args=[found[1]]))
    assert stranger.post(reverse("relay:nothing")).status_code == 200
    assert board(cast.kerstin)["Lunds Skor"].answer == "nothing"


def test_a_link_is_shown_once_with_its_code_and_its_last_day(cast: Cast, log_in: LogIn) -> None:
    answer = log_in("kerstin").post(
        reverse("relay:make"), {"member": members(cast.kerstin)["Lunds Skor"], "vecka": THIS_WEEK}
    )
    body = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r'value="http://testserver/svara/[\w-]{43}/"', body)
    assert "<svg" in body
    assert "no-cache" in answer.headers["cache-control"]


# -- Strangers ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("stranger", ["frida", "bo", "sixten", "petra"])
def test_nobody_else_makes_or_shuts_a_members_link(cast: Cast, log_in: LogIn, stranger: str) -> None:
    key = members(cast.kerstin)["Lunds Skor"]
    held = opened(cast)
    for name in ("make", "revoke"):
        answer = log_in(stranger).post(reverse(f"relay:{name}"), {"member": key, "vecka": THIS_WEEK})
        assert answer.status_code in {403, 404}
    assert held.get(reverse("relay:answer")).status_code == 200


@pytest.mark.parametrize("somebody", ["frida", "sixten", "kerstin", "lina"])
def test_a_link_works_in_a_browser_where_somebody_is_logged_in(cast: Cast, log_in: LogIn, somebody: str) -> None:
    link = new_link(member=members(cast.kerstin)["Lunds Skor"], week=WEEK, by=cast.kerstin, now=NOW)
    client = log_in(somebody)
    client.get(reverse("relay:link", args=[link.token]))

    assert client.get(reverse("relay:answer")).status_code == 200
    assert client.post(reverse("relay:answer"), sent(cast)).status_code == 200
    (incident,) = given(cast.kerstin)
    assert incident.reporter_id is None


def test_a_guessed_secret_opens_nothing(cast: Cast) -> None:
    client = Client()
    client.get(reverse("relay:link", args=["x" * 43]))
    assert client.get(reverse("relay:answer")).status_code == 404
    assert client.post(reverse("relay:answer"), sent(cast)).status_code == 404
