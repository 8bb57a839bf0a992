"""The one import rule the stock contracts cannot say: a room is entered through its doors."""

from __future__ import annotations

from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


@dataclass(frozen=True)
class Entry:
    """One import that goes from outside a room to a module inside it."""

    importer: str
    imported: str
    room: str
    line: int


class DoorsContract(Contract):
    """Every room under `house` may be entered only

    - by the room itself,
    - by a neighbour (another room of the house) through one of `doors`,
    - by a guest (and what is below it) through one of `guest_doors`,
    - by a keyholder, anywhere.

    A door that is a package is a door with everything in it. Tests have every key.
    """

    type_name = "doors"

    # A field reads itself from pyproject.toml; what one meets here afterwards is the plain value.
    house: str = fields.StringField()  # type: ignore[assignment]
    doors: list[str] = fields.ListField(subfield=fields.StringField())  # type: ignore[assignment]
    guests: list[str] = fields.ListField(subfield=fields.StringField())  # type: ignore[assignment]
    guest_doors: list[str] = fields.ListField(subfield=fields.StringField())  # type: ignore[assignment]
    keyholders: list[str] = fields.ListField(  # type: ignore[assignment]
        subfield=fields.StringField(), required=False, default=[]
    )

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - the interface
        broken = [
            entry
            for room in sorted(child for child in graph.find_children(self.house) if graph.find_descendants(child))
            for entry in self._entries(graph, room)
            if not self._may_enter(entry)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for entry in check.metadata["broken"]:
            output.print_error(f"{entry.importer}:{entry.line} climbs into {entry.imported}.", bold=False)
        neighbours, guests = ", ".join(self.doors), ", ".join(self.guest_doors)
        output.print(f"Doors for neighbours: {neighbours}. Doors for guests: {guests}.")

    def _entries(self, graph: ImportGraph, room: str) -> list[Entry]:
        found = []
        for imported in sorted({room} | graph.find_descendants(room)):
            for importer in sorted(graph.find_modules_that_directly_import(imported)):
                if not _is_in(importer, room):
                    details = graph.get_import_details(importer=importer, imported=imported)
                    found.append(Entry(importer, imported, room, details[0]["line_number"] if details else 0))
        return found

    def _may_enter(self, entry: Entry) -> bool:
        if "tests" in entry.importer.split(".") or any(_is_in(entry.importer, key) for key in self.keyholders):
            return True
        inside = entry.imported.removeprefix(entry.room).lstrip(".").split(".")
        if any(_is_in(entry.importer, guest) for guest in self.guests):
            return inside[0] in self.guest_doors
        return _is_in(entry.importer, self.house) and inside[0] in self.doors


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
