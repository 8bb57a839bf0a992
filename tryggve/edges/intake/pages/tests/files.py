"""A messy file as a housing company's system exports it: Windows-1252, semicolons, decimal commas, a title on top."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

HEADINGS = "Ärendenr;Inträffat;Plats;Lat;Long;Typ;Beskrivning;Anmälare"
GOOD = (
    "F-1;2026-09-05 14:30;Holmtorget;60,6059;15,6357;Skadegörelse;Papperskorg sönderslagen;Karin Dalvret",
    "F-2;2026-09-04 22:10;Bojsenburg, gård 3;60,6247;15,6118;Klotter;Tagg på port;Bengt Ekåsen",
)
BAD_DAY = "F-3;2026-09-31;Elsborg;60,6012;15,6226;Belysning;=HYPERLINK(A1);Maj Torpvik"
NO_DAY = "F-4;;Främby, cykelrum;60,5893;15,6597;Cykelstöld;Två cyklar borta;"
NO_PLACE = "F-5;2026-09-03 09:00;;;;Nedskräpning;Soffa dumpad;"
AGAIN = GOOD[0]


def lines(*rows: str) -> bytes:
    """A file with the title, an empty line, the headings and these rows."""
    return "\r\n".join(["Felanmälan, export vecka 36", "", HEADINGS, *rows, ""]).encode("cp1252")


MESSY = lines(*GOOD, BAD_DAY, NO_DAY, NO_PLACE, AGAIN)
MENDED = lines(*GOOD, BAD_DAY.replace("09-31", "09-03"), NO_DAY.replace(";;Fr", ";2026-09-02 08:00;Fr"))


def upload(content: bytes = MESSY, name: str = "felanmalan_v36.csv") -> SimpleUploadedFile:
    """As the browser sends it."""
    return SimpleUploadedFile(name, content, content_type="text/csv")
