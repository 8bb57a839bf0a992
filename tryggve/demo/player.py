"""One municipality with everybody who does something in it, while its year is played."""

from __future__ import annotations

from dataclasses import dataclass, field

from tryggve.demo.happenings import Seen, Year
from tryggve.demo.meetings import Group
from tryggve.demo.planted import PlantedWork
from tryggve.demo.reporting import Reporters
from tryggve.demo.town import Town
from tryggve.demo.work import Work


@dataclass(slots=True)
class Player:
    """One municipality with everybody who does something in it."""

    town: Town
    year: Year
    reporters: Reporters
    group: Group
    work: Work
    planted: PlantedWork | None
    lines: list[Seen] = field(default_factory=list)
    told_late: list[Seen] = field(default_factory=list)


def player_of(town: Town, year: Year) -> Player:
    """Who plays it; only Falun has what is planted."""
    work = Work(town, year)
    planted = PlantedWork(town, year, work) if town.facts.slug == "falun" else None
    return Player(town, year, Reporters(town, year), Group(town, year), work, planted)
