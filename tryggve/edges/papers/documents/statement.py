"""The accessibility statement (the act on accessibility to digital public service, DOS-lagen; DIGG's model).

What it says must be as true as the tests that it names, and is looked over when they change.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from tryggve.edges.papers.documents.paper import Paper, Points, Section, Text

#: When a person last went through it.
LOOKED_OVER: Final = datetime(2026, 11, 28, tzinfo=UTC)


def statement() -> Paper:
    """In the reader's language."""
    return Paper(
        title=_("Tillgänglighet i Tryggve"),
        municipality="",
        answer=_("Så tillgängligt är Tryggve"),
        lead=_("Alla som behöver Tryggve i sitt arbete ska kunna använda det. Här står vad som brister."),
        made_at=LOOKED_OVER,
        is_practice=False,
        sections=(
            Section(_("Vem som ansvarar"), (Text(_("Kommunen som använder Tryggve ansvarar för tillgängligheten.")),)),
            Section(_("Hur tillgängligt är Tryggve?"), _how_far()),
            Section(_("Vad som inte är tillgängligt"), _lacking()),
            Section(_("Hur vi har testat"), _tested()),
            Section(_("Tillsyn"), _supervised()),
        ),
    )


def _how_far() -> tuple[Text, ...]:
    return (
        Text(_("Tryggve uppfyller delvis lagen om tillgänglighet till digital offentlig service.")),
        Text(_("Kraven är de i EN 301 549, alltså WCAG 2.1 på nivå AA. Bristerna står nedan.")),
    )


def _lacking() -> tuple[Points | Text, ...]:
    return (
        Points(
            (
                _("Foton har ingen textbeskrivning. Den som tar fotot kan inte skriva någon."),
                _("Kartan går inte att läsa med skärmläsare. Samma siffror finns i en tabell bredvid."),
                _("Inloggningen upphör efter två timmar utan klick. Du får ingen varning först."),
                _("Dokument som du tar ut finns bara på svenska."),
                _("Appen i telefonen kräver JavaScript. Det finns ett vanligt formulär i stället."),
            )
        ),
        Text(_("Vi tror att mer kan brista för den som använder skärmläsare, eftersom vi inte har testat med någon.")),
    )


def _tested() -> tuple[Points | Text, ...]:
    return (
        Points(
            (
                _("Sidorna prövas med verktyget axe vid varje ändring: ljusa på dator och mörka på telefon."),
                _("Vi prövar att inget försvinner åt sidan på en skärm som är 320 punkter bred."),
                _("De viktigaste vägarna prövas med bara tangentbord, och utan JavaScript."),
                _("PDF-dokument görs med struktur (PDF/UA). De har inte prövats med skärmläsare."),
                _("Stegen mitt i en inloggning, som koden från en app, har vi inte prövat med axe."),
            )
        ),
        Text(_("Ingen utomstående har granskat Tryggve. Det är vår egen bedömning.")),
        Text(_("Redogörelsen sågs över {day}.").format(day=f"{LOOKED_OVER:%Y-%m-%d}")),
    )


def _supervised() -> tuple[Text, ...]:
    return (
        Text(_("Myndigheten för digital förvaltning (Digg) har tillsyn över lagen.")),
        Text(_("Är du inte nöjd med svaret du får kan du anmäla det till Digg, på digg.se.")),
    )
