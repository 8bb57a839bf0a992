"""`make screenshots`: photograph the main pages of the practice county, phone and desktop, light and dark.

The ten that the README shows go to docs/pictures; the others to a folder of their own, to be looked at. Makes a
practice county in a temporary database and serves it, unless an address is given.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.house import machine, serve
from tools.house.stamps import ROOT, VENV

PICTURES = ROOT / "docs" / "pictures"
TOWN = "Falu kommun"
COUNTY = "Länsstyrelsen"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
THEMES = ("light", "dark")
#: A picture in a README is looked at and not scrolled.
TALLEST = {"phone": 1100, "desktop": 1250}


@dataclass(frozen=True, slots=True)
class Shot:
    """A page: whose it is, where it begins, and which links lead on from there.

    A link is the first whose address begins with `prefix` and holds `holding` in its text or in its row.
    """

    name: str
    role: str
    path: str
    follow: tuple[tuple[str, str], ...] = ()
    shown: tuple[str, ...] = ()


REPORTER, COORDINATOR, EST = "Rapportör", "Samordnare i organisationen", "EST-samordnare"
CHAIR, STEERING, RELAY = "Ordförande i EST-mötet", "Styrgrupp", "Samordnare för flera"
SHOTS = (
    Shot("start", REPORTER, "/", shown=("phone",)),
    Shot("report", REPORTER, "/handelser/ny/", shown=("phone",)),
    Shot("review", COORDINATOR, "/handelser/granska/", shown=("phone",)),
    Shot("week", EST, "/", shown=("desktop",)),
    Shot("picture", EST, "/lagesbilder/", (("/lagesbilder/20", ""),), shown=("desktop",)),
    Shot("meeting", CHAIR, "/moten/", (("/moten/", ""),), shown=("desktop",)),
    Shot("cause", EST, "/orsaksanalyser/", (("/orsaksanalyser/", "bil"),), shown=("desktop",)),
    Shot("measure", EST, "/atgarder/?visa=avslutade", (("/atgarder/", "lampor"),), shown=("desktop",)),
    Shot("month", EST, "/manadsrapporter/", (("/manadsrapporter/20", ""),), shown=("desktop",)),
    Shot("county", COUNTY, "/lansrapporter/", (("/lansrapporter/20", "föregående"),), shown=("desktop",)),
    # Not in the README: to be looked at.
    Shot("own", COORDINATOR, "/veckorapporter/"),
    Shot("members", RELAY, "/veckorapporter/medlemmar/"),
    Shot("reports", EST, "/veckorapporter/"),
    Shot("room", CHAIR, "/", (("/motesrum/", ""),)),
    Shot("meetings", CHAIR, "/moten/"),
    Shot("causes", EST, "/orsaksanalyser/"),
    Shot("measures", EST, "/atgarder/"),
    Shot("evaluations", EST, "/utvarderingar/"),
    Shot("evaluation", EST, "/utvarderingar/", (("/utvarderingar/", ""),)),
    Shot("lead-time", EST, "/ledtid/"),
    Shot("months", STEERING, "/manadsrapporter/"),
    Shot("county-start", COUNTY, "/"),
    Shot("settings", "Administratör", "/installningar/"),
    Shot("people", "Administratör", "/installningar/personer/"),
)
#: What the reporter writes for the organisation alone; the second holds what may not be shared.
NOTES = (
    "Dörren till källaren stod öppen igen. Ingen syntes till.",
    "Anna i 12:an hörde det hända. Hon nås på 070-174 06 35.",
    "Tredje gången i veckan, samma trapphus.",
)


class CannotPhotograph(Exception):
    """A page did not come, or a link that should be there is not."""


# -- The county to photograph -------------------------------------------------------------------
@contextmanager
def served() -> Iterator[str]:
    """A practice county of its own, served until the last picture."""
    with tempfile.TemporaryDirectory(prefix="tryggve-screenshots-") as folder:
        environment = {
            **os.environ,
            "TRYGGVE_VAR": folder,
            "TRYGGVE_DATABASE_URL": f"sqlite:///{folder}/screenshots.sqlite3",
            "TRYGGVE_PRACTICE": "true",
        }
        environment.pop("TRYGGVE_OWNER_DATABASE_URL", None)
        for command in (("migrate", "--verbosity", "0"), ("load_reference",), ("demo",)):
            print(f"Practice county: {command[0]}", flush=True)
            subprocess.run([str(VENV / "bin/python"), "manage.py", *command], cwd=ROOT, env=environment, check=True)
        port = machine.free_port()
        web = [str(VENV / "bin/granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        running = subprocess.Popen([*web, "config.wsgi:application"], cwd=ROOT, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, running)
            yield address
        finally:
            running.terminate()
            running.wait(30)


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + serve.PATIENCE_S
    while not serve.answers(address):
        if running.poll() is not None or time.monotonic() > until:
            raise CannotPhotograph(f"No page came from {address}. Read what was printed above.")
        time.sleep(0.1)


# -- One person, one page -----------------------------------------------------------------------
def _be(page: Page, address: str, role: str) -> None:
    """Log in as the town's (or the county's) first practice person with that role."""
    page.goto(f"{address}/ovningspersoner/")
    group = page.locator("section", has=page.get_by_role("heading", name=COUNTY if role == COUNTY else TOWN))
    choice = group.locator("button[name=person]", has=page.locator(f"b:text-is('{role}')"))
    choice = choice if choice.count() else group.locator("button[name=person]")
    choice.first.click()
    page.wait_for_load_state()


def _next(page: Page, shot: Shot, prefix: str, holding: str) -> str:
    """The address of the first link that leads on: one that names what is sought, else any."""
    links = page.locator("main a[href]").evaluate_all(
        "links => links.map(link => [link.getAttribute('href'), (link.closest('li, tr, article') || link).innerText])"
    )
    here = page.evaluate("location.pathname")
    found = [(href, text.lower()) for href, text in links if href.startswith(prefix) and href.split("?")[0] != here]
    found = [(href, text) for href, text in found if not href.split("?")[0].rstrip("/").endswith(("ny", "mina", "par"))]
    if not found:
        raise CannotPhotograph(
            f"{shot.name}: no link to {prefix} on {shot.path}. We saw {[href for href, _ in links]}."
        )
    return str(next((href for href, text in found if holding in text), found[0][0])).split("#")[0]


def _photograph(page: Page, address: str, shot: Shot, file: Path, *, tallest: int | None) -> None:
    page.goto(f"{address}{shot.path}")
    for prefix, holding in shot.follow:
        page.goto(f"{address}{_next(page, shot, prefix, holding)}")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    window = page.viewport_size or {"width": width, "height": height}
    if width > window["width"]:
        print(f"  {file.name}: sticks out sideways ({width} px)", flush=True)
    # A taller window and not a longer picture: what sticks to the bottom stays at the bottom.
    page.set_viewport_size({"width": window["width"], "height": min(height, tallest) if tallest else height})
    page.screenshot(path=file)
    page.set_viewport_size({"width": window["width"], "height": window["height"]})


def _something_to_review(browser: Browser, address: str) -> None:
    """In a county of our own a reporter sees three things, so that there is something to review on a Monday too."""
    room = browser.new_context(locale="sv-SE")
    page = room.new_page()
    _be(page, address, REPORTER)
    for number, note in enumerate(NOTES):
        page.goto(f"{address}/handelser/ny/")
        page.locator("input[name=category]").nth(number).check(force=True)
        page.locator("input[name=where][value=lista]").check(force=True)
        page.locator("select[name=place]").select_option(index=number + 2)
        page.locator("input[name=when][value=nyss]").check(force=True)
        page.locator("textarea[name=note]").fill(note)
        page.locator("main form button.btn").last.click()
        page.wait_for_url("**/kvitto/**")
    room.close()


def _room(browser: Browser, address: str, role: str, size: str, theme: str) -> Page:
    """A browser window of that size and theme, in which that person is logged in."""
    width, height = SIZES[size]
    room = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        reduced_motion="reduce",
    )
    page = room.new_page()
    _be(page, address, role)
    return page


def photograph(browser: Browser, address: str, readme: Path, rest: Path) -> int:
    """Every page in every size and theme. Returns how many could not be taken."""
    failed = 0
    for size, theme in product(SIZES, THEMES):
        rooms: dict[str, Page] = {}
        for shot in SHOTS:
            is_shown = size in shot.shown and theme == "light"
            name = f"{shot.name}-{size}.png" if is_shown else f"{shot.name}-{size}-{theme}.png"
            if shot.role not in rooms:
                rooms[shot.role] = _room(browser, address, shot.role, size, theme)
            file = (readme if is_shown else rest) / name
            try:
                _photograph(rooms[shot.role], address, shot, file, tallest=TALLEST[size] if is_shown else None)
                print(f"  {name}", flush=True)
            except CannotPhotograph as reason:
                failed += 1
                print(f"  {reason}", flush=True)
        for page in rooms.values():
            page.context.close()
    return failed


def main(arguments: Sequence[str]) -> int:
    """Serve, photograph, tell where the pictures are."""
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--address", help="a practice county that is already served, such as http://localhost:8000")
    parser.add_argument("--folder", type=Path, default=PICTURES, help="for the ten of the README")
    parser.add_argument("--rest", type=Path, help="for the others; a temporary folder by default")
    asked = parser.parse_args(arguments)
    rest = asked.rest or Path(tempfile.mkdtemp(prefix="tryggve-pictures-"))
    chromium = machine.chromium()
    if chromium is None:
        line = machine.apt_line(machine.CHROMIUM)
        print(f"No pictures can be taken. Chromium is missing. Run: {line}", file=sys.stderr)
        return 1
    for folder in (asked.folder, rest):
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as open_things:
        address = asked.address.rstrip("/") if asked.address else open_things.enter_context(served())
        play = open_things.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        if not asked.address:
            _something_to_review(browser, address)
        failed = photograph(browser, address, asked.folder, rest)
        browser.close()
    print(f"The README's pictures are in {asked.folder}, the others in {rest}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
