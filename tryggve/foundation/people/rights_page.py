"""The page docs/rights.md, written from access.toml.

Write it anew with `python -m tryggve.foundation.people.rights_page > docs/rights.md`.
"""

from __future__ import annotations

import sys

from tryggve.foundation.people.access import Role, rights, roles

HELD, NOT_HELD = "●", ""
_GIVERS = {
    "organisation": "samordnaren i organisationen, eller kommunens administratör",
    "municipality": "kommunens administratör",
    "county": "den som driver systemet",
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


def render() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *_roles(), "", *_matrix(), "", *_system(), ""])


if __name__ == "__main__":
    sys.stdout.write(render())
