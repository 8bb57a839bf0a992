"""Which group of places and periods stands out most, in the data and in replicates of chance?

A zone is a centre's first neighbours; a window is a run of periods. Counts of a zone's windows are sums along
the centre's neighbours. Since expected counts are the same in every replicate, "scores at least L" is "counts
at least a limit", and logarithms are taken only where the limit is reached: the maxima are exact all the same.
"""

from __future__ import annotations

import numpy as np

from tryggve.engine.numerics.plain.counter import key_of
from tryggve.engine.numerics.scan_shapes import (
    CASES,
    EXPECTED,
    NEVER,
    Chance,
    Draw,
    Floats,
    Limits,
    Score,
    Spans,
    Wholes,
    Words,
    ZoneRows,
)


def scores_of(counts: Floats, expected: Floats, score: Score) -> Floats:
    """The log likelihood ratio of each window; 0 when it has no more than expected."""
    kind, cases, people, least = score
    mean = expected * cases / people if kind == CASES else expected
    ratio = _with_log(counts, mean)
    if kind == EXPECTED:
        ratio = ratio - (counts - mean)
        is_part = np.ones(counts.shape, dtype=np.bool_)
    else:
        ratio = ratio + _with_log(cases - counts, cases - mean)
        is_part = expected < (people if kind == CASES else cases) * (1 - 1e-12)
    if kind == CASES:
        ratio = ratio + _with_log(expected - counts, expected - mean)
        ratio = ratio + _with_log(people - cases - (expected - counts), people - cases - expected + mean)
    is_more = (counts > mean) & (counts >= least)
    return np.where(is_part & is_more & (expected > 0), np.maximum(ratio, 0.0), 0.0)


def limits_of(expected: Floats, level: float, score: Score) -> Wholes:
    """The least count of each window that is above expected and scores `level` or more."""
    kind, cases, people, _ = score
    mean = expected * cases / people if kind == CASES else expected
    most = np.full(expected.shape, float(NEVER) if kind == EXPECTED else cases)
    if kind == CASES:
        most = np.minimum(most, expected)
    # The score rises with the count above expected, so halving finds the limit.
    low, high = np.floor(mean), np.maximum(most, np.floor(mean))
    never = (expected <= 0) | (high <= mean) | (scores_of(high, expected, score) < level)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = (middle > mean) & (scores_of(middle, expected, score) >= level)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(never, NEVER, high).astype(np.int64)


def best_windows(zones: ZoneRows, counts: Wholes, expected: Floats, score: Score) -> tuple[Floats, Wholes, Wholes]:
    """Of each zone the largest score, its window, and the count there; -1 where no zone ends."""
    members, _, rows = zones
    is_zone = rows < expected.shape[0]
    sums = _along(zones, counts.astype(np.float64))[is_zone]
    found = scores_of(sums, expected[rows[is_zone]], score)
    window = np.argmax(found, axis=1)
    at = np.arange(window.size)
    best = np.full(members.size, -1.0)
    window_of, count_of = np.zeros((2, members.size), dtype=np.int64)
    best[is_zone], window_of[is_zone], count_of[is_zone] = found[at, window], window, sums[at, window]
    return best, window_of, count_of


def maxima(zones: ZoneRows, limits: Limits, chance: Chance, score: Score, replicates: Wholes) -> Floats:
    """The largest score of each replicate, exact where it reaches the limits' level; -1 where it does not."""
    rows = zones[2]
    expected = limits[1]
    draw, spans, seed = chance
    is_zone = rows < expected.shape[0]
    row_of_zone = rows[is_zone]
    limit_of_zone = _unpacked(limits)[row_of_zone]
    best = np.full(replicates.size, -1.0)
    for place, replicate in enumerate(replicates.tolist()):
        cells = _drawn(draw, replicate, key_of(int(seed), 1, replicate), spans[2] * spans[3])
        sums = _along(zones, _windows(cells, spans))[is_zone]
        zone, window = np.nonzero(sums >= limit_of_zone)
        if zone.size:
            best[place] = scores_of(sums[zone, window], expected[row_of_zone[zone], window], score).max()
    return best


def linear_maxima(zones: ZoneRows, values: Floats, scale: Floats) -> Floats:
    """The largest sum times scale over all zones and windows, for each replicate of `values`."""
    rows = zones[2]
    is_zone = rows < scale.shape[0]
    found = [(_along(zones, one)[is_zone] * scale[rows[is_zone]]).max(initial=0.0) for one in values]
    return np.array(found, dtype=np.float64)


def _with_log(amount: Floats, mean: Floats) -> Floats:
    # amount * log(amount / mean), 0 for nothing; what is not meaningful is not used by the caller.
    is_known = (amount > 0) & (mean > 0)
    ratio = np.divide(amount, mean, out=np.ones(np.broadcast(amount, mean).shape), where=is_known)
    return np.asarray(np.where(is_known, amount * np.log(ratio), 0.0))


def _along(zones: ZoneRows, values: Floats) -> Floats:
    # Sums along each centre's members; whole numbers as floats are exact far beyond any count.
    members, starts, _ = zones
    out = np.empty((members.size, values.shape[1]))
    for start, stop in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        np.cumsum(values[members[start:stop]], axis=0, out=out[start:stop])
    return out


def _drawn(draw: Draw, replicate: int, key: int, n_cells: int) -> Wholes:
    labels, slots, totals, accept, alias = draw
    if labels.size:
        deck = labels.tolist()
        others = _below(_words(key, slots.size), labels.size - np.arange(slots.size)) + np.arange(slots.size)
        for place, other in enumerate(others.tolist()):
            deck[place], deck[other] = deck[other], deck[place]
        cells = np.array(deck[: slots.size], dtype=np.int64) + slots
    else:
        point = (_words(key, int(totals[replicate])) >> np.uint64(11)).astype(np.float64) * 2.0**-53 * accept.size
        cells = np.minimum(point.astype(np.int64), accept.size - 1)
        cells = np.where(point - cells >= accept[cells], alias[cells], cells)
    return np.bincount(cells, minlength=n_cells + 1)[:n_cells]


def _windows(cells: Wholes, spans: Spans) -> Floats:
    firsts, stops, n_slots, n_locations = spans
    until = np.zeros((n_locations, n_slots + 1))
    np.cumsum(cells.reshape(n_locations, n_slots), axis=1, out=until[:, 1:])
    return until[:, stops] - until[:, firsts]


def _words(key: int, n: int) -> Words:
    # `word_at` of `counter.py` for the places 0 to n - 1.
    word = np.uint64(key) + (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def _below(words: Words, most: Wholes) -> Wholes:
    return (((words >> np.uint64(32)) * most.astype(np.uint64)) >> np.uint64(32)).astype(np.int64)


def _unpacked(limits: Limits) -> Wholes:
    words, expected, bits, _ = limits
    lanes = words[:-1].view(np.uint16 if bits == 16 else np.uint32)
    return np.asarray(lanes[:, : expected.shape[1]], dtype=np.int64)
