"""What of a month may leave the municipality: small numbers hidden so that they cannot be worked out. Pure.

MODEL.md 12: k = 5, and a row with a hidden number shows no total. That alone is not enough, since
groups and areas are two cuts of the same incidents: the areas may give the total away. Here
the total is therefore taken as known to whoever looks. Groups keep their names, and one more group
is hidden where the sum of the hidden ones would narrow a small one. Areas are added together until
their sum is safe, so that the total need not go because one quiet area had two incidents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: MODEL.md 12: fewer than this are not shown to the county.
SMALLEST_SHOWN = 5
SHOWN, SMALL, LINKED = "shown", "small", "linked"


@dataclass(frozen=True, slots=True)
class Protected:
    """What becomes of each number of a row: shown, small (1 to k - 1), or linked (gives a small one away)."""

    marks: tuple[str, ...]

    @property
    def n_hidden(self) -> int:
        """How many are not shown."""
        return sum(mark != SHOWN for mark in self.marks)


def is_safe(small: Sequence[int], other: Sequence[int], *, k: int = SMALLEST_SHOWN) -> bool:
    """Whether the sum of hidden numbers leaves every small one open, from 1 to k - 1.

    `small` are known to be 1 to k - 1, `other` to be k or more; the sum of all is known.

    >>> is_safe([3], []), is_safe([1, 1], []), is_safe([2, 3], []), is_safe([3], [9])
    (False, False, True, True)
    """
    if not small:
        return True
    total = sum(small) + sum(other)
    can_be_largest = total >= (k - 1) + (len(small) - 1) + k * len(other)
    can_be_one = bool(other) or total <= (k - 1) * (len(small) - 1) + 1
    return can_be_largest and can_be_one


def protect(counts: Sequence[int | None], is_small: Sequence[bool], *, k: int = SMALLEST_SHOWN) -> Protected:
    """Hide the small ones, and the smallest others until no small one can be worked out from the sum.

    When hiding all of them is not enough, everything but the zeros is hidden as linked.
    """
    marks = [SMALL if small else SHOWN for small in is_small]
    for index in _smallest_first(counts, marks, k):
        if _holds(counts, marks, k):
            break
        marks[index] = LINKED
    if not _holds(counts, marks, k):
        marks = [LINKED if count else SHOWN for count in counts]
    return Protected(tuple(marks))


def merge(counts: Sequence[int | None], is_small: Sequence[bool], *, k: int = SMALLEST_SHOWN) -> frozenset[int] | None:
    """Which numbers to show only as their sum; None when even the sum of all would give one away."""
    marks = [SMALL if small else SHOWN for small in is_small]
    for index in _smallest_first(counts, marks, k):
        if _holds(counts, marks, k):
            break
        marks[index] = LINKED
    if not _holds(counts, marks, k):
        return None
    return frozenset(index for index, mark in enumerate(marks) if mark != SHOWN)


def _smallest_first(counts: Sequence[int | None], marks: Sequence[str], k: int) -> list[int]:
    free = [(count, n) for n, count in enumerate(counts) if count is not None and count >= k and marks[n] == SHOWN]
    return [n for _count, n in sorted(free)]


def _holds(counts: Sequence[int | None], marks: Sequence[str], k: int) -> bool:
    small = [count or 0 for count, mark in zip(counts, marks, strict=True) if mark == SMALL]
    other = [count or 0 for count, mark in zip(counts, marks, strict=True) if mark == LINKED]
    return is_safe(small, other, k=k)


# -- The rows that the county gets ----------------------------------------------------------------
def county_groups(
    rows: Sequence[Mapping[str, Any]], other: int, is_small: Sequence[bool]
) -> tuple[list[dict[str, Any]], Any]:
    """The groups' rows with small numbers hidden, and what is left outside the groups.

    `is_small` is for the rows and, last, for `other`.
    """
    counts = [row["count"] if isinstance(row["count"], int) else None for row in rows]
    marks = protect([*counts, other], is_small).marks
    shown = [_hidden(row, mark) for row, mark in zip(rows, marks[:-1], strict=True)]
    return shown, other if marks[-1] == SHOWN else {"hidden": marks[-1]}


def county_areas(rows: Sequence[Mapping[str, Any]], is_small: Sequence[bool]) -> list[dict[str, Any]]:
    """The areas' rows, the small ones added together; none at all when that does not protect them."""
    counts = [row["count"] if isinstance(row["count"], int) else None for row in rows]
    merged = merge(counts, is_small)
    if merged is None:
        return []
    shown = [dict(row) | {"series": None} for n, row in enumerate(rows) if n not in merged]
    if merged:
        shown.append(
            {
                "key": "other",
                "name": f"Övriga {len(merged)} områden",
                "count": sum(counts[n] or 0 for n in merged),
                "usual": None,
                "level": "too_few",
                "series": None,
            }
        )
    return shown


def _hidden(row: Mapping[str, Any], mark: str) -> dict[str, Any]:
    if mark == SHOWN:
        return dict(row) | {"series": None}
    return dict(row) | {"count": {"hidden": mark}, "usual": None, "level": "hidden", "series": None}


def n_hidden(groups: Sequence[Mapping[str, Any]], other: object) -> int:
    """How many numbers of the groups are hidden."""
    return sum(isinstance(each, Mapping) and "hidden" in each for each in [*(row["count"] for row in groups), other])


def county_total(occurrences: int | None, hidden: int) -> Any:
    """The total as the county sees it: not shown beside a hidden number."""
    if occurrences is None:
        return {"nothing": "not_shared"}
    if hidden:
        return {"hidden": "linked"}
    return {"hidden": "small"} if 0 < occurrences < SMALLEST_SHOWN else occurrences


def county_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """What is published of a report: its frozen county part, and who and when. Nothing else."""
    kept = ("municipality", "audience", "period")
    return {key: body[key] for key in kept} | dict(body["county"])
