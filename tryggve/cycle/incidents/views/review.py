"""The coordinator's pages: what waits, one incident with its trace, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.incidents import actions, queries
from tryggve.cycle.incidents.forms import IncidentForm, MergeForm, QuestionForm, initial_of
from tryggve.cycle.incidents.rules import ChangedMeanwhile
from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.cycle.incidents.views.shown import Shown, language, options, shown, shown_one
from tryggve.foundation.geography.queries import areas_geojson
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy import guard
from tryggve.foundation.privacy.answers import Answers
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week

REFUSED = 422
_TEXT = "shared_text"
CHANGED = 409
#: How far back what is already decided is shown.
_DONE_FOR = timedelta(days=21)


@signed_in("incident.review")
def review(request: HouseRequest) -> HttpResponse:
    """All that waits: the note on the left, what the others will read on the right."""
    return review_page(request)


def review_page(request: HouseRequest, *, faulty: str = "", status: int = 200, **typed: Any) -> HttpResponse:
    """The list; with one card's typed text (`suggestion`), `fault` and `theirs` when something was refused."""
    viewer, now = request.viewer, timezone.now()
    cards = _cards(viewer, request.GET.get("fran", ""))
    cards = [replace(card, **typed) if card.row.public_id == faulty else card for card in cards]
    is_listed = any(card.row.public_id == faulty for card in cards)
    done = queries.reviewed_since(viewer, Week.of(now).start_at - timedelta(days=7))
    states = [row.review_state for row in done]
    context = {
        "cards": [card for card in cards if card.is_new],
        "asked": [card for card in cards if card.is_returned],
        "week": Week.of(now),
        "n_done": len(done),
        "n_approved": states.count(ReviewState.APPROVED),
        "n_left_out": states.count(ReviewState.LEFT_OUT) + states.count(ReviewState.MERGED),
        "n_marks": sum(1 for card in cards if card.marks),
        "page_fault": "" if is_listed else typed.get("fault", ""),
        "report_url": reverse("weekly_reports:list"),
    }
    return page(request, "incidents/review.html", context, status=status)


def _cards(viewer: Viewer, copied: str) -> list[Shown]:
    """Each with what may be the same thing. `copied`: begin its shared text from the masked note."""
    rows = queries.to_review(viewer)
    same = queries.likely_same(viewer, rows)
    names = category_names(viewer, language=language())
    held, places = marks.standing(viewer, [row.public_id for row in rows]), gazetteer_of(viewer)
    begun = {row.public_id: guard.masked(row.note) if row.public_id == copied else row.shared_text for row in rows}
    return [
        shown(
            row,
            names,
            same=tuple(shown(other, names) for other in same[row.public_id]),
            suggestion=begun[row.public_id],
            asked=marks.look(begun[row.public_id], _TEXT, held=held[row.public_id, _TEXT], places=places),
        )
        for row in rows
    ]


@signed_in("incident.review")
def reviewed(request: HouseRequest) -> HttpResponse:
    """What has been decided lately, to look back at or change."""
    viewer = request.viewer
    rows = queries.reviewed_since(viewer, timezone.now() - _DONE_FOR)
    names = category_names(viewer, language=language())
    return page(request, "incidents/reviewed.html", {"incidents": [shown(row, names) for row in rows]})


@signed_in("incident.review")
def detail(request: HouseRequest, public_id: str) -> HttpResponse:
    """One incident: what was said, what is shared, who did what."""
    return detail_page(request, public_id)


def detail_page(request: HouseRequest, public_id: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, with what was typed and refused in `more`."""
    viewer = request.viewer
    row = queries.incident(viewer, public_id)
    targets = _targets(viewer, row)
    context = {
        "incident": shown_one(viewer, row),
        "trace": queries.trace(viewer, row),
        "photos": queries.photos(viewer, row),
        "question_form": QuestionForm(),
        "merge_form": MergeForm(targets=targets) if targets else None,
        "suggestion": row.shared_text,
        "asked": marks.look(
            row.shared_text,
            _TEXT,
            held=marks.standing(viewer, [public_id])[public_id, _TEXT],
            places=gazetteer_of(viewer),
        ),
        "may_return": row.review_state in {ReviewState.NEW, ReviewState.RETURNED},
        "may_decide": row.review_state not in {ReviewState.MERGED, ReviewState.DELETED},
        **more,
    }
    return page(request, "incidents/detail.html", context, status=status)


def _targets(viewer: Viewer, row: Any) -> list[tuple[str, str]]:
    names = category_names(viewer, language=language())
    found = [shown(other, names) for other in queries.merge_targets(viewer, row)]
    return [(each.row.public_id, f"{each.title} · {each.when}") for each in found]


def _onwards(request: HouseRequest, fallback: str) -> HttpResponse:
    """Back to the list or page the button stood on."""
    address = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return redirect(address if is_here and address.startswith("/") else fallback)


def _said(refusal: DomainError) -> str:
    return _(refusal.template).format(**refusal.values) if refusal.values else _(refusal.template)


@require_POST
@signed_in("incident.review")
def approve(request: HouseRequest, public_id: str) -> HttpResponse:
    """Take it with, with the text as it stands in the box."""
    text, answers = request.POST.get(_TEXT), Answers.of(request.POST, _TEXT)
    taken = marks.taken(request.POST, _TEXT, gazetteer_of(request.viewer))
    if taken is not None:
        return _asked_again(request, public_id, *taken, status=200)
    try:
        actions.approve_incident(
            public_id=public_id,
            shared_text=text,
            seen=request.POST.get("seen_shared_text"),
            answers=answers,
            by=request.viewer,
            now=timezone.now(),
        )
    except NotFound:
        raise
    except ChangedMeanwhile as refusal:
        return _both_versions(request, public_id, text or "", _said(refusal))
    except DomainError as refusal:
        return _asked_again(request, public_id, text or "", answers, fault=_said(refusal), status=REFUSED)
    messages.success(request, _("Händelsen tas med i veckorapporten."))
    return _onwards(request, reverse("incidents:review"))


def _asked_again(
    request: HouseRequest, public_id: str, text: str, answers: Answers, *, fault: str = "", status: int
) -> HttpResponse:
    """The page the button stood on, with the text as it is typed and what the guard asks about it."""
    asked = marks.look(text, _TEXT, answers=answers, places=gazetteer_of(request.viewer))
    if request.POST.get("page") == "detail":
        return detail_page(request, public_id, status=status, suggestion=text, asked=asked, text_fault=fault)
    return review_page(request, faulty=public_id, suggestion=text, asked=asked, fault=fault, status=status)


@require_POST
@signed_in("incident.review")
def keep_text(request: HouseRequest, public_id: str) -> JsonResponse:
    """What is being written, saved while it is written: the new mark, or what somebody else has saved."""
    viewer = request.viewer
    try:
        row = actions.keep_text(
            public_id=public_id,
            shared_text=request.POST.get("text", ""),
            seen=request.POST.get("seen", ""),
            by=viewer,
            now=timezone.now(),
        )
    except NotFound:
        raise
    except ChangedMeanwhile as refusal:
        row = queries.incident(viewer, public_id)
        both = {
            "field": "shared_text",
            "mine": request.POST.get("text", ""),
            "theirs": row.shared_text,
            "raw": row.shared_text,
        }
        html = render_to_string("web/_merge.html", {"m": both})
        said = {"said": _said(refusal), "html": html, "theirs": row.shared_text, "seen": queries.stamp(row)}
        return JsonResponse(said, status=CHANGED)
    except DomainError as refusal:
        return JsonResponse({"said": _said(refusal)}, status=REFUSED)
    return JsonResponse({"said": _("Sparat, inte delat."), "seen": queries.stamp(row), "text": row.shared_text})


def _both_versions(request: HouseRequest, public_id: str, text: str, fault: str) -> HttpResponse:
    """What was typed in the box, and beside it what somebody else has saved."""
    row = queries.incident(request.viewer, public_id)
    is_listed = row.review_state in {ReviewState.NEW, ReviewState.RETURNED}
    if request.POST.get("page") == "detail" or not is_listed:
        return detail_page(
            request, public_id, status=CHANGED, suggestion=text, text_fault=fault, theirs=row.shared_text
        )
    return review_page(request, faulty=public_id, suggestion=text, fault=fault, theirs=row.shared_text, status=CHANGED)


@require_POST
@signed_in("incident.review")
def send_back(request: HouseRequest, public_id: str) -> HttpResponse:
    """Ask the reporter."""
    form, fault = QuestionForm(request.POST), ""
    if form.is_valid():
        try:
            actions.return_incident(
                public_id=public_id, question=form.cleaned_data["question"], by=request.viewer, now=timezone.now()
            )
        except NotFound:
            raise
        except DomainError as refusal:
            fault = _said(refusal)
        else:
            messages.success(request, _("Frågan är skickad till rapportören."))
            return _onwards(request, reverse("incidents:review"))
    return detail_page(request, public_id, status=REFUSED, question_form=form, page_fault=fault)


@require_POST
@signed_in("incident.review")
def merge(request: HouseRequest, public_id: str) -> HttpResponse:
    """Two reports of one thing."""
    row = queries.incident(request.viewer, public_id)
    form, fault = MergeForm(request.POST, targets=_targets(request.viewer, row)), ""
    if form.is_valid():
        try:
            actions.merge_incidents(
                public_id=public_id, into=form.cleaned_data["into"], by=request.viewer, now=timezone.now()
            )
        except NotFound:
            raise
        except DomainError as refusal:
            fault = _said(refusal)
        else:
            messages.success(request, _("De två är en händelse nu."))
            return _onwards(request, reverse("incidents:review"))
    return detail_page(request, public_id, status=REFUSED, merge_form=form, page_fault=fault)


def _plain(request: HouseRequest, public_id: str, act: Callable[..., Any], done: str) -> HttpResponse:
    try:
        act(public_id=public_id, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        return detail_page(request, public_id, status=REFUSED, page_fault=_said(refusal))
    messages.success(request, done)
    return _onwards(request, reverse("incidents:review"))


@require_POST
@signed_in("incident.review")
def leave_out(request: HouseRequest, public_id: str) -> HttpResponse:
    """Keep it and share nothing of it."""
    return _plain(request, public_id, actions.leave_out_incident, _("Händelsen tas inte med. Den finns kvar hos er."))


@require_POST
@signed_in("incident.review")
def delete(request: HouseRequest, public_id: str) -> HttpResponse:
    """Take away what was said."""
    return _plain(request, public_id, actions.delete_incident, _("Innehållet är borttaget."))


@signed_in("incident.review")
def correct(request: HouseRequest, public_id: str) -> HttpResponse:
    """Mend what is wrong."""
    viewer, now = request.viewer, timezone.now()
    row = queries.incident(viewer, public_id)
    choices = options(viewer, now)
    form = IncidentForm(
        request.POST if request.method == "POST" else None,
        options=choices,
        with_shared_text=True,
        initial=initial_of(row),
    )
    places = gazetteer_of(viewer)
    status, said = 200, marks.retyped(request.POST, _TEXT, places) or marks.retyped(request.POST, "note", places)
    if said is not None:
        form = IncidentForm(said, options=choices, with_shared_text=True, initial=initial_of(row))
    elif request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                actions.correct_incident(
                    public_id=public_id,
                    draft=form.draft(),
                    seen=request.POST.get("seen"),
                    answers=Answers.of(request.POST, _TEXT),
                    by=viewer,
                    now=now,
                )
            except NotFound:
                raise
            except ChangedMeanwhile as refusal:
                status, row = CHANGED, queries.incident(viewer, public_id)
                form.refused(refusal)
            except DomainError as refusal:
                form.refused(refusal)
            else:
                messages.success(request, _("Rättelsen är sparad."))
                return redirect("incidents:detail", public_id)
    today = now.astimezone(STOCKHOLM).date()
    context = {
        "form": form,
        "incident": shown_one(viewer, row),
        "areas": areas_geojson(viewer, today),
        "today": today,
        "is_review": True,
        "is_changed": status == CHANGED,
        "asked": marks.look(
            form[_TEXT].value() or "", _TEXT, answers=Answers.of(said or request.POST, _TEXT), places=places
        ),
        "noted": marks.look(form["note"].value() or "", "note", is_private=True, places=places),
    }
    return page(request, "incidents/correct.html", context, status=status)
