"""From a telephone's JSON to a draft: each field of its own kind, or a sentence that says which one is not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from tryggve.cycle.incidents.shapes import Certainty, IncidentDraft, Submission, TimePrecision
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: A telephone's clock may differ by this much and still be a clock.
CLOCK_MAY_DIFFER = timedelta(minutes=2)
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LONGEST = {"category_code": 8, "place": 22, "place_type": 30, "note": 4000}
_A_DAY = timedelta(days=1)
C = TypeVar("C", bound=StrEnum)


class CannotRead(DomainError):
    """A field of the body is missing, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a telephone sent: under which key, for whom, and the draft before and after its clock was corrected."""

    key: str
    person: str
    draft: IncidentDraft
    corrected: IncidentDraft

    def submission(self, client_id: str) -> Submission:
        """The same, as the step knows it."""
        return Submission(client_id, self.key, sent=self.draft)


def read_sent(body: Mapping[str, Any], now: datetime) -> Sent:
    """The whole body of a new incident. Raises CannotRead, with the field."""
    draft = read_draft(_part(body, "draft"))
    clock = _moment(body, "phone_now") if body.get("phone_now") is not None else now
    return Sent(read_key(body), read_text(body, "person_key", 22), draft, on_our_clock(draft, now - clock))


def read_key(body: Mapping[str, Any]) -> str:
    """The submission's key."""
    key = body.get("submission_key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise wrong("submission_key")
    return key


def read_draft(said: Mapping[str, Any]) -> IncidentDraft:
    """What happened, as it was sent."""
    code = read_text(said, "category_code")
    started = _moment(said, "occurred_from")
    return IncidentDraft(
        category_code=code.partition(".")[0],
        sub_category_code=code if "." in code else "",
        occurred_from=started,
        occurred_to=_moment(said, "occurred_to") if said.get("occurred_to") is not None else started,
        time_precision=_one_of(TimePrecision, said, "time_precision", TimePrecision.MINUTE),
        place=read_text(said, "place"),
        lat=read_number(said, "lat"),
        lon=read_number(said, "lon"),
        place_type=read_text(said, "place_type"),
        certainty=_one_of(Certainty, said, "certainty", Certainty.SEEN),
        note=read_text(said, "note").strip(),
    )


def on_our_clock(draft: IncidentDraft, behind: timedelta) -> IncidentDraft:
    """The draft, told by a clock that goes right. `behind` is how late the telephone's clock is.

    A time to the minute or the hour was read off the telephone, and moves with it. A night, a day and
    a week were chosen by their names: they keep their hours, and move when the date was wrong.
    """
    if abs(behind) <= CLOCK_MAY_DIFFER:
        return draft
    if draft.time_precision not in {TimePrecision.MINUTE, TimePrecision.HOUR}:
        behind = round(behind / _A_DAY) * _A_DAY
    moved = timedelta(seconds=round(behind.total_seconds()))
    try:
        return replace(draft, occurred_from=draft.occurred_from + moved, occurred_to=draft.occurred_to + moved)
    except OverflowError:
        raise wrong("phone_now") from None


def digest(sent: Mapping[str, Any]) -> str:
    """The same for the same body."""
    return hashlib.sha256(json.dumps(sent, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_text(said: Mapping[str, Any], field: str, longest: int = 0) -> str:
    """A text; "" when there is none."""
    value = said.get(field)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > (longest or _LONGEST.get(field, 64)) or "\0" in value:
        raise wrong(field)
    return value


def read_number(said: Mapping[str, Any], field: str) -> float | None:
    """A number, or None."""
    value = said.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 180:
        raise wrong(field)
    return float(value)


def _part(body: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = body.get(field)
    if not isinstance(value, dict):
        raise wrong(field)
    return value


def _moment(said: Mapping[str, Any], field: str) -> datetime:
    value = said.get(field)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    # Far from all years that the database and the time zones know, nothing was seen.
    if moment is None or moment.utcoffset() is None or not 2000 <= moment.year <= 2100:
        raise wrong(field)
    return moment


def _one_of(kind: type[C], said: Mapping[str, Any], field: str, usual: C) -> C:
    value = said.get(field)
    if value is None:
        return usual
    try:
        return kind(value)
    except ValueError:
        raise wrong(field) from None


def wrong(field: str) -> CannotRead:
    """The refusal of one field."""
    return CannotRead(
        _("En uppgift går inte att läsa. Vi fick fel slag av värde i {field}. Rätta den, eller öppna appen på nytt."),
        field=field,
    )
