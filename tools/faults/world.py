"""The database, the server, the network and the phone that the faults happen to."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.browser.phone import Phone, connected_code, saved
from tools.faults.proxy import Fault, Proxy
from tools.faults.scenarios import SCENARIOS, Scenario
from tools.faults.server import Server
from tools.faults.stage import Stage, Tally
from tryggve.testing.cast import Cast

Told = Callable[[Scenario, Tally], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it happens. `settings` lead the server to the cast's database."""

    cast: Cast
    browser: Browser
    settings: dict[str, str]


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
        stage = Stage(ground.browser, phone, proxy, server, lambda: saved(ground.cast), chance, Tally())
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
