"""A week with a picture to meet about: the frozen edition is made here, not compiled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tryggve.cycle.meetings import actions
from tryggve.cycle.meetings.models import Meeting, Priority
from tryggve.cycle.situation_pictures.models import SituationPicture
from tryggve.foundation.render.editions import freeze
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast

WEEK = Week(2026, 37)
#: The Wednesday after the week, 13.00 Swedish time; and while the meeting is going on.
HELD_AT = datetime(2026, 9, 16, 11, 0, tzinfo=UTC)
DURING = datetime(2026, 9, 16, 11, 20, tzinfo=UTC)
AFTER = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)


def picture_body(cast: Cast) -> dict[str, Any]:
    """What the meeting needs of a picture: an answer, who answered, and two areas that stand out."""
    return {
        "answer": "Två saker sticker ut. Resten är som vanligt.",
        "lead": "31 händelser i veckan, ur 36 rapporter.",
        "completeness_note": "Tre av fyra parter har svarat. Polisen har inte svarat än.",
        "candidates": [
            _candidate(cast, "knutpunkten", "Ordning", ["A1", "A2"], 14, 5, 9),
            _candidate(cast, "bojsenburg", "Skadegörelse och brand", ["C4"], 4, 0, 1),
        ],
    }


def _candidate(
    cast: Cast, area: str, subject: str, codes: list[str], count: int, low: int, high: int
) -> dict[str, Any]:
    return {
        "area": cast.areas[area].public_id,
        "area_name": cast.areas[area].name,
        "subject": subject,
        "category_codes": codes,
        "count": count,
        "usual_low": low,
        "usual_high": high,
        "reason": f"{count} händelser i veckan. Vanligt är {low} till {high}. Första veckan.",
    }


def with_picture(
    cast: Cast, week: Week = WEEK, *, version: int = 1, by: Viewer | None = None, body: dict[str, Any] | None = None
) -> SituationPicture:
    """Freeze a picture of the week."""
    viewer = by or cast.elin
    with acting_as(viewer):
        edition = freeze(
            by=viewer,
            now=HELD_AT,
            kind="weekly_picture",
            period=str(week),
            version=version,
            body=body or picture_body(cast),
        )
        return SituationPicture.objects.create(
            municipality_id=cast.falun.pk,
            week=str(week),
            version=version,
            edition=edition,
            compiled_at=HELD_AT,
            compiled_by_id=viewer.user_id,
        )


def opened(cast: Cast, week: Week = WEEK, *, held_at: datetime = HELD_AT) -> Meeting:
    """The week's meeting, opened by Elin on the week's picture."""
    with_picture(cast, week)
    return actions.open_meeting(week=week, held_at=held_at, place="Rådhuset", by=cast.elin, now=held_at)


def proposed(
    cast: Cast, meeting: Meeting, area: str = "knutpunkten", *, by: Viewer | None = None, subject: str = "Samlingar"
) -> Priority:
    """An area proposed by Elin, or by whom you say."""
    return actions.propose_priority(
        meeting=meeting.public_id,
        area=cast.areas[area].public_id,
        subject=subject,
        category_codes=["A1"],
        reason="Fler än vanligt tre veckor i rad.",
        owner=cast.organisations["kopparstaden"].public_id,
        by=by or cast.elin,
        now=DURING,
    )


def confirmed(cast: Cast, meeting: Meeting, area: str = "knutpunkten", *, subject: str = "Samlingar") -> Priority:
    """An area proposed by Elin and confirmed by Olle, the chair."""
    proposed(cast, meeting, area, subject=subject)
    return actions.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=DURING)[-1]
