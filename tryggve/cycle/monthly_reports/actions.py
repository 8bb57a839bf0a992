"""Compiling a month, reading it a second time, and sending it to the county."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.document import Draft, month_document
from tryggve.cycle.monthly_reports.document.published import KIND, published_content, published_pdf
from tryggve.cycle.monthly_reports.figures import public_month, public_tertial
from tryggve.cycle.monthly_reports.models import MonthlyReport, PublicTable, PublishedMonth
from tryggve.cycle.monthly_reports.queries import exact_body, has_public_table, newest_row, report_row, sent_tables
from tryggve.cycle.monthly_reports.shapes import PublicKind, Stage
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.privacy import known_places
from tryggve.foundation.render.canonical import canonical_json, sha256_of, with_each_text
from tryggve.foundation.render.editions import freeze
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth, Week


@action("monthly_report.compiled", right="monthly_report.compile")
def compile_month(
    *, month: ReportMonth, summary: str = "", requests: Sequence[str] = (), by: Viewer, now: datetime
) -> MonthlyReport:
    """Compile the month from its weeks' frozen pictures, and freeze it with what the county will get.

    A week without a picture is named as missing, never counted as zero. Compiling again gives a new
    version that waits for approval anew; when nothing has changed, CannotCompileMonth.
    """
    summary, asked = summary.strip(), [text.strip() for text in requests if text.strip()]
    rules.check_month_has_begun(month, Week.of(now))
    rules.check_summary(summary)
    known_places.refuse(summary, "summary", by=by)
    for text in asked:
        known_places.refuse(text, "requests", by=by)
    draft = month_document(by, month, summary=summary, requests=asked, now=now)
    previous = newest_row(by, str(month))
    changes = _changes(by, previous, draft)
    version = previous.version + 1 if previous else 1
    with_codes(month=str(month), version=version)
    edition = freeze(
        by=by,
        now=now,
        kind=KIND,
        period=str(month),
        version=version,
        body=draft.body | {"changes": changes},
        parameters=draft.parameters,
        engine_version=draft.engine_version,
        texts=draft.texts,
    )
    return MonthlyReport.objects.create(
        municipality_id=edition.municipality_id,
        month=str(month),
        version=version,
        edition=edition,
        compiled_at=now,
        compiled_by_id=by.user_id,
    )


def _changes(by: Viewer, previous: MonthlyReport | None, draft: Draft) -> list[str]:
    if previous is None:
        return []
    changes = rules.changes_between(exact_body(by, previous), with_each_text(draft.body, draft.texts))
    if not changes and previous.stage != Stage.RETURNED:
        raise rules.CannotCompileMonth(
            _("Inget har ändrats sedan version {version}. Månadsrapporten är redan aktuell. Öppna den i stället."),
            version=previous.version,
        )
    return changes


def _is_latest(by: Viewer, row: MonthlyReport) -> bool:
    newest = newest_row(by, row.month)
    return newest is not None and newest.pk == row.pk


@action("monthly_report.approved", right="monthly_report.approve")
def approve_month(*, public_id: str, by: Viewer, now: datetime) -> MonthlyReport:
    """Approve what somebody else has compiled. The same person is refused, aloud."""
    row = report_row(by, public_id)
    is_same = by.user_id is None or row.compiled_by_id == by.user_id
    rules.check_approval(stage=row.stage, is_latest=_is_latest(by, row), is_same_person=is_same)
    row.stage, row.approved_at, row.approved_by_id = Stage.APPROVED, now, by.user_id
    row.save(update_fields=["stage", "approved_at", "approved_by"])
    with_codes(month=row.month, version=row.version, edition=row.edition.public_id)
    return row


@action("monthly_report.returned", right="monthly_report.approve")
def return_month(*, public_id: str, question: str, by: Viewer, now: datetime) -> MonthlyReport:
    """Send the report back with a question instead of approving it."""
    row = report_row(by, public_id)
    question = question.strip()
    rules.check_return(stage=row.stage, is_latest=_is_latest(by, row), question=question)
    known_places.refuse(question, "question", by=by)
    row.stage, row.returned_at, row.returned_by_id, row.return_note = Stage.RETURNED, now, by.user_id, question
    row.save(update_fields=["stage", "returned_at", "returned_by", "return_note"])
    with_codes(month=row.month, version=row.version)
    return row


@action("monthly_report.sent", right="monthly_report.send")
def send_month(*, public_id: str, by: Viewer, now: datetime) -> PublishedMonth:
    """Publish the approved version to the county: aggregates only, frozen as JSON and PDF.

    The public's tables are frozen with it, once: they have no page yet.
    """
    row = report_row(by, public_id)
    rules.check_sending(stage=row.stage, is_latest=_is_latest(by, row))
    row.stage, row.sent_at = Stage.SENT, now
    row.save(update_fields=["stage", "sent_at"])
    body, texts = published_content(by, row)
    written = canonical_json(body)
    with_codes(month=row.month, version=row.version, edition=row.edition.public_id)
    published = PublishedMonth.objects.create(
        county_id=row.municipality.county_id,
        municipality_id=row.municipality_id,
        month=row.month,
        version=row.version,
        body=written,
        body_hash=sha256_of(written),
        texts=texts,
        pdf=published_pdf(by, row),
        sent_at=now,
        is_practice=row.edition.is_practice,
    )
    _freeze_public_tables(published, by=by, now=now)
    return published


def _freeze_public_tables(sent: PublishedMonth, *, by: Viewer, now: datetime) -> None:
    """The public's tables of a month and of its tertial, made when they first can be and never revised."""
    month = ReportMonth.parse(sent.month)
    tables = sent_tables(by, [str(each) for each in rules.months_of_tertial(month)])
    if sent.month in tables:
        digest, table = tables[sent.month]
        _freeze_once(sent, PublicKind.MONTH, sent.month, public_month(table) | {"made_of": [digest]}, by=by, now=now)
    if len(tables) == len(rules.months_of_tertial(month)):
        in_order = [tables[each] for each in sorted(tables)]
        body = public_tertial([table for _, table in in_order]) | {"made_of": [digest for digest, _ in in_order]}
        _freeze_once(sent, PublicKind.TERTIAL, rules.tertial_of(month), body, by=by, now=now)


def _freeze_once(
    sent: PublishedMonth, kind: PublicKind, period: str, body: dict[str, Any], *, by: Viewer, now: datetime
) -> None:
    if has_public_table(by, sent.municipality_id, kind, period):
        return
    written = canonical_json(body)
    PublicTable.objects.create(
        county_id=sent.county_id,
        municipality_id=sent.municipality_id,
        kind=kind,
        period=period,
        body=written,
        body_hash=sha256_of(written),
        published_at=now,
        is_practice=sent.is_practice,
    )
