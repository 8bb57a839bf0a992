"""Which period a report covers, when it is due, and what a report may do next. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tryggve.cycle.weekly_reports.shapes import JUDGEMENT_NAMES, ReportState
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import STOCKHOLM, Period, Week

DUE_TIME = time(12)
LONGEST_TEXT = 2000
MOST_OF_ONE = 500
#: The longest rhythm: how far before a week a report that covers it may begin.
LONGEST_RHYTHM = 2


class CannotShare(DomainError):
    """The report cannot be shared as it is."""


class CannotWrite(DomainError):
    """What was written cannot be kept."""


class CannotOpen(DomainError):
    """The week cannot be opened."""


def period_of(week: Week, *, rhythm: int, agreed_from: date | None) -> Period:
    """The period that holds the week: weeks are counted from the agreement's first."""
    anchor = Week.of(agreed_from) if agreed_from else week
    return Period.containing(week, n_weeks=rhythm, anchor=anchor)


def due_at(period: Period) -> datetime:
    """Monday after the period at noon, Swedish time."""
    return datetime.combine(period.last_week.sunday + timedelta(days=1), DUE_TIME, STOCKHOLM)


def is_expected(week: Week, *, joined: date, left: date | None, is_active: bool) -> bool:
    """Whether an organisation was a party at the end of the week."""
    if left is not None:
        return joined <= week.sunday < left
    return is_active and joined <= week.sunday


def check_begun(period: Period, now: datetime) -> None:
    """A week is opened when it begins, never before."""
    if now < period.start_at:
        raise CannotOpen(
            _("Veckan har inte börjat. Vi fick {week}. Öppna den på måndagen."), week=str(period.first_week)
        )


def check_assessed(*, is_practice: bool, is_assessed: bool) -> None:
    """Real data are not begun with before somebody has judged what it can do to people (GDPR 35.1)."""
    if not is_practice and not is_assessed:
        raise CannotOpen(
            _(
                "Veckan kan inte öppnas än. Kommunens konsekvensbedömning saknas. "
                "Administratören skriver in dess diarienummer under Inställningar."
            )
        )


def check_open(state: str) -> None:
    """What is shared is never changed."""
    if state != ReportState.OPEN:
        raise CannotShare(_("Rapporten är redan delad. Det som är delat ändras aldrig. Gör en rättelse i stället."))


def check_judgement(judgement: str) -> None:
    """Green, yellow or red."""
    if judgement not in set(JUDGEMENT_NAMES):
        raise CannotWrite(
            _("Bedömningen saknas. Vi fick {got}. Välj grönt, gult eller rött."),
            field="judgement",
            got=judgement[:20] or "–",
        )


def check_text(text: str, field: str) -> None:
    """Room for a paragraph, not for a case file."""
    if len(text) > LONGEST_TEXT:
        raise CannotWrite(
            _("Texten är för lång. Vi fick {n} tecken och tar emot {longest}. Korta den."),
            field=field,
            n=len(text),
            longest=LONGEST_TEXT,
        )


def check_line(*, occurred_from: datetime, occurred_to: datetime, count: int, period: Period) -> None:
    """A summary line says how many, within or before its period."""
    if not 1 <= count <= MOST_OF_ONE:
        raise CannotWrite(
            _("Antalet går inte. Vi fick {count}. Skriv ett tal från 1 till {most}."),
            field="count",
            count=count,
            most=MOST_OF_ONE,
        )
    if occurred_to < occurred_from:
        raise CannotWrite(_("Sluttiden är före starttiden. Byt plats på dem eller rätta en."), field="occurred_to")
    if occurred_from >= period.end_at:
        raise CannotWrite(
            _("Dagen ligger efter rapportens vecka. Rapporten gäller {period}. Skriv den i nästa rapport."),
            field="occurred_from",
            period=str(period),
        )


def is_late_incident(occurred_from: datetime, period: Period) -> bool:
    """Shared with a later report than its own week's."""
    return occurred_from < period.start_at
