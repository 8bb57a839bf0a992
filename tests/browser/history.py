"""What had already happened in Falun when the week of the walk began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tryggve.cycle.evaluations.tests.world import WORKED, measure_with
from tryggve.cycle.meetings import actions as meetings
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, an_incident, nothing_to_report, share_week

LAST_WEEK: Week = WEEK - 1
OLD_MEASURE = "Nya lampor på gångvägen"
CHOSEN_LAST_WEEK = ("knutpunkten", "bojsenburg", "norslund")


@dataclass(frozen=True)
class History:
    """Keys of what strangers would ask for."""

    old_measure: str
    borlange_report: str


def make_history(cast: Cast) -> History:
    """A measure whose date has come, last week's three areas, and a Borlänge that shared its own week."""
    _ground, measure = measure_with(cast, WORKED, title=OLD_MEASURE)
    for hours, place in ((20, "knutpunkten"), (45, "bojsenburg"), (92, "norslund")):
        an_incident(cast, "sixten", place=place, week=LAST_WEEK, hours_in=hours, shared_text="Bilen stod på torget.")
    share_week(cast, "sixten", LAST_WEEK)
    nothing_to_report(cast, "kerstin", LAST_WEEK)
    compiled_at = LAST_WEEK.end_at + timedelta(hours=32)
    compile_picture(week=LAST_WEEK, by=cast.elin, now=compiled_at)
    _meeting(cast)
    an_incident(cast, "frida", place="tjarna", week=LAST_WEEK, note="Hemligt i Borlänge", shared_text="Bilbrand.")
    report = share_week(cast, "frida", LAST_WEEK)
    return History(old_measure=measure, borlange_report=report.public_id)


def _meeting(cast: Cast) -> None:
    now = LAST_WEEK.end_at + timedelta(days=2, hours=13)
    meeting = meetings.open_meeting(week=LAST_WEEK, held_at=now, by=cast.elin, now=now)
    for key in CHOSEN_LAST_WEEK:
        meetings.propose_priority(
            meeting=meeting.public_id, area=cast.areas[key].public_id, subject="Bilbränder på kvällen",
            category_codes=["C4"], reason="Två bränder på en vecka.",
            owner=cast.organisations["kopparstaden"].public_id, by=cast.mona, now=now,
        )  # fmt: skip
    meetings.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=now)
    meetings.close_meeting(meeting=meeting.public_id, previous_outcomes=[], by=cast.elin, now=now)
