"""The page docs/rights.md, written from access.toml.

Write it anew with `python -m tryggve.foundation.people.rights_page > docs/rights.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tryggve.foundation.people.access import Role, rights, rights_that_ask, roles
from tryggve.foundation.people.matrix import (
    Route,
    Work,
    classes,
    commands,
    export_right,
    exports,
    jobs,
    rhythms,
    routes,
    things,
)

HELD, NOT_HELD = "●", ""
_GIVERS = {
    "organisation": "samordnaren i organisationen, eller kommunens administratör",
    "municipality": "kommunens administratör",
    "county": "den som driver systemet",
}
#: Whom a thing is found by, beside the right.
_REACHES = {
    "person": "bara den det gäller",
    "organisation": "den egna organisationen",
    "municipality": "den egna kommunen",
    "county": "länet",
}
_ROOMS = {
    "desk": "Skrivbordet",
    "web": "Gemensamt",
    "entrance": "Entrén",
    "relay": "Medlemmarnas länkar",
    "phone": "Telefonen",
    "intake": "Filer in",
    "administration": "Inställningar",
    "incidents": "Händelser",
    "weekly_reports": "Veckorapporter",
    "situation_pictures": "Lägesbilder",
    "meetings": "Möten",
    "cause_analyses": "Orsaksanalyser",
    "measures": "Åtgärder",
    "evaluations": "Utvärderingar",
    "monthly_reports": "Månadsrapporter",
    "county_reports": "Länsrapporter",
    "keeping": "Gallring och uttag",
    "papers": "Dataskydd och tillgänglighet",
}
_INTRODUCTION = """# Vem får göra vad

<!-- Skriven av tryggve/foundation/people/rights_page.py ur access.toml. Ändra där, inte här. -->

Rättigheterna är data. Varje handling frågar efter sin rättighet innan den gör något, och skriver en
rad i loggboken när den är gjord. Vilka rader en rättighet når avgörs dessutom av vem du är: en
organisation ser bara sina egna händelser, en kommun bara sitt eget, och Länsstyrelsen bara det som
är publicerat.

- Ingen kan ge sig själv en roll, eller ta bort sin egen.
- Den som ger en roll i organisationen kan inte ge en rättighet som den själv saknar.
- Administratören sköter personer och inställningar, och ser inga händelser.
- Den som sammanställer månadsrapporten kan inte godkänna den.
- Det som inte är ditt finns inte: svaret är detsamma som om det aldrig hade funnits.
- En fil kräver rättigheten för sin klass och sitt format. Loggboken säger klass, format, antal rader
  och urval.

Tryggve provar sidan på sig själv: `make matrix` gör minst 10 000 anrop ur samma fil, med varje roll
på varje adress, och jämför svaren med det som står här.
"""


def _people() -> list[Role]:
    return [role for role in roles().values() if role.assignable]


def _roles() -> list[str]:
    lines = ["## Roller", "", "| Roll | På engelska | Vad den gör | Ges av |", "|---|---|---|---|"]
    for role in _people():
        only = " (bara i övningsdata)" if role.practice_only else ""
        lines.append(f"| {role.name}{only} | {role.name_en} | {role.does} | {_GIVERS[role.given_by]} |")
    return lines


def _matrix() -> list[str]:
    people = _people()
    heads = " | ".join(role.name for role in people)
    lines = ["## Rättigheter", "", f"| Rättighet | {heads} |", "|---|" + ":-:|" * len(people)]
    for right, meaning in rights().items():
        marks = " | ".join(HELD if right in role.rights else NOT_HELD for role in people)
        lines.append(f"| {meaning[0].upper() + meaning[1:]} (`{right}`) | {marks} |")
    return lines


def _second_factor() -> list[str]:
    asked = [right for right in rights() if right in rights_that_ask()]
    return [
        "## Två steg",
        "",
        "Ingen använder de här med bara ett lösenord, från den dag kommunen har valt. I övningsdata frågas ingen.",
        "",
        *[f"- {rights()[right]} (`{right}`)" for right in asked],
    ]


def _system() -> list[str]:
    mine = [right for right in rights() if right in roles()["system"].rights]
    return [
        "## Systemet",
        "",
        "Schemalagt arbete och kommandoraden handlar som systemet, i en kommun åt gången. Ingen person har den",
        "rollen. Den får:",
        "",
        *[f"- {rights()[right]} (`{right}`)" for right in mine],
    ]


def _codes(named: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in named)


def _classes() -> list[str]:
    lines = ["## Klasser", "", "| Klass | Vad den rymmer |", "|---|---|"]
    return [*lines, *(f"| {name} | {holds} |" for name, holds in classes().items())]


def _files() -> list[str]:
    lines = ["## Filer", "", "| Varifrån | Klass | Format | Kräver |", "|---|---|---|---|"]
    for what, file_format in exports():
        right = export_right(what.data_class, file_format)
        lines.append(f"| `{what.name}` | {what.data_class} | {file_format} | `{right}` |")
    return lines


def _way_in(route: Route) -> str:
    if route.open:
        return f"alla: {route.open}"
    if route.by_device:
        return "en ansluten telefon"
    if route.signed_in:
        return f"alla som är inloggade: {route.signed_in}"
    return _codes(route.rights) + (f"; för att skriva {_codes(route.to_write)}" if route.to_write else "")


def _reach(route: Route) -> str:
    if not route.thing:
        return ""
    thing = things()[route.thing]
    wider = [f"{_REACHES[reach]} med `{right}`" for right, reach in thing.wider]
    return "; ".join([_REACHES[thing.reach], *wider])


def _addresses() -> list[str]:
    lines = [
        "## Adresser",
        "",
        "Den som har en av rättigheterna kommer in. Det en adress gäller finns bara för den som nås.",
    ]
    for room in dict.fromkeys(name.partition(":")[0] for name in routes()):
        heading = _ROOMS.get(room, room)
        lines += ["", f"### {heading}", "", "| Adress | Klass | Vem kommer in | Finns för |", "|---|---|---|---|"]
        for route in routes().values():
            if route.name.startswith(f"{room}:"):
                lines.append(f"| `{route.name}` | {route.data_class} | {_way_in(route)} | {_reach(route)} |")
    return lines


def _works(heading: str, introduction: str, works: Iterable[Work]) -> list[str]:
    lines = [f"## {heading}", "", introduction, "", "| Namn | Klass | Vad | Kräver |", "|---|---|---|---|"]
    return [*lines, *(f"| `{each.name}` | {each.data_class} | {each.does} | {_codes(each.rights)} |" for each in works)]


def render() -> str:
    """The whole page."""
    parts = [
        [_INTRODUCTION.rstrip("\n")],
        _roles(),
        _matrix(),
        _second_factor(),
        _system(),
        _classes(),
        _files(),
        _addresses(),
        _works("Jobb", "Ett jobb görs som den som beställde det, och frågar efter rättigheten igen.", jobs().values()),
        _works("Återkommande", "Görs som systemet, i en kommun åt gången.", rhythms().values()),
        _works("Kommandon", "Körs på maskinen, av den som driver systemet.", commands().values()),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render())
