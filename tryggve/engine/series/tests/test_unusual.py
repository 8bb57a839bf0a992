"""One call for a whole situation picture: the right method for each series, and the truth found among chance."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import datetime

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, OutOfRange, TooMuchWork, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.expected import compare_many
from tryggve.engine.series.farrington import FarringtonPlan, farrington_flexible
from tryggve.engine.series.judgement import METHODS, VERDICTS, Judging, Unusual
from tryggve.engine.series.unusual import unusual
from tryggve.engine.tests.reference import reference_file
from tryggve.engine.tests.tolerances import reached

N_AREAS, N_CATEGORIES = 26, 8
AREAS = np.repeat(np.arange(N_AREAS), N_CATEGORIES)
CATEGORIES = np.tile(np.arange(N_CATEGORIES), N_AREAS)


def quiet_town(seed: int, *, n_weeks: int = 31, mean: float = 0.3) -> Floats:
    """Pairs of a town in which nothing happens but chance."""
    chance = generator(seed)
    rates = mean * np.outer(chance.gamma(2, 0.5, N_AREAS), chance.gamma(2, 0.5, N_CATEGORIES)).ravel()
    return chance.poisson(rates, (n_weeks, rates.size)).astype(np.float64)


def judged(counts: Floats, **asked: object) -> Unusual:
    return unusual(counts, areas=AREAS, categories=CATEGORIES, **asked)  # type: ignore[arg-type]


def methods(answer: Unusual) -> Counter[str]:
    return Counter(METHODS[code] for code in answer.method_codes)


def places(answer: Unusual, verdict: str) -> list[int]:
    return np.flatnonzero(answer.verdict_codes == [*VERDICTS].index(verdict)).tolist()  # type: ignore[arg-type]


def test_each_series_is_judged_by_what_its_history_bears() -> None:
    chance = generator(1)
    counts = np.concatenate([quiet_town(1, n_weeks=220, mean=0.1), chance.poisson(8.0, (220, 2))], axis=1)
    areas, categories = np.append(AREAS, [-1, 0]), np.append(CATEGORIES, [-1, 0])

    long = unusual(counts, areas=areas, categories=categories).each()
    short = unusual(counts[-31:], areas=areas, categories=categories).each()

    assert {(one.method, one.reason) for one in long[-2:]} == {("farrington", "long_history")}
    assert {(one.method, one.reason) for one in short[-2:]} == {("expected_level", "short_history")}
    assert {(one.method, one.reason) for one in (long[5], short[5])} == {("partial_pooling", "sparse")}


def test_the_week_judged_has_no_say_in_how_it_is_judged() -> None:
    counts = quiet_town(2)
    before = judged(counts).method_codes

    counts[-1] += 40

    assert (judged(counts).method_codes == before).all()


def test_a_series_alone_is_judged_as_it_was_before() -> None:
    counts = generator(3).poisson(10 ** generator(4).uniform(-1, 1.5, 300), (31, 300)).astype(np.float64)
    watched = np.tile([5.0, 6.0, 7.0], 11)[:31]

    answer = unusual(counts, exposure=watched, areas=np.full(300, -1))

    alone = compare_many(counts[-1], counts[:26].T, exposure=watched[:26], next_exposure=watched[-1])
    upper = np.array([one.p_higher for one in alone], dtype=np.float64)
    lower = np.array([one.p_lower for one in alone], dtype=np.float64)
    reached("unusual and compare_many, upper tails", float(np.abs(answer.p_higher - upper).max()), 1e-12)
    reached("unusual and compare_many, lower tails", float(np.abs(answer.p_lower - lower).max()), 1e-11)
    assert answer.low.tolist() == [one.expected.low for one in alone]
    assert answer.high.tolist() == [one.expected.high for one in alone]
    assert (answer.p_value <= np.array([one.p_value for one in alone], dtype=np.float64)).all()


def test_a_long_series_is_judged_as_farrington_judges() -> None:
    counts = generator(5).poisson(7.0, (320, 40)).astype(np.float64)

    answer = unusual(counts)

    farrington = farrington_flexible(counts, plan=FarringtonPlan(limit54=(0, 4), alpha=0.025))
    reached(
        "unusual and farrington_flexible, upper tails",
        float(np.abs(answer.p_higher - farrington.p_value[0]).max()),
        1e-12,
    )


def test_small_bursts_in_sparse_pairs_are_found_earlier_than_alone() -> None:
    found_alone = found = 0

    for seed in range(20, 30):
        counts = quiet_town(seed, n_weeks=17, mean=0.02)
        planted = generator(seed, stream=1).choice(AREAS.size, 4, replace=False)
        counts[-1, planted] += 2
        found += len(set(places(judged(counts), "higher")) & set(planted.tolist()))
        alone = compare_many(counts[-1], counts[:12].T)
        found_alone += sum(alone[place].verdict == "higher" for place in planted)

    assert found_alone <= 2
    assert found >= 20


def test_a_quiet_town_stays_quiet() -> None:
    answers = [judged(quiet_town(seed, mean=0.5)) for seed in range(40, 60)]

    p_values = np.concatenate([answer.p_value for answer in answers])
    assert np.mean(p_values <= 0.05) <= 0.05
    assert sum(len(places(answer, "higher")) + len(places(answer, "lower")) for answer in answers) <= 4


def test_a_single_incident_is_never_higher() -> None:
    counts = quiet_town(6, n_weeks=57, mean=0.02)
    counts[-1] = 0
    counts[-1, 3] = 1

    assert places(judged(counts), "higher") == []


def test_a_week_on_which_few_reported_says_nothing() -> None:
    counts = quiet_town(7)
    watched = np.full(31, 10.0)

    for now, reason in ((0.0, "nobody_reported"), (4.0, "too_few_reported")):
        watched[-1] = now
        answer = judged(counts, exposure=watched).each()
        assert {(one.verdict, one.reason, one.p_value) for one in answer} == {("cannot_tell", reason, None)}


def test_what_was_not_counted_and_too_short_a_history_are_told_apart() -> None:
    counts = quiet_town(8)
    counts[-1, 0] = np.nan
    counts[:-8, 1] = np.nan

    answer = judged(counts).each()

    assert [one.reason for one in answer[:2]] == ["not_counted", "too_few_weeks"]
    assert all(one.verdict != "cannot_tell" for one in answer[2:])


def test_a_market_week_that_is_known_is_no_surprise() -> None:
    counts = generator(9).poisson(10.0, (31, 20)).astype(np.float64)
    counts[-1] = 30
    calendar = np.ones(31)

    assert len(places(unusual(counts, calendar=calendar), "higher")) == 20
    calendar[-1] = 3.0
    assert places(unusual(counts, calendar=calendar), "higher") == []


def test_sums_over_areas_are_adjusted_apart_from_their_pairs() -> None:
    pairs = quiet_town(10)
    pairs[-1, 11] += 4
    whole = np.concatenate([pairs, pairs.sum(axis=1, keepdims=True)], axis=1)
    labels = np.append(AREAS, -1), np.append(CATEGORIES, -1)

    apart = unusual(whole, areas=labels[0], categories=labels[1])
    together = unusual(whole, areas=labels[0], categories=labels[1], judging=Judging(apart=False))

    assert apart.adjusted_p[:-1].tolist() == judged(pairs).adjusted_p.tolist()
    assert apart.adjusted_p[-1] == apart.p_value[-1]
    assert together.adjusted_p[-1] > together.p_value[-1]


def test_an_ongoing_problem_does_not_hide_behind_its_own_weeks() -> None:
    counts = quiet_town(11)
    counts[-4:, 17] += 6

    assert 17 in places(judged(counts), "higher")


def test_nothing_to_pool_is_judged_alone() -> None:
    answer = unusual(generator(12).poisson(0.2, (31, 4)).astype(np.float64))

    assert {(one.method, one.reason) for one in answer.each()} == {("expected_level", "nothing_to_pool")}


def test_what_cannot_be_judged_is_refused() -> None:
    good = np.ones((31, 3))
    with pytest.raises(NotCounts, match="whole"):
        unusual(-good)
    with pytest.raises(WrongShape, match="areas"):
        unusual(good, areas=[1])
    with pytest.raises(WrongShape, match="calendar"):
        unusual(good, calendar=[0] * 31)
    with pytest.raises(WrongShape, match="no week"):
        unusual(np.ones((0, 3)))
    with pytest.raises(OutOfRange, match="guard_weeks"):
        unusual(good, judging=Judging(guard_weeks=-1))
    with pytest.raises(TooMuchWork):
        unusual(np.broadcast_to(np.zeros(1), (8000, 8000)))


def sweden() -> tuple[Floats, Wholes, Wholes]:
    """Real events of the police by week, place and type; weeks in which nothing was read are missing."""
    file = reference_file("../polisen/polisen_events_sweden_2022_2026.csv.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [
            (datetime.fromisoformat(row["occurred"]).toordinal() // 7, row["location"], row["type"])
            for row in csv.DictReader(lines)
            if row["occurred"] and not row["type"].startswith("Sammanfattning")
        ]
    common = Counter(place for _week, place, _type in rows)
    kinds = Counter(kind for _week, _place, kind in rows)
    some = {place: code for code, (place, _n) in enumerate(common.most_common(120))}
    few = {kind: code for code, (kind, _n) in enumerate(kinds.most_common(15))}
    first, last = min(row[0] for row in rows), max(row[0] for row in rows)
    counts = np.zeros((last - first + 1, len(some), len(few)))
    for week, place, kind in rows:
        if place in some and kind in few:
            counts[week - first, some[place], few[kind]] += 1
    counts[counts.sum(axis=(1, 2)) < 40] = np.nan
    areas, categories = np.divmod(np.arange(len(some) * len(few)), len(few))
    return counts.reshape(counts.shape[0], -1), areas, categories


def test_all_of_sweden_is_judged_and_rarely_unusual() -> None:
    counts, areas, categories = sweden()
    rare_high, rare_low, used, standing_out = [], [], Counter[str](), 0

    for stop in range(counts.shape[0] - 8, counts.shape[0] - 2):
        answer = unusual(counts[:stop], areas=areas, categories=categories)
        told = ~np.isnan(answer.p_value)
        used += methods(answer)
        rare_high.append(np.mean(answer.p_higher[told] <= 0.025))
        rare_low.append(np.mean(answer.p_lower[told] <= 0.025))
        standing_out += len(places(answer, "higher")) + len(places(answer, "lower"))

    assert used["partial_pooling"] > used["farrington"] + used["expected_level"] > 0
    assert np.mean(rare_high) <= 0.0375
    assert np.mean(rare_low) <= 0.0375
    assert standing_out <= 0.02 * sum(used.values())
