"""A month in few words: weeks compiled for Falun and Borlänge."""

from __future__ import annotations

from datetime import datetime, timedelta

from tryggve.cycle.incidents.shapes import TimePrecision
from tryggve.cycle.monthly_reports.actions import approve_month, compile_month, send_month
from tryggve.cycle.monthly_reports.models import MonthlyReport, PublishedMonth
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.cycle.weekly_reports.actions import add_summary_line, correct_report, share_report
from tryggve.cycle.weekly_reports.shapes import SummaryDraft
from tryggve.kernel.weeks import ReportMonth, Week
from tryggve.testing.cast import Cast
from tryggve.testing.story import a_summary_line, an_incident, nothing_to_report, report_of, share_week

MONTH = ReportMonth.parse("2026-09")
AFTER_MONTH = MONTH.end_at + timedelta(days=1)


def a_week(cast: Cast, week: Week, counts: dict[tuple[str, str], int]) -> None:
    """What Kopparstaden saw, by category and place; shared, and compiled for Falun on Monday morning."""
    for (category, place), n in counts.items():
        for number in range(n):
            an_incident(cast, "rakel", week=week, category=category, place=place, hours_in=20.0 + number)
    if counts:
        share_week(cast, "sixten", week=week)
    else:
        nothing_to_report(cast, "sixten", week=week)
    compile_picture(week=week, by=cast.elin, now=week.end_at + timedelta(hours=9))


def a_month(cast: Cast, counts: dict[tuple[str, str], int], *, weeks: int = 4) -> None:
    """All of it in the month's first week; nothing to report in the others."""
    for n, week in enumerate(MONTH.weeks[:weeks]):
        a_week(cast, week, counts if n == 0 else {})


def a_late_line(cast: Cast, *, area: str, category: str, count: int, week: Week) -> None:
    """The police remember more when the month is sent: their report is corrected, and the week compiled again."""
    late = AFTER_MONTH + timedelta(days=1)
    report = correct_report(
        public_id=report_of(cast, "petra", week).public_id, reason="Mer har kommit fram.", by=cast.petra, now=late
    )
    draft = SummaryDraft(
        category_code=category,
        occurred_from=week.start_at + timedelta(hours=30),
        occurred_to=week.start_at + timedelta(hours=40),
        time_precision=TimePrecision.INTERVAL,
        area=cast.areas[area].public_id,
        count=count,
    )
    add_summary_line(public_id=report.public_id, draft=draft, by=cast.petra, now=late)
    share_report(public_id=report.public_id, by=cast.petra, now=late)
    compile_picture(week=week, by=cast.elin, now=late + timedelta(hours=1))


def compiled(cast: Cast, *, summary: str = "", now: datetime = AFTER_MONTH) -> MonthlyReport:
    """Elin compiles the month."""
    return compile_month(month=MONTH, summary=summary, by=cast.elin, now=now)


def sent(cast: Cast, *, summary: str = "", now: datetime = AFTER_MONTH) -> PublishedMonth:
    """Elin compiles, Stina approves, Elin sends."""
    report = compiled(cast, summary=summary, now=now)
    approve_month(public_id=report.public_id, by=cast.stina, now=now + timedelta(hours=1))
    return send_month(public_id=report.public_id, by=cast.elin, now=now + timedelta(hours=2))


def borlange_sent(cast: Cast, counts: dict[str, int] | None = None, *, now: datetime = AFTER_MONTH) -> PublishedMonth:
    """Borlänge does the same, with Bo compiling and sending; somebody else there approves."""
    from dataclasses import replace

    from tryggve.testing.cast import with_roles

    for category, n in (counts or {"C4": 6}).items():
        for number in range(n):
            an_incident(cast, "frida", week=MONTH.first_week, category=category, place="tjarna", hours_in=20.0 + number)
    share_week(cast, "frida", week=MONTH.first_week)
    compile_picture(week=MONTH.first_week, by=cast.bo, now=MONTH.first_week.end_at + timedelta(hours=9))
    report = compile_month(month=MONTH, summary="", by=cast.bo, now=now)
    approver = replace(with_roles(cast.bo, "steering_group"), user_id=cast.frida.user_id, actor=cast.frida.actor)
    approve_month(public_id=report.public_id, by=approver, now=now)
    return send_month(public_id=report.public_id, by=cast.bo, now=now)


__all__ = [
    "AFTER_MONTH",
    "MONTH",
    "a_late_line",
    "a_month",
    "a_summary_line",
    "a_week",
    "an_incident",
    "borlange_sent",
    "compiled",
    "sent",
]
