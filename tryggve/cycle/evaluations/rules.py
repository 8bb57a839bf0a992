"""When may a measure be evaluated, and what does the answer sound like? Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tryggve.cycle.evaluations.shapes import CarriedOut, Verdict
from tryggve.cycle.measures.shapes import MeasureState, MeasureView
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

LONGEST_LESSON = 2000
LONGEST_LINE = 500


class TooEarly(DomainError):
    """The day of evaluation has not come."""


class CannotEvaluate(DomainError):
    """There is no plan to hold the measure against, or it has been tampered with."""


class CannotFollowUp(DomainError):
    """What was written cannot stand as a follow-up."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template and what goes in it; translated where it is shown."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)


def check_may_evaluate(measure: MeasureView, carried_out: str, today: date, *, plan_holds: bool) -> None:
    """Raise TooEarly or CannotEvaluate. What was never done needs no waiting."""
    was_done = carried_out != CarriedOut.NO
    if measure.measure_state == MeasureState.PLANNED and was_done:
        raise CannotEvaluate(
            _("Åtgärden har inte startat. Vi fick svaret att den gjordes. Starta den, eller svara nej."),
            field="carried_out",
        )
    if measure.frozen_at is not None and not plan_holds:
        raise CannotEvaluate(
            _("Planen stämmer inte med den som låstes. Kontrollsumman är en annan. Be den som sköter Tryggve om hjälp.")
        )
    if was_done and today < measure.plan.evaluation_date:
        raise TooEarly(
            _("Det är för tidigt. I dag är det {today} och planen säger {date}. Läs av den dagen eller senare."),
            today=today.isoformat(),
            date=measure.plan.evaluation_date.isoformat(),
        )


def check_text(text: str, longest: int, name: str) -> None:
    """Raise CannotFollowUp when it is too long."""
    if len(text) > longest:
        raise CannotFollowUp(
            _("Texten är för lång. Vi fick {n} tecken och tar emot {longest}. Korta den."),
            field=name,
            n=len(text),
            longest=longest,
        )


# -- The answer in words ----------------------------------------------------------------------
_REASONS = {
    "changed_as_expected": _("Förändringen är större än slumpen."),
    "changed_the_other_way": _("Det gick åt fel håll, och mer än slumpen."),
    "hoped_change_ruled_out": _("Så stor förändring som ni hoppades på kan uteslutas."),
    "no_clear_change": _("Det kan lika gärna vara slump."),
    "low_power": _("Händelserna är för få. Så få kan inte visa den förändring ni hoppades på."),
    "too_few_incidents": _("Händelserna är för få för att jämföra."),
}


def sentences(verdict: str, figures: Mapping[str, Any]) -> list[Sentence]:
    """The answer: what happened here, what happened there, how far it may be from the truth, and why."""
    if verdict == Verdict.NOT_CARRIED_OUT:
        return [Sentence(_("Åtgärden gjordes inte. Då går det inte att säga om den hjälper."))]
    effect = figures.get("effect")
    told: list[Sentence] = []
    if effect is not None:
        told.append(
            Sentence(
                _(
                    "Händelserna gick från {before} till {after}. "
                    "I {place} gick de från {other_before} till {other_after}."
                ),
                {
                    "before": effect["treated_before"],
                    "after": effect["treated_after"],
                    "place": figures["comparison"]["name"],
                    "other_before": effect["comparison_before"],
                    "other_after": effect["comparison_after"],
                },
            )
        )
        told.append(_interval(effect))
    if figures.get("carried_out") == CarriedOut.PARTLY:
        told.append(Sentence(_("Åtgärden gjordes bara delvis.")))
    told.append(Sentence(_REASONS[str(figures["reason"])]))
    return told


def _interval(effect: Mapping[str, Any]) -> Sentence:
    low, high = _change(effect["ratio_low"]), effect["ratio_high"]
    if high is None:
        return Sentence(_("Skillnaden kan vara allt från {low} och uppåt, utan gräns."), {"low": low})
    return Sentence(_("Skillnaden kan vara allt från {low} till {high}."), {"low": low, "high": _change(high)})


def _change(ratio: float) -> Sentence:
    percent = round(abs(ratio - 1) * 100)
    if percent == 0:
        return Sentence(_("ingen alls"))
    return Sentence(_("{n} procent färre") if ratio < 1 else _("{n} procent fler"), {"n": percent})
