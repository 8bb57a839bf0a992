"""What the benchmark tells: ratios by round, targets met and not met, and stand-ins that fit the workloads."""

from __future__ import annotations

import numpy as np
import pytest

from tools.bench_engine import report, workloads
from tools.bench_engine.races import RACES, W1_YARDSTICK, Peer, Race
from tools.bench_engine.report import Result

PEER = Peer("a peer", "R", "task", least_ratio=10)
RACE = Race("W0", "A race", "ours", (PEER,), most_cpu_s=0.4)


def test_ratios_are_taken_round_by_round() -> None:
    result = Result(RACE, [0.1, 0.2], {PEER: [2.0, 2.0]})

    assert report.ratios(result, PEER) == pytest.approx([20, 10])


def test_a_target_that_is_missed_is_told() -> None:
    fast, slow = (Result(RACE, [ours], {PEER: [2.0]}) for ours in (0.1, 0.4))

    assert report.rows([fast], 5.4)[1][-1].endswith(": met")
    assert report.rows([slow], 5.4)[1][-1].endswith("NOT met")


def test_seconds_are_held_against_the_machine_of_the_yardstick() -> None:
    result = Result(RACE, [0.5], {})

    assert report.rows([result], 5.4)[0][-1].endswith("0.500, NOT met")
    assert report.rows([result], 10.8)[0][-1].endswith("0.250, met")
    assert "no yardstick" in report.rows([result], None)[0][-1]


def test_what_was_not_measured_says_why() -> None:
    assert report.rows([Result(RACE, why_not="no R here")], None)[0][2:] == ("not measured", "", "no R here")


def test_the_targets_of_the_issue_are_in_the_races() -> None:
    least = {race.workload: max(peer.least_ratio for peer in race.peers) for race in RACES if race.peers}

    assert W1_YARDSTICK.least_ratio == 150
    assert least["W1b"] == 200
    assert {race.most_cpu_s for race in RACES if race.most_cpu_s} == {0.4, 0.3}


def test_every_task_of_ours_is_written() -> None:
    from tools.bench_engine.ours import FIRST, WARM
    from tools.bench_engine.races import FIRST_CALLS

    assert {race.ours for race in RACES} == set(WARM)
    assert set(FIRST_CALLS) == set(FIRST)


def test_stand_ins_have_the_size_of_the_workloads() -> None:
    shapes = {name: stand_in().shape for name, (_, stand_in) in workloads.SOURCES.items()}

    assert shapes == {
        "w1_counts.csv": (416, 500),
        "w2_cells.csv": (500, 3),
        "w2_events.csv": (5000, 2),
        "w2_knn.csv": (500, 50),
        "w3_events.csv": (5000, 3),
        "w4_points.csv": (50_000, 2),
        "w5_hex.csv": (5000, 3),
    }
    assert np.array_equal(workloads.cell_events(), workloads.cell_events())
