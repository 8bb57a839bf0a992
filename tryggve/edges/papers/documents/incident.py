"""The paper of an incident: what is known, what is not, and who must be told. In Swedish, as it will be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tryggve.edges.papers.documents.paper import UNKNOWN, Paper, Part, Points, Section, Text, table
from tryggve.edges.papers.incident import Line, Pack, Told, by_kind
from tryggve.edges.papers.rules import CHANGED, DENIED, KIND_NAMES, SEEN, SHARED, TAKEN_OUT
from tryggve.foundation.people.matrix import classes
from tryggve.foundation.privacy.fields import FieldClass
from tryggve.foundation.web.trail_words import happening_of, thing_of
from tryggve.kernel.viewer import SYSTEM_ACTOR
from tryggve.kernel.weeks import STOCKHOLM

CLASS_NAMES: Final = {
    FieldClass.PLAIN: "koder, tider och tal",
    FieldClass.FREE_TEXT: "fritext",
    FieldClass.PERSONAL: "personuppgift",
    FieldClass.SECRET: "hemlighet",
}
#: The paper shows so many lines; the file beside it has them all.
_SHOWN: Final = 200
#: Kinds that the table of people counts, each in a column.
_COLUMNS: Final = (SEEN, SHARED, TAKEN_OUT, CHANGED, DENIED)


def clock(moment: datetime | None) -> str:
    """A moment in Swedish time, or "vet ej"."""
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}" if moment else UNKNOWN


def words_of(line: Line) -> str:
    """What a line tells of, in words."""
    return f"{thing_of(line.event)} {happening_of(line.event)}"


def incident_paper(pack: Pack) -> Paper:
    """The whole."""
    question = pack.question
    return Paper(
        title="Incidentunderlag",
        municipality=pack.municipality,
        answer=_answer(pack),
        lead=f"Från {clock(question.since)} till {clock(question.until)}, ur kommunens loggbok.",
        made_at=pack.made_at,
        is_practice=pack.is_practice,
        sections=(
            Section("Loggboken", _whole(pack)),
            Section("Vem som har gjort vad", (_people(pack),)),
            Section("Berörda uppgifter", _records(pack)),
            Section("Taget ut som fil", (_files(pack),)),
            Section("Organisationer som ska underrättas", _organisations(pack)),
            Section("Tidslinje", _timeline(pack)),
            Section("Vad underlaget inte kan säga", (_limits(pack),)),
        ),
    )


def _answer(pack: Pack) -> str:
    people = "en person" if pack.accounts_acting == 1 else f"{pack.accounts_acting} personer"
    rows = "en rad" if len(pack.lines) == 1 else f"{len(pack.lines)} rader"
    return f"{rows.capitalize()} av {people}"


def chain_words(pack: Pack) -> str:
    """Whether the trail can be relied on, in a sentence."""
    verdict = pack.verdict
    if verdict.holds:
        until = f" Förankrad utanför databasen till rad {verdict.held_until}." if verdict.held_until else ""
        return f"Loggboken är hel: {verdict.entries} rader, ingen ändrad, borttagen eller tillagd.{until}"
    return (
        f"Loggboken är INTE hel. Rad {verdict.broken_at}: {verdict.words}. "
        f"Säker till rad {verdict.held_until}. Rör inte databasen och spara en kopia av den."
    )


def _whole(pack: Pack) -> tuple[Part, ...]:
    log_ins = "är med" if pack.has_log_ins else "finns i husets loggbok och är inte med. Driften kan ta fram dem"
    narrowed = Points(pack.narrowed_to) if pack.narrowed_to else Text("Alla organisationer, personer och telefoner.")
    return (Text(chain_words(pack)), narrowed, Text(f"Inloggningar {log_ins}."))


def _people(pack: Pack) -> Part:
    rows: dict[tuple[str, str, str], list[Line]] = {}
    for each in pack.lines:
        rows.setdefault((each.who, each.organisation, each.actor), []).append(each)
    heads = ("Vem", "Organisation", *(KIND_NAMES[kind] for kind in _COLUMNS), "Först", "Sist")
    ordered = sorted(rows.items(), key=lambda each: (each[0][2] == SYSTEM_ACTOR, -len(each[1])))
    return table("Rader i loggboken per person", heads, [_person(*key[:2], held) for key, held in ordered])


def _person(who: str, organisation: str, held: list[Line]) -> tuple[object, ...]:
    counts = Counter(each.kind for each in held)
    return (who, organisation, *(counts[kind] for kind in _COLUMNS), clock(held[0].at), clock(held[-1].at))


def _records(pack: Pack) -> tuple[Part, ...]:
    rows = [
        (
            each.name,
            "ja" if each.is_raw else "nej",
            ", ".join(CLASS_NAMES[kind] for kind in each.classes) or UNKNOWN,
            each.records,
            each.lines,
        )
        for each in pack.touched
    ]
    found: list[Part] = [
        Text("Antalen är poster som loggboken nämner. Vad som står i dem finns inte i underlaget."),
        table("Poster per slag", ("Slag", "Organisationens egna", "Fält av klass", "Poster", "Rader"), rows),
    ]
    if pack.lists_read:
        times = "En gång" if pack.lists_read == 1 else f"{pack.lists_read} gånger"
        found.append(Text(f"{times} lästes en lista. Hur många poster den visade: {UNKNOWN}."))
    found.append(table("Personer som berörs", ("Vilka", "Antal"), persons(pack)))
    return tuple(found)


def persons(pack: Pack) -> list[tuple[str, str]]:
    """How many people are concerned, where it is known."""
    return [
        ("Konton som har använts", str(pack.accounts_acting)),
        ("Konton som något har gjorts med", str(pack.accounts_concerned)),
        ("Personer som nämns eller avbildas i händelser och rapporter", UNKNOWN),
    ]


def _files(pack: Pack) -> Part:
    rows = [
        (
            clock(each.at),
            each.who,
            each.organisation,
            _class_words(str(each.codes.get("data_class", ""))) or words_of(each),
            str(each.codes.get("file_format", "")).upper() or "–",
            each.codes.get("rows", UNKNOWN),
        )
        for each in pack.lines
        if each.kind == TAKEN_OUT
    ]
    return table("Filer som har tagits ut", ("När", "Vem", "Organisation", "Vad", "Format", "Rader"), rows)


def _class_words(code: str) -> str:
    return f"{code}: {classes()[code]}" if code in classes() else ""


def _organisations(pack: Pack) -> tuple[Part, ...]:
    rows = [(each.name, _why(each)) for each in pack.told]
    return (
        Text("Varje organisation är ansvarig för sina egna uppgifter och ska själv bedöma om den ska anmäla."),
        table("Organisationer som ska underrättas", ("Organisation", "Varför"), rows),
    )


def _why(told: Told) -> str:
    said = []
    if told.read_by_others:
        said.append(f"andra har läst eller tagit ut {_things(len(told.read_by_others))} som är deras")
    if told.changed_by_others:
        said.append(f"andra har ändrat {_things(len(told.changed_by_others))} som är deras")
    if told.own_lines:
        said.append(f"deras egna konton står för {told.own_lines} rader")
    return "; ".join(said)


def _things(n: int) -> str:
    return "en sak" if n == 1 else f"{n} saker"


def _timeline(pack: Pack) -> tuple[Part, ...]:
    per_kind = table(
        "Rader av varje slag", ("Slag", "Rader", "Först", "Sist"),
        [(name, len(held), clock(held[0].at), clock(held[-1].at)) for name, held in by_kind(pack) if held],
    )  # fmt: skip
    rows = [_row(each) for each in pack.lines[:_SHOWN]]
    lines = table("Loggboken rad för rad", ("När", "Vem", "Organisation", "Vad", "Nyckel"), rows)
    left = len(pack.lines) - len(rows)
    return (per_kind, lines, Text(f"{left} rader till finns i filen tidslinje.csv.")) if left else (per_kind, lines)


def _row(line: Line) -> Sequence[object]:
    return clock(line.at), line.who, line.organisation, words_of(line), line.key[:8]


def _limits(pack: Pack) -> Points:
    said = [
        "Vad den som hade tillgång till servern eller databasen själv kan ha läst. Det lämnar inga rader här.",
        "Vad som hände med en fil efter att den togs ut.",
        "Vilka personer som nämns i texter. Organisationen som äger texten kan svara på det.",
    ]
    if pack.question.device:
        said.append("Vad som gjordes från telefonen och inte från personens dator: alla personens rader är med.")
    return Points(tuple(said))
