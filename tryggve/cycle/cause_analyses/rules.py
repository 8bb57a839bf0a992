"""When may a group say which cause it acts on? Pure.

Competing hypotheses are weighed against the same evidence. Strong evidence counts twice. Evidence
that fits every hypothesis tells nothing, however much of it there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tryggve.cycle.cause_analyses.shapes import LEAST_LEAN, EvidenceView, HypothesisView, Standing, Weight
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

LETTERS = "ABCDE"
LEAST_HYPOTHESES = 2
LONGEST_QUESTION = 200
LONGEST_TITLE = 160
LONGEST_EVIDENCE = 300
LONGEST_PROVENANCE = 200
LONGEST_TEXT = 2000
_FOR = (Weight.FOR, Weight.STRONG_FOR)
_AGAINST = (Weight.AGAINST, Weight.STRONG_AGAINST)


class CannotStartAnalysis(DomainError):
    """The area is not confirmed, or has its analysis already."""


class CannotAnalyse(DomainError):
    """What was written cannot stand in the analysis."""


class CannotSettle(DomainError):
    """The group cannot say yet which cause it acts on."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What the evidence as a whole says: how it stands, and the key it points at ("" for none)."""

    standing: Standing
    leading: str


def next_letter(taken: Sequence[str]) -> str:
    """The next free letter; refused after the fifth."""
    free = [letter for letter in LETTERS if letter not in taken]
    if not free:
        raise CannotAnalyse(
            _("Det finns redan {count} förklaringar. Fler går inte att överblicka. Pröva dem ni har först."),
            field="title",
            count=len(taken),
        )
    return free[0]


def written(text: str, longest: int, field: str, *, empty: str = "") -> str:
    """The text without spaces around; refused when too long, or when empty and `empty` says why not."""
    text = text.strip()
    if not text and empty:
        raise CannotAnalyse(empty, field=field)
    if len(text) > longest:
        raise CannotAnalyse(
            _("Texten är för lång. Du skrev {length} tecken. Korta den till högst {longest}."),
            field=field,
            length=len(text),
            longest=longest,
        )
    return text


def check_weights(weights: Mapping[str, str], hypotheses: Sequence[str]) -> dict[str, Weight]:
    """The weights of one piece of evidence, with "vet inte än" for each hypothesis left out."""
    strange = [key for key in weights if key not in hypotheses]
    unknown = [weight for weight in weights.values() if weight not in set(Weight)]
    if strange or unknown:
        raise CannotAnalyse(
            _("Vägningen går inte att läsa. Vi fick {got}. Välj ett av alternativen för varje förklaring."),
            field="weights",
            got=", ".join([*strange, *unknown])[:60],
        )
    return {key: Weight(weights.get(key, Weight.UNKNOWN)) for key in hypotheses}


def balance(hypotheses: Sequence[HypothesisView], evidence: Sequence[EvidenceView]) -> Balance:
    """How the evidence stands: it points at one only when that one leads by two and is not contradicted."""
    if len(hypotheses) < LEAST_HYPOTHESES:
        return Balance(Standing.TOO_FEW_HYPOTHESES, "")
    if all(each.is_unanswered for each in evidence):
        return Balance(Standing.NO_EVIDENCE, "")
    if not any(each.separates for each in evidence):
        return Balance(Standing.NOTHING_SEPARATES, "")
    first, second = sorted(hypotheses, key=lambda each: -each.net)[:2]
    if first.net < LEAST_LEAN or first.net - second.net < LEAST_LEAN:
        return Balance(Standing.EVEN, "")
    return Balance(Standing.POINTS, first.key)


def check_settling(
    hypotheses: Sequence[HypothesisView], evidence: Sequence[EvidenceView], chosen: str, reason: str
) -> None:
    """A cause is chosen among at least two, on evidence both ways, and with a reason when it is not the leading one."""
    if len(hypotheses) < LEAST_HYPOTHESES:
        raise CannotSettle(
            _("En ensam förklaring går inte att pröva. Ni har {count}. Skriv minst en till som kan vara sann."),
            field="hypothesis",
            count=len(hypotheses),
        )
    weights = [weight for each in evidence for weight in each.weights.values()]
    if not any(weight in _FOR for weight in weights) or not any(weight in _AGAINST for weight in weights):
        raise CannotSettle(
            _(
                "Underlaget räcker inte för att välja. Ni har {count} spår, men inte både för och emot. "
                "Lägg till ett spår som talar för någon förklaring och ett som talar emot någon."
            ),
            field="hypothesis",
            count=len(evidence),
        )
    leading = balance(hypotheses, evidence).leading
    if chosen != leading and not reason:
        raise CannotSettle(
            _(
                "Spåren pekar inte på den förklaring ni valde. Rutan för skäl är tom. "
                "Skriv varför ni ändå handlar efter den."
            ),
            field="reason",
        )
