"""The month's pages: who may open them, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tryggve.cycle.monthly_reports.actions import approve_month
from tryggve.cycle.monthly_reports.queries import month
from tryggve.cycle.monthly_reports.tests.world import AFTER_MONTH, MONTH, a_month, compiled, sent
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
COUNTS = {("C4", "knutpunkten"): 9, ("A1", "bojsenburg"): 6, ("F3", "norslund"): 3}
ADDRESS = f"/manadsrapporter/{MONTH}/"
PAGES = ("/manadsrapporter/", ADDRESS, f"{ADDRESS}manadsrapport.pdf", f"{ADDRESS}manadsrapport.json")


def test_the_coordinator_reads_exact_numbers_and_what_will_be_sent(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    compiled(cast, summary="Lugnt utom vid stationen.")
    client = log_in("elin")

    own = client.get(ADDRESS)
    county = client.get(f"{ADDRESS}?for=lanet")

    assert "Lugnt utom vid stationen." in own.content.decode()
    assert "dolt" not in own.content.decode()
    assert ">dolt<" in county.content.decode()
    assert client.get("/manadsrapporter/").status_code == 200
    assert client.get(f"{ADDRESS}manadsrapport.pdf").content.startswith(b"%PDF")
    assert client.get(f"{ADDRESS}manadsrapport.json").json()["kind"] == "monthly_report"


def test_the_steering_group_never_gets_a_small_number_in_any_form(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    compiled(cast)
    client = log_in("stina")

    page = client.get(ADDRESS).content.decode()
    export = client.get(f"{ADDRESS}manadsrapport.json").json()

    assert ">dolt<" in page
    assert "Kopparstaden" not in page
    assert {"letter": "F", "count": {"hidden": "protected"}}.items() <= export["body"]["groups"][5].items()
    assert "county" not in export["body"]
    assert client.get(f"{ADDRESS}manadsrapport.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("stranger", ["bo", "frida", "lina", "rakel", "sixten"])
def test_a_stranger_opens_no_page_of_the_month(cast: Cast, log_in: LogIn, stranger: str) -> None:
    a_month(cast, COUNTS)
    sent(cast)
    client = log_in(stranger)

    for address in PAGES:
        answer = client.get(address)
        if stranger == "bo" and address in PAGES[:2]:
            # His own municipality's empty pages: Falun's month is not there.
            assert "Knutpunkten" not in answer.content.decode()
            continue
        assert answer.status_code in (403, 404), address


def test_compiling_is_ordered_from_the_worker_and_a_refused_summary_stays_typed(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    client = log_in("elin")

    assert client.get(f"{ADDRESS}sammanstall/").status_code == 200
    refused = client.post(f"{ADDRESS}sammanstall/", {"summary": "Ring 070-174 06 11."})
    ordered = client.post(f"{ADDRESS}sammanstall/", {"summary": "En lugn månad."})

    assert refused.status_code == 422
    assert "Ring 070-174 06 11." in refused.content.decode()
    assert ordered.status_code == 302
    assert "/jobb/" in ordered["Location"]


def test_a_month_without_pictures_is_refused_on_the_form_with_its_weeks(cast: Cast, log_in: LogIn) -> None:
    refused = log_in("elin").post(f"{ADDRESS}sammanstall/", {"summary": "En lugn månad."})

    assert refused.status_code == 422
    assert "36, 37, 38, 39" in refused.content.decode()
    assert "En lugn månad." in refused.content.decode()


def test_the_way_from_compiled_to_sent_over_the_pages(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    report = compiled(cast)

    assert log_in("elin").post(f"{ADDRESS}sand/", {"report": report.public_id}).status_code == 422
    client = log_in("stina")
    assert "Godkänn månadsrapporten" in client.get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}godkann/", {"report": report.public_id}).status_code == 302
    client = log_in("elin")
    assert "Sänd till länet" in client.get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}sand/", {"report": report.public_id}).status_code == 302

    with acting_as(cast.elin):
        found = month(cast.elin, str(MONTH))
    assert found is not None
    assert found.stage == "sent"
    assert found.published


def test_approving_what_has_been_compiled_anew_is_refused(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    first = compiled(cast)
    compiled(cast, summary="Nytt.", now=AFTER_MONTH + timedelta(hours=1))

    answer = log_in("stina").post(f"{ADDRESS}godkann/", {"report": first.public_id})

    assert answer.status_code == 422
    assert "nyare version" in answer.content.decode()


def test_a_question_with_a_telephone_number_is_refused_and_stays_typed(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    report = compiled(cast)
    client = log_in("stina")

    refused = client.post(f"{ADDRESS}fraga/", {"report": report.public_id, "question": "Ring 070-174 06 11."})
    asked = client.post(f"{ADDRESS}fraga/", {"report": report.public_id, "question": "Varför saknas Polisen?"})

    assert refused.status_code == 422
    assert "Ring 070-174 06 11." in refused.content.decode()
    assert asked.status_code == 302
    assert "Varför saknas Polisen?" in log_in("elin").get(ADDRESS).content.decode()


def test_each_stage_has_its_page(cast: Cast, log_in: LogIn) -> None:
    assert "är inte sammanställd än" in log_in("elin").get(ADDRESS).content.decode()
    a_month(cast, COUNTS)
    report = compiled(cast)
    assert "Väntar på styrgruppen" in log_in("elin").get(ADDRESS).content.decode()
    approve_month(public_id=report.public_id, by=cast.stina, now=AFTER_MONTH)
    assert "Godkänd" in log_in("stina").get(ADDRESS).content.decode()


def test_a_month_or_a_version_that_cannot_be(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    compiled(cast)
    client = log_in("elin")

    assert client.get("/manadsrapporter/2026-13/").status_code == 422
    assert client.get(f"{ADDRESS}?version=7").status_code == 404
    assert client.get(f"{ADDRESS}?version=x").status_code == 404
