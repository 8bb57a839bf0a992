"""The steps of a month: compiled by one, approved by another, sent, and read in the county."""

from __future__ import annotations

import json

from tests.browser.house import Person

MONTH = "2026-09"
SUMMARY = "Det brann oftare vid torget. Sophusen får nya lås."


def compile_the_month(elin: Person) -> None:
    """Made by the worker, of the weeks' frozen pictures. Who compiled it cannot approve it."""
    elin.opens("/manadsrapporter/")
    assert elin.heading == "September 2026 är inte sammanställd än"
    elin.follows("Sammanställ september 2026")
    elin.fills({"Sammanfattning": SUMMARY})
    elin.clicks("Sammanställ")
    elin.waits_for_the_worker(f"/manadsrapporter/{MONTH}/")
    assert SUMMARY in elin.text
    assert "Väntar på styrgruppen" in elin.text
    assert not elin.has_button("Godkänn månadsrapporten")
    assert not elin.has_button("Sänd till länet")


def approve_the_month(stina: Person) -> None:
    """A second person reads what will be sent, and approves it."""
    stina.opens("/manadsrapporter/")
    assert stina.heading == "En månadsrapport väntar på ditt godkännande"
    stina.follows("September 2026")
    assert SUMMARY in stina.text
    assert not stina.has_button("Sänd till länet")
    stina.clicks("Godkänn månadsrapporten")
    assert "Månadsrapporten är godkänd." in stina.text


def send_the_month(elin: Person) -> None:
    """To the county."""
    elin.opens(f"/manadsrapporter/{MONTH}/")
    elin.clicks("Sänd till länet")
    assert "Månadsrapporten är sänd till länet." in elin.text


def read_it_in_the_county(lina: Person) -> list[str]:
    """Who has sent and who has not; the page, the PDF and the JSON. Returns what she has read."""
    lina.opens("/lansrapporter/")
    assert lina.path == f"/lansrapporter/{MONTH}/"
    assert lina.heading == "1 av 2 kommuner har sänt september 2026"
    assert "Borlänge kommun" in lina.text
    lina.follows("Falu kommun")
    assert SUMMARY in lina.text
    page = lina.path
    status, paper = lina.fetches(f"{page}manadsrapport.pdf")
    assert (status, paper[:5]) == (200, b"%PDF-")
    status, figures = lina.fetches(f"{page}manadsrapport.json")
    assert status == 200
    assert json.loads(figures)["month"] == MONTH
    return [figures.decode(), *lina.seen.values()]
