"""What was planted in the practice data is found again, from what the product itself says.

Each question is asked of two years with the same chance: one with the truths in it, where the
answer must be found, and one where they were left out, where it must not be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction

from tests.journeys.found_when import FirstFound, as_table, first_found
from tools.pytest_told import tell
from tryggve.cycle.cause_analyses.queries import analyses
from tryggve.cycle.cause_analyses.shapes import AnalysisView, Standing
from tryggve.cycle.evaluations.queries import evaluations
from tryggve.cycle.evaluations.shapes import EvaluationView, Moved, Verdict
from tryggve.cycle.situation_pictures.queries import latest_in_weeks
from tryggve.cycle.situation_pictures.shapes import PictureView
from tryggve.cycle.weekly_reports.queries import shared_in
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.demo import truths
from tryggve.demo.town import Town
from tryggve.demo.year import Wanted, play
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import STOCKHOLM, Week

#: A year is played inside the first test that asks for it.
pytestmark = pytest.mark.timeout(900)
UNTIL = Week.parse("2026-W46")
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
N_WEEKS = 36


@dataclass(frozen=True)
class Found:
    """What the product says of one year, as its EST coordinator reads it."""

    town: Town
    pictures: list[PictureView]
    evaluations: list[EvaluationView]
    analyses: list[AnalysisView]
    fires: list[SharedView]
    first_found: dict[str, FirstFound]

    def area(self, code: str) -> str:
        return self.town.areas[code].name

    def evaluation(self, planned: truths.PlannedMeasure) -> EvaluationView:
        return next(each for each in self.evaluations if each.area_name == self.area(planned.area))

    def analysis(self, code: str) -> AnalysisView:
        return next(each for each in self.analyses if each.area_name == self.area(code))

    def states(self, name: str) -> list[str]:
        """A party's answers in the last picture's strip, oldest week first."""
        strip = self.pictures[-1].body["completeness"]["parties"]
        return next(list(row["states"]) for row in strip if row["name"] == name)


def read(town: Town) -> Found:
    elin = town.by_role["est_coordinator"]
    weeks = [str(week) for week in Week.range(UNTIL - (N_WEEKS - 1), UNTIL)]
    fires_area = town.areas[truths.FIRES_AREA].key
    with acting_as(elin):
        shared = shared_in(elin, weeks)
        return Found(
            town=town,
            pictures=latest_in_weeks(elin, weeks[-3:]),
            evaluations=evaluations(elin),
            analyses=analyses(elin),
            fires=[each for each in shared if each.area == fires_area and each.category_code == truths.FIRES_CATEGORY],
            first_found=first_found(town, elin, UNTIL, NOW),
        )


_years: dict[bool, Found] = {}


@pytest.fixture
def years(db: None) -> Callable[[bool], Found]:
    """Each year is played once for all tests here: played, read, and taken back."""

    def year(with_truths: bool) -> Found:  # noqa: FBT001 - which of the two years
        if with_truths not in _years:
            wanted = Wanted(UNTIL, NOW, n_weeks=N_WEEKS, slugs=("falun",), truths=with_truths, is_lean=True)
            with transaction.atomic():
                _years[with_truths] = read(play(wanted)[0])
                transaction.set_rollback(True)
        return _years[with_truths]

    return year


# -- (a) A rising hot spot ----------------------------------------------------------------------
def hot_spot_pictures(found: Found) -> list[PictureView]:
    """Those of the last three pictures in which gatherings at the travel centre stand out."""
    title = f"{found.area(truths.HOT_SPOT_AREA)}: ordning"
    return [each for each in found.pictures if title in [row["title"] for row in each.body["deviations"]]]


def test_the_rising_hot_spot_stands_out_with_its_hours(years: Callable[[bool], Found]) -> None:
    found = years(True)
    standing_out = hot_spot_pictures(found)
    assert len(standing_out) >= 2
    body = standing_out[-1].body
    assert body["candidates"][0]["area_name"] == found.area(truths.HOT_SPOT_AREA)
    row = next(row for row in body["deviations"] if row["title"].startswith(found.area(truths.HOT_SPOT_AREA)))
    earlier, last = row["series"]["values"][:6], row["series"]["values"][-3:]
    assert min(last) > max(earlier)
    # Thursday to Saturday, 19 to 23.
    assert body["hot_times"]["title"].startswith(row["title"])
    table = body["hot_times"]["counts"]
    inside = sum(table[day][hour] for day in (3, 4, 5) for hour in range(19, 23))
    assert inside / sum(map(sum, table)) > 0.6


def test_without_the_rise_nothing_stands_out_there(years: Callable[[bool], Found]) -> None:
    assert hot_spot_pictures(years(False)) == []


# -- (b) The burning cars -----------------------------------------------------------------------
def at_night(fires: list[SharedView]) -> float:
    hours = [each.occurred_from.astimezone(STOCKHOLM).hour for each in fires]
    return sum(2 <= hour < 5 for hour in hours) / len(hours)


def test_the_burning_cars_are_not_what_everybody_says(years: Callable[[bool], Found]) -> None:
    found = years(True)
    analysis = found.analysis(truths.FIRES_AREA)
    assert "ungdomar" in analysis.everybody_says
    assert analysis.standing == Standing.POINTS
    assert analysis.chosen == analysis.leading
    chosen = analysis.chosen_view
    assert chosen is not None
    assert chosen.title == truths.FRAUD_TITLE
    youths = next(each for each in analysis.hypotheses if each.title == truths.YOUTH_TITLE)
    assert youths.opposing > youths.supporting
    # The evidence is in what was shared, not only in the analysis.
    assert at_night(found.fires) == 1.0
    insurer = [each for each in found.fires if each.organisation_name == "Länsförsäkringar"]
    assert len(insurer) >= 5
    assert all("avställd" in each.text for each in insurer)


def test_the_burning_cars_count_once_though_three_tell_of_them(years: Callable[[bool], Found]) -> None:
    fires = years(True).fires
    told = {(each.occurred_from, each.place_name) for each in fires}
    assert len(fires) > 2 * len(told)


def test_with_other_evidence_the_group_concludes_otherwise(years: Callable[[bool], Found]) -> None:
    found = years(False)
    chosen = found.analysis(truths.FIRES_AREA).chosen_view
    assert chosen is not None
    assert chosen.title != truths.FRAUD_TITLE
    assert at_night(found.fires) == 0.0


# -- (c) A measure that worked ------------------------------------------------------------------
def test_the_lighting_worked_and_moved_nothing(years: Callable[[bool], Found]) -> None:
    evaluation = years(True).evaluation(truths.LIGHTING)
    assert evaluation.verdict == Verdict.SUPPORTED
    assert evaluation.ratio is not None
    assert evaluation.high is not None
    assert evaluation.ratio < 0.6
    assert evaluation.high < 1
    assert evaluation.moved != Moved.MOVED


def test_lighting_without_effect_is_not_said_to_work(years: Callable[[bool], Found]) -> None:
    assert years(False).evaluation(truths.LIGHTING).verdict != Verdict.SUPPORTED


# -- (d) A measure that moved the problem --------------------------------------------------------
def test_the_guards_moved_the_problem_next_door(years: Callable[[bool], Found]) -> None:
    evaluation = years(True).evaluation(truths.GUARDS)
    assert evaluation.moved == Moved.MOVED
    assert evaluation.before is not None
    assert evaluation.after is not None
    assert evaluation.after < evaluation.before
    displaced = evaluation.figures["displacement"]["displaced"]
    assert displaced["low"] > 0
    assert evaluation.figures["nearby"]["name"].find(years(True).area(truths.GUARDS_MOVED_TO)) >= 0


def test_where_nothing_moved_nothing_is_said_to_have_moved(years: Callable[[bool], Found]) -> None:
    assert years(False).evaluation(truths.GUARDS).moved != Moved.MOVED


# -- (e) An organisation that stopped reporting --------------------------------------------------
def test_silence_is_shown_as_silence_and_never_as_zero(years: Callable[[bool], Found]) -> None:
    found = years(True)
    states = found.states("Dalatrafik")
    n_silent = 1 - truths.SILENT_FROM
    assert states[-n_silent:] == ["missing"] * n_silent
    assert "missing" not in states[:-n_silent]
    assert "Dalatrafik" in found.pictures[-1].body["completeness_note"]


def test_who_goes_on_reporting_is_not_silent(years: Callable[[bool], Found]) -> None:
    assert "missing" not in years(False).states("Dalatrafik")[-3:]


# -- And as early as by the first engine --------------------------------------------------------
def test_what_is_planted_is_found_as_early_as_before_or_earlier(years: Callable[[bool], Found]) -> None:
    found = years(True).first_found

    tell("how early what is planted is found, in weeks from the last", as_table(found))
    assert found["hot spot"].before is not None
    assert found["moved"].before is not None
    for each in found.values():
        assert each.is_as_early


def test_nothing_of_it_is_found_where_it_was_not_planted(years: Callable[[bool], Found]) -> None:
    found = years(False).first_found

    assert found["hot spot"].now is None
    assert found["moved"].now is None
