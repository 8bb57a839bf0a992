"""Reading the police's events: what is kept, what is strange, what is refused."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.edges.intake.police_plan import CountyPlaces, Whose, plan, polisen_mapping
from tryggve.edges.intake.polisen_events import PoliceFile, parse, parse_path, parse_rows
from tryggve.edges.intake.reading import CannotRead, rows_of

FIXTURE = Path(__file__).parent / "fixtures/polisen_events.json"
SHARED = Path(os.environ.get("TRYGGVE_SHARED", Path(__file__).parents[5] / "shared"))
DALARNA = CountyPlaces("dalarna", "Dalarnas län", {"falun": "Falun", "borlange": "Borlänge", "ludvika": "Ludvika"})


def row(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "datetime": "2026-09-08 9:52:10 +02:00",
        "name": "8 september 09.10, Stöld, Falun",
        "summary": "En stöld.",
        "url": "/aktuellt/7/",
        "type": "Stöld",
        "location": {"name": "Falun", "gps": "60.6,15.6"},
    } | changes


def test_the_invented_fixture_is_divided_as_it_was_made() -> None:
    file = parse_path(FIXTURE)

    result = plan(file.events, DALARNA)

    assert file.rows_total == 30
    assert result.by_municipality == {"falun": 10, "borlange": 7, "ludvika": 5}
    assert (result.county_only, result.notes, result.outside) == (2, 3, 3)
    assert result.unknown_types == ("Hittepåtyp",)
    assert {one.event.external_id: one.category_code for one in result.of(Whose.MUNICIPALITY, "falun")} == {
        "900001": "C1", "900002": "C4", "900003": "D4", "900004": "N0", "900005": "E2",
        "900006": "E1", "900007": "A5", "900008": "N0", "900009": "E6", "900010": "D2",
    }  # fmt: skip


@pytest.mark.skipif(not SHARED.exists(), reason="the real events are not beside the repository")
def test_the_real_events_give_the_figures_of_their_readme_twice() -> None:
    path = SHARED / "data/polisen/events_dalarna.json.gz"

    first, second = (plan(parse_path(path).events, DALARNA) for _time in range(2))

    assert parse_path(path).rows_total == 3563
    assert first == second
    assert first.by_municipality == {"falun": 421, "borlange": 510, "ludvika": 188}
    assert (first.county_only, first.notes, first.outside) == (240, 1120, 1084)
    assert first.unknown_types == ()
    assert sum(Counter(one.whose for one in first.planned).values()) == 3563


@pytest.mark.skipif(not SHARED.exists(), reason="the real events are not beside the repository")
def test_real_times_agree_with_the_published_table() -> None:
    import csv
    from datetime import datetime

    with gzip.open(SHARED / "data/polisen/polisen_events_sweden_2022_2026.csv.gz", "rt", encoding="utf-8") as table:
        occurred = {line["id"]: line["occurred"] for line in csv.DictReader(table)}

    events = parse_path(SHARED / "data/polisen/events_dalarna.json.gz").events

    assert all(datetime.fromisoformat(occurred[event.external_id]) == event.occurred_from for event in events)


def test_a_row_is_read_into_an_event() -> None:
    event = parse_rows([row()]).events[0]

    assert (event.external_id, event.type, event.title_place) == ("7", "Stöld", "Falun")
    assert event.occurred_from == event.occurred_to
    assert event.occurred_from.isoformat() == "2026-09-08T07:10:00+00:00"
    assert event.time_precision == "minute"
    assert (event.lat, event.lon) == (60.6, 15.6)
    assert event.url == "https://polisen.se/aktuellt/7/"
    assert not event.is_note


def test_a_time_after_publication_is_kept_and_counts_as_uncertain() -> None:
    file = parse_rows([row(name="8 september 10.30, Stöld, Falun")])

    assert file.events[0].time_precision == "day"
    assert file.events[0].occurred_from.isoformat() == "2026-09-08T08:30:00+00:00"
    assert [problem.is_dropped for problem in file.problems] == [False]


def test_a_title_without_a_time_uses_publication_and_is_not_dropped() -> None:
    file = parse_rows([row(name="Stöld, Falun")])

    assert file.events[0].occurred_from == file.events[0].published_at
    assert file.events[0].time_precision == "day"


@pytest.mark.parametrize(
    ("title_end", "location", "whose"),
    [
        ("Falun", "Dalarnas län", Whose.MUNICIPALITY),
        ("Dalarnas län", "Falun", Whose.COUNTY_ONLY),
        ("Avesta", "Falun", Whose.OUTSIDE),
        ("Påhittad by", "Falun", Whose.MUNICIPALITY),
        ("Påhittad by", "Dalarnas län", Whose.COUNTY_ONLY),
        ("Gävle", "Gävle", Whose.OUTSIDE),
        ("Gävleborgs län", "Falun", Whose.OUTSIDE),
    ],
)
def test_the_place_of_the_title_comes_before_the_location(title_end: str, location: str, whose: Whose) -> None:
    events = parse_rows(
        [row(name=f"8 september 09.10, Stöld, {title_end}", location={"name": location, "gps": ""})]
    ).events

    assert plan(events, DALARNA).planned[0].whose is whose


def test_a_municipality_that_joins_gets_its_events() -> None:
    events = parse_path(FIXTURE).events
    joined = CountyPlaces("dalarna", "Dalarnas län", {**DALARNA.municipalities, "avesta": "Avesta"})

    assert plan(events, joined).by_municipality["avesta"] == 1
    assert plan(events, joined).outside == plan(events, DALARNA).outside - 1


def test_an_unknown_type_is_kept_outside_est_and_listed() -> None:
    result = plan(parse_rows([row(type="Nytt slag", name="8 september 09.10, Nytt slag, Falun")]).events, DALARNA)

    assert result.unknown_types == ("Nytt slag",)
    assert result.planned[0].category_code == "N0"
    assert result.by_municipality["falun"] == 1


def test_the_same_id_twice_keeps_the_latest_publication() -> None:
    later = row(summary="Ny text.", datetime="2026-09-08 11:00:00 +02:00")

    file = parse_rows([later, row()])

    assert file.rows_total == 2
    assert [event.summary for event in file.events] == ["Ny text."]
    assert [problem.row for problem in file.problems] == [2]


@pytest.mark.parametrize(
    "bad",
    [
        None, 3, "text", [], {}, row(id=None), row(id=True), row(id=-4), row(id="<b>"), row(id=10**60),
        row(name=""), row(name=5), row(datetime="i går"), row(datetime=None), row(datetime="9999-99-99 9:00:00"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_kept_is_listed_and_the_rest_goes_on(bad: object) -> None:
    file = parse_rows([bad, row(id=8)])

    assert [event.external_id for event in file.events] == ["8"]
    assert {problem.row for problem in file.problems} == {1}
    assert all(problem.is_dropped for problem in file.problems)


@pytest.mark.parametrize(
    "odd",
    [
        row(summary="a" * 1_000_000), row(name="8 september 09.10, " + "b" * 1_000_000), row(summary=None),
        row(location=None), row(location={"name": 4, "gps": "nan,inf"}), row(url="javascript:alert(1)"),
        row(url="//exempel.se/"), row(url="https://exempel.se/"), row(summary="a\x00\u202eb\nc"), row(type=None),
    ],
)  # fmt: skip
def test_an_odd_row_is_kept_with_what_can_be_used(odd: dict[str, Any]) -> None:
    event = parse_rows([odd]).events[0]

    assert len(event.summary) <= 2000
    assert len(event.title) <= 300
    assert event.url in ("", "https://polisen.se/aktuellt/7/")
    assert "\x00" not in event.summary
    assert (event.lat is None) == (event.lon is None)
    plan([event], DALARNA)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "tom"),
        (b"  \n", "tom"),
        (b"inte json", "rad 1"),
        (b'[{"id": 1},', "JSON"),
        (b'{"error": "too many requests"}', "error"),
        (b"3", "ensamt"),
        (b'"text"', "ensamt"),
        (b"\xff\xfe[", "UTF-8"),
        (b"[" * 100_000, "lista"),
        (gzip.compress(b"[]")[:-6], "gzip"),
        (b"\x1f\x8btrasig", "gzip"),
        (gzip.compress(b"not json"), "JSON"),
    ],
)
def test_a_file_that_is_no_list_of_events_gets_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(CannotRead) as refusal:
        parse(content)

    assert says in str(refusal.value)
    assert str(refusal.value).count(". ") >= 1


def test_a_row_that_is_a_number_is_told_of_and_left_out_however_long_it_is() -> None:
    (problem,) = parse(b"[" + b"9" * 5000 + b"]").problems

    assert (problem.row, problem.is_dropped) == (1, True)


def test_a_gzip_bomb_is_stopped_by_its_unpacked_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryggve.edges.intake.reading.LARGEST_UNPACKED", 1000)

    with pytest.raises(CannotRead, match="för stor"):
        rows_of(gzip.compress(b" " * 100_000))


def test_a_file_that_is_absent_or_a_folder_gets_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "saknas.json", tmp_path):
        with pytest.raises(CannotRead, match="går inte att läsa"):
            parse_path(path)


def test_packed_and_plain_and_with_a_byte_order_mark_read_the_same() -> None:
    plain = json.dumps([row()]).encode()

    files = [parse(plain), parse(gzip.compress(plain)), parse(b"\xef\xbb\xbf" + plain)]

    assert files[0] == files[1] == files[2]
    assert parse(b"[]") == PoliceFile(0, (), ())


@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "name", "datetime", "type", "location", "gps"]), inner, max_size=6
                )
            ),
            max_leaves=12,
        ),
        max_size=5,
    )
)
def test_no_row_stops_the_reading(rows: list[object]) -> None:
    file = parse_rows(rows)

    dropped = {problem.row for problem in file.problems if problem.is_dropped}
    assert file.rows_total == len(rows) == len(file.events) + len(dropped)


def test_every_code_of_the_mapping_has_the_form_of_a_category() -> None:
    mapping = polisen_mapping()
    codes = {*mapping.types.values(), *(part.code for part in mapping.refinements), mapping.unknown}

    assert all(code in {"X0", "N0", "P1"} or (code[0] in "ABCDEFG" and code[1:].isdigit()) for code in codes)
