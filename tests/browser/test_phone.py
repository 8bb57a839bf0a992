"""The reporter's app on a phone: four taps and no letters, with and without a network, and never more than is true."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.phone import NewPhone, connected_code, saved
from tools.pytest_told import tell
from tryggve.cycle.incidents.models import IncidentPhoto
from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.edges.phone import shell
from tryggve.foundation.people.actions import revoke_device
from tryggve.foundation.reference.actions import save_fault_desk
from tryggve.foundation.reference.shapes import FaultDeskDraft
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

MOST_TAPS = 4
NOTE = "Trasig dörr vid miljöhuset"
#: Everything in the phone's store as one text, and what the key gives away of itself.
KEPT = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const db = await answer(indexedDB.open("tryggve-phone"));
  const all = (store) => answer(db.transaction(store).objectStore(store).getAll());
  const text = (value) => {
    if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
    if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return String(value);
    return Object.entries(value).map(([name, each]) => name + text(each)).join();
  };
  const rows = [...await all("queue"), ...await all("kept"), ...await all("receipts")];
  const [key] = await all("keys");
  const exported = await crypto.subtle.exportKey("raw", key).then(() => true, () => false);
  return { n: rows.length, text: rows.map(text).join(), extractable: key.extractable, exported };
}"""


# -- Four taps ---------------------------------------------------------------------------------------
def test_four_taps_and_no_letters_save_an_incident(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone().has_its_shell()
    started = time.monotonic()
    phone.reopens()
    opened = time.monotonic() - started

    started = time.monotonic()
    phone.taps_on(".tile[data-code=F3]")
    phone.taps_on(".place >> nth=0")
    phone.taps_on(".chip-btn[data-id=just_now]")
    phone.taps_on("[data-save]")
    phone.sees_lit("phone")
    took = time.monotonic() - started
    phone.sees_lit("coordinator")

    assert phone.taps <= MOST_TAPS
    assert phone.letters == 0
    rows = saved(transactional_cast)
    assert [(row.category_code, row.submission_key) for row in rows] == [("F3", phone.key)]
    assert abs(rows[0].occurred_from - datetime.now(UTC)) < timedelta(minutes=2)
    tell("the reporter's phone", f"opened in {opened:.2f} s; four taps, and the machine's part of them {took:.2f} s")


def test_all_categories_are_one_tap_away_and_a_round_stays_where_it_is(
    new_phone: NewPhone, transactional_cast: Cast
) -> None:
    phone = new_phone()

    phone.tap_words("Alla kategorier")
    phone.taps_on(".pick[data-code=E6]")
    phone.tap_words("Sök eller välj i lista")
    phone.page.locator("#place-search").fill("knut")
    phone.taps_on(".place")
    phone.taps_on("[data-save]")
    phone.sees_lit("coordinator")
    phone.taps_on("[data-more]")
    phone.taps_on(".tile >> nth=0")
    phone.taps_on("[data-save]")
    phone.sees_lit("coordinator")
    phone.sees("2 sparade på den här rundan")

    first, second = saved(transactional_cast)
    assert first.category_code == "E6"
    assert first.place_id is not None
    assert second.place_id == first.place_id


def test_going_back_keeps_what_was_chosen(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone()
    phone.taps_on(".tile[data-code=F3]")
    phone.tap_words("Vet ej")
    phone.taps_on(".chip-btn[data-id=yesterday]")
    phone.taps_on("summary:has-text('Lägg till')")
    phone.page.locator("#note").fill(NOTE)
    phone.taps_on(".chip-btn[data-id=heard]")

    phone.taps_on("#back")
    phone.taps_on(".tile[data-code=C1]")
    assert phone.page.locator("#note").input_value() == NOTE
    phone.reopens()
    phone.tap_words("Fortsätt")
    phone.taps_on("[data-save]")
    phone.sees_lit("coordinator")

    (row,) = saved(transactional_cast)
    assert (row.category_code, row.note, row.certainty, row.time_precision) == ("C1", NOTE, "heard", "day")
    assert row.place_id is None


def test_a_position_is_a_help_that_never_blocks(new_phone: NewPhone, transactional_cast: Cast) -> None:
    place = next(iter(transactional_cast.places.values()))
    here = {"latitude": place.lat, "longitude": place.lon, "accuracy": 12}
    knows = new_phone(permissions=["geolocation"], geolocation=here)
    knows.taps_on(".tile[data-code=F3]")
    knows.sees("Du är ungefär här")
    expect(knows.page.locator(".here .place")).to_have_attribute("aria-pressed", "true")
    knows.taps_on("[data-save]")
    knows.sees_lit("coordinator")
    knows.taps_on("[data-more]")
    knows.taps_on(".tile[data-code=F3]")
    expect(knows.page.locator(".place[aria-pressed=true]")).to_have_count(1)

    denied = new_phone(connected_code(transactional_cast, name="Bil 4"), permissions=[])
    denied.taps_on(".tile[data-code=F3]")
    denied.taps_on("[data-save]")
    denied.sees_lit("coordinator")

    first, second = saved(transactional_cast)
    assert first.place_id == place.pk
    assert second.category_code == "F3"


def test_a_note_that_looks_like_a_person_gets_a_hint_and_no_refusal(
    new_phone: NewPhone, transactional_cast: Cast
) -> None:
    phone = new_phone()
    phone.taps_on(".tile[data-code=F3]")
    phone.taps_on("summary:has-text('Lägg till')")
    phone.sees("Skriv om platsen, inte om personer.")

    phone.page.locator("#note").fill("Ring 070-123 45 67")
    phone.sees("Det ser ut som ett telefonnummer. Ta bort det.")
    phone.page.locator("#note").fill(NOTE)
    expect(phone.page.locator("main")).not_to_contain_text("telefonnummer")
    assert phone.page.locator("#note").get_attribute("maxlength") == "280"


# -- No network ----------------------------------------------------------------------------------------
def test_without_a_network_it_opens_saves_and_sends_once_when_the_network_is_back(
    new_phone: NewPhone, transactional_cast: Cast
) -> None:
    phone = new_phone().has_its_shell()
    with phone.no_network():
        started = time.monotonic()
        phone.page.goto("/telefon/")
        phone.page.locator(".tile").first.wait_for()
        opened = time.monotonic() - started
        phone.saves("F3")
        phone.sees_lit("phone")
        phone.saves("C1")
        assert phone.lit() == {"phone": True, "coordinator": False, "shared": False}
        phone.sees_unsent(2)
        phone.sees("2 händelser väntar på att skickas.")
        phone.sees("Ta inte bort appen.")
        assert saved(transactional_cast) == []

    phone.sees_lit("coordinator")
    phone.sees_unsent(0)

    assert [row.category_code for row in saved(transactional_cast)] == ["F3", "C1"]
    tell("the reporter's phone", f"opened without a network in {opened:.2f} s")


def test_a_closed_app_sends_when_it_is_opened_again(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone().has_its_shell()
    with phone.no_network():
        key = phone.saves()
        phone.sees_lit("phone")
        phone.page.close()
    phone.page = phone.new_page()

    phone.opens()
    phone.sees_unsent(0)
    phone.opens(f"kvitto/{key}")
    phone.sees_lit("coordinator")

    assert [row.submission_key for row in saved(transactional_cast)] == [key]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<!doctype html><h1>Gratis wifi</h1>", "text/html"),
        (200, {"public_id": "x", "submission_key": "en-annan"}, "application/json"),
        (200, {"ok": True}, "application/json"),
        (502, "<h1>Bad Gateway</h1>", "text/html"),
        (503, {"error": "busy"}, "application/json"),
    ],
    ids=["a café's page", "another's receipt", "no receipt", "a proxy's page", "a tired server"],
)
def test_what_is_no_receipt_is_not_believed(
    new_phone: NewPhone, transactional_cast: Cast, status: int, body: object, kind: str
) -> None:
    phone = new_phone()
    with phone.answered(status, body, kind=kind):
        phone.saves()
        phone.sees_lit("phone")
        phone.page.wait_for_timeout(400)
        assert phone.lit()["coordinator"] is False
        phone.sees_unsent(1)

    phone.taps_on("[data-send]")
    phone.sees_lit("coordinator")

    assert len(saved(transactional_cast)) == 1


def test_what_waits_for_two_hours_is_said_aloud(new_phone: NewPhone) -> None:
    phone = new_phone()
    phone.page.clock.install()
    phone.opens()
    with phone.no_network():
        phone.saves()
        phone.sees("1 händelse väntar på att skickas.")

        phone.page.clock.fast_forward("02:10:00")

        phone.sees("Den äldsta har väntat 2 timmar.")
        phone.sees("Ta inte bort appen.")


def test_what_is_kept_on_the_phone_is_sealed(new_phone: NewPhone) -> None:
    phone = new_phone().has_its_shell()
    with phone.no_network():
        phone.taps_on(".tile[data-code=F3]")
        phone.taps_on("summary:has-text('Lägg till')")
        phone.page.locator("#note").fill(NOTE)
        phone.taps_on("[data-save]")
        phone.sees_lit("phone")
        kept = phone.page.evaluate(KEPT)

    assert kept["n"] >= 3
    # With its quotes: sealed bytes hold any two letters now and then.
    assert not any(word in kept["text"] for word in (NOTE, '"F3"', "Rakel", "Kopparstaden", "category"))
    assert (kept["extractable"], kept["exported"]) == (False, False)


def test_two_windows_send_an_incident_once(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone().has_its_shell()
    other = phone.new_page()
    other.goto("/telefon/")
    other.wait_for_selector("html[data-ready=yes]")
    with phone.no_network():
        phone.saves()
        phone.sees_lit("phone")
        expect(other.locator("#banner")).to_have_attribute("data-unsent", "1")
    sends: list[str] = []
    phone.context.on("request", lambda request: sends.append(request.method) if request.method == "POST" else None)

    phone.sees_lit("coordinator")
    expect(other.locator("#banner")).to_have_attribute("data-unsent", "0")

    assert len(saved(transactional_cast)) == 1


# -- When the server says no -----------------------------------------------------------------------------
def test_a_revoked_phone_keeps_its_queue_and_says_what_to_do(new_phone: NewPhone, transactional_cast: Cast) -> None:
    code = connected_code(transactional_cast)
    phone = new_phone(code)
    with acting_as(transactional_cast.sixten):
        revoke_device(device=code.device.public_id, by=transactional_cast.sixten, now=datetime.now(UTC))

    key = phone.saves()
    phone.sees("Telefonen är inte ansluten")
    phone.sees("Be din samordnare om en ny QR-kod")
    assert phone.lit() == {"phone": True, "coordinator": False, "shared": False}
    phone.reopens()
    phone.sees("Telefonen är inte ansluten")
    phone.sees_unsent(1)
    assert saved(transactional_cast) == []

    phone.connects(connected_code(transactional_cast, name="Bil 3 igen"))
    phone.sees_unsent(0)
    assert [row.submission_key for row in saved(transactional_cast)] == [key]


def test_what_the_server_refuses_can_be_mended_or_thrown_away(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone()
    said = {"error": "invalid", "text": "Tiden har inte varit än.", "fields": {"occurred_from": "x"}}
    with phone.answered(422, said):
        phone.saves("F3")
        phone.sees("Tiden har inte varit än.")
        phone.saves("C1")
        phone.sees("2 händelser behöver dig")
    phone.tap_words("Se vad du kan göra")
    phone.tap_words("Släng")
    phone.tap_words("Släng för alltid")
    phone.sees_unsent(1)
    phone.tap_words("Rätta")
    phone.taps_on("[data-save]")
    phone.sees_lit("coordinator")

    phone.sees_unsent(0)
    assert [row.category_code for row in saved(transactional_cast)] == ["C1"]


def test_a_key_that_is_taken_is_said_aloud_and_sent_as_a_new_one(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone()
    with phone.answered(409, {"error": "other_body", "text": "Händelsen är redan sparad, men med annat innehåll."}):
        key = phone.saves()
        phone.sees("Händelsen är redan sparad, men med annat innehåll.")
    phone.opens("mina")
    phone.tap_words("Skicka som en ny")
    phone.sees_unsent(0)

    (row,) = saved(transactional_cast)
    assert row.submission_key != key


def test_a_busy_server_is_left_alone_for_as_long_as_it_says(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone()
    with phone.answered(429, {"error": "too_many", "text": "Vänta en stund."}):
        phone.saves()
        phone.sees_lit("phone")
        phone.page.wait_for_timeout(300)
    assert saved(transactional_cast) == []
    phone.sees_unsent(1)

    phone.taps_on("[data-send]")
    phone.sees_lit("coordinator")


# -- Undo ------------------------------------------------------------------------------------------------
def test_undone_before_it_is_sent_it_never_leaves_the_phone(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone().has_its_shell()
    with phone.no_network():
        phone.saves()
        phone.sees_lit("phone")
        phone.tap_words("Ångra, 10 minuter")
        phone.sees("Händelsen är borta")
        phone.sees_unsent(0)
    phone.page.wait_for_timeout(300)

    assert saved(transactional_cast) == []


def test_undone_after_it_is_sent_it_is_taken_back(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone()
    phone.saves()
    phone.sees_lit("coordinator")

    phone.tap_words("Ångra, 10 minuter")
    phone.sees("Händelsen är borta")

    assert [row.review_state for row in saved(transactional_cast)] == [ReviewState.DELETED]
    phone.opens("mina")
    phone.sees("Du har inte sparat något de senaste sju dagarna.")


def test_undone_when_nobody_knows_whether_it_arrived_it_is_taken_back_in_the_end(
    new_phone: NewPhone, transactional_cast: Cast
) -> None:
    phone = new_phone()
    lost = []

    def answer_is_lost(route: Any) -> None:
        if route.request.method == "POST":
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/telefon/api/incidents", answer_is_lost)
    phone.saves()
    phone.sees_lit("phone")
    phone.page.wait_for_timeout(400)
    assert (lost, [row.review_state for row in saved(transactional_cast)]) == ([201], [ReviewState.NEW])
    phone.tap_words("Ångra, 10 minuter")
    phone.sees("Ångras när du har täckning")
    phone.context.unroute("**/telefon/api/incidents", answer_is_lost)

    phone.taps_on("[data-send]")
    phone.sees("Händelsen är borta")

    assert [row.review_state for row in saved(transactional_cast)] == [ReviewState.DELETED]
    phone.sees_unsent(0)


def test_changed_it_is_taken_back_and_saved_again(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone()
    phone.saves()
    phone.sees_lit("coordinator")

    phone.tap_words("Ändra")
    phone.taps_on("summary:has-text('Lägg till')")
    phone.page.locator("#note").fill(NOTE)
    phone.taps_on("[data-save]")
    phone.sees_lit("coordinator")

    assert [(row.review_state, row.note) for row in saved(transactional_cast)] == [
        (ReviewState.DELETED, ""),
        (ReviewState.NEW, NOTE),
    ]


# -- A phone that several share ------------------------------------------------------------------------------
def test_a_shared_phone_asks_who_it_is_and_shows_nobody_the_others(
    new_phone: NewPhone, transactional_cast: Cast
) -> None:
    code = connected_code(transactional_cast, users=("rakel", "sixten"), name="Jourtelefonen")
    pins = dict(code.pins)
    phone = new_phone(code)
    phone.sees("Vem har telefonen nu?")

    phone.tap_words("Rakel Lind")
    phone.page.locator("#pin").fill("0" * len(pins["Rakel Lind"]) if pins["Rakel Lind"] != "0000" else "1111")
    phone.tap_words("Fortsätt")
    phone.sees("PIN-koden stämmer inte")
    phone.page.locator("#pin").fill(pins["Rakel Lind"])
    phone.tap_words("Fortsätt")
    phone.saves("F3")
    phone.sees_lit("coordinator")
    phone.opens("mina")
    expect(phone.page.locator(".mine li")).to_have_count(1)

    phone.taps_on("#switch")
    phone.tap_words("Sixten Berg")
    phone.page.locator("#pin").fill(pins["Sixten Berg"])
    phone.page.keyboard.press("Enter")
    phone.page.locator(".tile").first.wait_for()
    phone.opens("mina")
    phone.sees("Du har inte sparat något de senaste sju dagarna.")
    expect(phone.page.locator(".mine li")).to_have_count(0)
    phone.saves("C1")
    phone.sees_lit("coordinator")

    names = [row.reporter.name if row.reporter else "" for row in saved(transactional_cast)]
    assert names == ["Rakel Lind", "Sixten Berg"]


# -- What came of it, and new versions -----------------------------------------------------------------------
def test_the_third_pane_lights_only_when_the_server_says_that_it_is_shared(new_phone: NewPhone) -> None:
    phone = new_phone()
    key = phone.saves()
    phone.sees_lit("coordinator")
    assert phone.lit()["shared"] is False
    heading = {"submission_key": key, "public_id": "x", "state": "shared", "category": "Nedskräpning", "place": ""}
    told = [{**heading, "registered_at": datetime.now(UTC).isoformat(), "what_came": "Delad i vecka 37."}]
    phone.context.route("**/telefon/api/incidents", lambda route: route.fulfill(json=told))

    phone.page.evaluate("location.hash = 'mina'")
    phone.sees("Delad i vecka 37.")
    phone.page.evaluate(f"location.hash = 'kvitto/{key}'")

    phone.sees_lit("shared")


def test_a_new_version_waits_until_nothing_is_unsent(new_phone: NewPhone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = new_phone().has_its_shell()
    phone.page.reload()
    phone.is_ready()
    caches = "caches.keys().then((names) => names.join())"
    before = phone.page.evaluate(caches)
    with phone.answered(503, {"error": "busy"}):
        phone.saves()
        phone.sees_unsent(1)
        monkeypatch.setattr(shell, "version", lambda: "nyare")
        phone.page.evaluate(
            "navigator.serviceWorker.ready.then((r) => r.update()).then(() => new Promise((d) => setTimeout(d, 800)))"
        )
        assert "nyare" in phone.page.evaluate(caches)
        assert before in phone.page.evaluate(caches)
        phone.page.evaluate("location.hash = ''")
        phone.page.wait_for_timeout(300)
        assert before in phone.page.evaluate(caches)

    phone.taps_on("[data-send]")
    phone.page.wait_for_function("() => caches.keys().then((names) => names.join() === 'tryggve-phone-nyare')")
    phone.is_ready()


def test_without_javascript_there_is_a_way_to_the_ordinary_form(chromium: Browser, live_server: LiveServer) -> None:
    context = chromium.new_context(base_url=str(live_server.url), java_script_enabled=False)
    page = context.new_page()
    page.goto("/telefon/")

    assert page.locator("h1").inner_text() == "Appen behöver JavaScript"
    assert page.get_by_role("link", name="Använd det vanliga formuläret").get_attribute("href") == "/handelser/ny/"
    context.close()


# -- A photo, and a fault that is somebody else's ------------------------------------------------------------
def test_a_photo_follows_when_the_network_is_back_and_says_nothing_of_where_it_was_taken(
    new_phone: NewPhone, transactional_cast: Cast, tmp_path: Path
) -> None:
    phone = new_phone().has_its_shell()
    with phone.no_network():
        phone.taps_on(".tile[data-code=F3]")
        phone.taps_on("summary:has-text('Lägg till')")
        phone.page.locator("#photo").set_input_files(_picture(tmp_path))
        phone.sees("Ett foto följer med.")
        phone.taps_on("[data-save]")
        phone.sees_lit("phone")
        assert phone.lit()["coordinator"] is False
    phone.sees_lit("coordinator")
    expect(phone.page.locator("#below .unsent-line")).to_be_hidden()

    with acting_as(transactional_cast.sixten):
        (photo,) = IncidentPhoto.objects.seen_by(transactional_cast.sixten)
    assert b"Exif" not in bytes(photo.image)
    assert b"Kamera" not in bytes(photo.image)


def test_a_photo_that_the_server_will_not_have_holds_nothing_up(new_phone: NewPhone, tmp_path: Path) -> None:
    phone = new_phone()
    refused = {"error": "invalid", "text": "Fotot går inte att läsa."}
    with phone.answered(422, refused, where="**/telefon/api/incidents/*/photo"):
        phone.taps_on(".tile[data-code=F3]")
        phone.taps_on("summary:has-text('Lägg till')")
        phone.page.locator("#photo").set_input_files(_picture(tmp_path))
        phone.sees("Ett foto följer med.")
        phone.taps_on("[data-save]")
        phone.sees_lit("coordinator")
        phone.sees("1 händelse behöver dig")
    phone.tap_words("Se vad du kan göra")
    phone.sees("Händelsen är hos samordnaren, men inte fotot.")
    phone.tap_words("Släng fotot")

    expect(phone.page.locator("#banner")).to_be_empty()
    phone.sees("Hos samordnaren sedan")


def _picture(folder: Path) -> Path:
    """A photo that tells which camera took it."""
    told = Image.Exif()
    told[0x010F] = "Kamera"
    file = folder / "photo.jpg"
    Image.new("RGB", (2400, 1800), "#7A1D14").save(file, exif=told)
    return file


def test_a_pure_fault_is_handed_over_and_never_called_received_too_early(
    new_phone: NewPhone, transactional_cast: Cast
) -> None:
    desk = FaultDeskDraft(category_code="F1", label="Falu Energi", url="https://fel.exempel.se/")
    with acting_as(transactional_cast.adam):
        save_fault_desk(draft=desk, by=transactional_cast.adam, now=datetime.now(UTC))
    phone = new_phone()
    phone.context.route("**/telefon/api/start", _with_sending)
    phone.opens()
    phone.page.evaluate("location.hash = 'alla'")
    phone.taps_on(".pick[data-code=F1]")
    phone.taps_on("details.handover > summary")
    link = phone.page.get_by_role("link", name="Öppna Falu Energi")
    assert link.get_attribute("href") == "https://fel.exempel.se/"
    keys: list[str] = []

    def answer(route: Any) -> None:
        keys.append(route.request.post_data_json["submission_key"])
        states = [
            (202, {"state": "waiting", "text": "Felet är på väg."}),
            (200, {"state": "sent", "reference": "4711"}),
        ]
        status, body = states[min(len(keys), 2) - 1]
        route.fulfill(status=status, json=body)

    phone.context.route("**/telefon/api/handover", answer)
    phone.tap_words("Skicka till Falu Energi")
    phone.sees("Felet är på väg.")
    expect(phone.page.locator("main")).not_to_contain_text("har tagit emot")
    phone.sees("Falu Energi har tagit emot felet.")

    phone.sees("Deras nummer är 4711.")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert saved(transactional_cast) == []


def _with_sending(route: Any) -> None:
    """As if the municipality had told where faults can be sent."""
    told = route.fetch().json()
    for desk in told["handover"].values():
        desk["can_send"] = True
    route.fulfill(json=told)
