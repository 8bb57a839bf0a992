"""What can be worked out about the hidden numbers from everything that was published?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from tryggve.engine.errors import Contradiction, NotCounts, OutOfRange, WrongShape
from tryggve.engine.numerics.checks import check_whole, check_work

Verdict = Literal["safe", "narrowed", "disclosed"]

Numbers = Sequence[int | None]

#: Programmes times unknowns: some minutes at the most.
MOST_WORK = 2e6
_MOST_COUNT = 10**9
#: More than any sum of what is shown: reached, it stands for no limit.
_ROOM = 1_000


class PublishedTable(Protocol):
    """What a table to publish has."""

    @property
    def cells(self) -> Sequence[Numbers]:
        """Each row's numbers."""

    @property
    def row_totals(self) -> Numbers:
        """One a row."""

    @property
    def column_totals(self) -> Numbers:
        """One a column."""

    @property
    def total(self) -> int | None:
        """Of all."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One published number: so many incidents in these parts together.

    `parts` names the smallest pieces that any publication tells apart, for instance a week in an area; the number
    of a month in the area is then the sum of its weeks. `value` None is hidden. `low` and `high` is what everybody
    may assume of the number anyhow (a shown rule, a legend); `high` None is no limit.
    """

    parts: tuple[str, ...]
    value: int | None
    low: int = 0
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the attacker learns of one hidden number: it lies between `low` and `high`; None is no limit.

    disclosed: it is one number, below the threshold. narrowed: it is surely small, and some of 1 to threshold - 1
    are ruled out. safe: neither.
    """

    parts: tuple[str, ...]
    low: int
    high: int | None
    verdict: Verdict

    def covers(self, low: int, high: int) -> bool:
        """Whether everything from low to high is still possible at both ends."""
        return self.low <= low and (self.high is None or self.high >= high)


@dataclass(frozen=True, slots=True)
class Attack:
    """Everything that was found, in the order of the hidden statements."""

    findings: tuple[Finding, ...]
    n_disclosed: int
    n_narrowed: int


def attack(statements: Sequence[Statement], *, threshold: int = 5) -> Attack:
    """Between which whole numbers must each hidden number lie, given all that was published?

    Parameters
    ----------
    statements : the numbers of one or several tables, shown and hidden: weeks and months, a map and its table, a
        county and its municipalities. Parts with the same name are the same incidents.
    threshold : 1 to threshold - 1 are small: that such a number can be worked out is a disclosure.

    Returns
    -------
    Attack : for each hidden statement the smallest and the largest value that agree with everything shown.

    Raises
    ------
    NotCounts : when a shown number is negative or no whole number.
    WrongShape : when a statement has no parts, or one of them twice.
    OutOfRange : when low, high or the threshold cannot be meant.
    Contradiction : when no numbers agree with all that is shown.
    TooMuchWork : when hidden statements times parts exceed two millions.

    Work: two integer programmes for each hidden statement, over the parts that are linked with it.
    Source: Fischetti & Salazar (1999), Mathematical Programming 84:283-312, the attacker's two programmes.
    Card: docs/methods/attack.md.

    >>> week, month = Statement(("w1",), None, low=1), Statement(("w1", "w2"), 9)
    >>> [(one.low, one.high, one.verdict) for one in attack([week, month]).findings]
    [(1, 9, 'safe')]
    >>> attack([week, month, Statement(("w2",), 7)]).findings[0].verdict
    'disclosed'
    """
    check_whole(threshold, "The threshold", least=2, most=_MOST_COUNT)
    statements = tuple(statements)
    for statement in statements:
        _check(statement)
    n_hidden = sum(statement.value is None for statement in statements)
    n_parts = len({part for statement in statements for part in statement.parts})
    check_work(float(n_hidden) * n_parts, MOST_WORK, "hidden numbers times parts")
    found: dict[int, Finding] = {}
    for linked in _linked(statements):
        found |= _attack_linked([(place, statements[place]) for place in linked], threshold)
    findings = tuple(found[place] for place in sorted(found))
    return Attack(
        findings,
        n_disclosed=sum(one.verdict == "disclosed" for one in findings),
        n_narrowed=sum(one.verdict == "narrowed" for one in findings),
    )


def _check(statement: Statement) -> None:
    if not statement.parts or len(set(statement.parts)) != len(statement.parts):
        raise WrongShape(
            f"A statement needs parts, each once. Got {statement.parts[:5]}. Give the names of what it sums over."
        )
    value = statement.value
    if value is not None and (not np.isfinite(value) or value != int(value) or not 0 <= value <= _MOST_COUNT):
        raise NotCounts(f"A shown number must be a count. Got {value}. Give 0, 1, 2 …, or None when it is hidden.")
    check_whole(statement.low, "low", least=0, most=_MOST_COUNT)
    if statement.high is not None:
        check_whole(statement.high, "high", least=statement.low, most=_MOST_COUNT)
    if value is not None and not statement.low <= value <= (value if statement.high is None else statement.high):
        raise OutOfRange(
            f"A shown number lies outside its limits. Got {value}, limits {statement.low} to {statement.high}. "
            f"Give limits that hold."
        )


def _linked(statements: Sequence[Statement]) -> list[list[int]]:
    """Groups of statements that have parts in common, directly or through others: each is attacked alone."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not statements:
        return []
    number: dict[str, int] = {}
    edges = [
        (place, len(statements) + number.setdefault(part, len(number)))
        for place, statement in enumerate(statements)
        for part in statement.parts
    ]
    rows, columns = np.array(edges).T
    size = len(statements) + len(number)
    graph = csr_array((np.ones(rows.size), (rows, columns)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    groups: dict[int, list[int]] = {}
    for place in range(len(statements)):
        groups.setdefault(int(labels[place]), []).append(place)
    return list(groups.values())


def _attack_linked(linked: Sequence[tuple[int, Statement]], threshold: int) -> dict[int, Finding]:
    hidden = [(place, statement) for place, statement in linked if statement.value is None]
    if len(linked) == len(hidden) == 1:
        # Nothing but the number itself: no more than everybody assumes.
        place, statement = hidden[0]
        return {place: _finding(statement, statement.low, statement.high, threshold)}
    programme = _Programme([statement for _, statement in linked])
    if not hidden:
        programme.extreme({next(iter(programme.number)): 1.0})
    return {
        place: _finding(statement, *programme.limits(statement.parts), threshold=threshold)
        for place, statement in hidden
    }


def _finding(statement: Statement, low: int, high: int | None, threshold: int) -> Finding:
    verdict: Verdict = "safe"
    if high is not None and 0 < high < threshold:
        if low == high:
            verdict = "disclosed"
        elif low > 1 or high < threshold - 1:
            verdict = "narrowed"
    return Finding(statement.parts, low, high, verdict)


class _Programme:
    """All that is known of a group of parts, as limits of sums of whole numbers."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.number: dict[str, int] = {}
        for statement in statements:
            for part in statement.parts:
                self.number.setdefault(part, len(self.number))
        shown = sum(statement.value or 0 for statement in statements)
        assumed = sum(max(statement.low, statement.high or 0) for statement in statements)
        self.no_limit = float(shown + assumed + _ROOM)
        self.lows = [float(one.low if one.value is None else one.value) for one in statements]
        self.highs = [self._high(one) for one in statements]
        self.rows = np.repeat(np.arange(len(statements)), [len(one.parts) for one in statements])
        self.columns = np.array([self.number[part] for one in statements for part in one.parts])

    def _high(self, statement: Statement) -> float:
        limit = statement.high if statement.value is None else statement.value
        return np.inf if limit is None else float(limit)

    def limits(self, parts: Sequence[str]) -> tuple[int, int | None]:
        """The smallest and the largest sum of the parts."""
        low = self.extreme(dict.fromkeys(parts, 1.0))
        high = -self.extreme(dict.fromkeys(parts, -1.0))
        return round(low), None if high >= self.no_limit else round(high)

    def extreme(self, weights: dict[str, float]) -> float:
        """The smallest weighted sum that agrees with everything."""
        found = self._solve(weights, whole=False)
        if found.x is not None and np.abs(found.x - np.round(found.x)).max(initial=0) > 1e-6:
            # The corner is no whole number: only then is the slower programme needed.
            found = self._solve(weights, whole=True)
        if found.x is None:
            raise Contradiction(
                "The published numbers contradict each other. Got sums that no counts fulfil. "
                "Give the numbers of one and the same set of incidents."
            )
        return float(found.fun)

    def _solve(self, weights: dict[str, float], *, whole: bool) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        cost = np.zeros(len(self.number))
        for part, weight in weights.items():
            cost[self.number[part]] = weight
        shape = (len(self.lows), len(self.number))
        matrix = csr_array((np.ones(self.rows.size), (self.rows, self.columns)), shape=shape)
        return milp(
            cost,
            integrality=np.full(cost.size, int(whole)),
            bounds=Bounds(0.0, self.no_limit),
            constraints=LinearConstraint(matrix, self.lows, self.highs),
        )


def table_statements(
    table: PublishedTable, *, names: Sequence[Sequence[str]], hidden_low: int = 0
) -> tuple[Statement, ...]:
    """A published table and its totals as statements for `attack`.

    Parameters
    ----------
    table : a `ProtectedTable`, a `SuppressedTable`, or anything with their cells and totals; None is hidden.
    names : shape (n_rows, n_columns), the name of each cell's incidents. The same name in another table is the same
        incidents. "" is a cell that nobody reported: it is in no total.
    hidden_low : what everybody knows that a hidden number is at least, 1 where noughts are always shown.

    Returns
    -------
    tuple of Statement : one for each cell and total.

    Raises
    ------
    WrongShape : when the names, the cells and the totals do not fit each other.

    Source: as `attack`. Card: docs/methods/attack.md.

    >>> from tryggve.engine.disclosure.complementary import protect_table
    >>> table = protect_table([[12, 3, 20], [7, 9, 31], [8, 14, 0]])
    >>> told = table_statements(table, names=["abc", "def", "ghi"], hidden_low=1)
    >>> attack(told).findings[1]
    Finding(parts=('b',), low=1, high=11, verdict='safe')
    """
    widths = {len(line) for line in [*table.cells, *names]}
    n_rows = (len(table.cells), len(names), len(table.row_totals))
    if len(set(n_rows)) > 1 or widths - {len(table.column_totals)}:
        raise WrongShape(
            f"The table, its totals and its names do not fit each other. Got {n_rows[0]} rows of cells, "
            f"{n_rows[1]} of names, {n_rows[2]} totals. Give one name for each cell."
        )
    told: list[tuple[tuple[str, ...], int | None]] = [
        ((name,), value)
        for line, values in zip(names, table.cells, strict=True)
        for name, value in zip(line, values, strict=True)
    ]
    told += [(tuple(line), value) for line, value in zip(names, table.row_totals, strict=True)]
    columns = [tuple(line[place] for line in names) for place in range(len(table.column_totals))]
    told += zip(columns, table.column_totals, strict=True)
    told.append((tuple(name for line in names for name in line), table.total))
    reported = [(tuple(name for name in parts if name), value) for parts, value in told]
    return tuple(Statement(parts, value, low=hidden_low if value is None else 0) for parts, value in reported if parts)
