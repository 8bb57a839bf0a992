"""The two notices of an incident: to IMY within 72 hours, and to the CSIRT. Filled with what is known.

GDPR article 33.3 says what the first must hold; the second follows NIS 2, article 23, which the act of 2025
(2025:1506) carries out. Their wording must be checked by whoever sends them: the program knows no law.
"""

from __future__ import annotations

from tryggve.edges.papers.documents.incident import CLASS_NAMES, chain_words, clock, persons
from tryggve.edges.papers.documents.paper import UNKNOWN, Gap, Paper, Part, Section, Text, table
from tryggve.edges.papers.incident import Pack
from tryggve.edges.papers.rules import (
    DENIED,
    EARLY_WARNING_IN,
    FINAL_REPORT_IN,
    NOTICE_IN,
    SEEN,
    SHARED,
    TAKEN_OUT,
)
from tryggve.foundation.privacy.fields import FieldClass


def to_authority(pack: Pack) -> Paper:
    """Anmälan av personuppgiftsincident, article 33."""
    due = pack.question.discovered
    return _paper(
        pack,
        title="Anmälan till IMY",
        answer="Anmälan av personuppgiftsincident",
        lead="Utkast enligt artikel 33 i dataskyddsförordningen. Var och en som är ansvarig anmäler sitt.",
        sections=(
            Section(
                "Tider",
                (
                    table(
                        "Tider", ("Vad", "När"),
                        [
                            ("Började tidigast", clock(pack.question.since)),
                            ("Pågick längst till", clock(pack.question.until)),
                            ("Upptäckt", clock(due)),
                            ("Anmälan senast", clock(due + NOTICE_IN) if due else "72 timmar efter upptäckten"),
                        ],
                    ),
                ),
            ),
            Section("Personuppgiftsansvarig och kontakt", _responsible(pack)),
            Section("Incidentens art", _nature(pack)),
            Section("Registrerade", (table("Registrerade", ("Vilka", "Ungefärligt antal"), persons(pack)),)),
            Section("Uppgifter", _kinds(pack)),
            Section("Sannolika konsekvenser", (Gap("Vad kan hända de personer som berörs, och hur troligt är det?"),)),
            Section("Åtgärder", _done(pack)),
            Section("Underrättelse till de registrerade", (Gap("Är risken hög (artikel 34)? När fick de veta?"),)),
        ),
    )  # fmt: skip


def to_csirt(pack: Pack) -> Paper:
    """Incidentrapport under the Swedish cyber security act."""
    found, due = pack.question.discovered, clock
    times = [("Upptäckt", due(found))]
    for name, within, words in (
        ("Tidig varning senast", EARLY_WARNING_IN, "24 timmar efter upptäckten"),
        ("Incidentanmälan senast", NOTICE_IN, "72 timmar efter upptäckten"),
        ("Slutrapport senast", FINAL_REPORT_IN, "en månad efter anmälan"),
    ):
        times.append((name, due(found + within) if found else words))
    return _paper(
        pack,
        title="Anmälan till CSIRT",
        answer="Anmälan av betydande incident",
        lead="Utkast för cybersäkerhetslagen (2025:1506). Tiderna är NIS 2-direktivets: läs lagens 2 kap. först.",
        sections=(
            Section("Tider", (table("Tider", ("Vad", "När"), times),)),
            Section("Verksamhetsutövare och kontakt", _responsible(pack)),
            Section("Är incidenten betydande?", (Gap("Driftstopp, ekonomisk förlust, skada för andra? Varför?"),)),
            Section("Vad som har hänt", _nature(pack)),
            Section(
                "Vad som är känt och inte",
                (
                    table(
                        "Vad som är känt", ("Fråga", "Svar"),
                        [
                            ("Tjänst", "Tryggve, samordning av trygghetsarbete (EST)"),
                            ("Misstänks olaglig eller fientlig handling?", UNKNOWN),
                            ("Påverkan i andra länder?", UNKNOWN),
                            ("Angreppsindikatorer", UNKNOWN),
                            ("Nekade försök i loggboken", sum(each.kind == DENIED for each in pack.lines)),
                            ("Organisationer som berörs", ", ".join(each.name for each in pack.told) or "ingen känd"),
                            ("Loggboken", chain_words(pack)),
                        ],
                    ),
                ),
            ),
            Section("Påverkan på tjänsten", (Gap("Hur länge låg tjänsten nere, och för hur många?"),)),
            Section("Åtgärder", _done(pack)),
        ),
    )  # fmt: skip


def _paper(pack: Pack, *, title: str, answer: str, lead: str, sections: tuple[Section, ...]) -> Paper:
    return Paper(title, pack.municipality, answer, lead, pack.made_at, pack.is_practice, sections)


def _responsible(pack: Pack) -> tuple[Part, ...]:
    return (
        Text(f"Systemet används av {pack.municipality} och de organisationer som har skrivit under överenskommelsen."),
        Gap("Ansvarig nämnd eller bolag, organisationsnummer och diarienummer."),
        Gap("Dataskyddsombudets eller annan kontaktpersons namn, telefon och e-post."),
    )


def _nature(pack: Pack) -> tuple[Part, ...]:
    def n(kind: str) -> int:
        return sum(each.kind == kind for each in pack.lines)

    rows = [
        ("Läsningar som loggboken visar", n(SEEN)),
        ("Delningar", n(SHARED)),
        ("Filer som har tagits ut", n(TAKEN_OUT)),
        ("Nekade försök", n(DENIED)),
        (
            "Organisationers egna uppgifter berörda",
            "ja" if any(each.is_raw for each in pack.touched) else "ingen enligt loggboken",
        ),
    ]
    return (
        Gap("Vad har hänt: obehörig åtkomst, förlust, ändring, stulen telefon, felsändning? Hur upptäcktes det?"),
        table("Vad loggboken visar", ("Vad", "Antal"), rows),
        Text(chain_words(pack)),
    )


def _kinds(pack: Pack) -> tuple[Part, ...]:
    rows = [
        (each.name, each.records, ", ".join(CLASS_NAMES[kind] for kind in each.classes) or UNKNOWN)
        for each in pack.touched
        if not each.classes or set(each.classes) - {FieldClass.PLAIN}
    ]
    return (
        table("Uppgifter som berörs", ("Slag", "Ungefärligt antal poster", "Klass"), rows),
        Text("Tryggve har inga poster om misstänkta, brottsoffer eller klienter. Fritext och foton kan ändå peka ut."),
        Gap("Fanns känsliga uppgifter eller lagöverträdelser i texterna? Fråga organisationerna som äger dem."),
    )  # fmt: skip


def _done(pack: Pack) -> tuple[Part, ...]:
    rows = [("Underlag ur loggboken", f"taget fram {clock(pack.made_at)}")]
    rows += [("Att underrätta", each.name) for each in pack.told]
    return (
        table("Åtgärder", ("Vad", "När eller vem"), rows),
        Gap("Vad har ni gjort för att stoppa det? Stängda konton, spärrade telefoner, ändrade rutiner?"),
    )  # fmt: skip
