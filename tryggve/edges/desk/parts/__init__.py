"""What a start page is put together from: one part for each thing a person is here to do."""

from __future__ import annotations

from collections.abc import Callable

from tryggve.edges.desk.parts.administrator import administrator_part
from tryggve.edges.desk.parts.coordinator import coordinator_part
from tryggve.edges.desk.parts.county import county_part
from tryggve.edges.desk.parts.desk import Desk, Part
from tryggve.edges.desk.parts.est import est_part
from tryggve.edges.desk.parts.meeting import meeting_part
from tryggve.edges.desk.parts.owner import owner_part
from tryggve.edges.desk.parts.relay import relay_part
from tryggve.edges.desk.parts.reporter import reporter_part
from tryggve.edges.desk.parts.steering import steering_part
from tryggve.edges.desk.parts.training import trainer_part

#: In the order of a week: what others wait for comes first, what can be read at leisure last.
PARTS: tuple[Callable[[Desk], Part | None], ...] = (
    est_part,
    relay_part,
    coordinator_part,
    meeting_part,
    reporter_part,
    owner_part,
    steering_part,
    county_part,
    trainer_part,
    administrator_part,
)


def parts_of(desk: Desk) -> list[Part]:
    """What concerns this viewer; several roles in one place give the union."""
    return [part for make in PARTS if (part := make(desk)) is not None]
