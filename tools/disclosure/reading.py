"""What does somebody know who has read what was published? Documents in, statements for the engine's attacker out.

Only what is written in a document is used: its numbers, its signs, and what its legend says. The attacker assumes
more than is known: that a number hidden in two versions of a month is the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tryggve.engine.disclosure.attack import Statement

K = 5


@dataclass
class Reader:
    """Everything that one audience has read.

    `adds_only`: assume of later versions only that nothing has been taken back, for data of which that is true.
    """

    adds_only: bool = False
    told: list[Statement] = field(default_factory=list)
    n_numbers: int = 0
    printed_small: list[str] = field(default_factory=list)
    exact: dict[tuple[str, ...], int] = field(default_factory=dict)

    def county_table(self, table: Mapping[str, Any], *, place: str, version: int = 1) -> None:
        """Area × group with its totals: on a page, in a file or in a JSON document."""
        rows = [
            [self._parts(f"{place}/{row['key']}/{m}", version, count) for m, count in enumerate(row["counts"])]
            for row in table["rows"]
        ]
        for names, row in zip(rows, table["rows"], strict=True):
            for parts, count in zip(names, row["counts"], strict=True):
                self.number(parts, count)
            self.number(_all(names), row["total"])
        for m, count in enumerate(table["totals"]):
            self.number(_all([names[m] for names in rows]), count)
        self.number(_all([parts for names in rows for parts in names]), table["total"])

    def _parts(self, part: str, version: int, count: Any) -> tuple[str, ...]:
        if version == 1:
            return (part,)
        if self.adds_only:
            return (part, *(f"{part}+{n}" for n in range(2, version + 1)))
        # A hidden number is taken to be the same in every version; a shown one is its own in each.
        return (f"{part}@{version}",) if isinstance(count, int) else (part,)

    def public_month(self, body: Mapping[str, Any], *, place: str, areas: Sequence[str]) -> None:
        """Month × municipality, in fives."""
        columns = range(len(body["counts"]))
        for m in columns:
            self.rounded([f"{place}/{area}/{m}" for area in areas], body["counts"][m])
        self.rounded([f"{place}/{area}/{m}" for area in areas for m in columns], body["total"])

    def public_tertial(self, body: Mapping[str, Any], *, places: Sequence[str], n_columns: int) -> None:
        """Tertial × area, in fives."""
        every = []
        for row in body["rows"]:
            parts = [f"{place}/{row['name']}/{m}" for place in places for m in range(n_columns)]
            every += parts
            self.rounded(parts, row["count"])
        self.rounded(every, body["total"])

    def number(self, parts: Iterable[str], count: Any) -> None:
        """An exact number, or a sign: hidden is at least 1; what was not reported says nothing."""
        parts = tuple(parts)
        self.n_numbers += 1
        if isinstance(count, int):
            if 0 < count < K:
                self.printed_small.append(f"{count} of {parts[:3]}")
            self.told.append(Statement(parts, count))
            self.exact[parts] = count
        elif "hidden" in count:
            self.told.append(Statement(parts, None, low=1))

    def rounded(self, parts: Iterable[str], count: Any) -> None:
        """A multiple of five: within two of it, and never small."""
        parts = tuple(parts)
        if isinstance(count, int) and count > 0:
            self.n_numbers += 1
            if count - 2 <= self.exact.get(parts, -1) <= count + 2:
                return  # Read exactly elsewhere.
            self.told.append(Statement(parts, None, low=max(count - 2, K), high=count + 2))
        else:
            self.number(parts, count)


def _all(lines: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(part for line in lines for part in line)


def reduced(told: Sequence[Statement]) -> list[Statement]:
    """The same knowledge in fewer words: what is known of single parts is taken out of every sum."""
    known: dict[str, int] = {}
    left = list(told)
    while True:
        found = {
            part: 0 if one.value == 0 else int(one.value or 0)
            for one in left
            if one.value == 0 or (one.value is not None and len(one.parts) == 1)
            for part in one.parts
        }
        if not found:
            return _each_once(left)
        known |= found
        left = [shorter for one in left if (shorter := _without(one, found)).parts]


def _without(one: Statement, known: Mapping[str, int]) -> Statement:
    taken = sum(known[part] for part in one.parts if part in known)
    if not taken and not any(part in known for part in one.parts):
        return one
    return replace(
        one,
        parts=tuple(part for part in one.parts if part not in known),
        value=None if one.value is None else one.value - taken,
        low=max(one.low - taken, 0) if one.value is None else 0,
        high=None if one.high is None else one.high - taken,
    )


def _each_once(told: Sequence[Statement]) -> list[Statement]:
    found: dict[tuple[str, ...], Statement] = {}
    for one in told:
        key = tuple(sorted(one.parts))
        other = found.get(key)
        if other is None:
            found[key] = replace(one, parts=key)
            continue
        highs = [each.high for each in (one, other) if each.high is not None]
        value = one.value if other.value is None else other.value
        found[key] = replace(
            other,
            value=value,
            low=0 if value is not None else max(one.low, other.low),
            high=None if value is not None else min(highs, default=None),
        )
    return list(found.values())
