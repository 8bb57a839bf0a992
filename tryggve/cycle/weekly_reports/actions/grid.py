"""Writing in the weekly grid, and keeping what is being written in the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tryggve.cycle.weekly_reports import queries, rules
from tryggve.cycle.weekly_reports.actions.write import own_open
from tryggve.cycle.weekly_reports.models import CellNote, GridLayout, SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.rules import CannotWrite, cells
from tryggve.cycle.weekly_reports.shapes import CellEntry, CellOutcome
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.models import Area, Place
from tryggve.foundation.geography.queries import area_by_public_id, place_by_public_id
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy import guard, known_places
from tryggve.foundation.reference.queries import stable_category, usable_codes
from tryggve.kernel.errors import NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

#: What a report says in words, and in one colour.
WRITTEN = ("judgement", "judgement_text", "risk_signals", "needs")
Cell = tuple[str, str]


# -- Cells -----------------------------------------------------------------------------------------
@action("weekly_report.cells_written", right="weekly_report.write")
def write_cells(
    *, public_id: str, week: str, entries: Sequence[CellEntry], by: Viewer, now: datetime
) -> tuple[WeeklyReport, tuple[CellOutcome, ...]]:
    """Write numbers in the grid. A cell that somebody has changed since the page showed it is left as it is.

    Each entry has its own outcome: one conflict does not hold the others up. The report is locked while
    this is done, so of two who write the same cell the second always meets the first one's number.
    """
    report = own_open(by, public_id)
    _check_week(report, week)
    _check_entries(entries, by)
    held = _Held(report, week, by)
    outcomes = tuple(held.settle(entry) for entry in entries)
    with_codes(week=week, cells=len(entries), conflicts=sum(1 for each in outcomes if not each.is_saved))
    return report, outcomes


def _check_week(report: WeeklyReport, week: str) -> None:
    if week not in report.weeks:
        raise NotFound


def _check_entries(entries: Sequence[CellEntry], by: Viewer) -> None:
    codes = {entry.category_code for entry in entries if entry.count is not None}
    unusable = codes - usable_codes(by, codes)
    if unusable:
        raise CannotWrite(
            _("Kategorin används inte här. Vi fick {code}. Välj en kategori i listan."),
            field="category_code",
            code=min(unusable)[:20] or "–",
        )
    for entry in entries:
        if entry.count is not None and not 0 <= entry.count <= rules.MOST_OF_ONE:
            raise CannotWrite(
                _("Antalet går inte. Vi fick {count}. Skriv ett tal från 0 till {most}."),
                field="count",
                count=entry.count,
                most=rules.MOST_OF_ONE,
            )


class _Held:
    """The grid of one report and week, as it stands in the locked report."""

    def __init__(self, report: WeeklyReport, week: str, by: Viewer) -> None:
        self._report, self._week, self._by = report, Week.parse(week), by
        lines = SummaryLine.objects.seen_by(by).filter(
            report=report, is_counted=True, occurred_from=self._week.start_at
        )
        self._lines = {(line.category_code, _where(line)): line for line in lines.select_related("area", "place")}
        self._notes = queries.cell_notes(by, week)
        self._columns: dict[str, tuple[Area | None, Place | None]] = {}

    def settle(self, entry: CellEntry) -> CellOutcome:
        """Save the entry, unless the cell holds something else than the page showed."""
        cell = (entry.category_code, entry.where)
        now_held = self._count(cell)
        if entry.count != now_held:
            if entry.is_seen and entry.seen != now_held:
                return CellOutcome(entry.key, is_saved=False, count=now_held, mine=entry.count)
            self._write(cell, entry.count)
        return CellOutcome(entry.key, is_saved=True, count=entry.count, mine=entry.count)

    def _count(self, cell: Cell) -> int | None:
        if cell in self._lines:
            return self._lines[cell].count
        note = self._notes.get(cell)
        return 0 if note is not None and note.is_zero else None

    def _write(self, cell: Cell, count: int | None) -> None:
        area, place = self._column(cell[1])
        note, line = self._notes.get(cell), self._lines.get(cell)
        if (count == 0) != bool(note and note.is_zero):
            self._notes[cell] = _noted(self._by, str(self._week), cell, note, is_zero=count == 0)
        if not count:
            if line is not None:
                self._lines.pop(cell).delete()
        elif line is not None:
            line.count = count
            line.save(update_fields=["count"])
        else:
            self._lines[cell] = self._line(cell[0], area, place, count)

    def _line(self, code: str, area: Area | None, place: Place | None, count: int) -> SummaryLine:
        is_police = self._report.organisation.kind == "police"
        return SummaryLine.objects.create(
            municipality_id=self._report.municipality_id,
            organisation=self._report.organisation,
            report=self._report,
            category_code=code,
            occurred_from=self._week.start_at,
            occurred_to=self._week.end_at,
            time_precision="week",
            area=area,
            place=place,
            count=count,
            nature=stable_category(code).nature,
            police_reported="yes" if is_police else "unknown",
            is_counted=True,
        )

    def _column(self, where: str) -> tuple[Area | None, Place | None]:
        if where not in self._columns:
            self._columns[where] = _column(self._by, where)
        return self._columns[where]


def _where(line: SummaryLine) -> str:
    if line.place is not None:
        return f"p-{line.place.public_id}"
    return f"a-{line.area.public_id}" if line.area is not None else ""


def _column(by: Viewer, where: str) -> tuple[Area | None, Place | None]:
    """The area or the place of a column; NotFound when it is not this municipality's."""
    if where.startswith("a-"):
        return area_by_public_id(by, where[2:]), None
    if where.startswith("p-"):
        return None, place_by_public_id(by, where[2:])
    if where:
        raise NotFound
    return None, None


def _noted(by: Viewer, week: str, cell: Cell, note: CellNote | None, **said: object) -> CellNote:
    municipality, organisation = queries.home(by)
    note = note or CellNote(
        municipality_id=municipality,
        organisation_id=organisation,
        week=week,
        category_code=cell[0],
        where=cell[1],
    )
    for name, value in said.items():
        setattr(note, name, value)
    note.save()
    return note


@action("weekly_report.cell_noted", right="weekly_report.write")
def note_cell(  # noqa: PLR0913 - which cell, and what is said of it
    *,
    public_id: str,
    week: str,
    category_code: str,
    where: str,
    comment: str,
    to_follow_up: bool,
    seen: str | None = None,
    by: Viewer,
    now: datetime,
) -> WeeklyReport:
    """What the organisation says to itself about a cell. Not shared; guarded, as it needs no person."""
    report = own_open(by, public_id)
    _check_week(report, week)
    _column(by, where)
    if not usable_codes(by, [category_code]):
        raise NotFound
    rules.check_text(comment, "comment")
    known_places.refuse(comment, "comment", by=by)
    if not report.organisation.keeps_raw and (found := guard.find(comment)):
        # Nobody else reads it, and still: who keeps no raw text keeps nothing about a person here either.
        raise guard.PersonalDataFound(found, field="comment")
    note = queries.cell_notes(by, week).get((category_code, where))
    text = cells.settled(mine=comment, theirs=note.comment if note else "", seen=seen)
    if text is None:
        raise cells.ChangedMeanwhile(["comment"])
    if note is not None or text or to_follow_up:
        _noted(by, week, (category_code, where), note, comment=text, to_follow_up=to_follow_up)
    with_codes(week=week, category=category_code)
    return report


@action("weekly_report.grid_arranged", right="weekly_report.write")
def arrange_grid(*, category_codes: Sequence[str], places: Sequence[str], by: Viewer, now: datetime) -> GridLayout:
    """Which categories and places the organisation wants to see in its grid, beside what it already uses."""
    municipality, organisation = queries.home(by)
    codes = sorted(usable_codes(by, category_codes))
    kept = [place_by_public_id(by, key).public_id for key in places]
    layout = GridLayout.objects.seen_by(by).filter(organisation_id=organisation).first() or GridLayout(
        municipality_id=municipality, organisation_id=organisation
    )
    layout.category_codes, layout.places = codes, kept
    layout.save()
    return layout


# -- What is being written ---------------------------------------------------------------------------
@action("weekly_report.field_kept", right="weekly_report.write")
def keep_field(*, public_id: str, field: str, text: str, seen: str, by: Viewer, now: datetime) -> WeeklyReport:
    """Keep one field of the report while it is written. The organisation's own until it is shared.

    Not guarded here: half a text is nobody else's, and must not be lost. `write_judgement` and
    `share_report` guard before anybody else can read it.
    """
    if field not in WRITTEN:
        raise NotFound
    report = own_open(by, public_id)
    if field == "judgement":
        rules.check_judgement(text)
    else:
        rules.check_text(text, field)
    kept = cells.settled(mine=text, theirs=getattr(report, field), seen=seen)
    if kept is None:
        raise cells.ChangedMeanwhile([field])
    if kept != getattr(report, field):
        marks.void(by, public_id, field)
    setattr(report, field, kept)
    report.save(update_fields=[field])
    with_codes(field=field)
    return report
