"""How many pairs of events lie in each band of distance and time, as they are and with the times shuffled?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics import twins
from tryggve.engine.numerics.bands import Bands
from tryggve.engine.numerics.checks import Floats, Wholes, check_work
from tryggve.engine.numerics.positions import PairsOfEvents
from tryggve.engine.numerics.threads import in_chunks, map_chunks

#: Pairs times edges times replicates: about a minute of compiled work.
MOST_COMPARISONS = 2e11
MOST_SHUFFLED = 2e10
_ORDERS_AT_ONCE = 64
_MANY_EVENTS = 100_000
_WHOLE_IN_SINGLE_PRECISION = 2**24
_STREAM = 1


@dataclass(frozen=True, slots=True, eq=False)
class KnoxPairs:
    """The close pairs in order of distance band, and all that does not change when the times are shuffled.

    Row 0 of `starts` holds the pairs below the first band. `closer_in_time` is, for each edge of the time
    bands, how many of all pairs lie less than it apart.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    starts: Wholes
    distance_bands: Bands
    time_bands: Bands
    times: Floats
    closer_in_time: Wholes

    @property
    def n_pairs(self) -> int:
        """All pairs of events, near and far."""
        return self.times.size * (self.times.size - 1) // 2


def knox_pairs(pairs: PairsOfEvents, times: Floats, distance_bands: Bands, time_bands: Bands) -> KnoxPairs:
    """Sort the pairs into distance bands once; what lies beyond the last finite edge is never looked at."""
    n_rows = distance_bands.finite_limits.size
    row = np.searchsorted(distance_bands.finite_limits, pairs.distance, side="right").astype(np.int16)
    order = np.argsort(row, kind="stable")
    order = order[: int(np.searchsorted(row[order], n_rows))]
    # Whole times are moved to 0, where single precision holds them; others keep the differences they had.
    from_zero = times - times.min() if bool((times == np.floor(times)).all()) else times
    return KnoxPairs(
        first=np.ascontiguousarray(pairs.first[order], dtype=np.int32),
        second=np.ascontiguousarray(pairs.second[order], dtype=np.int32),
        starts=np.searchsorted(row[order], np.arange(n_rows + 1)).astype(np.int64),
        distance_bands=distance_bands,
        time_bands=time_bands,
        times=from_zero,
        closer_in_time=pairs_closer(from_zero, time_bands.limits),
    )


def pairs_closer(times: Floats, limits: Floats) -> Wholes:
    """How many of all pairs lie less than each limit apart. Work: O(n log n) a limit."""
    rising = np.sort(times)
    places = np.arange(rising.size)
    counts = []
    for limit in limits:
        # The last that is near enough, found by halving on the very difference that the kernel compares.
        near, far = places.copy(), np.full(rising.size, rising.size)
        while (far - near > 1).any():
            middle = (near + far) // 2
            fits = (far - near > 1) & (rising[np.minimum(middle, rising.size - 1)] - rising < limit)
            near, far = np.where(fits, middle, near), np.where(fits | (far - near <= 1), far, middle)
        counts.append(int((near - places).sum()) if limit > 0 else 0)
    return np.array(counts, dtype=np.int64)


def table_of(knox: KnoxPairs) -> Wholes:
    """The table as it was observed, shape (n_distance_bands, n_time_bands)."""
    observed: Wholes = _tables(knox, np.arange(knox.times.size)[None, :])[0]
    return observed


def permuted_tables(knox: KnoxPairs, n_permutations: int, *, seed: int, threads: int = 1) -> Wholes:
    """The table of each shuffle of the times, shape (n_permutations, n_distance_bands, n_time_bands).

    Work: O((pairs * edges + events) * permutations). Replicate r is the same for any number of threads.
    """
    n_events = knox.times.size
    comparisons = (knox.first.size * knox.time_bands.limits.size) * float(n_permutations)
    check_work(comparisons, MOST_COMPARISONS, "comparisons of pairs with bands")
    check_work(n_events * float(n_permutations), MOST_SHUFFLED, "shuffled events")
    kernel = twins.kernels("orders")

    def of_chunk(first: int, stop: int) -> Wholes:
        return _tables(knox, kernel.random_orders(n_events, n_events, np.uint64(seed), _STREAM, (first, stop)))

    at_once = _ORDERS_AT_ONCE if n_events <= _MANY_EVENTS else _ORDERS_AT_ONCE // 8
    chunks = in_chunks(n_permutations, size=at_once)
    tables: Wholes = np.concatenate(map_chunks(of_chunk, chunks, threads=threads))
    return tables


def permuted_products(fixed: Wholes, shuffled: Wholes, n_permutations: int, *, seed: int) -> Wholes:
    """Sum of fixed * shuffled over the events, for the same shuffles as in `permuted_tables`."""
    kernel, n_events = twins.kernels("orders"), fixed.size

    def of_chunk(first: int, stop: int) -> Wholes:
        orders = kernel.random_orders(n_events, n_events, np.uint64(seed), _STREAM, (first, stop))
        return np.asarray(shuffled[orders] @ fixed, dtype=np.int64)

    sums: Wholes = np.concatenate(map_chunks(of_chunk, in_chunks(n_permutations, size=_ORDERS_AT_ONCE // 8)))
    return sums


def neighbours_in_time(knox: KnoxPairs) -> Wholes:
    """For each event, how many others lie at most the last edge away in time. Work: O(n log n)."""
    reach = knox.time_bands.edges[-1]
    rising = np.sort(knox.times)
    after = np.searchsorted(rising, knox.times + reach, side="right")
    before = np.searchsorted(rising, knox.times - reach, side="left")
    return np.asarray(after - before - 1, dtype=np.int64)


def _tables(knox: KnoxPairs, orders: Wholes) -> Wholes:
    limits = knox.time_bands.finite_limits
    is_whole = bool((knox.times == np.floor(knox.times)).all()) and knox.times.max() < _WHOLE_IN_SINGLE_PRECISION
    if is_whole:
        # A whole difference is less than an edge exactly when it is less than the next whole number.
        limits = np.minimum(np.ceil(limits), _WHOLE_IN_SINGLE_PRECISION)
    precision = np.float32 if is_whole else np.float64
    shuffled = np.ascontiguousarray(knox.times.astype(precision)[orders].T)
    closer = twins.kernels("knox").close_in_time(
        knox.first, knox.second, knox.starts, shuffled, limits.astype(precision)
    )
    in_row = np.moveaxis(closer, 2, 0)
    if knox.time_bands.is_open_ended:
        whole_rows = np.broadcast_to(np.diff(knox.starts)[None, :, None], (*in_row.shape[:2], 1))
        in_row = np.concatenate([in_row, whole_rows], axis=2)
    if knox.distance_bands.is_open_ended:
        beyond = knox.closer_in_time - in_row.sum(axis=1)
        in_row = np.concatenate([in_row, beyond[:, None, :]], axis=1)
    return np.asarray(np.diff(in_row, axis=2)[:, 1:, :], dtype=np.int64)


def expected_table(knox: KnoxPairs) -> Floats:
    """The mean of the table over all shuffles: (pairs of the distance band) * (of the time band) / (all pairs).

    Exact, because a shuffle gives each pair of places each pair of times equally often.
    """
    in_row = np.diff(knox.starts)[1:]
    if knox.distance_bands.is_open_ended:
        in_row = np.append(in_row, knox.n_pairs - knox.starts[-1])
    in_column = np.diff(knox.closer_in_time)
    return np.outer(in_row, in_column) / float(knox.n_pairs)
