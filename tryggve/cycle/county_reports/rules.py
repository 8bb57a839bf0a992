"""How published months stand side by side, and leave as a file. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tryggve.cycle.county_reports.shapes import CountyOverview
from tryggve.kernel.errors import DomainError

#: What a spreadsheet would run as a formula when a cell begins with it (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
#: What editions from before the tables say of why a number is hidden.
_OLDER_SIGNS = {"small": "färre än 5", "linked": "visas inte, röjer ett annat tal"}
CSV_HEAD = ("kommun", "månad", "version", "grupp", "namn", "händelser", "visas", "läge", "inkomna", "väntade")


class CannotCompileCounty(DomainError):
    """Nobody has sent anything, or nothing has changed."""


def sum_shown(counts: Sequence[Any]) -> int | None:
    """The sum of a column, or None: beside a hidden or unknown number no total is shown.

    Within one municipality a total stands when nothing is told by it (`published_table`). Across municipalities it
    would be a new number about the hidden ones of them all, so it is shown only when it tells nothing new.

    >>> sum_shown([12, 7]), sum_shown([12, {"hidden": "small"}]), sum_shown([])
    (19, None, None)
    """
    known = [count for count in counts if isinstance(count, int)]
    return sum(known) if known and len(known) == len(counts) else None


def body_of(overview: CountyOverview) -> dict[str, Any]:
    """What is frozen of the county's month, with the published versions it was made from."""
    return {
        "county": overview.county,
        "month": overview.month,
        "missing": list(overview.missing),
        "municipalities": [
            {
                "municipality": sender.municipality,
                "published": sender.key,
                "version": sender.version,
                "body_sha256": sender.body_hash,
                "groups": [
                    {"letter": group.letter, "name": group.name, "count": count, "level": level}
                    for group, count, level in zip(overview.groups, sender.counts, sender.levels, strict=True)
                ],
                "total": sender.total,
                "received": sender.received,
                "expected": sender.expected,
                "missing_weeks": list(sender.missing_weeks),
            }
            for sender in overview.senders
        ],
        "groups": [{"letter": group.letter, "name": group.name, "total": group.total} for group in overview.groups],
        "total": overview.total,
    }


def check_compilable(body: Mapping[str, Any], previous: Mapping[str, Any] | None) -> None:
    """Raise CannotCompileCounty when there is nothing, or nothing new."""
    if not body["municipalities"]:
        raise CannotCompileCounty(
            "Ingen kommun har sänt månaden. Vi fick 0 av {expected} rapporter. Vänta tills någon har sänt.",
            expected=len(body["missing"]),
        )
    if previous is not None and dict(previous) == dict(body):
        raise CannotCompileCounty(
            "Inget har ändrats sedan förra länsrapporten. Alla {n} kommuner är med i samma version. "
            "Öppna den som finns.",
            n=len(body["municipalities"]),
        )


def count_words(count: Any) -> tuple[int | str, str]:
    """A count for a file: the number (empty when not shown), and its sign in words.

    >>> count_words(0), count_words({"hidden": "protected"}), count_words({"nothing": "not_shared"})
    ((0, 'ja'), ('', 'dolt'), ('', 'inte rapporterat'))
    """
    if isinstance(count, int):
        return count, "ja"
    if isinstance(count, Mapping) and "hidden" in count:
        return "", _OLDER_SIGNS.get(count["hidden"], "dolt")
    return "", "inte rapporterat"


def csv_rows(overview: CountyOverview) -> list[list[int | str]]:
    """One line for each municipality and group. No cell can be run as a formula."""
    rows: list[list[int | str]] = [list(CSV_HEAD)]
    for sender in overview.senders:
        head: list[int | str] = [sender.municipality, overview.month, sender.version]
        arrived: list[int | str] = [sender.received, sender.expected]
        for group, count, level in zip(overview.groups, sender.counts, sender.levels, strict=True):
            number, shown = count_words(count)
            rows.append([*head, group.letter, group.name, number, shown, level, *arrived])
        number, shown = count_words(sender.total)
        rows.append([*head, "", "Alla", number, shown, "", *arrived])
    rows += [[name, overview.month, "", "", "", "", "har inte sänt", "", "", ""] for name in overview.missing]
    return [[safe_cell(cell) for cell in row] for row in rows]


def safe_cell(cell: int | str) -> int | str:
    """A text that a spreadsheet would run is made plain by an apostrophe.

    >>> safe_cell("=1+1"), safe_cell("Falu kommun"), safe_cell(-3)
    ("'=1+1", 'Falu kommun', -3)
    """
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell
