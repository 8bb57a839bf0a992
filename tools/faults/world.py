"""The database, the server, the network and the phone that the faults happen to."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.browser.phone import Phone, connected_code
from tools.faults.proxy import Fault, Proxy
from tools.faults.scenarios import SCENARIOS, Scenario
from tools.faults.server import Server
from tools.faults.stage import Stage, Tally
from tryggve.cycle.incidents.models import Incident
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

Told = Callable[[Scenario, Tally], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it happens. `settings` lead the server to the cast's database."""

    cast: Cast
    browser: Browser
    settings: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Saved:
    """What Kopparstaden has, asked for as little as can be: it is asked all the time."""

    cast: Cast

    def _all(self) -> SeenQuerySet[Incident]:
        return Incident.objects.seen_by(self.cast.sixten)

    def has(self, key: str) -> bool:
        with acting_as(self.cast.sixten):
            return self._all().filter(submission_key=key).exists()

    def last(self) -> int:
        with acting_as(self.cast.sixten):
            return self._all().order_by("-id").values_list("id", flat=True).first() or 0

    def after(self, last: int) -> list[Incident]:
        with acting_as(self.cast.sixten):
            return list(self._all().filter(id__gt=last).order_by("id"))


@contextmanager
def _standing(ground: Ground, chance: random.Random) -> Iterator[Stage]:
    with ExitStack() as closing:
        server = Server(ground.settings)
        server.start()
        closing.callback(server.kill)
        proxy = Proxy(server.port, chance=chance, kill=server.kill)
        closing.callback(proxy.stop)
        phone = Phone.new(ground.browser, proxy.address)
        closing.callback(phone.context.close)
        phone.connects(connected_code(ground.cast)).has_its_shell()
        stage = Stage(ground.browser, phone, proxy, server, _Saved(ground.cast), chance, Tally())
        yield stage
        for other in stage.other_clocks.values():
            other.context.close()


def run_all(
    ground: Ground, *, runs: int, seed: int, told: Told, only: Collection[str] = (), breaks: str = ""
) -> dict[str, Tally]:
    """Every scenario so many times; what was counted, by scenario. `breaks`: a script that spoils the phone."""
    chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
    counted: dict[str, Tally] = {}
    with _standing(ground, chance) as stage:
        own = stage.phone
        if breaks:
            own.context.add_init_script(breaks)
            own.reopens()
        for scenario in SCENARIOS:
            if only and scenario.name not in only:
                continue
            stage.tally = counted[scenario.name] = Tally()
            for _ in range(runs):
                stage.phone = own
                stage.proxy.fault = Fault.NONE
                stage.run(scenario.name, scenario.happens)
            told(scenario, stage.tally)
    return counted
