"""A file's way in, page by page: choose it, say how it is read, see what each row becomes, read it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.edges.intake.pages import actions, queries, reader, rules
from tryggve.edges.intake.pages.forms import ReadingForm, UploadForm
from tryggve.edges.intake.pages.models import ImportRun, RunState
from tryggve.edges.intake.pages.shapes import LEFT_OUT, Seen, typed_cells
from tryggve.edges.intake.pages.views import counting, shown
from tryggve.edges.intake.pages.words import VERDICTS, reason
from tryggve.edges.intake.pages.workbook import FailedRow, failed_rows_book
from tryggve.edges.intake.shapes import FileMapping
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.queries import own_organisation
from tryggve.foundation.queue.models import JobState
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.web.exports import Export, ask, hand_out
from tryggve.foundation.web.formats import number
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound

REFUSED = 422
ROWS_A_PAGE = 50


@signed_in(queries.RIGHT)
def start(request: HouseRequest) -> HttpResponse:
    """Choose a file; the latest, and those that are recognised."""
    viewer, now = request.viewer, timezone.now()
    if not own_organisation(viewer).keeps_raw:
        return counting.start_page(request)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.begin_import(
                file_name=file.name or "", content=file.read(reader.LARGEST_UPLOAD + 1), size=file.size or 0,
                by=viewer, now=now,
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error("file", refusal_text(refusal))
        else:
            return redirect("intake:run", run.public_id)
    context = {
        "form": form,
        "runs": [shown.line(run, now) for run in queries.latest_runs(viewer)],
        "sources": queries.sources(viewer),
    }
    return page(request, "intake/start.html", context, status=REFUSED if form.errors else 200)


@signed_in(queries.RIGHT)
def run(request: HouseRequest, public_id: str) -> HttpResponse:
    """Where the file is now: on its way, or on to the page where something is to be done."""
    viewer, now = request.viewer, timezone.now()
    found = queries.run_of(viewer, public_id)
    if found.run_state in queries.WORKING:
        return _waiting(request, found)
    if found.run_state == RunState.READ and queries.has_contents(found, now):
        return redirect("intake:columns", public_id)
    if found.run_state == RunState.COMMITTED or (
        found.run_state == RunState.CHECKED and queries.has_contents(found, now)
    ):
        return redirect("intake:rows", public_id)
    return page(request, "intake/ended.html", {"run": found} | _ended(found))


def _waiting(request: HouseRequest, found: ImportRun) -> HttpResponse:
    job = queries.job_of(request.viewer, found)
    headings = {
        RunState.READING: _("Tryggve läser filen"),
        RunState.CHECKING: _("Tryggve provläser varje rad"),
        RunState.COMMITTING: _("Tryggve läser in händelserna"),
    }
    is_working = job is not None and job.job_state in (JobState.WAITING, JobState.RUNNING)
    context = {
        "run": found,
        "job": job,
        "is_working": is_working,
        "heading": headings[RunState(found.run_state)] if is_working else _("Det gick inte att bli klar"),
        "lead": _("Inget är sparat ännu.") if is_working else "",
    }
    return page(request, "intake/waiting.html", context)


def _refusal(found: ImportRun) -> str:
    """What the worker refused, in the reader's language; "" for nothing."""
    if not found.refusal:
        return ""
    said = _(found.refusal)
    return said.format(**found.refusal_values) if found.refusal_values else said


def _ended(found: ImportRun) -> dict[str, str]:
    if found.run_state == RunState.REFUSED:
        return {"heading": _("Filen går inte att läsa in"), "why": _refusal(found)}
    if found.run_state == RunState.CANCELLED:
        why = _("Inget ur den är sparat, och filen är borttagen. Välj den igen om du ångrar dig.")
        return {"heading": _("Inläsningen är avbruten"), "why": why}
    why = _("Den lästes aldrig in, och togs bort efter ett dygn. Välj filen igen om den behövs.")
    return {"heading": _("Filen finns inte kvar"), "why": why}


@signed_in(queries.RIGHT)
def columns(request: HouseRequest, public_id: str) -> HttpResponse:
    """Say how the file is read: sheet, heading row, columns, coordinates."""
    viewer, now = request.viewer, timezone.now()
    found = queries.run_of(viewer, public_id)
    if found.run_state not in actions.CHOOSING or not queries.has_contents(found, now):
        return redirect("intake:run", public_id)
    seen, mapping = Seen.of(found.seen_in_file), FileMapping.of(found.mapping)
    name = found.source.name if found.source else rules.name_of_source(found.file_name)
    form = ReadingForm(request.POST if request.method == "POST" else None, seen=seen, mapping=mapping, name=name)
    if form.is_valid():
        try:
            _go_on(request, public_id, form)
        except NotFound:
            raise
        except DomainError as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            return redirect("intake:run", public_id)
    left_out = [column for column in seen.all_columns if column.holds_persons]
    context = {
        "run": found,
        "seen": seen,
        "form": form,
        "column_fields": form.column_fields(),
        "top": shown.top_rows(seen),
        "person_columns": ", ".join(column.heading for column in left_out),
        "n_persons": len(left_out),
        "refusal": _refusal(found),
        "is_recognised": found.source is not None,
        "has_name": bool(seen.columns),
    }
    return page(request, "intake/columns.html", context, status=REFUSED if form.errors else 200)


def _go_on(request: HouseRequest, public_id: str, form: ReadingForm) -> None:
    viewer, now, mapping = request.viewer, timezone.now(), form.mapping()
    if request.POST.get("do") == "show" or not mapping.columns:
        actions.read_again(public_id=public_id, mapping=mapping, by=viewer, now=now)
        return
    if all(meaning in LEFT_OUT for meaning in mapping.columns.values()):
        raise rules.CannotMove(_("Alla kolumner är utelämnade. Vi får inget att läsa. Välj minst datum och plats."))
    name = form.cleaned_data["name"].strip()
    remembered = (
        actions.remember_source(name=name, seen=form.seen, mapping=mapping, by=viewer, now=now) if name else None
    )
    actions.check_rows(public_id=public_id, mapping=mapping, source=remembered, by=viewer, now=now)


@signed_in(queries.RIGHT)
def rows(request: HouseRequest, public_id: str) -> HttpResponse:
    """What each row becomes, before it is read in and for a day after."""
    viewer, now = request.viewer, timezone.now()
    found = queries.run_of(viewer, public_id)
    is_done = found.run_state == RunState.COMMITTED
    if not is_done and (found.run_state != RunState.CHECKED or not queries.has_contents(found, now)):
        return redirect("intake:run", public_id)
    chosen = request.GET.get("visa", "")
    chosen = chosen if chosen in VERDICTS else ""
    pages = Paginator(queries.rows_of(viewer, found, chosen), ROWS_A_PAGE)
    here = pages.get_page(request.GET.get("sida"))
    names = category_names(viewer, language=get_language() or "sv")
    counts = shown.counts(found)
    context = {
        "run": found,
        "is_done": is_done,
        "counts": counts,
        "tabs": shown.tabs(found, chosen, is_done=is_done),
        "rows": [shown.row(each, names, is_done=is_done) for each in here],
        "page": here,
        "query": f"visa={chosen}" if chosen else "",
        "has_rows": queries.has_contents(found, now),
        **_verdict(found, counts, is_done=is_done),
    }
    return page(request, "intake/rows.html", context)


def _verdict(found: ImportRun, counts: dict[str, int], *, is_done: bool) -> dict[str, Any]:
    """The answer of the page, and how many incidents there are behind it."""
    nothing = int(found.counts.get("nothing", 0))
    incidents = int(found.counts.get("committed", 0)) if is_done else counts["good"] - nothing
    total = sum(counts.values()) - counts["ignored"]
    if is_done:
        heading = ngettext("En händelse är inläst", "{n} händelser är inlästa", incidents).format(n=number(incidents))
    elif counts["good"] == 0 and counts["duplicate"]:
        heading = _("Inget i filen är nytt")
    else:
        said = ngettext("{n} av {total} rader kan läsas in", "{n} av {total} rader kan läsas in", counts["good"])
        heading = said.format(n=number(counts["good"]), total=number(total))
    return {"heading": heading, "incidents": incidents, "nothing": nothing}


@require_POST
@signed_in(queries.RIGHT)
def commit(request: HouseRequest, public_id: str) -> HttpResponse:
    """Yes: read them in."""
    try:
        actions.start_commit(public_id=public_id, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.warning(request, refusal_text(refusal))
    return redirect("intake:run", public_id)


@require_POST
@signed_in(queries.RIGHT)
def cancel(request: HouseRequest, public_id: str) -> HttpResponse:
    """No: stop, and take the file away."""
    try:
        actions.cancel_import(public_id=public_id, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.warning(request, refusal_text(refusal))
    return redirect("intake:run", public_id)


@signed_in(queries.RIGHT)
def failed(request: HouseRequest, public_id: str) -> HttpResponse:
    """The rows that could not be read in, to mend and send again. Columns left out come along empty."""
    viewer, now = request.viewer, timezone.now()
    ask("D4", "xlsx", viewer)
    found = queries.run_of(viewer, public_id)
    wanted = found.run_state in (RunState.CHECKED, RunState.COMMITTED) and queries.has_contents(found, now)
    broken = list(queries.rows_of(viewer, found, "error")) if wanted else []
    if not broken:
        raise NotFound
    seen = Seen.of(found.seen_in_file)
    ours = [column for column in seen.all_columns if not rules.is_why(column.heading)]

    def made() -> bytes:
        return failed_rows_book(
            [column.heading for column in ours],
            (FailedRow(_why(each.row_number, each.reasons), typed_cells(each.cells)) for each in broken),
            why_heading=_(rules.WHY_HEADINGS[0]),
            sheet_name=_("Att rätta"),
        )

    what = Export("D4", "xlsx", "att-ratta.xlsx", len(broken), {"verdict": "error"})
    return hand_out(what, made, by=viewer, now=now, subject=found)


def _why(row_number: int, reasons: list[str]) -> str:
    said = " ".join(reason(code) for code in reasons) or reason("")
    return _("Rad {n}: {why}").format(n=row_number, why=said)
