"""Every button of the meeting. A refusal shows the page again with what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.meetings import actions, queries
from tryggve.cycle.meetings.forms import AttendanceForm, CloseForm, DecisionForm, MoveForm, NotesForm, OwnerForm
from tryggve.cycle.meetings.views.agenda import agenda_page, owner_choices, proposal_form
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound

REFUSED = 422


def _move(  # noqa: PLR0913, PLR0917  (where, which form, what to do, what to say)
    request: HouseRequest, public_id: str, name: str, form: MoveForm, act: Callable[[], object], said: str, part: str
) -> HttpResponse:
    """Do it and go back to that part of the page; or show the page with the refusal."""
    if form.is_valid():
        try:
            act()
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            return _back(request, public_id, said, part)
    return agenda_page(request, public_id, {name: form}, REFUSED)


def _back(request: HouseRequest, public_id: str, said: str, part: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(f"{reverse('meetings:agenda', args=[public_id])}#{part}")


@require_POST
@signed_in("priority.propose")
def choose(request: HouseRequest, public_id: str) -> HttpResponse:
    """Propose one of the areas that stand out, by its number in the picture."""
    candidates = queries.candidates_of(queries.picture_body(request.viewer, public_id))
    number = request.POST.get("number", "")
    if not number.isdecimal() or not 1 <= int(number) <= len(candidates):
        raise NotFound
    chosen = candidates[int(number) - 1]
    return _move(
        request,
        public_id,
        "choose",
        MoveForm(request.POST),
        lambda: actions.propose_priority(
            meeting=public_id,
            area=chosen.area,
            subject=chosen.subject,
            category_codes=chosen.category_codes,
            reason=chosen.reason,
            by=request.viewer,
            now=timezone.now(),
        ),
        _("{area} är föreslaget.").format(area=chosen.area_name),
        "valj",
    )


@require_POST
@signed_in("priority.propose")
def propose(request: HouseRequest, public_id: str) -> HttpResponse:
    """Propose an area freely."""
    form = proposal_form(request.viewer, queries.meeting(request.viewer, public_id), request.POST)
    return _move(
        request,
        public_id,
        "propose",
        form,
        lambda: actions.propose_priority(meeting=public_id, by=request.viewer, now=timezone.now(), **form.cleaned_data),
        _("Området är föreslaget."),
        "valj",
    )


@require_POST
@signed_in("priority.propose")
def second(request: HouseRequest, public_id: str) -> HttpResponse:
    """Stand behind another's proposal."""
    return _of_priority(request, public_id, actions.second_priority, _("Du står bakom förslaget."))


@require_POST
@signed_in("priority.propose")
def decline(request: HouseRequest, public_id: str) -> HttpResponse:
    """Choose a proposal away."""
    return _of_priority(request, public_id, actions.decline_priority, _("Förslaget är bortvalt. Platsen är ledig."))


def _of_priority(request: HouseRequest, public_id: str, act: Callable[..., object], said: str) -> HttpResponse:
    meeting = queries.priority(request.viewer, public_id).meeting
    return _move(
        request,
        meeting,
        "choose",
        MoveForm(request.POST),
        lambda: act(priority=public_id, by=request.viewer, now=timezone.now()),
        said,
        "valj",
    )


@require_POST
@signed_in("priority.propose")
def owner(request: HouseRequest, public_id: str) -> HttpResponse:
    """Say who sees to an area."""
    viewer = request.viewer
    meeting = queries.meeting(viewer, queries.priority(viewer, public_id).meeting)
    form = OwnerForm(request.POST, auto_id=f"owner_{public_id}_%s", owners=owner_choices(viewer, meeting))
    return _move(
        request,
        meeting.key,
        f"owner_{public_id}",
        form,
        lambda: actions.give_owner(priority=public_id, owner=form.cleaned_data["owner"], by=viewer, now=timezone.now()),
        _("Ägaren är sparad."),
        "valj",
    )


@require_POST
@signed_in("priority.confirm")
def confirm(request: HouseRequest, public_id: str) -> HttpResponse:
    """The chair confirms."""
    return _move(
        request,
        public_id,
        "confirm",
        MoveForm(request.POST),
        lambda: actions.confirm_priorities(meeting=public_id, by=request.viewer, now=timezone.now()),
        _("Områdena är bekräftade."),
        "valj",
    )


@require_POST
@signed_in("meeting.plan")
def picture(request: HouseRequest, public_id: str) -> HttpResponse:
    """Change to the newest version of the picture."""
    return _move(
        request,
        public_id,
        "picture",
        MoveForm(request.POST),
        lambda: actions.use_latest_picture(meeting=public_id, by=request.viewer, now=timezone.now()),
        _("Mötet använder den nya lägesbilden."),
        "laget",
    )


@require_POST
@signed_in("meeting.plan")
def decide(request: HouseRequest, public_id: str) -> HttpResponse:
    """Write down a decision."""
    viewer = request.viewer
    form = DecisionForm(
        request.POST, auto_id="decide_%s", owners=owner_choices(viewer, queries.meeting(viewer, public_id))
    )
    return _move(
        request,
        public_id,
        "decide",
        form,
        lambda: actions.add_decision(meeting=public_id, by=viewer, now=timezone.now(), **form.cleaned_data),
        _("Beslutet är sparat."),
        "beslut",
    )


@require_POST
@signed_in("meeting.plan")
def remove(request: HouseRequest, public_id: str, decision: str) -> HttpResponse:
    """Take a decision out again."""
    return _move(
        request,
        public_id,
        "decide_remove",
        MoveForm(request.POST),
        lambda: actions.remove_decision(decision=decision, by=request.viewer, now=timezone.now()),
        _("Beslutet är borttaget."),
        "beslut",
    )


@require_POST
@signed_in("meeting.plan")
def notes(request: HouseRequest, public_id: str) -> HttpResponse:
    """Keep what else was said."""
    form = NotesForm(request.POST, auto_id="notes_%s")
    return _move(
        request,
        public_id,
        "notes",
        form,
        lambda: actions.write_notes(meeting=public_id, by=request.viewer, now=timezone.now(), **form.cleaned_data),
        _("Anteckningen är sparad."),
        "ovrigt",
    )


@require_POST
@signed_in("meeting.plan")
def attendance(request: HouseRequest, public_id: str) -> HttpResponse:
    """Note all parties at once; what was refused stays as it was typed."""
    viewer, now = request.viewer, timezone.now()
    lines = queries.meeting(viewer, public_id).attendance
    form = AttendanceForm(request.POST, auto_id="attendance_%s", lines=lines)
    if form.is_valid():
        for organisation, is_present, name in form.noted():
            try:
                actions.record_attendance(
                    meeting=public_id, organisation=organisation, is_present=is_present, attendee_name=name,
                    by=viewer, now=now,
                )  # fmt: skip
            except (NotFound, NotAllowed):
                raise
            except DomainError as refusal:
                form.refused_line(organisation, refusal)
    if form.errors:
        return agenda_page(request, public_id, {"attendance": form}, REFUSED)
    return _back(request, public_id, _("Närvaron är sparad."), "narvaro")


@require_POST
@signed_in("meeting.plan")
def close(request: HouseRequest, public_id: str) -> HttpResponse:
    """Freeze the minutes."""
    form = CloseForm(request.POST, auto_id="close_%s")
    if form.is_valid():
        try:
            actions.close_meeting(
                meeting=public_id, next_meeting=form.next_meeting, by=request.viewer, now=timezone.now()
            )
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Mötet är avslutat och protokollet är fryst."))
            return redirect("meetings:minutes", public_id)
    return agenda_page(request, public_id, {"close": form}, REFUSED)
