"""An incident as a page shows it: names for codes, words for times, marks for what points at a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.incidents import queries
from tryggve.cycle.incidents.forms import Options
from tryggve.cycle.incidents.shapes import (
    CERTAINTY_NAMES,
    NATURE_NAMES,
    POLICE_REPORTED_NAMES,
    REVIEW_STATE_NAMES,
    ReviewState,
    TimePrecision,
)
from tryggve.foundation.geography.queries import places
from tryggve.foundation.privacy import guard
from tryggve.foundation.privacy.answers import Found
from tryggve.foundation.reference.queries import categories, category_names
from tryggve.foundation.web import formats
from tryggve.kernel.viewer import Viewer

#: How many panes of the small window are lit; the third lights when the weekly report is shared.
_LIT = {ReviewState.NEW: 1, ReviewState.RETURNED: 1, ReviewState.APPROVED: 2}


def language() -> str:
    """The reader's language, two letters."""
    return (translation.get_language() or "sv")[:2]


def options(viewer: Viewer, now: datetime) -> Options:
    """What can be chosen in the form."""
    return Options(
        categories=categories(viewer, language=language()),
        places=list(places(viewer)),
        recent_places=queries.recent_places(viewer, now),
        recent_categories=queries.recent_categories(viewer, now),
        members=queries.members(viewer),
        now=now,
    )


def time_words(row: Any, day: Callable[[datetime], str] = formats.day) -> str:
    """tisdag 8 september kl. 09.00, or between two times, or some time that day."""
    started, ended, precision = row.occurred_from, row.occurred_to, row.time_precision
    if precision == TimePrecision.DAY:
        return _("%(day)s, någon gång under dagen") % {"day": day(started)}
    if precision == TimePrecision.WEEK:
        return _("någon gång veckan från %(day)s") % {"day": day(started)}
    first = _("%(day)s kl. %(clock)s") % {"day": day(started), "clock": formats.clock(started)}
    if ended == started:
        return _("%(time)s ungefär") % {"time": first} if precision == TimePrecision.HOUR else first
    is_same_day = formats.day(started) == formats.day(ended)
    last = formats.clock(ended) if is_same_day else formats.day_clock(ended)
    return f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A row ready to be drawn. `row` is the incident itself, for its plain values."""

    row: Any
    name: str
    group: str
    where: str
    area: str
    when: str
    when_short: str
    state: str
    lit: int
    marks: tuple[Any, ...]
    certainty: str
    nature: str
    police_reported: str
    same: tuple[Shown, ...] = ()
    suggestion: str = ""
    fault: str = ""
    #: What somebody else has saved while the page stood open, when it is not what was typed.
    theirs: str | None = None
    #: What the guard asks about the text to share.
    asked: Found | None = None

    @property
    def seen(self) -> str:
        """The mark of what is shown, sent back with the form."""
        return queries.stamp(self.row)

    @property
    def title(self) -> str:
        """Nedskräpning, Bojsenburg."""
        return f"{self.name}, {self.where}" if self.where else self.name

    @property
    def found(self) -> str:
        """3 personuppgifter."""
        n = len(self.marks)
        return ngettext("1 personuppgift", "%(n)s personuppgifter", n) % {"n": n} if n else ""

    @property
    def is_open(self) -> bool:
        """Whether the coordinator has something to say."""
        return self.row.review_state in {ReviewState.NEW, ReviewState.RETURNED}

    @property
    def is_new(self) -> bool:
        """Not looked at."""
        return bool(self.row.review_state == ReviewState.NEW)

    @property
    def is_returned(self) -> bool:
        """The coordinator has asked something."""
        return bool(self.row.review_state == ReviewState.RETURNED)

    @property
    def is_approved(self) -> bool:
        """Taken with."""
        return bool(self.row.review_state == ReviewState.APPROVED)

    @property
    def is_deleted(self) -> bool:
        """Nothing of it is left."""
        return bool(self.row.review_state == ReviewState.DELETED)


def shown(row: Any, names: Mapping[str, str], **more: Any) -> Shown:
    """One row."""
    code = row.sub_category_code or row.category_code
    area = row.area.name if row.area else ""
    where = row.place.name if row.place else area
    return Shown(
        row=row,
        name=names.get(code, code),
        group=row.category_code[:1],
        where=where or "",
        area=area,
        when=time_words(row),
        when_short=time_words(row, formats.day_short),
        state=_(REVIEW_STATE_NAMES[ReviewState(row.review_state)]),
        lit=_LIT.get(ReviewState(row.review_state), 0),
        marks=guard.find(row.note),
        certainty=_(dict(CERTAINTY_NAMES).get(row.certainty, "")),
        nature=_(dict(NATURE_NAMES).get(row.nature, "")),
        police_reported=_(dict(POLICE_REPORTED_NAMES).get(row.police_reported, "")),
        **more,
    )


def shown_all(viewer: Viewer, rows: Iterable[Any]) -> list[Shown]:
    """Many rows, with one look at the names."""
    names = category_names(viewer, language=language())
    return [shown(row, names) for row in rows]


def shown_one(viewer: Viewer, row: Any) -> Shown:
    """One row with its names."""
    return shown_all(viewer, [row])[0]
