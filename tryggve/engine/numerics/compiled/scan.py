"""The compiled twin of `plain/scan.py`: many counts at once in the lanes of 64-bit words.

A word holds four counts of 16 bits, or two of 32. Counts stay below the lane's upper bit, so that words add
without a carry between lanes, and (count | upper bit) - limit keeps the upper bit exactly where the count has
reached its limit. The innermost loop runs over the windows of several replicates side by side, and is plain
enough for LLVM to use the machine's vectors.
"""

from __future__ import annotations

import math

import numpy as np

from tryggve.engine.numerics.compiled.counter import below_at, key_of, uniform_at
from tryggve.engine.numerics.compiled.kernel import inlined, kernel
from tryggve.engine.numerics.scan_shapes import (
    Chance,
    Draw,
    Floats,
    Labels,
    Limits,
    Score,
    Spans,
    Wholes,
    Words,
    ZoneRows,
)

_NEVER = 2**31 - 1
_UPPER_16 = np.uint64(0x8000800080008000)
_UPPER_32 = np.uint64(0x8000000080000000)
_ZERO = np.uint64(0)


@inlined
def score_of(count: float, expected: float, score: Score) -> float:  # noqa: C901 - three kinds of score in one
    """The log likelihood ratio of one window; 0 when it has no more than expected."""
    kind, cases, people, least = score
    if count < least or expected <= 0:
        return 0.0
    mean = expected * cases / people if kind == 2 else expected
    if count <= mean:
        return 0.0
    ratio = count * math.log(count / mean)
    if kind == 1:
        return max(0.0, ratio - (count - mean))
    if expected >= (people if kind == 2 else cases) * (1 - 1e-12):
        return 0.0
    if cases > count:
        ratio += (cases - count) * math.log((cases - count) / (cases - mean))
    if kind == 2:
        well_inside = expected - count
        well_outside = people - cases - well_inside
        if well_inside > 0:
            ratio += well_inside * math.log(well_inside / (expected - mean))
        if well_outside > 0:
            ratio += well_outside * math.log(well_outside / (people - cases - expected + mean))
    return max(0.0, ratio)


@inlined
def _limit_of(expected: float, level: float, score: Score) -> int:
    # A guess from the normal and Bernstein's approximation, then single steps to the exact count.
    kind, cases, people, _ = score
    mean = expected * cases / people if kind == 2 else expected
    most = float(_NEVER) if kind == 1 else cases
    if kind == 2:
        most = min(cases, expected)
    outside = 1.0 if kind == 1 else 1 - expected / (people if kind == 2 else cases)
    guess = math.floor(mean + math.sqrt(2 * level * mean * max(0.0, outside)) + level / 3)
    count = max(math.floor(mean) + 1.0, min(guess, most))
    while count <= most and score_of(count, expected, score) < level:
        count += 1
    while count - 1 > mean and score_of(count - 1, expected, score) >= level:
        count -= 1
    return int(count) if count <= most else _NEVER


@kernel
def limits_of(expected: Floats, level: float, score: Score) -> Wholes:
    """The least count of each window that is above expected and scores `level` or more."""
    out = np.empty(expected.shape, dtype=np.int64)
    for row in range(expected.shape[0]):
        for window in range(expected.shape[1]):
            amount = expected[row, window]
            out[row, window] = _limit_of(amount, level, score) if amount > 0 else _NEVER
    return out


@kernel
def best_windows(zones: ZoneRows, counts: Wholes, expected: Floats, score: Score) -> tuple[Floats, Wholes, Wholes]:
    """Of each zone the largest score, its window, and the count there; -1 where no zone ends."""
    members, starts, rows = zones
    best = np.full(members.size, -1.0)
    window_of = np.zeros(members.size, dtype=np.int64)
    count_of = np.zeros(members.size, dtype=np.int64)
    sums = np.empty(counts.shape[1], dtype=np.int64)
    for centre in range(starts.size - 1):
        for window in range(sums.size):
            sums[window] = 0
        for place in range(starts[centre], starts[centre + 1]):
            row = rows[place]
            is_zone = row < expected.shape[0]
            for window in range(sums.size):
                sums[window] += counts[members[place], window]
                if is_zone:
                    found = score_of(float(sums[window]), expected[row, window], score)
                    if found > best[place]:
                        best[place] = found
                        window_of[place] = window
                        count_of[place] = sums[window]
    return best, window_of, count_of


@inlined
def _draw(cells: Wholes, draw: Draw, replicate: int, key: np.uint64, deck: Labels) -> None:
    labels, slots, totals, accept, alias = draw
    for cell in range(cells.size):
        cells[cell] = 0
    if labels.size > 0:
        for place in range(labels.size):
            deck[place] = labels[place]
        for place in range(slots.size):
            # The beginning of Fisher and Yates' shuffle: no more than is needed.
            other = place + below_at(key, place, labels.size - place)
            drawn = deck[other]
            deck[other] = deck[place]
            cells[drawn + slots[place]] += 1
        return
    for place in range(totals[replicate]):
        point = uniform_at(key, place) * accept.size
        cell = min(int(point), accept.size - 1)
        if point - cell >= accept[cell]:
            cell = int(alias[cell])
        cells[cell] += 1


@inlined
def _pack(words: Words, first_word: int, cells: Wholes, spans: Spans, bits: int) -> None:
    # Sums of slots up to each, and of each window their difference, in its lane.
    firsts, stops, n_slots, n_locations = spans
    lanes = 64 // bits
    until = np.zeros(n_slots + 1, dtype=np.int64)
    for location in range(n_locations):
        for slot in range(n_slots):
            until[slot + 1] = until[slot] + cells[location * n_slots + slot]
        for first in range(0, firsts.size, lanes):
            word = _ZERO
            for lane in range(min(lanes, firsts.size - first)):
                count = until[stops[first + lane]] - until[firsts[first + lane]]
                word |= np.uint64(count) << np.uint64(lane * bits)
            words[location, first_word + first // lanes] = word


@inlined
def _join(sums: Words, reached: Words, joined: Words, limit: Words, upper: np.uint64) -> None:
    for word in range(sums.size):
        total = sums[word] + joined[word]
        sums[word] = total
        reached[word] |= (total | upper) - limit[word]


@inlined
def _best_in_lane(  # noqa: PLR0917 - one lane of one word
    zones: ZoneRows, centre: int, words: Words, limits: Limits, score: Score, place_of: tuple[int, int, int]
) -> float:
    members, starts, rows = zones
    limit_words, expected, bits, _ = limits
    word, lane, window = place_of
    mask = np.uint64(0xFFFF) if bits == 16 else np.uint64(0xFFFFFFFF)
    shift = np.uint64(lane * bits)
    best = -1.0
    total = _ZERO
    for place in range(starts[centre], starts[centre + 1]):
        row = rows[place]
        total += (words[members[place], word] >> shift) & mask
        if total >= (limit_words[row, word] >> shift) & mask:
            best = max(best, score_of(float(total), expected[row, window], score))
    return best


@kernel
def maxima(  # noqa: C901 - the loops of one search
    zones: ZoneRows, limits: Limits, chance: Chance, score: Score, replicates: Wholes
) -> Floats:
    """The largest score of each replicate, exact where it reaches the limits' level; -1 where it does not."""
    members, starts, rows = zones
    limit_words, expected, bits, side_by_side = limits
    draw, spans, seed = chance
    lanes = 64 // bits
    n_words = (expected.shape[1] + lanes - 1) // lanes
    upper = _UPPER_16 if bits == 16 else _UPPER_32
    words = np.zeros((spans[3], limit_words.shape[1]), dtype=np.uint64)
    sums = np.empty(limit_words.shape[1], dtype=np.uint64)
    reached = np.empty(limit_words.shape[1], dtype=np.uint64)
    cells = np.empty(spans[2] * spans[3] + 1, dtype=np.int64)
    deck = np.empty(draw[0].size, dtype=np.int32)
    best = np.full(replicates.size, -1.0)
    for first in range(0, replicates.size, side_by_side):
        n_here = min(side_by_side, replicates.size - first)
        for side in range(n_here):
            replicate = replicates[first + side]
            _draw(cells, draw, replicate, key_of(seed, np.uint64(1), np.uint64(replicate)), deck)
            _pack(words, side * n_words, cells, spans, bits)
        for centre in range(starts.size - 1):
            for word in range(sums.size):
                sums[word] = _ZERO
                reached[word] = _ZERO
            for place in range(starts[centre], starts[centre + 1]):
                _join(sums, reached, words[members[place]], limit_words[rows[place]], upper)
            for word in range(n_here * n_words):
                if reached[word] & upper == _ZERO:
                    continue
                side = word // n_words
                for lane in range(lanes):
                    if (reached[word] >> np.uint64((lane + 1) * bits - 1)) & np.uint64(1):
                        window = (word - side * n_words) * lanes + lane
                        found = _best_in_lane(zones, centre, words, limits, score, (word, lane, window))
                        best[first + side] = max(best[first + side], found)
    return best


@kernel
def linear_maxima(zones: ZoneRows, values: Floats, scale: Floats) -> Floats:
    """The largest sum times scale over all zones and windows, for each replicate of `values`."""
    members, starts, rows = zones
    best = np.zeros(values.shape[0])
    sums = np.empty(values.shape[2])
    for replicate in range(values.shape[0]):
        for centre in range(starts.size - 1):
            for window in range(sums.size):
                sums[window] = 0.0
            for place in range(starts[centre], starts[centre + 1]):
                row = rows[place]
                is_zone = row < scale.shape[0]
                for window in range(sums.size):
                    sums[window] += values[replicate, members[place], window]
                    if is_zone:
                        best[replicate] = max(best[replicate], sums[window] * scale[row, window])
    return best


def warm() -> None:
    """Compile each kernel for the types that it is called with, and leave it in the cache."""
    zones = (np.zeros(1, dtype=np.uint32), np.array([0, 1]), np.zeros(1, dtype=np.uint32))
    # As many windows as a word has lanes: each lane that reaches its limit is looked up.
    expected, score = np.ones((1, 4)), (0, 2.0, 2.0, 1.0)
    none, one = np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64)
    draw = (none, none, np.ones(1, dtype=np.int64), np.ones(1), np.zeros(1, dtype=np.int32))
    limits = (np.ones((2, 16), dtype=np.uint64), expected, 16, 1)
    limits_of(expected, 1.0, score)
    best_windows(zones, np.ones((1, 4), dtype=np.int64), expected, score)
    maxima(zones, limits, (draw, (one, one + 1, 1, 1), np.uint64(1)), score, one)
    linear_maxima(zones, np.ones((1, 1, 1)), expected)
