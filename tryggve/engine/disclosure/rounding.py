"""What does a table look like in round numbers, so that no single incident can be seen in it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, as_counts, check_whole, check_work
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.numerics.totals import with_totals

Way = Literal["nearest", "random", "controlled"]

MOST_NUMBERS = 101 * 101
_MOST_COUNT = 10**9


@dataclass(frozen=True, slots=True)
class RoundedTable:
    """A table to publish, every number a multiple of `base`; None is a cell that nobody reported.

    `is_additive`: whether the rounded cells add up to the rounded totals. `largest_change` of any number.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    base: int
    way: Way
    seed: int
    is_additive: bool
    largest_change: int


def round_table(counts: ArrayLike, *, base: int = 5, way: Way = "controlled", seed: int = 0) -> RoundedTable:
    """What can be shown of a table when every number is a multiple of the base?

    Parameters
    ----------
    counts : shape (n_rows, n_columns), incidents, without totals; nan for a cell that was not reported.
    base : what every number becomes a multiple of, 2 or more.
    way : "controlled" keeps cells and totals adding up, and is as near to the truth as that allows; "nearest"
        rounds each number by itself, halves up; "random" rounds each up or down by chance, right on average.
    seed : of the chance; only "random" uses it.

    Returns
    -------
    RoundedTable : no number moves by the base or more, and multiples do not move.

    Raises
    ------
    NotCounts, WrongShape : for input that cannot be a table of counts.
    OutOfRange : for a base below 2, a count above a thousand millions, or an unknown way.
    TooMuchWork : for more than 100 × 100 cells.

    Work: "controlled" is one linear programme with (n_rows + 1)(n_columns + 1) unknowns.
    Source: Cox & Ernst (1982), INFOR 20:423-432, controlled rounding as a transportation problem; Hundepool et al.
    (2012), Statistical Disclosure Control, section 5.4. Card: docs/methods/rounding.md.

    >>> table = round_table([[1, 2, 4], [6, 3, 1]])
    >>> table.cells, table.row_totals, table.column_totals, table.total
    (((0, 0, 5), (5, 5, 0)), (5, 10), (5, 5, 5), 15)
    """
    numbers = as_counts(counts, "counts", n_dimensions=2, may_miss=True)
    base = check_whole(base, "The base", least=2, most=_MOST_COUNT)
    check_work((numbers.shape[0] + 1.0) * (numbers.shape[1] + 1.0), MOST_NUMBERS, "numbers with their totals")
    if (numbers > _MOST_COUNT).any():
        raise OutOfRange(f"A count is too large. Got {float(np.nanmax(numbers)):.3g}. Give at most {_MOST_COUNT}.")
    whole = with_totals(numbers)
    ways = {"controlled": _controlled, "nearest": _nearest, "random": _random}
    if way not in ways:
        raise OutOfRange(f"There is no such way to round. Got {way!r}. Give one of {', '.join(ways)}.")
    rounded = np.floor(whole / base) * base + base * ways[way](whole, base, seed)
    return _table(rounded, whole, numbers, base=base, way=way, seed=seed)


def _nearest(whole: Floats, base: int, seed: int) -> Floats:  # noqa: ARG001 (one signature for all ways)
    return np.asarray(2 * (whole % base) >= base, dtype=np.float64)


def _random(whole: Floats, base: int, seed: int) -> Floats:
    draws = generator(seed).random(whole.shape)
    return np.asarray(draws < (whole % base) / base, dtype=np.float64)


def _controlled(whole: Floats, base: int, seed: int) -> Floats:  # noqa: ARG001 (one signature for all ways)
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    n_rows, n_columns = whole.shape
    number = np.arange(whole.size).reshape(whole.shape)
    rest = whole % base
    # A sum of what is rounded up must be what the totals' rest says.
    signs = np.ones(whole.shape)
    signs[-1, :] = signs[:, -1] = -1
    signs[-1, -1] = 1
    # The row of totals is a sum as well, and so is the column: one equation for each line.
    lines = [*((number[row], row == n_rows - 1) for row in range(n_rows))]
    lines += [(number[:, column], column == n_columns - 1) for column in range(n_columns)]
    places = np.concatenate([line for line, _ in lines])
    equations = np.repeat(np.arange(len(lines)), [line.size for line, _ in lines])
    values = np.concatenate([_turned(signs.ravel()[line], is_last=is_last) for line, is_last in lines])
    matrix = coo_array((values, (equations, places)), shape=(len(lines), whole.size)).tocsr()
    needed = matrix @ (rest / base).ravel()
    found = linprog(
        (base - 2 * rest).ravel(),
        A_eq=matrix,
        b_eq=np.round(needed),
        bounds=np.column_stack([np.zeros(whole.size), (rest > 0).ravel().astype(np.float64)]),
        method="highs-ds",
    )
    return np.asarray(np.round(found.x).reshape(whole.shape), dtype=np.float64)


def _turned(signs: Floats, *, is_last: bool) -> Floats:
    return -signs if is_last else signs


def _table(rounded: Floats, whole: Floats, numbers: Floats, *, base: int, way: Way, seed: int) -> RoundedTable:
    is_missing = np.isnan(numbers)
    return RoundedTable(
        cells=tuple(
            tuple(None if missing else int(number) for number, missing in zip(*line, strict=True))
            for line in zip(rounded[:-1, :-1], is_missing, strict=True)
        ),
        row_totals=tuple(int(number) for number in rounded[:-1, -1]),
        column_totals=tuple(int(number) for number in rounded[-1, :-1]),
        total=int(rounded[-1, -1]),
        base=base,
        way=way,
        seed=seed,
        is_additive=bool((with_totals(rounded[:-1, :-1]) == rounded).all()),
        largest_change=int(np.abs(rounded - whole).max(initial=0)),
    )
