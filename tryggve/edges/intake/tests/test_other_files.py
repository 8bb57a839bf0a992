"""Files of other makers, in other dress than the shared ones; and copies that have been damaged."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from tools.import_damage import originals, try_all
from tryggve.edges.intake.limits import MOST_ROWS
from tryggve.edges.intake.reading import CannotRead, read_contents
from tryggve.edges.intake.shapes import ImportPlan, Verdict
from tryggve.edges.intake.tests.files import needs_shared, planned, rows_of, workbook


def at(written: str) -> datetime:
    """A workbook's moment: it has no zone."""
    return datetime.fromisoformat(written)


def good(plan: ImportPlan) -> list[tuple[Any, ...]]:
    """What each good row became: when, until, category, place."""
    return [
        (f"{one.occurred_from:%m-%d %H:%M}", f"{one.occurred_to:%m-%d %H:%M}", one.category, one.place)
        for row in plan.of(Verdict.GOOD)
        if (one := row.becomes) is not None
    ]


def test_a_guards_log_in_sweref_with_pipes_and_utf_16() -> None:
    text = (
        "Rapport från väktare, oktober 2026\n"
        "Rapportnr|Händelsedatum|Klockslag|Objekt|Nordkoordinat|Ostkoordinat|Larmtyp|Noteringar|Väktarens signatur\n"
        "V1|20261005|2210|Knutpunkten|6 719 142,5|533 479,0|Skadegörelse|Ruta krossad|KD\n"
        "V2|20261006|kl 14-16|Bojsenburg|6721142|533479|Bråk|Flera|KD\n"
    )

    plan = planned(text.encode("utf-16-le"))

    assert plan.mapping.crs == "EPSG:3006"
    assert good(plan) == [
        ("10-05 22:10", "10-05 22:10", "C1", "Knutpunkten"),
        ("10-06 14:00", "10-06 16:00", "A2", "Bojsenburg"),
    ]


def test_a_schools_list_under_days_with_clocks_only() -> None:
    plan = planned(
        workbook(
            [
                ["Skoldagbok v. 41 2026"],
                ["Tid", "Vad hände?", "Var?"],
                ["Måndag 5 oktober"],
                ["9.40", "Bråk mellan elever", "Matsalen"],
                ["kl. 12-12.30", "Klotter på toaletten", "Hus B"],
                ["Tisdag"],
                ["förmiddag", "Obehörig i korridoren", "Hus A"],
                ["Totalt: 3"],
            ]
        )
    )

    assert good(plan) == [
        ("10-05 09:40", "10-05 09:40", "A2", "Matsalen"),
        ("10-05 12:00", "10-05 12:30", "C2", "Hus B"),
        ("10-06 09:00", "10-06 12:00", "D5", "Hus A"),
    ]


def test_a_shopkeepers_sheet_without_headings() -> None:
    plan = planned(
        "2026-10-05;14:30;Snatteri;Åsgatan 3\n2026-10-06;16:00;Snatteri;Åsgatan 3\n2026-10-07;17:10;Hot;Torget 1\n"
    )

    assert [row[2:] for row in good(plan)] == [("D4", "Åsgatan 3"), ("D4", "Åsgatan 3"), ("E2", "Torget 1")]


def test_an_english_export_with_a_pair_of_coordinates() -> None:
    plan = planned(
        "Incident ID,Timestamp,Category,Address,Coordinates,Description,Phone\n"
        '1,2026-10-05T20:15:00Z,Graffiti,Slaggatan 9,"60.6039, 15.6302",Tag,070-1740606\n'
        '2,2026-10-05 22:10,Vandalism,Tisken,"60.6004, 15.6318",Bench,\n'
    )

    assert [row[0] for row in good(plan)] == ["10-05 22:15", "10-05 22:10"]
    assert [row.becomes.lat for row in plan.rows if row.becomes] == [60.6039, 60.6004]
    assert plan.columns[6].holds_persons


def test_a_local_zone_of_sweref_and_swapped_columns() -> None:
    from pyproj import Transformer

    to_zone = Transformer.from_crs("EPSG:4326", "EPSG:3010", always_xy=True)
    lines = ["Datum;Plats;Typ;X;Y"]
    for day, (lat, lon) in enumerate([(60.6059, 15.6357), (60.6247, 15.6118), (60.5893, 15.6597)], 1):
        east, north = to_zone.transform(lon, lat)
        lines.append(f"2026-10-0{day};Plats {day};Klotter;{east:.1f};{north:.1f}")

    plan = planned("\n".join(lines))

    first = rows_of(plan)[2]
    assert plan.mapping.crs == "EPSG:3010"
    assert "coord_swapped" in first.warnings
    assert first.becomes is not None
    assert first.becomes.lat == pytest.approx(60.6059, abs=1e-4)
    assert first.becomes.lon == pytest.approx(15.6357, abs=1e-4)


def test_real_dates_beside_clocks_in_a_workbook() -> None:
    plan = planned(
        workbook(
            [
                ["Ärende", "Från", "Till", "Typ", "Gatuadress", "Handläggare"],
                ["a", at("2026-10-05 22:00"), at("2026-10-06 01:30"), "Bilbrand", "Slaggatan 9", "Eva Ek"],
                ["b", date(2026, 10, 7), None, "Nedskräpning", "Åsgatan", "Eva Ek"],
            ]
        )
    )

    assert good(plan)[0] == ("10-05 22:00", "10-06 01:30", "C4", "Slaggatan 9")
    assert good(plan)[1][:2] in [("10-07 00:00", "10-08 00:00"), ("10-07 00:00", "10-07 00:00")]
    assert plan.columns[5].holds_persons


def test_a_plain_list_of_objects_is_read_by_its_keys() -> None:
    body = {"items": [{"id": 7, "datum": "2026-W41-3", "plats": {"namn": "Lugnet"}, "kategori": "Klotter"}]}

    assert good(planned(json.dumps(body))) == [("10-07 00:00", "10-08 00:00", "C2", "Lugnet")]


def test_words_like_yesterday_are_refused_with_a_reason() -> None:
    plan = planned("Datum;Plats;Text\n2026-10-05;Tisken;Glas\nigår;Tisken;Klotter\n")

    assert rows_of(plan)[3].reasons == ("date_invalid",)


def test_a_quote_that_closes_in_another_row_loses_no_row() -> None:
    plan = planned(
        'Datum;Plats;Text\n2026-10-05;Tisken;"Glas\n2026-10-06;Tisken;Skräp\n2026-10-07;Torget;"Klotter"\n2026-10-08;A;B\n'
    )

    assert [row.row for row in plan.rows] == [1, 2, 3, 4, 5]
    assert rows_of(plan)[2].reasons == ("broken_row",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "tom"), (b"%PDF-1.7 ", "PDF"), (b"PK\x03\x04 broken", "skadad"), (b"\xd0\xcf\x11\xe0", "Office"),
        (b'{"a": ', "rad 1"), (b"[" * 100_000, "nästlad"), (b'[{"datum": NaN}]', "NaN"), (b"[1e999]", "datum"),
        (b"<?xml version='1.0'?><a/>", "XML"), (b"Datum;Plats\n" * (MOST_ROWS + 1), "rader"),
        (b"a;b\n1;2\n", "datum"), (b'Datum;Plats\n2026-10-05;"utan slut\n', "rad 2"), (b"x" * 200_000, "lång"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says):
        planned(content)


def test_a_cell_far_out_is_refused_before_it_is_laid_out() -> None:
    rows: list[list[Any]] = [["Datum", "Plats", "Text"]]

    with pytest.raises(CannotRead, match="kolumner"):
        read_contents(workbook([*rows, [None] * 300 + ["långt bort"]]))


@needs_shared
def test_damaged_copies_crash_nothing_and_lose_nothing() -> None:
    tally, wrong = try_all(60, originals(), first_seed=10_000)

    assert wrong == []
    assert tally["planned"] + tally["refused"] == 60
