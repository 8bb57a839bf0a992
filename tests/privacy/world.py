"""A Falun in which every kind of thing exists, and the keys by which a stranger would ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from tests.privacy.addresses import Address
from tryggve.cycle.cause_analyses import actions as causes
from tryggve.cycle.county_reports.actions import compile_county
from tryggve.cycle.evaluations.actions import evaluate_measure
from tryggve.cycle.evaluations.tests.world import WORKED, measure_with
from tryggve.cycle.incidents.actions import add_photo, approve_raw_access, ask_raw_access
from tryggve.cycle.incidents.tests.test_photos import a_picture
from tryggve.cycle.measures.actions import plan_measure
from tryggve.cycle.meetings import actions as meetings
from tryggve.cycle.monthly_reports.actions import approve_month, compile_month, send_month
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.cycle.weekly_reports.actions import share_report, write_judgement
from tryggve.edges.entrance.tests.saml_provider import a_provider
from tryggve.edges.intake.pages import actions as intake
from tryggve.edges.intake.pages.queries import run_of
from tryggve.edges.intake.pages.shapes import Seen
from tryggve.edges.intake.pages.tests.files import lines
from tryggve.edges.intake.pages.work import check_file, read_file
from tryggve.edges.intake.shapes import FileMapping
from tryggve.edges.keeping.actions import approve_decision, order_extract, order_trial, propose_decision
from tryggve.edges.keeping.disposal import carry_out
from tryggve.edges.keeping.models import DisposalRun, PersonExtract
from tryggve.edges.papers.actions import report_barrier
from tryggve.foundation.notify.actions import make_calendar
from tryggve.foundation.notify.queries import calendars_of
from tryggve.foundation.people.access import roles
from tryggve.foundation.people.actions import invite_device
from tryggve.foundation.people.models import Agreement, Membership
from tryggve.foundation.people.queries import stations_of, system_viewer
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.reference.actions import save_fault_desk
from tryggve.foundation.reference.shapes import FaultDeskDraft
from tryggve.foundation.render.documents import document
from tryggve.foundation.render.models import DocumentFormat
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import ReportMonth
from tryggve.testing.cast import NOW, Cast
from tryggve.testing.story import AFTER_WEEK, WEEK, a_summary_line, an_incident, report_of

BACKEND = "tryggve.foundation.people.backends.PasswordBackend"
#: Written into every free text of Falun. Whoever meets it elsewhere has seen what they may not.
SECRET = "Hemligt i Falun"
#: What differs between two looks at the same page: the secret of its forms, and of its scripts.
FORM_SECRETS = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(rb'nonce="[^"]+"'),
    re.compile(rb'"X-CSRFToken": "[^"]+"'),
)
#: Names that stand for Falun's own on a page, beside the secret.
OWN_NAMES = ("Kopparstaden", "Centrala stadsrum", "Sixten Berg", "Rakel Lind", "Knutpunkten", "Bojsenburg")
MONTH = ReportMonth.of(WEEK)
AFTER_MONTH = MONTH.end_at + timedelta(days=1)
#: When the measure of the evaluations' world is due.
DUE = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)
#: Who is asked first. The reporter and the coordinators have pages that nobody else opens.
IN_HOUSE = ("elin", "sixten", "kerstin", "rakel", "adam", "stina", "lina", "petra", "mona", "olle")
#: Roles that hold in a municipality; the county board's is the county's.
IN_TOWN = sorted(code for code, role in roles().items() if role.assignable and role.given_by != "county")


@dataclass(frozen=True)
class Falun:
    """The cast, and the key of one thing of each kind."""

    cast: Cast
    keys: dict[str, str]


def _week(cast: Cast) -> dict[str, str]:
    seen = an_incident(cast, "rakel", place="knutpunkten", note=SECRET, shared_text=f"{SECRET}.")
    waiting = an_incident(cast, "rakel", hours_in=60, note=SECRET, approve=False)
    line = a_summary_line(cast, "petra", area="knutpunkten")
    report = report_of(cast, "sixten")
    write_judgement(
        public_id=report.public_id, judgement="yellow", judgement_text=f"{SECRET} bedömt.",
        risk_signals=f"{SECRET} risk.", needs=f"{SECRET} behov.", by=cast.sixten, now=AFTER_WEEK,
    )  # fmt: skip
    share_report(public_id=report.public_id, by=cast.sixten, now=AFTER_WEEK)
    picture = compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)
    with acting_as(cast.elin):
        document(picture.edition, DocumentFormat.JSON, cast.elin, AFTER_WEEK)
    return {
        "incident": seen.public_id,
        "photo": add_photo(public_id=seen.public_id, sent=a_picture(), by=cast.rakel, now=AFTER_WEEK).public_id,
        "waiting_incident": waiting.public_id,
        "summary_line": line.public_id,
        "shared_report": report.public_id,
        "open_report": report_of(cast, "kerstin").public_id,
        "police_report": report_of(cast, "petra").public_id,
    }


def _meeting(cast: Cast) -> dict[str, str]:
    now = AFTER_WEEK + timedelta(days=2)
    meeting = meetings.open_meeting(week=WEEK, held_at=now, place=SECRET, by=cast.elin, now=now)
    chosen = meetings.propose_priority(
        meeting=meeting.public_id, area=cast.areas["knutpunkten"].public_id, subject=SECRET, category_codes=["C4"],
        reason=SECRET, owner=cast.organisations["kopparstaden"].public_id, by=cast.elin, now=now,
    )  # fmt: skip
    meetings.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=now)
    proposed = meetings.propose_priority(
        meeting=meeting.public_id, area=cast.areas["bojsenburg"].public_id, subject=SECRET, category_codes=["C4"],
        reason=SECRET, owner="", by=cast.elin, now=now,
    )  # fmt: skip
    meetings.add_decision(meeting=meeting.public_id, text=SECRET, by=cast.elin, now=now)
    with acting_as(cast.elin):
        decision = meeting.decisions.seen_by(cast.elin).get().public_id
    analysis = causes.start_analysis(priority=chosen.public_id, question=SECRET, by=cast.elin, now=now)
    hypotheses = [
        causes.add_hypothesis(analysis=analysis.public_id, title=f"{SECRET} {n}", by=cast.elin, now=now).public_id
        for n in range(2)
    ]
    evidence = causes.add_evidence(
        analysis=analysis.public_id, text=SECRET, provenance=SECRET,
        weights=dict(zip(hypotheses, ("for", "against"), strict=True)), by=cast.elin, now=now,
    )  # fmt: skip
    compile_picture(week=WEEK - 1, by=cast.elin, now=AFTER_WEEK)
    closed = meetings.open_meeting(week=WEEK - 1, held_at=now - timedelta(weeks=1), by=cast.elin, now=now)
    meetings.close_meeting(meeting=closed.public_id, previous_outcomes=[], by=cast.elin, now=now)
    return {
        "meeting": meeting.public_id,
        "closed_meeting": closed.public_id,
        "priority": chosen.public_id,
        "proposed": proposed.public_id,
        "decision": decision,
        "analysis": analysis.public_id,
        "evidence": evidence.public_id,
    }


def _measures(cast: Cast) -> dict[str, str]:
    ground, done = measure_with(cast, WORKED, title=SECRET)
    evaluation = evaluate_measure(measure=done, carried_out="yes", lesson=SECRET, by=cast.elin, now=DUE)
    planned = plan_measure(draft=ground.draft, by=cast.elin, now=NOW)
    return {"measure": done, "planned_measure": planned.public_id, "evaluation": evaluation.public_id}


def _month(cast: Cast) -> dict[str, str]:
    own = compile_month(month=MONTH, summary=SECRET, by=cast.elin, now=AFTER_MONTH)
    approve_month(public_id=own.public_id, by=cast.stina, now=AFTER_MONTH)
    published = send_month(public_id=own.public_id, by=cast.elin, now=AFTER_MONTH)
    report = compile_county(month=MONTH, by=cast.lina, now=AFTER_MONTH)
    return {"published": published.public_id, "county_report": report.public_id}


def _house(cast: Cast) -> dict[str, str]:
    with acting_as(cast.elin):
        job = enqueue("situation_pictures.compile", by=cast.elin, now=AFTER_WEEK, week=str(WEEK))
        agreement = Agreement.objects.seen_by(cast.elin).get()
    membership = Membership.objects.filter(user=cast.users["rakel"]).get()
    make_calendar(by=cast.elin, now=NOW)
    barrier = report_barrier(problem=SECRET, place=SECRET, aid=SECRET, by=system_viewer(cast.falun), now=NOW)
    return {
        "calendar": calendars_of(cast.elin)[0].public_id,
        "job": job.public_id,
        "agreement": agreement.public_id,
        "device": _telephone(cast),
        "fault_desk": _fault_desk(cast),
        **_keeping(cast),
        "accessibility_report": barrier.public_id,
        "person": cast.users["rakel"].public_id,
        "membership": membership.public_id,
        "organisation": cast.organisations["centrala_stadsrum"].public_id,
        "member": cast.members["bokhandeln"].public_id,
        "area": cast.areas["knutpunkten"].public_id,
        "place": cast.places["knutpunkten"].public_id,
    }


def _keeping(cast: Cast) -> dict[str, str]:
    """A decision about raw data in force, and the trial of it."""
    what: dict[str, Any] = {"record_type": "raw", "years": 2, "reference": "§ 45", "decided_by": "Kommunstyrelsen"}
    decision = propose_decision(**what, decided_date=NOW.date(), by=cast.elin, now=NOW)
    approve_decision(decision=decision.public_id, by=cast.adam, now=NOW)
    run = next(
        each
        for each in order_trial(decision=decision.public_id, by=cast.adam, now=NOW)
        if isinstance(each, DisposalRun)
    )
    carry_out(run.public_id, cast.falun, now=NOW, progress=lambda *_: None)
    gathered = order_extract(person=cast.users["rakel"].public_id, by=cast.adam, now=NOW)
    extract = next(each for each in gathered if isinstance(each, PersonExtract))
    return {
        "retention_decision": decision.public_id,
        "disposal_run": run.public_id,
        "person_extract": extract.public_id,
    }


def _telephone(cast: Cast) -> str:
    users = [cast.users["rakel"].public_id, cast.users["sixten"].public_id]
    return invite_device(name=SECRET, users=users, by=cast.sixten, now=NOW).device.public_id


def _fault_desk(cast: Cast) -> str:
    draft = FaultDeskDraft("D2", SECRET, url="https://exempel.se/fel", api_key=SECRET)
    return save_fault_desk(draft=draft, by=cast.elin, now=NOW).public_id


def _import(cast: Cast) -> dict[str, str]:
    """A file that has been tried and not read in, and how it is read. It is shown for a day."""
    now = AFTER_WEEK + timedelta(days=2)
    rows = [f"F-9;2026-09-07 12:00;{SECRET};;;Klotter;{SECRET};", f"F-8;;{SECRET};;;Klotter;{SECRET};"]
    run = intake.begin_import(
        file_name=f"{SECRET}.csv", content=lines(*rows), size=1, by=cast.sixten, now=now
    )  # fmt: skip
    read_file(run=run.public_id, by=cast.sixten, now=now, progress=lambda *_: None)
    with acting_as(cast.sixten):
        found = run_of(cast.sixten, run.public_id)
    seen, mapping = Seen.of(found.seen_in_file), FileMapping.of(found.mapping)
    source = intake.remember_source(name=SECRET, seen=seen, mapping=mapping, by=cast.sixten, now=now)
    intake.check_rows(public_id=run.public_id, mapping=mapping, source=source, by=cast.sixten, now=now)
    check_file(run=run.public_id, by=cast.sixten, now=now, progress=lambda *_: None)
    return {"import_run": run.public_id, "file_source": source.public_id}


def _emergency(cast: Cast) -> dict[str, str]:
    """One organisation is open to the administrator when the pages are visited; another is asked for."""
    now = AFTER_WEEK + timedelta(days=2, minutes=-10)

    def asked(key: str) -> str:
        organisation = cast.organisations[key].public_id
        return ask_raw_access(
            organisation=organisation, reason=f"{SECRET} och det brådskar.", by=cast.adam, now=now
        ).public_id

    opened = asked("kopparstaden")
    approve_raw_access(public_id=opened, by=cast.elin, now=now)
    return {"own_raw_access": opened, "raw_access": asked("centrala_stadsrum")}


def furnish(cast: Cast) -> Falun:
    """Everything, once. Weeks, months and codes are the same everywhere, and nobody's secret."""
    public = {"week": str(WEEK), "month": str(MONTH), "category": "C4", "errand": "dela", "format": "pdf"}
    public |= {"channel": "police", "provider": a_provider(NOW).public_id}
    private = (
        _house(cast) | _measures(cast) | _week(cast) | _import(cast) | _emergency(cast) | _meeting(cast) | _month(cast)
    )
    return Falun(cast, public | private)


def give_every_role(cast: Cast, first_name: str) -> None:
    """Let somebody hold every role of a municipality where they work, so that only the place stops them."""
    user = cast.users[first_name]
    held = Membership.objects.filter(user=user).get()
    organisation = next(each for each in cast.organisations.values() if each.pk == held.organisation_id)
    for code in IN_TOWN:
        if code != held.role:
            Membership.objects.create(
                user=user, county=held.county, municipality=held.municipality, organisation=organisation,
                role=code, created_at=NOW,
            )  # fmt: skip


def client_of(cast: Cast, first_name: str) -> Client:
    """A browser in which the person is logged in; a fault is an answer and not an exception."""
    client = Client(raise_request_exception=False)
    client.force_login(cast.users[first_name], backend=BACKEND)
    return client


def who_may(cast: Cast, address: Address) -> Iterator[str]:
    """Those of the house who hold a right that the address asks for, in the order of IN_HOUSE."""
    asked = set(address.rights)
    return (name for name in IN_HOUSE if asked & (rights_now(cast, name) | {"signed_in"}))


def rights_now(cast: Cast, first_name: str) -> frozenset[str]:
    """What the person may do with the roles held now."""
    return stations_of(cast.users[first_name])[0].viewer.rights
