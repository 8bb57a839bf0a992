"""At what hours of the week does it happen, when many only know between when and when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import BadInterval, OutOfRange, WrongShape
from tryggve.engine.numerics.checks import Floats, as_measurements, check_whole, check_work

Minutes = NDArray[np.int64]

Convention = Literal["minutes", "hours_of_week"]

HOURS_A_WEEK = 168
#: All incidents' hours together.
MOST_HOURS = 2e7
LONGEST_DAYS = 366
_MOST_INCIDENTS = 1e12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The first of January 1970 was a Thursday; the table begins on Monday.
_HOURS_FROM_MONDAY = 3 * 24
_MINUTES_AN_HOUR = 60
_MINUTES_A_DAY = 24 * 60
# The years 1900 to 2200, in minutes from 1970.
_EARLIEST, _LATEST = -70 * 366 * _MINUTES_A_DAY, 230 * 366 * _MINUTES_A_DAY
# No clock has been changed twice within a week.
_SURELY_ONE_CHANGE = 7 * _MINUTES_A_DAY


@dataclass(frozen=True, slots=True)
class HotTimes:
    """`table[weekday][hour]` in incidents, Monday first; it adds up to `n_incidents`.

    `n_spread` incidents were known less exactly than to the hour.
    """

    table: tuple[tuple[float, ...], ...]
    n_incidents: int
    n_spread: int


@dataclass(frozen=True, slots=True)
class BusiestWindow:
    """Hours in a row that hold most; it may run past midnight, and from Sunday to Monday."""

    weekday: int
    start_hour: int
    n_hours: int
    incidents: float
    share: float


def hot_times(
    started: ArrayLike,
    ended: ArrayLike,
    *,
    zone: str = "Europe/Stockholm",
    convention: Convention = "minutes",
) -> HotTimes:
    """How many incidents fall in each hour of the week?

    An incident that is known only to have happened between two times is spread evenly over
    the minutes between them: 30 of 60 minutes before midnight give half an incident there.

    Parameters
    ----------
    started, ended : shape (n,), whole minutes since 1970-01-01 00:00 UTC. Equal for a time
        known to the minute; 60 apart for one known to the hour.
    zone : whose clocks the table shows. The hour that summer time skips gets nothing, the
        hour that comes twice counts both times.
    convention : `minutes`, or `hours_of_week` as the R package aoristic has it: an incident is
        spread over the clock's full hours that it touches, each alike; one without an end (nan) is
        all in the hour of its start; one longer than 168 hours is spread over the whole week. The
        `minutes` need an end.

    Returns
    -------
    HotTimes : 7 x 24 incidents, Monday 00-01 first, adding up to n.

    Raises
    ------
    BadInterval : when one ends before it starts, or lasts more than 366 days.
    WrongShape : when the two do not have the same length, or are not whole minutes.
    OutOfRange : when a time lies outside the years 1900 to 2200, or there is no such zone or convention.
    TooMuchWork : when all incidents together last more than 20 million hours.

    Work: O(hours that the incidents last, together).

    Source: Ratcliffe (2002), Aoristic signatures, J. Quant. Criminology 18:23-43, with
    minutes in place of hours. Card: docs/methods/hot_times.md.

    >>> monday_8 = 4 * 24 * 60 + 7 * 60  # 1970-01-05 08:00 in Sweden
    >>> answer = hot_times([monday_8 + 30, monday_8 + 30], [monday_8 + 30, monday_8 + 90])
    >>> answer.table[0][8], answer.table[0][9]
    (1.5, 0.5)
    """
    clock = _zone(zone)
    if convention == "hours_of_week":
        return _by_hours_of_week(_as_minutes(started, "started"), _as_ends(ended), clock)
    if convention != "minutes":
        raise OutOfRange(f"There is no such convention. Got {convention}. Give minutes or hours_of_week.")
    first, last = _as_minutes(started, "started"), _as_minutes(ended, "ended")
    _check_intervals(first, last)
    if first.size == 0:
        return HotTimes(table=_as_rows(np.zeros(HOURS_A_WEEK)), n_incidents=0, n_spread=0)
    hours = np.zeros(HOURS_A_WEEK)
    length = last - first
    # A time known to the minute is all of that minute, so that every incident has a length.
    reach = np.maximum(length, 1)
    for begins, stops, offset in _clock_settings(int(first.min()), int(last.max()) + 1, clock):
        low = np.maximum(first, begins)
        high = np.minimum(first + reach, stops)
        inside = high > low
        hours += _spread(low[inside] + offset, high[inside] + offset, reach[inside])
    return HotTimes(
        table=_as_rows(hours),
        n_incidents=int(first.size),
        n_spread=int((length > _MINUTES_AN_HOUR).sum()),
    )


def busiest_window(table: ArrayLike, *, n_hours: int = 4) -> BusiestWindow | None:
    """Which hours in a row hold the largest share of the week's incidents?

    Parameters
    ----------
    table : shape (7, 24), incidents, Monday first, as from `hot_times`.
    n_hours : length of the window, 1 to 168 hours.

    Returns
    -------
    BusiestWindow, the earliest in the week of equals; None when the table is empty.

    Raises
    ------
    NotFinite, OutOfRange, WrongShape : when the window or the table has another size, or a number in it
        is negative or missing.

    Source: a moving sum around the week. Card: docs/methods/hot_times.md.

    >>> table = [[0] * 24 for _ in range(7)]
    >>> table[4][23], table[5][0] = 3, 2  # Friday night
    >>> window = busiest_window(table, n_hours=2)
    >>> window.weekday, window.start_hour, window.share
    (4, 23, 1.0)
    """
    hours = as_measurements(table, "table", n_dimensions=2)
    if hours.shape != (7, 24):
        raise WrongShape(f"The table is not a week of hours. Got shape {hours.shape}. Give shape (7, 24).")
    if (hours < 0).any() or (hours > _MOST_INCIDENTS).any():
        raise OutOfRange(
            f"The table's numbers are out of range. Got {hours.min()} to {hours.max()}. Give incidents, 0 or more."
        )
    check_whole(n_hours, "n_hours", least=1, most=HOURS_A_WEEK)
    total = float(hours.sum())
    if total <= 0:
        return None
    around = np.concatenate((hours.ravel(), hours.ravel()[: n_hours - 1]))
    sums = np.convolve(around, np.ones(n_hours), mode="valid")
    # Sums that differ only by rounding are equals.
    start = int(np.argmax(np.round(sums, 9)))
    return BusiestWindow(
        weekday=start // 24,
        start_hour=start % 24,
        n_hours=n_hours,
        incidents=float(sums[start]),
        share=min(1.0, float(sums[start]) / total),
    )


def _as_minutes(values: ArrayLike, name: str) -> Minutes:
    array = np.array(values)
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
        raise WrongShape(
            f"{name} must be whole minutes in a row. Got {array.dtype} of shape {array.shape}. "
            f"Give whole minutes since 1970 in UTC, one for each incident."
        )
    minutes = array.astype(np.float64)
    if (minutes < _EARLIEST).any() or (minutes > _LATEST).any():
        raise OutOfRange(
            f"{name} lies outside the calendar. Got {minutes.min():.0f} to {minutes.max():.0f} minutes. "
            f"Give minutes since 1970, in the years 1900 to 2200."
        )
    return array.astype(np.int64)


def _as_ends(values: ArrayLike) -> Floats:
    ends = as_measurements(values, "ended", may_miss=True)
    known = ends[~np.isnan(ends)]
    if (known != np.floor(known)).any() or (np.abs(known) > _LATEST).any():
        raise WrongShape(
            f"ended must be whole minutes in a row. Got {known.tolist()[:3]}. "
            f"Give whole minutes since 1970 in UTC, or nan where none is known."
        )
    return ends


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as wrong:
        raise OutOfRange(f"There is no such zone. Got {name!r}. Give for example Europe/Stockholm.") from wrong


def _by_hours_of_week(first: Minutes, ends: Floats, clock: ZoneInfo) -> HotTimes:
    """Full hours of the clock, each of those touched alike, as in the R package aoristic 1.1.1."""
    has_end = ~np.isnan(ends)
    if first.shape != ends.shape:
        _check_intervals(first, np.zeros(ends.size, dtype=np.int64))
    last = np.where(has_end, np.nan_to_num(ends), first).astype(np.int64)
    _check_intervals(first, last)
    if first.size == 0:
        return HotTimes(table=_as_rows(np.zeros(HOURS_A_WEEK)), n_incidents=0, n_spread=0)
    offset = np.zeros(first.size, dtype=np.int64)
    for begins, stops, ahead in _clock_settings(int(first.min()), int(last.max()) + 1, clock):
        offset[(first >= begins) & (first < stops)] = ahead
    # The week's hours are counted on from the clock at the start: this convention knows no summer time.
    start_hour = (first + offset) // _MINUTES_AN_HOUR
    end_hour = np.maximum((last + offset - 1) // _MINUTES_AN_HOUR, start_hour)
    too_long = last - first > HOURS_A_WEEK * _MINUTES_AN_HOUR
    hours = np.full(HOURS_A_WEEK, float(too_long.sum()) / HOURS_A_WEEK)
    low = start_hour[~too_long] * _MINUTES_AN_HOUR
    high = (end_hour[~too_long] + 1) * _MINUTES_AN_HOUR
    hours += _spread(low, high, high - low)
    return HotTimes(
        table=_as_rows(hours),
        n_incidents=int(first.size),
        n_spread=int((end_hour > start_hour).sum()),
    )


def _check_intervals(first: Minutes, last: Minutes) -> None:
    if first.shape != last.shape:
        raise WrongShape(
            f"started and ended do not fit each other. Got {first.size} and {last.size}. Give both for each incident."
        )
    length = last - first
    if (length < 0).any() or (length > LONGEST_DAYS * _MINUTES_A_DAY).any():
        place = int(np.argmax((length < 0) | (length > LONGEST_DAYS * _MINUTES_A_DAY)))
        raise BadInterval(
            f"An incident has an impossible time. Got {int(length[place])} minutes from start to "
            f"end at place {place}. Give 0 minutes to {LONGEST_DAYS} days."
        )
    check_work(float(length.sum()) / _MINUTES_AN_HOUR + 2.0 * length.size, MOST_HOURS, "hours")


def _spread(low: Minutes, high: Minutes, reach: Minutes) -> Floats:
    # Each interval [low, high) on one clock, cut at the full hours.
    first_hour, last_hour = low // 60, (high - 1) // 60
    n_pieces = last_hour - first_hour + 1
    owner = np.repeat(np.arange(low.size), n_pieces)
    piece = np.arange(owner.size) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    hour = first_hour[owner] + piece
    overlap = np.minimum(high[owner], (hour + 1) * 60) - np.maximum(low[owner], hour * 60)
    cells = (hour + _HOURS_FROM_MONDAY) % HOURS_A_WEEK
    summed = np.bincount(cells, weights=overlap / reach[owner], minlength=HOURS_A_WEEK)
    return np.asarray(summed, dtype=np.float64)


def _clock_settings(first: int, last: int, clock: ZoneInfo) -> list[tuple[int, int, int]]:
    # (from minute, to minute, minutes ahead of UTC) for each setting of the clock in between.
    settings = []
    begins, offset = first, _offset(first, clock)
    reached = first
    while reached < last:
        following = min(reached + _SURELY_ONE_CHANGE, last)
        if _offset(following, clock) != offset:
            change = _first_minute_of_change(reached, following, clock)
            settings.append((begins, change, offset))
            begins, offset = change, _offset(change, clock)
        reached = following
    settings.append((begins, last, offset))
    return settings


def _first_minute_of_change(low: int, high: int, clock: ZoneInfo) -> int:
    before = _offset(low, clock)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, clock) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(minute: int, clock: ZoneInfo) -> int:
    moment = (_EPOCH + timedelta(minutes=minute)).astimezone(clock)
    ahead = moment.utcoffset() or timedelta()
    return int(ahead / timedelta(minutes=1))


def _as_rows(hours: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in hours.reshape(7, 24).tolist())
