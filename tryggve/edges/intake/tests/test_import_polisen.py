"""What an import writes, and that the same file twice writes nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tryggve.cycle.incidents.models import Incident, ReferenceNote
from tryggve.edges.intake.import_polisen import import_events, read_source, source_viewer
from tryggve.edges.intake.police_plan import polisen_mapping
from tryggve.edges.intake.polisen_events import PoliceFile, parse, parse_path
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import county_system_viewer, parties, system_viewer
from tryggve.foundation.reference.queries import stable_category
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web.outward import CannotReach
from tryggve.testing.cast import NOW, Cast

FIXTURE = Path(__file__).parent / "fixtures/polisen_events.json"


def changed(**changes: Any) -> PoliceFile:
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    rows[0] |= changes
    return parse(json.dumps(rows).encode())


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    first = import_events(parse_path(FIXTURE), cast.county, now=NOW)
    source = source_viewer(cast.falun, now=NOW)
    with acting_as(source):
        lines = AuditEntry.objects.seen_by(source).count()
    second = import_events(parse_path(FIXTURE), cast.county, now=NOW + timedelta(days=1))

    # Falun and Borlänge take part in this county: 17 incidents, 5 notes; Ludvika's 5 are outside.
    assert first.by_municipality == {"borlange": 7, "falun": 10}
    assert (first.rows_total, first.county_only, first.notes, first.outside) == (30, 2, 3, 8)
    assert (first.created, first.updated, first.unchanged) == (22, 0, 0)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 22)
    assert first.unknown_types == second.unknown_types == ("Hittepåtyp",)
    with acting_as(source):
        assert AuditEntry.objects.seen_by(source).count() == lines
        assert Incident.objects.seen_by(source).count() == 10


def test_an_update_of_an_event_updates_its_incident(cast: Cast) -> None:
    import_events(parse_path(FIXTURE), cast.county, now=NOW)

    result = import_events(changed(summary="Tre rutor krossade."), cast.county, now=NOW)

    assert (result.created, result.updated, result.unchanged) == (0, 1, 21)
    source = source_viewer(cast.falun, now=NOW)
    with acting_as(source):
        assert Incident.objects.seen_by(source).one(external_id="900001").shared_text == "Tre rutor krossade."


def test_the_position_is_the_centre_and_an_unknown_type_is_kept_uncounted(cast: Cast) -> None:
    import_events(parse_path(FIXTURE), cast.county, now=NOW)

    source = source_viewer(cast.falun, now=NOW)
    with acting_as(source):
        rows = {row.external_id: row for row in Incident.objects.seen_by(source).all()}
    assert {row.coord_precision for row in rows.values()} == {"municipality_centre"}
    assert {row.area_id for row in rows.values()} == {None}
    assert rows["900008"].category_code == "N0"


def test_the_source_is_an_organisation_of_its_own_and_never_expected_to_report(cast: Cast) -> None:
    import_events(parse_path(FIXTURE), cast.county, now=NOW)
    import_events(parse_path(FIXTURE), cast.county, now=NOW)

    viewer = system_viewer(cast.falun)
    with acting_as(viewer):
        sources = [one for one in Organisation.objects.seen_by(viewer).all() if one.is_outside_source]
        expected = {one.name for one in parties(viewer, NOW.date())}
    assert [one.name for one in sources] == ["Polisens öppna händelser"]
    assert "Polisens öppna händelser" not in expected


def test_a_telephone_number_in_a_public_text_is_not_passed_on(cast: Cast) -> None:
    import_events(changed(summary="Tipsa på 070-174 06 11."), cast.county, now=NOW)

    source = source_viewer(cast.falun, now=NOW)
    with acting_as(source):
        text = Incident.objects.seen_by(source).one(external_id="900001").shared_text
    assert "174" not in text


def test_the_countys_notes_are_the_countys(cast: Cast) -> None:
    import_events(parse_path(FIXTURE), cast.county, now=NOW)

    viewer = county_system_viewer(cast.county)
    with acting_as(viewer):
        kinds = sorted(note.kind for note in ReferenceNote.objects.seen_by(viewer).all())
    assert kinds == [
        "Bedrägeri",
        "Sammanfattning kväll och natt",
        "Sammanfattning natt",
        "Sammanfattning natt",
        "Trafikkontroll",
    ]


def test_the_stranger_sees_only_her_own_municipalitys_events(cast: Cast) -> None:
    import_events(parse_path(FIXTURE), cast.county, now=NOW)

    with acting_as(cast.frida):
        assert not Incident.objects.seen_by(cast.frida).filter(source="polisen_events").exists()
    neighbour = source_viewer(cast.borlange, now=NOW)
    with acting_as(neighbour):
        assert not Incident.objects.seen_by(neighbour).filter(external_id="900001").exists()


def test_progress_reaches_the_end_and_the_answer_is_plain(cast: Cast) -> None:
    seen: list[tuple[int, int, str]] = []

    result = import_events(
        parse_path(FIXTURE), cast.county, now=NOW, progress=lambda done, total, text: seen.append((done, total, text))
    )

    assert seen[-1][:2] == (22, 22)
    assert list(json.loads(json.dumps(result.as_json()))) == [
        "rows_total", "by_municipality", "county_only", "notes", "outside", "unknown_types",
        "created", "updated", "unchanged", "problems",
    ]  # fmt: skip


def test_an_address_is_fetched_and_stamped_a_path_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryggve.edges.intake.import_polisen.fetch", lambda _url: FIXTURE.read_bytes())
    stamp = tmp_path / "stamp.json"

    assert read_source(str(FIXTURE), stamp=stamp, now=NOW).rows_total == 30
    assert not stamp.exists()
    assert read_source("https://polisen.exempel/api/events", stamp=stamp, now=NOW).rows_total == 30
    with pytest.raises(CannotReach, match="för tidigt"):
        read_source("https://polisen.exempel/api/events", stamp=stamp, now=NOW)


def test_every_code_of_the_mapping_is_a_category() -> None:
    mapping = polisen_mapping()

    for code in {*mapping.types.values(), *(part.code for part in mapping.refinements), mapping.unknown}:
        assert stable_category(code).code == code
