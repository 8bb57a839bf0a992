"""One run: what was done, what the screen claimed, what the database says; and the counts of what must never be."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from tests.browser.phone import Phone
from tools.faults.proxy import Proxy
from tools.faults.server import Server
from tryggve.cycle.incidents.models import Incident

LOOKS_EVERY_S = 0.03
#: After the fault is mended the incident must be there within this time.
DELIVERED_WITHIN_S = 30.0
#: The app's own timer is waited for in one run of four; in the others somebody presses "Skicka nu".
BY_ITSELF = 0.25
CLOCK_MAY_DIFFER = timedelta(minutes=3)
_WRONG_CLOCK = """
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + SHIFT); }
  static now() { return Real.now() + SHIFT; }
};
"""
_NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });"


class Log(Protocol):
    """What the database says."""

    def has(self, key: str) -> bool:
        """Whether it is there."""

    def last(self) -> int:
        """The latest row."""

    def after(self, last: int) -> list[Incident]:
        """Those that have come since."""


@dataclass
class Tally:
    """What was counted. All but the first two must be 0."""

    runs: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    claimed: int = 0
    wrong_time: int = 0
    stories: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing happened that must not."""
        return not (self.lost or self.doubled or self.claimed or self.wrong_time)


@dataclass
class Stage:
    """The phone, the network, the server and the database, in one run of one scenario."""

    browser: Browser
    phone: Phone
    proxy: Proxy
    server: Server
    log: Log
    chance: random.Random
    tally: Tally
    other_clocks: dict[int, Phone] = field(default_factory=dict)
    acknowledged: bool = False
    claims: int = 0

    # -- What the scenario does --------------------------------------------------------------------
    def saves(self, *, wait: bool = True) -> None:
        """Two taps. Waits until the screen says that it is saved."""
        page = self.phone.page
        page.evaluate("location.hash = ''")
        page.locator(".tile[data-code=F3]").first.tap()
        page.locator("[data-save]").tap()
        if wait:
            page.locator("[data-pane=phone][data-lit=true]").wait_for()
            self.acknowledged = True

    def watches(self, seconds: float) -> None:
        """Look at the screen all the time, and compare each claim with the database."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.notes_what_is_claimed()
            time.sleep(LOOKS_EVERY_S)

    def notes_what_is_claimed(self) -> None:
        """The screen first, in one glance, and the database after it: what is claimed must be true already."""
        lit, key, unsent = self.phone.glance()
        self.acknowledged = self.acknowledged or lit.get("phone", False)
        says_sent = lit.get("coordinator", False) or (self.acknowledged and bool(key) and unsent == 0)
        if (says_sent and not self.log.has(key)) or lit.get("shared", False):
            self.claims += 1

    def presses_send_now(self) -> None:
        """An impatient thumb, if there is anything to press."""
        with suppress(BrowserError):
            self.phone.page.locator("[data-send]").first.tap(timeout=300)

    def clock_is_wrong_by(self, milliseconds: int) -> None:
        """Take a phone whose clock is wrong; it is the same phone otherwise."""
        if milliseconds not in self.other_clocks:
            other = Phone.new(self.browser, self.phone.address, storage_state=self.phone.context.storage_state())
            other.context.add_init_script(f"const SHIFT = {milliseconds};{_WRONG_CLOCK}")
            self.other_clocks[milliseconds] = other.opens()
        self.phone = self.other_clocks[milliseconds]

    def windows_without_locks(self, n: int) -> list[Page]:
        """More windows of the app, which do not know how to wait for each other."""
        windows = []
        for _ in range(n):
            window = self.phone.new_page()
            window.add_init_script(_NO_LOCKS)
            window.goto(f"{self.phone.address}/telefon/")
            window.wait_for_selector("html[data-ready=yes]")
            windows.append(window)
        return windows

    # -- What must be true in the end --------------------------------------------------------------
    def run(self, name: str, happens: Callable[[Stage], None]) -> None:
        """One run: the fault, the mending, and the count."""
        last = self.log.last()
        started = datetime.now(UTC)  # noqa: TID251 - what is counted is told by a real clock
        self.acknowledged, self.claims = False, 0
        happens(self)
        self._delivered()
        new = self.log.after(last)
        self.tally.runs += 1
        self.tally.acknowledged += self.acknowledged
        wrong = {
            "lost": int(self.acknowledged and not new),
            "doubled": max(0, len(new) - 1),
            "claimed": int(self.claims > 0),
            "wrong_time": sum(abs(row.occurred_from - started) > CLOCK_MAY_DIFFER for row in new),
        }
        for what, n in wrong.items():
            setattr(self.tally, what, getattr(self.tally, what) + n)
            if n:
                self.tally.stories.append(
                    f"{name}, run {self.tally.runs}: {what}; the page was at {self.phone.page.url}"
                )

    def _delivered(self) -> None:
        """Until the phone says that nothing is left to send; by its own timer, or by a thumb."""
        by_itself = self.chance.random() < BY_ITSELF
        until = time.monotonic() + DELIVERED_WITHIN_S
        while time.monotonic() < until:
            self.notes_what_is_claimed()
            if self.phone.unsent == 0:
                break
            if not by_itself:
                self.presses_send_now()
            time.sleep(LOOKS_EVERY_S)
        self.notes_what_is_claimed()
