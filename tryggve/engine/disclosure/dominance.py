"""In which cells could one organisation, or those that reported beside it, recognise a single one's share?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import as_counts, check_whole


@dataclass(frozen=True, slots=True)
class DominanceRule:
    """When a cell is too much one organisation's.

    `n_largest` and `most_share`: the n largest contributors must not hold more than this share of the cell.
    `closeness`: the second largest must not be able to work out the largest within this share of its number.
    """

    n_largest: int = 1
    most_share: float = 0.85
    closeness: float = 0.15


@dataclass(frozen=True, slots=True)
class Dominance:
    """Shape (n_rows, n_columns) in every field but the last.

    `largest_shares` is the share of the n largest, None in a cell with nothing. `is_dominated` breaks the share,
    `is_guessable` the closeness, `is_sensitive` either: hide those.
    """

    largest_shares: tuple[tuple[float | None, ...], ...]
    is_dominated: tuple[tuple[bool, ...], ...]
    is_guessable: tuple[tuple[bool, ...], ...]
    is_sensitive: tuple[tuple[bool, ...], ...]
    n_sensitive: int


def dominated_cells(contributions: ArrayLike, *, rule: DominanceRule | None = None) -> Dominance:
    """Which cells of a table are so much one organisation's that its number shows through?

    Parameters
    ----------
    contributions : shape (n_organisations, n_rows, n_columns), incidents that each organisation reported; nan for
        a cell that it did not report, which counts as nothing.
    rule : the (n, k) rule's n and share, and the p% rule's closeness.

    Returns
    -------
    Dominance : for each cell. A cell without incidents is never sensitive.

    Raises
    ------
    NotCounts, WrongShape : for input that cannot be such counts.
    OutOfRange : when a share lies outside 0 to 1, or n is below 1.

    Work: O(n_organisations × n_rows × n_columns), sorted.
    Source: Hundepool et al. (2012), Statistical Disclosure Control, section 4.2.2: the (n, k) rule and the p% rule.
    Card: docs/methods/dominance.md.

    >>> found = dominated_cells([[[18, 5]], [[1, 4]], [[1, 6]]])
    >>> found.is_sensitive, found.largest_shares
    (((True, False),), ((0.9, 0.4),))
    """
    rule = rule or DominanceRule()
    check_whole(rule.n_largest, "n_largest", least=1, most=1000)
    for name in ("most_share", "closeness"):
        if not 0 < getattr(rule, name) <= 1:
            raise OutOfRange(f"{name} is out of range. Got {getattr(rule, name)}. Give a share above 0, at most 1.")
    numbers = np.nan_to_num(as_counts(contributions, "contributions", n_dimensions=3, may_miss=True))
    ranked = -np.sort(-numbers, axis=0)
    # Two organisations at the least, so that there is a second largest.
    padded = np.concatenate([ranked, np.zeros((2, *ranked.shape[1:]))])
    total = numbers.sum(axis=0)
    largest = padded[: rule.n_largest].sum(axis=0)
    is_dominated = (total > 0) & (largest > rule.most_share * total)
    rest = total - padded[0] - padded[1]
    is_guessable = (total > 0) & (rest < rule.closeness * padded[0])
    is_sensitive = is_dominated | is_guessable
    shares = np.divide(largest, total, out=np.full_like(total, np.nan), where=total > 0)
    return Dominance(
        largest_shares=tuple(tuple(None if np.isnan(one) else one for one in line) for line in shares.tolist()),
        is_dominated=tuple(map(tuple, is_dominated.tolist())),
        is_guessable=tuple(map(tuple, is_guessable.tolist())),
        is_sensitive=tuple(map(tuple, is_sensitive.tolist())),
        n_sensitive=int(is_sensitive.sum()),
    )
