"""Phrases that point without a name: a group, a suspicion, health, client status, origin, a vehicle, a home."""

from __future__ import annotations

import pytest

from tryggve.foundation.privacy.guard import Kind, find

POINTS_OUT = [
    ("Killen i röd keps stod och skrek.", "Killen i röd keps"),
    ("Tjejen med barnvagnen på tredje våningen har klagat.", "Tjejen med barnvagnen på tredje våningen"),
    ("De tre bröderna i gula huset kastade snöboll.", "De tre bröderna i gula huset"),
    ("Kvinnan som har den stora schäfern släpper den lös.", "Kvinnan som har den stora schäfern"),
    ("En kille i åttan blev slagen.", "En kille i åttan"),
    ("Vaktmästarens dotter såg allt.", "Vaktmästarens dotter"),
    ("Den rödhåriga flickan i 3B blev knuffad.", "Den rödhåriga flickan i 3B"),
    ("Mamman till pojken som blev påkörd ringde.", "Mamman till pojken som blev påkörd"),
    ("Hyresgästen under oss spelar musik.", "Hyresgästen under oss"),
    ("Gubben med käppen och den lilla hunden föll.", "Gubben med käppen och den lilla hunden"),
    ("Ägaren till den svarta labradoren plockar inte upp.", "Ägaren till den svarta labradoren"),
    ("Han som brukar sitta utanför Systemet var full.", "Han som brukar sitta utanför Systemet"),
    ("Killgänget i 8C står och röker.", "Killgänget i 8C"),
    ("Våra grannar i huset mittemot har anmält.", "Våra grannar i huset mittemot"),
    ("Hennes exman står utanför huset.", "Hennes exman"),
    ("Farfar till en av killarna kom.", "Farfar till en av killarna"),
    ("De fyra tjejerna från Enviken stör mest.", "De fyra tjejerna från Enviken"),
    ("Målvakten som kommer på grön cross har rymt.", "Målvakten som kommer på grön cross"),
    ("Den nya prästen och hennes man har fått brev.", "Den nya prästen och hennes man"),
    ("Gårdens tre epakillar stör mest.", "Gårdens tre epakillar"),
    ("De som bor i gröna huset eldar ofta.", "De som bor i gröna huset"),
    ("Skolans enda elev i rullstol blev knuffad.", "Skolans enda elev i rullstol"),
    ("Den ende i klassen med rullskidor såg det.", "Den ende i klassen med rullskidor"),
    ("Folk pratar om före detta dansläraren.", "före detta dansläraren"),
]
SUSPECTED = [
    ("Kevin misstänks vara inblandad i cykelstölderna.", ["misstänks vara inblandad i cykelstölderna"]),
    ("Kevin ska ha hotat en elev med kniv.", ["ska ha hotat"]),
    ("Enligt snacket ska Kevin ha vält sopkärlen.", ["Enligt snacket", "ska", "ha vält"]),
    ("Troligtvis är det Kevin som har kastat äggen.", ["Troligtvis är det", "som har kastat"]),
    ("Det går rykten om att Kevin ordnar svartklubb.", ["Det går rykten om att", "ordnar svartklubb"]),
    ("Kevin är väl den som har slagit sönder hissen.", ["är väl den som har slagit sönder"]),
    ("Polisen misstänker Kevin för grov stöld.", ["misstänker", "för grov"]),
    ("Kevin verkar sälja hälerigods.", ["verkar sälja hälerigods"]),
    ("Killen i röd keps tros ha satt eld på bilen.", ["tros ha satt eld på"]),
    ("Hotet skrevs troligtvis av Kevin.", ["skrevs troligtvis av"]),
    ("Jag har mina aningar om Kevin.", ["har mina aningar om"]),
    ("Kevin delges misstanke om stöld.", ["delges misstanke"]),
    ("Kevin nämns i flera tips som den som säljer vejp.", ["nämns i flera tips som den som säljer vejp"]),
    ("Mannen ska ha varit inblandad i rånet.", ["ska ha varit inblandad i"]),
]
TOLD_OF = [
    ("Kevin går på metadon.", Kind.HEALTH, "går på metadon"),
    ("Kevin har social fobi.", Kind.HEALTH, "har social fobi"),
    ("Kevin sitter i rullstol.", Kind.HEALTH, "sitter i rullstol"),
    ("Kevin bor på demensboende.", Kind.SOCIAL_SERVICE, "bor på demensboende"),
    ("Kevin har kontaktfamilj varannan helg.", Kind.SOCIAL_SERVICE, "har kontaktfamilj varannan helg"),
    (
        "Kevin lider av demens och har inte tagit sin medicin.",
        Kind.HEALTH,
        "lider av demens och har inte tagit sin medicin",
    ),
    ("Kevin har ryggproblem.", Kind.HEALTH, "har ryggproblem"),
    ("Ahmed kom ut från psyket.", Kind.HEALTH, "kom ut från psyket"),
    ("Kevin är kund hos socialen.", Kind.SOCIAL_SERVICE, "är kund hos socialen"),
    ("Kevin sitter i häktet.", Kind.SUSPICION, "sitter i häktet"),
    ("Jag slår vad om att det är Kevin.", Kind.SUSPICION, "slår vad om att det är"),
    ("Kollektivet på vinden spelade musik.", Kind.SMALL_GROUP, "Kollektivet på vinden"),
    ("Kevin har en grav språkstörning.", Kind.HEALTH, "har en grav språkstörning"),
    ("Kevin får hjälp varje morgon av kommunen.", Kind.SOCIAL_SERVICE, "får hjälp varje morgon av kommunen"),
    ("Soc har tagit Kevins barn.", Kind.SOCIAL_SERVICE, "Soc har tagit"),
    ("Kevin har ledsagare genom kommunen.", Kind.SOCIAL_SERVICE, "har ledsagare genom kommunen"),
    ("Några Jehovas vittnen stod vid entrén.", Kind.ORIGIN_RELIGION, "Jehovas vittnen"),
    ("Två kristna hotades i tvättstugan.", Kind.ORIGIN_RELIGION, "kristna"),
    ("en grön saab sup 730 gasar", Kind.PLATE, "sup 730"),
    ("Kameran visar TOK 331 backa in i stolpen.", Kind.PLATE, "TOK 331"),
    ("Betalat till SE45 5000 0000 0583 9825 7466 och inte fått något.", Kind.BANK_ID, "SE45 5000 0000 0583 9825 7466"),
    ("Dam ringde från 031-390 06 44 om porten.", Kind.PHONE, "031-390 06 44"),
    ("Brev till Enebärsvägen 12A ska skrivas.", Kind.HOME_ADDRESS, "Enebärsvägen 12A"),
    ("Hon bor två trappor, mittendörren.", Kind.APARTMENT, "två trappor, mittendörren"),
    ("Filmen är postad av bomkraschen.falun i går.", Kind.HANDLE, "bomkraschen.falun"),
]
POINTS_AT_NOBODY = [
    "Ungdomarna i centrum har varit lugna den här veckan.",
    "Personalen på biblioteket säger att det är bättre nu.",
    "Föräldrarna till eleverna på skolan är bjudna till möte.",
    "Några killar med mopeder kördes bort från torget.",
    "Två män i mörka kläder sprang från platsen.",
    "En kvinna med barnvagn halkade vid övergångsstället.",
    "Hyresgästerna på Bergsgatan vill ha bättre belysning.",
    "Hela klassen i årskurs 6 deltog i städdagen.",
    "Vaktmästaren på skolan har lagat låset.",
    "Killen på omslaget till affischen är bortriven.",
    "En grupp på tio ungdomar stod i trapphuset i port 3.",
    "Föraren misstänks ha kört för fort.",
    "Det ska ha varit en smäll strax efter tolv.",
    "Någon har säkert tagit cykeln på morgonen.",
    "Branden misstänks vara anlagd.",
    "Det sägs att någon säljer hembränt på parkeringen.",
    "Föreläsning om adhd och autism på biblioteket.",
    "Gruppboendet på Ekvägen har fått klotter på fasaden.",
    "Den turkiska restaurangen har fått rutan krossad.",
    "Elcentral ELC 204 är trasig.",
    "Mätare 1940 0812 2391 visar fel.",
    "Frågor: 023-830 00, kommunens växel.",
    "Uppmätt ljudnivå 87 dB(A) kl 23.14.",
    "Klotter skickas som bild till klottersanering@kommunen.example.",
    "Nytt glas i dörr 3.",
    "De som bor vid torget störs av musik.",
    "Barnen i ettan har ritat teckningar om trygghet.",
    "Ungdomarna med mopeder har lovat köra lugnare.",
    "Kunderna i kassan fick vänta.",
    "Ett ungdomsgäng misstänks ligga bakom klottret.",
    "Fastighetsskötaren i huset har bytt lås.",
    "Faktura 12345678 avser konto 4010.",
    "Niorna som slutar har skräpat ner i parken.",
    "Väktaren i garaget under natten såg ingenting.",
    "Vakten på hörnet ringde polisen.",
    "Lagen @runn, @varpan och @tisken möts på lördag.",
    "Träning @Haraldsbohallen är inställd.",
    'Dekalerna "VIP 001" och "ABS 911" är stulna.',
    "Pelare ABC 123 i garaget är påkörd.",
    "OCR 7302149922 på fakturan var fel.",
    "Kvitto 20261105-0093 bifogas.",
    "Uppgång 3 tr upp mot vinden saknar lampa.",
    "Lappar i trappan har rivits ner.",
    "Sanna mina ord, räcket håller inte.",
    "Café Ingrid vill ha tätare rondering.",
    "Det går snack om att torget ska byggas om.",
    "Uppgifter gör gällande att lampan varit släckt i en vecka.",
    "Kommunen får skulden för att snön ligger kvar.",
    "Trygghetsteamet finns på plats på fredag.",
    "Boende får hjälp av kommunen med att byta lås.",
    "Skolan har fått stöd från kommunen för mer personal.",
    "Golvet är halt och lampan är sönder.",
    "Rektorn står bakom förslaget.",
    "Polisen tror på en lugn helg.",
    "Föreningen tippar på hundra besökare.",
    "Klubben har tydligen brutit kontraktet.",
    "Branden tros ha startat i soprummet.",
    "Bilen misstänks vara stulen.",
    "Lärarna i huset har olika uppfattning.",
    "Den äldsta av bänkarna är trasig.",
    "Före detta skolan står tom.",
    "Gårdens tre bänkar är sönder.",
    "Ca 30 år gamla, svarta stolpar ska bytas.",
    "Grannarna pratar om att starta en förening.",
    "Mannen slår en kille på axeln och skrattar, han är alltid glad.",
    "Det är alltid mörkt där han går med hunden.",
    "Resursskolan har fått nya låskolvar.",
    "Hunden syns på filmen från kameran.",
    "Torgets enda bänk är trasig.",
    "Den enda lampan i gången är släckt.",
    "De som bor i kommunen kan söka bidrag.",
    "Hjärtsjukvården har flyttat till nya lokaler.",
    "Ett sällskap på åtta personer lämnade platsen lugnt.",
]


def _found(text: str, kind: Kind) -> list[str]:
    return [text[mark.start : mark.end] for mark in find(text) if mark.kind is kind]


@pytest.mark.parametrize(("text", "phrase"), POINTS_OUT)
def test_a_noun_points_when_something_that_few_have_belongs_to_it(text: str, phrase: str) -> None:
    assert _found(text, Kind.SMALL_GROUP) == [phrase]


@pytest.mark.parametrize(("text", "pieces"), SUSPECTED)
def test_a_suspicion_is_found_in_one_piece_or_on_both_sides_of_the_name(text: str, pieces: list[str]) -> None:
    found = _found(text, Kind.SUSPICION)

    assert len(found) >= len(pieces)
    assert all(any(piece in each for each in found) for piece in pieces), found


@pytest.mark.parametrize(("text", "kind", "phrase"), TOLD_OF)
def test_the_whole_phrase_is_marked_and_not_its_key_word(text: str, kind: Kind, phrase: str) -> None:
    assert phrase in _found(text, kind)


@pytest.mark.parametrize("text", POINTS_AT_NOBODY)
def test_people_in_general_things_and_events_are_not_marked(text: str) -> None:
    assert find(text) == ()
