"""Who runs against whom, and what is to be reached?"""

from __future__ import annotations

from dataclasses import dataclass

#: What surveillance needed for W1 on the machine where the targets were set.
YARDSTICK_CPU_S = 5.4


@dataclass(frozen=True, slots=True)
class Peer:
    """One program: its task in `peers.R` or `peers_python.py`.

    `scale` multiplies what was measured on a part of the data; it is said in the table.
    `least_ratio` is how many times our CPU seconds it must need at least; 0 is only told.
    """

    name: str
    language: str
    task: str
    scale: float = 1.0
    least_ratio: float = 0.0
    is_slow: bool = False


@dataclass(frozen=True, slots=True)
class Race:
    """One workload: our task in `ours.py`, the peers', and a target in CPU seconds where the issue sets one.

    `most_cpu_s` holds on the machine of the yardstick: it is compared with ours × 5.4 / surveillance's W1 here.
    """

    workload: str
    title: str
    ours: str
    peers: tuple[Peer, ...] = ()
    most_cpu_s: float = 0.0


W1_YARDSTICK = Peer("R surveillance, nbPlugin", "R", "w1_nb", least_ratio=150)
W1_YARDSTICK_TOLD = Peer("R surveillance, nbPlugin, once more", "R", "w1_nb")

RACES = (
    Race(
        "W1",
        "Farrington Flexible, 500 series of 416 weeks, latest week, nb_plugin",
        "w1_nb",
        (W1_YARDSTICK, Peer("statsmodels, one GLM a series (25 measured, × 20)", "python", "w1_glm", scale=20)),
    ),
    Race(
        "W1",
        "Farrington Flexible, the same, delta",
        "w1_delta",
        (Peer("R surveillance, delta", "R", "w1_delta", least_ratio=150),),
    ),
    Race(
        "W1",
        "Farrington Flexible, the same, as surveillance does it",
        "w1_as_r",
        (W1_YARDSTICK_TOLD,),
    ),
    Race("W1", "Farrington Flexible, the same, predictive (our default)", "w1_default", (W1_YARDSTICK_TOLD,)),
    Race(
        "W1b",
        "Farrington Flexible, 500 series, last 52 weeks (26,000 fits)",
        "w1b_nb",
        (Peer("R surveillance, nbPlugin", "R", "w1b_nb", least_ratio=200),),
    ),
    Race("W2", "Permutation scan, 26 durations, 999 replicates", "w2_26", most_cpu_s=0.40),
    Race("W2", "Permutation scan, 8 durations (the week's)", "w2_8"),
    Race("W2", "Permutation scan, 52 durations", "w2_52"),
    Race(
        "W3",
        "Near repeat, 5,000 events, 5 × 4 bands, 999 permutations",
        "w3",
        (
            Peer("pointpats Knox, one table of 2 × 2", "python", "w3_knox"),
            Peer("R surveillance knox, 2 × 2 (99 measured, × 999/99)", "R", "w3_knox", scale=999 / 99, is_slow=True),
        ),
        most_cpu_s=0.3,
    ),
    Race(
        "W4",
        "Kernel density, exact, 50,000 points, 200 × 200",
        "w4",
        (
            Peer("R spatstat FFT, binned", "R", "w4_no_edge", least_ratio=1),
            Peer("KDEpy FFT, binned", "python", "w4_fft"),
            Peer("scikit-learn tree, Gaussian to 1e-4", "python", "w4_tree"),
            Peer("scikit-learn tree, Epanechnikov", "python", "w4_epanechnikov"),
        ),
    ),
    Race(
        "W4",
        "Kernel density, the same, corrected for edges",
        "w4_edge",
        (Peer("R spatstat FFT, binned, corrected", "R", "w4_edge", least_ratio=1),),
    ),
    Race(
        "W5",
        "Gi*, 5,000 hexagons, 999 conditional permutations",
        "w5_gi",
        (
            Peer("esda G_Local, warm", "python", "w5_gi", least_ratio=5),
            Peer("R spdep localG_perm", "R", "w5_gi"),
        ),
    ),
    Race(
        "W5",
        "Local Moran, 5,000 hexagons, 999 conditional permutations",
        "w5_moran",
        (
            Peer("esda Moran_Local, warm", "python", "w5_moran"),
            Peer("R spdep localmoran_perm", "R", "w5_moran"),
        ),
    ),
)

#: Our tasks whose first call in a new process is told, and what it may take in seconds with a warm cache.
FIRST_CALLS = ("first_farrington", "first_scan", "first_near_repeat", "first_hot_spots", "first_density")
MOST_FIRST_S = 0.5
