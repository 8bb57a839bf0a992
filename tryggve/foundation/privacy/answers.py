"""What does the guard ask about a text, and has it been answered?

A block has no answer: it must go. A warning is answered by whoever shares: kept, since it points at nobody,
or written anew. An answer holds for the text as it was: when the text changes, it is asked again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.foundation.audit.trail import with_codes
from tryggve.foundation.privacy import guard
from tryggve.foundation.privacy.gazetteer import Gazetteer
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.privacy.marks import Kind, Mark
from tryggve.foundation.privacy.models import KEPT, REWORDED, MarkAnswer
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.viewer import Viewer

#: More answers than that to one text were not given by a person.
_MOST = 60


class Posted(Protocol):
    """What a form sent (a QueryDict)."""

    def getlist(self, key: str) -> list[str]: ...

    def get(self, key: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """The kinds that were kept and rewritten, once for each place in the text."""

    kept: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()

    @classmethod
    def of(cls, posted: Posted, field: str) -> Answers:
        """What was answered about a field."""
        known = {str(kind) for kind in Kind}

        def named(prefix: str) -> tuple[str, ...]:
            return tuple(kind for kind in posted.getlist(f"{prefix}_{field}")[:_MOST] if kind in known)

        return cls(named("keep"), named("reworded"))

    @classmethod
    def keeping(cls, text: str) -> Answers:
        """Every warning of a text kept: for texts that the program itself has made up."""
        return cls(tuple(str(mark.kind) for mark in guard.find(text) if not mark.blocks))


NONE = Answers()


@dataclass(frozen=True, slots=True)
class Asked:
    """One passage, why it is marked, and what could stand instead."""

    kind: str
    passage: str
    label: str
    advice: str
    blocks: bool
    wording: str | None
    #: The whole text with the proposed wording in its place; None where only the writer can tell.
    instead: str | None
    is_kept: bool
    key: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is asked about one field. A private text is never shared: it is told of, and not asked about."""

    field: str
    asked: tuple[Asked, ...]
    reworded: tuple[str, ...] = ()
    is_private: bool = False

    @property
    def summary(self) -> str:
        """How many must go, and how many want an answer."""
        blocks = sum(each.blocks for each in self.asked)
        open_ones = sum(not each.blocks and not each.is_kept for each in self.asked)
        parts = []
        if self.is_private:
            n = len(self.asked)
            return ngettext("{n} ställe kan peka ut någon.", "{n} ställen kan peka ut någon.", n).format(n=n)
        if blocks:
            parts.append(
                ngettext(
                    "{n} uppgift måste bort innan det delas.", "{n} uppgifter måste bort innan det delas.", blocks
                ).format(n=blocks)
            )
        if open_ones:
            parts.append(
                ngettext("{n} ställe behöver ditt svar.", "{n} ställen behöver ditt svar.", open_ones).format(
                    n=open_ones
                )
            )
        return " ".join(parts) or _("Allt är besvarat.")


class WarningsUnanswered(DomainError):
    """A text is about to be shared, and what the guard asked about it has no answer. Names kinds, never content."""

    def __init__(self, kinds: Iterable[str], *, field: str | None = None) -> None:
        self.kinds = tuple(dict.fromkeys(kinds))
        names = ", ".join(guard.kind_label(Kind(kind)) for kind in self.kinds)
        super().__init__(
            _(
                "Texten har något som kan peka ut en person: {what}. Det är inte besvarat. "
                "Välj Behåll eller Skriv om vid texten."
            ),
            field=field,
            what=names,
        )


def look(  # noqa: PLR0913 - a text, and what has been said about it
    text: str,
    field: str,
    *,
    answers: Answers = NONE,
    held: Mapping[str, int] | None = None,
    passages: Iterable[tuple[str, str]] = (),
    is_private: bool = False,
    places: Gazetteer | None = None,
) -> Found:
    """What is asked about a text.

    `answers`: what the form says; `held`: kinds answered before; `passages`: what was kept a moment ago, by name;
    `places`: the municipality's own names (`known_places.gazetteer_of`), which are nobody's.
    """
    left, lately = Counter(answers.kept) | Counter(held or {}), Counter(passages)
    asked = []
    for number, mark in enumerate(guard.find(text, gazetteer=places)):
        passage, kind = text[mark.start : mark.end], str(mark.kind)
        is_kept = False
        if not mark.blocks:
            is_kept = lately[(kind, passage)] > 0 or left[kind] > 0
            lately[(kind, passage)] -= 1
            left[kind] -= 1
        asked.append(_asked(text, mark, number, field, is_kept=is_kept))
    return Found(field, tuple(asked), answers.reworded, is_private)


def _asked(text: str, mark: Mark, number: int, field: str, *, is_kept: bool) -> Asked:
    wording = guard.wording(text, mark)
    return Asked(
        kind=str(mark.kind),
        passage=text[mark.start : mark.end],
        label=guard.kind_label(mark.kind),
        advice=guard.advice(mark.kind),
        blocks=mark.blocks,
        wording=wording,
        instead=None if wording is None else _instead(text, mark, wording),
        is_kept=is_kept,
        key=f"{field}:{number}",
    )


def _instead(text: str, mark: Mark, wording: str) -> str:
    before, after = text[: mark.start], text[mark.end :]
    if not wording:
        return f"{before.rstrip(' ')}{after}".strip()
    begins = not before.strip() or before.rstrip()[-1:] in {".", "!", "?"}
    return before + (wording[:1].upper() + wording[1:] if begins else wording) + after


def taken(posted: Posted, field: str, places: Gazetteer | None = None) -> tuple[str, Answers] | None:
    """Without a script: "Skriv om" was pressed at a passage of this field. The new text, and the answers so far."""
    name, _colon, number = (posted.get("take") or "").partition(":")
    if name != field or not number.isdecimal():
        return None
    asked = look(posted.get(field) or "", field, places=places).asked
    chosen = asked[int(number)] if int(number) < len(asked) else None
    if chosen is None or chosen.instead is None:
        return None
    answers = Answers.of(posted, field)
    return chosen.instead, Answers(answers.kept, (*answers.reworded, chosen.kind))


def retyped(posted: QueryDict, field: str, places: Gazetteer | None = None) -> QueryDict | None:
    """The same form once more, with the wording that was taken in its place; None when none was."""
    found = taken(posted, field, places)
    if found is None:
        return None
    again = posted.copy()
    again[field] = found[0]
    again.setlist(f"reworded_{field}", list(found[1].reworded))
    return again


# -- Kept without the text ----------------------------------------------------------------------
def standing(by: Viewer, abouts: Iterable[str]) -> dict[tuple[str, str], Counter[str]]:
    """(What, field) → the kinds that are answered, and for how many places. One query."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rows = MarkAnswer.objects.seen_by(by).filter(about__in=list(abouts), is_standing=True, answer=KEPT)
    for about, field, kind, count in rows.values_list("about", "field", "kind", "count"):
        found[about, field][kind] = max(found[about, field][kind], count)
    return found


def void(by: Viewer, about: str, field: str) -> None:
    """The text has changed: what was answered about it is history."""
    MarkAnswer.objects.seen_by(by).filter(about=about, field=field, is_standing=True).update(is_standing=False)


def settle(  # noqa: PLR0913 - which text, what was answered, by whom and when
    *, about: str, field: str, text: str, was: str, answers: Answers = NONE, by: Viewer, now: datetime
) -> None:
    """Inside an action: refuse what blocks, and warnings without an answer; keep the answers without the text.

    `was` is the text that stood there before. The kinds and answers go into the action's line in the trail.
    """
    marks = _marks(text, by)
    guard.stop(marks, field)
    if was.strip() and text.strip() != was.strip():
        void(by, about, field)
    warned = Counter(str(mark.kind) for mark in marks if not mark.blocks)
    if not warned and not answers.reworded:
        return
    held, given = standing(by, [about])[about, field], Counter(answers.kept)
    unanswered = [kind for kind, n in warned.items() if max(held[kind], given[kind]) < n]
    if unanswered:
        raise WarningsUnanswered(unanswered, field=field)
    kept = {kind: n for kind, n in warned.items() if held[kind] < n}
    _write(KEPT, kept, about=about, field=field, by=by, now=now)
    _write(REWORDED, Counter(answers.reworded), about=about, field=field, by=by, now=now)
    with_codes(
        **{
            f"kept_{field}": [f"{kind}:{n}" for kind, n in kept.items()],
            f"reworded_{field}": [f"{kind}:{n}" for kind, n in Counter(answers.reworded).items()],
        }
    )


def _marks(text: str, by: Viewer) -> tuple[guard.Mark, ...]:
    """What the guard finds. The municipality's own places are asked for only where something looks like a name."""
    marks = guard.find(text)
    if any(mark.kind is guard.Kind.PERSON_NAME for mark in marks):
        marks = guard.find(text, gazetteer=gazetteer_of(by))
    return marks


def _write(answer: str, counts: Mapping[str, int], *, about: str, field: str, by: Viewer, now: datetime) -> None:
    if not counts:
        return
    if by.organisation_id is None:
        raise NotFound
    MarkAnswer.objects.bulk_create(
        MarkAnswer(
            municipality_id=by.home_id,
            organisation_id=by.organisation_id,
            about=about,
            field=field,
            kind=kind,
            count=count,
            answer=answer,
            answered_by_id=by.user_id,
            answered_at=now,
            is_standing=answer == KEPT,
        )
        for kind, count in counts.items()
    )


def check_answered(by: Viewer, texts: Iterable[tuple[str, str, str]]) -> None:
    """Raise unless every text (of what, field, words) may be shared: nothing blocks, every warning is answered."""
    warned = []
    for about, field, text in texts:
        marks = _marks(text, by)
        guard.stop(marks, field)
        kinds = Counter(str(mark.kind) for mark in marks if not mark.blocks)
        if kinds:
            warned.append((about, field, kinds))
    if not warned:
        return
    held = standing(by, {about for about, _field, _kinds in warned})
    for about, field, kinds in warned:
        unanswered = [kind for kind, n in kinds.items() if held[about, field][kind] < n]
        if unanswered:
            raise WarningsUnanswered(unanswered, field=field)
