"""At what hours of the week? From when each happening can have been to the engine's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tryggve.cycle.situation_pictures.shapes import Happening, Report

_HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class HotTimes:
    """Incidents by weekday and hour; those whose hour is not known are counted apart."""

    counts: tuple[tuple[int, ...], ...]
    known: int
    spread: int
    unknown: int
    weekday: int | None
    start_hour: int | None
    share: float | None


def _span(report: Report) -> tuple[datetime, datetime] | None:
    """When it can have happened, for the hour table; None when not even the day's hours are known."""
    if report.time_precision in ("day", "week"):
        return None
    if report.time_precision == "hour" and report.occurred_to == report.occurred_from:
        return report.occurred_from, report.occurred_from + timedelta(hours=1)
    return report.occurred_from, report.occurred_to


def hot_times(found: Iterable[Happening]) -> HotTimes:
    """Weekday × hour by aoristic weight (Ratcliffe 2002), rounded for showing."""
    from tryggve.engine.series.hot_times import busiest_window
    from tryggve.engine.series.hot_times import hot_times as table_of

    started: list[int] = []
    ended: list[int] = []
    unknown = 0
    for each in found:
        span = _span(each.first)
        if span is None:
            unknown += each.count
            continue
        started.extend([int(span[0].timestamp() // _HOUR_MINUTES)] * each.count)
        ended.extend([int(span[1].timestamp() // _HOUR_MINUTES)] * each.count)
    if not started:
        return HotTimes(tuple((0,) * 24 for _ in range(7)), 0, 0, unknown, None, None, None)
    answer = table_of(started, ended)
    busiest = busiest_window(answer.table)
    return HotTimes(
        counts=tuple(tuple(round(cell) for cell in row) for row in answer.table),
        known=answer.n_incidents,
        spread=answer.n_spread,
        unknown=unknown,
        weekday=busiest.weekday if busiest else None,
        start_hour=busiest.start_hour if busiest else None,
        share=busiest.share if busiest else None,
    )
