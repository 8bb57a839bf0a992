"""Compiling a picture, and saying which reports are about the same thing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tryggve.cycle.situation_pictures.document import picture_document
from tryggve.cycle.situation_pictures.models import Occurrence, OccurrenceReport, SituationPicture
from tryggve.cycle.situation_pictures.queries import latest_picture, picture_row, reports
from tryggve.cycle.situation_pictures.rules import CannotCompile, changes_between, check_link
from tryggve.cycle.weekly_reports.queries import shared_ids
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.render.editions import freeze
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


@action("situation_picture.compiled", right="picture.compile")
def compile_picture(*, week: Week, by: Viewer, now: datetime) -> SituationPicture:
    """Compile the week from what has been shared, and freeze it.

    Compiling again gives a new version that says what changed; when nothing has, CannotCompile.
    """
    if week.start_at > now:
        raise CannotCompile(
            _("Veckan har inte börjat. Du valde vecka {week}. Välj en vecka som pågår eller har varit."),
            week=week.number,
        )
    previous = latest_picture(by, str(week))
    draft = picture_document(by, week, now=now)
    changes: list[str] = []
    if previous is not None:
        changes = changes_between(previous.body, draft.body)
        if not changes:
            raise CannotCompile(
                _("Inget har ändrats sedan version {version}. Lägesbilden är redan aktuell. Öppna den i stället."),
                version=previous.version,
            )
    body: dict[str, Any] = draft.body | {"changes": changes}
    version = previous.version + 1 if previous else 1
    with_codes(week=str(week), version=version)
    edition = freeze(
        by=by,
        now=now,
        kind="weekly_picture",
        period=str(week),
        version=version,
        body=body,
        parameters=draft.parameters,
        engine_version=draft.engine_version,
        texts=draft.texts,
    )
    return SituationPicture.objects.create(
        municipality_id=by.home_id,
        week=str(week),
        version=version,
        edition=edition,
        compiled_at=now,
        compiled_by_id=by.user_id,
        changes=changes,
    )


@action("situation_picture.ready", right="picture.compile")
def mark_ready(*, public_id: str, by: Viewer, now: datetime) -> SituationPicture:
    """Say that this version is the one the meeting uses."""
    row = picture_row(by, public_id)
    row.is_ready = True
    row.save(update_fields=["is_ready"])
    return row


@action("occurrence.linked", right="occurrence.link")
def link_reports(*, keys: list[str], by: Viewer, now: datetime) -> Occurrence:
    """Say that these shared incidents tell of one occurrence: it counts once from the next compilation.

    With a report of an occurrence that is linked already, the others are added to it.
    """
    ids = shared_ids(by, keys)
    weeks = sorted({week for _id, week in ids.values()})
    found = [each for each in reports(by, weeks) if each.key in set(keys)]
    check_link(found, len(set(keys)))
    linked = {each.occurrence for each in found if each.occurrence}
    if linked:
        occurrence = Occurrence.objects.seen_by(by).one(public_id=linked.pop())
    else:
        occurrence = Occurrence.objects.create(municipality_id=by.home_id, linked_at=now)
    for key in sorted(each.key for each in found if not each.occurrence):
        OccurrenceReport.objects.create(
            municipality_id=by.home_id, occurrence=occurrence, shared_incident_id=ids[key][0]
        )
    return occurrence


@action("occurrence.unlinked", right="occurrence.link")
def unlink_occurrence(*, public_id: str, by: Viewer, now: datetime) -> Occurrence:
    """Take a pair apart again; both count from the next compilation."""
    occurrence = Occurrence.objects.seen_by(by).one(public_id=public_id)
    occurrence.unlinked_at = now
    occurrence.save(update_fields=["unlinked_at"])
    occurrence.reports.get_queryset().update(is_linked=False)
    return occurrence
