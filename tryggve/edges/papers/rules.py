"""What may be asked of the trail after an incident, and what the events of the trail come to. No database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from tryggve.foundation.web.trail_words import KINDS
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: A chain longer than this is divided by whoever asks: what nobody can read through is no answer.
MOST_LINES: Final = 100_000
#: Outside these a moment is a slip of the finger, and near the ends of the calendar nothing can be added to it.
EARLIEST_YEAR, LATEST_YEAR = 2000, 2200
LONGEST_REFERENCE: Final = 60
LONGEST_PROBLEM: Final = 2000
LONGEST_PLACE: Final = 200
LONGEST_AID: Final = 200
#: Reports of barriers to one municipality, from everybody together: more is a machine.
MOST_IN_AN_HOUR: Final = 60
#: GDPR, article 33.1; NIS 2, article 23.4, as carried out in the Swedish act of 2025.
NOTICE_IN: Final = timedelta(hours=72)
EARLY_WARNING_IN: Final = timedelta(hours=24)
FINAL_REPORT_IN: Final = timedelta(days=30)

SEEN, SHARED, TAKEN_OUT, CHANGED, DENIED, ENTRY, CHECKED = (
    "seen", "shared", "taken_out", "changed", "denied", "entry", "checked",
)  # fmt: skip
#: What each kind is called, in the order of the papers.
KIND_NAMES: Final = {
    SEEN: KINDS["read"][0],
    SHARED: KINDS["shared"][0],
    TAKEN_OUT: KINDS["taken_out"][0],
    CHANGED: "Skrivet eller ändrat",
    ENTRY: KINDS["entry"][0],
    DENIED: KINDS["denied"][0],
    CHECKED: "Kontroller och städning",
}
#: What takes out the rows of every organisation at once.
EVERYTHING_OUT: Final = frozenset({"municipality.taken_out"})
#: How the events of each kind begin, as the trail's own page has it; the first that fits holds, the rest are changes.
_BEGINNINGS: Final = (
    (DENIED, KINDS["denied"][1]),
    (CHECKED, ("audit_trail.", "disposal.tidied", "incident_pack.")),
    (SEEN, KINDS["read"][1]),
    (TAKEN_OUT, KINDS["taken_out"][1]),
    (SHARED, KINDS["shared"][1]),
    (ENTRY, KINDS["entry"][1]),
)


class CannotNote(DomainError):
    """What is to be written in is lacking, or lies in the future."""


class CannotReport(DomainError):
    """More has come in the last hour than people send."""


class CannotAsk(DomainError):
    """The question is too wide, or begins after it ends."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the trail: a time, and maybe one organisation, person or telephone, by their public keys."""

    since: datetime
    until: datetime
    organisation: str = ""
    person: str = ""
    device: str = ""
    discovered: datetime | None = None


def check_question(question: Question, now: datetime) -> None:
    """Raise CannotAsk unless it can be answered."""
    for name in ("since", "until", "discovered"):
        moment = getattr(question, name)
        if moment is not None and not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise CannotAsk(
                _("Året går inte att använda. Du skrev {year}. Skriv ett år från {earliest} till {latest}."),
                field=name,
                year=moment.year,
                earliest=EARLIEST_YEAR,
                latest=LATEST_YEAR,
            )
    if question.since >= question.until:
        raise CannotAsk(
            _("Tiden börjar efter att den slutar. Du skrev {since} och {until}. Byt plats på dem."),
            field="since",
            since=f"{question.since:%Y-%m-%d %H:%M}",
            until=f"{question.until:%Y-%m-%d %H:%M}",
        )
    if question.since > now:
        raise CannotAsk(
            _("Tiden ligger i framtiden. Du skrev {since}. Skriv när det började."),
            field="since",
            since=f"{question.since:%Y-%m-%d %H:%M}",
        )


def check_room(n_within_the_hour: int) -> None:
    """Raise CannotReport when the table is being filled by a machine."""
    if n_within_the_hour >= MOST_IN_AN_HOUR:
        raise CannotReport(
            _(
                "Vi tar inte emot fler just nu. Det har kommit {n} rapporter den senaste timmen. "
                "Det du skrev finns kvar: försök igen om en timme."
            ),
            n=n_within_the_hour,
        )


def check_assessment(*, reference: str, assessed_on: date, today: date) -> None:
    """Raise CannotNote unless there is a reference, and the decision lies behind us."""
    if not reference.strip() or len(reference) > LONGEST_REFERENCE:
        raise CannotNote(
            _("Diarienumret saknas eller är för långt. Du skrev {length} tecken. Skriv högst {longest} tecken."),
            field="reference",
            length=len(reference.strip()),
            longest=LONGEST_REFERENCE,
        )
    if assessed_on > today:
        raise CannotNote(
            _("Beslutet ligger i framtiden. Du skrev {day}. Skriv den dag det fattades."),
            field="assessed_on",
            day=assessed_on.isoformat(),
        )


def kind_of(event: str) -> str:
    """Seen, shared, taken out, changed, denied, entry or checked."""
    return next((kind for kind, words in _BEGINNINGS if event.startswith(words)), CHANGED)
