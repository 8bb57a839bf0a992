"""An example of every address of the house. A new address without a line here fails the inventory.

Who comes in at each is said in access.toml, and read from there. The values name keys of `world.Falun`.
READ is what GET answers (a page with a form is read too, and answers POST besides); WRITE answers POST alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tryggve.foundation.people.matrix import export_right, routes

#: Without a log-in, each with its reason. Reviewed: a new one in access.toml is a decision.
OPEN = {route.name: route.open for route in routes().values() if route.open}
#: Open to a telephone that carries its own secret, and to no log-in whatever: edges/phone/door.py. With an example.
DEVICE: dict[str, dict[str, str]] = {
    "phone:start": {},
    "phone:areas": {},
    "phone:person": {},
    "phone:incidents": {},
    "phone:withdraw": {"submission_key": "en-nyckel"},
    "phone:handover": {},
    "phone:photo": {"submission_key": "en-nyckel"},
}
#: Logged in is enough, each with its reason.
NO_RIGHT = {route.name: route.signed_in for route in routes().values() if route.signed_in}
#: Keys that are the same everywhere: a week, a month, a code. To know one is to know nothing.
NO_SECRET = {"week", "month", "category", "errand", "format", "channel", "provider"}

READ: dict[str, dict[str, str]] = {
    "desk:lead_time": {},
    "desk:timeliness": {},
    "desk:became": {},
    "desk:notices": {},
    "desk:other_channel": {},
    "desk:meeting_room": {"public_id": "meeting"},
    "web:job": {"public_id": "job"},
    "entrance:own": {},
    "entrance:protect": {},
    "entrance:app": {},
    "entrance:confirm": {},
    "entrance:connect": {"key": "provider"},
    "administration:index": {},
    "administration:trail": {},
    "keeping:overview": {},
    "keeping:propose": {},
    "keeping:run": {"key": "disposal_run"},
    "keeping:person": {"key": "person"},
    "keeping:extract": {"key": "person_extract"},
    "papers:reports": {},
    "papers:incident": {},
    "papers:register": {},
    "papers:register_pdf": {},
    "papers:assessment": {},
    "papers:assessment_pdf": {},
    "administration:people": {},
    "administration:invite": {},
    "administration:person": {"key": "person"},
    "administration:fault_desks": {},
    "administration:fault_desk_add": {},
    "administration:fault_desk": {"key": "fault_desk"},
    "administration:devices": {},
    "administration:device_add": {},
    "administration:device": {"key": "device"},
    "administration:channels": {},
    "administration:channel_add": {},
    "administration:channel": {"code": "channel"},
    "administration:organisations": {},
    "administration:organisation_add": {},
    "administration:organisation": {"key": "organisation"},
    "administration:members": {"key": "organisation"},
    "administration:member": {"key": "member"},
    "administration:agreement": {},
    "administration:agreement_new": {},
    "administration:agreement_edit": {"key": "agreement"},
    "administration:areas": {},
    "administration:areas_upload": {},
    "administration:area": {"key": "area"},
    "administration:places": {},
    "administration:place_add": {},
    "administration:place": {"key": "place"},
    "administration:categories": {},
    "administration:category": {"code": "category"},
    "incidents:start": {},
    "incidents:new": {},
    "incidents:receipt": {"public_id": "waiting_incident"},
    "incidents:mine": {},
    "incidents:own": {"public_id": "waiting_incident"},
    "incidents:photo": {"public_id": "photo"},
    "incidents:review": {},
    "incidents:reviewed": {},
    "incidents:detail": {"public_id": "incident"},
    "incidents:correct": {"public_id": "waiting_incident"},
    "incidents:raw_access": {},
    "incidents:raw_access_read": {"public_id": "own_raw_access"},
    "intake:start": {},
    "intake:run": {"public_id": "import_run"},
    "intake:columns": {"public_id": "import_run"},
    "intake:rows": {"public_id": "import_run"},
    "intake:failed": {"public_id": "import_run"},
    "intake:source": {"key": "file_source"},
    "weekly_reports:list": {},
    "weekly_reports:members": {},
    "weekly_reports:detail": {"public_id": "open_report"},
    "weekly_reports:grid": {"public_id": "open_report"},
    "weekly_reports:cell": {"public_id": "open_report"},
    "weekly_reports:preview": {"public_id": "open_report"},
    "weekly_reports:shared": {"public_id": "shared_report"},
    "situation_pictures:list": {},
    "situation_pictures:detail": {"week": "week"},
    "situation_pictures:pdf": {"week": "week"},
    "situation_pictures:json": {"week": "week"},
    "situation_pictures:html": {"week": "week"},
    "situation_pictures:pairs": {"week": "week"},
    "meetings:overview": {},
    "meetings:agenda": {"public_id": "meeting"},
    "meetings:minutes": {"public_id": "closed_meeting"},
    "meetings:minutes_file": {"public_id": "closed_meeting", "document_format": "format"},
    "cause_analyses:overview": {},
    "cause_analyses:of_priority": {"priority": "priority"},
    "cause_analyses:board": {"public_id": "analysis"},
    "cause_analyses:weigh": {"public_id": "analysis", "evidence": "evidence"},
    "measures:list": {},
    "measures:new": {},
    "measures:mine": {},
    "measures:detail": {"public_id": "measure"},
    "measures:change": {"public_id": "planned_measure"},
    "evaluations:list": {},
    "evaluations:new": {"measure": "measure"},
    "evaluations:follow_up": {"priority": "priority"},
    "evaluations:detail": {"public_id": "evaluation"},
    "monthly_reports:list": {},
    "monthly_reports:detail": {"month": "month"},
    "monthly_reports:compile": {"month": "month"},
    "monthly_reports:pdf": {"month": "month"},
    "monthly_reports:json": {"month": "month"},
    "county_reports:list": {},
    "county_reports:overview": {"month": "month"},
    "county_reports:csv": {"month": "month"},
    "county_reports:published": {"public_id": "published"},
    "county_reports:pdf": {"public_id": "published"},
    "county_reports:json": {"public_id": "published"},
    "county_reports:report_json": {"public_id": "county_report"},
}
WRITE: dict[str, dict[str, str]] = {
    "desk:choose_mails": {},
    "desk:guard": {},
    "desk:calendar_make": {},
    "desk:calendar_revoke": {"public_id": "calendar"},
    "desk:room_errand": {"public_id": "meeting", "errand": "errand"},
    "entrance:switch": {},
    "entrance:own_passkey_question": {},
    "entrance:own_passkey_answer": {},
    "entrance:codes": {},
    "entrance:remove_factor": {},
    "entrance:end": {},
    "entrance:disconnect": {},
    "administration:deactivate": {"key": "person"},
    "administration:clear_second_factor": {"key": "person"},
    "administration:reinvite": {"key": "person"},
    "administration:role_end": {"key": "person", "role": "membership"},
    "administration:fault_desk_remove": {"key": "fault_desk"},
    "administration:device_code": {"key": "device"},
    "administration:device_revoke": {"key": "device"},
    "administration:organisation_end": {"key": "organisation"},
    "administration:organisation_resume": {"key": "organisation"},
    "administration:member_active": {"key": "member"},
    "administration:place_active": {"key": "place"},
    "administration:category_shown": {"code": "category"},
    "administration:sub_category_add": {"code": "category"},
    "administration:sub_category_end": {"code": "category"},
    "keeping:approve": {"key": "retention_decision"},
    "keeping:withdraw": {"key": "retention_decision"},
    "keeping:trial": {"key": "retention_decision"},
    "keeping:order_extract": {"key": "person"},
    "keeping:dispose": {"key": "disposal_run"},
    "papers:answered": {"key": "accessibility_report"},
    "relay:make": {},
    "relay:revoke": {},
    "relay:remind": {},
    "incidents:withdraw": {"public_id": "waiting_incident"},
    "incidents:keep_text": {"public_id": "waiting_incident"},
    "incidents:approve": {"public_id": "waiting_incident"},
    "incidents:return": {"public_id": "waiting_incident"},
    "incidents:leave_out": {"public_id": "waiting_incident"},
    "incidents:merge": {"public_id": "waiting_incident"},
    "incidents:delete": {"public_id": "waiting_incident"},
    "incidents:raw_access_approve": {"public_id": "raw_access"},
    "incidents:raw_access_close": {"public_id": "raw_access"},
    "intake:count": {},
    "intake:commit": {"public_id": "import_run"},
    "intake:cancel": {"public_id": "import_run"},
    "intake:source_remove": {"key": "file_source"},
    "weekly_reports:open": {},
    "weekly_reports:remove_line": {"public_id": "summary_line"},
    "weekly_reports:add_line": {"public_id": "police_report"},
    "weekly_reports:keep_field": {"public_id": "open_report"},
    "weekly_reports:write_cells": {"public_id": "open_report"},
    "weekly_reports:paste": {"public_id": "open_report"},
    "weekly_reports:arrange": {"public_id": "open_report"},
    "weekly_reports:share": {"public_id": "open_report"},
    "weekly_reports:nothing": {"public_id": "open_report"},
    "weekly_reports:correct": {"public_id": "shared_report"},
    "weekly_reports:drop": {"public_id": "open_report"},
    "situation_pictures:compile": {"week": "week"},
    "situation_pictures:ready": {"week": "week"},
    "meetings:second": {"public_id": "proposed"},
    "meetings:decline": {"public_id": "proposed"},
    "meetings:owner": {"public_id": "proposed"},
    "meetings:choose": {"public_id": "meeting"},
    "meetings:propose": {"public_id": "meeting"},
    "meetings:confirm": {"public_id": "meeting"},
    "meetings:picture": {"public_id": "meeting"},
    "meetings:decide": {"public_id": "meeting"},
    "meetings:remove": {"public_id": "meeting", "decision": "decision"},
    "meetings:attendance": {"public_id": "meeting"},
    "meetings:notes": {"public_id": "meeting"},
    "meetings:close": {"public_id": "meeting"},
    "cause_analyses:add_hypothesis": {"public_id": "analysis"},
    "cause_analyses:add_evidence": {"public_id": "analysis"},
    "cause_analyses:settle": {"public_id": "analysis"},
    "measures:start": {"public_id": "planned_measure"},
    "measures:update": {"public_id": "planned_measure"},
    "monthly_reports:approve": {"month": "month"},
    "monthly_reports:return": {"month": "month"},
    "monthly_reports:send": {"month": "month"},
    "county_reports:compile": {"month": "month"},
}


@dataclass(frozen=True, slots=True)
class Address:
    """One route of the resolver."""

    name: str
    view: Callable[..., HttpResponse]

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of which one is needed, as the door of the view says."""
        return tuple(getattr(self.view, "rights", ()))

    def taken_out_by(self, held: frozenset[str]) -> bool:
        """Whether these rights take out what it hands out, if it does; where it has several formats, the first."""
        stated = routes()[self.name]
        return not stated.exports or export_right(stated.data_class, stated.exports[0]) in held

    @property
    def example(self) -> dict[str, str]:
        """What to put in it."""
        return READ.get(self.name) or WRITE.get(self.name) or {}

    @property
    def asks_for_something_secret(self) -> bool:
        """Whether it carries the key of a thing that belongs to somebody."""
        return bool(set(self.example.values()) - NO_SECRET)

    def path(self, keys: dict[str, str]) -> str:
        """The address with Falun's keys in it."""
        return reverse(self.name, kwargs={name: keys[value] for name, value in self.example.items()})


def _walk(resolver: Any, namespace: str = "") -> Iterator[Address]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _walk(part, part.namespace or namespace)
        elif isinstance(part, URLPattern):
            yield Address(f"{namespace}:{part.name}", part.callback)


def addresses() -> list[Address]:
    """Every route there is."""
    return list(_walk(get_resolver()))
