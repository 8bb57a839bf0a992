"""What is shared, who has answered, and that reading stays cheap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tryggve.cycle.weekly_reports import queries
from tryggve.cycle.weekly_reports.actions import share_nothing
from tryggve.cycle.weekly_reports.models import SharedIncident, WeeklyReport
from tryggve.cycle.weekly_reports.shapes import Answer
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W36, W37, approved, opened, shared
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import NOW, Cast


def test_the_three_kinds_of_nothing_are_three_answers(cast: Cast) -> None:
    approved(cast.sixten)
    shared(cast.sixten, opened(cast, "kopparstaden"))
    share_nothing(public_id=opened(cast, "centrala_stadsrum").public_id, by=cast.kerstin, now=MONDAY)
    police = cast.organisations["police"]
    police.joined_date = MONDAY.date() + timedelta(days=1)
    with acting_as(cast.petra):
        police.save()
    weeks = [str(W37), str(W37 + 1)]
    with acting_as(cast.mona):
        found = {
            (each.organisation_name, each.week): each
            for each in queries.answers(cast.mona, weeks, now=MONDAY + timedelta(hours=2))
        }
    assert found["Kopparstaden", str(W37)].answer == Answer.SHARED
    assert found["Centrala stadsrum", str(W37)].answer == Answer.NOTHING_TO_REPORT
    assert found["Falu kommun, trygghet", str(W37)].answer == Answer.SILENT
    assert found["Falu kommun, trygghet", str(W37)].is_due
    assert found["Polisen", str(W37)].answer == Answer.NOT_EXPECTED
    assert found["Polisen", str(W37 + 1)].answer == Answer.SILENT
    assert not found["Polisen", str(W37 + 1)].is_due
    assert found["Kopparstaden", str(W37)].incidents == 1
    assert len(found) == 8


def test_an_open_report_gives_nothing_away(cast: Cast) -> None:
    approved(cast.sixten, text="Inte delad än")
    report = opened(cast, "kopparstaden")
    with acting_as(cast.mona):
        assert queries.shared_in(cast.mona, [str(W37)]) == []
        assert all(each.judgement == "" for each in queries.answers(cast.mona, [str(W37)], now=MONDAY))
        with pytest.raises(NotFound):
            queries.report_of(cast.mona, report.public_id)


def test_another_municipality_reads_nothing(cast: Cast) -> None:
    approved(cast.sixten)
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    for stranger in (cast.frida, cast.bo):
        with acting_as(stranger):
            assert queries.shared_in(stranger, [str(W37)]) == []
            assert "Kopparstaden" not in {
                each.organisation_name for each in queries.answers(stranger, [str(W37)], now=MONDAY)
            }
            with pytest.raises(NotFound):
                queries.report_of(stranger, report.public_id)


def test_shared_by_keys_finds_only_what_still_stands(cast: Cast) -> None:
    approved(cast.sixten, text="Kvar")
    shared(cast.sixten, opened(cast, "kopparstaden"))
    with acting_as(cast.mona):
        (view,) = queries.shared_in(cast.mona, [str(W37)])
        assert queries.shared_by_keys(cast.mona, [view.key, "finns-inte"]) == [view]
        assert queries.shared_by_keys(cast.mona, []) == []


def test_a_reporters_incident_leads_to_what_was_shared_of_it(cast: Cast) -> None:
    incident = approved(cast.sixten)
    shared(cast.sixten, opened(cast, "kopparstaden"))
    with acting_as(cast.rakel):
        assert queries.shared_weeks(cast.rakel, [incident.public_id])[incident.public_id].week == str(W37)


def test_ten_thousand_shared_rows_are_read_with_one_query(cast: Cast) -> None:
    report = shared_empty(cast)
    with acting_as(cast.sixten):
        SharedIncident.objects.bulk_create(
            [
                SharedIncident(
                    municipality=cast.falun,
                    report=report,
                    organisation=cast.organisations["kopparstaden"],
                    category_code="F3",
                    week=str(W36),
                    occurred_from=NOW,
                    occurred_to=NOW,
                    time_precision="minute",
                    area=cast.areas["bojsenburg"] if number % 2 else None,
                    certainty="seen",
                    nature="insecurity",
                    police_reported="no",
                    shared_at=NOW,
                )
                for number in range(10_000)
            ],
            batch_size=1000,
        )
    with acting_as(cast.mona):
        with CaptureQueriesContext(connection) as found:
            views = queries.shared_in(cast.mona, [str(W36)])
        assert (len(views), len(found)) == (10_000, 1)
        assert {view.area_name for view in views} == {"Bojsenburg", ""}
        with CaptureQueriesContext(connection) as found:
            answers = queries.answers(cast.mona, [str(W36 - step) for step in range(52)], now=MONDAY)
        assert (len(answers), len(found)) == (52 * 4, 3)


def shared_empty(cast: Cast) -> WeeklyReport:
    return share_nothing(public_id=opened(cast, "kopparstaden", W36).public_id, by=cast.sixten, now=MONDAY)


def test_the_newest_version_is_the_one_to_work_in(cast: Cast) -> None:
    report = opened(cast, "kopparstaden")
    with acting_as(cast.sixten):
        found = queries.own_in_week(cast.sixten, W37)
        assert found is not None
        assert found.pk == report.pk
        assert queries.own_in_week(cast.sixten, Week(2025, 1)) is None
        assert [each.pk for each in queries.own_reports(cast.sixten)] == [report.pk]
