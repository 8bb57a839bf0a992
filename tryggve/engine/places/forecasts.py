"""What would each way of choosing places have said before each period?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_wholes, check_work, frozen
from tryggve.engine.numerics.local_sums import as_areas, as_deviations, spread_of_sums, sums_by_place
from tryggve.engine.numerics.positions import as_positions
from tryggve.engine.numerics.smoothing import Smoothing, around
from tryggve.engine.places.back_test import MOST_FORECAST, BackTestPlan
from tryggve.engine.places.neighbours import Neighbours


@dataclass(frozen=True, slots=True, eq=False)
class PlaceHistory:
    """Events and places: positions in metres, the period (0, 1, 2 …) and the place of each event.

    `place` is -1 for an event in none of the places; it counts in densities only. `neighbours` is who
    lies beside whom, and `areas` is in any one unit.
    """

    x: ArrayLike
    y: ArrayLike
    period: ArrayLike
    place: ArrayLike
    place_x: ArrayLike
    place_y: ArrayLike
    areas: ArrayLike
    neighbours: Neighbours


def place_forecasts(history: PlaceHistory, plan: BackTestPlan) -> dict[str, Floats]:
    """What would each method have said of each place before each period?

    Parameters
    ----------
    history : events and places.
    plan : which periods, how many of them are recent, and how far a density reaches.

    Returns
    -------
    by name of method, scores of shape (n_places, n_tested), higher for more to expect: "count" in the recent
        periods; "long-run count" in all before; "density" of the recent events at the places' centres times area; "hot
        spots", Gi* of the recent counts.

    Raises
    ------
    TooLittleData : when no period is left to test, or no period is before the first tested.
    NotFinite, WrongShape, OutOfRange, TooMuchWork : as `density_at` and `getis_ord_star`.

    Work: O(periods * (density of the recent events + neighbours)).
    Source: Chainey, Tompson & Uhlig (2008), Security Journal 21:4-28. Card: docs/methods/back_test.md.

    >>> from tryggve.engine.places.neighbours import neighbours_within
    >>> x, period, place = [5, 15, 15, 25], [0, 0, 1, 2], [0, 1, 1, 2]
    >>> row = neighbours_within([5, 15, 25], [0] * 3, distance=10)
    >>> history = PlaceHistory(x, [0] * 4, period, place, [5, 15, 25], [0] * 3, [1] * 3, row)
    >>> place_forecasts(history, BackTestPlan(first_tested=2, bandwidth=10))["count"].tolist()
    [[1.0], [2.0], [0.0]]
    """
    counts, positions, period = _counted(history)
    plan.check(counts.shape[1])
    first, n_periods = plan.first_tested, counts.shape[1]
    centres = as_positions(history.place_x, history.place_y, name="The places")
    areas = as_areas(history.areas)
    smoothing = Smoothing(plan.bandwidth)
    smoothing.check()
    check_work(float(counts.size) * (n_periods - first), MOST_FORECAST, "counts of places and periods")
    found: dict[str, list[Floats]] = {"count": [], "long-run count": [], "density": [], "hot spots": []}
    for tested in range(first, n_periods):
        since = max(0, tested - plan.recent)
        recent = counts[:, since:tested].sum(axis=1)
        is_recent = (period >= since) & (period < tested)
        nearby = around(positions[is_recent], np.ones(int(is_recent.sum())), centres, smoothing)
        found["count"].append(recent)
        found["long-run count"].append(counts[:, :tested].sum(axis=1))
        found["density"].append(nearby * areas)
        found["hot spots"].append(_hot_spot_scores(recent, history.neighbours))
    return {name: _closed(np.column_stack(columns)) for name, columns in found.items()}


def counts_by_period(history: PlaceHistory) -> Floats:
    """How many events fell in each place in each period?

    Parameters
    ----------
    history : events and places.

    Returns
    -------
    shape (n_places, n_periods).

    Raises
    ------
    NotFinite, WrongShape, OutOfRange : for input that is no events or places.

    Work: O(n_events + n_places * n_periods).
    Source: counting. Card: docs/methods/back_test.md.

    >>> from tryggve.engine.places.neighbours import neighbours_within
    >>> row = neighbours_within([5, 15], [0] * 2, distance=10)
    >>> counts_by_period(PlaceHistory([5, 6], [0, 0], [0, 2], [0, 0], [5, 15], [0, 0], [1, 1], row)).tolist()
    [[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    return _closed(_counted(history)[0])


def _hot_spot_scores(recent: Floats, neighbours: Neighbours) -> Floats:
    if recent.size < 3 or np.ptp(recent) == 0:
        return np.zeros(recent.size)
    deviations = as_deviations(recent, recent.size)
    variance = np.full(recent.size, float(deviations @ deviations) / recent.size)
    total = sums_by_place(neighbours.rows, neighbours.weights, recent.size) + 1.0
    squares = sums_by_place(neighbours.rows, neighbours.weights**2, recent.size) + 1.0
    scores = (neighbours.sums_of(deviations) + deviations) / spread_of_sums(total, squares, variance, recent.size)
    return np.where(np.isnan(scores), 0.0, scores)


def _counted(history: PlaceHistory) -> tuple[Floats, Floats, Wholes]:
    positions = as_positions(history.x, history.y)
    period, place = as_wholes(history.period, "period", least=0), as_wholes(history.place, "place", least=-1)
    n_places = np.size(history.place_x)
    sizes = {len(positions), period.size, place.size}
    if len(sizes) > 1 or not np.size(history.areas) == n_places == history.neighbours.n_places:
        raise WrongShape("Events or places do not fit each other. Got unequal lengths. Give one value of each.")
    if period.size == 0 or n_places == 0:
        raise TooLittleData(f"There is no history. Got {period.size} events in {n_places} places. Give both.")
    if place.max() >= n_places:
        raise OutOfRange(f"An event names no place. Got {place.max()} of {n_places}. Give 0, 1, 2 … or -1.")
    n_periods = int(period.max()) + 1
    check_work(n_places * float(n_periods), MOST_FORECAST, "counts of places and periods")
    is_in = place >= 0
    codes = place[is_in] * n_periods + period[is_in]
    counted = np.bincount(codes, minlength=n_places * n_periods).astype(np.float64)
    return counted.reshape(n_places, n_periods), positions, period


def _closed(array: Floats) -> Floats:
    frozen(array)
    return array
