"""Which further numbers must be hidden, so that a table can be published with its totals?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, WrongShape
from tryggve.engine.numerics.checks import Floats, as_counts, check_whole, check_work
from tryggve.engine.numerics.hiding import Choice, Marks, Puzzle, hide
from tryggve.engine.numerics.totals import with_totals

Sign = Literal["shown", "hidden", "not reported"]

#: Totals included: a table of 60 × 60 is the largest.
MOST_NUMBERS = 61 * 61
_MOST_COUNT = 10**9


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as small, and what an attacker must still believe possible of it.

    1 to threshold - 1 are small. `low` and `high`: the possible values of every small number must reach down to
    `low` and up to `high`, at the least; `high` 0 stands for threshold - 1. `may_hide_zeros`: whether a nought
    can be hidden to protect others; if not, everybody knows that what is hidden is at least 1. `margin`: how far,
    as a share of itself, the possible values of a sensitive number that is not small must reach to each side.
    """

    threshold: int = 5
    low: int = 1
    high: int = 0
    may_hide_zeros: bool = False
    margin: float = 0.15


@dataclass(frozen=True, slots=True)
class Costs:
    """How much worse it is to hide a total, or the total of all, than one cell."""

    cell: int = 1
    total: int = 5
    grand_total: int = 25


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table to publish; None is a number that is not shown, and its sign says why.

    `signs` has the totals as last column and last row: shape (n_rows + 1, n_columns + 1). A nought that was counted
    is shown as 0, what nobody reported is "not reported" and is in no total, and what is protected is "hidden": small
    numbers and those that protect them have one sign, since a reader who could tell them apart could narrow them.
    `n_small` of the hidden are small or sensitive themselves. `gap` is how much cheaper a choice could be that we have
    not found; `is_cheapest` when there is none.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    signs: tuple[tuple[Sign, ...], ...]
    rule: Rule
    n_hidden: int
    n_small: int
    cost: int
    gap: float
    is_cheapest: bool


def protect_table(
    counts: ArrayLike,
    *,
    sensitive: ArrayLike | None = None,
    rule: Rule | None = None,
    costs: Costs | None = None,
    nodes: int = 5_000,
) -> ProtectedTable:
    """Which numbers must be hidden, so that all the others and the totals can be shown?

    Parameters
    ----------
    counts : shape (n_rows, n_columns), incidents, without totals; nan for a cell that was not reported.
    sensitive : shape (n_rows, n_columns), cells to hide whatever their size, such as those that one organisation
        dominates (`dominated_cells`). A nought is never hidden for it.
    rule : what is small, and how uncertain an attacker must remain of it who knows the whole published table, that
        no number is negative, and the rule itself. Totals that are small are protected as well.
    costs : of hiding a cell, a total and the total of all. Between choices of equal cost the one that hides fewer
        incidents is preferred, not proven.
    nodes : how many branches of the search are tried before the best so far is taken.

    Returns
    -------
    ProtectedTable : with the least cost of what is hidden, and its proof or the gap.

    Raises
    ------
    NotCounts, WrongShape : for input that cannot be a table of counts, or sensitive cells of another shape.
    OutOfRange : when the rule hides or protects nothing, or a cost is below 1.
    TooMuchWork : for more than 60 × 60 cells.

    Work: two flows through at most (n_rows + 1)(n_columns + 1) edges for each small number and round, and at most
    `nodes` linear programmes of that many unknowns.
    Source: Fischetti & Salazar (1999), Mathematical Programming 84:283-312; Hundepool
    et al. (2012), Statistical Disclosure Control, chapter 4. Card: docs/methods/complementary_suppression.md.

    >>> table = protect_table([[12, 3, 20], [7, 9, 31], [8, 14, 0]])
    >>> table.cells
    ((None, None, 20), (None, None, 31), (8, 14, 0))
    >>> table.row_totals, table.total, table.n_small, table.is_cheapest
    ((35, 47, 22), 104, 1, True)
    """
    rule, costs = rule or Rule(), costs or Costs()
    numbers = as_counts(counts, "counts", n_dimensions=2, may_miss=True)
    check_work((numbers.shape[0] + 1.0) * (numbers.shape[1] + 1.0), MOST_NUMBERS, "numbers with their totals")
    if (numbers > _MOST_COUNT).any():
        raise OutOfRange(f"A count is too large. Got {float(np.nanmax(numbers)):.3g}. Give at most {_MOST_COUNT}.")
    _check_rule(rule)
    for name in ("cell", "total", "grand_total"):
        check_whole(getattr(costs, name), f"The cost of a {name}", least=1, most=1000)
    nodes = check_whole(nodes, "nodes", least=1, most=10**7)
    whole, n_positive = with_totals(numbers), with_totals((numbers > 0).astype(np.float64))
    puzzle = _puzzle(whole, n_positive, _marked(sensitive, whole), rule, costs)
    choice = hide(puzzle, nodes=nodes, step=0.9)
    return _published(numbers, whole, choice, puzzle.must, rule)


def _marked(sensitive: ArrayLike | None, whole: Floats) -> Marks:
    marked = np.zeros(whole.shape, dtype=np.bool_)
    if sensitive is None:
        return marked
    try:
        given = np.asarray(sensitive)
    except ValueError:
        given = np.empty(0)
    expected = (whole.shape[0] - 1, whole.shape[1] - 1)
    if given.shape != expected or given.dtype != np.bool_:
        raise WrongShape(
            f"The sensitive cells do not fit the table. Got shape {given.shape} of {given.dtype}, table {expected}. "
            f"Give True or False for each cell, without totals."
        )
    marked[:-1, :-1] = given
    return marked & (whole > 0)


def _check_rule(rule: Rule) -> None:
    check_whole(rule.threshold, "The threshold", least=2, most=_MOST_COUNT)
    check_whole(rule.low, "low", least=0 if rule.may_hide_zeros else 1, most=1)
    check_whole(rule.high, "high", least=0, most=_MOST_COUNT)
    if rule.high and rule.high < max(rule.threshold - 1, rule.low + 1):
        raise OutOfRange(
            f"high protects too little. Got {rule.high} with the threshold {rule.threshold}. "
            f"Give {max(rule.threshold - 1, rule.low + 1)} or more, or 0 for that."
        )
    if not 0 < rule.margin <= 1:
        raise OutOfRange(f"margin is out of range. Got {rule.margin}. Give a share above 0, at most 1.")


def _puzzle(whole: Floats, n_positive: Floats, sensitive: Marks, rule: Rule, costs: Costs) -> Puzzle:
    is_small = (whole > 0) & (whole < rule.threshold)
    must = is_small | sensitive
    may = (whole > 0) | rule.may_hide_zeros
    # With noughts in the open, a total of three cells that are hidden is at least 3 to everybody.
    least = np.zeros_like(whole) if rule.may_hide_zeros else np.maximum(rule.low, n_positive)
    high = max(rule.high, rule.threshold - 1, rule.low + 1)
    margin = np.ceil(rule.margin * whole)
    most_down = np.maximum(whole - np.maximum(rule.low, least), 0)
    up = np.where(is_small, np.maximum(np.maximum(high, least + 1) - whole, 0), margin)
    down = np.where(is_small, most_down, np.minimum(margin, most_down))
    # Beyond what anybody asks for, freedom does not matter.
    rise = np.full_like(whole, max(high, float(least.max(initial=0)) + 1, float((margin * must).max(initial=0))))
    fall = np.maximum(whole - (0 if rule.may_hide_zeros else 1), 0)
    turned = np.zeros(whole.shape, dtype=np.bool_)
    turned[-1, :-1] = turned[:-1, -1] = True
    cost = np.full_like(whole, costs.cell)
    cost[turned], cost[-1, -1] = costs.total, costs.grand_total
    # Together less than half a cell: it only chooses between choices of equal cost.
    cost += 0.09 * whole / max(float(whole.sum()), 1.0)
    return Puzzle(
        rise=np.where(turned, fall, rise),
        fall=np.where(turned, rise, fall),
        up=np.where(turned, down, up) * must,
        down=np.where(turned, up, down) * must,
        cost=cost,
        must=must,
        may=may,
    )


def _published(numbers: Floats, whole: Floats, choice: Choice, must: Marks, rule: Rule) -> ProtectedTable:
    is_reported = np.ones(whole.shape, dtype=np.bool_)
    is_reported[:-1, :-1] = ~np.isnan(numbers)
    is_reported[:-1, -1] = is_reported[:-1, :-1].any(axis=1)
    is_reported[-1, :-1] = is_reported[:-1, :-1].any(axis=0)
    is_reported[-1, -1] = is_reported[:-1, :-1].any()
    is_hidden = choice.is_hidden & is_reported
    shown = [
        tuple(None if dark or not known else int(number) for number, dark, known in zip(*line, strict=True))
        for line in zip(whole, is_hidden, is_reported, strict=True)
    ]
    signs: tuple[tuple[Sign, ...], ...] = tuple(
        tuple("not reported" if not known else "hidden" if dark else "shown" for dark, known in zip(*line, strict=True))
        for line in zip(is_hidden, is_reported, strict=True)
    )
    gap = max(choice.cost - choice.bound, 0.0)
    return ProtectedTable(
        cells=tuple(line[:-1] for line in shown[:-1]),
        row_totals=tuple(line[-1] for line in shown[:-1]),
        column_totals=shown[-1][:-1],
        total=shown[-1][-1],
        signs=signs,
        rule=rule,
        n_hidden=int(is_hidden.sum()),
        n_small=int((must & is_reported).sum()),
        cost=int(np.floor(choice.cost)),
        gap=gap if gap >= 0.9 else 0.0,
        is_cheapest=gap < 0.9,
    )
