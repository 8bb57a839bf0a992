"""What an import of a file writes: what the plan says, once, for its own organisation, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tryggve.cycle.incidents.actions.imported import CannotImport
from tryggve.cycle.incidents.models import Incident
from tryggve.edges.intake.importing import NoSuchOrganisation, commit_plan, setting_of, viewer_of
from tryggve.edges.intake.planning import plan_import
from tryggve.edges.intake.reading import read_contents
from tryggve.edges.intake.shapes import ImportPlan, Verdict
from tryggve.edges.intake.tests.files import NOW
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import Cast

FILE = """Ärendenr;Inträffat;Plats;Lat;Long;Typ;Beskrivning;Anmälare
F-1;2026-10-05 kl. 14.30;Holmtorget;60,6059;15,6357;Skadegörelse;Ruta krossad;Karin Dalvret
F-2;natten mot 8/10-26;Stora torget;;;Klotter;Tagg, ring 070-174 06 06;
F-3;2026-10-09;Bojsenburg;60,6247;15,6118;Inget att rapportera;;
F-4;31/9-26;Elsborg;;;Belysning;Lampa;
F-1;2026-10-05 kl. 14.30;Holmtorget;60,6059;15,6357;Skadegörelse;Rutan är lagad;Karin Dalvret
""".encode("cp1252")


def plan_for(by: Viewer, content: bytes = FILE) -> ImportPlan:
    return plan_import(read_contents(content), setting=setting_of(by, on_date=NOW.date()), now=NOW)


@pytest.fixture
def kopparstaden(cast: Cast) -> Viewer:
    return viewer_of(cast.falun, "kopparstaden")


def saved(by: Viewer) -> list[Incident]:
    with acting_as(by):
        return list(Incident.objects.seen_by(by).filter(source="import").order_by("external_id"))


def test_what_is_written_is_what_the_dry_run_said(kopparstaden: Viewer) -> None:
    plan = plan_for(kopparstaden)
    done = commit_plan(plan=plan, by=kopparstaden, now=NOW)

    said = [row.becomes for row in plan.of(Verdict.GOOD) if row.becomes and row.becomes.category != "Z0"]
    assert (done.written, done.zero_reports) == (2, 1)
    assert [
        (row.external_id, row.category_code, row.occurred_from, row.occurred_to, row.lat) for row in saved(kopparstaden)
    ] == [(one.external_id, one.category, one.occurred_from, one.occurred_to, one.lat) for one in said]
    assert {row.review_state for row in saved(kopparstaden)} == {"new"}


def test_words_stay_with_the_organisation_and_names_stay_outside(kopparstaden: Viewer) -> None:
    plan = plan_for(kopparstaden)
    commit_plan(plan=plan, by=kopparstaden, now=NOW)

    assert {row.shared_text for row in saved(kopparstaden)} == {""}
    assert not any("Dalvret" in row.note for row in saved(kopparstaden))
    assert "personal_data_in_text" in next(row for row in plan.rows if row.row == 3).warnings


def test_a_second_import_of_the_same_file_changes_nothing(kopparstaden: Viewer) -> None:
    commit_plan(plan=plan_for(kopparstaden), by=kopparstaden, now=NOW)
    before = [(row.pk, row.registered_at) for row in saved(kopparstaden)]

    again = plan_for(kopparstaden)
    done = commit_plan(plan=again, by=kopparstaden, now=NOW + timedelta(days=1))

    assert done.written == 0
    assert [row.reasons for row in again.of(Verdict.DUPLICATE)][:2] == [("already_imported",), ("already_imported",)]
    assert [(row.pk, row.registered_at) for row in saved(kopparstaden)] == before


def test_an_update_of_a_case_is_a_proposal_and_not_a_second_incident(kopparstaden: Viewer) -> None:
    commit_plan(plan=plan_for(kopparstaden), by=kopparstaden, now=NOW)

    later = plan_for(kopparstaden, FILE.replace(b"Ruta krossad", b"Ruta krossad, lagad"))

    assert ("already_imported_changed",) in [row.reasons for row in later.of(Verdict.DUPLICATE)]
    assert commit_plan(plan=later, by=kopparstaden, now=NOW).written == 0


def test_the_same_plan_twice_is_refused_and_writes_nothing(kopparstaden: Viewer) -> None:
    plan = plan_for(kopparstaden)
    commit_plan(plan=plan, by=kopparstaden, now=NOW)

    with pytest.raises(CannotImport, match="redan"):
        commit_plan(plan=plan, by=kopparstaden, now=NOW)

    assert len(saved(kopparstaden)) == 2


def test_whoever_stops_it_leaves_nothing_half_done(kopparstaden: Viewer) -> None:
    def stop(_done: int, _total: int, _where: str) -> None:
        raise InterruptedError

    with acting_as(kopparstaden):
        lines = AuditEntry.objects.seen_by(kopparstaden).count()
    with pytest.raises(InterruptedError):
        commit_plan(plan=plan_for(kopparstaden), by=kopparstaden, now=NOW, progress=stop)

    assert saved(kopparstaden) == []
    with acting_as(kopparstaden):
        assert AuditEntry.objects.seen_by(kopparstaden).count() == lines


def test_one_line_in_the_trail_tells_how_many_and_not_what(kopparstaden: Viewer) -> None:
    commit_plan(plan=plan_for(kopparstaden), by=kopparstaden, now=NOW)

    with acting_as(kopparstaden):
        lines = list(AuditEntry.objects.seen_by(kopparstaden).filter(event="incident.imported"))
    assert [line.codes for line in lines] == [{"rows": 2, "source": "import"}]


def test_the_stranger_sees_nothing_of_it_and_starts_from_nothing(cast: Cast, kopparstaden: Viewer) -> None:
    commit_plan(plan=plan_for(kopparstaden), by=kopparstaden, now=NOW)

    frida = cast.frida
    with acting_as(frida):
        assert not Incident.objects.seen_by(frida).filter(source="import").exists()
    assert setting_of(frida, on_date=NOW.date()).imported == {}


def test_an_unknown_organisation_is_refused_with_the_names_that_exist(cast: Cast) -> None:
    with pytest.raises(NoSuchOrganisation, match="Kopparstaden"):
        viewer_of(cast.falun, "Koppartown")


def test_a_name_of_the_municipality_wins_over_our_words(kopparstaden: Viewer) -> None:
    setting = replace(setting_of(kopparstaden, on_date=NOW.date()), category_names={"skadegörelse": "F3"})

    plan = plan_import(read_contents(FILE), setting=setting, now=NOW)

    assert plan.rows[1].becomes is not None
    assert plan.rows[1].becomes.category == "F3"
