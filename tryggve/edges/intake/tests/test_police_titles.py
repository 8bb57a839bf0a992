"""When it happened stands in the title, without its year."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tryggve.edges.intake.police_titles import STOCKHOLM, read_published, read_title


def published(text: str) -> datetime:
    moment = read_published(text)
    assert moment is not None
    return moment


@pytest.mark.parametrize(
    ("title", "published_text", "local"),
    [
        ("21 mars 19:30, Brand, Falun", "2024-03-21 20:01:00 +01:00", "2024-03-21T19:30+01:00"),
        ("21 mars 17.59, Brand, Falun", "2024-03-21 18:40:00 +01:00", "2024-03-21T17:59+01:00"),
        ("1 maj 7.05, Brand, Falun", "2024-05-01 9:16:09 +02:00", "2024-05-01T07:05+02:00"),
        ("31 december 23.50, Brand, Falun", "2025-01-01 0:20:00 +01:00", "2024-12-31T23:50+01:00"),
        ("01 januari 00.10, Brand, Falun", "2024-12-31 23:58:00 +01:00", "2025-01-01T00:10+01:00"),
        ("29 februari 12.00, Brand, Falun", "2024-03-01 8:00:00 +01:00", "2024-02-29T12:00+01:00"),
        ("2 oktober 23.40, Brand, Falun", "2025-10-24 6:29:30 +02:00", "2025-10-02T23:40+02:00"),
        ("25 oktober 02.30, Brand, Falun", "2026-10-25 2:40:00 +01:00", "2026-10-25T02:30+01:00"),
        ("25 oktober 02.30, Brand, Falun", "2026-10-25 2:40:00 +02:00", "2026-10-25T02:30+02:00"),
        ("29 mars 02.30, Brand, Falun", "2026-03-29 5:00:00 +02:00", "2026-03-29T03:30+02:00"),
    ],
)
def test_the_year_is_the_one_nearest_to_publication(title: str, published_text: str, local: str) -> None:
    occurred_at = read_title(title, "Brand", published(published_text)).occurred_at

    assert occurred_at is not None
    assert occurred_at.astimezone(STOCKHOLM).isoformat(timespec="minutes") == local


@pytest.mark.parametrize(
    "title",
    ["Brand, Falun", "30 februari 12.00, Brand, Falun", "3 foo 12.00, Brand, Falun", "3 mars 25.00, Brand, Falun", "x"],
)
def test_a_title_without_a_time_has_none(title: str) -> None:
    assert read_title(title, "Brand", published("2024-03-03 12:00:00 +01:00")).occurred_at is None


@pytest.mark.parametrize(
    ("title", "type_name", "place"),
    [
        ("2 februari 18:16, Mord/dråp, försök, Ludvika", "Mord/dråp, försök", "Ludvika"),
        ("2 februari 18:16, Mord/dråp, försök", "Mord/dråp, försök", ""),
        ("2 februari 18:16, Trafikolycka, personskada, Borlänge", "Trafikolycka", "Borlänge"),
        ("2 februari 18:16, Brand, Falun", "Skadegörelse", "Falun"),
        ("2 februari 18:16, Brand", "Brand", ""),
        ("2 februari 18:16", "", ""),
    ],
)
def test_the_place_is_what_follows_the_type(title: str, type_name: str, place: str) -> None:
    assert read_title(title, type_name, published("2024-02-02 19:00:00 +01:00")).place == place


def test_publication_is_read_with_an_hour_of_one_digit_and_without_an_offset() -> None:
    assert read_published("2023-01-11 7:55:23 +01:00") == datetime(2023, 1, 11, 6, 55, 23, tzinfo=UTC)
    assert read_published("2023-07-11T07:55") == datetime(2023, 7, 11, 5, 55, tzinfo=UTC)
    assert read_published("2023-13-11 7:55:23 +01:00") is None
    assert read_published("i går") is None
