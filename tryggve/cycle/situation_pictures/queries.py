"""Reading pictures, and counting what has been shared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from tryggve.cycle.situation_pictures.models import OccurrenceReport, SituationPicture
from tryggve.cycle.situation_pictures.rules import NOT_COUNTED, cells, happenings, possible_occurrences
from tryggve.cycle.situation_pictures.shapes import CandidateView, PictureView, Proposal, Report
from tryggve.cycle.weekly_reports.queries import answered_weeks, shared_in
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.render.editions import body_of
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


def _pictures(viewer: Viewer) -> SeenQuerySet[SituationPicture]:
    return SituationPicture.objects.seen_by(viewer).select_related("edition")


def picture_row(viewer: Viewer, public_id: str) -> SituationPicture:
    """The table row, for this step's own actions and pages."""
    return _pictures(viewer).one(public_id=public_id)


def _view(viewer: Viewer, row: SituationPicture) -> PictureView:
    body = body_of(row.edition, viewer)
    return PictureView(
        key=row.public_id,
        week=row.week,
        version=row.version,
        edition_id=row.edition_id,
        edition_key=row.edition.public_id,
        body=body,
        body_hash=row.edition.body_hash,
        answer=body["answer"],
        compiled_at=row.compiled_at,
        changes=tuple(row.changes),
        is_ready=row.is_ready,
    )


def picture(viewer: Viewer, public_id: str) -> PictureView:
    """One version, or NotFound."""
    return _view(viewer, picture_row(viewer, public_id))


def version_of_week(viewer: Viewer, week: str, version: int) -> PictureView:
    """A given version of a week's picture, or NotFound."""
    return _view(viewer, _pictures(viewer).one(week=week, version=version))


def latest_picture(viewer: Viewer, week: str) -> PictureView | None:
    """The newest version of a week's picture, or None when it has not been compiled."""
    row = _pictures(viewer).filter(week=week).order_by("-version").first()
    return _view(viewer, row) if row else None


def newest_picture(viewer: Viewer) -> PictureView | None:
    """The newest version of the newest week."""
    row = _pictures(viewer).order_by("-week", "-version").first()
    return _view(viewer, row) if row else None


def latest_in_weeks(viewer: Viewer, weeks: Sequence[str]) -> list[PictureView]:
    """The newest version of each of these weeks that has been compiled, oldest first."""
    newest: dict[str, SituationPicture] = {}
    for row in _pictures(viewer).filter(week__in=list(weeks)).order_by("week", "version"):
        newest[row.week] = row
    return [_view(viewer, row) for row in newest.values()]


def versions(viewer: Viewer, week: str) -> list[SituationPicture]:
    """Every version of a week's picture, newest first (headings only)."""
    return list(_pictures(viewer).filter(week=week).order_by("-version"))


def compiled_weeks(viewer: Viewer, limit: int = 60) -> list[SituationPicture]:
    """The newest version of each compiled week, newest week first (headings only)."""
    newest: dict[str, SituationPicture] = {}
    for row in _pictures(viewer).order_by("-week", "-version"):
        newest.setdefault(row.week, row)
        if len(newest) > limit:
            break
    return list(newest.values())[:limit]


def compile_times(viewer: Viewer, weeks: Collection[str]) -> dict[str, tuple[datetime, ...]]:
    """Week → when each version of its picture was compiled, the first first. One query."""
    rows = SituationPicture.objects.seen_by(viewer).filter(week__in=list(weeks)).order_by("compiled_at")
    found: dict[str, tuple[datetime, ...]] = {}
    for week, compiled_at in rows.values_list("week", "compiled_at"):
        found[week] = (*found.get(week, ()), compiled_at)
    return found


def reports(viewer: Viewer, weeks: Sequence[str]) -> list[Report]:
    """What was shared in these weeks and is counted, with the occurrence each belongs to."""
    shared = [
        each
        for each in shared_in(viewer, weeks)
        if not each.is_outside_source and each.category_code not in NOT_COUNTED
    ]
    return _with_occurrences(viewer, shared)


def _with_occurrences(viewer: Viewer, shared: Sequence[SharedView]) -> list[Report]:
    links = dict(
        OccurrenceReport.objects.seen_by(viewer)
        .filter(is_linked=True)
        .values_list("shared_incident__root", "occurrence__public_id")
    )
    return [
        Report(
            key=each.key,
            organisation=each.organisation,
            organisation_name=each.organisation_name,
            week=each.week,
            category_code=each.category_code,
            occurred_from=each.occurred_from,
            occurred_to=each.occurred_to,
            time_precision=each.time_precision,
            area=each.area,
            place_name=each.place_name,
            lat=each.lat,
            lon=each.lon,
            text=each.text,
            count=each.count,
            is_late=each.is_late,
            occurrence=links.get(each.root, ""),
        )
        for each in shared
    ]


def with_the_week_before(viewer: Viewer, week: str) -> list[Report]:
    """What was shared in a week and in the one before: a night between them may be told of in both."""
    return reports(viewer, [str(Week.parse(week) - 1), week])


def proposals(viewer: Viewer, week: str) -> list[Proposal]:
    """What different organisations may have seen once, in a week and the one before, the likeliest first."""
    return possible_occurrences(with_the_week_before(viewer, week))


def weekly_counts(
    viewer: Viewer,
    weeks: Sequence[str],
    *,
    area: str | None = None,
    category_codes: Sequence[str] | None = None,
) -> list[int | None]:
    """Occurrences per week, oldest week as given first; None for a week in which nobody shared.

    `area` is a public id; `category_codes` are stable codes (a sub-code counts under its own).
    """
    answered = answered_weeks(viewer, weeks)
    counts: dict[str, int] = dict.fromkeys(weeks, 0)
    for happening in happenings(reports(viewer, weeks)):
        first = happening.first
        if area is not None and first.area != area:
            continue
        if category_codes is not None and first.category_code.split(".")[0] not in category_codes:
            continue
        if first.week in counts:
            counts[first.week] += happening.count
    return [counts[week] if week in answered else None for week in weeks]


def cells_of(viewer: Viewer, found: PictureView) -> list[dict[str, Any]]:
    """The week by area, group and organisation, as it was frozen; of an older picture as it is known now.

    Pictures that were frozen before the cells were part of them keep what they say.
    """
    if "cells" in found.body:
        return list(found.body["cells"])
    areas = {row["key"] for row in found.body["areas"]}
    return cells(happenings(reports(viewer, [found.week])), found.week, areas)


def candidates(viewer: Viewer, week: str) -> list[CandidateView]:
    """At most five areas that stand out, from the frozen picture; none when there is no picture."""
    found = latest_picture(viewer, week)
    if found is None:
        return []
    return [
        CandidateView(
            area=row["area"],
            area_name=row["area_name"],
            subject=row["subject"],
            category_codes=tuple(row["category_codes"]),
            count=row["count"],
            usual_low=row["usual_low"],
            usual_high=row["usual_high"],
            reason=row["reason"],
        )
        for row in found.body.get("candidates", [])
    ]


def category_words(viewer: Viewer) -> dict[str, str]:
    """What the municipality calls each category."""
    return dict(category_names(viewer))
