"""A file of an organisation that keeps no raw data: counted in its weekly report, and nothing else is kept."""

from __future__ import annotations

from datetime import datetime

import pytest

from tryggve.cycle.incidents.actions.imported import CannotImport
from tryggve.cycle.weekly_reports.actions import open_week, share_report, write_judgement
from tryggve.cycle.weekly_reports.models import CountedRow, SharedIncident, SummaryLine
from tryggve.cycle.weekly_reports.queries import own_in_week
from tryggve.edges.intake.importing import commit_plan, plan_of, summed_up, viewer_of
from tryggve.edges.intake.reading import read_contents
from tryggve.edges.intake.shapes import Imported, ImportPlan, Verdict
from tryggve.edges.intake.tests.files import NOW
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast
from tryggve.testing.story import report_of

WEEK = Week.of(datetime(2026, 10, 5, 12, tzinfo=NOW.tzinfo))
SECRET = "porslinsälgen"
#: Two of one kind on one place, one on a point, one where no area is, one of the week before, one that nobody can read.
FILE = f"""Ärendenr;Inträffat;Plats;Lat;Long;Typ;Beskrivning;Anmälare
P-1;2026-10-05 kl. 14.30;Knutpunkten, torget;;;Skadegörelse;{SECRET} ruta;Karin Dalvret
P-2;2026-10-06 kl. 22.00;Knutpunkten, torget;;;Skadegörelse;{SECRET} igen;Karin Dalvret
P-3;2026-10-07 kl. 09.00;{SECRET};60,6265;15,6355;Klotter;{SECRET} tagg;
P-4;2026-10-08 kl. 09.00;{SECRET} by;;;Klotter;{SECRET} tagg;
P-5;2026-09-30 kl. 09.00;Knutpunkten, torget;;;Klotter;{SECRET} förra veckan;
P-6;31/9-26;Elsborg;;;Belysning;{SECRET} lampa;
""".encode("cp1252")


@pytest.fixture
def police(cast: Cast) -> Viewer:
    report_of(cast, "petra", WEEK)
    return viewer_of(cast.falun, "Polisen")


def _plan(by: Viewer, content: bytes = FILE) -> ImportPlan:
    return plan_of(read_contents(content), by=by, now=NOW)


def _commit(by: Viewer) -> Imported:
    return commit_plan(plan=_plan(by), by=by, now=NOW)


def _lines(by: Viewer) -> list[tuple[str, str, str, int, str]]:
    with acting_as(by):
        rows = SummaryLine.objects.seen_by(by).select_related("area", "place")
        return sorted(
            (
                row.category_code, row.place.name if row.place else "", row.area.name if row.area else "", row.count,
                str(Week.of(row.occurred_from)),
            )
            for row in rows
        )  # fmt: skip


def test_rows_become_lines_by_category_place_and_week(police: Viewer) -> None:
    done = _commit(police)

    assert (done.written, done.lines) == (5, 4)
    codes = {code for code, *_rest in _lines(police)}
    assert [line[1:] for line in _lines(police) if line[1] and line[3] == 2] == [
        ("Knutpunkten, torget", "", 2, str(WEEK))
    ]
    assert [line[2] for line in _lines(police) if line[2]] == ["Bojsenburg"]
    assert sorted(line[4] for line in _lines(police)) == [str(WEEK - 1), *[str(WEEK)] * 3]
    assert len(codes) == 2


def test_the_dry_run_is_the_commit(police: Viewer) -> None:
    plan = _plan(police)
    said = [(line.category_code, line.count, line.week) for line in summed_up(plan, by=police).lines]

    commit_plan(plan=plan, by=police, now=NOW)

    assert sorted(said) == sorted((code, count, week) for code, _place, _area, count, week in _lines(police))
    assert sum(count for _code, count, _week in said) == len(plan.of(Verdict.GOOD))


def test_the_same_file_again_changes_nothing(police: Viewer) -> None:
    _commit(police)
    before = _lines(police)

    again = _commit(police)

    assert (again.written, again.lines) == (0, 0)
    assert _lines(police) == before
    assert {row.reasons for row in _plan(police).of(Verdict.DUPLICATE)} == {("already_imported",)}


def test_nor_when_the_report_has_been_shared_in_between(cast: Cast, police: Viewer) -> None:
    _commit(police)
    with acting_as(cast.petra):
        report = own_in_week(cast.petra, WEEK)
    assert report is not None
    write_judgement(public_id=report.public_id, judgement="green", by=cast.petra, now=NOW)
    share_report(public_id=report.public_id, by=cast.petra, now=NOW)

    assert _commit(police).written == 0
    with acting_as(cast.petra):
        assert sum(SharedIncident.objects.seen_by(cast.petra).values_list("count", flat=True)) == 5


def test_what_no_open_report_can_take_is_listed_with_its_reason(cast: Cast) -> None:
    police = viewer_of(cast.falun, "Polisen")

    plan = _plan(police)

    refused = {row.row: row.reasons for row in plan.of(Verdict.ERROR)}
    assert list(refused.values()).count(("no_open_report",)) == 5
    assert not plan.of(Verdict.GOOD)
    assert _commit(police) == Imported(0, 0, 0)


def test_what_is_rounded_off_is_said(police: Viewer) -> None:
    warned = {row.row: row.warnings for row in _plan(police).of(Verdict.GOOD)}

    assert ["whole_municipality" in warnings for _row, warnings in sorted(warned.items())] == [
        False, False, False, True, False,
    ]  # fmt: skip


def test_what_changes_between_the_dry_run_and_the_commit_stops_it(police: Viewer) -> None:
    plan = _plan(police)
    _commit(police)

    with pytest.raises(CannotImport, match="ändrats"):
        commit_plan(plan=plan, by=police, now=NOW)


def test_the_stranger_and_the_neighbour_have_nothing_of_it(cast: Cast, police: Viewer) -> None:
    _commit(police)

    for who in ("sixten", "elin", "frida"):
        with acting_as(cast.viewers[who]):
            assert not SummaryLine.objects.seen_by(cast.viewers[who]).exists()
            assert not CountedRow.objects.seen_by(cast.viewers[who]).exists()


def test_a_report_that_is_opened_later_takes_what_was_refused(cast: Cast) -> None:
    police = viewer_of(cast.falun, "Polisen")
    assert _commit(police).written == 0

    open_week(week=WEEK, by=cast.elin, now=NOW)

    assert _commit(police).written == 5
