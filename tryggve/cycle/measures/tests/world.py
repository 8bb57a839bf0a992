"""A year in Falun for the tests of measures and evaluations: what was shared, chosen and thought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tryggve.cycle.cause_analyses.actions import add_evidence, add_hypothesis, start_analysis
from tryggve.cycle.measures.shapes import EvidenceGrade, MeasureDraft, MeasureKind, Term
from tryggve.cycle.meetings.models import Meeting, Priority
from tryggve.cycle.weekly_reports.models import SharedIncident, WeeklyReport
from tryggve.foundation.geography.models import Area
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast, square

START = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)  # a Monday, week 12
END = date(2026, 3, 20)
WINDOW = 12
EVALUATION = date(2026, 6, 15)  # the Monday of week 25
CHOSEN_AT = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
BEFORE = [str(Week(2026, 12) - back) for back in range(WINDOW, 0, -1)]
AFTER = [str(Week(2026, 12) + ahead) for ahead in range(1, WINDOW + 1)]


@dataclass(frozen=True)
class Ground:
    """The keys a test needs."""

    priority: str
    analysis: str
    street: str
    dark: str
    draft: MeasureDraft


def add_areas(cast: Cast) -> dict[str, Area]:
    """More areas around Knutpunkten, so that there is a ring, and something away from it.

    Bojsenburg lies north of Knutpunkten with a border in common; Kvarnberget is far away.
    """
    found = dict(cast.areas)
    with acting_as(system_viewer(cast.falun)):
        for key, lat, lon in (("kvarnberget", 60.70, 15.90), ("rottneby", 60.75, 15.95)):
            found[key] = Area.objects.create(
                municipality=cast.falun, area_set=cast.areas["knutpunkten"].area_set, code=key, name=key.title(),
                geometry=square(lat, lon), centroid_lat=lat, centroid_lon=lon, min_lat=lat - 0.01,
                max_lat=lat + 0.01, min_lon=lon - 0.01, max_lon=lon + 0.01,
            )  # fmt: skip
    return found


def share_week(cast: Cast, week: str, counts: Mapping[Area, int], code: str = "A1") -> None:
    """Kopparstaden's report of a week: one line for each area, for so many incidents."""
    monday = Week.parse(week).start_at + timedelta(hours=20)
    shared_at = monday + timedelta(days=7)
    with acting_as(system_viewer(cast.falun)):
        report = WeeklyReport.objects.create(
            municipality=cast.falun, organisation=cast.organisations["kopparstaden"],
            period_start_date=Week.parse(week).monday, weeks=[week], report_state="shared", judgement="green",
            nothing_to_report=not counts, opened_at=monday, due_at=shared_at, shared_at=shared_at,
        )  # fmt: skip
        for area, count in counts.items():
            SharedIncident.objects.create(
                municipality=cast.falun, report=report, organisation=cast.organisations["kopparstaden"],
                category_code=code, week=week, occurred_from=monday, occurred_to=monday, time_precision="minute",
                area=area, certainty="seen", nature="insecurity", police_reported="no", count=count,
                shared_at=shared_at,
            )  # fmt: skip


def lay_ground(cast: Cast) -> Ground:
    """A confirmed priority at Knutpunkten with two explanations; the evidence points at the dark one."""
    est = cast.organisations["est"]
    with acting_as(cast.elin):
        meeting = Meeting.objects.create(municipality=cast.falun, week="2026-W11", held_at=CHOSEN_AT)
        priority = Priority.objects.create(
            municipality=cast.falun, meeting=meeting, rank=1, area=cast.areas["knutpunkten"],
            subject="Störande samlingar", category_codes=["A1"], reason="Tre veckor i rad.", owner=est,
            priority_state="confirmed", proposed_at=CHOSEN_AT, confirmed_at=CHOSEN_AT,
        )  # fmt: skip
    analysis = start_analysis(priority=priority.public_id, question="Varför just här?", by=cast.elin, now=CHOSEN_AT)
    street = add_hypothesis(analysis=analysis.public_id, title="Kiosken drar", by=cast.elin, now=CHOSEN_AT)
    dark = add_hypothesis(analysis=analysis.public_id, title="Gångvägen är mörk", by=cast.elin, now=CHOSEN_AT)
    for text in ("Samlingarna är där lamporna är trasiga.", "Kiosken stänger klockan 18."):
        add_evidence(
            analysis=analysis.public_id,
            text=text,
            weights={street.public_id: "strong_against", dark.public_id: "strong_for"},
            by=cast.elin,
            now=CHOSEN_AT,
        )
    draft = MeasureDraft(
        title="Nya lampor på gångvägen", kind=MeasureKind.PHYSICAL_ENVIRONMENT, term=Term.SHORT,
        grade=EvidenceGrade.BELIEVED, grade_reason="Ljus gör platsen lättare att överblicka.",
        priority=priority.public_id, hypothesis=dark.public_id, owner_organisation=est.public_id,
        owner=cast.users["mona"].public_id, participants=(cast.organisations["kopparstaden"].public_id,),
        start_date=START.date(), end_date=END, hours=12, kronor=64000, window_weeks=WINDOW, hoped_percent=50,
        comparison_area=cast.areas["norslund"].public_id,
    )  # fmt: skip
    return Ground(priority.public_id, analysis.public_id, street.public_id, dark.public_id, draft)


def with_draft(ground: Ground, **changes: object) -> MeasureDraft:
    """The draft, changed."""
    return replace(ground.draft, **changes)  # type: ignore[arg-type]
