"""Compiling, reading a second time, sending."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tryggve.cycle.monthly_reports.actions import approve_month, compile_month, return_month, send_month
from tryggve.cycle.monthly_reports.document.county import county_part
from tryggve.cycle.monthly_reports.queries import (
    month,
    month_edition,
    months,
    own_published_totals,
    published,
    published_in_county,
    published_json,
    published_pdf,
    versions,
)
from tryggve.cycle.monthly_reports.rules import CannotApprove, CannotCompileMonth, CannotReturn, CannotSend
from tryggve.cycle.monthly_reports.tests.world import (
    AFTER_MONTH,
    MONTH,
    a_late_line,
    a_month,
    a_summary_line,
    a_week,
    borlange_sent,
    compiled,
    sent,
)
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.render.canonical import canonical_json, salted_hash, sha256_of
from tryggve.foundation.render.documents import document
from tryggve.foundation.render.editions import verify
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.weeks import ReportMonth
from tryggve.testing.cast import Cast, with_roles
from tryggve.testing.story import an_incident, share_week

HIDDEN = {"hidden": "protected"}
COUNTS = {("C4", "knutpunkten"): 9, ("A1", "bojsenburg"): 6, ("F3", "norslund"): 3}


def test_weeks_add_up_to_the_month_and_are_named(cast: Cast) -> None:
    a_month(cast, COUNTS)
    report = compiled(cast)

    with acting_as(cast.elin):
        found = month(cast.elin, str(MONTH))
        edition = month_edition(cast.elin, report.public_id)
        pdf = document(edition, "pdf", cast.elin, AFTER_MONTH)
        assert verify(edition)

    assert found is not None
    assert found.is_exact
    assert found.body["totals"]["occurrences"] == 18
    counts = {row["letter"]: row["count"] for row in found.body["groups"]}
    assert (counts["A"], counts["C"], counts["F"]) == (6, 9, 3)
    assert sum(row["count"] for row in found.body["areas"]) == 18
    assert [week["number"] for week in found.body["weeks"]] == [36, 37, 38, 39]
    assert all(week["hash"] for week in found.body["weeks"])
    assert found.body["inbound"]["parties"]
    assert pdf.startswith(b"%PDF")


def test_a_month_rests_on_frozen_weeks_and_not_on_what_came_later(cast: Cast) -> None:
    a_month(cast, COUNTS)
    an_incident(cast, "kerstin", week=MONTH.first_week, place="knutpunkten")
    share_week(cast, "kerstin", week=MONTH.first_week, now=MONTH.end_at)

    compiled(cast)
    with acting_as(cast.elin):
        before = month(cast.elin, str(MONTH))
    compile_picture(week=MONTH.first_week, by=cast.elin, now=AFTER_MONTH)
    compiled(cast, now=AFTER_MONTH + timedelta(days=1))
    with acting_as(cast.elin):
        after = month(cast.elin, str(MONTH))

    assert before is not None
    assert after is not None
    assert before.body["totals"]["occurrences"] == 18
    assert after.body["totals"]["occurrences"] == 19
    assert "Antal händelser: 18 blev 19." in after.body["changes"]


def test_a_week_without_a_picture_is_named_and_is_not_a_zero(cast: Cast) -> None:
    a_month(cast, COUNTS, weeks=3)
    compiled(cast)

    with acting_as(cast.elin):
        found = month(cast.elin, str(MONTH))

    assert found is not None
    assert "Vecka 39 saknar lägesbild. Den räknas inte som noll." in found.body["unknowns"]
    assert found.body["weeks"][3]["hash"] is None
    assert found.body["months"]["missing"][-1] is True
    assert found.body["county"]["weeks"][3] == {"number": 39, "is_compiled": False}
    assert not any(row["level"] == "zero" for row in found.body["groups"])


def test_a_month_without_any_picture_and_a_month_ahead_are_refused(cast: Cast) -> None:
    with pytest.raises(CannotCompileMonth):
        compiled(cast)
    with pytest.raises(CannotCompileMonth):
        compile_month(month=ReportMonth(2027, 1), summary="", by=cast.elin, now=AFTER_MONTH)


def test_compiling_again_without_news_is_refused(cast: Cast) -> None:
    a_month(cast, COUNTS)
    compiled(cast)

    with pytest.raises(CannotCompileMonth, match="Inget har ändrats"):
        compiled(cast, now=AFTER_MONTH + timedelta(hours=1))

    assert compiled(cast, summary="En lugn månad.", now=AFTER_MONTH + timedelta(hours=1)).version == 2


def test_a_summary_with_a_telephone_number_is_refused(cast: Cast) -> None:
    a_month(cast, COUNTS)

    with pytest.raises(PersonalDataFound):
        compiled(cast, summary="Ring 070-174 06 11.")


def test_the_one_who_compiled_cannot_approve_not_even_with_both_roles(cast: Cast) -> None:
    a_month(cast, COUNTS)
    report = compiled(cast)
    both = with_roles(cast.elin, "est_coordinator", "steering_group")

    with pytest.raises(CannotApprove, match="Du sammanställde den själv"):
        approve_month(public_id=report.public_id, by=both, now=AFTER_MONTH)
    with pytest.raises(NotAllowed):
        approve_month(public_id=report.public_id, by=cast.elin, now=AFTER_MONTH)

    approved = approve_month(public_id=report.public_id, by=cast.stina, now=AFTER_MONTH)
    assert approved.approved_by_id == cast.stina.user_id


def test_nothing_is_sent_before_a_second_person_has_approved(cast: Cast) -> None:
    a_month(cast, COUNTS)
    report = compiled(cast)

    with pytest.raises(CannotSend, match="inte godkänd"):
        send_month(public_id=report.public_id, by=cast.elin, now=AFTER_MONTH)
    with acting_as(cast.lina):
        assert published_in_county(cast.lina, str(MONTH)) == []


def test_an_approval_does_not_cover_a_later_version(cast: Cast) -> None:
    a_month(cast, COUNTS)
    first = compiled(cast)
    approve_month(public_id=first.public_id, by=cast.stina, now=AFTER_MONTH)
    second = compiled(cast, summary="Något annat.", now=AFTER_MONTH + timedelta(hours=1))

    with pytest.raises(CannotSend, match="nyare version"):
        send_month(public_id=first.public_id, by=cast.elin, now=AFTER_MONTH)
    with pytest.raises(CannotSend, match="inte godkänd"):
        send_month(public_id=second.public_id, by=cast.elin, now=AFTER_MONTH)


def test_a_question_sends_it_back_and_the_same_numbers_may_then_be_compiled_again(cast: Cast) -> None:
    a_month(cast, COUNTS)
    report = compiled(cast)

    with pytest.raises(CannotReturn, match="Frågan saknas"):
        return_month(public_id=report.public_id, question="  ", by=cast.stina, now=AFTER_MONTH)
    return_month(public_id=report.public_id, question="Varför saknas Polisen?", by=cast.stina, now=AFTER_MONTH)

    with acting_as(cast.elin):
        found = month(cast.elin, str(MONTH))
    assert found is not None
    assert (found.stage, found.return_note) == ("returned", "Varför saknas Polisen?")
    assert compiled(cast, now=AFTER_MONTH + timedelta(hours=1)).version == 2


def test_the_county_gets_sums_without_small_numbers_and_a_pdf_of_the_same(cast: Cast) -> None:
    a_month(cast, COUNTS)
    row = sent(cast, summary="Lugnt utom vid stationen.")

    with acting_as(cast.lina):
        found = published(cast.lina, row.public_id)
        pdf = published_pdf(cast.lina, row.public_id)

    counts = {each["letter"]: each["count"] for each in found.body["groups"]}
    # F is three; A and C are one organisation's own, each alone in its row and column.
    assert counts["F"] == counts["A"] == counts["C"] == HIDDEN
    assert counts["B"] == 0
    assert found.body["totals"] == {"occurrences": 18}
    assert found.body["months"]["values"][-1] == 18
    assert [(each["name"], each["count"]) for each in found.body["areas"]] == [
        ("Bojsenburg", HIDDEN),
        ("Knutpunkten", HIDDEN),
        ("Norslund", HIDDEN),
        ("Utan känt område", 0),
    ]
    assert found.body["lead"] == "Lugnt utom vid stationen."
    assert found.body["inbound"]["parties"] == []
    assert "Kopparstaden" not in row.body
    assert pdf.startswith(b"%PDF")


def test_what_is_sent_can_be_checked_and_holds_no_typed_text_but_summary_and_titles(cast: Cast) -> None:
    a_month(cast, COUNTS)
    row = sent(cast, summary="Lugnt utom vid stationen.")

    with acting_as(cast.lina):
        export = published_json(cast.lina, row.public_id)

    assert sha256_of(canonical_json(export["body"])) == export["body_sha256"]
    assert set(export["texts"]) == {"summary"}
    text = export["texts"]["summary"]
    assert salted_hash(text["text"], text["salt"]) in json.dumps(export["body"])
    assert "Lugnt utom" not in row.body
    assert not {"county", "edition", "changes", "summary", "late"} & set(export["body"])


def test_a_hidden_total_does_not_come_back_in_the_next_months_series(cast: Cast) -> None:
    a_month(cast, {("F3", "norslund"): 3})
    sent(cast)
    october = MONTH.next
    a_week(cast, october.first_week, COUNTS)
    report = compile_month(month=october, summary="", by=cast.elin, now=october.end_at)

    with acting_as(cast.elin):
        found = month(cast.elin, str(october))
        totals = own_published_totals(cast.elin, [str(MONTH)])

    assert report.version == 1
    assert found is not None
    assert totals == {}
    assert found.body["months"]["values"][-2:] == [3, 18]
    assert found.body["county"]["months"]["values"][-2:] == [None, 18]


def test_what_several_told_of_is_shown_area_by_area_with_its_sums(cast: Cast) -> None:
    week = MONTH.first_week
    for category, area, count in (("C4", "knutpunkten", 9), ("C2", "bojsenburg", 6), ("A1", "bojsenburg", 8)):
        a_summary_line(cast, "petra", area=area, category=category, count=count, week=week)
    share_week(cast, "petra", week=week)
    a_month(cast, COUNTS | {("C4", "bojsenburg"): 7})
    row = sent(cast)

    with acting_as(cast.lina):
        found = published(cast.lina, row.public_id)

    table = found.body["table"]
    rows = {each["name"]: each["counts"] for each in table["rows"]}
    assert (rows["Knutpunkten"][2], rows["Bojsenburg"][2], rows["Bojsenburg"][1]) == (18, 13, 0)
    assert rows["Norslund"][5] == HIDDEN
    assert table["total"] == 48
    groups = {each["letter"]: each["count"] for each in found.body["groups"]}
    assert [groups[letter] for letter in "ABCDEFG"] == table["totals"][:7]
    assert found.body["other"] == table["totals"][7]
    assert {each["name"]: each["count"] for each in found.body["areas"]} == {
        each["name"]: each["total"] for each in table["rows"]
    }


def test_a_corrected_month_shows_the_county_only_what_has_changed_by_five(cast: Cast) -> None:
    week = MONTH.first_week
    a_summary_line(cast, "petra", area="knutpunkten", category="C4", count=9, week=week)
    share_week(cast, "petra", week=week)
    a_month(cast, {("C4", "knutpunkten"): 9, ("A1", "knutpunkten"): 8})
    first = sent(cast)
    a_late_line(cast, area="knutpunkten", category="C4", count=2, week=week)
    second = sent(cast, now=AFTER_MONTH + timedelta(days=3))
    with acting_as(cast.lina):
        before, after = published(cast.lina, first.public_id), published(cast.lina, second.public_id)
    with acting_as(cast.elin):
        exact = month(cast.elin, str(MONTH))

    assert exact is not None
    assert exact.body["totals"]["occurrences"] == 28
    assert after.body["table"] == before.body["table"]
    assert any("senare version" in text for text in after.body["unknowns"])


def test_a_month_that_is_not_over_shows_no_numbers_and_binds_none(cast: Cast) -> None:
    a_month(cast, COUNTS)
    compiled(cast, now=MONTH.end_at - timedelta(days=1))
    with acting_as(cast.stina):
        early = month(cast.stina, str(MONTH))
    compiled(cast, summary="Nu är den slut.")
    with acting_as(cast.stina):
        found = month(cast.stina, str(MONTH))

    assert early is not None
    assert early.body["totals"]["occurrences"] == HIDDEN
    assert not [each for each in early.body["groups"] if each["count"] != HIDDEN]
    assert found is not None
    assert found.body["totals"]["occurrences"] == 18


def test_an_edition_from_before_the_tables_lends_its_numbers_to_a_later_version(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {
        "groups": [{"letter": "A", "name": "Ordning", "count": {"hidden": "small"}, "level": "hidden"}],
        "areas": [],
        "other": 0,
        "totals": {"occurrences": 18},
        "suppression": {"k": 5, "hidden": 1},
    }

    def as_it_was(*given: Any, **more: Any) -> dict[str, Any]:
        return {key: value for key, value in county_part(*given, **more).items() if key != "table"} | older

    a_month(cast, COUNTS)
    with monkeypatch.context() as then:
        then.setattr("tryggve.cycle.monthly_reports.document.county_part", as_it_was)
        compiled(cast)
    compiled(cast, summary="Rättad.")

    with acting_as(cast.elin):
        found = month(cast.elin, str(MONTH))

    assert found is not None
    assert found.body["county"]["groups"] == older["groups"]
    assert found.body["county"]["totals"] == older["totals"]
    assert "table" not in found.body["county"]


def test_a_new_version_after_sending_is_sent_on_its_own_and_marked(cast: Cast) -> None:
    a_month(cast, COUNTS)
    first = sent(cast)
    second = sent(cast, summary="Rättad.", now=AFTER_MONTH + timedelta(days=3))

    with acting_as(cast.lina):
        newest = published_in_county(cast.lina, str(MONTH))
        old = published(cast.lina, first.public_id)
    assert [(each.key, each.version) for each in newest] == [(second.public_id, 2)]
    assert not old.is_latest
    with acting_as(cast.elin):
        assert [line.version for line in versions(cast.elin, str(MONTH))] == [2, 1]


def test_the_steering_group_reads_what_is_sent_and_the_coordinator_exact_numbers(cast: Cast) -> None:
    a_month(cast, COUNTS)
    compiled(cast)

    with acting_as(cast.stina):
        found = month(cast.stina, str(MONTH))

    assert found is not None
    assert not found.is_exact
    assert "county" not in found.body
    assert HIDDEN in [row["count"] for row in found.body["groups"]]


def test_another_municipality_sees_what_is_published_and_nothing_behind_it(cast: Cast) -> None:
    a_month(cast, COUNTS)
    row = sent(cast)

    with acting_as(cast.bo):
        assert months(cast.bo) == []
        assert month(cast.bo, str(MONTH)) is None
        assert [each.key for each in published_in_county(cast.bo, str(MONTH))] == [row.public_id]
        with pytest.raises(NotFound):
            month_edition(cast.bo, str(row.public_id))
    falun_report_key = _report_key(cast)
    with pytest.raises(NotFound):
        send_month(public_id=falun_report_key, by=cast.bo, now=AFTER_MONTH)


def _report_key(cast: Cast) -> str:
    with acting_as(cast.elin):
        return months(cast.elin)[0].key


def test_the_county_board_reads_no_report_behind_what_is_published(cast: Cast) -> None:
    a_month(cast, COUNTS)
    compiled(cast)

    with acting_as(cast.lina):
        assert months(cast.lina) == []
        assert published_in_county(cast.lina, str(MONTH)) == []


def test_another_county_sees_nothing(cast: Cast) -> None:
    a_month(cast, COUNTS)
    row = sent(cast)
    elsewhere = replace(cast.lina, county_id=(cast.lina.county_id or 0) + 999)

    with acting_as(elsewhere):
        assert published_in_county(elsewhere, str(MONTH)) == []
        with pytest.raises(NotFound):
            published(elsewhere, row.public_id)


def test_both_municipalities_months_stand_in_the_county(cast: Cast) -> None:
    a_month(cast, COUNTS)
    sent(cast)
    borlange_sent(cast)

    with acting_as(cast.lina):
        names = [each.municipality_name for each in published_in_county(cast.lina, str(MONTH))]

    assert names == ["Borlänge kommun", "Falu kommun"]
