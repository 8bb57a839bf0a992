"""What has become of each of a reporter's own reports, and in which words is it told?

Within seven days a reporter sees the own report as it was written; after that its kind, its area and
what came of it, for half a year. A report that was merged into another has come as far as that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tryggve.cycle.evaluations.shapes import Outcome, Verdict
from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.edges.desk.trails import cycle_of
from tryggve.edges.desk.what_came import Reached, Trail, trails_of
from tryggve.foundation.reference.queries import category_names
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

LOOKS_BACK = timedelta(days=180)
MOST = 200
_VERDICT_LINES = {
    Verdict.SUPPORTED: gettext_noop("Det blev bättre än på jämförbara platser."),
    Verdict.CONTRADICTED: gettext_noop("Det blev inte bättre. Gruppen får prova något annat."),
    Verdict.CANNOT_TELL: gettext_noop("Det går inte att säga än om det hjälpte."),
    Verdict.NOT_CARRIED_OUT: gettext_noop("Den blev inte genomförd."),
}
_WENT_LINES = {
    Outcome.BETTER: gettext_noop("Gruppen tycker att det har blivit bättre."),
    Outcome.UNCHANGED: gettext_noop("Gruppen tycker att det är som förut."),
    Outcome.WORSE: gettext_noop("Gruppen tycker att det har blivit sämre."),
    Outcome.CANNOT_TELL: gettext_noop("Det kan inte avgöras ännu hur det gick."),
}


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One of the viewer's own. `row` is the report itself while the viewer may still see it, else None."""

    key: str
    title: str
    registered_at: datetime
    review_state: ReviewState
    trail: Trail
    row: Any = None
    shared: SharedView | None = None

    @property
    def is_shared(self) -> bool:
        """Whether anybody outside the organisation has seen it."""
        return self.shared is not None


def own_reports(viewer: Viewer, now: datetime) -> list[OwnReport]:
    """The viewer's own reports of half a year with what came of each, newest first."""
    recent = {row.public_id: row for row in incidents.own_recent(viewer, now)}
    found = [each for each in _own(viewer, now) if each[3] != ReviewState.DELETED]
    stands_for = {key: merged or key for key, merged, *_rest in found}
    by_key = weekly_reports.shared_weeks(viewer, sorted(set(stands_for.values())))
    shared = {key: by_key[other] for key, other in stands_for.items() if other in by_key}
    cycle = cycle_of(viewer, {each.week for each in shared.values()}, now)
    trails = trails_of(shared, cycle)
    names = dict(category_names(viewer))
    return [
        OwnReport(
            key=key,
            title=_title(names.get(code, code), recent.get(key), shared.get(key)),
            registered_at=registered_at,
            review_state=ReviewState(state),
            trail=trails.get(key, Trail()),
            row=recent.get(key),
            shared=shared.get(key),
        )
        for key, _merged, code, state, registered_at in found
    ]


def _own(viewer: Viewer, now: datetime) -> list[tuple[str, str | None, str, str, datetime]]:
    rows = incidents.incidents(viewer).filter(reporter_id=viewer.user_id, registered_at__gt=now - LOOKS_BACK)
    columns = ("public_id", "merged_into__public_id", "category_code", "review_state", "registered_at")
    return list(rows.order_by("-registered_at", "-id").values_list(*columns)[:MOST])


def _title(kind: str, row: Any, shared: SharedView | None) -> str:
    """The place while it is the reporter's own to see, then the area."""
    if row is not None:
        return ", ".join(filter(None, [kind, row.place.name if row.place else ""]))
    return ", ".join(filter(None, [kind, shared.area_name if shared else ""]))


# -- Words -------------------------------------------------------------------------------------
def state_words(report: OwnReport) -> str:
    """Where it is."""
    if report.is_shared:
        return _("Delad i vecka %(week)s") % {"week": Week.parse(report.trail.week).number}
    return {
        ReviewState.NEW: _("Hos din samordnare."),
        ReviewState.RETURNED: _("Din samordnare har en fråga."),
        ReviewState.APPROVED: _("Godkänd. Delas med veckorapporten."),
        ReviewState.LEFT_OUT: _("Togs inte med i veckorapporten."),
        ReviewState.MERGED: _("Ihopslagen med en annan om samma sak."),
    }.get(report.review_state, "")


def came_words(trail: Trail) -> str:
    """What has come of it, in a sentence or two. "Nothing yet" is said, never left out."""
    if trail.reached == Reached.REGISTERED:
        return ""
    if trail.reached == Reached.SHARED:
        return _("Lägesbilden är inte sammanställd än.")
    if trail.reached == Reached.IN_PICTURE:
        return _("Var med i lägesbilden. Inget beslut än.")
    chosen = {"week": Week.parse(trail.chosen_week).number}
    if Reached.MEASURE in trail.told:
        return " ".join(filter(None, [_measure_words(trail), outcome_words(trail)]))
    if trail.went is not None:
        return " ".join([_("Var med när gruppen valde område i vecka %(week)s.") % chosen, outcome_words(trail)])
    return _("Var med när gruppen valde område i vecka %(week)s. Ingen åtgärd har börjat än.") % chosen


def outcome_words(trail: Trail) -> str:
    """How it went: what the figures say, else what the group said; empty while nobody has said anything."""
    if trail.verdict is not None:
        return _(_VERDICT_LINES[trail.verdict])
    return _(_WENT_LINES[trail.went]) if trail.went is not None else ""


def _measure_words(trail: Trail) -> str:
    if not trail.measure_title:
        return _("En åtgärd pågår.")
    words = _("Klar: %(title)s.") if trail.measure_is_done else _("Pågår: %(title)s.")
    return words % {"title": trail.measure_title.rstrip(".")}


def chain(trail: Trail) -> list[dict[str, Any]]:
    """The five steps of the way, each with when it came, or that it has not come yet."""
    chosen = Week.parse(trail.chosen_week).number if trail.chosen_week else 0
    words = {
        Reached.SHARED: _("Delad i vecka %(week)s") % {"week": Week.parse(trail.week).number if trail.week else ""},
        Reached.IN_PICTURE: _("Med i lägesbilden"),
        Reached.CHOSEN: _("Gruppen valde området i vecka %(week)s") % {"week": chosen} if chosen else _("Valt område"),
        Reached.MEASURE: _measure_words(trail) if Reached.MEASURE in trail.told else _("Åtgärd"),
        Reached.OUTCOME: outcome_words(trail) if Reached.OUTCOME in trail.told else _("Hur det gick"),
    }
    return [{"text": text, "at": trail.told.get(step), "is_there": step in trail.told} for step, text in words.items()]


def counts(reports: Sequence[OwnReport]) -> dict[str, int]:
    """How many have come to each step: what the page and the weekly mail say first."""
    return {str(step): sum(step in each.trail.told for each in reports) for step in list(Reached)[1:]}
