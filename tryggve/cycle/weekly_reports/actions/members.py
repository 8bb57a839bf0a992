"""What those the organisation speaks for have answered."""

from __future__ import annotations

from datetime import datetime

from tryggve.cycle.weekly_reports import queries
from tryggve.cycle.weekly_reports.models import MemberResponse
from tryggve.cycle.weekly_reports.shapes import MEMBER_ANSWER_NAMES, MemberAnswer
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.queries import represented_members
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

LONGEST_VIA = 20


class CannotAnswer(DomainError):
    """The answer cannot be noted."""


@action("member_response.noted", right="member_response.write")
def answer_for_member(
    *, member: str, answer: str, week: Week, via: str = "", by: Viewer, now: datetime
) -> MemberResponse:
    """Note what a member answered, and how. The latest answer for a period holds."""
    if answer not in set(MEMBER_ANSWER_NAMES):
        raise CannotAnswer(
            _("Svaret finns inte. Vi fick {answer}. Välj har lämnat, inget att rapportera eller ej svarat."),
            field="answer",
            answer=str(answer)[:20] or "–",
        )
    found = represented_members(by).one(public_id=member)
    covered = queries.period_for(by, week)
    response = (
        MemberResponse.objects.seen_by(by).filter(member=found, period_start_date=covered.first_week.monday).first()
    ) or MemberResponse(
        municipality_id=queries.home(by)[0],
        organisation_id=queries.home(by)[1],
        member=found,
        period_start_date=covered.first_week.monday,
    )
    response.answer = MemberAnswer(answer)
    response.via = via.strip()[:LONGEST_VIA]
    response.answered_at = now
    response.save()
    with_codes(answer=str(answer), week=str(week), member=found.public_id)
    return response
