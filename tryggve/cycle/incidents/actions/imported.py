"""Reading in a file of incidents: all of it in one transaction, each case once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tryggve.cycle.incidents import queries, rules
from tryggve.cycle.incidents.actions.register import KeepsNoRaw
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.shapes import CoordPrecision, ImportedDraft, ReviewState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.models import Area, Place
from tryggve.foundation.geography.queries import areas_when, places
from tryggve.foundation.people.queries import own_organisation
from tryggve.foundation.reference.queries import usable_codes
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

#: What the incidents of files have for device and source.
FROM_FILE = "import"
_A_TIME = 500

Told = Callable[[int, int, str], None]


class CannotImport(DomainError):
    """The file has been read in meanwhile, in part or as a whole."""


def already_imported(by: Viewer) -> dict[str, str]:
    """Key of each case that has been read in, to the fingerprint of its row; the deleted ones too."""
    by.require("incident.import")
    with acting_as(by, only_reads=True):
        if by.organisation_id is None:
            return {}
        found = Incident.objects.seen_by(by).filter(client_id=FROM_FILE, organisation_id=by.organisation_id)
        return dict(found.order_by().values_list("submission_key", "fingerprint"))


@action("incident.imported", right="incident.import")
def import_incidents(*, rows: Sequence[ImportedDraft], by: Viewer, now: datetime, told: Told | None = None) -> int:
    """Save every row as a new incident for the coordinator to review, or none. How many they were.

    `told` hears how far it has come, and may raise to stop: nothing is then saved. The trail gets one
    line for the file. Text and place stay with the organisation: nothing is written to be shared.
    """
    organisation = own_organisation(by)
    if not organisation.keeps_raw:
        raise KeepsNoRaw(organisation.name)
    municipality_id, organisation_id = queries.home(by)
    _check_unsaved(rows, by)
    codes = usable_codes(
        by, {code for row in rows for code in (row.draft.category_code, row.draft.sub_category_code) if code}
    )
    named = {place.public_id: place for place in places(by)}
    areas = _areas(rows, by)
    made: list[Incident] = []
    for done, (row, area) in enumerate(zip(rows, areas, strict=True), 1):
        rules.check_draft(row.draft, now=now, codes=codes, oldest=None)
        made.append(
            Incident(
                municipality_id=municipality_id,
                organisation_id=organisation_id,
                reporter_id=by.user_id,
                review_state=ReviewState.NEW,
                registered_at=now,
                source=FROM_FILE,
                client_id=FROM_FILE,
                submission_key=row.key,
                external_id=row.external_id,
                fingerprint=row.fingerprint,
                **_columns(row, area, named),
            )
        )
        if len(made) == _A_TIME or done == len(rows):
            Incident.objects.bulk_create(made)
            made = []
            if told is not None:
                told(done, len(rows), organisation.name)
    with_codes(rows=len(rows), source=FROM_FILE)
    return len(rows)


def _check_unsaved(rows: Sequence[ImportedDraft], by: Viewer) -> None:
    again = already_imported(by).keys() & {row.key for row in rows}
    if again:
        raise CannotImport(
            _(
                "Filen har redan lästs in, helt eller delvis. {n} av raderna finns redan. "
                "Läs filen på nytt och se vad som är kvar."
            ),
            n=len(again),
        )


def _areas(rows: Sequence[ImportedDraft], by: Viewer) -> list[Area | None]:
    """The area of each row that has a point of its own; the middle of a municipality is in none."""
    placed = [
        (number, (row.draft.lat, row.draft.lon, row.draft.occurred_from.astimezone(STOCKHOLM).date()))
        for number, row in enumerate(rows)
        if row.draft.lat is not None and row.draft.lon is not None and row.coord_precision in _ON_THE_GROUND
    ]
    found: list[Area | None] = [None] * len(rows)
    for (number, _moment), area in zip(placed, areas_when(by, [moment for _number, moment in placed]), strict=True):
        found[number] = area
    return found


_ON_THE_GROUND = frozenset({CoordPrecision.EXACT, CoordPrecision.PLACE})


def _columns(row: ImportedDraft, area: Area | None, named: Mapping[str, Place]) -> dict[str, Any]:
    draft = row.draft
    place = named.get(draft.place)
    return {
        "category_code": draft.category_code,
        "sub_category_code": draft.sub_category_code,
        "occurred_from": draft.occurred_from,
        "occurred_to": draft.occurred_to,
        "time_precision": draft.time_precision,
        "place": place,
        "place_type": place.place_type if place else draft.place_type,
        "lat": draft.lat,
        "lon": draft.lon,
        "coord_precision": row.coord_precision,
        "area": area,
        "certainty": draft.certainty,
        "nature": draft.nature,
        "police_reported": draft.police_reported,
        "note": draft.note,
    }
