"""An incident pack says who saw, shared, took out and changed what; never what stood in it, nor a neighbour's."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tryggve.cycle.weekly_reports.actions import share_report, write_judgement
from tryggve.edges.papers.actions import ask_after_incident
from tryggve.edges.papers.documents.incident import incident_paper
from tryggve.edges.papers.documents.notices import to_authority, to_csirt
from tryggve.edges.papers.documents.paper import Gap, as_json
from tryggve.edges.papers.incident import Pack
from tryggve.edges.papers.packing import files_of
from tryggve.edges.papers.rules import CHANGED, DENIED, SEEN, SHARED, TAKEN_OUT, CannotAsk, Question, kind_of
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.trail import Named, record
from tryggve.foundation.people.actions import invite_device
from tryggve.foundation.people.queries import house_viewer, system_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed
from tryggve.testing.cast import NOW, Cast
from tryggve.testing.story import AFTER_WEEK, an_incident, report_of

LogIn = Callable[[str], Client]
PAGE = "/installningar/incident/"
SECRET = "Hemligt om trappan"
LATER = AFTER_WEEK + timedelta(hours=2)
EVERYTHING = Question(since=NOW - timedelta(days=30), until=LATER)


def _happened(cast: Cast) -> str:
    """Rakel reports, Sixten approves and shares; Elin opens it in an emergency; Kerstin takes something out."""
    incident = an_incident(cast, "rakel", place="knutpunkten", note=SECRET, shared_text=f"{SECRET}.")
    report = report_of(cast, "sixten")
    judged: dict[str, Any] = {"judgement": "yellow", "judgement_text": SECRET, "risk_signals": "", "needs": ""}
    write_judgement(public_id=report.public_id, by=cast.sixten, now=AFTER_WEEK, **judged)
    share_report(public_id=report.public_id, by=cast.sixten, now=AFTER_WEEK)
    with acting_as(cast.elin):
        thing = Named("incident", incident.public_id)
        record(by=cast.elin, event="raw.read", now=AFTER_WEEK, subject=thing, codes={"route": "incidents:detail"})
        record(by=cast.elin, event="raw.read", now=AFTER_WEEK, codes={"route": "incidents:review"})
    with acting_as(cast.kerstin):
        codes = {"data_class": "D3", "file_format": "pdf", "rows": 40}
        record(by=cast.kerstin, event="file.taken_out", now=AFTER_WEEK, codes=codes)
        record(by=cast.kerstin, event="access.denied", now=AFTER_WEEK, codes={"route": "keeping:overview"})
    with acting_as(cast.bo):
        record(by=cast.bo, event="raw.read", now=AFTER_WEEK, subject=Named("incident", "borlanges"))
    return incident.public_id


def _pack(cast: Cast, question: Question = EVERYTHING) -> Pack:
    return ask_after_incident(question=question, by=cast.adam, now=LATER)


def _said(pack: Pack) -> str:
    return json.dumps(as_json(incident_paper(pack)), ensure_ascii=False)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("raw.read", SEEN),
        ("shared.read", SEEN),
        ("raw_access.read", SEEN),
        ("weekly_report.shared", SHARED),
        ("weekly_report.shared_nothing", SHARED),
        ("monthly_report.sent", SHARED),
        ("file.taken_out", TAKEN_OUT),
        ("access.denied", DENIED),
        ("login.refused", DENIED),
        ("incident.approved", CHANGED),
        ("something.new", CHANGED),
    ],
)
def test_an_event_is_seen_shared_taken_out_changed_or_denied(event: str, kind: str) -> None:
    assert kind_of(event) == kind


# -- What it says -----------------------------------------------------------------------------------
def test_it_says_who_did_what(cast: Cast) -> None:
    key = _happened(cast)

    pack = _pack(cast)

    did = {(each.who, each.kind) for each in pack.lines}
    assert {("Elin Sund", SEEN), ("Sixten Berg", SHARED), ("Kerstin Ek", TAKEN_OUT), ("Kerstin Ek", DENIED)} <= did
    assert ("Rakel Lind", CHANGED) in did
    incidents = next(each for each in pack.touched if each.table == "incidents.incident")
    assert incidents.is_raw
    assert incidents.records == 1
    assert "free_text" in incidents.classes
    assert key in {each.key for each in pack.lines}
    assert pack.lists_read == 1


def test_nothing_that_was_written_in_a_report_comes_along(cast: Cast) -> None:
    _happened(cast)

    files = files_of(_pack(cast))

    assert not any(SECRET.encode() in content for content in files.values())


def test_the_owner_of_what_another_has_read_must_be_told(cast: Cast) -> None:
    _happened(cast)

    told = {each.name: each for each in _pack(cast).told}

    assert len(told["Kopparstaden"].read_by_others) == 1
    assert not told["Centrala stadsrum"].read_by_others
    assert told["Centrala stadsrum"].own_lines
    assert "andra har läst" in _said(_pack(cast))


def test_what_the_program_does_by_itself_is_nobodys_doing(cast: Cast) -> None:
    _happened(cast)

    assert all(not each.changed_by_others for each in _pack(cast).told)


def test_everybody_must_be_told_when_everything_is_taken_out(cast: Cast) -> None:
    home = system_viewer(cast.falun)
    with acting_as(home):
        record(by=home, event="municipality.taken_out", now=NOW, subject=cast.falun)

    told = {each.name for each in _pack(cast).told if each.read_by_others}

    assert told == {"Kopparstaden", "Centrala stadsrum", "Polisen", "Falu kommun, trygghet"}


def test_a_neighbours_lines_are_not_in_it(cast: Cast) -> None:
    _happened(cast)

    pack = _pack(cast)

    assert "borlanges" not in {each.key for each in pack.lines}
    assert "Bo Alm" not in _said(pack)
    assert "Tunabyggen" not in {each.name for each in pack.told}


@pytest.mark.parametrize(
    ("narrowed", "people"),
    [
        ({"person": "kerstin"}, {"Kerstin Ek"}),
        ({"organisation": "centrala_stadsrum"}, {"Kerstin Ek"}),
    ],
)
def test_it_can_be_narrowed(cast: Cast, narrowed: dict[str, str], people: set[str]) -> None:
    _happened(cast)
    named: dict[str, Any] = {"person": cast.users, "organisation": cast.organisations}
    keys = {what: named[what][name].public_id for what, name in narrowed.items()}

    pack = _pack(cast, Question(since=EVERYTHING.since, until=LATER, **keys))

    assert {each.who for each in pack.lines} - {"Tryggve"} == people
    assert pack.narrowed_to


def test_a_telephone_has_the_lines_of_those_who_use_it(cast: Cast) -> None:
    _happened(cast)
    users = [cast.users["rakel"].public_id]
    device = invite_device(name="Bovärdens", users=users, by=cast.sixten, now=NOW).device.public_id

    pack = _pack(cast, Question(since=EVERYTHING.since, until=LATER, device=device))

    assert {each.who for each in pack.lines} == {"Rakel Lind", "Sixten Berg"}
    assert {each.event for each in pack.lines if each.who == "Sixten Berg"} == {"device.invited"}
    assert pack.narrowed_to == ("Telefon: Bovärdens, används av Rakel Lind",)
    assert "alla personens rader är med" in _said(pack)


def test_what_happened_before_and_after_is_not_in_it(cast: Cast) -> None:
    _happened(cast)

    pack = _pack(cast, Question(since=AFTER_WEEK + timedelta(minutes=1), until=LATER))

    assert pack.lines == ()
    assert incident_paper(pack).answer == "0 rader av 0 personer"


def test_a_broken_trail_is_told_first(cast: Cast) -> None:
    _happened(cast)
    with acting_as(cast.adam):
        line = AuditEntry.objects.seen_by(cast.adam).order_by("-sequence")[0]
        line.pk, line.sequence, line.previous_hash = None, line.sequence + 2, "0" * 64
        AuditEntry.objects.bulk_create([line])

    pack = _pack(cast)

    assert pack.verdict.broken_at == line.sequence - 1
    assert "INTE hel" in _said(pack)


def test_a_question_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    with pytest.raises(CannotAsk):
        _pack(cast, Question(since=NOW, until=NOW))
    with pytest.raises(CannotAsk):
        _pack(cast, Question(since=LATER + timedelta(days=1), until=LATER + timedelta(days=2)))


@pytest.mark.parametrize("name", ["since", "until", "discovered"])
@pytest.mark.parametrize("year", [1, 1999, 9999])
def test_a_year_that_nobody_means_is_refused_with_what_was_typed(
    cast: Cast, log_in: LogIn, name: str, year: int
) -> None:
    said = {"since": "2026-08-20T08:00", name: f"{year:04}-01-01T00:00"}

    for more in ({}, {"ta-ut": "1"}):
        answer = log_in("adam").post(PAGE, said | more)

        assert answer.status_code == 422
        assert "Året går inte att använda." in answer.content.decode()


# -- The notices ------------------------------------------------------------------------------------
def test_a_notice_counts_its_hours_and_leaves_gaps_where_only_people_know(cast: Cast) -> None:
    _happened(cast)
    pack = _pack(cast, Question(since=EVERYTHING.since, until=LATER, discovered=NOW))

    authority, csirt = to_authority(pack), to_csirt(pack)

    assert "2026-09-11 12:00" in json.dumps(as_json(authority))
    assert "2026-09-09 12:00" in json.dumps(as_json(csirt))
    assert authority.gaps >= 6
    assert csirt.gaps >= 4
    assert "vet ej" in json.dumps(as_json(authority), ensure_ascii=False)
    assert not any(name in json.dumps(as_json(authority), ensure_ascii=False) for name in ("Elin Sund", "Kerstin Ek"))
    gaps = [part for section in csirt.sections for part in section.parts if isinstance(part, Gap)]
    assert all(each.whose == "Fylls i av kommunen" for each in gaps)


# -- The files --------------------------------------------------------------------------------------
def test_the_files_can_be_read_sorted_and_loaded(cast: Cast) -> None:
    _happened(cast)
    pack = _pack(cast)

    files = files_of(pack)

    assert files["incidentunderlag.pdf"].startswith(b"%PDF-")
    assert b"<script" not in files["incidentunderlag.html"]
    assert b"http" not in files["incidentunderlag.html"]
    rows = files["tidslinje.csv"].decode("utf-8-sig").splitlines()
    assert len(rows) == len(pack.lines) + 1
    told = json.loads(files["incidentunderlag.json"])
    assert len(told["timeline"]) == len(pack.lines)
    assert told["chain"]["holds"] is True
    assert told["persons"]["named_in_texts"] is None


# -- Who may ask ------------------------------------------------------------------------------------
def test_asking_stands_in_the_trail_with_what_was_asked(cast: Cast) -> None:
    _happened(cast)

    _pack(cast)

    with acting_as(cast.adam):
        line = AuditEntry.objects.seen_by(cast.adam).get(event="incident_pack.asked")
    assert line.actor == cast.adam.actor
    assert line.codes["since"].startswith("2026-08-09")


@pytest.mark.parametrize("who", ["sixten", "elin", "rakel", "bo"])
def test_nobody_but_the_administrator_may_ask(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask_after_incident(question=EVERYTHING, by=getattr(cast, who), now=LATER)


def test_the_page_answers_and_hands_out_one_file(
    cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    _happened(cast)
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    client = log_in("adam")

    asked = client.post(PAGE, {"since": "2026-08-20T08:00", "discovered": "2026-09-14T09:00"})
    taken = client.post(PAGE, {"since": "2026-08-20T08:00", "ta-ut": "1"})
    refused = client.post(PAGE, {"since": "nyss", "discovered": "2026-09-14T09:00"})

    assert asked.status_code == 200
    assert "Kopparstaden" in asked.content.decode()
    assert SECRET not in asked.content.decode()
    names = set(zipfile.ZipFile(io.BytesIO(taken.content)).namelist())
    assert {"incidentunderlag.pdf", "anmalan-imy.html", "anmalan-csirt.html", "tidslinje.csv"} <= names
    assert refused.status_code == 422
    assert "2026-09-14T09:00" in refused.content.decode()
    with acting_as(cast.adam):
        assert AuditEntry.objects.seen_by(cast.adam).filter(event="incident_pack.asked").count() == 2
        assert AuditEntry.objects.seen_by(cast.adam).filter(event="file.taken_out", codes__data_class="D6").exists()


def test_a_stranger_gets_nothing(cast: Cast, log_in: LogIn) -> None:
    assert log_in("bo").get(PAGE).status_code == 403
    assert log_in("sixten").post(PAGE, {"since": "2026-08-20T08:00"}).status_code == 403


# -- The command ------------------------------------------------------------------------------------
def test_the_command_writes_the_same_with_the_log_ins(cast: Cast, tmp_path: Path) -> None:
    _happened(cast)
    for who in ("kerstin", "bo"):
        house = house_viewer(cast.users[who])
        with acting_as(house):
            record(by=house, event="person.logged_in", now=AFTER_WEEK)
    out, answer = tmp_path / "pack", StringIO()
    asked: dict[str, Any] = {"municipality": "falun", "since": "2026-08-20", "until": "2026-09-20T00:00", "out": out}

    call_command("incident_pack", *[f"--{name}={value}" for name, value in asked.items()], "--json", stdout=answer)

    told = json.loads((out / "incidentunderlag.json").read_text())
    entries = [each for each in told["timeline"] if each["event"] == "person.logged_in"]
    assert [each["actor"] for each in entries] == [cast.users["kerstin"].public_id]
    assert json.loads(answer.getvalue())["trail_holds"] is True
    assert (out / "incidentunderlag.pdf").stat().st_mode & 0o077 == 0


def test_the_command_refuses_a_person_it_does_not_know(cast: Cast, tmp_path: Path) -> None:
    asked = ["--municipality=falun", "--since=2026-08-20", f"--out={tmp_path / 'x.zip'}", "--user=ingen@exempel.se"]

    with pytest.raises(SystemExit):
        call_command("incident_pack", *asked, stdout=StringIO())

    assert not (tmp_path / "x.zip").exists()
