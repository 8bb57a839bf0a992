"""A file of an organisation that keeps no raw data: counted at once, and never written down.

The file is read in the request and let go. What the page carries on is the lines it becomes, signed: so many of a
category, a place and a week. Reading in writes exactly those.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.base import File
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.weekly_reports.actions import count_rows
from tryggve.cycle.weekly_reports.shapes import CountedLine
from tryggve.edges.intake.importing import plan_of, summed_up
from tryggve.edges.intake.pages import queries
from tryggve.edges.intake.pages.forms import UploadForm
from tryggve.edges.intake.pages.rules import CannotUpload
from tryggve.edges.intake.pages.words import reason, warning
from tryggve.edges.intake.reading import read_contents
from tryggve.edges.intake.shapes import ImportPlan, Verdict
from tryggve.edges.intake.summing import Summed
from tryggve.foundation.geography.queries import area_by_public_id, place_by_public_id
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.reference.queries import category_names
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound

REFUSED = 422
#: A file that is read while somebody waits.
LARGEST = 2_000_000
_SALT = "tryggve.intake.counted"
_HOLDS_S = 3600


def start_page(request: HouseRequest) -> HttpResponse:
    """Choose a file; then what it becomes."""
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES, largest=LARGEST) if posted else UploadForm(largest=LARGEST)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            plan = plan_of(read_contents(_bytes_of(file)), by=request.viewer, now=timezone.now())
        except DomainError as refusal:
            form.add_error("file", refusal_text(refusal))
        else:
            return _tried_page(request, plan)
    return page(request, "intake/count.html", {"form": form}, status=REFUSED if form.errors else 200)


def _bytes_of(file: File[bytes]) -> bytes:
    if (file.size or 0) > LARGEST:
        too_large = _("Filen är för stor. Den läses medan du väntar, och får vara högst 2 megabyte. Dela den.")
        raise CannotUpload(too_large, field="file")
    content: bytes = file.read()
    return content


def _tried_page(request: HouseRequest, plan: ImportPlan) -> HttpResponse:
    summed = summed_up(plan, by=request.viewer)
    refused = [(row.row, [reason(code) for code in row.reasons]) for row in plan.of(Verdict.ERROR)]
    told = Counter(code for row in plan.of(Verdict.GOOD) for code in row.warnings)
    context = {
        "lines": _shown(request, summed),
        "n_rows": len(summed.rows),
        "n_again": len(plan.of(Verdict.DUPLICATE)),
        "refused": refused,
        "told": [(warning(code), n) for code, n in told.most_common()],
        "carried": _carried(request, summed),
    }
    return page(request, "intake/counted.html", context)


def _shown(request: HouseRequest, summed: Summed) -> list[dict[str, Any]]:
    names = category_names(request.viewer, language=(get_language() or "sv")[:2])
    return [
        {
            "name": names.get(line.category_code, line.category_code),
            "group": line.category_code[:1],
            "where": _where(request, line),
            "week": line.week,
            "count": line.count,
        }
        for line in summed.lines
    ]


def _where(request: HouseRequest, line: CountedLine) -> str:
    if line.place:
        return place_by_public_id(request.viewer, line.place).name
    return area_by_public_id(request.viewer, line.area).name if line.area else ""


def _carried(request: HouseRequest, summed: Summed) -> str:
    """What reading in will write, to be sent back by the page: numbers and keys, signed for this organisation."""
    said = {
        "organisation": request.viewer.organisation_public_id,
        "lines": [asdict(line) for line in summed.lines],
        "rows": dict(summed.rows),
    }
    return signing.dumps(said, salt=_SALT, compress=True)


@require_POST
@signed_in(queries.RIGHT)
def count(request: HouseRequest) -> HttpResponse:
    """Write the lines that were shown."""
    try:
        said = signing.loads(request.POST.get("carried", ""), salt=_SALT, max_age=_HOLDS_S)
    except signing.BadSignature:
        said = {}
    if said.get("organisation") != request.viewer.organisation_public_id:
        messages.warning(request, _("Provläsningen gäller inte längre. Inget är inläst. Välj filen igen."))
        return redirect("intake:start")
    lines = [CountedLine(**line) for line in said["lines"]]
    try:
        count_rows(lines=lines, rows=said["rows"], by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.warning(request, refusal_text(refusal))
        return redirect("intake:start")
    n = len(said["rows"])
    done = ngettext("En rad är inräknad. Filen är inte sparad.", "{n} rader är inräknade. Filen är inte sparad.", n)
    messages.success(request, done.format(n=n))
    return redirect("weekly_reports:list")
