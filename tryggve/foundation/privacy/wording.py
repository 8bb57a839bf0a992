"""What can be written instead: about the place and what happened, not about who.

The reports are in Swedish whatever language the page is in, so the proposals are too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tryggve.foundation.privacy.marks import Kind, Mark

_SEVERAL = re.compile(
    r"killar|tjejer|pojkar|flickor|bröder|systrar|söner|döttrar|tvilling|barn|ungar|syskon", re.IGNORECASE
)
_NUMBER_OF_HOUSE = re.compile(r"\s+\d+\s?[A-Za-z]?\b.*$", re.DOTALL)
_VEHICLE_BEFORE = re.compile(
    r"(?:bil|moped|traktor|skåpbil|buss|lastbil|släp|mc|epa|volvo|saab|audi|bmw|golf|passat|regnr|"
    r"reg\.?nr|registreringsnummer)\w*[\s,(:]*\Z",
    re.IGNORECASE,
)
_LEFT_BEHIND = (
    (re.compile(r"\s*\(\s*[,;]?\s*\)"), ""),
    (re.compile(r"[ \t]+([,.;:!?)])"), r"\1"),
    (re.compile(r"([,;:])\s*(?=[.!?])"), ""),
    (re.compile(r",\s*,"), ","),
    (re.compile(r"[ \t]{2,}"), " "),
    (re.compile(r"^[\s,;:]+"), ""),
)


def wording(text: str, mark: Mark) -> str | None:
    """What could stand instead of the marked passage; "" to leave it out; None where only the writer can tell."""
    passage = text[mark.start : mark.end]
    if mark.kind is Kind.PERSON_NAME:
        return "en persons" if passage.endswith(("s", "S")) and " " in passage else "en person"
    if mark.kind is Kind.SMALL_GROUP:
        return "några personer" if _SEVERAL.search(passage) else "en person"
    if mark.kind is Kind.APARTMENT:
        return "en lägenhet"
    if mark.kind is Kind.HOME_ADDRESS:
        return _NUMBER_OF_HOUSE.sub("", passage)
    if mark.kind is Kind.PLATE:
        return "" if _VEHICLE_BEFORE.search(text, max(0, mark.start - 40), mark.start) else "ett fordon"
    if mark.kind in (Kind.HEALTH, Kind.SOCIAL_SERVICE, Kind.SUSPICION):
        return None
    return ""


def with_wordings(text: str, marks: Iterable[Mark]) -> str | None:
    """The text with each marked passage replaced; None where a passage has to be rewritten by hand."""
    new, position = [], 0
    for mark in marks:
        instead = wording(text, mark)
        if instead is None:
            return None
        new += [text[position : mark.start], instead]
        position = mark.end
    if not new:
        return None
    cleaned = "".join([*new, text[position:]])
    for pattern, replacement in _LEFT_BEHIND:
        cleaned = pattern.sub(replacement, cleaned)
    return cleaned[:1].upper() + cleaned[1:]
