"""Which way of choosing places would have been right last time, and the times before?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import (
    Floats,
    Wholes,
    as_counts,
    as_measurements,
    check_same_shape,
    check_share,
    check_whole,
    check_work,
)
from tryggve.engine.numerics.local_sums import as_areas, closed
from tryggve.engine.numerics.seeds import generator

MOST_FORECAST = 1e9
_STREAM = 6
_LARGEST = 1e100


@dataclass(frozen=True, slots=True, eq=False)
class PredictionAccuracy:
    """One entry a place, those with the highest predicted density first; `order` is where each stood in the input.

    With all places down to this one chosen: `pai` is the share of incidents caught over the share of area
    used, `pei` what was caught over the most that as many places could have caught, `rri` what was predicted over what
    happened (1 is right, above 1 is too much). nan where nothing had happened to compare with.
    """

    order: Wholes
    count: Floats
    share_of_incidents: Floats
    share_of_area: Floats
    pai: Floats
    pei: Floats
    rri: Floats


@dataclass(frozen=True, slots=True)
class BackTestPlan:
    """What is tested: the periods from `first_tested` on, each foretold from all before it.

    `recent` periods make the recent count; `share_of_area` is what can be worked in. Another method than
    the count is chosen when its mean PAI is at least `least_gain` higher and the gain is no chance at level `p`.
    """

    first_tested: int
    recent: int = 12
    share_of_area: float = 0.05
    bandwidth: float = 300.0
    least_gain: float = 0.05
    p: float = 0.05
    n_permutations: int = 9999
    seed: int = 0

    def check(self, n_periods: int) -> None:
        """Refuse what leaves nothing to test, or cannot be meant."""
        check_whole(self.first_tested, "The first tested period", least=1, most=10**9)
        if self.first_tested >= n_periods:
            raise TooLittleData(
                f"No period is left to test. Got {n_periods} and the first tested {self.first_tested}. Give more."
            )
        check_whole(self.recent, "The number of recent periods", least=1, most=10**9)
        check_whole(self.n_permutations, "The number of permutations", least=99, most=100_000)
        check_whole(self.seed, "The seed", least=0, most=2**63 - 1)
        check_work(float(self.n_permutations) * (n_periods - self.first_tested), MOST_FORECAST, "signs of periods")
        for share, name in ((self.share_of_area, "share of area"), (self.p, "level"), (self.least_gain, "least gain")):
            check_share(share, f"The {name}")


@dataclass(frozen=True, slots=True)
class MethodScore:
    """How one method did: means over the tested periods. `p_better` compares its PAI with the count's."""

    name: str
    pai: float
    pei: float
    rri: float
    gain: float
    p_better: float
    pai_of_each: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BackTest:
    """`chosen` is the method to use, and `reason` says why in words with the figures."""

    chosen: str
    reason: str
    scores: tuple[MethodScore, ...]
    n_tested: int
    n_incidents: int
    share_of_area: float
    seed: int


def prediction_accuracy(counts: ArrayLike, predicted: ArrayLike, areas: ArrayLike) -> PredictionAccuracy:
    """How well did predicted numbers find the places where it then happened?

    Parameters
    ----------
    counts : shape (n_places,), what happened.
    predicted : shape (n_places,), what had been foretold, 0 or more.
    areas : shape (n_places,), above 0, in any one unit.

    Returns
    -------
    PredictionAccuracy : the places by predicted number a unit of area, and the indices down to each. Where
        predictions are equal, the place where less happened comes first: no method gains by luck. What is best
        possible for PEI is the places by count a unit of area, as many of them.

    Raises
    ------
    NotCounts, NotFinite, WrongShape, OutOfRange : for input that cannot be counts, predictions or areas.
    TooFewIncidents : when nothing happened. TooLittleData : without places.

    Work: O(n_places * log(n_places)).
    Source: Chainey, Tompson & Uhlig (2008), Security Journal 21:4-28 (PAI); Hunt (2016), PhD thesis, Rutgers (PEI);
    Levine (2008), Security Journal 21:295-302 (RRI). Card: docs/methods/back_test.md.

    >>> accuracy = prediction_accuracy([6, 1, 1], [5, 2, 0], [1, 1, 1])
    >>> accuracy.pai.round(2).tolist()
    [2.25, 1.31, 1.0]
    """
    happened, foretold, area = as_counts(counts, "counts"), as_measurements(predicted, "predicted"), as_areas(areas)
    check_same_shape(happened, foretold, "counts and predicted")
    check_same_shape(happened, area, "counts and areas")
    if happened.size == 0:
        raise TooLittleData("There are no places. Got 0. Give all places, also those with no incident.")
    if foretold.min() < 0 or foretold.max() > _LARGEST:
        raise OutOfRange(f"A prediction is out of range. Got {foretold.min()} to {foretold.max()}. Give 0 or more.")
    if not 0 < happened.sum() < _LARGEST:
        raise TooFewIncidents(
            f"There is nothing to be right about. Got {happened.sum():.0f} incidents. Test a longer time."
        )
    order = np.lexsort((happened / area, -foretold / area))
    best = happened[np.argsort(-happened / area, kind="stable")]
    caught, used = np.cumsum(happened[order]), np.cumsum(area[order])
    share_caught, share_used = caught / caught[-1], used / used[-1]
    rri = np.divide(np.cumsum(foretold[order]), caught, out=np.full(caught.shape, np.nan), where=caught > 0)
    arrays = {
        "order": order,
        "count": happened[order],
        "share_of_incidents": share_caught,
        "share_of_area": share_used,
        "pai": share_caught / share_used,
        "pei": caught / np.cumsum(best),
        "rri": rri,
    }
    return PredictionAccuracy(**closed(arrays))


def back_test(counts: ArrayLike, forecasts: Mapping[str, ArrayLike], areas: ArrayLike, plan: BackTestPlan) -> BackTest:
    """Which way of choosing places found most of what happened next, and is it surely better than counting?

    Parameters
    ----------
    counts : shape (n_places, n_periods), what happened in each place and period.
    forecasts : by name, scores of shape (n_places, n_periods - first_tested), higher for more to expect, each made
        from earlier periods only; "count" must be there, as of `place_forecasts`. Scores without a negative one are
        taken as amounts and divided by area.
    areas : shape (n_places,), above 0.
    plan : first tested period, share of area that is chosen, and what counts as clearly better.

    Returns
    -------
    BackTest : the method to use, and PAI, PEI and RRI of each. In each period the places with the highest scores
        are chosen until the share of area is used; of equal scores all count in part, as a choice by lot would
        on average. RRI compares the share that the chosen places had of all earlier incidents with what they
        had in the period: above 1 is a fall back to the usual.

    Raises
    ------
    WrongShape, NotCounts, NotFinite, OutOfRange : for input that does not fit.
    TooLittleData : when no period with an incident is tested.
    TooMuchWork : over 1e9 counts in all.

    Work: O(methods * periods * n_places * log(n_places) + methods * permutations * periods).
    Source: Chainey, Tompson & Uhlig (2008), Security Journal 21:4-28; Hunt (2016); Levine (2008), Security Journal
    21:295-302; Adepeju, Rosser & Cheng (2016), Int. J. Geogr. Inf. Sci. 30:2133-2154 (paired by period; here by
    changing signs). Card: docs/methods/back_test.md.

    >>> counts = [[2, 3, 2, 2], [0, 0, 1, 0], [1, 0, 0, 0]]
    >>> past = [[5, 7], [0, 1], [1, 1]]
    >>> plan = BackTestPlan(first_tested=2, share_of_area=0.34)
    >>> back_test(counts, {"count": past, "last": [[3, 2], [0, 1], [0, 0]]}, [1, 1, 1], plan).chosen
    'count'
    """
    happened, area = as_counts(counts, "counts", n_dimensions=2), as_areas(areas)
    plan.check(happened.shape[1])
    first, n_periods = plan.first_tested, happened.shape[1]
    if happened.shape[0] != area.size or area.size == 0:
        raise WrongShape(f"Counts and areas do not fit. Got {happened.shape} and {area.size}. Give one area a place.")
    check_work(float(happened.size) * max(1, len(forecasts)), MOST_FORECAST, "counts of places and periods")
    if "count" not in forecasts:
        raise OutOfRange(f"The count is not among the methods. Got {sorted(forecasts)}. Give it, to compare with.")
    tested = [column for column in range(first, n_periods) if happened[:, column].sum() > 0]
    if not tested or happened.sum() > _LARGEST:
        raise TooLittleData(f"No period can be tested. Got no incident after period {first}. Give a longer time.")
    measured: dict[str, Floats] = {}
    for name, scores in forecasts.items():
        table = as_measurements(scores, name, n_dimensions=2)
        if table.shape != (area.size, n_periods - first):
            raise WrongShape(
                f"A forecast does not fit. Got {name} of shape {table.shape}. Give a column a tested period."
            )
        # An amount is chosen by its density; a score with a sign, such as z, is no amount that could be divided.
        with np.errstate(over="ignore"):
            wanted = table / area[:, None] if table.min(initial=0.0) >= 0 else table
        measured[name] = np.array([_measured(happened, wanted[:, at - first], at, area, plan) for at in tested])
    scored = tuple(_score(name, rows, measured["count"], plan) for name, rows in measured.items())
    chosen, reason = _choice(scored, plan, n_methods=len(scored) - 1)
    return BackTest(
        chosen=chosen,
        reason=reason,
        scores=tuple(sorted(scored, key=lambda one: -one.pai)),
        n_tested=len(tested),
        n_incidents=int(happened[:, tested].sum()),
        share_of_area=plan.share_of_area,
        seed=plan.seed,
    )


def _measured(
    happened: Floats, wanted: Floats, at: int, area: Floats, plan: BackTestPlan
) -> tuple[float, float, float]:
    now, before = happened[:, at], happened[:, :at].sum(axis=1)
    chosen = _chosen(wanted, area, plan.share_of_area)
    best = _chosen(now / area, area, plan.share_of_area)
    caught, total = float(now @ chosen), float(now.sum())
    expected = total * float(before @ chosen) / max(1.0, float(before.sum()))
    rri = expected / caught if caught > 0 else np.nan
    return caught / total / plan.share_of_area, caught / float(now @ best), rri


def _chosen(wanted: Floats, area: Floats, share_of_area: float) -> Floats:
    """How much of each place is chosen: all above a threshold, and the same share of all that lie on it.

    So equal scores count for what a choice among them by lot would catch on average, and the area is always the same.
    """
    limit = share_of_area * float(area.sum())
    order = np.argsort(-wanted, kind="stable")
    last = min(int(np.searchsorted(np.cumsum(area[order]), limit)), area.size - 1)
    is_above, is_tied = wanted > wanted[order[last]], wanted == wanted[order[last]]
    left = limit - float(area[is_above].sum())
    of_tied = min(1.0, max(0.0, left / float(area[is_tied].sum())))
    return np.where(is_above, 1.0, np.where(is_tied, of_tied, 0.0))


def _score(name: str, rows: Floats, of_count: Floats, plan: BackTestPlan) -> MethodScore:
    gains = rows[:, 0] - of_count[:, 0]
    signs = generator(plan.seed, stream=_STREAM).choice([-1.0, 1.0], size=(plan.n_permutations, gains.size))
    n_as_large = int((signs @ gains >= gains.sum() - 1e-9).sum())
    usual = float(of_count[:, 0].mean())
    is_known = ~np.isnan(rows[:, 2])
    return MethodScore(
        name=name,
        pai=float(rows[:, 0].mean()),
        pei=float(rows[:, 1].mean()),
        rri=float(rows[is_known, 2].mean()) if is_known.any() else float("inf"),
        gain=float(gains.mean()) / usual if usual else 0.0,
        p_better=(n_as_large + 1) / (plan.n_permutations + 1),
        pai_of_each=tuple(rows[:, 0].tolist()),
    )


def _choice(scored: tuple[MethodScore, ...], plan: BackTestPlan, *, n_methods: int) -> tuple[str, str]:
    count = next(one for one in scored if one.name == "count")
    others = sorted((one for one in scored if one.name != "count"), key=lambda one: -one.pai)
    if not others:
        return "count", f"Count per place: no other method was tried (PAI {count.pai:.2f})."
    # The best is judged as the best of several: by Bonferroni.
    for one in others:
        p = min(1.0, one.p_better * n_methods)
        if p <= plan.p and one.gain >= plan.least_gain:
            told = f"PAI {one.pai:.2f} against {count.pai:.2f} for the count, {one.gain:+.0%}, p {p:.3f}"
            return one.name, f"{one.name}: clearly better than counting ({told})."
    best = others[0]
    p = min(1.0, best.p_better * n_methods)
    told = f"the best other, {best.name}, has PAI {best.pai:.2f} against {count.pai:.2f}, {best.gain:+.0%}, p {p:.3f}"
    return "count", f"Count per place: no method is clearly better ({told})."
