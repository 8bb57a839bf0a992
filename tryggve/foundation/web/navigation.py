"""What stands in the main menu? Edges and steps say it themselves when the house starts."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from tryggve.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """A way in, and the right it takes. More than one right: any of them opens it."""

    order: int
    label: str | Promise
    url_name: str
    rights: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is shown to one viewer."""

    label: str | Promise
    url: str
    is_current: bool


_ENTRIES: dict[str, Entry] = {}


def register(
    label: str | Promise,
    url_name: str,
    right: str | tuple[str, ...] = "",
    order: int = 100,
    place: str = "main",
) -> None:
    """Put a link in the menu: `place` is "main" (in the wall) or "more" (behind the name)."""
    rights = (right,) if isinstance(right, str) else right
    _ENTRIES[url_name] = Entry(order, label, url_name, tuple(filter(None, rights)), place)


def links(viewer: Viewer | None, path: str, current: str = "", place: str = "main") -> list[Link]:
    """The viewer's links. The current one is named, or has the longest address that begins the path."""
    if viewer is None:
        return []
    open_to = [
        entry
        for entry in sorted(_ENTRIES.values(), key=lambda entry: entry.order)
        if entry.place == place and (not entry.rights or any(map(viewer.may, entry.rights)))
    ]
    found = [(entry, url) for entry in open_to if (url := _address(entry.url_name))]
    here = current or _nearest(found, path)
    return [Link(entry.label, url, entry.url_name == here) for entry, url in found]


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _nearest(found: list[tuple[Entry, str]], path: str) -> str:
    begins = [(len(url), entry.url_name) for entry, url in found if _begins(path, url)]
    return max(begins)[1] if begins else ""


def _begins(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
