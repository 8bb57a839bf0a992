"""Which numbers of a table can be published without anyone being found in it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, as_counts

THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class SuppressedTable:
    """A table to publish. None is a number that is not shown.

    `is_hidden` tells a cell that is protected from one that was never counted (nan in).
    Totals are None in every row and column with a hidden or uncounted cell, and so is
    `total` when there is any.
    """

    cells: tuple[tuple[int | None, ...], ...]
    is_hidden: tuple[tuple[bool, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    threshold: int
    n_hidden: int


@dataclass(frozen=True, slots=True)
class SuppressedRow:
    """A row of numbers to publish; None as in `SuppressedTable`."""

    cells: tuple[int | None, ...]
    is_hidden: tuple[bool, ...]
    total: int | None
    threshold: int
    n_hidden: int


def suppress_table(counts: ArrayLike, *, threshold: int = THRESHOLD) -> SuppressedTable:
    """What of a table of counts can be shown, so that no hidden number can be worked out?

    Parameters
    ----------
    counts : shape (n_rows, n_columns), incidents, without totals; nan for a cell that was
        not counted.
    threshold : the smallest count that is shown. 1 to threshold - 1 are hidden; 0 is shown
        as 0.

    Returns
    -------
    SuppressedTable : no shown total contains a hidden cell, so no sum or difference inside
        the table narrows a hidden cell below 1 to threshold - 1. Two tables of the same
        incidents that are cut differently are not protected from each other by this.

    Raises
    ------
    NotCounts, WrongShape : for input that cannot be a table of counts.
    OutOfRange : when the threshold is below 2 and would hide nothing.

    Source: Hundepool et al. (2012), Statistical Disclosure Control, chapter 4; here totals
    are withheld in place of complementary cells. Card: docs/methods/suppression.md.

    >>> table = suppress_table([[12, 3], [7, 0]])
    >>> table.cells
    ((12, None), (7, 0))
    >>> table.row_totals, table.column_totals, table.total
    ((None, 7), (19, None), None)
    """
    numbers = as_counts(counts, "counts", n_dimensions=2, may_miss=True)
    if threshold < 2:
        raise OutOfRange(f"The threshold hides nothing. Got {threshold}. Give 2 or more.")
    is_hidden = (numbers > 0) & (numbers < threshold)
    is_missing = is_hidden | np.isnan(numbers)
    shown = np.where(is_missing, np.nan, numbers)
    return SuppressedTable(
        cells=tuple(_shown(row) for row in shown),
        is_hidden=tuple(tuple(row) for row in is_hidden.tolist()),
        row_totals=_shown(shown.sum(axis=1)),
        column_totals=_shown(shown.sum(axis=0)),
        total=_shown(shown.sum(keepdims=True).ravel())[0],
        threshold=threshold,
        n_hidden=int(is_hidden.sum()),
    )


def suppress_row(counts: ArrayLike, *, threshold: int = THRESHOLD) -> SuppressedRow:
    """What of a single row of counts can be shown together with its total?

    Parameters
    ----------
    counts : shape (n,), incidents; nan for one that was not counted.
    threshold : the smallest count that is shown, 2 or more.

    Returns
    -------
    SuppressedRow : the total is shown only when every cell is.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : as `suppress_table`.

    Source: as `suppress_table`. Card: docs/methods/suppression.md.

    >>> suppress_row([9, 0, 6]).total, suppress_row([9, 1, 6]).total
    (15, None)
    """
    numbers = as_counts(counts, "counts", may_miss=True)
    table = suppress_table(numbers[np.newaxis, :], threshold=threshold)
    return SuppressedRow(
        cells=table.cells[0],
        is_hidden=table.is_hidden[0],
        total=table.row_totals[0],
        threshold=threshold,
        n_hidden=table.n_hidden,
    )


def _shown(numbers: Floats) -> tuple[int | None, ...]:
    # nan spreads through sums: a total with a hidden part is hidden by arithmetic.
    return tuple(None if np.isnan(number) else int(number) for number in numbers)
