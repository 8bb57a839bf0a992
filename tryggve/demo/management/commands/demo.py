"""Make the practice county."""

from __future__ import annotations

import gc
import time
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from tryggve.demo.clearing import clear, is_empty
from tryggve.demo.county import municipalities
from tryggve.demo.year import Wanted, play
from tryggve.edges.cli.errand import Errand
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import Week

FEWEST_WEEKS = 40


class CannotMakeDemo(DomainError):
    """The database is not empty, or the weeks cannot be played."""


class Command(Errand):
    """Three municipalities and a seeded year, through the same actions as people use."""

    question = "Makes the practice county: three municipalities, one year, invented incidents."

    def arguments(self, parser: CommandParser) -> None:
        """When to make it, and which year."""
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--if-empty", action="store_true", help="do nothing when there already is a municipality")
        when.add_argument("--fresh", action="store_true", help="empty the database first; refused when any is real")
        parser.add_argument("--seed", type=int, default=2018, help="the same seed and weeks give the same county")
        parser.add_argument("--until", type=Week.parse, help="last full week, such as 2026-W46; the latest by default")
        parser.add_argument("--weeks", type=int, default=52, help=f"how many, {FEWEST_WEEKS} or more")
        parser.add_argument(
            "--only",
            action="append",
            choices=[each.slug for each in municipalities()],
            help="one municipality; may be repeated; all three by default",
        )

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """What was made and how long it took."""
        if options["fresh"]:
            clear()
        elif not is_empty():
            if options["if_empty"]:
                return {"made": False}
            raise CannotMakeDemo(
                _("Det finns redan kommuner. Övningslänet är inte gjort. Lägg till --fresh om det ska göras om.")
            )
        until = options["until"] or Week.of(now) - 1
        _check(until, options["weeks"], now)
        slugs = tuple(options["only"] or [each.slug for each in municipalities()])
        began = time.monotonic()
        # A year makes millions of objects and hardly a ring of them: to look for rings at every turn is for nothing.
        gc.set_threshold(100_000, 50, 50)
        towns = play(
            Wanted(until=until, now=now, seed=options["seed"], n_weeks=options["weeks"], slugs=slugs), self._tick
        )
        return {
            "made": True,
            "seed": options["seed"],
            "until": str(until),
            "weeks": options["weeks"],
            "municipalities": [town.facts.slug for town in towns],
            "seconds": round(time.monotonic() - began, 1),
        }

    def _tick(self, done: int, total: int, week: str) -> None:
        self.say(f"{done} of {total}: {week}")


def _check(until: Week, n_weeks: int, now: datetime) -> None:
    if until.end_at > now:
        raise CannotMakeDemo(_("Veckan är inte slut. Du valde {week}. Välj en vecka som har gått."), week=str(until))
    if n_weeks < FEWEST_WEEKS:
        raise CannotMakeDemo(
            _("Veckorna är för få. Du valde {n}. Det som ska gå att hitta behöver {fewest} eller fler."),
            n=n_weeks,
            fewest=FEWEST_WEEKS,
        )
