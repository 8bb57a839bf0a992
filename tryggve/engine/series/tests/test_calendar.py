"""The calendar: the right days, and their effects told from season, weekday and chance."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, OutOfRange, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.calendar import calendar_effects
from tryggve.engine.series.swedish_days import CalendarTable, calendar_table, easter_sunday, swedish_days

TRUE = {"midsummer": 2.0, "friday": 1.5, "saturday": 1.8, "pay_day": 1.2, "christmas": 0.6}


def counts_of(calendar: CalendarTable, *, seed: int, usual: float = 8.0) -> Floats:
    """Poisson counts of each day whose true effects are TRUE."""
    logs = np.array([np.log(TRUE.get(name, 1.0)) for name in calendar.names])
    mean = usual * np.exp(calendar.table[:, 0] @ logs)
    return np.asarray(generator(seed).poisson(mean), dtype=np.float64)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1818, 3, 22), (1961, 4, 2), (2000, 4, 23), (2008, 3, 23), (2019, 4, 21), (2024, 3, 31), (2038, 4, 25)],
)
def test_easter_is_where_almanacs_have_it(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_every_easter_is_a_sunday_in_its_five_weeks() -> None:
    for year in range(1753, 2300):
        easter = easter_sunday(year)
        assert easter.weekday() == 6
        assert date(year, 3, 22) <= easter <= date(year, 4, 25)


def test_the_days_of_2026_are_those_of_the_almanac() -> None:
    days = swedish_days(2026)

    assert days["easter"] == tuple(date(2026, 4, 2) + timedelta(days=n) for n in range(5))
    assert days["ascension"] == (date(2026, 5, 14),)
    assert days["all_saints"] == (date(2026, 10, 30), date(2026, 10, 31))
    assert days["midsummer"] == (date(2026, 6, 19), date(2026, 6, 20))
    # The 25th of January 2026 is a Sunday: the pay comes on Friday the 23rd.
    assert days["pay_day"][:2] == (date(2026, 1, 23), date(2026, 1, 24))


def test_a_week_holds_the_days_that_it_holds_and_breaks_where_they_are_given() -> None:
    autumn = (date(2026, 10, 26), date(2026, 10, 30))

    calendar = calendar_table(date(2026, 10, 19), n_rows=3, school_breaks=[autumn])

    week = {name: calendar.table[1, :, place].tolist() for place, name in enumerate(calendar.names)}
    assert week["school_break"] == [1, 1, 1, 1, 1, 0, 0]
    assert week["all_saints"] == [0, 0, 0, 0, 1, 1, 0]
    assert "friday" not in calendar.names
    assert calendar.days == (date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2))


def test_the_true_ratios_lie_inside_their_intervals() -> None:
    calendar = calendar_table(date(2019, 1, 1), n_rows=4 * 365, days_a_row=1)
    inside = []

    for seed in range(6):
        answer = calendar_effects(counts_of(calendar, seed=seed), calendar)
        inside += [
            one.low <= TRUE.get(one.name, 1.0) <= one.high
            for one in answer.effects
            if one.low is not None and one.high is not None
        ]

    assert 0.88 <= np.mean(inside) <= 0.995


def test_weeks_tell_the_same_midsummer_as_days() -> None:
    days = calendar_table(date(2018, 1, 1), n_rows=6 * 364, days_a_row=1)
    weeks = calendar_table(date(2018, 1, 1), n_rows=6 * 52)
    counts = counts_of(days, seed=5, usual=20.0)

    by_day = calendar_effects(counts, days)
    by_week = calendar_effects(counts.reshape(-1, 7).sum(axis=1), weeks, day_shares=[1, 1, 1, 1, 1.5, 1.8, 1])

    for answer in (by_day, by_week):
        midsummer = next(one for one in answer.effects if one.name == "midsummer")
        assert midsummer.ratio == pytest.approx(2.0, rel=0.15)


def test_a_week_put_right_by_its_factor_is_like_the_others() -> None:
    calendar = calendar_table(date(2018, 1, 1), n_rows=6 * 52)
    midsummer = calendar.table[:, :, calendar.names.index("midsummer")].sum(axis=1)
    counts = np.round(70 + 20 * midsummer)

    answer = calendar_effects(counts, calendar, n_waves=0)

    assert counts[midsummer == 2].mean() == pytest.approx(110)
    assert (counts / answer.factor)[midsummer == 2].mean() == pytest.approx(70, rel=0.02)


def test_what_seldom_comes_or_comes_together_is_not_told() -> None:
    calendar = calendar_table(date(2025, 1, 6), n_rows=104)
    counts = generator(3).poisson(20.0, 104)

    answer = {one.name: one for one in calendar_effects(counts, calendar).effects}

    assert (answer["midsummer"].ratio, answer["midsummer"].reason) == (None, "too_few_days")
    assert answer["valborg"].ratio is None


def test_what_cannot_be_told_is_refused() -> None:
    calendar = calendar_table(date(2024, 1, 1), n_rows=200)
    with pytest.raises(TooLittleData):
        calendar_effects([0] * 200, calendar)
    with pytest.raises(TooLittleData, match="rows"):
        calendar_effects([1] * 5, calendar_table(date(2024, 1, 1), n_rows=5))
    with pytest.raises(WrongShape):
        calendar_effects([1] * 3, calendar)
    with pytest.raises(NotCounts):
        calendar_effects([-1] * 200, calendar)
    with pytest.raises(OutOfRange, match="year"):
        easter_sunday(1700)
    with pytest.raises(OutOfRange, match="school break"):
        calendar_table(date(2024, 1, 1), n_rows=2, school_breaks=[(date(2024, 2, 2), date(2024, 2, 1))])
    with pytest.raises(TooMuchWork):
        calendar_table(date(2024, 1, 1), n_rows=10**6)
