"""The order of the cycle, written once. Menu, documentation and tests read it."""

from __future__ import annotations

from dataclasses import dataclass

from tryggve.kernel.text import mark as _


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the method: its folder, its Swedish name, its address."""

    room: str
    name: str
    address: str


STEPS = (
    Step("incidents", _("Händelser"), "handelser"),
    Step("weekly_reports", _("Veckorapporter"), "veckorapporter"),
    Step("situation_pictures", _("Lägesbilder"), "lagesbilder"),
    Step("meetings", _("Möten"), "moten"),
    Step("cause_analyses", _("Orsaksanalyser"), "orsaksanalyser"),
    Step("measures", _("Åtgärder"), "atgarder"),
    Step("evaluations", _("Utvärderingar"), "utvarderingar"),
    Step("monthly_reports", _("Månadsrapporter"), "manadsrapporter"),
    Step("county_reports", _("Länsrapporter"), "lansrapporter"),
)
