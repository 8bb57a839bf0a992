"""A file's way in: chosen, looked at, tried, read in, mended, forgotten. Through the pages alone."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tryggve.cycle.incidents.queries import incidents
from tryggve.edges.intake.pages import actions, reader
from tryggve.edges.intake.pages.models import ImportFile, ImportRow, RunState
from tryggve.edges.intake.pages.reader import Tried
from tryggve.edges.intake.pages.tests.files import AGAIN, GOOD, MENDED, MESSY, lines, upload
from tryggve.edges.intake.pages.tests.world import START, LogIn, chosen, run_at, send, try_rows, work
from tryggve.edges.intake.shapes import FileMapping, Progress
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast


@pytest.fixture(autouse=True)
def in_the_week(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the Tuesday that the cast lives in."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def n_incidents(cast: Cast, who: str = "sixten") -> int:
    with acting_as(cast.viewers[who]):
        return incidents(cast.viewers[who]).count()


def kept(cast: Cast) -> tuple[int, int]:
    """How many files and rows are kept."""
    with acting_as(cast.sixten):
        return ImportFile.objects.seen_by(cast.sixten).count(), ImportRow.objects.seen_by(cast.sixten).count()


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_file_is_tried_and_then_read_in_as_it_was_tried(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)

    looked = client.get(address, follow=True)
    assert "Stämmer det att filen läses så här?" in said(looked)
    assert "Anmälare" in looked.context["person_columns"]
    tried = try_rows(client, address)
    assert tried.context["counts"] == {"good": 2, "error": 3, "duplicate": 1, "ignored": 3}
    assert "2 av 6 rader kan läsas in" in said(tried)
    assert n_incidents(cast) == 0

    client.post(f"{address}las-in/")
    work()
    done = client.get(address, follow=True)

    assert "2 händelser är inlästa" in said(done)
    assert n_incidents(cast) == 2
    assert kept(cast) == (0, 9)


def test_each_refused_row_says_why_and_the_filter_shows_only_those(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)

    refused = client.get(f"{address}rader/?visa=error")

    assert [row["number"] for row in refused.context["rows"]] == [6, 7, 8]
    assert all(row["remarks"] for row in refused.context["rows"])
    assert "Datumet går inte att läsa. Skriv som 2026-10-06." in said(refused)
    assert "Holmtorget" not in said(refused)


def test_names_of_persons_are_kept_in_no_row(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    try_rows(client, send(client))

    with acting_as(cast.sixten):
        rows = list(ImportRow.objects.seen_by(cast.sixten))

    assert len(rows) == 9
    assert [row for row in rows if "Torpvik" in str((row.cells, row.becomes)) or "Dalvret" in str(row.becomes)] == []


def test_rows_that_fail_are_mended_in_a_workbook_and_read_in(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)
    client.post(f"{address}las-in/")
    work()

    answer = client.get(f"{address}att-ratta.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    table = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()

    assert table[0][:4] == ["Varför raden inte lästes in", "Ärendenr", "Inträffat", "Plats"]
    assert str(table[1][0]).startswith("Rad 6: Datumet går inte att läsa.")
    assert table[1][7] == "=HYPERLINK(A1)"
    assert b"<f>" not in _unzipped(answer.content)
    assert "Torpvik" not in str(table)

    table[1][2], table[2][2], table[3][3] = "2026-09-03 10:00", "2026-09-02 08:00", "Elsborg"
    again = send(client, _book(table), "att-ratta.xlsx")
    recognised = client.get(again, follow=True)

    assert recognised.context["counts"] == {"good": 3, "error": 0, "duplicate": 0, "ignored": 1}
    client.post(f"{again}las-in/")
    work()
    assert n_incidents(cast) == 5


def _unzipped(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("xl/worksheets/sheet1.xml")


def _book(table: list[list[Any]]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(table):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, value)
    book.close()
    return stream.getvalue()


def test_the_same_file_again_is_recognised_and_has_nothing_new(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address, name="Felanmälan från fastighet")
    client.post(f"{address}las-in/")
    work()

    again = client.get(send(client, name="en_annan.csv"), follow=True)

    assert again.context["counts"]["good"] == 0
    assert "Inget i filen är nytt" in said(again)
    assert "Felanmälan från fastighet" in said(again)
    assert n_incidents(cast) == 2


def test_a_remembered_file_can_be_renamed_and_forgotten(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    try_rows(client, send(client), name="Felanmälan")
    [source] = client.get(START).context["sources"]
    here = f"{START}filer/{source.public_id}/"

    assert "Kategori eller typ" in said(client.get(here))
    assert client.post(here, {"name": ""}).status_code == 422
    client.post(here, {"name": "Fastighetssystemet"})
    assert [each.name for each in client.get(START).context["sources"]] == ["Fastighetssystemet"]
    client.post(f"{here}glom/")

    assert client.get(START).context["sources"] == []
    assert client.get(here).status_code == 404


def test_another_heading_row_gives_other_columns(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)

    client.post(
        f"{address}kolumner/",
        {**chosen(client.get(f"{address}kolumner/")), "heading_row": "4", "crs": "find", "do": "show"},
    )
    work()
    looked = client.get(f"{address}kolumner/")

    assert looked.context["seen"].heading_row == 4
    assert "F-1" in looked.context["seen"].headings[0]


def test_what_was_chosen_stays_when_something_is_refused(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    said_by_me = {f"column_{index}": "out" for index in range(8)} | {
        "heading_row": "3",
        "crs": "EPSG:3006",
        "name": "Mitt",
    }

    refused = client.post(f"{address}kolumner/", {**said_by_me, "do": "check"})

    assert refused.status_code == 422
    assert "Alla kolumner är utelämnade." in said(refused)
    assert 'value="Mitt"' in said(refused)
    assert '<option value="EPSG:3006" selected>' in said(refused)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not a workbook at all", b"\x00\x00\x00\x00"], ids=["0", "zip", "nul"]
)
def test_a_file_that_cannot_be_read_is_refused_in_words(cast: Cast, log_in: LogIn, content: bytes) -> None:
    client = log_in("sixten")
    answer = client.post(START, {"file": upload(content, "trasig.xlsx")})
    if answer.status_code == 302:
        work()
        answer = client.get(answer.headers["Location"], follow=True)
        assert "Filen går inte att läsa in" in said(answer)
        assert kept(cast) == (0, 0)
    else:
        assert answer.status_code == 422

    assert "Traceback" not in said(answer)


def test_a_file_over_the_limit_is_refused_with_its_size(
    cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LARGEST_UPLOAD", 1_000_000)

    refused = log_in("sixten").post(START, {"file": upload(b"x" * 1_500_000)})

    assert refused.status_code == 422
    assert "Den är 1.5 megabyte" in said(refused)
    assert kept(cast) == (0, 0)


def test_to_cancel_takes_everything_away(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)

    client.post(f"{address}avbryt/")

    assert "Inläsningen är avbruten" in said(client.get(address))
    assert kept(cast) == (0, 0)
    client.post(f"{address}las-in/")
    work()
    assert n_incidents(cast) == 0


def test_work_that_was_cancelled_while_it_waited_writes_nothing(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)
    client.post(f"{address}las-in/")

    client.post(f"{address}avbryt/")
    work()

    assert n_incidents(cast) == 0
    assert run_at(cast, address).run_state == RunState.CANCELLED


def test_work_that_is_cancelled_while_it_tries_stops(
    cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)
    as_it_is = reader.try_rows
    public_id = address.rstrip("/").rpartition("/")[2]

    def interrupted(content: bytes, mapping: FileMapping, by: Viewer, now: datetime, told: Progress) -> Tried:
        actions.cancel_import(public_id=public_id, by=by, now=now)
        told(1, 6, "")
        return as_it_is(content, mapping, by, now, told)

    monkeypatch.setattr(reader, "try_rows", interrupted)
    client.post(f"{address}las-in/")
    work()

    assert n_incidents(cast) == 0
    assert run_at(cast, address).run_state == RunState.CANCELLED
    assert kept(cast) == (0, 0)


def test_a_fault_while_writing_leaves_nothing_half_done(
    cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)
    as_it_is = reader.commit

    def broken(tried: Tried, by: Viewer, now: datetime) -> int:
        as_it_is(tried, by, now)
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(reader, "commit", broken)
    client.post(f"{address}las-in/")
    with pytest.raises(OSError, match="the disk is full"):
        work()
    stuck = client.get(address)

    assert n_incidents(cast) == 0
    assert "Det gick inte att bli klar" in said(stuck)
    assert "disk" not in said(stuck)
    client.post(f"{address}avbryt/")
    assert kept(cast) == (0, 0)


def test_what_has_changed_since_it_was_tried_is_shown_again_and_not_read_in(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    first, second = send(client), send(client, lines(*GOOD), "samma.csv")
    try_rows(client, first, name="")
    try_rows(client, second, name="")
    client.post(f"{first}las-in/")
    work()

    client.post(f"{second}las-in/")
    work()
    shown = client.get(second, follow=True)

    assert "Något har ändrats sedan provläsningen" in said(shown)
    assert shown.context["counts"]["duplicate"] == 2
    assert n_incidents(cast) == 2


def test_to_say_yes_twice_reads_in_once(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)

    client.post(f"{address}las-in/")
    client.post(f"{address}las-in/")
    work()

    assert n_incidents(cast) == 2
    assert run_at(cast, address).run_state == RunState.COMMITTED


def test_more_rows_than_a_page_are_paged(cast: Cast, log_in: LogIn) -> None:
    client = log_in("sixten")
    many = [f"G-{n};2026-09-05 14:30;Gård {n};;;Klotter;Tagg {n};" for n in range(120)]
    address = send(client, lines(*many))
    first = try_rows(client, address)

    last = client.get(f"{address}rader/?visa=good&sida=3")

    assert len(first.context["rows"]) == 50
    assert [row["number"] for row in last.context["rows"]] == list(range(104, 124))


def test_where_nothing_raw_is_kept_the_file_is_counted_and_not_saved(cast: Cast, log_in: LogIn) -> None:
    client = log_in("petra")

    assert "Filen räknas, och sparas inte" in said(client.get(START))
    assert "Inget är sparat ännu, och filen finns inte kvar." in said(client.post(START, {"file": upload()}))
    with acting_as(cast.petra):
        assert ImportFile.objects.seen_by(cast.petra).count() == 0


def test_a_day_later_the_page_shows_nothing_of_the_file(
    cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)
    client.post(f"{address}las-in/")
    work()

    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=25))
    client = log_in("sixten")
    late = client.get(address, follow=True)

    assert "2 händelser är inlästa" in said(late)
    assert "Holmtorget" not in said(late)
    assert client.get(f"{address}att-ratta.xlsx").status_code == 404


@pytest.mark.parametrize("stranger", ["kerstin", "frida"])
def test_another_organisation_finds_nothing(cast: Cast, log_in: LogIn, stranger: str) -> None:
    client = log_in("sixten")
    address = send(client)
    try_rows(client, address)
    [source] = client.get(START).context["sources"]
    client = log_in(stranger)

    looked = [client.get(f"{address}{tail}").status_code for tail in ("", "kolumner/", "rader/", "att-ratta.xlsx")]
    looked.append(client.get(f"{START}filer/{source.public_id}/").status_code)
    pressed = [client.post(f"{address}{tail}").status_code for tail in ("kolumner/", "las-in/", "avbryt/")]
    pressed.append(client.post(f"{START}filer/{source.public_id}/glom/").status_code)

    assert set(looked) == set(pressed) == {404}
    assert client.get(START).context["runs"] == []
    assert run_at(cast, address).run_state == RunState.CHECKED


def test_a_reporter_has_no_way_in(cast: Cast, log_in: LogIn) -> None:
    client = log_in("rakel")

    assert client.get(START).status_code == 403
    assert START not in said(client.get("/handelser/mina/"))


def test_the_way_in_stands_in_the_menu_and_by_the_review(cast: Cast, log_in: LogIn) -> None:
    page = said(log_in("sixten").get("/handelser/granska/"))

    assert page.count(f'href="{START}"') == 2


def test_both_files_of_the_story_differ() -> None:
    assert MENDED != MESSY
    assert AGAIN in GOOD
