"""The steps of a week, each by the person whose step it is, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.history import CHOSEN_LAST_WEEK
from tests.browser.house import Person
from tryggve.testing.story import WEEK

AtABrowser = Callable[..., Person]

#: Written by the reporter for Kopparstaden alone. Whoever else reads it has seen what they may not.
NOTE = "Hyresgästen på fyran ringde om två på moped. Numret är 070-123 45 67."
NOTE_WORDS = ("Hyresgästen på fyran", "070-123 45 67")
SHARED = "Två soptunnor brann vid torget. Ingen skadad."
SUBJECT = "Soptunnor som brinner"
DECISION = "Kopparstaden låser sophusen på kvällen."


# -- Thursday evening ------------------------------------------------------------------------------
def register_on_a_phone(rakel: Person) -> str:
    """What, where, when, save. Returns the incident's key."""
    assert rakel.opens("/") == 200
    rakel.follows("Ny händelse")
    assert rakel.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    rakel.clicks("Spara händelse")
    assert "Välj vad som har hänt." in rakel.text
    rakel.page.get_by_text("Visa alla kategorier").click()
    rakel.ticks("Annan anlagd brand")
    rakel.ticks("Välj i listan")
    rakel.chooses("Plats i listan", "Knutpunkten, torget")
    rakel.ticks("Nyss")
    rakel.fills({"Anteckning": NOTE})
    assert rakel.clicks("Spara händelse") == 200
    assert rakel.heading == "Tack. Den är sparad."
    assert "Anteckningen har 2 personuppgifter" in rakel.text
    return rakel.path.rstrip("/").rsplit("/", 1)[-1]


def review_without_what_points_at_somebody(sixten: Person, incident: str) -> None:
    """The guard refuses a telephone number and keeps what was typed; then the incident is taken with."""
    sixten.opens("/")
    sixten.opens("/handelser/granska/")
    card = sixten.page.locator(f"#h-{incident}")
    assert all(words in card.inner_text() for words in NOTE_WORDS)
    card.get_by_label("Så delas det").fill(f"{SHARED} Ring 070-123 45 67.")
    assert sixten.clicks("Ta med", within=card) == 422
    assert card.get_by_label("Så delas det").input_value() == f"{SHARED} Ring 070-123 45 67."
    assert "telefonnummer" in card.locator(".error").inner_text()
    card.get_by_label("Så delas det").fill(SHARED)
    assert sixten.clicks("Ta med", within=card) == 200
    assert sixten.heading == "Allt är granskat"


# -- Monday ----------------------------------------------------------------------------------------
def open_the_week(elin: Person) -> None:
    """Every party gets its report."""
    elin.opens(f"/veckorapporter/?vecka={WEEK}")
    assert elin.clicks("Öppna vecka 37 för alla parter") == 200
    assert "4 rapporter är öppna för vecka 37" in elin.text


def judge_preview_and_share(sixten: Person) -> str:
    """The preview shows what the others will read, and nothing else is shared. Returns its address."""
    sixten.opens(f"/veckorapporter/?vecka={WEEK}")
    sixten.follows("Öppna er rapport")
    sixten.clicks("Förhandsgranska vecka 37")
    assert "Bedömningen saknas" in sixten.text
    sixten.opens(f"/veckorapporter/?vecka={WEEK}")
    sixten.follows("Öppna er rapport")
    sixten.ticks("Gult")
    sixten.fills({"Varför? En mening.": "Det brinner oftare vid torget.", "Risker nästa vecka": "Derby på lördag."})
    sixten.clicks("Förhandsgranska vecka 37")
    assert sixten.heading == "Så här läser de andra rapporten"
    assert SHARED in sixten.text
    assert not any(words in sixten.text for words in NOTE_WORDS)
    assert sixten.clicks("Dela vecka 37") == 200
    assert "Rapporten är delad." in sixten.text
    return sixten.path


def relay_for_the_shops(kerstin: Person) -> None:
    """One shop says that nothing happened; the other's incident is written down for it."""
    kerstin.opens(f"/veckorapporter/medlemmar/?vecka={WEEK}")
    assert kerstin.heading == "Vecka 37: 2 av 2 har inte svarat"
    shoes = kerstin.page.locator("li").filter(has_text="Butik A")
    kerstin.clicks("Notera: inget att rapportera", within=shoes)
    assert kerstin.heading == "Vecka 37: 1 av 2 har inte svarat"
    kerstin.follows("Spara en händelse")
    kerstin.page.get_by_text("Visa alla kategorier").click()
    kerstin.ticks("Stöld i butik")
    kerstin.ticks("Välj i listan")
    kerstin.chooses("Plats i listan", "Knutpunkten, torget")
    kerstin.ticks("Annan tid")
    kerstin.fills({"Dag": "2026-09-11", "Klockan": "15:30"})
    kerstin.page.get_by_text("Mer, om du vill").click()
    kerstin.chooses("Åt vem rapporterar du?", "Falu Bokhandel")
    kerstin.clicks("Spara händelse")
    kerstin.opens("/handelser/granska/")
    kerstin.clicks("Ta med")
    kerstin.opens(f"/veckorapporter/?vecka={WEEK}")
    kerstin.follows("Öppna er rapport")
    kerstin.ticks("Grönt")
    kerstin.clicks("Förhandsgranska vecka 37")
    assert "Falu Bokhandel" in kerstin.text
    kerstin.clicks("Dela vecka 37")
    assert "Rapporten är delad." in kerstin.text


def share_a_summary_line(petra: Person) -> None:
    """The police keep nothing raw here: a line with what, where and how many."""
    petra.opens("/handelser/ny/")
    assert not petra.has_button("Spara händelse")
    petra.opens(f"/veckorapporter/?vecka={WEEK}")
    petra.follows("Öppna er rapport")
    lines = petra.page.locator("#rader")
    petra.chooses("Vad", "Stöld av cykel eller bil", within=lines)
    petra.chooses("Område", "Knutpunkten", within=lines)
    petra.fills({"Antal": "3", "Från dag": "2026-09-07", "Till dag": "2026-09-13"}, within=lines)
    petra.clicks("Lägg till raden")
    assert "Stöld av cykel eller bil × 3" in petra.text
    petra.ticks("Grönt")
    petra.clicks("Förhandsgranska vecka 37")
    petra.clicks("Dela vecka 37")
    assert "Rapporten är delad." in petra.text


# -- Tuesday ---------------------------------------------------------------------------------------
def compile_the_picture(elin: Person) -> None:
    """The worker does it; the job's page leads to the picture when it is done."""
    elin.opens(f"/lagesbilder/{WEEK}/")
    assert elin.heading == "Vecka 37 är inte sammanställd än"
    elin.clicks("Sammanställ lägesbilden")
    assert elin.path.startswith("/jobb/")
    assert elin.heading == "Tryggve räknar. Du kan vänta här."
    elin.waits_for_the_worker(f"/lagesbilder/{WEEK}/")
    assert "Det brinner oftare vid torget." in elin.text
    elin.clicks("Klar för möte")
    assert "Lägesbilden är klar för möte." in elin.text
    status, paper = elin.fetches(f"/lagesbilder/{WEEK}/lagesbild.pdf")
    assert (status, paper[:5]) == (200, b"%PDF-")


# -- Wednesday -------------------------------------------------------------------------------------
def follow_up_last_weeks_areas(elin: Person) -> None:
    """Each of the three: was it done, and how did it go?"""
    for number in range(len(CHOSEN_LAST_WEEK)):
        elin.opens("/utvarderingar/")
        three = elin.page.locator("main li").filter(has_text="Ingen har följt upp än")
        assert three.count() == len(CHOSEN_LAST_WEEK) - number
        elin.follows("Bilbränder på kvällen", within=three)
        asked = elin.page.locator("main form")
        elin.ticks("Delvis", within=asked)
        elin.ticks("Oförändrat", within=asked)
        elin.fills({"Med en rad": f"Rad {number + 1}: sophusen är låsta."})
        assert elin.clicks("Spara uppföljningen") == 200
    assert "Ingen har följt upp än" not in elin.text


def open_the_meeting(elin: Person) -> str:
    """Built on the picture as it stands. Returns the meeting's address."""
    elin.opens("/moten/")
    assert elin.heading == "Lägesbilden för vecka 37 väntar på sitt möte"
    assert elin.clicks("Öppna mötet") == 200
    before = elin.page.locator("#forra").inner_text()
    assert before.count("Delvis gjort") == len(CHOSEN_LAST_WEEK)
    return elin.path


def propose(person: Person, meeting: str, area: str) -> int:
    """An area, what it is about, and why just now."""
    person.opens(meeting)
    person.page.get_by_text("Föreslå ett annat område").click()
    form = person.page.locator("form").filter(has_text="Varför just nu?")
    person.chooses("Område", area, within=form)
    person.fills({"Vad gäller det?": SUBJECT, "Varför just nu?": "Två bränder på en vecka."}, within=form)
    form.get_by_label("Kategorier").select_option("C5")
    person.chooses("Vem håller i det?", "Kopparstaden", within=form)
    return person.clicks("Föreslå området", within=form)


def choose_three_and_not_four(elin: Person, mona: Person, olle: Person, meeting: str) -> None:
    """A fourth is refused with its reason, and only the chair confirms."""
    assert propose(elin, meeting, "Knutpunkten") == 200
    assert propose(elin, meeting, "Bojsenburg") == 200
    assert propose(mona, meeting, "Norslund") == 200
    assert propose(mona, meeting, "Kvarnberget") == 422
    assert "Gruppen väljer högst tre områden i veckan, så att alla hinner följas upp." in mona.text
    assert mona.page.get_by_label("Varför just nu?").input_value() == "Två bränder på en vecka."
    elin.opens(meeting)
    assert not elin.has_button("Bekräfta som ordförande")
    assert not mona.has_button("Bekräfta som ordförande")
    olle.opens(meeting)
    assert olle.heading == "Tre områden väntar på ordföranden"
    assert olle.clicks("Bekräfta som ordförande") == 200
    assert olle.heading.startswith("Veckans områden:")


def decide_and_close(elin: Person, meeting: str) -> str:
    """A decision with an owner and a date; then the minutes are frozen. Returns their address."""
    elin.opens(meeting)
    decisions = elin.page.locator("#beslut")
    elin.fills({"Beslut": DECISION, "Klart senast": "2026-09-23"}, within=decisions)
    elin.chooses("Ansvarig", "Kopparstaden", within=decisions)
    elin.clicks("Spara beslut")
    assert elin.clicks("Avsluta och frys protokollet") == 200
    assert DECISION in elin.text
    status, paper = elin.fetches(str(elin.page.get_by_role("link", name="Hämta PDF").get_attribute("href")))
    assert (status, paper[:5]) == (200, b"%PDF-")
    return elin.path


# -- After the meeting -----------------------------------------------------------------------------
def try_the_cause(mona: Person) -> None:
    """Two explanations, evidence for and against, and the one that the group acts on."""
    mona.opens("/orsaksanalyser/")
    waiting = mona.page.locator("li").filter(has_text=SUBJECT).filter(has_text="Knutpunkten")
    mona.follows("Fråga varför", within=waiting)
    mona.fills({"Vilken fråga vill ni ha svar på?": "Varför brinner soptunnorna?"})
    mona.fills({"Vad säger alla att det beror på?": "Ungdomar som har tråkigt."})
    mona.clicks("Öppna orsakstavlan")
    for title in ("Ungdomar som har tråkigt", "Sophusen står olåsta"):
        mona.fills({"Förklaring": title}, within=mona.page.locator("#forklaring"))
        mona.clicks("Spara förklaring")
    _add_evidence(mona, "Det brinner bara där låset är trasigt.", ("Talar emot", "Talar starkt för"))
    _add_evidence(mona, "Det brinner även under skoltid.", ("Talar starkt emot", "Säger inget"))
    assert "Underlaget pekar på: Sophusen står olåsta" in mona.heading
    mona.ticks("B. Sophusen står olåsta", within=mona.page.locator("#valj"))
    mona.clicks("Välj orsak")
    assert "Gruppen handlar efter: Sophusen står olåsta" in mona.heading


def _add_evidence(mona: Person, text: str, weights: tuple[str, str]) -> None:
    form = mona.page.locator("#spar")
    mona.fills({"Vad vet vi?": text, "Hur vet vi det?": "Kopparstadens vaktmästare."}, within=form)
    for letter, weight in zip("AB", weights, strict=True):
        mona.page.locator("#spar .weights").get_by_label(re.compile(rf"^{letter}\. ")).select_option(label=weight)
    mona.clicks("Spara spår")


def plan_and_start_a_measure(mona: Person) -> str:
    """How it will be judged is decided and locked before it starts. Returns its address."""
    mona.opens("/atgarder/")
    mona.follows("Planera åtgärd")
    mona.follows(f"Knutpunkten: {SUBJECT}")
    mona.fills({"Vad gör ni?": "Nya lås på sophusen", "Varför tror ni det?": "Det hjälpte i Ludvika."})
    mona.fills({"Börjar": "2026-09-17", "Klar senast": "2026-09-24", "Kronor": "18000"})
    mona.clicks("Spara planen")
    assert mona.heading == "Nya lås på sophusen"
    assert "Vad går att se?" in mona.text
    mona.clicks("Starta och lås planen")
    assert "Åtgärden är startad och planen är låst." in mona.text
    return mona.path


def read_a_measure_off(elin: Person, title: str) -> None:
    """Its date has come: was it done? The plan says the rest."""
    elin.opens("/utvarderingar/")
    assert elin.heading == "En åtgärd ska läsas av"
    elin.follows(title)
    elin.ticks("Ja", within=elin.page.locator("main form"))
    elin.fills({"Vad lärde ni er?": "Laga lamporna innan det blir mörkt."})
    elin.clicks("Läs av åtgärden")
    assert elin.heading == f"{title}: siffrorna stöder att det hjälpte"
    assert "Flyttade problemet?" in elin.text
