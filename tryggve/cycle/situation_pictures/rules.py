"""How reports become happenings, which may be the same, and how a picture is put in words. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from tryggve.cycle.situation_pictures.shapes import Happening, Proposal, Report
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: MODEL.md 5: the same category group, 50 m, 6 h.
SAME_WITHIN_M = 50.0
SAME_WITHIN = timedelta(hours=6)
#: The groups of the catalogue (MODEL.md 7).
LETTERS = "ABCDEFG"
#: Codes that are kept but not counted: outside EST, and what feels safe.
NOT_COUNTED = frozenset({"N0", "P1"})
HISTORY_WEEKS = 26
#: The latest weeks are kept out of what is called usual, or a problem that goes on for three weeks
#: would hide itself (the guard band of Hutwagner et al. 2003, EARS C2; Noufaily et al. 2013 use 26).
GUARD_WEEKS = 4
#: Sparse pairs of area and group learn from a year; five years of reports are enough to know the seasons.
POOLING_WEEKS = 52
LONG_HISTORY_WEEKS = 159
#: All weeks a picture reads, its own included: five years with the half windows around them.
READ_WEEKS = 5 * 52 + 5
#: Weeks in which the scan looks for places where it gathers, and the longest that one may have gone on.
SCANNED_WEEKS = 26
LONGEST_CLUSTER_WEEKS = 8
SHOWN_WEEKS = 12
#: Whole sentences, so that each can be translated where it is shown.
_STAND_OUT = (
    _("En sak sticker ut. Resten är som vanligt."),
    _("Två saker sticker ut. Resten är som vanligt."),
    _("Tre saker sticker ut. Resten är som vanligt."),
    _("Fyra saker sticker ut. Resten är som vanligt."),
    _("Fem saker sticker ut. Resten är som vanligt."),
    _("Sex saker sticker ut. Resten är som vanligt."),
)


class CannotCompile(DomainError):
    """The picture cannot be made of what there is."""


class CannotLink(DomainError):
    """These reports cannot be about the same thing, or are linked already."""


def happenings(reports: Iterable[Report]) -> list[Happening]:
    """Each occurrence once, whoever reported it. A linked one counts as its largest report."""
    reports = list(reports)
    found = [Happening(each, each.count, 1) for each in reports if not each.occurrence]
    for group in linked_reports(reports).values():
        first = min(group, key=lambda each: (each.occurred_from, each.key))
        found.append(Happening(first, max(each.count for each in group), len(group)))
    return found


def cells(found: Iterable[Happening], week: str, areas: Collection[str]) -> list[dict[str, Any]]:
    """How many happened in each area and group of a week, and how many of them each organisation told of first.

    What a month publishes is made of this: a number that is nearly one organisation's own is not shown.
    Area "" is no area, group "" stands outside the groups.
    """
    told: dict[tuple[str, str], Counter[str]] = {}
    for each in found:
        first = each.first
        if first.week != week:
            continue
        area = first.area if first.area in areas else ""
        letter = first.category_code[0] if first.category_code[0] in LETTERS else ""
        told.setdefault((area, letter), Counter())[first.organisation] += each.count
    return [
        {"area": area, "group": letter, "count": by.total(), "by": dict(sorted(by.items()))}
        for (area, letter), by in sorted(told.items())
    ]


def _metres(left: Report, right: Report) -> float | None:
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return None
    north = (left.lat - right.lat) * 111_320
    east = (left.lon - right.lon) * 111_320 * math.cos(math.radians(left.lat))
    return math.hypot(north, east)


def _gap(left: Report, right: Report) -> timedelta:
    if left.occurred_to < right.occurred_from:
        return right.occurred_from - left.occurred_to
    if right.occurred_to < left.occurred_from:
        return left.occurred_from - right.occurred_to
    return timedelta(0)


def possible_occurrences(reports: Iterable[Report]) -> list[Proposal]:
    """What different organisations may have seen once, the likeliest first.

    Every two of a proposal fit each other: another organisation, the same category group, at most 50 m
    and six hours apart. The nearest pairs are joined first, so that a chain of neighbours does not become
    one thing. Reports of an occurrence that is linked already stay together, and one that fits all of
    them is proposed for it. Sorted by start, so that only neighbours within six hours are compared.
    """
    ordered = sorted(reports, key=lambda each: (each.occurred_from, each.key))
    groups = {each.key: [each] for each in ordered}
    for linked in linked_reports(ordered).values():
        groups |= {each.key: linked for each in linked}
    for left, right in sorted(_near_each_other(ordered), key=_unlikeliness):
        one, other = groups[left.key], groups[right.key]
        if one is other or not _fit(one, other):
            continue
        joined = one + other
        groups |= {each.key: joined for each in joined}
    found = {id(group): group for group in groups.values() if any(not each.occurrence for each in group)}
    proposals = [_proposal(group) for group in found.values() if len(group) > 1]
    return sorted(proposals, key=lambda each: _unlikeliness((each.reports[0], each.reports[-1])))


def linked_reports(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Occurrence → the reports that have been linked to it."""
    linked: dict[str, list[Report]] = {}
    for report in reports:
        if report.occurrence:
            linked.setdefault(report.occurrence, []).append(report)
    return linked


def _near_each_other(ordered: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    for index, left in enumerate(ordered):
        for right in ordered[index + 1 :]:
            if right.occurred_from > left.occurred_to + SAME_WITHIN:
                break
            if _may_be_same(left, right):
                yield left, right


def _may_be_same(left: Report, right: Report) -> bool:
    if left.organisation == right.organisation or left.category_code[0] != right.category_code[0]:
        return False
    metres = _metres(left, right)
    return metres is not None and metres <= SAME_WITHIN_M and _gap(left, right) <= SAME_WITHIN


def _fit(one: Sequence[Report], other: Sequence[Report]) -> bool:
    if one[0].occurrence and other[0].occurrence:
        return False
    return all(_may_be_same(left, right) for left in one for right in other)


def _unlikeliness(pair: tuple[Report, Report]) -> tuple[bool, timedelta, float, str]:
    # The same code before the same group; then the time within which both can have been, so that a report
    # of "some time that week" does not come first because it overlaps with everything.
    left, right = pair
    within = max(left.occurred_to, right.occurred_to) - min(left.occurred_from, right.occurred_from)
    return left.category_code != right.category_code, within, _metres(left, right) or 0.0, left.key


def _proposal(group: Sequence[Report]) -> Proposal:
    ordered = tuple(sorted(group, key=lambda each: (each.occurred_from, each.key)))
    pairs = [(left, right) for index, left in enumerate(ordered) for right in ordered[index + 1 :]]
    return Proposal(
        reports=ordered,
        metres=max(_metres(left, right) or 0.0 for left, right in pairs),
        hours=max(_gap(left, right) for left, right in pairs).total_seconds() / 3600,
        occurrence=next((each.occurrence for each in ordered if each.occurrence), ""),
    )


def check_link(reports: Sequence[Report], asked: int) -> None:
    """Raise CannotLink unless these can be one occurrence."""
    if len(reports) != asked or asked < 2:
        raise CannotLink(
            _("Minst två delade händelser behövs. Vi hittade {found}. Välj dem i listan och försök igen."),
            found=len(reports),
        )
    linked = {each.occurrence for each in reports if each.occurrence}
    if len(linked) > 1:
        raise CannotLink(
            _("Händelserna hör till olika par. Vi fick {n} par. Ta isär det ena först."),
            n=len(linked),
        )
    if all(each.occurrence for each in reports):
        raise CannotLink(
            _("Händelserna är redan ihopparade. Vi fick {n} av samma sak. Välj någon som inte är med."), n=len(reports)
        )
    groups = {each.category_code[0] for each in reports}
    if len(groups) > 1:
        raise CannotLink(
            _("Händelserna är av olika slag. Vi fick grupperna {groups}. Para bara ihop sådant som är samma sak."),
            groups=", ".join(sorted(groups)),
        )


def headline(stand_out: int, *, answered: int, expected: int) -> str:
    """The picture's answer in one line."""
    if answered == 0:
        return _("Ingen har delat något än")
    if stand_out == 0:
        return _("Allt är som vanligt") if answered == expected else _("Inget sticker ut av det vi vet")
    return _STAND_OUT[stand_out - 1] if stand_out <= len(_STAND_OUT) else _("Många saker sticker ut")


def completeness_note(answered: int, expected: int, silent: Sequence[str]) -> str:
    """Who is missing, in words: silence is never a zero."""
    if not silent:
        return f"Alla {expected} parter har svarat."
    names = ", ".join(silent[:4]) + (" med flera" if len(silent) > 4 else "")
    return f"{answered} av {expected} parter har svarat. {names} saknas. Siffrorna kan därför vara för låga."


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What a new version says that the old one did not, in words."""
    found: list[str] = []
    for name, text in (("occurrences", "händelser"), ("reports", "rapporter")):
        old, new = before["totals"][name], after["totals"][name]
        if old != new:
            found.append(f"Antal {text}: {old} blev {new}.")
    for group, title in (("areas", "Område"), ("groups", "Grupp")):
        old_counts = {row["name"]: row["count"] for row in before[group]}
        for row in after[group]:
            old, new = old_counts.get(row["name"]), row["count"]
            if isinstance(old, int) and isinstance(new, int) and old != new:
                found.append(f"{title} {row['name']}: {old} blev {new}.")
    found.extend(_newly_answered(before, after))
    return found


def _newly_answered(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    old_states = {party["name"]: party["states"][-1] for party in before["completeness"]["parties"]}
    return [
        f"{party['name']} har svarat sedan förra versionen."
        for party in after["completeness"]["parties"]
        if party["states"][-1] in ("shared", "late", "zero") and old_states.get(party["name"]) in ("missing", "waiting")
    ]
