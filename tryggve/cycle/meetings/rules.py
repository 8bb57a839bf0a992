"""What a meeting may do: how many areas, who confirms, when it can be closed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import STOCKHOLM, Week

LONGEST_SUBJECT = 120
LONGEST_TEXT = 2000
LONGEST_NAME = 120
DONE = ("done", "partly", "not_done")
_NUMBERS = (_("inget"), _("ett"), _("två"), _("tre"), _("fyra"), _("fem"))


class CannotOpenMeeting(DomainError):
    """There is no picture to meet about, or the week has its meeting already."""


class CannotPrioritise(DomainError):
    """The group has chosen as many as it can work with, or the proposal lacks something."""


class CannotConfirm(DomainError):
    """Nothing to confirm, or the same person would both propose and confirm."""


class CannotWriteMeeting(DomainError):
    """The meeting is closed, or what was written cannot stand in its minutes."""


class CannotCloseMeeting(DomainError):
    """Something is still open."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the two-person rule needs to know of one proposal."""

    area_name: str
    proposed_by: int | None
    seconded_by: int | None


def number_word(number: int) -> str:
    """'tre' for 3; the digits from six and up. Marked for translation."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def check_opening(week: Week, held_at: datetime) -> None:
    """A meeting looks at a week that has begun."""
    if held_at < week.start_at:
        raise CannotOpenMeeting(
            _("Mötet ligger före veckan det handlar om. Du valde {day} för vecka {week}. Välj en senare dag."),
            field="held_at",
            day=held_at.astimezone(STOCKHOLM).date().isoformat(),
            week=week.number,
        )


def check_capacity(taken: Sequence[str], capacity: int) -> None:
    """Refuse one more than the agreement says. Few areas, followed up, is the method."""
    if len(taken) >= capacity:
        raise CannotPrioritise(
            _(
                "Gruppen väljer högst {capacity} områden i veckan, så att alla hinner följas upp. "
                "Ni har redan valt {taken}. Välj bort ett av dem först."
            ),
            field="area",
            capacity=number_word(capacity),
            taken=", ".join(taken),
        )


def free_rank(taken: Collection[int]) -> int:
    """The first place that nobody has."""
    return next(rank for rank in range(1, len(taken) + 2) if rank not in taken)


def check_proposal(subject: str, reason: str, codes: Sequence[str], usable: Collection[str]) -> None:
    """A proposal says what it is about and why, in categories that exist."""
    if not subject:
        raise CannotPrioritise(
            _("Det står inte vad det gäller. Rutan är tom. Skriv till exempel: Störande samlingar på kvällen."),
            field="subject",
        )
    check_length(subject, LONGEST_SUBJECT, "subject")
    if not reason:
        raise CannotPrioritise(
            _("Skälet saknas. Rutan är tom. Skriv varför gruppen väljer området just nu."), field="reason"
        )
    check_length(reason, LONGEST_TEXT, "reason")
    unknown = [code for code in codes if code not in usable]
    if unknown:
        raise CannotPrioritise(
            _("Kategorin finns inte. Vi fick {codes}. Välj i listan över kategorier."),
            field="category_codes",
            codes=", ".join(unknown)[:40],
        )


def check_length(text: str, longest: int, field: str) -> None:
    """Refuse what would not fit, rather than cut it."""
    if len(text) > longest:
        raise CannotWriteMeeting(
            _("Texten är för lång. Du skrev {length} tecken. Korta den till högst {longest}."),
            field=field,
            length=len(text),
            longest=longest,
        )


def check_two_people(proposals: Sequence[Proposal], confirmer: int | None) -> None:
    """Nobody confirms what they alone have proposed."""
    if not proposals:
        raise CannotConfirm(
            _("Det finns inget att bekräfta. Inget område väntar på ordföranden. Föreslå ett område först.")
        )
    alone = [
        each.area_name for each in proposals if each.proposed_by == confirmer and each.seconded_by in (None, confirmer)
    ]
    if alone:
        raise CannotConfirm(
            _(
                "Den som ensam föreslog ett område kan inte också bekräfta det. Du föreslog själv {areas}. "
                "Be någon annan ställa sig bakom förslaget först."
            ),
            areas=", ".join(alone),
        )


def check_still_open(*, is_closed: bool, week: str) -> None:
    """A closed meeting is read, not written."""
    if is_closed:
        raise CannotWriteMeeting(
            _("Mötet är avslutat och protokollet är fryst. Det gäller vecka {week}. Ta upp det på nästa möte."),
            week=Week.parse(week).number,
        )


def check_closing(waiting: Sequence[str]) -> None:
    """Every proposal is confirmed or chosen away before the minutes are frozen."""
    if waiting:
        raise CannotCloseMeeting(
            _(
                "Mötet kan inte avslutas än. {areas} är föreslaget men inte bekräftat. "
                "Låt ordföranden bekräfta, eller välj bort förslaget."
            ),
            areas=", ".join(waiting),
        )
