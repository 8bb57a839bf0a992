"""Reading months: the municipality's own, and what the county's municipalities have published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tryggve.cycle.monthly_reports.models import MonthlyReport, PublicTable, PublishedMonth
from tryggve.cycle.monthly_reports.rules import county_body
from tryggve.cycle.monthly_reports.shapes import (
    STAGE_NAMES,
    MonthLine,
    MonthView,
    PublicKind,
    PublicView,
    PublishedView,
    Stage,
    WeekLine,
)
from tryggve.cycle.situation_pictures.queries import compiled_weeks
from tryggve.cycle.situation_pictures.shapes import READS_EXACT
from tryggve.foundation.render.canonical import with_each_text
from tryggve.foundation.render.editions import body_of
from tryggve.foundation.render.models import Edition
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.foundation.tenancy.models import County
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth

_ENOUGH_WEEKS = 600


def _reports(viewer: Viewer) -> SeenQuerySet[MonthlyReport]:
    return MonthlyReport.objects.seen_by(viewer).select_related("edition", "municipality", "compiled_by", "approved_by")


def report_row(viewer: Viewer, public_id: str) -> MonthlyReport:
    """The table row, for this step's own actions."""
    return _reports(viewer).one(public_id=public_id)


def newest_row(viewer: Viewer, month: str) -> MonthlyReport | None:
    """The newest version of a month, or None."""
    return _reports(viewer).filter(month=month).order_by("-version").first()


def month_edition(viewer: Viewer, public_id: str) -> Edition:
    """The frozen edition of a report."""
    return report_row(viewer, public_id).edition


def month(viewer: Viewer, month: str, version: int | None = None) -> MonthView | None:
    """The newest version of a month (or the one asked for), or None when there is none."""
    found = _reports(viewer).filter(month=month).order_by("-version")
    row = found.first() if version is None else found.filter(version=version).first()
    return _view(viewer, row) if row else None


def versions(viewer: Viewer, month: str) -> list[MonthLine]:
    """Every version of a month, newest first (headings only)."""
    return _lines(list(_reports(viewer).filter(month=month).order_by("-version")))


def months(viewer: Viewer, limit: int = 60) -> list[MonthLine]:
    """The newest version of each month, newest month first (headings only)."""
    rows = list(_reports(viewer).order_by("-month", "-version"))
    newest: dict[str, MonthlyReport] = {}
    for row in rows:
        newest.setdefault(row.month, row)
    sent = {row.month for row in rows if row.sent_at is not None and newest[row.month].pk != row.pk}
    return _lines(list(newest.values())[:limit], sent)


def week_lines(viewer: Viewer, month: ReportMonth) -> list[WeekLine]:
    """The month's weeks, with the version of each one's picture; 0 where there is none."""
    known = {row.week: row.version for row in compiled_weeks(viewer, limit=_ENOUGH_WEEKS)}
    return [WeekLine(week=str(week), version=known.get(str(week), 0)) for week in month.weeks]


def waiting_for_approval(viewer: Viewer) -> list[MonthLine]:
    """Months that wait for a second person, newest first."""
    return [line for line in months(viewer) if line.stage == Stage.COMPILED]


def _lines(rows: Sequence[MonthlyReport], sent_before: set[str] | None = None) -> list[MonthLine]:
    return [
        MonthLine(
            key=row.public_id,
            month=row.month,
            version=row.version,
            stage=Stage(row.stage),
            stage_name=_(STAGE_NAMES[Stage(row.stage)]),
            compiled_at=row.compiled_at,
            is_sent_before=row.month in (sent_before or set()),
        )
        for row in rows
    ]


def exact_body(viewer: Viewer, row: MonthlyReport) -> dict[str, Any]:
    """The frozen content with its texts, for this step's own actions."""
    return body_of(row.edition, viewer)


def county_parts(viewer: Viewer, months_wanted: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Month → the county's part of its newest version: what the steering group, and when sent the county, has seen."""
    found = MonthlyReport.objects.seen_by(viewer).filter(month__in=list(months_wanted)).order_by("version")
    return {month: json.loads(body)["county"] for month, body in found.values_list("month", "edition__body")}


def _view(viewer: Viewer, row: MonthlyReport) -> MonthView:
    body = exact_body(viewer, row)
    is_exact = viewer.may(READS_EXACT)
    newest = newest_row(viewer, row.month)
    sent = PublishedMonth.objects.seen_by(viewer).filter(
        municipality_id=row.municipality_id, month=row.month, version=row.version
    )
    published = sent.values_list("public_id", flat=True).first()
    return MonthView(
        key=row.public_id,
        month=row.month,
        version=row.version,
        stage=Stage(row.stage),
        stage_name=_(STAGE_NAMES[Stage(row.stage)]),
        edition_key=row.edition.public_id,
        body=body if is_exact else county_body(body),
        body_hash=row.edition.body_hash,
        is_exact=is_exact,
        is_latest=newest is not None and newest.pk == row.pk,
        compiled_at=row.compiled_at,
        compiled_by_name=row.compiled_by.name if row.compiled_by else "",
        is_compiled_by_viewer=viewer.user_id is not None and row.compiled_by_id == viewer.user_id,
        approved_at=row.approved_at,
        approved_by_name=row.approved_by.name if row.approved_by else "",
        sent_at=row.sent_at,
        return_note=row.return_note,
        published=published or "",
    )


# -- What the county sees -------------------------------------------------------------------------
_PUBLISHED_COLUMNS = (
    "public_id", "municipality__public_id", "municipality__name", "month", "version", "sent_at", "body", "texts",
    "body_hash", "is_practice",
)  # fmt: skip


def _published(viewer: Viewer) -> SeenQuerySet[PublishedMonth]:
    return PublishedMonth.objects.seen_by(viewer)


def _published_view(values: Sequence[Any], *, is_latest: bool = True) -> PublishedView:
    key, municipality, name, month_text, version, sent_at, body, texts, body_hash, is_practice = values
    words = {text: entry.get("text") or _blanked(entry) for text, entry in texts.items()}
    return PublishedView(
        key=key,
        municipality=municipality,
        municipality_name=name,
        month=month_text,
        version=version,
        sent_at=sent_at,
        body=with_each_text(json.loads(body), words),
        body_hash=body_hash,
        is_practice=is_practice,
        is_latest=is_latest,
    )


def _blanked(entry: dict[str, Any]) -> str:
    return f"[borttaget enligt beslut {entry.get('blanked_by_decision', '')}]"


def published_in_county(viewer: Viewer, month: str) -> list[PublishedView]:
    """The newest version of the month from each municipality that has sent it, by name."""
    newest: dict[str, Sequence[Any]] = {}
    found = _published(viewer).filter(month=month).order_by("municipality__name", "-version")
    for values in found.values_list(*_PUBLISHED_COLUMNS):
        newest.setdefault(values[1], values)
    return [_published_view(values) for values in newest.values()]


def published(viewer: Viewer, public_id: str) -> PublishedView:
    """One published version, or NotFound."""
    values = _published(viewer).filter(public_id=public_id).values_list(*_PUBLISHED_COLUMNS).first()
    if values is None:
        raise NotFound
    newer = _published(viewer).filter(municipality__public_id=values[1], month=values[3], version__gt=values[4])
    return _published_view(values, is_latest=not newer.exists())


def published_versions(viewer: Viewer, public_id: str) -> list[PublishedView]:
    """Every published version of the same month and municipality, newest first."""
    one = published(viewer, public_id)
    found = _published(viewer).filter(municipality__public_id=one.municipality, month=one.month).order_by("-version")
    return [_published_view(values) for values in found.values_list(*_PUBLISHED_COLUMNS)]


def published_pdf(viewer: Viewer, public_id: str) -> bytes:
    """The PDF that was sent."""
    return bytes(_published(viewer).one(public_id=public_id).pdf)


def published_json(viewer: Viewer, public_id: str) -> dict[str, Any]:
    """What was sent, in the form whose hash can be checked: body as frozen, texts with their salts."""
    row = _published(viewer).select_related("municipality").one(public_id=public_id)
    export: dict[str, Any] = {"practice_data": "Övningsdata. Allt är påhittat."} if row.is_practice else {}
    return export | {
        "municipality": row.municipality.name,
        "municipality_code": row.municipality.code,
        "month": row.month,
        "version": row.version,
        "sent_at": row.sent_at.isoformat(),
        "body_sha256": row.body_hash,
        "body": json.loads(row.body),
        "texts": row.texts,
    }


def published_months(viewer: Viewer) -> list[str]:
    """Every month that anybody in the county has sent, newest first."""
    return list(_published(viewer).order_by("-month").values_list("month", flat=True).distinct())


def own_published_totals(viewer: Viewer, months_wanted: Sequence[str]) -> dict[str, int]:
    """The municipality's own totals as they were published; hidden and unsent months are not there."""
    if viewer.municipality_id is None:
        return {}
    found = _published(viewer).filter(municipality_id=viewer.municipality_id, month__in=list(months_wanted))
    totals: dict[str, int] = {}
    for month_text, body in found.order_by("version").values_list("month", "body"):
        total = json.loads(body)["totals"]["occurrences"]
        totals.pop(month_text, None)
        if isinstance(total, int):
            totals[month_text] = total
    return totals


# -- What the public sees -------------------------------------------------------------------------
def sent_tables(viewer: Viewer, months_wanted: Sequence[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Month → hash and table of what the municipality has sent first; editions from before the tables are not there."""
    if viewer.municipality_id is None:
        return {}
    found = _published(viewer).filter(municipality_id=viewer.municipality_id, month__in=list(months_wanted))
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    for month_text, body_hash, body in found.order_by("version").values_list("month", "body_hash", "body"):
        table = json.loads(body).get("table")
        if table is not None:
            tables.setdefault(month_text, (body_hash, table))
    return tables


def has_public_table(viewer: Viewer, municipality_id: int, kind: PublicKind, period: str) -> bool:
    """Whether a municipality's table of the period is made: it is never made again."""
    mine = PublicTable.objects.seen_by(viewer).filter(municipality_id=municipality_id)
    return mine.filter(kind=kind, period=period).exists()


def public_tables(viewer: Viewer, *, municipality: str = "") -> list[PublicView]:
    """The county's fixed tables, the newest period first; of one municipality by its slug."""
    found = PublicTable.objects.seen_by(viewer).select_related("municipality")
    if municipality:
        found = found.filter(municipality__slug=municipality)
    return [
        PublicView(
            key=row.public_id,
            municipality_name=row.municipality.name,
            kind=PublicKind(row.kind),
            period=row.period,
            body=json.loads(row.body),
            body_hash=row.body_hash,
            published_at=row.published_at,
            is_practice=row.is_practice,
        )
        for row in found
    ]


def board_name(viewer: Viewer) -> str:
    """Whom the report is sent to."""
    county = County.objects.filter(pk=viewer.county_id).first() if viewer.county_id is not None else None
    return county.board_name if county else ""
