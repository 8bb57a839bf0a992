"""A shared incident and an answer as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tryggve.cycle.incidents.shapes import CERTAINTY_NAMES, NATURE_NAMES, POLICE_REPORTED_NAMES, TimePrecision
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.foundation.people.queries import parties
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.web import formats
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


@dataclass(frozen=True, slots=True)
class SharedRow:
    """What everybody reads of one shared incident. The preview and the shared page draw the same."""

    view: SharedView
    name: str
    group: str
    where: str
    when: str
    certainty: str
    nature: str
    police_reported: str


def language() -> str:
    """The reader's language, two letters."""
    return (translation.get_language() or "sv")[:2]


def shared_rows(viewer: Viewer, views: Iterable[SharedView]) -> list[SharedRow]:
    """With one look at the names."""
    names = category_names(viewer, language=language())
    return [_row(view, names) for view in views]


def _row(view: SharedView, names: Mapping[str, str]) -> SharedRow:
    places = [view.place_name] if view.place_name else []
    if view.area_name and not view.place_name.startswith(view.area_name):
        places.append(view.area_name)
    return SharedRow(
        view=view,
        name=names.get(view.category_code, view.category_code),
        group=view.category_code[:1],
        where=" · ".join(places) or _("Plats okänd"),
        when=when_words(view),
        certainty=_(dict(CERTAINTY_NAMES).get(view.certainty, "")),  # type: ignore[call-overload]
        nature=_(dict(NATURE_NAMES).get(view.nature, "")),  # type: ignore[call-overload]
        police_reported=_(dict(POLICE_REPORTED_NAMES).get(view.police_reported, "")),  # type: ignore[call-overload]
    )


def when_words(row: Any) -> str:
    """tis 8 sept kl. 09.00, or between two times, or some time that day."""
    started, ended, precision = row.occurred_from, row.occurred_to, row.time_precision
    if precision == TimePrecision.DAY:
        return formats.day(started)
    if precision == TimePrecision.WEEK:
        return _("någon gång i %(week)s") % {"week": formats.week_label(str(Week.of(started)))}
    first = formats.day_clock(started)
    if ended == started:
        return first
    same_day = formats.day(started) == formats.day(ended)
    return f"{first}–{formats.clock(ended) if same_day else formats.day_clock(ended)}"


def n_readers(viewer: Viewer, week: Week) -> int:
    """How many parties will read it."""
    return parties(viewer, week.sunday).count()


def weeks_label(weeks: Iterable[str]) -> str:
    """vecka 37, or vecka 37–38."""
    numbers = [Week.parse(week).number for week in weeks]
    if len(numbers) == 1:
        return _("vecka %(number)s") % {"number": numbers[0]}
    return _("vecka %(first)s–%(last)s") % {"first": numbers[0], "last": numbers[-1]}
