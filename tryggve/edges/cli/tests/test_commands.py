"""Each command says what it is for, answers in JSON, and leaves with a code that means something."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, load_command_class

from tryggve.edges.cli.errand import REFUSED, UNREADABLE, Errand
from tryggve.foundation.geography.queries import area_sets, areas_in_force
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast, square

SHARED = Path(os.environ.get("TRYGGVE_SHARED", Path(__file__).parents[5] / "shared"))
POLICE_FIXTURE = Path(__file__).parents[2] / "intake/tests/fixtures/polisen_events.json"
COMMANDS = [
    ("tryggve.edges.cli", name)
    for name in (
        "compile_month",
        "compile_picture",
        "create_municipality",
        "guard",
        "import_areas",
        "import_incidents",
        "load_reference",
        "open_week",
        "restore_drill",
        "tell_operators",
        "verify_audit_trail",
    )
] + [("tryggve.demo", "demo")]


def answer(*arguments: Any, **options: Any) -> tuple[dict[str, Any], int]:
    """What a command prints as JSON, and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command(*[str(each) for each in arguments], "--json", stdout=out, stderr=StringIO(), **options)
    except SystemExit as left:
        code = int(left.code or 0)
    return json.loads(out.getvalue()), code


@pytest.mark.parametrize(("app", "name"), COMMANDS)
def test_every_command_explains_itself_and_offers_json(app: str, name: str) -> None:
    command = load_command_class(app, name)
    assert isinstance(command, Errand)
    said = command.create_parser("manage.py", name).format_help()
    assert command.question in " ".join(said.split())
    assert "--json" in said


@pytest.mark.parametrize(("app", "name"), COMMANDS)
def test_help_leaves_with_zero_and_a_wrong_call_with_two(app: str, name: str, capsys: Any) -> None:
    command = load_command_class(app, name)
    with pytest.raises(SystemExit) as helped:
        command.run_from_argv(["manage.py", name, "--help"])
    assert helped.value.code == 0
    with pytest.raises(SystemExit) as wrong:
        command.run_from_argv(["manage.py", name, "--no-such-option"])
    assert wrong.value.code == 2


# -- import_incidents ----------------------------------------------------------------------------
def import_police(file: Path) -> tuple[dict[str, Any], int]:
    return answer("import_incidents", file, "--source", "polisen_events", "--county", "dalarna")


def test_an_import_twice_gives_the_same_counts_and_writes_nothing_the_second_time(cast: Cast) -> None:
    first, code = import_police(POLICE_FIXTURE)
    second, again = import_police(POLICE_FIXTURE)
    assert (first["rows_total"], first["created"], first["unchanged"]) == (30, 22, 0)
    assert (second["rows_total"], second["created"], second["unchanged"]) == (30, 0, 22)
    assert first["by_municipality"] == second["by_municipality"]
    # The invented file holds rows that cannot be read: they are named, and the code says so.
    assert code == again == (REFUSED if any(each["is_dropped"] for each in first["problems"]) else 0)


def test_a_file_that_cannot_be_read_gives_code_two_and_a_sentence(cast: Cast, tmp_path: Path) -> None:
    missing, code = import_police(tmp_path / "nowhere.json")
    assert code == UNREADABLE
    assert missing["refused"].startswith("Filen går inte att läsa.")


def test_a_county_that_does_not_exist_gives_code_one(db: None) -> None:
    said, code = answer("import_incidents", POLICE_FIXTURE, "--source", "polisen_events", "--county", "ingenstans")
    assert code == REFUSED
    assert said["refused"]


@pytest.mark.skipif(not (SHARED / "data/polisen").exists(), reason="the real events lie outside the repository")
def test_the_real_events_import_twice_with_the_readmes_figures(cast: Cast) -> None:
    Municipality.objects.create(
        county=cast.county, slug="ludvika", code="2085", name="Ludvika kommun", centre_lat=60.15, centre_lon=15.18
    )
    file = SHARED / "data/polisen/events_dalarna.json.gz"
    first, code = import_police(file)
    assert code == 0
    assert first["rows_total"] == 3563
    assert first["by_municipality"] == {"borlange": 510, "falun": 421, "ludvika": 188}
    assert (first["county_only"], first["notes"], first["outside"]) == (240, 1120, 1084)
    assert (first["created"], first["updated"], first["unchanged"]) == (510 + 421 + 188 + 240 + 1120, 0, 0)
    assert not first["unknown_types"]
    second, again = import_police(file)
    assert again == 0
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, first["created"])
    for same in ("rows_total", "by_municipality", "county_only", "notes", "outside", "unknown_types"):
        assert second[same] == first[same]


# -- import_areas --------------------------------------------------------------------------------
def area_file(folder: Path) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"KOD": code, "NAMN": name},
            "geometry": square(60.6 + index * 0.1, 15.6),
        }
        for index, (code, name) in enumerate([("A1", "Norr"), ("A2", "Söder")])
    ]
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def import_ground(file: Path, *more: str) -> tuple[dict[str, Any], int]:
    return answer(
        "import_areas",
        file,
        "--municipality=falun",
        "--name=Områden 2027",
        "--valid-from=2027-01-01",
        "--source=prov",
        "--code-property=KOD",
        "--name-property=NAMN",
        *more,
    )


def test_areas_come_in_with_their_population_and_hold_from_their_date(cast: Cast, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("code,population\nA1,1200\nA2,800\n", encoding="utf-8")
    said, code = import_ground(area_file(tmp_path), f"--population={people}")
    assert code == 0
    assert (said["areas"], said["population"]) == (2, 2000)
    viewer = system_viewer(cast.falun)
    with acting_as(viewer):
        latest = area_sets(viewer)[0]
        assert [area.name for area in areas_in_force(viewer, latest.valid_from)] == ["Norr", "Söder"]
        assert "Norr" not in [area.name for area in areas_in_force(viewer, NOW.date())]


def test_the_same_areas_again_are_refused_with_the_reason(cast: Cast, tmp_path: Path) -> None:
    import_ground(area_file(tmp_path))
    said, code = import_ground(area_file(tmp_path))
    assert code == REFUSED
    assert "2027-01-01" in said["refused"]


@pytest.mark.parametrize("content", ["", "{", "\ufeff[", "a,b"])
def test_what_is_no_json_gives_code_two(cast: Cast, tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(content, encoding="utf-8")
    said, code = import_ground(path)
    assert code == UNREADABLE
    assert "broken.geojson" in said["refused"]


def test_a_population_that_is_no_number_says_which_row(cast: Cast, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("code,population\nA1,många\n", encoding="utf-8")
    said, code = import_ground(area_file(tmp_path), f"--population={people}")
    assert code == UNREADABLE
    assert "Rad 2" in said["refused"]


# -- create_municipality -------------------------------------------------------------------------
def lay_up(*more: str) -> tuple[dict[str, Any], int]:
    return answer(
        "create_municipality",
        "mora",
        "--name=Mora kommun",
        "--lat=61.0",
        "--lon=14.5",
        "--admin-name=Ada Ros",
        "--admin-email=ada@exempel.se",
        *more,
    )


def test_a_municipality_joins_a_county_that_is_there(cast: Cast) -> None:
    said, code = lay_up("--code=2062", "--county=dalarna")
    assert code == 0
    assert said["organisation"] == "Mora kommun, trygghet"
    assert said["invitation"].startswith("/inbjudan/")
    assert not Municipality.objects.get(slug="mora").is_practice


def test_the_first_municipality_brings_its_county(db: None) -> None:
    said, code = lay_up("--code=2062", "--county=dalarna", "--county-code=20", "--county-name=Dalarnas län")
    assert code == 0
    assert Municipality.objects.get(slug=said["municipality"]).county.board_name == "Länsstyrelsen i Dalarnas län"


def test_a_code_of_another_county_is_refused_and_leaves_nothing(db: None) -> None:
    said, code = lay_up("--code=1280", "--county=dalarna", "--county-code=20")
    assert code == REFUSED
    assert "1280" in said["refused"]
    assert not Municipality.objects.exists()


def test_the_guard_marks_the_lines_of_a_file_and_refuses_a_bad_one(tmp_path: Path) -> None:
    reports, marks = tmp_path / "reports.jsonl", tmp_path / "marks.jsonl"
    reports.write_text('{"id": "a", "text": "Ring 070-174 06 11."}\n{"id": "b", "text": "Lugnt."}\n', encoding="utf-8")
    told, code = answer("guard", jsonl=reports, out=marks)
    assert code == 0
    assert told == {"reports": 2, "marks": 1, "blocking": 1}
    lines = [json.loads(line) for line in marks.read_text(encoding="utf-8").splitlines()]
    span = {"start": 5, "end": 18, "label": "PHONE", "action": "block"}
    assert lines == [{"id": "a", "spans": [span]}, {"id": "b", "spans": []}]

    reports.write_text('{"id": "a", "text": "Lugnt."}\n{"id": "b", "txt": "070-174 06 11"}\n', encoding="utf-8")
    marks.unlink()
    told, code = answer("guard", jsonl=reports, out=marks)
    assert code == UNREADABLE
    assert "Line 2" in told["refused"]
    assert "174" not in told["refused"]
    assert not marks.exists()
