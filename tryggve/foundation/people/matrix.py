"""Which right opens what: every address, job, rhythm, command and export, as access.toml says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tryggve.foundation.people.access import FILE, BadAccessFile, rights

#: From the narrowest to the widest. To whoever is further away a thing does not exist.
REACHES = ("person", "organisation", "municipality", "county")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a key is the key of, how far it reaches, and which rights reach further."""

    name: str
    reach: str
    wider: tuple[tuple[str, str], ...] = ()

    def reach_for(self, held: frozenset[str]) -> str:
        """How far it reaches for somebody with these rights."""
        further = [reach for right, reach in self.wider if right in held]
        return max([self.reach, *further], key=REACHES.index)


@dataclass(frozen=True, slots=True)
class Route:
    """One address: whose data it is, and who comes in."""

    name: str
    data_class: str
    rights: tuple[str, ...] = ()
    to_write: tuple[str, ...] = ()
    signed_in: str = ""
    open: str = ""
    by_device: bool = False
    thing: str = ""
    exports: tuple[str, ...] = ()

    @property
    def needs_log_in(self) -> bool:
        """Whether whoever is not logged in is led to the log-in."""
        return not (self.open or self.by_device)


@dataclass(frozen=True, slots=True)
class Work:
    """A job, a rhythm or a command: whose data it handles, and what it may do."""

    name: str
    data_class: str
    does: str
    rights: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()


def export_right(data_class: str, file_format: str) -> str:
    """What it takes to take out data of a class in a format."""
    return f"export.{data_class.lower()}.{file_format}"


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def classes() -> dict[str, str]:
    """The classes of data, and what each holds, in Swedish."""
    return dict(_file()["classes"])


@cache
def things() -> dict[str, Thing]:
    """Every kind of thing that an address carries the key of."""
    found = {
        name: Thing(name, entry["reach"], tuple(entry.get("wider", {}).items()))
        for name, entry in _file()["things"].items()
    }
    for thing in found.values():
        named = [thing.reach, *(reach for _right, reach in thing.wider)]
        _must_be_known(thing.name, "a reach", named, REACHES)
        _must_be_known(thing.name, "a right", [right for right, _reach in thing.wider], rights())
    return found


@cache
def routes() -> dict[str, Route]:
    """Every address by its name; raises BadAccessFile when one names what is not there."""
    found = {}
    for room, entries in _file()["routes"].items():
        for short, entry in entries.items():
            name = f"{room}:{short}"
            found[name] = Route(
                name=name,
                data_class=entry["class"],
                rights=tuple(entry.get("rights", ())),
                to_write=tuple(entry.get("to_write", ())),
                signed_in=entry.get("signed_in", ""),
                open=entry.get("open", ""),
                by_device=entry.get("by_device", False),
                thing=entry.get("thing", ""),
                exports=tuple(entry.get("export", ())),
            )
            _check(found[name])
    return found


def _check(route: Route) -> None:
    ways = [bool(route.rights), bool(route.signed_in), bool(route.open), route.by_device]
    if ways.count(True) != 1:
        message = (
            f"An address must say one way in. Got {ways.count(True)} at {route.name}. "
            "Give rights, signed_in, open or by_device."
        )
        raise BadAccessFile(message)
    _must_be_known(route.name, "a right", [*route.rights, *route.to_write], rights())
    _must_be_known(route.name, "a class", [route.data_class], classes())
    _must_be_known(route.name, "a thing", [route.thing] if route.thing else [], things())
    _check_exports(route)


def _check_exports(what: Route | Work) -> None:
    needed = [export_right(what.data_class, file_format) for file_format in what.exports]
    _must_be_known(what.name, "a right", needed, rights())


def _must_be_known(where: str, kind: str, named: Any, known: Any) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        message = f"access.toml names {kind} that is not listed. Got {unknown} at {where}. List it, or mend the name."
        raise BadAccessFile(message)


@cache
def jobs() -> dict[str, Work]:
    """What the worker does when it is asked, by name."""
    return _works("jobs")


@cache
def rhythms() -> dict[str, Work]:
    """What returns by itself, by name."""
    return _works("rhythms")


@cache
def commands() -> dict[str, Work]:
    """What is started on the machine, by name."""
    return _works("commands")


def _works(section: str) -> dict[str, Work]:
    found = {}
    for name, entry in _file()[section].items():
        found[name] = Work(name, entry["class"], entry["does"], tuple(entry["rights"]), tuple(entry.get("export", ())))
        _must_be_known(name, "a right", found[name].rights, rights())
        _must_be_known(name, "a class", [found[name].data_class], classes())
        _check_exports(found[name])
    return found


def exports() -> Iterator[tuple[Route | Work, str]]:
    """Everything that hands out a file, with each format."""
    everything: list[Route | Work] = [*routes().values(), *jobs().values(), *commands().values()]
    for what in everything:
        for file_format in what.exports:
            yield what, file_format
