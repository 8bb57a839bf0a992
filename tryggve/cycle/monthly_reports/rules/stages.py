"""Who may let a month go, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tryggve.cycle.monthly_reports.shapes import STAGE_NAMES, Stage
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import ReportMonth, Week

LONGEST_SUMMARY = 600
LONGEST_QUESTION = 400


class CannotCompileMonth(DomainError):
    """There is nothing to make the month of, or nothing new."""


class SummaryTooLong(DomainError):
    """The summary is one or two sentences, not a report."""


class CannotApprove(DomainError):
    """Somebody else must approve, or the report is not there to be approved."""


class CannotReturn(DomainError):
    """The report cannot be sent back, or nothing is asked."""


class CannotSend(DomainError):
    """Only what a second person has approved is sent, and only once."""


def check_summary(summary: str) -> None:
    """Raise SummaryTooLong above the length of two sentences."""
    if len(summary) > LONGEST_SUMMARY:
        raise SummaryTooLong(
            _("Sammanfattningen är för lång. Du skrev {length} tecken. Korta den till högst {longest}."),
            field="summary",
            length=len(summary),
            longest=LONGEST_SUMMARY,
        )


def check_month_has_begun(month: ReportMonth, week_now: Week) -> None:
    """Raise CannotCompileMonth for a month that lies ahead."""
    if month.first_week > week_now:
        raise CannotCompileMonth(
            _("Månaden har inte börjat. Du valde {month}. Välj en månad som pågår eller har varit."),
            field="month",
            month=month.label,
        )


def check_has_pictures(month: ReportMonth, compiled: Iterable[str]) -> None:
    """Raise CannotCompileMonth when not one of the month's weeks has a picture."""
    if not any(str(week) in set(compiled) for week in month.weeks):
        weeks = ", ".join(str(week.number) for week in month.weeks)
        raise CannotCompileMonth(
            _("Ingen av månadens veckor har en lägesbild. {month} är vecka {weeks}. Sammanställ en av dem först."),
            field="month",
            month=month.label.capitalize(),
            weeks=weeks,
        )


def check_approval(*, stage: str, is_latest: bool, is_same_person: bool) -> None:
    """Raise CannotApprove unless this is the newest version, waits, and somebody else compiled it."""
    if not is_latest:
        raise CannotApprove(_("Det finns en nyare version. Du hade en äldre framme. Öppna den nyaste och läs den."))
    if stage != Stage.COMPILED:
        raise CannotApprove(
            _("Rapporten väntar inte på godkännande. Dess läge är ”{stage}”. Läs in sidan igen."),
            stage=_stage_word(stage),
        )
    if is_same_person:
        raise CannotApprove(
            _(
                "Den som sammanställt rapporten får inte godkänna den. Du sammanställde den själv. "
                "Be en annan person i styrgruppen att läsa och godkänna."
            )
        )


def check_return(*, stage: str, is_latest: bool, question: str) -> None:
    """Raise CannotReturn unless it waits for approval and something is asked."""
    if not is_latest or stage != Stage.COMPILED:
        raise CannotReturn(
            _("Rapporten väntar inte på godkännande. Dess läge är ”{stage}”. Läs in sidan igen."),
            stage=_stage_word(stage),
        )
    if not question.strip():
        raise CannotReturn(
            _("Frågan saknas. Fältet var tomt. Skriv vad som behöver ändras eller förklaras."), field="question"
        )
    if len(question) > LONGEST_QUESTION:
        raise CannotReturn(
            _("Frågan är för lång. Du skrev {length} tecken. Korta den till högst {longest}."),
            field="question",
            length=len(question),
            longest=LONGEST_QUESTION,
        )


def check_sending(*, stage: str, is_latest: bool) -> None:
    """Raise CannotSend unless this is the newest version, approved and not sent."""
    if stage == Stage.SENT:
        raise CannotSend(
            _("Rapporten är redan sänd. Den sänds bara en gång. Sammanställ en ny version om något har ändrats.")
        )
    if not is_latest:
        raise CannotSend(_("Det finns en nyare version. Du hade en äldre framme. Öppna den nyaste och sänd den."))
    if stage != Stage.APPROVED:
        raise CannotSend(
            _(
                "Rapporten är inte godkänd än. Dess läge är ”{stage}”. "
                "Be en annan person i styrgruppen att godkänna den först."
            ),
            stage=_stage_word(stage),
        )


def _stage_word(stage: str) -> str:
    return STAGE_NAMES[Stage(stage)].lower()
