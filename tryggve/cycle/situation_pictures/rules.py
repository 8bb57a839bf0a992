"""How reports become happenings, which may be the same, and how a picture is put in words. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from tryggve.cycle.situation_pictures.shapes import Happening, PairView, Report
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: MODEL.md 5: the same category group, 50 m, 6 h.
SAME_WITHIN_M = 50.0
SAME_WITHIN = timedelta(hours=6)
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
    alone: list[Happening] = []
    linked: dict[str, list[Report]] = {}
    for report in reports:
        if report.occurrence:
            linked.setdefault(report.occurrence, []).append(report)
        else:
            alone.append(Happening(report, report.count, 1))
    for group in linked.values():
        first = min(group, key=lambda each: (each.occurred_from, each.key))
        alone.append(Happening(first, max(each.count for each in group), len(group)))
    return alone


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


def possible_pairs(reports: Sequence[Report]) -> list[PairView]:
    """Pairs from different organisations that may be one occurrence, nearest in time first.

    Sorted by start, so that only neighbours within six hours are compared.
    """
    unlinked = sorted((each for each in reports if not each.occurrence), key=lambda each: each.occurred_from)
    pairs: list[PairView] = []
    for index, left in enumerate(unlinked):
        for right in unlinked[index + 1 :]:
            if right.occurred_from > left.occurred_to + SAME_WITHIN:
                break
            pair = _pair(left, right)
            if pair is not None:
                pairs.append(pair)
    return sorted(pairs, key=lambda pair: (pair.hours, pair.metres, pair.left.key))


def _pair(left: Report, right: Report) -> PairView | None:
    if left.organisation == right.organisation or left.category_code[0] != right.category_code[0]:
        return None
    metres, gap = _metres(left, right), _gap(left, right)
    if metres is None or metres > SAME_WITHIN_M or gap > SAME_WITHIN:
        return None
    return PairView(left, right, metres, gap.total_seconds() / 3600, "")


def check_link(reports: Sequence[Report], asked: int) -> None:
    """Raise CannotLink unless these can be one occurrence."""
    if len(reports) != asked or asked < 2:
        raise CannotLink(
            _("Minst två delade händelser behövs. Vi hittade {found}. Välj dem i listan och försök igen."),
            found=len(reports),
        )
    linked = [each for each in reports if each.occurrence]
    if linked:
        raise CannotLink(_("En av händelserna är redan ihopparad. Vi fick med den ändå. Ta isär det paret först."))
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
