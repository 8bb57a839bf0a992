"""Which further numbers of a table must be hidden, so that its sums give none of the first away, at the least cost?

The table stands with its totals as last column and last row, and every change of it is written so that each row and
each column of changes sums to nought: a change of a total counts with the opposite sign. Then hidden numbers are the
edges between a node for each row and one for each column, an attacker's freedom to raise or lower one number is a flow
through the others, and a set of hidden numbers protects it when the flow is as large as the protection asked for. By
the theorem of maximum flow and minimum cut each failure gives one inequality that every good choice fulfils. Those are
collected until none is broken (Fischetti & Salazar 1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.checks import Floats

Marks = NDArray[np.bool_]

#: Flows are found in whole numbers; a fraction of a hidden number in a relaxed choice is one of so many parts.
_PARTS = 10_000
_LEAST_BROKEN = 1e-6
_MOST_ROUNDS = 200
#: The first choices only serve to find what they break, and need not be the best.
_FIRST_GAP = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Puzzle:
    """A table with its totals, shape (n_rows + 1, n_columns + 1) in every field.

    `rise` and `fall`: how far a hidden number's change can go up and down before the attacker knows it is wrong.
    `up` and `down`: how far the attacker must believe that a small number's change can go; 0 where nothing is asked.
    `cost`: of hiding it. `must`: is small. `may`: can be hidden at all.
    """

    rise: Floats
    fall: Floats
    up: Floats
    down: Floats
    cost: Floats
    must: Marks
    may: Marks


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What to hide, what it costs, and the cost below which no choice protects."""

    is_hidden: Marks
    cost: float
    bound: float


class _Network:
    """Flows between rows and columns through what is hidden."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        n_rows, n_columns = puzzle.rise.shape
        self.n_rows, self.n_nodes = n_rows, n_rows + n_columns
        rows, columns = np.nonzero(puzzle.may)
        self.rows, self.columns = rows, columns + n_rows
        self.tails = np.concatenate([self.rows, self.columns])
        self.heads = np.concatenate([self.columns, self.rows])
        self.rise, self.fall = puzzle.rise[puzzle.may], puzzle.fall[puzzle.may]
        self.number = np.full(puzzle.may.shape, -1)
        self.number[puzzle.may] = np.arange(rows.size)
        needs = [(puzzle.up, True), (puzzle.down, False)]
        self.needs = [
            (int(row), int(column), float(need[row, column]), is_up)
            for need, is_up in needs
            for row, column in zip(*np.nonzero((need > 0) & puzzle.must), strict=True)
        ]

    def broken(self, shares: Floats) -> list[tuple[Floats, float]]:
        """The inequalities (coefficients, least) that the shares of hidden numbers break."""
        found = {}
        for row, column, need, is_up in self.needs:
            for coefficients in self._cuts(shares, self.number[row, column], need, is_up=is_up):
                if coefficients @ shares < 1 - _LEAST_BROKEN:
                    found[coefficients.tobytes()] = coefficients
        return [(coefficients, 1.0) for coefficients in found.values()]

    def protects(self, shares: Floats) -> bool:
        """Whether none is broken; stops at the first."""
        return all(
            self._flow(shares, self.number[row, column], need, is_up=is_up)[0] >= need * _PARTS
            for row, column, need, is_up in self.needs
        )

    def _flow(self, shares: Floats, own: int, need: float, *, is_up: bool) -> tuple[int, Any, int, int]:
        """How much freedom the others leave to one number, what is left of their own, and from where to where."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_flow

        capacity = np.concatenate([np.minimum(self.fall, need) * shares, np.minimum(self.rise, need) * shares])
        capacity[[own, own + shares.size]] = 0
        # Rounded up: a rounding must never call a good choice broken.
        whole = np.ceil(capacity * _PARTS - _LEAST_BROKEN).astype(np.int32)
        graph = csr_array((whole, (self.tails, self.heads)), shape=(self.n_nodes, self.n_nodes))
        ends = (int(self.rows[own]), int(self.columns[own]))
        source, sink = ends if is_up else ends[::-1]
        found = maximum_flow(graph, source, sink)
        return int(found.flow_value), graph - found.flow, source, sink

    def _cuts(self, shares: Floats, own: int, need: float, *, is_up: bool) -> list[Floats]:
        flow, residual, source, sink = self._flow(shares, own, need, is_up=is_up)
        if flow >= need * _PARTS:
            return []
        # Two of the narrowest cuts, the one next to the source and the one next to the sink.
        sides = (_reached(residual, source), ~_reached(residual.T.tocsr(), sink))
        return [self._inequality(is_near, own, need) for is_near in sides]

    def _inequality(self, is_near: Marks, own: int, need: float) -> Floats:
        leaves = is_near[self.rows] & ~is_near[self.columns]
        returns = is_near[self.columns] & ~is_near[self.rows]
        coefficients = (leaves * np.minimum(self.fall, need) + returns * np.minimum(self.rise, need)) / need
        coefficients[own] = 0
        return np.asarray(coefficients, dtype=np.float64)


def _reached(residual: Any, source: int) -> Marks:
    from scipy.sparse.csgraph import breadth_first_order

    residual.eliminate_zeros()
    order = breadth_first_order(residual, source, return_predecessors=False)
    is_near = np.zeros(residual.shape[0], dtype=np.bool_)
    is_near[order] = True
    return is_near


class _Search:
    """The inequalities known so far, and the cheapest choice that fulfils them."""

    def __init__(self, puzzle: Puzzle, nodes: int) -> None:
        self.network = _Network(puzzle)
        self.cost = puzzle.cost[puzzle.may]
        self.must = puzzle.must[puzzle.may].astype(np.float64)
        self.nodes_left = nodes
        self.known: list[tuple[Floats, float]] = _never_alone(puzzle)

    def solve(self, *, whole: bool, gap: float = 0.0) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        matrix = csr_array(np.array([one for one, _ in self.known]).reshape(-1, self.cost.size))
        least = np.array([value for _, value in self.known])
        options = {"mip_rel_gap": gap, "node_limit": max(self.nodes_left, 1)} if whole else {}
        found = milp(
            self.cost,
            integrality=np.full(self.cost.size, int(whole)),
            bounds=Bounds(self.must, 1.0),
            constraints=LinearConstraint(matrix, least, np.inf) if self.known else (),
            options=options,
        )
        if whole:
            self.nodes_left -= int(found.mip_node_count or 0) + 1
        return found

    def relax(self) -> float:
        """Collect inequalities on the choice of fractions, which is quick; its cost is a bound."""
        for _ in range(_MOST_ROUNDS):
            found = self.solve(whole=False)
            broken = self.network.broken(np.clip(found.x, 0, 1))
            self.known += broken
            if not broken:
                break
        return float(found.fun)

    def run(self, step: float) -> tuple[Floats, float]:
        """The best choice found, and the cost below which there is none."""
        bound, gap = self.relax(), _FIRST_GAP
        shares = self.must
        for _ in range(_MOST_ROUNDS):
            found = self.solve(whole=True, gap=gap)
            bound = max(bound, float(found.mip_dual_bound))
            if found.x is None:
                break
            shares = np.round(found.x)
            broken = self.network.broken(shares)
            cost = float(self.cost @ shares)
            if not broken and cost - bound < step:
                return shares, bound
            if self.nodes_left <= 0:
                break
            self.known += broken
            gap = gap if broken else min(gap, 0.98 * step / cost)
        return self.repaired(shares), bound

    def repaired(self, shares: Floats) -> Floats:
        """A choice that protects, near to the given: hide the cheapest of every broken inequality."""
        hidden = shares.copy()
        while broken := self.network.broken(hidden):
            coefficients, _ = broken[0]
            candidates = np.flatnonzero((coefficients > 0) & (hidden < 1))
            price = self.cost[candidates] / coefficients[candidates]
            hidden[candidates[np.argmin(price)]] = 1.0
        return self._pruned(hidden)

    def _pruned(self, hidden: Floats) -> Floats:
        extra = np.flatnonzero((hidden > 0) & (self.must == 0))
        for place in extra[np.argsort(-self.cost[extra], kind="stable")]:
            hidden[place] = 0.0
            if not self.network.protects(hidden):
                hidden[place] = 1.0
        return hidden


def _never_alone(puzzle: Puzzle) -> list[tuple[Floats, float]]:
    """A number that is hidden alone in its row or column is no secret, so that it protects nothing."""
    number = np.full(puzzle.may.shape, -1)
    number[puzzle.may] = np.arange(int(puzzle.may.sum()))
    known = []
    for line in [*number, *number.T]:
        own = line[line >= 0]
        for place in own:
            coefficients = np.zeros(int(puzzle.may.sum()))
            coefficients[own] = 1.0
            coefficients[place] = -1.0
            known.append((coefficients, 0.0))
    return known


def hide(puzzle: Puzzle, *, nodes: int, step: float) -> Choice:
    """The cheapest choice that protects every small number, proven when `cost - bound` is less than `step`.

    `nodes` bounds the search; after it the best choice found so far is repaired until it protects.
    `step` is the least difference of cost that matters.
    """
    search = _Search(puzzle, nodes)
    if not search.network.needs:
        return Choice(puzzle.must.copy(), float(puzzle.cost[puzzle.must].sum()), float(puzzle.cost[puzzle.must].sum()))
    best, bound = search.run(step)
    is_hidden = np.zeros(puzzle.may.shape, dtype=np.bool_)
    is_hidden[puzzle.may] = best > 0
    return Choice(is_hidden, float(search.cost @ best), bound)
