"""What does a scan search, and what has it found?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, check_whole

Model = Literal["permutation", "poisson", "expectation_poisson", "expectation_negative_binomial", "bernoulli"]


@dataclass(frozen=True, slots=True)
class ScanWindow:
    """Which runs of periods are searched, and how much is a cluster.

    `longest`, `shortest` : periods in a run. SaTScan's default for the longest is half the study, rounded down.
    `search` : "prospective" looks at runs that last until now, "retrospective" at all. With one period both
        are the purely spatial scan.
    `least_cases` : a cluster has at least so many cases; SaTScan's default is 2.
    `most_clusters` : how many are told, strongest first; no two share a location.
    """

    longest: int
    shortest: int = 1
    search: Literal["prospective", "retrospective"] = "prospective"
    least_cases: int = 2
    most_clusters: int = 10

    def __post_init__(self) -> None:
        check_whole(self.longest, "The longest run of periods", least=1, most=100_000)
        check_whole(self.shortest, "The shortest run of periods", least=1, most=self.longest)
        check_whole(self.least_cases, "The least number of cases", least=1, most=10**9)
        check_whole(self.most_clusters, "The number of clusters", least=1, most=1_000)
        if self.search not in ("prospective", "retrospective"):
            raise OutOfRange(f"The search is not known. Got {self.search!r}. Give 'prospective' or 'retrospective'.")


@dataclass(frozen=True, slots=True)
class Cluster:
    """One group of places and run of periods with more cases than expected.

    `locations` : nearest to the centre first. `first_period`, `last_period` : both included, from 0.
    `relative_risk` : inside over outside; for models with given baselines, observed over expected.
    `score` : the log likelihood ratio, or Tango's score for the negative binomial model.
    `p_value` : by rank among the replicates' maxima, so it holds for having searched everywhere; None without
        replicates. `p_gumbel` : read off the Gumbel distribution of the maxima; None with fewer than 20.
    `p_best` : p_gumbel when fewer than 10 replicates were as extreme, else p_value.
    `recurrence_periods` : 1 / p_best, for a prospective scan that is repeated each period; else None.
    `n_tied` : other zones that share a location with this one and score the same; the one of the earliest
        centre, and of its zones the smallest, is told.
    """

    locations: tuple[int, ...]
    first_period: int
    last_period: int
    observed: int
    expected: float
    relative_risk: float
    score: float
    p_value: float | None
    p_gumbel: float | None
    p_best: float | None
    recurrence_periods: float | None
    n_tied: int


@dataclass(frozen=True, slots=True, eq=False)
class ScanResult:
    """`clusters`, strongest first. The first is tested for the whole map; the others are tested as if it were theirs.

    `null_maxima` : shape (replicates drawn,), the largest score of each replicate of chance.
    `reason` : empty, or why nothing can be told.
    """

    model: Model
    clusters: tuple[Cluster, ...]
    n_cases: int
    n_zones: int
    n_windows: int
    null_maxima: Floats
    seed: int
    reason: str
