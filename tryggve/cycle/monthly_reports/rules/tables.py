"""What a month counts area by area and group by group, and what a correction may change of what is published. Pure.

A published table is plain JSON: `columns`, `rows` of {key, name, members, counts, total}, `totals`, `total`, in the
document's words: a number, {"hidden": "protected"} or {"nothing": "not_shared"}. Small numbers and those that protect
them have one sign, since whoever could tell them apart could narrow them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tryggve.cycle.monthly_reports.rules.sums import LETTERS, NO_AREA, MonthTally

#: MODEL.md 12: fewer than this are not shown to the steering group, the county or the public.
SMALLEST_SHOWN = 5
#: SECURITY.md section 5: hide a cell of which one organisation gave more than this share.
MOST_OF_ONE = 0.85
#: SECURITY.md section 5: an area with fewer residents is shown only together with others.
FEWEST_RESIDENTS = 500
#: What stands outside the groups.
OTHER = "X"
COLUMNS = (*LETTERS, OTHER)
SMALL_AREAS = "small-areas"
HIDDEN = {"hidden": "protected"}
NOT_SHARED = {"nothing": "not_shared"}


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A row of the table: one area, or the small ones together."""

    key: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Exact counts, one row a line and one column a group; `told` is how many of each every organisation gave.

    None: nobody shared anything in any of the month's weeks.
    """

    lines: tuple[AreaLine, ...]
    counts: tuple[tuple[int | None, ...], ...]
    told: tuple[tuple[tuple[int, ...], ...], ...]

    @property
    def is_known(self) -> bool:
        """Whether anybody shared anything."""
        return any(count is not None for line in self.counts for count in line)


def area_lines(names: Mapping[str, str], residents: Mapping[str, int | None]) -> tuple[AreaLine, ...]:
    """The table's rows by name. Areas known to have few residents stand together, with the smallest of the others
    until they are enough. An area whose residents are not known stands by itself: k protects it alone.
    """
    known = {key: n for key in names if (n := residents.get(key)) is not None}
    small = sorted((key for key, n in known.items() if n < FEWEST_RESIDENTS), key=lambda key: known[key])
    others = sorted((key for key in known if key not in small), key=lambda key: (known[key], key))
    while small and others and (len(small) == 1 or sum(known[key] for key in small) < FEWEST_RESIDENTS):
        small.append(others.pop(0))
    alone = sorted((key for key in names if key and key not in small), key=lambda key: (names[key], key))
    lines = [AreaLine(key, names[key], (key,)) for key in alone]
    if len(small) == 1:
        lines.append(AreaLine(small[0], names[small[0]], (small[0],)))
    elif small:
        lines.append(AreaLine(SMALL_AREAS, f"{len(small)} områden tillsammans", tuple(sorted(small))))
    return (*lines, AreaLine("", NO_AREA, ("",)))


def month_table(now: MonthTally, residents: Mapping[str, int | None]) -> MonthTable:
    """The month's exact counts in the rows and columns that are published."""
    lines = area_lines(now.area_names, residents)
    row_of = {member: n for n, line in enumerate(lines) for member in line.members}
    by: list[list[dict[str, int]]] = [[{} for _ in COLUMNS] for _ in lines]
    for (area, group), told in now.cells.items():
        cell = by[row_of.get(area, row_of[""])][COLUMNS.index(group or OTHER)]
        for organisation, n in told.items():
            cell[organisation] = cell.get(organisation, 0) + n
    is_known = now.occurrences is not None
    organisations = sorted({name for line in by for cell in line for name in cell})
    return MonthTable(
        lines=lines,
        counts=tuple(tuple(sum(cell.values()) if is_known else None for cell in line) for line in by),
        told=tuple(tuple(tuple(cell.get(name, 0) for cell in line) for line in by) for name in organisations),
    )


def waiting_table(table: MonthTable) -> dict[str, Any]:
    """Every number hidden: of a month that is not over."""
    hidden = [dict(HIDDEN) for _ in COLUMNS]
    rows = [_row(line, hidden, dict(HIDDEN)) for line in table.lines]
    return _published(rows, hidden, dict(HIDDEN))


def unshared_table(table: MonthTable) -> dict[str, Any]:
    """Nothing was reported: of a month in which nobody shared anything."""
    nothing = [dict(NOT_SHARED) for _ in COLUMNS]
    rows = [_row(line, nothing, dict(NOT_SHARED)) for line in table.lines]
    return _published(rows, nothing, dict(NOT_SHARED))


def shown_table(
    table: MonthTable,
    cells: Sequence[Sequence[int | None]],
    row_totals: Sequence[int | None],
    column_totals: Sequence[int | None],
    total: int | None,
) -> dict[str, Any]:
    """What is published of the table; None is hidden."""
    rows = [
        _row(line, [_said(n) for n in counts], _said(of_row))
        for line, counts, of_row in zip(table.lines, cells, row_totals, strict=True)
    ]
    return _published(rows, [_said(n) for n in column_totals], _said(total))


def _said(count: int | None) -> Any:
    return dict(HIDDEN) if count is None else count


def _row(line: AreaLine, counts: Sequence[Any], total: Any) -> dict[str, Any]:
    return {
        "key": line.key,
        "name": line.name,
        "members": list(line.members),
        "counts": list(counts),
        "total": total,
    }


def _published(rows: Sequence[dict[str, Any]], totals: Sequence[Any], total: Any) -> dict[str, Any]:
    return {"columns": list(COLUMNS), "rows": list(rows), "totals": list(totals), "total": total}


def revised(before: Mapping[str, Any], table: MonthTable, is_dominated: Sequence[Sequence[bool]]) -> dict[str, Any]:
    """A later version of a table that somebody has seen: only what has changed by k or more is changed.

    What was hidden stays hidden. A shown number moves when it has moved by `SMALLEST_SHOWN` or more and is then
    neither small nor one organisation's; the totals follow what has moved. So the difference between two versions is
    made of numbers that could be published by themselves, and tells nothing else.
    """
    exact = {
        (line.key, line.members): (counts, dominated)
        for line, counts, dominated in zip(table.lines, table.counts, is_dominated, strict=True)
    }
    steps = [_steps(row, exact.get((row["key"], tuple(row["members"])))) for row in before["rows"]]
    rows = [
        dict(row)
        | {
            "counts": [_moved(old, n) for old, n in zip(row["counts"], moved, strict=True)],
            "total": _moved(row["total"], sum(moved)),
        }
        for row, moved in zip(before["rows"], steps, strict=True)
    ]
    totals = [_moved(old, sum(moved)) for old, *moved in zip(before["totals"], *steps, strict=True)]
    return _published(rows, totals, _moved(before["total"], sum(map(sum, steps))))


def _steps(row: Mapping[str, Any], found: tuple[Sequence[int | None], Sequence[bool]] | None) -> list[int]:
    """How far each number of a row moves; not at all when the row now holds other areas."""
    if found is None:
        return [0 for _ in row["counts"]]
    return [_step(old, new, one) for old, new, one in zip(row["counts"], *found, strict=True)]


def _step(old: Any, new: int | None, is_dominated: bool) -> int:  # noqa: FBT001 (a cell's mark)
    if not isinstance(old, int) or new is None or is_dominated or 0 < new < SMALLEST_SHOWN:
        return 0
    return new - old if abs(new - old) >= SMALLEST_SHOWN else 0


def _moved(old: Any, step: int) -> Any:
    return old + step if isinstance(old, int) else old


def n_hidden(table: Mapping[str, Any]) -> int:
    """How many of a published table's numbers are hidden, totals among them."""
    every = [each for row in table["rows"] for each in (*row["counts"], row["total"])]
    return sum(isinstance(each, Mapping) and "hidden" in each for each in (*every, *table["totals"], table["total"]))
