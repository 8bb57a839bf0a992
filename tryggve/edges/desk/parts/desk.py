"""What the parts of one page read, each of it once: they ask here, and never twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from tryggve.cycle.cause_analyses import queries as cause_analyses
from tryggve.cycle.cause_analyses.shapes import AnalysisView
from tryggve.cycle.evaluations import queries as evaluations
from tryggve.cycle.evaluations.shapes import EvaluationView
from tryggve.cycle.measures import queries as measures
from tryggve.cycle.measures.shapes import MeasureView
from tryggve.cycle.meetings import queries as meetings
from tryggve.cycle.meetings.shapes import MeetingView, PriorityView
from tryggve.cycle.situation_pictures import queries as situation_pictures
from tryggve.cycle.situation_pictures.shapes import PictureView
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import Answer, WeekAnswer
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, ReportMonth, Week

#: What counts as an answer: also a signed zero.
ANSWERED = (Answer.SHARED, Answer.LATE, Answer.NOTHING_TO_REPORT)


def address(name: str, *args: object) -> str:
    """Where a room's page is."""
    return reverse(name, args=[str(each) for each in args])


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a start page: its answer, its template, and what stands in it."""

    answer: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    eyebrow: str = ""
    density: str = "standard"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now. `is_post` when the button itself does it."""

    title: str
    text: str
    button: str
    url: str
    is_post: bool = False
    also: str = ""
    also_url: str = ""


class Desk:
    """One viewer at one moment. What the viewer may not read is empty here, whoever asks.

    The week in question is the last whole one: its reports come in on Monday, its meeting is held
    in the days after.
    """

    def __init__(self, viewer: Viewer, now: datetime) -> None:
        self.viewer = viewer
        self.now = now
        self.today: date = now.astimezone(STOCKHOLM).date()
        self.this_week = Week.of(now)
        self.week = self.this_week - 1

    def holds(self, *roles: str) -> bool:
        """Whether the viewer has one of the roles here."""
        return bool(self.viewer.roles & set(roles))

    @cached_property
    def answers(self) -> list[WeekAnswer]:
        """The expected organisations' answers for the week."""
        if not self.viewer.may("weekly_report.read"):
            return []
        found = weekly_reports.answers(self.viewer, [str(self.week)], now=self.now)
        return [each for each in found if each.answer != Answer.NOT_EXPECTED]

    @cached_property
    def silent(self) -> list[WeekAnswer]:
        """Those who have shared nothing yet."""
        return [each for each in self.answers if each.answer not in ANSWERED]

    @cached_property
    def picture(self) -> PictureView | None:
        """The newest picture of the week."""
        if not self.viewer.may("picture.read"):
            return None
        return situation_pictures.latest_picture(self.viewer, str(self.week))

    @cached_property
    def meeting(self) -> MeetingView | None:
        """The week's meeting."""
        if not self.viewer.may("meeting.read"):
            return None
        return meetings.meeting_of_week(self.viewer, str(self.week))

    @cached_property
    def priorities(self) -> list[PriorityView]:
        """Everything the group has prioritised, the newest week first."""
        return meetings.priorities(self.viewer) if self.viewer.may("meeting.read") else []

    @cached_property
    def latest_three(self) -> list[PriorityView]:
        """What the latest meeting chose."""
        return [each for each in self.priorities if each.week == self.priorities[0].week]

    @cached_property
    def measures(self) -> list[MeasureView]:
        """Every measure, the latest planned first."""
        return measures.measures(self.viewer) if self.viewer.may("measure.read") else []

    @cached_property
    def own_measures(self) -> list[MeasureView]:
        """What the viewer or the viewer's organisation answers for."""
        if self.viewer.municipality_id is None or not self.viewer.may("measure.update_own"):
            return []
        return measures.for_owner(self.viewer)

    @cached_property
    def evaluations(self) -> list[EvaluationView]:
        """Every evaluation."""
        return evaluations.evaluations(self.viewer) if self.viewer.may("evaluation.read") else []

    @cached_property
    def due_measures(self) -> list[MeasureView]:
        """Measures whose day has come and that nobody has evaluated."""
        return evaluations.waiting(self.viewer, self.today) if self.viewer.may("evaluation.read") else []

    @cached_property
    def analyses(self) -> list[AnalysisView]:
        """Every cause analysis."""
        return cause_analyses.analyses(self.viewer) if self.viewer.may("cause_analysis.read") else []

    @cached_property
    def month(self) -> ReportMonth:
        """The report month that last came to its end."""
        month = ReportMonth.of(self.week)
        return month if self.week == month.last_week else month.prev
