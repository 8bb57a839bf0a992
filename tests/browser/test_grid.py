"""The weekly grid and the report's words in a real browser: keys, paste, two at once, and what may go wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.house import House, Person
from tryggve.cycle.weekly_reports import queries
from tryggve.cycle.weekly_reports.actions import keep_field, open_week, write_cells
from tryggve.cycle.weekly_reports.models import SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.rules.cells import mark_of
from tryggve.cycle.weekly_reports.shapes import CellEntry
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import STOCKHOLM
from tryggve.testing.story import WEEK

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MONDAY = datetime(2026, 9, 14, 9, 0, tzinfo=STOCKHOLM)
AtABrowser = Callable[..., Person]
N_ACCIDENTS, SEED = 25, 4


def police_report(house: House) -> WeeklyReport:
    house.clock.goes_to(MONDAY)
    reports = open_week(week=WEEK, by=house.cast.elin, now=MONDAY)
    return next(each for each in reports if each.organisation_id == house.cast.organisations["police"].pk)


def at_the_grid(house: House, person: AtABrowser) -> tuple[Person, WeeklyReport]:
    report = police_report(house)
    petra = person("petra")
    petra.opens(f"/veckorapporter/{report.public_id}/rutnat/")
    return petra, report


def cell(page: Page, row: int, column: int) -> str:
    inputs = page.locator("tbody tr").filter(has=page.locator("input.count")).nth(row).locator("input.count")
    return inputs.nth(column).get_attribute("name") or ""


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


def is_saved(page: Page) -> None:
    expect(page.locator("[data-state-of-all]")).to_have_text("Allt är sparat. Inget är delat.")


def numbers(house: House, report: WeeklyReport) -> dict[str, int]:
    viewer = house.cast.petra
    with acting_as(viewer):
        rows = SummaryLine.objects.seen_by(viewer).filter(report=report).select_related("area")
        return {f"v.{row.category_code}.{'a-' + row.area.public_id if row.area else ''}": row.count for row in rows}


_PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const paste = new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(paste);
}"""


def paste(page: Page, text: str) -> None:
    page.evaluate(_PASTE, text)


# -- Keys --------------------------------------------------------------------------------------------
def test_the_grid_is_filled_by_the_keyboard_alone(house: House, person: AtABrowser) -> None:
    petra, report = at_the_grid(house, person)
    page, press = petra.page, petra.page.keyboard.press
    at = [[cell(page, row, column) for column in range(3)] for row in range(3)]
    n_columns = page.locator("tbody tr").first.locator("input.count").count()
    assert page.locator("input.count[tabindex='0']").count() == 1

    page.locator(f"[name='{at[0][0]}']").focus()
    press("7")
    press("ArrowRight")
    assert focused(page) == at[0][1]
    press("1")
    press("2")
    press("Enter")
    assert focused(page) == at[1][1]
    press("3")
    press("Tab")
    assert focused(page) == at[1][2]
    press("Shift+Tab")
    press("4")
    press("Home")
    assert focused(page) == at[1][0]
    press("End")
    assert focused(page) == cell(page, 1, n_columns - 1)
    press("Tab")
    assert focused(page) == at[2][0]
    press("0")
    press("ArrowUp")
    press("Control+Enter")
    expect(page.locator("#comment")).to_be_focused()
    press("Escape")
    assert focused(page) == at[1][0]
    press("Control+End")
    press("Tab")
    assert not focused(page).startswith("v.")
    is_saved(page)
    assert numbers(house, report) == {at[0][0]: 7, at[0][1]: 12, at[1][1]: 4}

    page.locator(f"[name='{at[0][1]}']").focus()
    press("Delete")
    is_saved(page)
    expect(page.locator(f"td:has([name='{at[2][0]}'])")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"td:has([name='{at[0][1]}'])")).to_have_attribute("data-state", "empty")
    page.wait_for_timeout(300)
    assert numbers(house, report) == {at[0][0]: 7, at[1][1]: 4}


def test_a_block_from_excel_is_pasted_told_and_undone(house: House, person: AtABrowser) -> None:
    petra, report = at_the_grid(house, person)
    page = petra.page
    first = cell(page, 0, 0)
    page.locator(f"[name='{first}']").focus()
    page.keyboard.press("9")
    page.keyboard.press("Tab")
    is_saved(page)
    page.locator(f"[name='{first}']").focus()

    paste(page, "1\t2\r\n3\t2,5\r\n")

    told = page.locator("[data-pasted]")
    expect(told).to_contain_text("3 rutor är inklistrade")
    expect(told).to_contain_text("Talet har decimaler")
    assert sorted(numbers(house, report).values()) == [1, 2, 3]
    told.get_by_role("button", name="Ångra inklistringen").click()
    is_saved(page)
    page.wait_for_timeout(300)
    assert numbers(house, report) == {first: 9}


# -- Two at once ---------------------------------------------------------------------------------------
def test_two_numbers_for_a_cell_are_shown_and_one_is_chosen(house: House, person: AtABrowser) -> None:
    petra, report = at_the_grid(house, person)
    page = petra.page
    name = cell(page, 0, 0)
    code, _dot, where = name[2:].partition(".")
    write_cells(
        public_id=report.public_id, week=str(WEEK), entries=[CellEntry(code, where, 9)],
        by=house.cast.petra, now=MONDAY,
    )  # fmt: skip
    page.locator(f"[name='{name}']").focus()
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    conflict = page.locator("[data-conflicts] li")
    expect(conflict).to_contain_text("Du skrev: 4. Någon annan sparade: 9.")
    assert numbers(house, report) == {name: 9}
    assert page.locator(f"[name='{name}']").input_value() == "4"
    conflict.get_by_role("button", name="Spara mitt: 4").click()
    is_saved(page)
    assert numbers(house, report) == {name: 4}


def test_two_tabs_end_in_both_texts_side_by_side(house: House, person: AtABrowser) -> None:
    report = police_report(house)
    petra = person("petra")
    petra.opens(f"/veckorapporter/{report.public_id}/")
    here, there = petra.page, petra.context.new_page()
    there.goto(here.url)
    there.get_by_label("Vad behöver ni hjälp med?").fill("Fler lampor.")
    there.get_by_label("Vad behöver ni hjälp med?").blur()
    expect(there.locator("[data-said=needs]")).to_have_text("Sparat, inte delat.")
    here.get_by_label("Vad behöver ni hjälp med?").fill("Fler vakter.")
    here.get_by_label("Vad behöver ni hjälp med?").blur()
    merge = here.locator("[data-merge=needs]")
    expect(merge).to_contain_text("Fler lampor.")
    expect(merge).to_contain_text("Fler vakter.")
    merge.get_by_role("button", name="Sätt ihop båda").click()
    expect(here.locator("[data-said=needs]")).to_have_text("Sparat, inte delat.")
    with acting_as(house.cast.petra):
        assert queries.own_report(house.cast.petra, report.public_id).needs == "Fler vakter.\n\nFler lampor."


# -- Accidents ------------------------------------------------------------------------------------------
def test_nothing_typed_is_lost_when_the_network_or_the_session_ends(house: House, person: AtABrowser) -> None:
    petra, report = at_the_grid(house, person)
    page = petra.page
    name = cell(page, 0, 0)
    petra.context.set_offline(True)
    page.locator(f"[name='{name}']").focus()
    page.keyboard.press("6")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state-of-all]")).to_contain_text("Inget nät.")
    expect(page.locator(f"td:has([name='{name}'])")).to_have_attribute("data-state", "waiting")
    petra.context.set_offline(False)
    is_saved(page)
    assert numbers(house, report) == {name: 6}

    petra.context.clear_cookies()
    page.locator(f"[name='{name}']").focus()
    page.keyboard.press("8")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state-of-all]")).to_contain_text("Du har loggats ut.")
    assert numbers(house, report) == {name: 6}
    petra.opens(f"/veckorapporter/{report.public_id}/rutnat/")
    is_saved(page)
    assert numbers(house, report) == {name: 8}
    petra.faults[:] = [fault for fault in petra.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_accidents_while_a_text_is_written_lose_no_letter(house: House, person: AtABrowser) -> None:
    """Reload, Back, a lost network, a double click and another editor, drawn: the text is saved or on the page."""
    report = police_report(house)
    petra = person("petra")
    petra.opens(f"/veckorapporter/{report.public_id}/")
    draw = random.Random(SEED)
    for number in range(N_ACCIDENTS):
        accident = draw.choice(("reload", "back", "network", "double", "other"))
        if accident == "other":
            keep_field(
                public_id=report.public_id, field="needs", text=f"Deras {number}.",
                seen=mark_of(needs(house, report)), by=house.cast.petra, now=MONDAY,
            )  # fmt: skip
        text = f"Behov nummer {number}."
        writes_and(house, petra.page, accident, text)
        petra.page.wait_for_function(_SHOWS, arg=text)
        if accident == "other":
            merge = petra.page.locator("[data-merge=needs]")
            expect(merge).to_contain_text(f"Deras {number}.")
            merge.get_by_role("button", name="Behåll mitt").click()
        petra.page.wait_for_function(_NOTHING_WAITS, timeout=30_000)
        assert needs(house, report) == text, accident
    petra.faults[:] = [fault for fault in petra.faults if "ERR_FAILED" not in fault]


_SHOWS = "text => document.querySelector('[name=needs]')?.value === text"
_NOTHING_WAITS = "() => !Object.keys(sessionStorage).some(name => name.endsWith('-needs'))"


def needs(house: House, report: WeeklyReport) -> str:
    with acting_as(house.cast.petra):
        return queries.own_report(house.cast.petra, report.public_id).needs


def fails(route: Route) -> None:
    route.abort()


def writes_and(house: House, page: Page, accident: str, text: str) -> None:
    """Write in the box; then it happens, before the text is saved."""
    if accident == "network":
        page.route("**/falt/", fails)
    page.get_by_label("Vad behöver ni hjälp med?").fill(text)
    if accident == "back":
        page.goto(urljoin(house.address, "/"))
        page.go_back()
    elif accident == "double":
        page.locator("h1").dblclick()
    else:
        page.reload()
    if accident == "network":
        page.unroute("**/falt/")
        page.reload()
