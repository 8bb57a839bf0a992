"""Hot times: every minute in its hour, over midnight, Sunday and summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import BadInterval, OutOfRange, WrongShape
from tryggve.engine.series.hot_times import HotTimes, busiest_window, hot_times

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def swedish(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[arg-type,misc]


def table_of(*intervals: tuple[datetime, datetime]) -> HotTimes:
    return hot_times([minutes(low) for low, _ in intervals], [minutes(high) for _, high in intervals])


def test_a_time_known_to_the_minute_is_one_incident_in_its_hour() -> None:
    moment = swedish(2026, 9, 11, 22, 59)

    answer = table_of((moment, moment))

    assert answer.table[FRIDAY][22] == 1.0
    assert (answer.n_incidents, answer.n_spread) == (1, 0)


def test_an_interval_is_spread_by_the_minute_over_midnight_and_sunday() -> None:
    answer = table_of((swedish(2026, 9, 13, 23, 30), swedish(2026, 9, 14, 1, 0)))

    assert answer.table[SUNDAY][23] == pytest.approx(1 / 3)
    assert answer.table[MONDAY][0] == pytest.approx(2 / 3)
    assert answer.table[MONDAY][1] == 0.0
    assert answer.n_spread == 1


def test_a_time_known_to_the_hour_stays_in_that_hour() -> None:
    answer = table_of((swedish(2026, 9, 12, 14), swedish(2026, 9, 12, 15)))

    assert answer.table[SATURDAY][14] == 1.0
    assert answer.n_spread == 0


def test_the_same_clock_hour_is_the_same_cell_in_summer_and_winter() -> None:
    winter, summer = swedish(2026, 1, 10, 22, 15), swedish(2026, 7, 11, 22, 15)

    answer = table_of((winter, winter), (summer, summer))

    assert answer.table[SATURDAY][22] == 2.0


def test_the_hour_that_summer_time_skips_gets_nothing() -> None:
    answer = table_of((swedish(2026, 3, 29, 0), swedish(2026, 3, 29, 4)))

    assert answer.table[SUNDAY][:5] == pytest.approx((1 / 3, 1 / 3, 0, 1 / 3, 0))


def test_the_hour_that_comes_twice_counts_both_times() -> None:
    answer = table_of((swedish(2026, 10, 25, 0), swedish(2026, 10, 25, 4)))

    assert answer.table[SUNDAY][:5] == pytest.approx((0.2, 0.2, 0.4, 0.2, 0))


def test_both_of_the_doubled_minutes_are_in_the_hour_the_clock_shows() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    answer = table_of((first, first), (first + timedelta(hours=1), first + timedelta(hours=1)))

    assert answer.table[SUNDAY][2] == 2.0


def test_a_whole_ordinary_week_is_spread_evenly() -> None:
    answer = table_of((swedish(2026, 9, 7), swedish(2026, 9, 14)))

    assert np.allclose(answer.table, 1 / 168)


def test_a_clock_half_an_hour_apart_is_read_right() -> None:
    moment = minutes(datetime(2026, 9, 7, 0, 0, tzinfo=UTC))

    answer = hot_times([moment], [moment + 60], zone="Asia/Kolkata")

    assert answer.table[MONDAY][5] == pytest.approx(0.5)
    assert answer.table[MONDAY][6] == pytest.approx(0.5)


moments = st.integers(
    minutes(datetime(2000, 1, 1, tzinfo=UTC)),
    minutes(datetime(2050, 12, 31, tzinfo=UTC)),
)
lengths = st.one_of(st.just(0), st.integers(0, 300), st.integers(0, 60 * 24 * 40))


@given(st.lists(st.tuples(moments, lengths), max_size=30))
def test_the_table_always_adds_up_to_the_number_of_incidents(drawn: list[tuple[int, int]]) -> None:
    started = [start for start, _ in drawn]
    ended = [start + length for start, length in drawn]

    answer = hot_times(started, ended)

    assert answer.n_incidents == len(drawn)
    assert sum(map(sum, answer.table)) == pytest.approx(len(drawn), abs=1e-9)
    assert min(map(min, answer.table)) >= 0


@given(moments, st.integers(1, 60 * 24 * 3))
def test_minute_by_minute_counting_gives_the_same(start: int, length: int) -> None:
    slow = np.zeros((7, 24))
    for minute in range(start, start + length):
        moment = datetime.fromtimestamp(minute * 60, STOCKHOLM)
        slow[moment.weekday(), moment.hour] += 1 / length

    assert np.allclose(hot_times([start], [start + length]).table, slow, atol=1e-9)


def test_no_incident_gives_an_empty_table() -> None:
    answer = hot_times([], [])

    assert answer.n_incidents == 0
    assert sum(map(sum, answer.table)) == 0
    assert busiest_window(answer.table) is None


def test_the_busiest_window_runs_over_sunday_midnight() -> None:
    table = np.zeros((7, 24))
    table[SUNDAY, 23], table[MONDAY, 0], table[FRIDAY, 12] = 3, 3, 4

    window = busiest_window(table, n_hours=2)

    assert window is not None
    assert (window.weekday, window.start_hour, window.incidents) == (SUNDAY, 23, 6.0)
    assert window.share == 0.6


@given(st.integers(1, 168), st.lists(st.integers(0, 9), min_size=168, max_size=168))
def test_no_other_window_holds_more(n_hours: int, hours: list[int]) -> None:
    window = busiest_window(np.reshape(hours, (7, 24)), n_hours=n_hours)

    if window is not None:
        twice = hours * 2
        most = max(sum(twice[start : start + n_hours]) for start in range(168))
        assert window.incidents == pytest.approx(most)


def test_by_the_hours_of_the_week_each_hour_that_is_touched_counts_alike() -> None:
    low, high = swedish(2026, 9, 13, 23, 50), swedish(2026, 9, 14, 1, 10)

    answer = hot_times([minutes(low)], [minutes(high)], convention="hours_of_week")

    assert answer.table[SUNDAY][23] == pytest.approx(1 / 3)
    assert answer.table[MONDAY][:3] == pytest.approx((1 / 3, 1 / 3, 0))


def test_by_the_hours_of_the_week_no_end_is_the_hour_of_the_start_and_too_long_is_the_whole_week() -> None:
    start = minutes(swedish(2026, 9, 12, 14, 30))

    answer = hot_times([start, start], [np.nan, start + 169 * 60], convention="hours_of_week")

    assert answer.table[SATURDAY][14] == pytest.approx(1 + 1 / 168)
    assert answer.table[MONDAY][3] == pytest.approx(1 / 168)
    assert sum(map(sum, answer.table)) == pytest.approx(2)


def test_impossible_times_are_refused_with_their_place() -> None:
    with pytest.raises(BadInterval, match="-5 minutes from start to end at place 1"):
        hot_times([0, 10], [0, 5])
    with pytest.raises(BadInterval, match="366 days"):
        hot_times([0], [367 * 24 * 60])


def test_input_of_another_shape_is_refused() -> None:
    with pytest.raises(WrongShape, match="do not fit"):
        hot_times([0, 1], [0])
    with pytest.raises(WrongShape, match="whole minutes"):
        hot_times([0.5], [1.5])
    with pytest.raises(WrongShape, match=r"\(7, 24\)"):
        busiest_window([[1, 2], [3, 4]])
    with pytest.raises(OutOfRange, match="convention"):
        hot_times([0], [0], convention="days")  # type: ignore[arg-type]
    with pytest.raises(OutOfRange, match="zone"):
        hot_times([0], [0], zone="Falun")
    with pytest.raises(OutOfRange, match="168"):
        busiest_window(np.ones((7, 24)), n_hours=0)
