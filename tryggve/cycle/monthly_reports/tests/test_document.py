"""What the month tells of causes, measures and evaluations, and what of it leaves the municipality."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast as cast_to

from tryggve.cycle.cause_analyses.actions import settle_cause
from tryggve.cycle.evaluations.actions import evaluate_measure
from tryggve.cycle.evaluations.tests.world import WORKED, measure_with
from tryggve.cycle.measures.tests.world import EVALUATION, START
from tryggve.cycle.monthly_reports.actions import approve_month, compile_month, send_month
from tryggve.cycle.monthly_reports.document.work import Chosen, _unknowns
from tryggve.cycle.monthly_reports.queries import month, published
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import ReportMonth
from tryggve.testing.cast import Cast

MARCH = ReportMonth(2026, 3)  # weeks 10 to 13: chosen in week 11, started in week 12
JUNE = ReportMonth(2026, 6)
CAUSE = "Gångvägen är mörk"
TITLE = "Nya lampor på gångvägen"


def test_the_county_gets_the_title_of_a_measure_but_not_the_cause_in_words(cast: Cast) -> None:
    ground, _measure = measure_with(cast, WORKED)
    settle_cause(
        analysis=ground.analysis, hypothesis=ground.dark, reason="Spåren pekar dit.", by=cast.elin,
        now=START - timedelta(hours=1),
    )  # fmt: skip
    for week in MARCH.weeks:
        compile_picture(week=week, by=cast.elin, now=week.end_at + timedelta(days=8))
    now = MARCH.end_at + timedelta(days=9)
    report = compile_month(month=MARCH, summary="", by=cast.elin, now=now)
    approve_month(public_id=report.public_id, by=cast.stina, now=now)
    row = send_month(public_id=report.public_id, by=cast.elin, now=now)

    with acting_as(cast.elin):
        own = month(cast.elin, str(MARCH))
    with acting_as(cast.lina):
        sent = published(cast.lina, row.public_id)

    assert own is not None
    [priority] = own.body["priorities"]
    assert (priority["area"], priority["weeks"], priority["cause"]) == ("Knutpunkten", "vecka 11", CAUSE)
    assert priority["verdict_note"].startswith("läses av vecka")
    assert own.body["lead_time"]["parts"]
    [county_priority] = sent.body["priorities"]
    assert county_priority["cause"] == "vald"
    assert TITLE in county_priority["measure"]
    assert [each["title"] for each in sent.body["measures"]] == [TITLE]
    # Fewer than five areas have gone all the way: a median over one is that one.
    assert sent.body["lead_time"] is None
    everything = json.dumps(sent.body, ensure_ascii=False) + json.dumps(row.texts, ensure_ascii=False)
    assert CAUSE not in everything
    assert all(organisation.name not in everything for organisation in cast.organisations.values())
    assert "Störande samlingar" not in everything


def test_the_county_gets_a_verdict_but_not_the_counts_behind_it(cast: Cast) -> None:
    _ground, measure = measure_with(cast, WORKED)
    for week in JUNE.weeks[:2]:
        compile_picture(week=week, by=cast.elin, now=week.end_at + timedelta(days=8))
    read_at = datetime.combine(EVALUATION, datetime.min.time(), tzinfo=UTC) + timedelta(hours=10)
    evaluate_measure(measure=measure, carried_out="yes", lesson="Ljus räcker långt.", by=cast.elin, now=read_at)
    now = JUNE.end_at + timedelta(days=1)
    report = compile_month(month=JUNE, summary="", by=cast.elin, now=now)
    approve_month(public_id=report.public_id, by=cast.stina, now=now)
    row = send_month(public_id=report.public_id, by=cast.elin, now=now)

    with acting_as(cast.elin):
        own = month(cast.elin, str(JUNE))
    with acting_as(cast.lina):
        sent = published(cast.lina, row.public_id)

    assert own is not None
    [evaluation] = own.body["evaluations"]
    assert evaluation["verdict"] == "supported"
    assert evaluation["ratio"] is not None
    [seen] = sent.body["evaluations"]
    assert seen["verdict"] == "supported"
    assert (seen["ratio"], seen["low"], seen["high"]) == (None, None, None)
    assert evaluation["sentence"] not in json.dumps(sent.body, ensure_ascii=False)
    assert "Ljus räcker långt." not in json.dumps(own.body, ensure_ascii=False)


def test_areas_nobody_can_explain_are_one_line_and_each_is_named_once() -> None:
    chosen = [
        SimpleNamespace(area_name=name, analysis=None, verdict=None, first_evaluation=None)
        for name in ("Aspeboda", "Korsnäs", "Korsnäs", "Östanfors")
    ]
    assert _unknowns(cast_to("list[Chosen]", chosen)) == [
        "Vad som ligger bakom läget i Aspeboda, Korsnäs och Östanfors."
    ]
