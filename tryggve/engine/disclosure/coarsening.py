"""How fine can a map be drawn, so that no hexagon shows fewer than k?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, WrongShape
from tryggve.engine.numerics.checks import as_counts, check_whole, check_work

MOST_HEXAGONS = 1_000_000


@dataclass(frozen=True, slots=True)
class CoarsenedMap:
    """Hexagons of several sizes, none inside another; None is a count that is hidden even at the coarsest.

    `total` is None when any count is hidden: it would tell of it.
    """

    hexagons: tuple[str, ...]
    counts: tuple[int | None, ...]
    resolutions: tuple[int, ...]
    total: int | None
    threshold: int
    n_hidden: int


def coarsen_hexagons(
    hexagons: Sequence[str], counts: ArrayLike, *, threshold: int = 5, coarsest: int = 5
) -> CoarsenedMap:
    """What is the finest map of hexagons on which each shows none, or at least `threshold`?

    Parameters
    ----------
    hexagons : H3 indexes as text, each once, all of one resolution.
    counts : shape (n_hexagons,), incidents. Hexagons that are not listed have none.
    threshold : the smallest count that is shown; 0 is shown as 0.
    coarsest : the resolution (0 is the largest) beyond which a small count is hidden instead.

    Returns
    -------
    CoarsenedMap : a hexagon is split only when every part of it with incidents can be shown, so that no part is the
        difference of what is shown around it. Among such maps it is the finest.

    Raises
    ------
    WrongShape : when something is no hexagon, is there twice, has another resolution, or has no count.
    NotCounts : for input that cannot be counts.
    OutOfRange : when the threshold hides nothing, or the coarsest is finer than the hexagons.
    TooMuchWork : for more than a million hexagons.

    Work: O(n_hexagons × levels).
    Source: Lagonigro, Oller & Martori (2017), SORT 41:139-158, a quadtree that keeps to a threshold; here in the
    hierarchy of H3 (Brodsky 2018).
    Card: docs/methods/coarsening.md.

    >>> import h3
    >>> inside = sorted(h3.cell_to_children("870896c0affffff"))
    >>> map_ = coarsen_hexagons(inside, [9, 6, 0, 2, 0, 0, 0], threshold=5, coarsest=6)
    >>> map_.hexagons, map_.counts
    (('870896c0affffff',), (17,))
    """
    import h3

    numbers = as_counts(counts, "counts")
    check_work(len(hexagons), MOST_HEXAGONS, "hexagons")
    check_whole(threshold, "The threshold", least=2, most=10**9)
    resolution = _one_resolution(hexagons, len(numbers), h3)
    check_whole(coarsest, "The coarsest resolution", least=0, most=15)
    if resolution is not None and coarsest > resolution:
        raise OutOfRange(
            f"The coarsest is finer than the hexagons. Got {coarsest}, hexagons of {resolution}. "
            f"Give {resolution} or less."
        )
    held = {name: int(number) for name, number in zip(hexagons, numbers, strict=True)}
    finest = {name: [name] for name in held}
    for _ in range((resolution or 0) - coarsest if held else 0):
        held, finest = _one_up(held, finest, threshold, h3)
    return _map(held, finest, dict(zip(hexagons, numbers, strict=True)), threshold, h3)


def _one_resolution(hexagons: Sequence[str], n_counts: int, h3: Any) -> int | None:
    wrong = [name for name in hexagons if not h3.is_valid_cell(str(name))]
    if wrong:
        raise WrongShape(
            f"Something is no hexagon. Got {wrong[0]!r}. Give H3 indexes as text, such as 870896c0affffff."
        )
    resolutions = {h3.get_resolution(name) for name in hexagons}
    if len(set(hexagons)) != n_counts or len(hexagons) != n_counts or len(resolutions) > 1:
        raise WrongShape(
            f"Hexagons and counts do not fit each other. Got {len(hexagons)} hexagons, {len(set(hexagons))} different, "
            f"of {len(resolutions)} resolutions, and {n_counts} counts. Give each hexagon once, of one resolution."
        )
    return next(iter(resolutions), None)


Pieces = dict[str, list[str]]


def _one_up(held: dict[str, int], pieces: Pieces, threshold: int, h3: Any) -> tuple[dict[str, int], Pieces]:
    """Each parent's count, and how it is drawn: as its parts' pieces, or whole when a part of it is too small."""
    parents: Pieces = {}
    for name in held:
        parents.setdefault(h3.cell_to_parent(name), []).append(name)
    sums = {parent: sum(held[name] for name in parts) for parent, parts in parents.items()}
    drawn = {
        parent: [parent]
        if any(0 < held[name] < threshold for name in parts)
        else [piece for name in parts for piece in pieces[name]]
        for parent, parts in parents.items()
    }
    return sums, drawn


def _map(held: dict[str, int], pieces: Pieces, counts: dict[str, float], threshold: int, h3: Any) -> CoarsenedMap:
    drawn = sorted(piece for parts in pieces.values() for piece in parts)
    sums = dict.fromkeys(drawn, 0)
    for name, number in counts.items():
        size = h3.get_resolution(name)
        while name not in sums:
            size -= 1
            name = h3.cell_to_parent(name, size)  # noqa: PLW2901 (up to the piece that holds it)
        sums[name] += int(number)
    is_hidden = [0 < sums[name] < threshold for name in drawn]
    return CoarsenedMap(
        hexagons=tuple(drawn),
        counts=tuple(None if dark else sums[name] for name, dark in zip(drawn, is_hidden, strict=True)),
        resolutions=tuple(h3.get_resolution(name) for name in drawn),
        total=None if any(is_hidden) else sum(held.values()),
        threshold=threshold,
        n_hidden=sum(is_hidden),
    )
