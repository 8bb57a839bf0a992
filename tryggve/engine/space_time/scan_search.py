"""How is the strongest of all zones and runs of periods compared with chance? Shared by the models of the scan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from tryggve.engine.errors import TooLittleData
from tryggve.engine.numerics.checks import Floats, Wholes, check_work, frozen
from tryggve.engine.numerics.monte_carlo import (
    FEW_EXCEEDANCES,
    MonteCarlo,
    count_exceedances,
    gumbel_p_value,
    rank_p_value,
    recurrence_interval,
    sequential_p_value,
    stopping_place,
)
from tryggve.engine.space_time.scan_result import Cluster, Model, ScanResult, ScanWindow
from tryggve.engine.space_time.scan_windows import Windows
from tryggve.engine.space_time.zones import Zones

#: One test of a zone's window in one replicate; this many take about a minute.
MOST_WINDOWS = 4e11
# Scores that differ by less are equals: a sum in another order differs in its last digits.
_DECIMALS = 9
_REPLICATES_BETWEEN_LOOKS = 128


class Search(Protocol):
    """One scan, made ready."""

    @property
    def model(self) -> Model:
        """The name of the model."""

    @property
    def zones(self) -> Zones:
        """The groups of places searched."""

    @property
    def windows(self) -> Windows:
        """The runs of periods searched."""

    @property
    def n_cases(self) -> int:
        """How many cases there are in all."""

    def observed(self) -> tuple[Floats, Wholes]:
        """Of each place of the zones' members the best score and its window; -1 where no zone ends."""

    def maxima(self, replicates: Wholes, chance: MonteCarlo) -> Floats:
        """The largest score of each of these replicates."""

    def describe(self, place: int, window: int) -> tuple[int, float, float]:
        """Observed, expected and relative risk of one zone and window."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A search, what it looks for and how chance is drawn."""

    search: Search
    window: ScanWindow
    chance: MonteCarlo

    def result(self) -> ScanResult:
        """The clusters with their p-values."""
        search = self.search
        n_tests = float(search.zones.members.size) * search.windows.firsts.size
        check_work(n_tests * (self.chance.replicates + 1), MOST_WINDOWS, "zones x runs of periods x replicates")
        best, window_of = search.observed()
        picked = _picked(search.zones, np.round(best, _DECIMALS), self.window.most_clusters)
        drawn = self._drawn(float(best[picked[0][0]])) if picked else np.zeros(0)
        frozen(drawn)
        clusters = tuple(
            self._cluster(place, int(window_of[place]), float(best[place]), n_tied, drawn) for place, n_tied in picked
        )
        if clusters and self.chance.stop_after is not None and drawn.size:
            first = sequential_p_value(clusters[0].score, drawn, stop_after=self.chance.stop_after)
            clusters = (self._judged(replace(clusters[0], p_value=first), drawn), *clusters[1:])
        return ScanResult(
            model=search.model,
            clusters=clusters,
            n_cases=search.n_cases,
            n_zones=search.zones.n_zones,
            n_windows=int(search.windows.firsts.size),
            null_maxima=drawn,
            seed=self.chance.seed,
            reason="" if clusters else "no zone has more cases than expected",
        )

    def _drawn(self, strongest: float) -> Floats:
        # With an early stop in blocks, cut at the very replicate, so that the block's size has no effect.
        chance = self.chance
        n = chance.replicates
        if chance.stop_after is None or n == 0:
            return self.search.maxima(np.arange(n), chance) if n else np.zeros(0)
        drawn = np.zeros(0)
        for first in range(0, n, _REPLICATES_BETWEEN_LOOKS):
            block = np.arange(first, min(n, first + _REPLICATES_BETWEEN_LOOKS))
            drawn = np.concatenate((drawn, self.search.maxima(block, chance)))
            stop = stopping_place(strongest, drawn, chance.stop_after)
            if stop is not None:
                return drawn[:stop].copy()
        return drawn

    def _cluster(self, place: int, window: int, score: float, n_tied: int, drawn: Floats) -> Cluster:
        observed, expected, relative_risk = self.search.describe(place, window)
        windows = self.search.windows
        cluster = Cluster(
            locations=self.search.zones.locations_at(place),
            first_period=int(windows.firsts[window]),
            last_period=int(windows.stops[window]) - 1,
            observed=observed,
            expected=expected,
            relative_risk=relative_risk,
            score=score,
            p_value=rank_p_value(score, drawn) if drawn.size else None,
            p_gumbel=_tail(score, drawn),
            p_best=None,
            recurrence_periods=None,
            n_tied=n_tied,
        )
        return self._judged(cluster, drawn)

    def _judged(self, cluster: Cluster, drawn: Floats) -> Cluster:
        is_rare = count_exceedances(cluster.score, drawn) < FEW_EXCEEDANCES
        best = cluster.p_gumbel if is_rare and cluster.p_gumbel is not None else cluster.p_value
        is_prospective = self.window.search == "prospective"
        every = recurrence_interval(best) if best and is_prospective else None
        return replace(cluster, p_best=best, recurrence_periods=every)


def _tail(score: float, drawn: Floats) -> float | None:
    try:
        return gumbel_p_value(score, drawn)
    except TooLittleData:
        return None


def _picked(zones: Zones, best: Floats, most: int) -> list[tuple[int, int]]:
    """(place, number tied with it) of the strongest zone, then of the strongest that shares no location, and so on."""
    left = np.where(best > 0, best, -1.0)
    taken = np.zeros(zones.n_locations, dtype=np.bool_)
    picked: list[tuple[int, int]] = []
    while len(picked) < most and left.size:
        place = int(np.argmax(left))
        score = left[place]
        if score <= 0:
            break
        taken[list(zones.locations_at(place))] = True
        blocked = _since_first(taken[zones.members], zones.starts)
        picked.append((place, int((blocked & (left == score)).sum()) - 1))
        left[blocked] = -1.0
    return picked


def _since_first(
    is_taken: np.ndarray[tuple[int], np.dtype[np.bool_]], starts: Wholes
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    # Within each centre's members, all from the first taken one on: those zones hold it.
    before = np.concatenate(([0], np.cumsum(is_taken)))
    return np.asarray(before[1:] > np.repeat(before[starts[:-1]], np.diff(starts)))
