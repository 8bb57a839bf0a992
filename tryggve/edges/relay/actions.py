"""Giving out links and reminding; and what a member says by a link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tryggve.cycle.incidents.actions import register_incident, saved_before
from tryggve.cycle.incidents.shapes import IncidentDraft, Submission
from tryggve.cycle.weekly_reports.actions import answer_for_member
from tryggve.cycle.weekly_reports.queries import member_board
from tryggve.cycle.weekly_reports.shapes import MemberAnswer
from tryggve.edges.relay.models import MemberLink
from tryggve.edges.relay.queries import links_of_week, viewer_of
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.queries import represented_members
from tryggve.foundation.people.rules import new_token, token_hash
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

LINK_LASTS = timedelta(days=7)
#: A link is for one shop's week. More than this is a mistake, or somebody else.
MOST_INCIDENTS = 20
VIA_LINK = "länk"


class LinkIsFull(DomainError):
    """More incidents than one member has in a week."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link just made. The secret is shown or sent now, and never kept."""

    row: MemberLink
    token: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who got a link by mail, and who has no address."""

    sent: tuple[tuple[str, NewLink], ...]
    without_address: int


def new_link(*, member: str, week: Week, is_mailed: bool = False, by: Viewer, now: datetime) -> NewLink:
    """A link for one member's week. An earlier one of the same week stops working."""
    token = new_token()
    row = _made(member=member, week=week, secret=token_hash(token), is_mailed=is_mailed, by=by, now=now)
    return NewLink(row, token)


@action("member_link.made", right="member_response.write")
def _made(*, member: str, week: Week, secret: str, is_mailed: bool, by: Viewer, now: datetime) -> MemberLink:
    found = represented_members(by).one(public_id=member)
    earlier = links_of_week(by, week, now).get(member)
    if earlier is not None:
        earlier.revoked_at = now
        earlier.save(update_fields=["revoked_at"])
    with_codes(member=found.public_id, week=str(week), mailed=is_mailed)
    return MemberLink.objects.create(
        municipality_id=by.home_id,
        organisation_id=found.organisation_id,
        organisation_key=by.organisation_public_id,
        organisation_name=by.organisation_name,
        member=found,
        member_key=found.public_id,
        week=str(week),
        token_hash=secret,
        created_at=now,
        expires_at=now + LINK_LASTS,
        mailed_at=now if is_mailed else None,
    )


@action("member_link.revoked", right="member_response.write")
def revoke_link(*, member: str, week: Week, by: Viewer, now: datetime) -> MemberLink:
    """Shut a member's link of the week; NotFound when none holds."""
    found = links_of_week(by, week, now).get(member)
    if found is None:
        raise NotFound
    found.revoked_at = now
    found.save(update_fields=["revoked_at"])
    with_codes(member=member, week=str(week))
    return found


def remind_silent(*, week: Week, by: Viewer, now: datetime) -> Reminded:
    """A link by mail to each who has not answered, has an address, and was not reminded this week already."""
    by.require("member_response.write")
    with acting_as(by):
        silent = {line.key for line in member_board(by, week) if line.answer == MemberAnswer.NOT_ANSWERED}
        mailed = {key for key, link in links_of_week(by, week, now).items() if link.mailed_at is not None}
        members = [each for each in represented_members(by) if each.public_id in silent - mailed]
        sent = []
        for member in members:
            if member.contact_email:
                link = new_link(member=member.public_id, week=week, is_mailed=True, by=by, now=now)
                sent.append((member.contact_email, link))
        return Reminded(tuple(sent), without_address=len(members) - len(sent))


# -- What the member says ------------------------------------------------------------------------
def answer_nothing(*, link: MemberLink, now: datetime) -> None:
    """Nothing to report: a signed zero for the member's week."""
    answer_for_member(
        member=link.member_key,
        answer=MemberAnswer.NOTHING,
        week=Week.parse(link.week),
        via=VIA_LINK,
        by=viewer_of(link),
        now=now,
    )


def give_incident(*, link: MemberLink, draft: IncidentDraft, key: str, now: datetime) -> None:
    """An incident for the member, once for each key; it waits for the speaker's coordinator like any other."""
    viewer = viewer_of(link)
    with acting_as(viewer):
        locked = MemberLink.objects.select_for_update().get(pk=link.pk)
        said, submission = replace(draft, member=link.member_key), Submission(link.public_id, key)
        if saved_before(submission, said, viewer) is not None:
            return
        if locked.n_incidents >= MOST_INCIDENTS:
            raise LinkIsFull(
                _("Länken har tagit emot {n} händelser den här veckan. Det är så många den tar. Ring {name}."),
                n=locked.n_incidents,
                name=link.organisation_name,
            )
        register_incident(draft=said, submission=submission, by=viewer, now=now)
        locked.n_incidents += 1
        locked.save(update_fields=["n_incidents"])
