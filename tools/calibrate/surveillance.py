"""What did R surveillance answer on the same series? Run once; its figures lie in `data/`.

`python -m tools.calibrate --lay-out FOLDER`, `Rscript tools/calibrate/r_side.R FOLDER`, and
`python -m tools.calibrate --keep FOLDER` make them anew (half an hour on one core).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.calibrate.detection import Detection, detect
from tools.calibrate.judged import ALPHA
from tools.calibrate.series import (
    CELLS,
    N_JUDGED,
    N_PLANTED_SERIES,
    SIZES,
    Cell,
    Floats,
    draw,
    mark_of,
    plant,
)

DATA = Path(__file__).parent / "data"
VERSION = "surveillance 1.20.3, R 4.2.2"


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Of one cell: the mark of its series, false alarms at the nominal level, and detection at the common rate."""

    mark: str
    n_weeks: int
    false_alarms: int
    error: float
    detection: Detection
    is_run: bool = True


def stand_in(quiet: Floats, planted: Floats, alarms: Floats) -> Kept:
    """What our compat mode says where R was not run: the same, as far as both were compared."""
    error = alarms.mean(axis=0).std(ddof=1) / np.sqrt(alarms.shape[1])
    return Kept("", alarms.size, int(alarms.sum()), float(error), detect(quiet, planted, ALPHA), is_run=False)


def keep(folder: Path) -> list[str]:
    """Condense what `r_side.R` left in the folder into `data/`; the names of the cells that were there."""
    cells: list[list[object]] = []
    series: list[list[object]] = []
    for cell in CELLS:
        files = [folder / f"r_clean_{cell.number:02d}_{part}.csv" for part in ("null", "planted")]
        if not all(file.exists() for file in files):
            continue
        kept = _condense(cell, *(_read_table(file) for file in files))
        numbers = [kept.n_weeks, kept.false_alarms, f"{kept.error:.6f}", *(f"{s:.4f}" for s in kept.detection.slope)]
        cells.append([cell.number, cell.mean, cell.dispersion, kept.mark, *numbers])
        for place, false in enumerate(kept.detection.false_by_series):
            shares = (f"{share:.6g}" for share in kept.detection.by_series[:, place])
            series.append([cell.number, place, f"{false:.6g}", *shares])
    sizes = [f"{size:g}" for size in SIZES]
    slopes = [f"slope_{size}" for size in sizes]
    _write(
        DATA / "surveillance_cells.csv",
        ["cell", "mean", "dispersion", "mark", "n_weeks", "false_alarms", "error", *slopes],
        cells,
    )
    _write(DATA / "surveillance_series.csv", ["cell", "series", "false", *(f"detected_{s}" for s in sizes)], series)
    return [str(row[0]) for row in cells]


def _condense(cell: Cell, null: Floats, planted: Floats) -> Kept:
    drawn = draw(cell, n_series=N_PLANTED_SERIES)

    # Columns: series, week, observed, alarm, upper, mu, phi, pvalue.
    def shaped(table: Floats, column: int) -> Floats:
        return table[:, column].reshape(N_PLANTED_SERIES, -1).T

    counts = np.vstack([shaped(null, 2), shaped(planted, 2)])
    if not np.array_equal(counts, drawn.counts[-N_JUDGED:]):
        raise ValueError(f"{cell.name}: R judged other series than those that are drawn now.")
    quiet = np.vstack([shaped(null, 7), shaped(planted, 7)])
    alarms = np.vstack([shaped(null, 3), shaped(planted, 3)])
    with_outbreak = _tail(plant(cell, drawn), shaped(planted, 5), shaped(planted, 6))
    return Kept(
        mark=mark_of(drawn.counts),
        n_weeks=quiet.size,
        false_alarms=int(alarms.sum()),
        error=float(alarms.mean(axis=0).std(ddof=1) / np.sqrt(N_PLANTED_SERIES)),
        detection=detect(quiet, with_outbreak, ALPHA),
    )


def _tail(counts: Floats, mean: Floats, dispersion: Floats) -> Floats:
    # pnbinom and ppois as in surveillance's own algo.farrington.threshold.noufaily.
    from scipy import stats

    over = np.maximum(dispersion, 1 + 1e-9)
    wide = stats.nbinom.sf(counts - 1, mean / (over - 1), 1 / over)
    return np.asarray(np.where(dispersion > 1, wide, stats.poisson.sf(counts - 1, mean)), dtype=np.float64)


def kept() -> dict[int, Kept]:
    """By the number of the cell."""
    series = _rows(DATA / "surveillance_series.csv")
    answers = {}
    for row in _rows(DATA / "surveillance_cells.csv"):
        of_cell = np.array([list(map(float, r[2:])) for r in series if r[0] == row[0]]).T
        detection = Detection(of_cell[1:].mean(axis=1), of_cell[1:], of_cell[0], np.array(list(map(float, row[7:]))))
        answers[int(row[0])] = Kept(row[3], int(row[4]), int(row[5]), float(row[6]), detection)
    return answers


def _read_table(file: Path) -> Floats:
    return np.loadtxt(file, delimiter=",", skiprows=1)


def _rows(file: Path) -> list[list[str]]:
    with file.open(newline="") as lines:
        return list(csv.reader(lines))[1:]


def _write(file: Path, header: list[str], rows: Iterable[list[object]]) -> None:
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
