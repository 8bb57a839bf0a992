"""One week and one month in Falun, walked by the persons of the roles in a real browser."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import pytest

from tests.browser import month, week
from tests.browser.conftest import PHONE
from tests.browser.history import OLD_MEASURE, make_history
from tests.browser.house import House, Person
from tests.browser.week import NOTE_WORDS, AtABrowser
from tryggve.kernel.weeks import STOCKHOLM
from tryggve.testing.story import WEEK

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

THURSDAY_EVENING = datetime(2026, 9, 10, 20, 15, tzinfo=STOCKHOLM)
FRIDAY = datetime(2026, 9, 11, 8, 0, tzinfo=STOCKHOLM)
MONDAY = datetime(2026, 9, 14, 9, 0, tzinfo=STOCKHOLM)
TUESDAY = datetime(2026, 9, 15, 10, 0, tzinfo=STOCKHOLM)
WEDNESDAY = datetime(2026, 9, 16, 13, 0, tzinfo=STOCKHOLM)
THURSDAY = datetime(2026, 9, 17, 9, 0, tzinfo=STOCKHOLM)
AFTER_THE_MONTH = datetime(2026, 10, 5, 9, 0, tzinfo=STOCKHOLM)
#: Nothing of these is anybody's but Falun's.
FALUNS = ("Kopparstaden", "Rakel Lind", "Sixten Berg", *NOTE_WORDS)


def _told(person: Person) -> str:
    return "\n".join(person.seen.values())


def _is_nowhere(person: Person, words: tuple[str, ...]) -> None:
    """On no page shown during the walk, and behind no link from the start page."""
    pages = [*person.seen.items(), *person.walks_everywhere()]
    assert len(pages) > 3
    assert [(path, word) for path, content in pages for word in words if word in content] == []


def _send_the_month_to_the_county(elin: Person, stina: Person, lina: Person) -> None:
    month.compile_the_month(elin)
    month.approve_the_month(stina)
    month.send_the_month(elin)
    read = month.read_it_in_the_county(lina)
    hidden = (*FALUNS, week.SHARED, week.DECISION)
    assert [word for word in hidden for page in read if word in page] == []


def test_the_persons_of_the_roles_walk_one_week_and_one_month(house: House, person: AtABrowser) -> None:
    history = make_history(house.cast)
    rakel, sixten = person("rakel", width=PHONE), person("sixten")
    kerstin, petra, elin, mona = person("kerstin"), person("petra"), person("elin"), person("mona")
    olle, stina, lina, frida, bo = (person(name) for name in ("olle", "stina", "lina", "frida", "bo"))

    # Thursday evening: Rakel sees something, and saves it on her phone. It stays where it was written.
    house.clock.goes_to(THURSDAY_EVENING)
    incident = week.register_on_a_phone(rakel)
    raw = (f"/handelser/{incident}/", f"/handelser/{incident}/ratta/")
    rakel.may_not_open(f"/handelser/{incident}/", f"/lagesbilder/{WEEK}/", "/veckorapporter/", "/moten/", status=403)
    for stranger in (kerstin, petra, frida):
        stranger.opens("/")
        stranger.may_not_open(*raw)
    for reader in (elin, mona, olle, stina, lina, bo):
        reader.opens("/")
        reader.may_not_open(*raw, status=403)

    # Friday: Sixten reads her note, and writes what the others may read.
    house.clock.goes_to(FRIDAY)
    week.review_without_what_points_at_somebody(sixten, incident)

    # Monday: everybody shares their week. Until it is shared nobody else can read it.
    house.clock.goes_to(MONDAY)
    week.open_the_week(elin)
    elin.may_not_open(*raw, status=403)
    report = week.judge_preview_and_share(sixten)
    assert kerstin.opens(report) == 200
    assert week.SHARED in kerstin.text
    week.relay_for_the_shops(kerstin)
    week.share_a_summary_line(petra)
    for stranger in (frida, bo):
        stranger.may_not_open(report)
    sixten.may_not_open(f"/veckorapporter/{history.borlange_report}/delad/")

    # Tuesday: Elin compiles the picture of what was shared.
    house.clock.goes_to(TUESDAY)
    week.compile_the_picture(elin)
    assert petra.opens(f"/lagesbilder/{WEEK}/") == 200
    assert rakel.opens(f"/lagesbilder/{WEEK}/") == 403
    assert bo.opens(f"/lagesbilder/{WEEK}/") == 200
    assert bo.heading == "Vecka 37 är inte sammanställd än"

    # Wednesday: last week's three first; then this week's, and no fourth.
    house.clock.goes_to(WEDNESDAY)
    week.follow_up_last_weeks_areas(elin)
    meeting = week.open_the_meeting(elin)
    week.choose_three_and_not_four(elin, mona, olle, meeting)
    minutes = week.decide_and_close(elin, meeting)
    for stranger in (frida, bo):
        stranger.may_not_open(meeting, minutes, f"{minutes.rstrip('/')}.pdf")

    # Thursday: why does it happen, what do we do about it, and did the last one help?
    house.clock.goes_to(THURSDAY)
    week.try_the_cause(mona)
    measure = week.plan_and_start_a_measure(mona)
    week.read_a_measure_off(elin, OLD_MEASURE)
    rakel.may_not_open(measure, f"/utvarderingar/ny/{history.old_measure}/", status=403)
    frida.may_not_open(measure)

    # After the month: one compiles, another approves, and the county reads sums.
    house.clock.goes_to(AFTER_THE_MONTH)
    _send_the_month_to_the_county(elin, stina, lina)
    behind = (f"/manadsrapporter/{month.MONTH}/", f"/lagesbilder/{WEEK}/", meeting, measure, report)
    lina.may_not_open(*behind, status=403)

    # And the note is where it was written.
    assert NOTE_WORDS[0] in _told(sixten)
    for reader in (petra, elin):
        _is_nowhere(reader, NOTE_WORDS)
    for stranger in (frida, bo, lina):
        _is_nowhere(stranger, FALUNS)


def test_whoever_is_not_logged_in_is_led_to_the_log_in(house: House, person: AtABrowser) -> None:
    nobody = person("rakel")

    for path in ("/handelser/ny/", f"/lagesbilder/{WEEK}/", "/moten/", "/lansrapporter/"):
        nobody.page.goto(path)
        assert urlsplit(nobody.page.url).path == "/logga-in/"
        assert nobody.heading == "Logga in, så visar vi veckan"
