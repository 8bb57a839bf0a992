"""Work that a page orders and the worker does, by name. Each is idempotent: it may run twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from tryggve.cycle.monthly_reports.actions import compile_month
from tryggve.cycle.monthly_reports.queries import month_edition
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.cycle.situation_pictures.queries import picture_row
from tryggve.edges.desk.digests import letters
from tryggve.foundation.notify.outbox import put
from tryggve.foundation.notify.sending import order_sending
from tryggve.foundation.queue.jobs import Progress, job
from tryggve.foundation.render.documents import document
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth, Week


@job("situation_pictures.compile", right="picture.compile")
def compile_week(*, week: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """Compile a week's picture and typeset it."""
    progress(0, 2, _("Sammanställer delade rapporter"))
    picture = compile_picture(week=Week.parse(week), by=by, now=now)
    progress(1, 2, _("Sätter lägesbilden som PDF"))
    with acting_as(by):
        document(picture_row(by, picture.public_id).edition, "pdf", by, now)
    progress(2, 2)
    return reverse("situation_pictures:detail", args=[week])


@job("monthly_reports.compile", right="monthly_report.compile")
def compile_report_month(
    *, month: str, summary: str = "", requests: Sequence[str] = (), by: Viewer, now: datetime, progress: Progress
) -> str:
    """Compile a month's report and typeset it."""
    progress(0, 2, _("Sammanställer månadens lägesbilder"))
    report = compile_month(month=ReportMonth.parse(month), summary=summary, requests=requests, by=by, now=now)
    progress(1, 2, _("Sätter månadsrapporten som PDF"))
    with acting_as(by):
        document(month_edition(by, report.public_id), "pdf", by, now)
    progress(2, 2)
    return reverse("monthly_reports:detail", args=[month])


@job("desk.write_letters", right="")
def write_letters(*, kind: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """Write the letters of one kind in one municipality, and have them sent."""
    if put(letters(kind, Municipality.objects.get(pk=by.home_id), now), by=by, now=now):
        order_sending(by=by, now=now)
    return ""
