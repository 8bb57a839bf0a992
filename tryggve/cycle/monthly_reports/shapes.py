"""What a month's report says, as values that may leave the room. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import ReportMonth


class Stage(StrEnum):
    """How far a monthly report has come."""

    COMPILED = "compiled"
    RETURNED = "returned"
    APPROVED = "approved"
    SENT = "sent"


STAGE_NAMES = {
    Stage.COMPILED: _("Väntar på godkännande"),
    Stage.RETURNED: _("Tillbaka med en fråga"),
    Stage.APPROVED: _("Godkänd, inte sänd"),
    Stage.SENT: _("Sänd"),
}


class PublicKind(StrEnum):
    """Which fixed table: a month by group, or a tertial (four months) by area."""

    MONTH = "month"
    TERTIAL = "tertial"


PUBLIC_NAMES = {PublicKind.MONTH: _("Månad per grupp"), PublicKind.TERTIAL: _("Tertial per område")}
#: The document's levels, in the words of the page's marks.
SIGNS = {
    "as_usual": "usual",
    "more": "above",
    "less": "below",
    "zero": "zero",
    "unanswered": "missing",
    "too_few": "unknown",
    "hidden": "hidden",
}
_STRIP_STATES = {"waiting": "open"}


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One of a month's weeks, and the version of its picture (0: there is none)."""

    week: str
    version: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month in the list: its newest version, without its content."""

    key: str
    month: str
    version: int
    stage: Stage
    stage_name: str
    compiled_at: datetime
    is_sent_before: bool

    @property
    def report_month(self) -> ReportMonth:
        """The month itself."""
        return ReportMonth.parse(self.month)


@dataclass(frozen=True, slots=True)
class MonthView:
    """One version of one month's report. `body` is the frozen edition's content, texts put back.

    `body` is what the viewer may see: exact numbers for those who read the weekly picture, and the
    county's version (small numbers hidden) for everybody else, with `is_exact` False.
    """

    key: str
    month: str
    version: int
    stage: Stage
    stage_name: str
    edition_key: str
    body: dict[str, Any]
    body_hash: str
    is_exact: bool
    is_latest: bool
    compiled_at: datetime
    compiled_by_name: str
    is_compiled_by_viewer: bool
    approved_at: datetime | None
    approved_by_name: str
    sent_at: datetime | None
    return_note: str
    published: str

    @property
    def report_month(self) -> ReportMonth:
        """The month itself."""
        return ReportMonth.parse(self.month)

    @property
    def answer(self) -> str:
        """The report's one line."""
        return str(self.body["answer"])

    @property
    def page(self) -> dict[str, Any]:
        """What the HTML shows beside the body."""
        return page_parts(self.body)


@dataclass(frozen=True, slots=True)
class PublicView:
    """A fixed table for the public: numbers in fives, small ones hidden. Published once."""

    key: str
    municipality_name: str
    kind: PublicKind
    period: str
    body: dict[str, Any]
    body_hash: str
    published_at: datetime
    is_practice: bool


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A month that a municipality has sent: aggregates only, small numbers hidden."""

    key: str
    municipality: str
    municipality_name: str
    month: str
    version: int
    sent_at: datetime
    body: dict[str, Any]
    body_hash: str
    is_practice: bool
    is_latest: bool = True

    @property
    def report_month(self) -> ReportMonth:
        """The month itself."""
        return ReportMonth.parse(self.month)

    @property
    def page(self) -> dict[str, Any]:
        """What the HTML shows beside the body."""
        return page_parts(self.body)


def page_parts(body: Mapping[str, Any]) -> dict[str, Any]:
    """Bars as points, levels as the page's marks, the strip's rows: for the one template of the report.

    In the county's part a month without a number is one that is not published or not shown: it is
    left out, since a hatch means that somebody has not answered.
    """
    months = points(body["months"])
    return {
        "months": [each for each in months if each["count"] is not None] if "suppression" in body else months,
        "groups": [{**row, "sign": SIGNS[row["level"]]} for row in body["groups"]],
        "areas": [{**row, "sign": SIGNS[row["level"]]} for row in body["areas"]],
        "strip": [
            {"name": party["name"], "states": [_STRIP_STATES.get(state, state) for state in party["states"]]}
            for party in body["inbound"].get("parties", [])
        ],
        "intervals": [
            {
                "label": row["title"],
                "note": row["area"],
                "estimate": row["ratio"] - 1,
                "low": row["low"] - 1,
                "high": row["high"] - 1,
            }
            for row in body["evaluations"]
            if None not in (row["ratio"], row["low"], row["high"])
        ],
    }


def points(series: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A document's series as the bars of a page."""
    length = len(series["labels"])
    low: Sequence[Any] = series["low"] or [None] * length
    high: Sequence[Any] = series["high"] or [None] * length
    return [
        {"label": label, "count": count, "low": least, "high": most, "missing": missing}
        for label, count, least, most, missing in zip(
            series["labels"], series["values"], low, high, series["missing"], strict=True
        )
    ]
