"""The county's month, side by side. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tryggve.kernel.weeks import ReportMonth


@dataclass(frozen=True, slots=True)
class Sender:
    """One municipality's published month. `counts` are by group letter, in the document's words."""

    key: str
    municipality: str
    version: int
    sent_at: datetime
    answer: str
    counts: tuple[Any, ...]
    levels: tuple[str, ...]
    total: Any
    received: int
    expected: int
    missing_weeks: tuple[int, ...]
    body_hash: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class GroupColumn:
    """One group across the municipalities. `total` is None where a number is hidden or unknown."""

    letter: str
    name: str
    total: int | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One frozen version of the county's report."""

    key: str
    version: int
    compiled_at: datetime
    body_hash: str


@dataclass(frozen=True, slots=True)
class CountyOverview:
    """Who has sent a month and who has not, and what they sent, side by side."""

    month: str
    county: str
    senders: tuple[Sender, ...]
    missing: tuple[str, ...]
    groups: tuple[GroupColumn, ...]
    total: int | None
    reports: tuple[ReportLine, ...]
    has_changed: bool

    @property
    def report_month(self) -> ReportMonth:
        """The month itself."""
        return ReportMonth.parse(self.month)

    @property
    def n_expected(self) -> int:
        """How many municipalities there are."""
        return len(self.senders) + len(self.missing)

    @property
    def has_hidden(self) -> bool:
        """Whether any number is hidden, so that the marks need to be explained."""
        return any(isinstance(count, dict) for sender in self.senders for count in (*sender.counts, sender.total))
