"""The county's month: published aggregates only, and who has not sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tryggve.cycle.county_reports.actions import compile_county
from tryggve.cycle.county_reports.queries import overview, report_json
from tryggve.cycle.county_reports.rules import CannotCompileCounty
from tryggve.cycle.monthly_reports.tests.world import AFTER_MONTH, MONTH, a_month, borlange_sent, compiled, sent
from tryggve.foundation.render.canonical import canonical_json, sha256_of
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
COUNTS = {("C4", "knutpunkten"): 9, ("A1", "bojsenburg"): 6, ("F3", "norslund"): 3}
ADDRESS = f"/lansrapporter/{MONTH}/"


def test_who_has_sent_and_who_has_not(cast: Cast) -> None:
    a_month(cast, COUNTS)
    row = sent(cast)

    with acting_as(cast.lina):
        found = overview(cast.lina, str(MONTH))

    assert [each.key for each in found.senders] == [row.public_id]
    assert found.missing == ("Borlänge kommun",)
    assert found.n_expected == 2
    assert found.has_hidden


def test_what_is_not_sent_is_not_there(cast: Cast) -> None:
    a_month(cast, COUNTS)
    compiled(cast)

    with acting_as(cast.lina):
        found = overview(cast.lina, str(MONTH))

    assert found.senders == ()
    assert found.missing == ("Borlänge kommun", "Falu kommun")


def test_no_total_over_a_column_or_row_with_a_hidden_number(cast: Cast) -> None:
    a_month(cast, COUNTS)
    sent(cast)
    borlange_sent(cast, {"C4": 6})

    with acting_as(cast.lina):
        found = overview(cast.lina, str(MONTH))

    totals = {group.letter: group.total for group in found.groups}
    assert totals["B"] == 0
    assert totals["F"] is None
    assert totals["A"] is None
    # Borlänge's six are one organisation's own, so that no sum over both tells of them.
    assert found.total is None
    assert {sender.municipality: sender.total for sender in found.senders} == {
        "Borlänge kommun": {"hidden": "protected"},
        "Falu kommun": 18,
    }


def test_the_frozen_report_names_what_it_was_made_of_and_can_be_checked(cast: Cast) -> None:
    a_month(cast, COUNTS)
    sent(cast)
    first = compile_county(month=MONTH, by=cast.lina, now=AFTER_MONTH)
    with pytest.raises(CannotCompileCounty, match="Inget har ändrats"):
        compile_county(month=MONTH, by=cast.lina, now=AFTER_MONTH)
    borlange_sent(cast)
    second = compile_county(month=MONTH, by=cast.lina, now=AFTER_MONTH + timedelta(days=2))

    with acting_as(cast.lina):
        old, new = report_json(cast.lina, first.public_id), report_json(cast.lina, second.public_id)
        found = overview(cast.lina, str(MONTH))

    assert (first.version, second.version) == (1, 2)
    assert old["body"]["missing"] == ["Borlänge kommun"]
    assert new["body"]["missing"] == []
    assert sha256_of(canonical_json(old["body"])) == old["body_sha256"]
    assert not found.has_changed


def test_only_the_county_board_freezes_the_countys_report(cast: Cast) -> None:
    a_month(cast, COUNTS)
    sent(cast)

    with pytest.raises(NotAllowed):
        compile_county(month=MONTH, by=cast.elin, now=AFTER_MONTH)


def test_a_neighbour_compares_on_what_is_published(cast: Cast) -> None:
    a_month(cast, COUNTS)
    sent(cast)

    with acting_as(cast.bo):
        found = overview(cast.bo, str(MONTH))

    assert [(each.municipality, each.is_own) for each in found.senders] == [("Falu kommun", False)]
    assert {"hidden": "protected"} in found.senders[0].counts


def test_the_county_board_reads_the_month_and_every_file(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    row = sent(cast, summary="Lugnt utom vid stationen.")
    client = log_in("lina")

    page = client.get(ADDRESS).content.decode()
    one = client.get(f"/lansrapporter/publicerad/{row.public_id}/")
    pdf = client.get(f"/lansrapporter/publicerad/{row.public_id}/manadsrapport.pdf")
    export = client.get(f"/lansrapporter/publicerad/{row.public_id}/manadsrapport.json")
    table = client.get(f"{ADDRESS}lansrapport.csv")

    assert client.get("/lansrapporter/").status_code == 302
    assert "1 av 2 kommuner" in page
    assert "har inte sänt" in page
    assert "Lugnt utom vid stationen." in one.content.decode()
    assert "Kopparstaden" not in one.content.decode()
    assert pdf.content.startswith(b"%PDF")
    assert "ovningsdata" in pdf["Content-Disposition"]
    assert sha256_of(canonical_json(export.json()["body"])) == export.json()["body_sha256"]
    assert table.content.decode("utf-8-sig").splitlines()[0].startswith("kommun;månad")
    assert client.post(f"{ADDRESS}sammanstall/").status_code == 302
    assert client.post(f"{ADDRESS}sammanstall/").status_code == 422


def test_the_county_board_opens_nothing_behind_what_is_published(cast: Cast, log_in: LogIn) -> None:
    a_month(cast, COUNTS)
    sent(cast)
    client = log_in("lina")

    for address in (
        f"/manadsrapporter/{MONTH}/",
        f"/manadsrapporter/{MONTH}/manadsrapport.json",
        "/manadsrapporter/",
        f"/lagesbilder/{MONTH.first_week}/",
        f"/lagesbilder/{MONTH.first_week}/lagesbild.json",
        "/lagesbilder/",
    ):
        assert client.get(address).status_code in (403, 404), address


@pytest.mark.parametrize("person", ["elin", "stina", "bo"])
def test_a_municipality_sees_the_county_but_does_not_freeze_it(cast: Cast, log_in: LogIn, person: str) -> None:
    a_month(cast, COUNTS)
    row = sent(cast)
    client = log_in(person)

    assert client.get(ADDRESS).status_code == 200
    assert client.get(f"/lansrapporter/publicerad/{row.public_id}/").status_code == 200
    assert client.post(f"{ADDRESS}sammanstall/").status_code == 403


@pytest.mark.parametrize("person", ["rakel", "sixten", "frida", "petra"])
def test_those_who_report_do_not_open_the_countys_pages(cast: Cast, log_in: LogIn, person: str) -> None:
    a_month(cast, COUNTS)
    row = sent(cast)
    client = log_in(person)

    assert client.get(ADDRESS).status_code == 403
    assert client.get(f"/lansrapporter/publicerad/{row.public_id}/").status_code == 403


def test_an_unknown_publication_is_not_found(cast: Cast, log_in: LogIn) -> None:
    with acting_as(cast.lina), pytest.raises(NotFound):
        report_json(cast.lina, "finns-inte")
    assert log_in("lina").get("/lansrapporter/publicerad/finns-inte/").status_code == 404


def test_the_frozen_body_is_plain_json(cast: Cast) -> None:
    a_month(cast, COUNTS)
    sent(cast)
    row = compile_county(month=MONTH, by=cast.lina, now=AFTER_MONTH)

    assert json.loads(row.body)["municipalities"][0]["municipality"] == "Falu kommun"
