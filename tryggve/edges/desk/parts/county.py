"""The county board (J8): who has sent the month, who has not, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tryggve.cycle.monthly_reports import queries as monthly_reports
from tryggve.cycle.monthly_reports.shapes import PublishedView
from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.web.formats import month_label
from tryggve.kernel.weeks import ReportMonth

_SHOWN_MONTHS = 6


def county_part(desk: Desk) -> Part | None:
    """For those who read what the municipalities have published. Nothing behind it is asked for."""
    county = desk.viewer.county_id
    if county is None or desk.viewer.municipality_id is not None or not desk.viewer.may("county_report.read"):
        return None
    months = monthly_reports.published_months(desk.viewer)
    month = ReportMonth.parse(max([*months, str(desk.month)])) if months else desk.month
    sent = monthly_reports.published_in_county(desk.viewer, str(month))
    towns = list(Municipality.objects.filter(county_id=county).order_by("name"))
    by_town = {each.municipality: each for each in sent}
    silent = [town.name for town in towns if town.public_id not in by_town]
    return Part(
        answer=_("%(n)s av %(m)s kommuner har sänt %(month)s")
        % {"n": len(towns) - len(silent), "m": len(towns), "month": month_label(month)},
        template="desk/_county.html",
        context={
            "step": _next(month, sent, silent),
            "month": month,
            "lines": _lines(towns, by_town),
            "earlier": [_earlier(each) for each in months if each != str(month)][:_SHOWN_MONTHS],
        },
        eyebrow=desk.viewer.organisation_name,
    )


def _next(month: ReportMonth, sent: Sequence[PublishedView], silent: Sequence[str]) -> NextStep:
    if not sent:
        return NextStep(
            title=_("Inget är sänt för %(month)s än") % {"month": month_label(month)},
            text=_("Du ser månadsrapporterna här när kommunerna har sänt dem."),
            button=_("Öppna länet"),
            url=address("county_reports:overview", month),
        )
    text = _("Alla har sänt.")
    if silent:
        text = _("%(names)s har inte sänt. Jämförelsen visar det som ”inte sänt”, inte som noll.") % {
            "names": ", ".join(silent)
        }
    return NextStep(
        title=_("Läs och jämför %(month)s") % {"month": month_label(month)},
        text=text,
        button=_("Jämför kommunerna"),
        url=address("county_reports:overview", month),
    )


def _lines(towns: Sequence[Municipality], by_town: Mapping[str, PublishedView]) -> list[dict[str, Any]]:
    return [_line(town.name, by_town.get(town.public_id)) for town in towns]


def _line(name: str, sent: PublishedView | None) -> dict[str, Any]:
    if sent is None:
        return {"name": name, "sent_at": None}
    return {
        "name": name,
        "sent_at": sent.sent_at,
        "version": sent.version,
        "answer": sent.body.get("answer", ""),
        "url": address("county_reports:published", sent.key),
    }


def _earlier(month: str) -> dict[str, str]:
    parsed = ReportMonth.parse(month)
    return {"label": month_label(parsed), "url": address("county_reports:overview", parsed)}
