"""How weeks add up to months. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tryggve.kernel.weeks import Week

LETTERS = "ABCDEFG"
NO_AREA = "Utan känt område"
_ANSWERED = ("shared", "late", "zero")


@dataclass(frozen=True, slots=True)
class MonthTally:
    """What the frozen weeks of a month add up to. None: nobody shared in any of them.

    `cells` is (area, group) → organisation → how many; area "" is no area, group "" is outside the groups.
    """

    weeks: tuple[str, ...]
    occurrences: int | None
    reports: int
    late: int
    groups: Mapping[str, int | None]
    other: int
    areas: Mapping[str, int | None]
    area_names: Mapping[str, str]
    cells: Mapping[tuple[str, str], Mapping[str, int]]
    sure_zeros: frozenset[str]
    answered: int
    expected: int

    @property
    def is_complete(self) -> bool:
        """Whether every party answered in every compiled week."""
        return self.answered == self.expected


def tally(bodies: Mapping[str, Mapping[str, Any]]) -> MonthTally:
    """Add up the frozen pictures of a month, by week."""
    weeks = tuple(sorted(bodies))
    in_order = [bodies[week] for week in weeks]
    counted = [body for body in in_order if body["answered"]["answered"] > 0]
    groups = {letter: _sum(_counts(in_order, "groups", "letter", letter)) for letter in LETTERS}
    names = {row["key"]: row["name"] for body in in_order for row in body["areas"]}
    areas = {key: _sum(_counts(in_order, "areas", "key", key)) for key in names}
    occurrences = sum(body["totals"]["occurrences"] for body in counted) if counted else None
    other = max((occurrences or 0) - sum(count or 0 for count in groups.values()), 0)
    nowhere = (occurrences or 0) - sum(count or 0 for count in areas.values())
    if nowhere > 0:
        areas[""] = (areas.get("") or 0) + nowhere
        names[""] = NO_AREA
    return MonthTally(
        weeks=weeks,
        occurrences=occurrences,
        reports=sum(body["totals"]["reports"] for body in counted),
        late=sum(body["totals"]["late"] for body in counted),
        groups=groups,
        other=other,
        areas=areas,
        area_names=names,
        cells=_cells(in_order),
        sure_zeros=_sure_zeros(in_order),
        answered=sum(body["answered"]["answered"] for body in in_order),
        expected=sum(body["answered"]["expected"] for body in in_order),
    )


def _cells(bodies: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for cell in (cell for body in bodies for cell in body.get("cells", ())):
        found.setdefault((cell["area"], cell["group"]), Counter()).update(cell["by"])
    return found


def _counts(bodies: Sequence[Mapping[str, Any]], table: str, name: str, value: str) -> list[int | None]:
    rows = [row for body in bodies for row in body[table] if row[name] == value]
    return [row["count"] if isinstance(row["count"], int) else None for row in rows]


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _sure_zeros(bodies: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Rows that were a true zero in every week: all had answered and nobody had seen anything."""
    rows = [{(row.get("letter") or row["key"]): row["level"] for row in [*b["groups"], *b["areas"]]} for b in bodies]
    keys = {key for each in rows for key in each}
    return frozenset(key for key in keys if rows and all(each.get(key) == "zero" for each in rows))


def last_states(body: Mapping[str, Any]) -> dict[str, str]:
    """What each party's answer was in a frozen week: the last column of its strip."""
    return {party["name"]: party["states"][-1] for party in body["completeness"]["parties"]}


def inbound(weeks: Sequence[Week], states: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Who answered in which of the month's weeks, with the sums. A late one has come in; silence has not."""
    names = sorted({name for week in states.values() for name in week})
    parties = [
        {"name": name, "states": [states.get(str(week), {}).get(name, "not_expected") for week in weeks]}
        for name in names
    ]
    parties = [party for party in parties if any(state != "not_expected" for state in party["states"])]
    every = [state for party in parties for state in party["states"] if state != "not_expected"]
    return {
        "expected": len(every),
        "received": sum(state in _ANSWERED for state in every),
        "late": every.count("late"),
        "zeros": every.count("zero"),
        "weeks": [str(week.number) for week in weeks],
        "parties": parties,
    }
