"""What codes are called where people meet them: meanings of columns, verdicts, reasons, warnings."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.edges.intake.pages.models import RunState
from tryggve.edges.intake.shapes import Meaning

Word = str | Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome as it is drawn: a word, an icon and a style, never a colour alone."""

    code: str
    word: Word
    icon: str
    css: str


VERDICTS = {
    verdict.code: verdict
    for verdict in (
        Verdict("good", _("Läses in"), "circle-check", "v-good"),
        Verdict("error", _("Går inte att läsa in"), "alert-triangle", "v-error"),
        Verdict("duplicate", _("Finns redan"), "copy", "v-duplicate"),
        Verdict("ignored", _("Hoppas över"), "circle-minus", "v-ignored"),
    )
}
AFTERWARDS = {
    "good": _("Inläst"),
    "error": _("Lästes inte in"),
    "duplicate": _("Fanns redan"),
    "ignored": _("Hoppades över"),
}

REASONS: dict[str, Word] = {
    "date_missing": _("Datum saknas. Skriv dagen då det hände."),
    "date_invalid": _("Datumet går inte att läsa. Skriv som 2026-10-06."),
    "date_future": _("Datumet ligger i framtiden. Kontrollera året."),
    "place_missing": _("Plats saknas. Skriv en plats eller koordinater."),
    "text_missing": _("Det framgår inte vad som hände. Skriv en kategori eller en text."),
    "end_before_start": _("Sluttiden är före starttiden. Rätta en av dem."),
    "broken_row": _("Raden har fel antal celler. Ett skiljetecken kan stå i en text."),
    "not_an_incident": _("Raden är ingen händelse, till exempel en summa."),
    "coord_outside_area": _("Koordinaterna ligger långt från kommunen. Kontrollera ordning och referenssystem."),
    "no_open_report": _("Ingen öppen veckorapport kan ta emot den. Öppna en rättelse av veckan, och läs in igen."),
    "outside_period": _("Datumet ligger för långt tillbaka. Kontrollera året."),
    "exact": _("En likadan rad finns i filen."),
    "same_id": _("Samma ärende finns på en annan rad."),
    "already_imported": _("Den är redan inläst."),
    "already_imported_changed": _("Ärendet är redan inläst, men raden har ändrats. Rätta det i granskningen."),
    "title": _("Står ovanför rubrikerna."),
    "heading": _("Rubriker."),
    "blank": _("Tom rad."),
    "sum": _("Summa."),
    "day_heading": _("Dag som gäller raderna under."),
    "note": _("Anteckning i filen."),
}
WARNINGS: dict[str, Word] = {
    "time_missing": _("Klockslag saknas. Hela dagen gäller."),
    "time_vague": _("Tiden är ungefärlig."),
    "year_assumed": _("Året är antaget."),
    "weekday_mismatch": _("Veckodagen stämmer inte med datumet."),
    "category_unknown": _("Kategorin är okänd och blir Annat. Ändra den i granskningen."),
    "coord_missing": _("Koordinater saknas. Platsens namn används."),
    "coord_swapped": _("Koordinaterna stod i omvänd ordning och är vända."),
    "coord_outside_area": _("Koordinaterna ligger långt från kommunen och används inte."),
    "coord_is_municipality": _("Punkten är kommunens mitt, inte platsen."),
    "outside_municipality": _("Platsen ligger utanför kommunen."),
    "geometry_not_point": _("Ytan har ersatts av sin mitt."),
    "formula_like_text": _("Texten ser ut som en formel och sparas som text."),
    "html_in_text": _("Texten innehåller kod för webbsidor. Den visas som text."),
    "whole_municipality": _("Platsen är inget av kommunens områden. Raden räknas på hela kommunen."),
    "sub_category_dropped": _("Underkategorin följer inte med. Raden räknas på huvudkategorin."),
    "zero_report": _("Raden säger att inget har hänt."),
    "category_from_text": _("Kategorin är gissad ur texten. Kontrollera den i granskningen."),
    "category_not_used": _("Kategorin används inte hos er och blir Annat. Ändra den i granskningen."),
    "coord_from_place": _("Punkten är hämtad från platsens namn."),
    "coord_not_read": _("Koordinaterna går inte att läsa och används inte."),
    "date_from_heading": _("Dagen är hämtad från en rubrik ovanför."),
    "date_is_registration": _("Dagen är den då ärendet registrerades."),
    "time_is_publication": _("Tiden är den då det publicerades."),
    "end_not_read": _("Sluttiden går inte att läsa och används inte."),
    "month_first": _("Månaden verkar stå före dagen, och lästes så."),
    "outside_period": _("Dagen ligger utanför den tid som filen gäller."),
    "time_not_on_clock": _("Klockslaget finns inte den dagen, när klockan ställs om."),
    "time_twice_on_clock": _("Klockslaget finns två gånger den dagen, när klockan ställs om."),
    "personal_data_in_text": _("Texten kan peka ut någon. Den granskas innan den delas."),
    "text_cut": _("Texten är för lång och har kortats."),
    "row_hidden": _("Raden är dold i filen."),
    "null_removed": _("Tecken som inte går att visa är borttagna."),
    "bad_characters": _("Några tecken gick inte att läsa."),
    "control_characters_removed": _("Tecken som inte går att visa är borttagna."),
}
STATES: dict[str, Word] = {
    RunState.READING: _("Läses"),
    RunState.READ: _("Väntar på dina val"),
    RunState.CHECKING: _("Provläses"),
    RunState.CHECKED: _("Provläst, inte inläst"),
    RunState.COMMITTING: _("Läses in"),
    RunState.COMMITTED: _("Inläst"),
    RunState.REFUSED: _("Gick inte att läsa"),
    RunState.CANCELLED: _("Avbruten"),
    RunState.EXPIRED: _("Togs bort efter ett dygn"),
}


def reason(code: str) -> str:
    """Why a row is not read in, and what to mend."""
    return str(REASONS.get(code, gettext("Raden går inte att läsa in. Kontrollera dess celler.")))


def warning(code: str) -> str:
    """What was guessed or left out in a row."""
    return str(WARNINGS.get(code, gettext("Något på raden är gissat. Granska den noga.")))


#: No reference system is chosen: it is found from the numbers.
FIND_CRS = "find"
_SWEREF_ZONES = (
    "12 00",
    "13 30",
    "15 00",
    "16 30",
    "18 00",
    "14 15",
    "15 45",
    "17 15",
    "18 45",
    "20 15",
    "21 45",
    "23 15",
)
_RT90_ZONES = ("7,5 gon V", "5 gon V", "2,5 gon V", "0 gon", "2,5 gon O", "5 gon O")
CRS_NAMES: dict[str, Word] = {
    FIND_CRS: _("Känn igen av siffrorna"),
    "EPSG:4326": _("WGS 84 (latitud, longitud)"),
    "EPSG:3006": "SWEREF 99 TM",
    **{f"EPSG:{code}": f"SWEREF 99 {zone}" for code, zone in enumerate(_SWEREF_ZONES, 3007)},
    **{f"EPSG:{code}": f"RT 90 {zone}" for code, zone in enumerate(_RT90_ZONES, 3019)},
}
_MEANINGS: dict[Meaning, Word] = {
    Meaning.OUT: _("Lämna ute"),
    Meaning.PERSON: _("Gäller personer, lämnas ute"),
    Meaning.DATE: _("Datum"),
    Meaning.TIME: _("Klockslag"),
    Meaning.START: _("Från"),
    Meaning.END: _("Till"),
    Meaning.PLACE: _("Plats eller adress"),
    Meaning.AREA: _("Område"),
    Meaning.CATEGORY: _("Kategori eller typ"),
    Meaning.TEXT: _("Vad som hände, i ord"),
    Meaning.LAT: _("Latitud eller norr (N)"),
    Meaning.LON: _("Longitud eller öster (E)"),
    Meaning.POINT: _("Båda koordinaterna"),
    Meaning.ID: _("Ärendets nummer"),
}


def meanings() -> list[tuple[str, Word]]:
    """What a column may be taken as, in the order of the list."""
    return [(str(meaning), word) for meaning, word in _MEANINGS.items()]
