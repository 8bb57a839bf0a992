"""A municipality's own names of areas, places and organisations: nobody's name, whatever they look like."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from tryggve.foundation.geography.models import Area
from tryggve.foundation.geography.queries import places
from tryggve.foundation.people.queries import organisations
from tryggve.foundation.privacy import guard
from tryggve.foundation.privacy.gazetteer import Gazetteer
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.kernel.viewer import Viewer

#: The last municipalities asked for, each with the names it was built of: a name added or changed builds it anew.
_BUILT: OrderedDict[int, tuple[int, Gazetteer]] = OrderedDict()
_MOST_KEPT = 32


def gazetteer_of(viewer: Viewer) -> Gazetteer:
    """What `guard.find` need not ask about in the viewer's municipality. Three short queries, built when changed."""
    names = frozenset(
        (
            *Area.objects.seen_by(viewer).order_by().values_list("name", flat=True),
            *places(viewer, include_inactive=True).order_by().values_list("name", flat=True),
            *organisations(viewer).order_by().values_list("name", flat=True),
        )
    )
    stamp = hash(names)
    kept = _BUILT.get(viewer.home_id)
    if kept is None or kept[0] != stamp:
        kept = (stamp, Gazetteer.of(names))
        _BUILT[viewer.home_id] = kept
        while len(_BUILT) > _MOST_KEPT:
            _BUILT.popitem(last=False)
    _BUILT.move_to_end(viewer.home_id)
    return kept[1]


def refuse(text: str, field: str | None = None, *, by: Viewer, allowed: Iterable[guard.Kind] = ()) -> None:
    """`guard.refuse` where the writer is at home: their own places are asked for when something would be refused."""
    kinds = tuple(allowed)
    try:
        guard.refuse(text, field, allowed=kinds)
    except PersonalDataFound:
        guard.refuse(text, field, gazetteer=gazetteer_of(by), allowed=kinds)
