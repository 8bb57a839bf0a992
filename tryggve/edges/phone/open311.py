"""Tell a fault to an Open311 GeoReport v2 service, and read which number it gave.

Source: Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2), "POST Service Request".
"""

from __future__ import annotations

import json
from typing import Any

from tryggve.edges.phone.models import HandOver
from tryggve.foundation.reference.models import FaultDesk
from tryggve.foundation.web.outward import CannotReach, Connect, Resolver, post_form
from tryggve.kernel.text import mark as _

LONGEST_REFERENCE = 100
_TAKEN = range(200, 300)


def send(fault: HandOver, desk: FaultDesk, *, resolver: Resolver, connect: Connect) -> str:
    """The service's own number for the fault ("" when it will come later). Raises CannotReach."""
    answer = post_form(f"{desk.endpoint}/requests.json", fields(fault, desk), resolver=resolver, connect=connect)
    if answer.status not in _TAKEN:
        raise CannotReach(
            _("Felanmälan tog inte emot felet. Den svarade med kod {code}. Försök igen, eller spara det som händelse."),
            code=answer.status,
        )
    return reference(answer.body)


def fields(fault: HandOver, desk: FaultDesk) -> dict[str, str]:
    """What the service is told: the kind, the place and the words. Nothing about who reported it."""
    said = {
        "service_code": desk.service_code,
        "jurisdiction_id": desk.jurisdiction,
        "api_key": desk.api_key,
        "description": fault.note,
        "lat": "" if fault.lat is None else f"{fault.lat:.6f}",
        "long": "" if fault.lon is None else f"{fault.lon:.6f}",
    }
    return {name: value for name, value in said.items() if value}


def reference(body: bytes) -> str:
    """The service_request_id; or the token that stands for it until there is one."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    first = told[0] if isinstance(told, list) and told else told
    if not isinstance(first, dict):
        raise CannotReach(
            _(
                "Felanmälan svarade något som inte går att läsa. Vi vet inte om felet kom fram. Fråga dem innan du "
                "skickar igen."
            )
        )
    found = first.get("service_request_id") or first.get("token") or ""
    return str(found)[:LONGEST_REFERENCE] if isinstance(found, str | int) else ""
