"""The register and the draft say what is so, leave gaps where only people know, and make nothing up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from tryggve.cycle.weekly_reports.actions import open_week
from tryggve.cycle.weekly_reports.rules import CannotOpen
from tryggve.edges.jobs.rhythms import open_last_week
from tryggve.edges.keeping.actions import approve_decision, propose_decision
from tryggve.edges.papers.actions import note_assessment
from tryggve.edges.papers.configuration import Configuration, read
from tryggve.edges.papers.documents.assessment import assessment_paper
from tryggve.edges.papers.documents.paper import Paper, as_html, as_json, as_pdf
from tryggve.edges.papers.documents.register import register_paper
from tryggve.edges.papers.rules import CannotNote
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.matrix import exports
from tryggve.foundation.privacy.fields import FieldClass, classify, own_models
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import NOW, Cast

LogIn = Callable[[str], Client]
REGISTER, DRAFT = "/installningar/register/", "/installningar/konsekvensbedomning/"


def _read(cast: Cast) -> Configuration:
    with acting_as(cast.adam):
        return read(cast.adam, NOW)


def _said(paper: Paper) -> str:
    return json.dumps(as_json(paper), ensure_ascii=False)


def test_every_table_with_personal_data_free_text_or_a_secret_is_in_the_register(cast: Cast) -> None:
    found = _read(cast)

    wanted = {FieldClass.PERSONAL, FieldClass.FREE_TEXT, FieldClass.SECRET}
    names = {str(model._meta.verbose_name) for model in own_models() if set(classify(model).values()) & wanted}
    assert {each.name for each in found.tables} == names
    assert all(name in _said(register_paper(found)) for name in names)


def test_a_table_is_whose_its_lock_says_and_its_fields_have_swedish_names(cast: Cast) -> None:
    found = {each.name: each for each in _read(cast).tables}

    assert {name: found[name].whose for name in ("händelse", "veckorapport", "person", "filens rad")} == {
        "händelse": "organisationens",
        "veckorapport": "kommunens",
        "person": "hela installationens",
        "filens rad": "organisationens",
    }
    names = {name for each in found.values() for name in (*each.personal, *each.free_text)}
    assert [name for name in names if name == "user" or name.endswith(" by")] == []


def test_every_kind_of_file_that_may_leave_is_in_it_with_the_roles(cast: Cast) -> None:
    found = _read(cast)

    assert {(each.data_class[:2], each.file_format.lower()) for each in found.takings} == {
        (what.data_class, file_format) for what, file_format in exports()
    }
    assert all(each.roles for each in found.takings)


def test_it_has_the_organisations_of_this_municipality_and_no_other(cast: Cast) -> None:
    said = _said(register_paper(_read(cast)))

    assert all(name in said for name in ("Kopparstaden", "Polisen", "Bara sammanfattning, ingen rådata"))
    assert "Tunabyggen" not in said


def test_a_decision_on_keeping_shows_the_day_it_holds(cast: Cast) -> None:
    before = _said(register_paper(_read(cast)))
    made = propose_decision(
        record_type="raw", years=3, reference="KS 2026/77", decided_by="Kommunstyrelsen",
        decided_date=date(2026, 9, 1), by=cast.elin, now=NOW,
    )  # fmt: skip
    approve_decision(decision=made.public_id, by=cast.adam, now=NOW)

    after = _said(register_paper(_read(cast)))

    assert "inget gallringsbeslut" in before
    assert "gallras efter 3 år (Kommunstyrelsen, KS 2026/77, 2026-09-01)" in after


def test_what_only_people_know_is_a_gap_and_nothing_is_made_up(cast: Cast) -> None:
    found = _read(cast)

    papers = [register_paper(found), assessment_paper(found)]

    assert [each.gaps > 8 for each in papers] == [True, True]
    assert all("Fylls i av kommunen" in _said(each) for each in papers)
    assert "vet ej" in _said(papers[0])


def test_the_papers_can_be_kept_as_files(cast: Cast) -> None:
    paper = assessment_paper(_read(cast))

    assert as_pdf(paper).startswith(b"%PDF-")
    assert "Övningsdata" in as_html(paper).decode()
    assert b"<script" not in as_html(paper)


# -- Pages ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [REGISTER, DRAFT])
def test_the_administrator_and_the_coordinator_read_them_and_take_them_out(
    cast: Cast, log_in: LogIn, path: str
) -> None:  # fmt: skip
    for who in ("adam", "elin"):
        assert "Kopparstaden" in log_in(who).get(path).content.decode()
        assert log_in(who).get(f"{path}pdf/").content.startswith(b"%PDF-")
    with acting_as(cast.adam):
        assert AuditEntry.objects.seen_by(cast.adam).filter(event="file.taken_out", codes__data_class="D7").count() == 2


@pytest.mark.parametrize("path", [REGISTER, DRAFT, f"{REGISTER}pdf/", f"{DRAFT}pdf/"])
def test_others_do_not_and_a_stranger_sees_only_their_own(cast: Cast, log_in: LogIn, path: str) -> None:
    assert {log_in(who).get(path).status_code for who in ("rakel", "sixten", "stina", "lina")} == {403}
    assert b"Kopparstaden" not in log_in("bo").get(path).content


# -- The assessment that has been made ---------------------------------------------------------------
def test_no_real_week_is_opened_before_the_assessment_is_written_in(cast: Cast) -> None:
    week, now = Week.of(NOW) - 1, NOW
    Municipality.objects.update(is_practice=False)
    real = replace(cast.elin, is_practice=False)

    with pytest.raises(CannotOpen, match="konsekvensbedömning"):
        open_week(week=week, by=real, now=now)
    note_assessment(reference="KS 2026/9", assessed_on=date(2026, 9, 1), by=cast.adam, now=now)

    assert open_week(week=week, by=real, now=now)


def test_one_that_is_not_ready_does_not_keep_its_neighbours_waiting(cast: Cast) -> None:
    Municipality.objects.update(is_practice=False)
    Municipality.objects.filter(slug="falun").update(assessment_reference="KS 2026/9")

    open_last_week(NOW)

    with acting_as(cast.elin):
        assert AuditEntry.objects.seen_by(cast.elin).filter(event="weekly_report.opened").exists()
    with acting_as(cast.bo):
        assert not AuditEntry.objects.seen_by(cast.bo).filter(event="weekly_report.opened").exists()


def test_the_administrator_writes_it_in_on_the_page(cast: Cast, log_in: LogIn) -> None:
    client = log_in("adam")

    refused = client.post(DRAFT, {"reference": "KS 2026/9", "assessed_on": "2099-01-01"})
    saved = client.post(DRAFT, {"reference": "KS 2026/9", "assessed_on": "2026-09-01"})

    assert refused.status_code == 422
    assert "KS 2026/9" in refused.content.decode()
    assert saved.status_code == 302
    cast.falun.refresh_from_db()
    assert cast.falun.assessment_reference == "KS 2026/9"
    assert "Gjord: KS 2026/9, 2026-09-01" in client.get(DRAFT).content.decode()


def test_the_coordinator_reads_it_and_does_not_write_it_in(cast: Cast, log_in: LogIn) -> None:
    said = {"reference": "KS 2026/9", "assessed_on": "2026-09-01"}

    assert log_in("elin").post(DRAFT, said).status_code == 403
    with pytest.raises(NotAllowed):
        note_assessment(reference="x", assessed_on=date(2026, 9, 1), by=cast.bo, now=NOW)
    with pytest.raises(CannotNote):
        note_assessment(reference="x", assessed_on=(NOW + timedelta(days=2)).date(), by=cast.adam, now=NOW)


def test_settings_say_what_is_amiss_where_data_are_real(cast: Cast, log_in: LogIn) -> None:
    before = log_in("adam").get("/installningar/").content.decode()
    Municipality.objects.update(is_practice=False)

    after = log_in("adam").get("/installningar/").content.decode()

    assert "Konsekvensbedömningen är inte införd." not in before
    assert "Konsekvensbedömningen är inte införd." in after
