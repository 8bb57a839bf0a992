"""A draft of the impact assessment (GDPR, article 35), made from how the municipality is set up. In Swedish.

The program describes itself and lists the risks its makers know of. It does not judge: how likely, how grave, and
whether it is worth it, are for people to say.
"""

from __future__ import annotations

from typing import Final

from tryggve.edges.papers.configuration import ORGANISATIONS, Configuration
from tryggve.edges.papers.documents.paper import Gap, Paper, Part, Points, Section, Text, table
from tryggve.edges.papers.documents.register import categories, fields, limits, measures, purposes, recipients

#: A risk to somebody, and what the program does against it. From SECURITY.md, and as true as that page.
RISKS: Final = (
    (
        "En person pekas ut i fritext",
        "Skrivskyddet märker personuppgifter när man skriver och igen på servern; de säkraste slagen stoppas.",
    ),
    (
        "En ort, en tid och en ovanlig händelse pekar ut någon",
        "Delade platser rundas till 100 meter; det som lämnar kommunen skyddas med minst fem i varje ruta.",
    ),
    (
        "Någon läser en annan organisations händelser",
        "Två lås skiljer organisationerna åt; läsning och nekade försök skrivs i loggboken.",
    ),
    ("En rapportör hotas för att ha rapporterat", "Rapportörens namn följer aldrig med det som delas."),
    (
        "Ett foto visar ansikten eller registreringsskyltar",
        "Foton stannar hos organisationen och delas aldrig; position och kamerauppgifter tas bort.",
    ),
    (
        "Uppgifter om brott hamnar hos någon som inte får behandla dem",
        "Polis, socialtjänst, skola och försäkringsbolag delar bara sammanfattningar, om de inte själva väljer annat.",
    ),
    (
        "Uppgifter sparas längre än de behövs",
        "Varje tabell har en tid; gallring sker efter beslut av två personer, med protokoll.",
    ),
    (
        "En telefon blir stulen",
        "Den kan spärras genast, och visar bara vad ägaren själv har sparat de senaste sju dagarna.",
    ),
    ("Ett konto tas över", "Lösenord hålls som Argon2; två steg för den som delar, från den dag kommunen har valt."),
    ("Någon ändrar i efterhand", "Loggboken är en kedja som kontrolleras varje natt och förankras utanför databasen."),
)
#: What the program does not protect against, as SECURITY.md says.
LEFT: Final = (
    "Den som driver servern eller databasen kan läsa allt som finns i den.",
    "Skrivskyddet missar ord som det aldrig har mött. Människor måste läsa innan de delar.",
    "En liten plats och en ovanlig händelse kan peka ut någon hur man än räknar.",
    "Det som delas blir allmän handling hos mottagarna och kan begäras ut.",
    "Det som har hänt med en fil efter att den togs ut.",
)


def assessment_paper(found: Configuration) -> Paper:
    """The whole, in the order of article 35.7."""
    return Paper(
        title="Konsekvensbedömning, utkast",
        municipality=found.municipality.name,
        answer="Utkast till konsekvensbedömning av Tryggve",
        lead="Gjort ur hur kommunen är inställd i dag. Det är ingen bedömning förrän människor har fyllt i den.",
        made_at=found.made_at,
        is_practice=found.municipality.is_practice,
        sections=(
            Section("Läget", _state(found)),
            Section("Behövs en konsekvensbedömning?", _needed()),
            Section("Beskrivning av behandlingen", _description(found)),
            Section("Ändamål och rättslig grund", purposes(found)),
            Section("Registrerade och uppgifter", (*categories(found), fields(found.tables))),
            Section("Mottagare", recipients(found)),
            Section("Behov och proportionalitet", _proportion(found)),
            Section("Risker för de registrerade", _risks()),
            Section("Skyddsåtgärder", measures(found)),
            Section("Gallring", limits(found)),
            Section(
                "Risker som finns kvar",
                (Points(LEFT), Gap("Är riskerna som finns kvar godtagbara? Behövs förhandssamråd (artikel 36)?")),
            ),
            Section(
                "Rådfrågade",
                (
                    Gap("Dataskyddsombudets råd, och vad ni gjorde av det."),
                    Gap("Synpunkter från de registrerade eller deras företrädare."),
                ),
            ),
            Section("Beslut", (Gap("Vem godkände bedömningen, när, och när ska den ses över?"),)),
        ),
    )


def _state(found: Configuration) -> tuple[Part, ...]:
    home = found.municipality
    if home.assessment_reference:
        day = home.assessed_date.isoformat() if home.assessed_date else "vet ej"
        return (Text(f"Gjord: {home.assessment_reference}, {day}."),)
    return (Text("Ingen gjord konsekvensbedömning är införd. Innan den är det öppnas inga veckorapporter på riktigt."),)


def _needed() -> tuple[Part, ...]:
    said = (
        "Övervakning av platser där människor rör sig, vecka för vecka",
        "Uppgifter från flera ansvariga förs samman",
        "Fritext kan komma att röra lagöverträdelser, hälsa eller människor i underläge",
    )
    return (
        Text("Den krävs i regel när minst två av tillsynsmyndighetens kriterier är uppfyllda. För det talar:"),
        Points(said),
        Gap("Er slutsats."),
    )


def _description(found: Configuration) -> tuple[Part, ...]:
    private = [each.name for each in found.tables if each.whose == ORGANISATIONS]
    rows = [(name, kind, mode, signed) for name, kind, mode, signed in found.organisations]
    return (
        Points(
            (
                "En person i en organisation registrerar en händelse: vad, var och när.",
                "Organisationens samordnare granskar den och delar veckorapporten, efter att ha sett vad andra får se.",
                "Kommunens samordnare sammanställer lägesbilden av det som är delat.",
                "EST-gruppen väljer områden, prövar orsaker, beslutar åtgärder och utvärderar dem.",
                "Styrgruppen och Länsstyrelsen ser skyddade summor per månad.",
            )
        ),
        Text(f"Stannar hos organisationen: {', '.join(private)}."),
        table("Organisationer", ("Organisation", "Slag", "Arbetssätt", "Part i överenskommelsen"), rows),
    )


def _proportion(found: Configuration) -> tuple[Part, ...]:
    summaries = sum(mode.startswith("Bara sammanfattning") for _name, _kind, mode, _signed in found.organisations)
    return (
        Points(
            (
                f"{summaries} av {len(found.organisations)} organisationer delar bara sammanfattningar.",
                "Det finns inget fält för en person, och skrivskyddet läser varje text innan den delas.",
                "Ett registerutdrag och en radering av en person kan tas fram och genomföras i systemet.",
            )
        ),
        Gap("Kan ändamålet nås med färre uppgifter, färre organisationer eller kortare tid?"),
        Gap("Hur får de registrerade veta om behandlingen (artikel 13 och 14)?"),
    )


def _risks() -> tuple[Part, ...]:
    return (
        table("Risker", ("Risk", "Vad programmet gör"), RISKS),
        Gap("Hur troligt och hur allvarligt är vart och ett hos er? Vilka risker fattas?"),
    )
