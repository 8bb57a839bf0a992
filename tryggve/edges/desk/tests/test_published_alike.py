"""Two months that differ only in what is hidden: whoever does not read exact numbers reads the same bytes of both.

And an attacker who reads everything that the county can open works out nothing small. The 500 simulated months of
`make disclosure` run against the function; this runs against pages, papers and files.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.db import transaction
from django.test import Client

from tools.disclosure.reading import Reader, reduced
from tryggve.cycle.county_reports.actions import compile_county
from tryggve.cycle.meetings.actions import close_meeting, confirm_priorities, open_meeting, propose_priority
from tryggve.cycle.monthly_reports.queries import public_tables
from tryggve.cycle.monthly_reports.tests.world import (
    AFTER_MONTH,
    MONTH,
    a_late_line,
    a_month,
    a_summary_line,
    borlange_sent,
    sent,
)
from tryggve.edges.desk.tests.test_start import At, LogIn
from tryggve.engine.disclosure.attack import attack
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.ids import use_generator
from tryggve.testing.cast import Cast
from tryggve.testing.story import share_week

NOW = AFTER_MONTH + timedelta(days=5)
#: Two small cells by two, with the same sums: 2 and 3 either way round.
SMALL = {"a": (2, 3), "b": (3, 2)}
_LARGE = (("C4", "knutpunkten", 9), ("C2", "bojsenburg", 8), ("A1", "knutpunkten", 8), ("A1", "bojsenburg", 9))


def a_world(cast: Cast, which: str) -> dict[str, str]:
    """A month that two parties tell of, sent, corrected and sent again; a meeting that chose the small area."""
    first, other = SMALL[which]
    week = MONTH.first_week
    small = [
        ("F3", "norslund", first), ("F3", "bojsenburg", other), ("G1", "norslund", other), ("G1", "bojsenburg", first),
    ]  # fmt: skip
    for category, area, count in (*_LARGE, *small):
        a_summary_line(cast, "petra", area=area, category=category, count=count, week=week)
    share_week(cast, "petra", week=week)
    a_month(
        cast, {("C4", "knutpunkten"): 7, ("C2", "bojsenburg"): 7, ("A1", "knutpunkten"): 6, ("A1", "bojsenburg"): 5}
    )
    meeting = a_meeting_about(cast, first)
    one = sent(cast)
    a_late_line(cast, area="norslund", category="F3", count=other, week=week)
    two = sent(cast, now=AFTER_MONTH + timedelta(days=3))
    borlange_sent(cast, {"C4": 6, "A1": 7})
    county = compile_county(month=MONTH, by=cast.lina, now=NOW)
    return {"one": one.public_id, "two": two.public_id, "county": county.public_id, "meeting": meeting}


def a_meeting_about(cast: Cast, n: int) -> str:
    """The group chooses the area with the small numbers, and says its number as the reason."""
    week = MONTH.first_week
    held_at = week.end_at + timedelta(days=2)
    meeting = open_meeting(week=week, held_at=held_at, place="Rådhuset", by=cast.elin, now=held_at).public_id
    propose_priority(
        meeting=meeting, area=cast.areas["norslund"].public_id, subject="Miljö", category_codes=["F3"],
        reason=f"{n} händelser i veckan.", owner=cast.organisations["est"].public_id, by=cast.elin, now=held_at,
    )  # fmt: skip
    confirm_priorities(meeting=meeting, by=cast.olle, now=held_at)
    close_meeting(meeting=meeting, by=cast.elin, now=held_at + timedelta(minutes=50))
    return meeting


def addresses(keys: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Everything with a number in it that each of them can open."""
    month, county = f"/manadsrapporter/{MONTH}/", f"/lansrapporter/{MONTH}/"
    published = [f"/lansrapporter/publicerad/{keys[name]}/" for name in ("one", "two")]
    shared = (
        "/", county, f"{county}lansrapport.csv", f"/lansrapporter/lansrapport/{keys['county']}.json", *published,
        *(f"{page}{name}" for page in published for name in ("manadsrapport.pdf", "manadsrapport.json")),
    )  # fmt: skip
    own = tuple(
        f"{month}{name}?version={version}"
        for name in ("", "manadsrapport.pdf", "manadsrapport.json")
        for version in (1, 2)
    )
    meeting = f"/moten/{keys['meeting']}/"
    room = tuple(f"/motesrum/{keys['meeting']}/?del={part}" for part in ("forra", "laget", "valj", "las-upp"))
    return {
        "lina": shared,
        "stina": (
            *shared, "/manadsrapporter/", *own, "/moten/", meeting, f"{meeting}protokoll/", f"{meeting}protokoll.pdf",
            *room, "/orsaksanalyser/", "/atgarder/", "/utvarderingar/",
        ),
    }  # fmt: skip


def read_all(cast: Cast, log_in: Callable[[str], Client], which: str) -> dict[str, bytes]:
    """One of the two worlds, read by both, and then taken back."""
    numbers = itertools.count(1)
    seen = {}
    with transaction.atomic():
        with use_generator(lambda: f"{next(numbers):022d}"):
            keys = a_world(cast, which)
        for who, pages in addresses(keys).items():
            client = log_in(who)
            for address in pages:
                answer = client.get(address)
                assert answer.status_code == 200, (who, address, answer.status_code)
                seen[f"{who} {address}"] = _alike(answer.content)
        with acting_as(cast.lina):
            for table in public_tables(cast.lina):
                seen[f"public {table.municipality_name} {table.kind}"] = json.dumps(table.body).encode()
        transaction.set_rollback(True)
    return seen


def _alike(content: bytes) -> bytes:
    """Without what is drawn by lot, or is a fingerprint of the exact edition that nobody else can open."""
    content = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)
    return re.sub(rb'(<dd class="hash">|Kontrollsumma )[0-9a-f]+', b"", content)


class Tables(HTMLParser):
    """The tables of a page, cell by cell, as somebody who listens to it hears them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def _heard(count: Any) -> str:
    return str(count) if isinstance(count, int) else "×dolt" if "hidden" in count else "?inte rapporterat"


def test_what_is_hidden_makes_no_difference_to_what_is_read_and_cannot_be_worked_out(
    cast: Cast, log_in: LogIn, at: At
) -> None:
    at(NOW)
    worlds = {which: read_all(cast, log_in, which) for which in SMALL}
    seen = worlds["a"]
    papers = _papers(seen)

    assert seen.keys() == worlds["b"].keys()
    assert [address for address, content in seen.items() if content != worlds["b"][address]] == []
    _nobody_works_out_a_small_number({n: body for n, (_, body) in papers.items()}, seen)
    for page, body in papers.values():
        _says_the_table_and_no_other(seen[page].decode(), body["table"])
    _holds_its_sums(seen[f"lina /lansrapporter/{MONTH}/lansrapport.csv"].decode("utf-8-sig"), papers[2][1]["table"])


def _papers(seen: dict[str, bytes]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Version → the address of its page, and what its file says."""
    files = {a: json.loads(seen[a]) for a in seen if a.startswith("lina") and a.endswith("manadsrapport.json")}
    return {file["version"]: (a.removesuffix("manadsrapport.json"), file["body"]) for a, file in files.items()}


def _nobody_works_out_a_small_number(bodies: dict[int, dict[str, Any]], seen: dict[str, bytes]) -> None:
    reader = Reader()
    for n, body in bodies.items():
        reader.county_table(body["table"], place="falun", version=n)
    areas = [row["key"] for row in bodies[1]["table"]["rows"]]
    reader.public_month(json.loads(seen["public Falu kommun month"]), place="falun", areas=areas)
    found = attack(reduced(reader.told))
    assert bodies[1]["suppression"]["hidden"] > 0
    assert (found.n_disclosed, reader.printed_small) == (0, [])


def _says_the_table_and_no_other(page: str, table: dict[str, Any]) -> None:
    read = Tables()
    read.feed(page)
    shown = next(each for each in read.tables if len(each[-1]) == len(table["columns"]) + 2)
    heard = [[_heard(count) for count in (*row["counts"], row["total"])] for row in table["rows"]]
    heard.append([_heard(count) for count in (*table["totals"], table["total"])])
    assert [[cell.strip() for cell in row[1:]] for row in shown[1:]] == heard


def _holds_its_sums(file: str, table: dict[str, Any]) -> None:
    rows = [row for row in csv.DictReader(io.StringIO(file), delimiter=";") if row["kommun"] == "Falu kommun"]
    signs = {row["grupp"] or "Alla": int(row["händelser"]) if row["visas"] == "ja" else row["visas"] for row in rows}
    expected = dict(zip([*table["columns"][:-1], "Alla"], [*table["totals"][:-1], table["total"]], strict=True))
    assert signs == {name: count if isinstance(count, int) else "dolt" for name, count in expected.items()}
