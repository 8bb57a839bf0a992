"""How long is a row kept? Said once, beside the fields, as a rule that a disposal applies and words are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tryggve.kernel.text import mark as _

#: Short enough to hold at any time of the year, and never a day too early.
_DAYS_IN_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Kept:
    """One of: preserved; for a time since a field's moment; with another row; until something happens.

    `record` is the record type whose time a municipality's decision may change; without one the time is the
    program's own housekeeping. `by` names the rhythm that takes the rows away when it is not the disposal.
    """

    years: int = 0
    days: int = 0
    since: str = ""
    record: str = ""
    with_row: str = ""
    until: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        ways = [bool(self.years or self.days), bool(self.with_row), bool(self.until)]
        if ways.count(True) > 1 or bool(self.since) != ways[0]:
            message = f"A row is kept in one way, and a time is counted from a field. Got {self}. Say one of them."
            raise ValueError(message)

    @property
    def is_preserved(self) -> bool:
        """Whether it is kept for good."""
        return self == PRESERVED

    @property
    def is_for_a_time(self) -> bool:
        """Whether a disposal takes it away after a time."""
        return bool(self.years or self.days)

    def cutoff(self, now: datetime, *, years: int | None = None) -> datetime:
        """Rows whose moment lies before this have been kept long enough; with a decision's own number of years."""
        if years is not None:
            return now - timedelta(days=years * _DAYS_IN_A_YEAR)
        return now - timedelta(days=self.years * _DAYS_IN_A_YEAR + self.days)

    @property
    def words(self) -> tuple[str, dict[str, object]]:
        """How long, in Swedish: a text to translate, and its values."""
        if self.years:
            return _("{n} år, räknat från fältet {since}"), {"n": self.years, "since": self.since}
        if self.days:
            return _("{n} dygn, räknat från fältet {since}"), {"n": self.days, "since": self.since}
        if self.with_row:
            return _("lika länge som raden den hör till ({row})"), {"row": self.with_row}
        if self.until:
            return self.until, {}
        return _("bevaras"), {}


PRESERVED = Kept()
IN_USE = Kept(until=_("så länge den används"))
UNTIL_SHARED = Kept(until=_("tills den är delad"))
UNTIL_REMOVED = Kept(until=_("tills organisationen tar bort den"))
#: What an uploaded file held.
ONE_DAY = Kept(until=_("högst ett dygn"), by="intake.dispose")
