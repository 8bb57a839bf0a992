"""The twelve things that go wrong. Each saves one incident on a phone while something happens to it, and mends it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Error as BrowserError

from tools.faults.proxy import Fault
from tools.faults.stage import Stage

DAY_MS = 24 * 60 * 60 * 1000
#: How long a fault lasts at the longest, in seconds, before the network is whole again.
LONGEST_S = 0.6


@dataclass(frozen=True, slots=True)
class Scenario:
    """What goes wrong, in words for the report, and how it is done."""

    name: str
    what: str
    happens: Callable[[Stage], None]


def _network(fault: Fault) -> Callable[[Stage], None]:
    """Something on the way, from before the save until a moment after it."""

    def happens(stage: Stage) -> None:
        stage.proxy.fault = fault
        stage.saves()
        stage.watches(stage.chance.uniform(0.1, LONGEST_S))
        stage.proxy.fault = Fault.NONE

    return happens


def _no_network(stage: Stage) -> None:
    with stage.phone.no_network():
        stage.saves()
        stage.watches(stage.chance.uniform(0.05, LONGEST_S))


def _refused(stage: Stage) -> None:
    stage.proxy.refuses()
    stage.saves()
    stage.watches(stage.chance.uniform(0.1, LONGEST_S))
    stage.proxy.listens()


def _killed(stage: Stage) -> None:
    stage.proxy.fault = stage.chance.choice([Fault.KILLED_BEFORE, Fault.KILLED_DURING, Fault.KILLED_AFTER])
    stage.saves()
    stage.watches(0.3)
    stage.proxy.fault = Fault.NONE
    stage.watches(0.1)
    stage.server.start()


def _closed(stage: Stage) -> None:
    """The app is closed when the finger has just left the button: what it had promised by then must hold."""
    stage.proxy.fault = stage.chance.choice([Fault.NONE, Fault.SLOW, Fault.LOST_AFTER])
    stage.saves(wait=False)
    time.sleep(stage.chance.uniform(0, 0.15))
    try:
        stage.notes_what_is_claimed()
        stage.phone.page.close()
    except BrowserError:
        pass  # it was turning a page: it had claimed nothing yet
    stage.proxy.fault = Fault.NONE
    stage.phone.page = stage.phone.new_page()
    stage.phone.opens()


def _wrong_clock(stage: Stage) -> None:
    stage.clock_is_wrong_by(stage.chance.choice([-DAY_MS, DAY_MS]))
    with stage.phone.no_network():
        stage.saves()
    stage.watches(0.2)


def _parallel(stage: Stage) -> None:
    """Three windows that do not wait for each other send the same incident at the same moment."""
    windows = stage.windows_without_locks(2)
    with stage.phone.no_network():
        stage.saves()
    for window in windows:
        window.evaluate("dispatchEvent(new Event('online'))")
    stage.watches(0.3)
    for window in windows:
        window.close()


def _gateway(stage: Stage) -> None:
    if stage.chance.random() < 0.5:
        _network(Fault.BAD_GATEWAY)(stage)
    else:
        _refused(stage)


def _slow(stage: Stage) -> None:
    stage.proxy.fault = Fault.SLOW
    stage.saves()
    for _ in range(3):
        stage.watches(0.15)
        stage.presses_send_now()
    stage.proxy.fault = Fault.NONE


SCENARIOS = (
    Scenario("lost-before", "Network away before the send, and back later", _no_network),
    Scenario("cut-before", "Connection cut before a byte is said", _network(Fault.LOST_BEFORE)),
    Scenario("lost-during", "Connection cut in the middle of the send", _network(Fault.LOST_DURING)),
    Scenario("lost-after", "Saved by the server, answer lost", _network(Fault.LOST_AFTER)),
    Scenario("half-answer", "Saved by the server, half of the answer comes", _network(Fault.CUT_ANSWER)),
    Scenario("killed", "Server killed before, while or after it saves, and started again", _killed),
    Scenario("closed", "App closed 0–0.15 s after the tap, and opened again", _closed),
    Scenario("clock", "The phone's clock 24 hours ahead or behind", _wrong_clock),
    Scenario("parallel", "Three windows send the same at once, without locks", _parallel),
    Scenario("cafe", "A log-in page answers 200 in the server's place", _network(Fault.CAFE)),
    Scenario("bad-gateway", "502 from somebody on the way, or connection refused", _gateway),
    Scenario("slow", "Each direction held 0.1–1.2 s, with impatient taps on Skicka nu", _slow),
)
