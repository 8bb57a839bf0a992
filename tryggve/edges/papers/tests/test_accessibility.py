"""Anybody reads the statement and says what they cannot use; the administrator hears of it, and a stranger does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tryggve.edges.keeping.housekeeping import tidy_municipality
from tryggve.edges.papers.actions import mark_answered, report_barrier
from tryggve.edges.papers.models import AccessibilityReport
from tryggve.edges.papers.rules import MOST_IN_AN_HOUR, CannotReport
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.notify.models import OutgoingMail
from tryggve.foundation.notify.rules import Topic
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import NOW, Cast

LogIn = Callable[[str], Client]
STATEMENT, FORM, REPORTS = "/tillganglighet/", "/tillganglighet/rapportera/", "/installningar/tillganglighet/"
PROBLEM = "Knappen Dela går inte att nå med tangentbord"


def _answered(key: str) -> str:
    return f"{REPORTS}{key}/besvarad/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _said(cast: Cast, **more: str) -> dict[str, str]:
    return {"municipality": cast.falun.public_id, "problem": PROBLEM, "email": "nora@exempel.se", **more}


def _reports(cast: Cast, who: str = "adam") -> list[AccessibilityReport]:
    viewer = getattr(cast, who)
    with acting_as(viewer):
        return list(AccessibilityReport.objects.seen_by(viewer))


# -- The statement ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "word"), [("sv", "Digg"), ("en", "Digg")])
def test_everybody_reads_the_statement_without_a_log_in(db: None, client: Client, language: str, word: str) -> None:
    client.cookies["django_language"] = language

    page = client.get(STATEMENT)

    assert page.status_code == 200
    assert word in page.content.decode()
    assert f'<html lang="{language}"' in page.content.decode()
    assert reverse("papers:report") in page.content.decode()


@pytest.mark.parametrize("path", ["/", "/logga-in/", "/finns-inte/", "/telefon/", STATEMENT, FORM])
def test_the_foot_of_every_page_leads_to_it(cast: Cast, client: Client, path: str) -> None:
    foot = client.get(path, follow=True).content.decode().rpartition("<footer")[2]

    assert f'href="{STATEMENT}"' in foot


# -- The report -------------------------------------------------------------------------------------
def test_a_report_is_kept_noted_and_told_to_the_administrator(cast: Cast, client: Client) -> None:
    answer = client.post(FORM, _said(cast, place="Veckorapporten", aid="NVDA"), follow=True)

    assert "svarar dig med e-post" in answer.content.decode()
    (row,) = _reports(cast)
    assert (row.problem, row.place, row.aid, row.email) == (PROBLEM, "Veckorapporten", "NVDA", "nora@exempel.se")
    with acting_as(cast.adam):
        line = AuditEntry.objects.seen_by(cast.adam).get(event="accessibility.reported")
        letter = OutgoingMail.objects.seen_by(cast.adam).get()
    assert line.subject == row.public_id
    assert PROBLEM not in str(line.codes)
    assert (letter.recipient_id, letter.topic) == (cast.users["adam"].pk, Topic.DUTY)
    assert PROBLEM not in letter.text


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"problem": ""}, "Texten saknas"),
        ({"municipality": ""}, "Kommunen saknas"),
        ({"municipality": "finns-inte"}, "Kommunen finns inte i listan"),
        ({"email": "nora"}, "Adressen går inte att läsa"),
        ({"problem": "x" * 2001}, "Texten är för lång"),
    ],
)
def test_nothing_typed_is_lost_when_something_is_lacking(
    cast: Cast, client: Client, lacking: dict[str, str], sentence: str
) -> None:
    answer = client.post(FORM, _said(cast, aid="VoiceOver", **lacking))

    assert answer.status_code == 422
    said = answer.content.decode()
    assert sentence in said
    assert "VoiceOver" in said
    assert _reports(cast) == []


def test_one_browser_is_stopped_after_a_few_and_another_is_not(cast: Cast) -> None:
    first, second = Client(), Client()
    first.cookies["csrftoken"], second.cookies["csrftoken"] = "a" * 32, "b" * 32

    answers = [first.post(FORM, _said(cast)).status_code for _time in range(6)]
    stopped = first.post(FORM, _said(cast))

    assert answers == [302] * 5 + [429]
    assert PROBLEM in stopped.content.decode()
    assert second.post(FORM, _said(cast)).status_code == 302


def test_a_machine_does_not_fill_the_table(cast: Cast) -> None:
    home = system_viewer(cast.falun)
    for _time in range(MOST_IN_AN_HOUR):
        report_barrier(problem="x", by=home, now=NOW)

    with pytest.raises(CannotReport):
        report_barrier(problem="x", by=home, now=NOW)
    report_barrier(problem="x", by=system_viewer(cast.borlange), now=NOW)
    report_barrier(problem="x", by=home, now=NOW + timedelta(hours=1, minutes=1))


def test_whoever_is_logged_in_is_not_named(cast: Cast, log_in: LogIn) -> None:
    log_in("rakel").post(FORM, _said(cast, email=""))

    with acting_as(cast.adam):
        line = AuditEntry.objects.seen_by(cast.adam).get(event="accessibility.reported")
    assert line.actor != cast.rakel.actor


# -- Answering --------------------------------------------------------------------------------------
def test_the_administrator_reads_it_and_marks_it_answered(cast: Cast, log_in: LogIn, client: Client) -> None:
    client.post(FORM, _said(cast))
    adam = log_in("adam")
    key = _reports(cast)[0].public_id

    settings = adam.get("/installningar/").content.decode()
    page = adam.get(REPORTS).content.decode()
    done = adam.post(_answered(key), follow=True).content.decode()

    assert "1 rapport väntar på svar." in settings
    assert PROBLEM in page
    assert "Markera som besvarad" in page
    assert "Markera som besvarad" not in done
    assert _reports(cast)[0].answered_by_id == cast.users["adam"].pk


def test_others_and_strangers_see_and_answer_nothing(cast: Cast, log_in: LogIn, client: Client) -> None:
    client.post(FORM, _said(cast))
    key = _reports(cast)[0].public_id

    for who in ("rakel", "sixten", "stina", "bo"):
        assert log_in(who).get(REPORTS).status_code == 403
        assert log_in(who).post(_answered(key)).status_code == 403
    assert _reports(cast, "bo") == []
    with pytest.raises(NotAllowed):
        mark_answered(report=key, by=cast.bo, now=NOW)


@pytest.mark.parametrize("key", ["finns-inte", "%00", "x" * 5000])
def test_a_key_of_nothing_is_not_found(cast: Cast, log_in: LogIn, key: str) -> None:
    assert log_in("adam").post(_answered(key)).status_code == 404


@pytest.mark.parametrize("field", ["problem", "place", "aid", "email", "municipality"])
def test_what_no_text_holds_is_refused_and_not_a_fault(cast: Cast, client: Client, field: str) -> None:
    assert client.post(FORM, _said(cast, **{field: "a\x00b"})).status_code == 422


def test_a_neighbours_administrator_does_not_find_it(cast: Cast, client: Client) -> None:
    client.post(FORM, _said(cast))
    key, neighbour = _reports(cast)[0].public_id, _with_rights(cast)

    with pytest.raises(NotFound):
        mark_answered(report=key, by=neighbour, now=NOW)


def _with_rights(cast: Cast) -> Any:
    return replace(cast.bo, rights=cast.adam.rights)


def test_a_report_goes_after_two_years(cast: Cast) -> None:
    home = system_viewer(cast.falun)
    report_barrier(problem="x", by=home, now=NOW)

    tidy_municipality(by=home, now=NOW + timedelta(days=700))
    kept = len(_reports(cast))
    tidy_municipality(by=home, now=NOW + timedelta(days=740))

    assert (kept, len(_reports(cast))) == (1, 0)
