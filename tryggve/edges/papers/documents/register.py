"""The register of processing (GDPR, article 30), as far as the program knows it. In Swedish."""

from __future__ import annotations

from collections.abc import Iterable

from tryggve.edges.papers.configuration import Configuration, HeldTable
from tryggve.edges.papers.documents.paper import UNKNOWN, Gap, Paper, Part, Points, Section, Text, table

#: Of whom there are data, and by which rooms that is known.
_WORKING = "Personer som arbetar i systemet"
_MEMBERS = "Företrädda medlemmar med namn och e-post, till exempel butiker och hyresvärdar"
_OTHERS = "Personer som kan nämnas i fritext eller synas på foto, trots att det inte ska förekomma"


def register_paper(found: Configuration) -> Paper:
    """The whole, in the order of article 30.1."""
    return Paper(
        title="Registerförteckning",
        municipality=found.municipality.name,
        answer="Behandlingen i Tryggve, som den är inställd i dag",
        lead="Underlag till kommunens register enligt artikel 30. Det som bara människor vet är utmärkt.",
        made_at=found.made_at,
        is_practice=found.municipality.is_practice,
        sections=(
            Section("Personuppgiftsansvarig", _responsible(found)),
            Section("Ändamål och rättslig grund", purposes(found)),
            Section("Kategorier av registrerade", categories(found)),
            Section("Kategorier av personuppgifter", (fields(found.tables),)),
            Section("Mottagare", recipients(found)),
            Section("Överföring till tredje land", _third_countries()),
            Section("Tidsfrister för radering", limits(found)),
            Section("Tekniska och organisatoriska skyddsåtgärder", measures(found)),
        ),
    )


def _responsible(found: Configuration) -> tuple[Part, ...]:
    rows = [(name, kind, mode, signed) for name, kind, mode, signed in found.organisations]
    day = found.agreement_from.isoformat() if found.agreement_from else "ingen gäller i dag"
    return (
        Text(
            f"{found.municipality.name} (kommunkod {found.municipality.code}). Samverkansöverenskommelse från: {day}."
        ),
        Gap("Ansvarig nämnd, organisationsnummer, dataskyddsombud och kontaktväg."),
        Text("Varje organisation är ansvarig för sina egna händelser. Kommunen når dem inte förrän de delas."),
        table("Organisationer", ("Organisation", "Slag", "Arbetssätt", "Part i överenskommelsen"), rows),
        Gap("Är ni gemensamt ansvariga (artikel 26) för det som delas? Var finns avtalet?"),
        Gap("Vem driver servern? Personuppgiftsbiträdesavtal med instruktion och underbiträden (artikel 28)."),
    )


def purposes(found: Configuration) -> tuple[Part, ...]:
    """Why, as the agreement says; and the law, which only people know."""
    said: Part = Text(f"Ur överenskommelsen: {found.purpose}") if found.purpose else Gap("Ändamålet med behandlingen.")
    return (
        said,
        Text(
            "Programmet behandlar händelser på platser, aldrig personer: det har inga poster om misstänkta eller offer."
        ),
        Gap("Rättslig grund för kommunen (artikel 6.1 e och lag 2023:196?) och för varje organisation."),
    )


def categories(found: Configuration) -> tuple[Part, ...]:
    """Of whom there are data, with numbers where they are known."""
    rows: list[tuple[object, ...]] = [(_WORKING, found.people)]
    rows += [(f"varav {name}", n) for name, n in found.roles_held]
    rows += [(_MEMBERS, found.members), (_OTHERS, UNKNOWN)]
    return (table("Registrerade", ("Vilka", "Antal"), rows),)


def fields(tables: Iterable[HeldTable]) -> Part:
    """Each table with what of it points at somebody, as its own declaration says."""
    rows = [
        (
            each.name,
            each.whose,
            ", ".join(each.personal),
            ", ".join(each.free_text),
            each.secrets or "",
        )
        for each in tables
    ]
    heads = ("Uppgift", "Vems raderna är", "Personuppgifter", "Fritext", "Hemligheter (antal fält)")
    return table("Fält som pekar ut någon eller är fritext", heads, rows)


def recipients(found: Configuration) -> tuple[Part, ...]:
    """Who may take a file out, and where the program itself sends something."""
    outward: list[tuple[str, str]] = [
        ("Länsstyrelsen", "månadsrapporter som kommunen har godkänt och sänt: skyddade summor"),
        *(
            (f"Felanmälan: {label}", f"rena fel, till {host}" if host else "en länk att följa")
            for label, host in found.fault_desks
        ),
        *((f"Inloggning: {name}", f"{kind}, {issuer}") for name, kind, issuer in found.providers),
        ("Mejlserver", "brev till dem som arbetar här: antal och dagar, inget innehåll"),
    ]
    files = [(each.data_class, each.file_format, ", ".join(each.roles) or "ingen") for each in found.takings]
    sources = Points(found.outside_sources) if found.outside_sources else Text("Inga öppna källor är anslutna.")
    return (
        table("Mottagare utanför systemet", ("Mottagare", "Vad"), outward),
        table("Filer som kan tas ut", ("Uppgifter", "Format", "Roller som får"), files),
        Text("Källor utifrån som läses in:"),
        sources,
        Gap("Andra mottagare, till exempel den som begär ut allmänna handlingar."),
    )


def _third_countries() -> tuple[Part, ...]:
    return (
        Text("Programmet självt anropar bara de mottagare som kommunen har anslutit, ovan, och ingen annan."),
        Gap("Gäller det även serverns, mejlens, inloggningens och säkerhetskopiornas leverantörer?"),
    )


def limits(found: Configuration) -> tuple[Part, ...]:
    """What has been decided, and every table's own time."""
    rows = [(each.name, each.kept, each.decided) for each in found.tables]
    return (
        table("Gallringsbeslut", ("Handlingstyp", "Innehåller", "Beslut som gäller"), found.decisions),
        table("Tid för varje slags uppgift", ("Uppgift", "Programmets regel", "Kommunens beslut"), rows),
        Gap("Säkerhetskopior: hur länge sparas de, och var?"),
    )


def measures(found: Configuration) -> tuple[Part, ...]:
    """What protects, as it is set here."""
    return (
        table("Skyddsåtgärder", ("Åtgärd", "Så är det inställt"), found.measures),
        Text(f"{found.telephones} telefoner är anslutna och kan bara lämna händelser."),
        Gap("Rutiner, utbildning, driftens skydd och hur säkerhetskopior krypteras."),
    )
