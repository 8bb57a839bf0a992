from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from tryggve.foundation.web import formats
from tryggve.kernel.weeks import Week


@pytest.fixture(autouse=True)
def in_swedish() -> object:
    with translation.override("sv"):
        yield


def test_thousands_have_a_thin_space_and_decimals_a_comma() -> None:
    assert formats.number(64000) == "64\N{NARROW NO-BREAK SPACE}000"
    assert formats.number(3.44, 1) == "3,4"


def test_a_negative_number_has_a_minus_sign_and_not_a_hyphen() -> None:
    assert formats.number(-4) == "−4"
    assert formats.signed(4) == "+4"


def test_a_rounded_nothing_is_never_minus_nothing() -> None:
    assert formats.number(-0.2) == "0"


def test_what_is_not_known_is_a_dash() -> None:
    assert formats.number(None) == "–"


def test_an_estimate_comes_with_its_interval() -> None:
    assert formats.interval(-4, -9, 1) == "−4 (−9 till 1)"
    assert formats.percent_interval(-0.17, -0.61, 0.77) == "−17\N{NO-BREAK SPACE}% (−61 till +77\N{NO-BREAK SPACE}%)"


def test_days_are_said_as_people_say_them() -> None:
    assert formats.day(date(2026, 9, 14)) == "måndag 14 september"
    assert formats.day_short(date(2026, 9, 14)) == "14 sept"
    assert formats.day_year(date(2026, 9, 14)) == "14 september 2026"


def test_a_time_is_shown_as_swedish_clocks_show_it() -> None:
    assert formats.day_clock(datetime(2026, 9, 14, 12, 32, tzinfo=UTC)) == "14 sept kl. 14.32"


def test_a_late_evening_in_utc_is_the_next_day_in_sweden() -> None:
    assert formats.day_short(datetime(2026, 9, 13, 22, 30, tzinfo=UTC)) == "14 sept"


def test_a_week_over_the_turn_of_a_month_names_both_months() -> None:
    assert formats.week_dates(Week(2026, 37)) == "7–13 september"
    assert formats.week_dates("2026-W40") == "28 september–4 oktober"
    assert formats.week_label("2026-W37") == "vecka 37"


def test_a_duration_says_its_two_largest_parts() -> None:
    assert formats.duration(timedelta(days=3, hours=4, minutes=5)) == "3 dagar 4 timmar"
    assert formats.duration(timedelta(minutes=61)) == "1 timme 1 minut"
    assert formats.duration(timedelta()) == "0 minuter"


def test_english_pages_have_english_numbers() -> None:
    with translation.override("en"):
        assert formats.number(64000) == "64,000"
        assert formats.day_short(date(2026, 9, 14)) == "14 Sept"
