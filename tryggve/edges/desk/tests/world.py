"""A few weeks in Falun that end in every room of the house: what the desk puts together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tryggve.cycle.cause_analyses.actions import add_evidence, add_hypothesis, settle_cause, start_analysis
from tryggve.cycle.measures.actions import plan_measure, start_measure
from tryggve.cycle.measures.shapes import EvidenceGrade, MeasureDraft, MeasureKind, Term
from tryggve.cycle.meetings.actions import close_meeting, confirm_priorities, open_meeting, propose_priority
from tryggve.cycle.situation_pictures.actions import compile_picture, mark_ready
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, an_incident, nothing_to_report, report_of, share_week

#: Wednesday after the week at 13, when the group meets.
MEETING_AFTER = timedelta(days=2, hours=13)


@dataclass(frozen=True)
class Keys:
    """What a test needs to find again."""

    meeting: str
    priority: str
    analysis: str
    measure: str


def a_week(cast: Cast, week: Week = WEEK, *, n: int = 2) -> None:
    """Kopparstaden sees and shares, the shops have nothing, the police say nothing. A picture is compiled."""
    report_of(cast, "sixten", week)
    for number in range(n):
        an_incident(cast, "rakel", category="A1", place="knutpunkten", week=week, hours_in=40 + number)
    an_incident(cast, "rakel", category="C4", place="bojsenburg", week=week, hours_in=70)
    share_week(cast, "sixten", week=week)
    nothing_to_report(cast, "kerstin", week=week)
    picture = compile_picture(week=week, by=cast.elin, now=week.end_at + timedelta(hours=13))
    mark_ready(public_id=picture.public_id, by=cast.elin, now=week.end_at + timedelta(hours=14))


def a_meeting(cast: Cast, week: Week = WEEK, *, confirm: bool = True, close: bool = True) -> tuple[str, str]:
    """The group meets about the week and chooses Knutpunkten; the keys of meeting and priority."""
    held_at = week.end_at + MEETING_AFTER
    meeting = open_meeting(week=week, held_at=held_at, place="Rådhuset", by=cast.elin, now=held_at)
    priority = propose_priority(
        meeting=meeting.public_id, area=cast.areas["knutpunkten"].public_id, subject="Störande samlingar",
        category_codes=["A1"], reason="Fler än vanligt.", owner=cast.organisations["est"].public_id,
        by=cast.elin, now=held_at,
    )  # fmt: skip
    if confirm:
        confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=held_at + timedelta(minutes=20))
    if close:
        close_meeting(meeting=meeting.public_id, by=cast.elin, now=held_at + timedelta(minutes=45))
    return meeting.public_id, priority.public_id


def an_analysis(cast: Cast, priority: str, now: datetime, *, settle: bool = True) -> tuple[str, str]:
    """Two explanations and what tells them apart; the keys of the analysis and of the dark one."""
    analysis = start_analysis(priority=priority, question="Varför just här?", by=cast.mona, now=now).public_id
    kiosk = add_hypothesis(analysis=analysis, title="Kiosken drar", by=cast.mona, now=now).public_id
    dark = add_hypothesis(analysis=analysis, title="Gångvägen är mörk", by=cast.mona, now=now).public_id
    for text in ("Samlingarna är där lamporna är trasiga.", "Kiosken stänger klockan 18."):
        weights = {kiosk: "strong_against", dark: "strong_for"}
        add_evidence(analysis=analysis, text=text, weights=weights, by=cast.mona, now=now)
    if settle:
        settle_cause(analysis=analysis, hypothesis=dark, reason="", by=cast.mona, now=now)
    return analysis, dark


def a_measure(
    cast: Cast, priority: str, dark: str, now: datetime, *, kind: str = "physical_environment", starts: bool = True
) -> str:
    """New lamps on the dark path, owned by Mona."""
    draft = MeasureDraft(
        title="Nya lampor på gångvägen", kind=MeasureKind(kind), term=Term.SHORT, grade=EvidenceGrade.BELIEVED,
        grade_reason="Ljus gör platsen lättare att överblicka.", priority=priority, hypothesis=dark,
        owner_organisation=cast.organisations["est"].public_id, owner=cast.users["mona"].public_id,
        start_date=now.date(), end_date=now.date() + timedelta(days=4),
        comparison_area=cast.areas["norslund"].public_id,
    )  # fmt: skip
    measure = plan_measure(draft=draft, by=cast.elin, now=now).public_id
    if starts:
        start_measure(public_id=measure, by=cast.elin, now=now)
    return measure


def the_whole_way(cast: Cast, week: Week = WEEK, *, kind: str = "physical_environment") -> Keys:
    """From what Rakel saw to the lamps that are being put up."""
    a_week(cast, week)
    meeting, priority = a_meeting(cast, week)
    now = week.end_at + timedelta(days=3)
    analysis, dark = an_analysis(cast, priority, now)
    return Keys(meeting, priority, analysis, a_measure(cast, priority, dark, now, kind=kind))
