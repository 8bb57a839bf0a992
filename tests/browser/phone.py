"""A telephone as a reporter holds it: its screen, its taps, its network, and what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.house import ANSWERED
from tryggve.cycle.incidents.models import Incident
from tryggve.foundation.people.actions import invite_device
from tryggve.foundation.people.shapes import NewCode
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

#: A middling Android phone, held upright.
SCREEN = (390, 844)
API = "**/telefon/api/**"
SEND = "**/telefon/api/incidents"
#: What Chromium says when the network is away; whether the app copes is the test's question.
NO_NETWORK = "Failed to load resource: net::"


def connected_code(cast_: Cast, users: Sequence[str] = ("rakel",), name: str = "Bil 3") -> NewCode:
    """Sixten lays up a telephone for these people, and gets its code."""
    with acting_as(cast_.sixten):
        keys = [cast_.users[user].public_id for user in users]
        return invite_device(name=name, users=keys, by=cast_.sixten, now=timezone.now())


def saved(cast_: Cast) -> list[Incident]:
    """What Kopparstaden has, oldest first."""
    with acting_as(cast_.sixten):
        return list(Incident.objects.seen_by(cast_.sixten).order_by("id"))


GLANCE = """({
  lit: [...document.querySelectorAll("[data-pane]")].map((each) => [each.dataset.pane, each.dataset.lit]),
  key: document.querySelector("[data-key]")?.dataset.key ?? "",
  unsent: Number(document.getElementById("banner")?.dataset.unsent ?? 0),
})"""
NewPhone = Callable[..., "Phone"]


@dataclass
class Phone:
    """A browser on a phone, with one page open. Counts taps and letters; remembers what went wrong."""

    context: BrowserContext
    address: str
    taps: int = 0
    letters: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(10_000)
        self.page: Page = self.new_page()

    @classmethod
    def new(cls, chromium: Browser, address: str, **more: Any) -> Phone:
        """Out of the box. `more` goes to the browser: color_scheme, permissions, width."""
        width = more.pop("width", SCREEN[0])
        options: dict[str, Any] = {
            "viewport": {"width": width, "height": SCREEN[1]},
            "has_touch": True,
            "is_mobile": width < 1000,
            "locale": "sv-SE",
            "timezone_id": "Europe/Stockholm",
            "reduced_motion": "reduce",
        }
        return cls(chromium.new_context(base_url=address, **(options | more)), address)

    def new_page(self) -> Page:
        """One more window of the app."""
        page = self.context.new_page()
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._asked)
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith((ANSWERED, NO_NETWORK)):
            self.faults.append(text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"asked {request.url}, which is not ours")

    # -- Being connected ---------------------------------------------------------------------------
    def connects(self, code: NewCode) -> Phone:
        """Read the QR code, and press the button."""
        self.page.goto(f"/telefon/anslut/{code.code}/")
        self.page.locator("main form button").first.click()
        self.page.wait_for_url("**/telefon/")
        return self.is_ready()

    def opens(self, where: str = "") -> Phone:
        """From the home screen."""
        self.page.goto(urljoin(self.address, f"/telefon/#{where}"))
        return self.is_ready()

    def reopens(self) -> Phone:
        """Closed, and opened again."""
        self.page.close()
        self.page = self.new_page()
        return self.opens()

    def is_ready(self) -> Phone:
        """Until the app has drawn itself and asked the server what it knows."""
        self.page.wait_for_selector("html[data-ready=yes]")
        return self

    def has_its_shell(self) -> Phone:
        """Until the service worker has put the app aside."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    # -- Fingers -------------------------------------------------------------------------------------
    def taps_on(self, selector: str) -> None:
        """One tap."""
        self.page.locator(selector).first.tap()
        self.taps += 1

    def tap_words(self, words: str) -> None:
        """One tap on what says so."""
        self.page.locator("main, #banner, #below, #foot").get_by_text(words, exact=True).first.tap()
        self.taps += 1

    def writes(self, selector: str, text: str) -> None:
        """Letters, one by one."""
        self.page.locator(selector).press_sequentially(text)
        self.letters += len(text)

    def saves(self, category: str = "F3") -> str:
        """What, and save. The key on the receipt."""
        self.page.evaluate("location.hash = ''")
        self.taps_on(f".tile[data-code={category}]")
        self.taps_on("[data-save]")
        return self.key

    # -- Eyes ----------------------------------------------------------------------------------------
    @property
    def key(self) -> str:
        """Of the receipt that is shown."""
        shown = self.page.locator("[data-key]")
        shown.wait_for()
        return str(shown.get_attribute("data-key"))

    def glance(self) -> tuple[dict[str, bool], str, int]:
        """All that the screen claims, at one moment: pane → lit, of which key; and how many it calls unsent."""
        found = self.page.evaluate(GLANCE)
        lit = {name: value == "true" for name, value in found["lit"]}
        return lit, str(found["key"]), int(found["unsent"])

    def lit(self) -> dict[str, bool]:
        """What the receipt claims: pane → lit."""
        return self.glance()[0]

    def sees_lit(self, pane: str) -> None:
        """Until the pane is lit."""
        expect(self.page.locator(f"[data-pane={pane}][data-lit=true]")).to_be_visible()

    def sees(self, words: str) -> None:
        """Until it is said somewhere on the screen."""
        expect(self.page.locator("body")).to_contain_text(words)

    @property
    def unsent(self) -> int:
        """What the counter says."""
        return int(self.page.locator("#banner").get_attribute("data-unsent") or 0)

    def sees_unsent(self, n: int) -> None:
        """Until the counter says so."""
        expect(self.page.locator("#banner")).to_have_attribute("data-unsent", str(n))

    # -- The network -----------------------------------------------------------------------------------
    @contextmanager
    def no_network(self) -> Iterator[None]:
        """In a cellar."""
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)

    @contextmanager
    def answered(
        self, status: int, body: object = "", *, kind: str = "application/json", where: str = SEND
    ) -> Iterator[None]:
        """Somebody else answers in the server's place."""

        def answer(route: Route) -> None:
            text = body if isinstance(body, str) else json.dumps(body)
            if route.request.method == "GET":
                route.continue_()
            else:
                route.fulfill(status=status, content_type=kind, body=text)

        self.context.route(where, answer)
        yield
        self.context.unroute(where, answer)
