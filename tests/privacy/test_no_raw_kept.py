"""An organisation that shares summaries keeps no raw text, whichever way somebody sends it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.privacy.stored import where_it_stands
from tests.privacy.world import client_of
from tryggve.cycle.incidents import actions as incidents
from tryggve.cycle.incidents.actions import KeepsNoRaw
from tryggve.cycle.incidents.queries import stamp
from tryggve.cycle.incidents.tests.test_photos import a_picture
from tryggve.cycle.incidents.tests.worlds import draft
from tryggve.cycle.weekly_reports.actions import add_summary_line, note_cell, share_report, write_judgement
from tryggve.cycle.weekly_reports.shapes import SummaryDraft
from tryggve.edges.intake.importing import commit_plan, plan_of, viewer_of
from tryggve.edges.intake.pages.tests.files import upload
from tryggve.edges.intake.reading import read_contents
from tryggve.edges.phone.tests.telephone import Telephone, enrolled
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.privacy.fields import FieldClass, fields_of_class, own_models
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast, make_cast
from tryggve.testing.story import report_of

SECRET = "porslinsälgen"
NOW = timezone.now()
WEEK = Week.of(NOW)
#: What is shared, or waits to be: it is written to be read by all, guarded, and no raw text.
TO_BE_SHARED = {"SummaryLine.text", "SharedIncident.text", "WeeklyReport.judgement_text"}


class World:
    """Kopparstaden kept raw data, with a telephone and an incident, until its mode was changed. Petra's never did."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.telephone: Telephone = enrolled(self.cast, now=NOW)
        self.old = incidents.register_incident(draft=draft(NOW), by=self.cast.rakel, now=NOW)
        self.report = report_of(self.cast, "petra", WEEK, NOW)
        self.own_report = report_of(self.cast, "sixten", WEEK, NOW)
        with acting_as(self.cast.sixten):
            Organisation.objects.seen_by(self.cast.sixten).filter(name="Kopparstaden").update(mode="summary_only")

    def stands(self) -> list[str]:
        """Where the word is kept by either of the two."""
        both = (self.cast.sixten, self.cast.petra)
        return sorted({place for viewer in both for place in where_it_stands(SECRET, viewer)})


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


def _by_form(browser: Client) -> None:
    page = {"category": "F3", "where": "vetej", "when": "nyss", "note": SECRET, "opened": "", "key": "k"}
    browser.post(reverse("incidents:new"), page)


def _by_both_forms(world: World) -> None:
    for who in ("rakel", "petra"):
        _by_form(client_of(world.cast, who))


def _by_telephone(world: World) -> None:
    answer = world.telephone.send(note=SECRET)
    assert answer.status_code >= 400


def _by_mending(world: World) -> None:
    for act in (
        lambda by: incidents.correct_incident(
            public_id=world.old.public_id, draft=draft(NOW, note=SECRET), by=by, now=NOW
        ),
        lambda by: incidents.keep_text(
            public_id=world.old.public_id, shared_text=SECRET, seen=stamp(world.old), by=by, now=NOW
        ),
        lambda by: incidents.return_incident(public_id=world.old.public_id, question=SECRET, by=by, now=NOW),
        lambda by: incidents.add_photo(public_id=world.old.public_id, sent=a_picture(), by=by, now=NOW),
    ):
        with pytest.raises(KeepsNoRaw):
            act(world.cast.sixten)


def _file() -> bytes:
    day = NOW.date().isoformat()
    return (
        "Datum;Plats;Typ;Beskrivning;Anmälare\n"
        f"{day};Knutpunkten, torget;Klotter;{SECRET} tagg;{SECRET}\n"
        f"{day};{SECRET} by;Klotter;{SECRET} ring 070-174 06 05;{SECRET}\n"
        f"i går kanske;{SECRET};;{SECRET};\n"
    ).encode()


def _by_command(world: World) -> None:
    for name in ("Polisen", "Kopparstaden"):
        by = viewer_of(world.cast.falun, name)
        done = commit_plan(plan=plan_of(read_contents(_file()), by=by, now=NOW), by=by, now=NOW)
        assert done.written == 2


def _by_page(world: World) -> None:
    browser = client_of(world.cast, "petra")
    tried = browser.post(reverse("intake:start"), {"file": upload(_file(), f"{SECRET}.csv")})
    assert tried.status_code == 200
    assert SECRET not in tried.content.decode()
    done = browser.post(reverse("intake:count"), {"carried": tried.context["carried"]}, follow=True)
    assert "2 rader är inräknade" in done.content.decode()
    again = browser.post(reverse("intake:count"), {"carried": tried.context["carried"]}, follow=True)
    assert "redan lästs in" in again.content.decode()


WAYS: dict[str, Callable[[World], None]] = {
    "the form": _by_both_forms,
    "the telephone": _by_telephone,
    "what was kept before": _by_mending,
    "a file by command": _by_command,
    "a file by the page": _by_page,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_leaves_a_word(world: World, way: str) -> None:
    WAYS[way](world)

    assert world.stands() == []


def test_an_organisation_that_keeps_raw_leaves_the_word_where_it_belongs(world: World) -> None:
    """Were the search blind, the tests above would pass and say nothing."""
    _by_form(client_of(world.cast, "kerstin"))

    assert where_it_stands(SECRET, world.cast.kerstin) == ["Incident.note"]


def test_what_is_written_to_be_shared_is_the_only_text_and_the_draft_goes_when_it_is_shared(world: World) -> None:
    petra = world.cast.petra
    line = SummaryDraft("F3", WEEK.start_at, WEEK.start_at, "week", text=f"{SECRET} vid torget.")
    add_summary_line(public_id=world.report.public_id, draft=line, by=petra, now=NOW)
    write_judgement(
        public_id=world.report.public_id, judgement="green", judgement_text=f"{SECRET} är borta.", by=petra, now=NOW
    )

    assert set(world.stands()) <= TO_BE_SHARED
    share_report(public_id=world.report.public_id, by=petra, now=NOW)
    assert set(world.stands()) <= TO_BE_SHARED - {"SummaryLine.text"}


def test_a_cells_comment_holds_nothing_that_the_guard_knows(world: World) -> None:
    cell: dict[str, Any] = {"week": str(WEEK), "category_code": "F3", "where": "", "to_follow_up": False}

    with pytest.raises(PersonalDataFound):
        note_cell(public_id=world.report.public_id, comment="Ring 070-174 06 05.", **cell, by=world.cast.petra, now=NOW)


def test_every_free_text_of_a_raw_table_is_looked_into() -> None:
    """The search reads whole rows; here it is seen that no raw table has been forgotten."""
    private = [model for model in own_models() if getattr(model, "organisation_private", False)]
    texts = {model.__name__: fields_of_class(model, FieldClass.FREE_TEXT, FieldClass.PERSONAL) for model in private}

    assert {"Incident", "IncidentPhoto", "SummaryLine", "CellNote"} <= set(texts)
    assert {name: fields for name, fields in texts.items() if name == "CountedRow"} == {"CountedRow": ()}


def test_the_neighbours_preview_is_nobody_elses(world: World) -> None:
    """What a page carries is signed for its own organisation: another one cannot read it in."""
    tried = client_of(world.cast, "petra").post(reverse("intake:start"), {"file": upload(_file(), "a.csv")})

    for who, carried in (("sixten", tried.context["carried"]), ("petra", tried.context["carried"][:-3] + "abc")):
        page = client_of(world.cast, who).post(reverse("intake:count"), {"carried": carried}, follow=True)
        assert "Provläsningen gäller inte längre" in page.content.decode()
