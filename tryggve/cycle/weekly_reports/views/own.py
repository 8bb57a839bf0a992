"""The organisation's own report: write it, see exactly what the others will see, share it, correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.weekly_reports import actions, document, queries
from tryggve.cycle.weekly_reports.forms import JudgementForm, Options, ReasonForm, SummaryForm, words_of
from tryggve.cycle.weekly_reports.rules.cells import ChangedMeanwhile, mark_of
from tryggve.cycle.weekly_reports.shapes import JUDGEMENT_NAMES, Judgement, ReportState
from tryggve.cycle.weekly_reports.views.shown import language, n_readers, shared_rows, weeks_label, when_words
from tryggve.cycle.weekly_reports.views.week import shared_page
from tryggve.foundation.geography.queries import areas_in_force, places
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy.answers import Answers
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.reference.queries import categories, category_names
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

if TYPE_CHECKING:
    from tryggve.cycle.weekly_reports.models import WeeklyReport

#: The fields of a report that the guard asks about.
_TEXTS = ("judgement_text", "risk_signals", "needs")
REFUSED = 422
CHANGED = 409


@signed_in("weekly_report.write")
def detail(request: HouseRequest, public_id: str) -> HttpResponse:
    """What will be shared so far, and the organisation's own judgement."""
    report = queries.own_report(request.viewer, public_id)
    if report.report_state != ReportState.OPEN:
        return redirect("weekly_reports:shared", public_id)
    if request.method != "POST":
        return detail_page(request, report, judgement_form=_judgement_form(report))
    return _written(request, report)


def _written(request: HouseRequest, report: WeeklyReport) -> HttpResponse:
    """The judgement was sent: saved, or back with what is to be mended or answered."""
    public_id = report.public_id
    said, seen, places = _settled(request, report), _seen_by_page(request), gazetteer_of(request.viewer)
    again = next(filter(None, (marks.retyped(said, field, places) for field in _TEXTS)), None)
    form = JudgementForm(again or said)
    if again is not None:
        return detail_page(request, report, judgement_form=form, seen=seen, answered=again)
    if not form.is_valid():
        return detail_page(request, report, judgement_form=form, seen=seen, status=REFUSED)
    try:
        actions.write_judgement(
            public_id=public_id,
            seen=seen,
            answers={field: Answers.of(said, field) for field in _TEXTS},
            by=request.viewer,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except NotFound:
        raise
    except ChangedMeanwhile as refusal:
        return _merge_page(request, public_id, form, refusal)
    except DomainError as refusal:
        form.refused(refusal)
        return detail_page(request, report, judgement_form=form, seen=seen, status=REFUSED)
    if "preview" in request.POST:
        return redirect("weekly_reports:preview", public_id)
    messages.success(request, _("Bedömningen är sparad. Inget är delat."))
    return redirect("weekly_reports:detail", public_id)


def _merge_page(request: HouseRequest, public_id: str, form: JudgementForm, refusal: ChangedMeanwhile) -> HttpResponse:
    """What was typed in the boxes, and beside each what somebody else has saved."""
    report = queries.own_report(request.viewer, public_id)
    form.refused(refusal)
    merges = {field: _both(report, field, str(form.data.get(field, ""))) for field in refusal.fields}
    return detail_page(request, report, judgement_form=form, merges=merges, status=CHANGED)


def _seen_by_page(request: HouseRequest) -> dict[str, str]:
    """The marks of what the page showed in each field."""
    marks = {field: request.POST.get(f"seen_{field}") for field in actions.WRITTEN}
    return {field: mark for field, mark in marks.items() if mark is not None}


def _settled(request: HouseRequest, report: WeeklyReport) -> QueryDict:
    """What was typed, with the choice between two texts that was made without a script."""
    said = request.POST.copy()
    field, _colon, choice = request.POST.get("settle", "").partition(":")
    if field in actions.WRITTEN:
        theirs = getattr(report, field)
        if choice == "theirs":
            said[field] = theirs
        elif choice == "both":
            said[field] = f"{said.get(field, '')}\n\n{theirs}"
    return said


def _both(report: WeeklyReport, field: str, mine: str) -> dict[str, object]:
    """Two texts for one field, side by side."""
    is_colour = field == "judgement"
    theirs = getattr(report, field)
    names = dict(JUDGEMENT_NAMES)
    return {
        "field": field,
        "is_colour": is_colour,
        "mine": _(names[Judgement(mine)]) if is_colour and mine else mine,
        "theirs": _(names[Judgement(theirs)]) if is_colour and theirs else theirs,
        "raw": theirs,
    }


@require_POST
@signed_in("weekly_report.write")
def keep_field(request: HouseRequest, public_id: str) -> JsonResponse:
    """One field, saved while it is written: the new mark, or what somebody else has saved beside it."""
    field, text = request.POST.get("field", ""), request.POST.get("text", "")
    try:
        report = actions.keep_field(
            public_id=public_id,
            field=field,
            text=text,
            seen=request.POST.get("seen", ""),
            by=request.viewer,
            now=timezone.now(),
        )
    except NotFound:
        raise
    except ChangedMeanwhile as refusal:
        report = queries.own_report(request.viewer, public_id)
        both = _both(report, field, text)
        html = render_to_string("web/_merge.html", {"m": both})
        theirs = getattr(report, field)
        return JsonResponse(
            {"said": words_of(refusal), "html": html, "theirs": theirs, "seen": mark_of(theirs)}, status=CHANGED
        )
    except DomainError as refusal:
        return JsonResponse({"said": words_of(refusal)}, status=REFUSED)
    kept = getattr(report, field)
    return JsonResponse({"said": _("Sparat, inte delat."), "seen": mark_of(kept), "text": kept})


def _judgement_form(report: Any) -> JudgementForm:
    return JudgementForm(initial={name: getattr(report, name) for name in actions.WRITTEN})


def _asked(request: HouseRequest, report: Any, form: JudgementForm, said: QueryDict) -> dict[str, marks.Found]:
    """What the guard asks about each text as it stands in the form."""
    held, places = marks.standing(request.viewer, [report.public_id]), gazetteer_of(request.viewer)
    return {
        field: marks.look(
            form[field].value() or "",
            field,
            answers=Answers.of(said, field),
            held=held[report.public_id, field],
            places=places,
        )
        for field in _TEXTS
    }


def detail_page(
    request: HouseRequest, report: Any, *, status: int = 200, answered: QueryDict | None = None, **more: Any
) -> HttpResponse:
    """The page; with what was typed and refused in `more`."""
    said = answered or request.POST
    viewer, now = request.viewer, timezone.now()
    composed = document.compose(viewer, report, now=now)
    covered = queries.period(report)
    keeps_raw = report.organisation.keeps_raw
    names = category_names(viewer, language=language())
    lines = [] if keeps_raw else queries.summary_lines(viewer, report)
    context = {
        "report": report,
        "rows": shared_rows(viewer, composed.views),
        "composed": composed,
        "weeks_label": weeks_label(report.weeks),
        "week": covered.last_week,
        "keeps_raw": keeps_raw,
        "lines": [{"line": line, "name": names[line.category_code], "when": when_words(line)} for line in lines],
        "waiting": incidents.waiting_before(viewer, covered.end_at) if keeps_raw else 0,
        "n_readers": n_readers(viewer, covered.last_week),
        "is_late": report.version == 1 and now > report.due_at,
        "preview_url": reverse("weekly_reports:preview", args=[report.public_id]),
        "replaced": queries.previous_version(viewer, report),
        "has_members": viewer.may("member_response.write"),
        "seen": {field: mark_of(getattr(report, field)) for field in actions.WRITTEN},
        "merges": {},
        "line_form": None if keeps_raw else SummaryForm(options=_options(viewer, covered.last_week)),
        **more,
    }
    context["asked"] = _asked(request, report, context["judgement_form"], said)
    if context["line_form"] is not None:
        typed = context["line_form"]["text"].value() or ""
        context["asked"]["text"] = marks.look(
            typed, "text", answers=Answers.of(said, "text"), places=gazetteer_of(viewer)
        )
    return page(request, "weekly_reports/detail.html", context, status=status)


def _options(viewer: Viewer, week: Week) -> Options:
    return Options(
        categories=categories(viewer, language=language()),
        areas=areas_in_force(viewer, week.sunday),
        places=list(places(viewer)),
    )


@require_POST
@signed_in("weekly_report.write")
def add_line(request: HouseRequest, public_id: str) -> HttpResponse:
    """A line of an organisation without raw data."""
    viewer = request.viewer
    report = queries.own_report(viewer, public_id)
    again, options = (
        marks.retyped(request.POST, "text", gazetteer_of(viewer)),
        _options(viewer, queries.period(report).last_week),
    )
    form = SummaryForm(again or request.POST, options=options)
    if again is not None:
        judgement = _judgement_form(report)
        return detail_page(request, report, line_form=form, judgement_form=judgement, answered=again)
    if form.is_valid():
        answers = Answers.of(request.POST, "text")
        try:
            actions.add_summary_line(
                public_id=public_id, draft=form.draft(), answers=answers, by=viewer, now=timezone.now()
            )
        except NotFound:
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Raden är tillagd. Inget är delat."))
            return redirect("weekly_reports:detail", public_id)
    return detail_page(request, report, line_form=form, judgement_form=_judgement_form(report), status=REFUSED)


@require_POST
@signed_in("weekly_report.write")
def remove_line(request: HouseRequest, public_id: str) -> HttpResponse:
    """Take a draft line away."""
    report = actions.remove_summary_line(public_id=public_id, by=request.viewer, now=timezone.now())
    messages.success(request, _("Raden är borttagen."))
    return redirect("weekly_reports:detail", report.public_id)


@signed_in("weekly_report.write")
def preview(request: HouseRequest, public_id: str) -> HttpResponse:
    """Exactly what the others will read: made by the function that shares."""
    return preview_page(request, public_id)


def preview_page(request: HouseRequest, public_id: str, *, fault: str = "", status: int = 200) -> HttpResponse:
    """The page; with the fault when sharing was refused."""
    viewer, now = request.viewer, timezone.now()
    report = queries.own_report(viewer, public_id)
    if report.report_state != ReportState.OPEN:
        return redirect("weekly_reports:shared", public_id)
    composed = document.compose(viewer, report, now=now)
    covered = queries.period(report)
    has_words = any(getattr(report, name) for name in ("judgement_text", "risk_signals", "needs"))
    context = {
        "report": report,
        "rows": shared_rows(viewer, composed.views),
        "composed": composed,
        "weeks_label": weeks_label(report.weeks),
        "week": covered.last_week,
        "waiting": incidents.waiting_before(viewer, covered.end_at) if report.organisation.keeps_raw else 0,
        "n_readers": n_readers(viewer, covered.last_week),
        "is_nothing": composed.is_empty and not has_words,
        "is_ready": bool(report.judgement),
        "is_late": report.version == 1 and now > report.due_at,
        "may_share": viewer.may("weekly_report.share"),
        "fault": fault,
    }
    return page(request, "weekly_reports/preview.html", context, status=status)


@require_POST
@signed_in("weekly_report.share")
def share(request: HouseRequest, public_id: str) -> HttpResponse:
    """Share what was previewed, and nothing else."""
    try:
        report = actions.share_report(
            public_id=public_id, seen=request.POST.get("seen", ""), by=request.viewer, now=timezone.now()
        )
    except NotFound:
        raise
    except DomainError as refusal:
        return preview_page(request, public_id, fault=words_of(refusal), status=REFUSED)
    messages.success(request, _("Rapporten är delad. Alla parter i kommunen kan läsa den."))
    return redirect("weekly_reports:shared", report.public_id)


@require_POST
@signed_in("weekly_report.share")
def nothing(request: HouseRequest, public_id: str) -> HttpResponse:
    """Sign a zero."""
    try:
        report = actions.share_nothing(public_id=public_id, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        return preview_page(request, public_id, fault=words_of(refusal), status=REFUSED)
    messages.success(request, _("Inget att rapportera är delat. Det är ett svar, inte en tystnad."))
    return redirect("weekly_reports:shared", report.public_id)


@require_POST
@signed_in("weekly_report.share")
def correct(request: HouseRequest, public_id: str) -> HttpResponse:
    """Open a new version, with a reason that all can read."""
    again = marks.retyped(request.POST, "reason", gazetteer_of(request.viewer))
    form, answers = ReasonForm(again or request.POST), Answers.of(again or request.POST, "reason")
    if again is not None:
        return shared_page(request, public_id, reason_form=form, answers=answers)
    if form.is_valid():
        try:
            version = actions.correct_report(
                public_id=public_id,
                reason=form.cleaned_data["reason"],
                answers=answers,
                by=request.viewer,
                now=timezone.now(),
            )
        except NotFound:
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            return redirect("weekly_reports:detail", version.public_id)
    return shared_page(request, public_id, reason_form=form, answers=answers, status=REFUSED)


@require_POST
@signed_in("weekly_report.share")
def drop(request: HouseRequest, public_id: str) -> HttpResponse:
    """Throw an open correction away."""
    standing = actions.drop_correction(public_id=public_id, by=request.viewer, now=timezone.now())
    messages.success(request, _("Rättelsen är slängd. Det som är delat gäller."))
    return redirect("weekly_reports:shared", standing.public_id) if standing else redirect("weekly_reports:list")
