"""Which area is a position in? Built once per area set and kept in the process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from shapely import Point, STRtree, prepare
from shapely.geometry import shape

#: (municipality, area set, hash of its geometry): the tenant is part of the key, and a set that
#: was never committed cannot lend its ground to the next one with the same number.
Key = tuple[int, int, str]
MOST_KEPT = 50

_kept: OrderedDict[Key, AreaIndex] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class AreaIndex:
    """The areas of one set, by code, ready to be asked."""

    codes: tuple[str, ...]
    tree: STRtree

    @classmethod
    def build(cls, areas: Iterable[tuple[str, dict[str, Any]]]) -> AreaIndex:
        """From (code, GeoJSON geometry), in order of code."""
        rows = [(code, shape(geometry)) for code, geometry in areas]
        grounds = [ground for _, ground in rows]
        prepare(grounds)
        return cls(tuple(code for code, _ in rows), STRtree(grounds))

    def code_at(self, lat: float, lon: float) -> str | None:
        """The area's code; on a border, the first of the two in order of code."""
        hits = self.tree.query(Point(lon, lat), predicate="intersects").tolist()
        return self.codes[min(hits)] if hits else None


def index_for(key: Key, load: Callable[[], Iterable[tuple[str, dict[str, Any]]]]) -> AreaIndex:
    """The index of the set, built from `load` when it is not at hand."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    index = AreaIndex.build(load())
    with _lock:
        _kept[key] = index
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return index
