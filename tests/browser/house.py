"""The house as a person meets it: a browser, a clock, and a worker in the back room."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.management import call_command
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request
from playwright.sync_api import TimeoutError as TookTooLong

from tryggve.testing.cast import NOW, PASSWORD, Cast

#: What Chromium says of every answer that is not 200; whether that is right is the test's question.
ANSWERED = "Failed to load resource: the server responded with a status of"


class Clock:
    """Stands in for the wall clock, and goes on ticking from where it is set."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.goes_to(moment)

    def goes_to(self, moment: datetime) -> None:
        """Set it."""
        self._set, self._since = moment.astimezone(UTC), time.monotonic()

    def __call__(self) -> datetime:
        """As Django asks."""
        return self._set + timedelta(seconds=time.monotonic() - self._since)


@dataclass(frozen=True)
class House:
    """The running house."""

    cast: Cast
    address: str
    clock: Clock

    def works_off_the_queue(self) -> None:
        """The worker does what has been asked for, and goes home."""
        call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)


@dataclass
class Person:
    """Somebody at a browser. Remembers every page shown, and everything the browser complained about."""

    name: str
    house: House
    context: BrowserContext
    seen: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.name}, {self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWERED):
            self.faults.append(f"{self.name}, {self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.house.address, "data:", "blob:")):
            self.faults.append(f"{self.name}, {self.page.url}: asked {request.url}, which is not ours")

    # -- Going somewhere -----------------------------------------------------------------------
    def opens(self, path: str) -> int:
        """Go there, through the log-in when it stands in the way. Returns the answer's status."""
        answer = self.page.goto(urljoin(self.house.address, path))
        assert answer is not None
        way_in = self.page.locator("main").get_by_role("link", name="Logga in")
        if way_in.count():
            way_in.click()
            self.page.wait_for_url("**/logga-in/**")
        if self.path == "/logga-in/":
            self.page.get_by_label("E-post").fill(f"{self.name}@exempel.se")
            self.page.get_by_label("Lösenord").fill(PASSWORD)
            with self.page.expect_navigation() as going:
                self.page.get_by_role("button", name="Logga in", exact=True).click()
            answer = going.value
            assert answer is not None
        self._looks()
        return answer.status

    def clicks(self, name: str, *, role: str = "button", within: Locator | None = None) -> int:
        """Press a button (or follow a link), and wait for the page it leads to. Returns its status."""
        here: Any = within or self.page.locator("main")
        try:
            with self.page.expect_navigation() as going:
                here.get_by_role(role, name=name).first.click()
        except TookTooLong as late:
            raise AssertionError(
                f"{self.name} finds no {role} {name!r} that leads on, at {self.page.url}:\n{self.text}"
            ) from late
        self._looks()
        return going.value.status

    def follows(self, name: str, *, within: Locator | None = None) -> int:
        """Follow a link."""
        return self.clicks(name, role="link", within=within)

    def waits_for_the_worker(self, path: str) -> None:
        """Stay on the job's page while the work is done; it leads on by itself."""
        self.house.works_off_the_queue()
        self.page.wait_for_url(f"**{path}")
        self._looks()

    def _looks(self) -> None:
        self.page.wait_for_load_state("load")
        self.seen[self.page.url] = self.seen.get(self.page.url, "") + self.page.content()

    # -- Reading -------------------------------------------------------------------------------
    @property
    def heading(self) -> str:
        """What the page answers."""
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """All that the page says."""
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        """Where we are."""
        return urlsplit(self.page.url).path

    def has_button(self, name: str) -> bool:
        """Whether there is something to press."""
        return self.page.get_by_role("button", name=name).count() > 0

    # -- Filling in ----------------------------------------------------------------------------
    def fills(self, answers: dict[str, str], within: Locator | None = None) -> None:
        """Write under each label."""
        here: Any = within or self.page.locator("main")
        for label, value in answers.items():
            here.get_by_label(label).first.fill(value)

    def chooses(self, label: str, option: str, within: Locator | None = None) -> None:
        """Choose in a list."""
        here: Any = within or self.page.locator("main")
        here.get_by_label(label).first.select_option(label=option)

    def ticks(self, label: str, within: Locator | None = None) -> None:
        """Press a tile, a radio button or a box, by the words on it."""
        here: Any = within or self.page.locator("main")
        here.locator("label").filter(has_text=re.compile(re.escape(label))).first.click()

    # -- Files, and what is closed -------------------------------------------------------------
    def fetches(self, path: str) -> tuple[int, bytes]:
        """Ask for an address with this person's session, without showing it."""
        answer = self.context.request.get(urljoin(self.house.address, path), max_redirects=0)
        return answer.status, answer.body()

    def may_not_open(self, *paths: str, status: int = 404) -> None:
        """The address is closed, and its page says nothing of what is behind it."""
        for path in paths:
            assert self.fetches(path)[0] == status, f"{self.name} on {path}"

    def walks_everywhere(self, most: int = 150) -> Iterator[tuple[str, str]]:
        """Every page and file that links lead to from the start page, with its content.

        Weeks and versions lead on without end: of each page the first three of them are enough.
        """
        waiting, done, pages = ["/"], set[str](), Counter[str]()
        while waiting and len(done) < most:
            path = waiting.pop(0)
            bare = path.partition("?")[0]
            if path in done or pages[bare] == 3:
                continue
            done.add(path)
            pages[bare] += 1
            answer = self.context.request.get(urljoin(self.house.address, path))
            content = answer.body().decode("utf-8", "replace")
            yield path, content
            if "html" in answer.headers.get("content-type", ""):
                found = (urlsplit(urljoin(answer.url, link)) for link in re.findall(r'href="([^"#]+)', content))
                waiting += [
                    f"{link.path}?{link.query}".rstrip("?").replace("&amp;", "&")
                    for link in found
                    if f"{link.scheme}://{link.netloc}" == self.house.address and not link.path.startswith("/static/")
                ]
