"""The peers in Python: `python peers_python.py <task> <folder>`, run in their own environment, one task a process.

What each is given is what its documentation shows first; where it has a faster and a slower way, the faster.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.bench_engine import measuring

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
PACKAGES = ("esda", "libpysal", "pointpats", "KDEpy", "scikit-learn", "statsmodels", "numpy", "scipy", "numba")
#: A statistician's own loop is measured on so many of the 500 series, and the figure scaled up and said to be.
SUBSET = 25


def _table(name: str) -> Any:
    return np.loadtxt(FOLDER / name, delimiter=",")


def w1_glm() -> None:
    """One quasi-Poisson GLM a series with the season's ten periods and a trend, refitted with weights."""
    import statsmodels.api as sm

    counts = _table("w1_counts.csv")[:, :SUBSET]
    weeks = np.arange(415 - 26 - 5 * 52, 415 - 26)
    periods = (weeks % 52) * 10 // 52
    design = np.column_stack([np.ones(weeks.size), weeks / 52, np.eye(10)[periods][:, 1:]])
    now = np.column_stack([1.0, 415 / 52, np.eye(10)[[415 % 52 * 10 // 52]][:, 1:]])

    def run() -> None:
        for series in counts.T:
            if not series[weeks].any():
                continue
            fit = sm.GLM(series[weeks], design, family=sm.families.Poisson()).fit(scale="X2")
            high = fit.resid_anscombe / np.sqrt(max(fit.scale, 1.0)) > 2.58
            weights = np.where(high, 0.3, 1.0)
            again = sm.GLM(series[weeks], design, family=sm.families.Poisson(), var_weights=weights).fit(scale="X2")
            again.get_prediction(now).summary_frame(alpha=0.01)

    measuring.measure(run)


def w3_knox() -> None:
    """One table of two by two: 200 m and 14 days."""
    from pointpats import Knox

    events = _table("w3_events.csv")
    measuring.measure(
        lambda: Knox(events[:, :2], events[:, 2:], delta=200, tau=14, permutations=999),
        lambda: Knox(events[:200, :2], events[:200, 2:], delta=200, tau=14, permutations=9),
    )


def w4_fft() -> None:
    """Points put in the nearest corners of a grid, then a Fourier transform: not exact."""
    from KDEpy import FFTKDE

    points = _table("w4_points.csv")
    # Its grid must hold every point: 241 × 241 gives the step of 50 m with room around.
    measuring.measure(lambda: FFTKDE(kernel="gaussian", bw=300).fit(points).evaluate((241, 241)))


def _density_tree(kernel: str, width: float, tolerance: float) -> None:
    from sklearn.neighbors import KernelDensity

    points = _table("w4_points.csv")
    middles = np.linspace(25, 9_975, 200)
    grid = np.column_stack([axis.ravel() for axis in np.meshgrid(middles, middles)])
    estimate = KernelDensity(bandwidth=width, kernel=kernel, rtol=tolerance)
    measuring.measure(lambda: estimate.fit(points).score_samples(grid), lambda: estimate.fit(points[:500]))


def w4_tree() -> None:
    """Gaussian, to one part in ten thousand."""
    _density_tree("gaussian", 300, 1e-4)


def w4_epanechnikov() -> None:
    """The kernel with an end, which a tree does fastest."""
    _density_tree("epanechnikov", 300, 1e-4)


def _neighbours(*, own: bool) -> tuple[Any, Any]:
    from libpysal.weights import W, fill_diagonal
    from scipy.spatial import cKDTree

    hexagons = _table("w5_hex.csv")
    near = cKDTree(hexagons[:, :2]).query_ball_point(hexagons[:, :2], 1.1)
    weights = W({place: [other for other in around if other != place] for place, around in enumerate(near)})
    return hexagons[:, 2], fill_diagonal(weights, 1) if own else weights


def w5_gi() -> None:
    """Gi* with 999 conditional permutations, after compilation."""
    from esda import G_Local

    counts, weights = _neighbours(own=True)

    def run() -> Any:
        return G_Local(counts, weights, transform="B", permutations=999, star=True, keep_simulations=False, n_jobs=1)

    measuring.measure(run)


def w5_moran() -> None:
    """Local Moran with 999 conditional permutations, after compilation."""
    from esda import Moran_Local

    counts, weights = _neighbours(own=False)
    measuring.measure(lambda: Moran_Local(counts, weights, permutations=999, keep_simulations=False, n_jobs=1))


def versions() -> None:
    """The peers that are installed here."""
    told = []
    for name in PACKAGES:
        try:
            told.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    print(f"Python {sys.version.split()[0]}, {', '.join(told)}")


TASKS: dict[str, Callable[[], None]] = {
    task.__name__: task for task in (w1_glm, w3_knox, w4_fft, w4_tree, w4_epanechnikov, w5_gi, w5_moran, versions)
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    TASKS[sys.argv[1]]()
