"""Do the detectors call as many false alarms as they say, and do they see the outbreaks that are planted?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.calibrate import surveillance
from tools.calibrate.detection import Detection, detect, standard_error
from tools.calibrate.judged import ALPHA, COMPAT, OURS, Tails, judge
from tools.calibrate.series import (
    CELLS,
    N_PLANTED_SERIES,
    N_SERIES,
    SIZES,
    Cell,
    Drawn,
    Floats,
    draw,
    mark_of,
    plant,
    with_past,
)
from tools.calibrate.surveillance import Kept
from tools.calibrate.tables import Table

BAND = (0.5, 1.5)
_BEHIND = -2.0
_N_SMALL = 60


@dataclass(frozen=True, slots=True, eq=False)
class Studied:
    """One cell: our answers on all its series, and surveillance's on the first of them."""

    cell: Cell
    tails: Tails
    kept: Kept

    @property
    def name(self) -> str:
        return self.cell.name if self.kept.is_run else f"{self.cell.name} *"


def tables(*, small: bool) -> list[Table]:
    """False alarms, power at equal false alarms, and both after a past with outbreaks."""
    kept = {} if small else surveillance.kept()
    studied = [_study(cell, kept.get(cell.number), small=small) for cell in CELLS]
    return [_false_alarms(studied), _power(studied), _power_by_size(studied), _after_outbreaks(small=small)]


def _study(cell: Cell, kept: Kept | None, *, small: bool) -> Studied:
    drawn = draw(cell, n_series=_N_SMALL if small else N_SERIES)
    first = Drawn(drawn.counts[:, :N_PLANTED_SERIES], drawn.means[:, :N_PLANTED_SERIES])
    planted = plant(cell, drawn)
    if kept is None:
        tails = judge(first, planted, COMPAT)
        kept = surveillance.stand_in(tails.quiet, tails.planted, tails.alarms)
    elif mark_of(first.counts) != kept.mark:
        raise ValueError(f"{cell.name}: the series are not those that R was run on. Run r_side.R anew.")
    return Studied(cell, judge(drawn, planted), kept)


def _where_run(studied: list[Studied]) -> str:
    n_run = sum(one.kept.is_run for one in studied)
    if n_run == len(studied):
        return ""
    return (
        f" R itself was run on {n_run} of {len(studied)} cells; where there is a *, our compat mode stands in for it, "
        f"which gave the same false alarms and detections, one for one, on the cells where it was."
    )


def _ratio(alarms: Floats) -> tuple[float, float]:
    # Weeks of one series share its history, so series are the units.
    by_series = alarms.mean(axis=0) / ALPHA
    return float(by_series.mean()), float(by_series.std(ddof=1) / np.sqrt(by_series.size))


def _false_alarms(studied: list[Studied]) -> Table:
    rows, met = [], True
    for one in studied:
        ratio, error = _ratio(one.tails.alarms)
        met &= BAND[0] <= ratio <= BAND[1]
        theirs = one.kept.false_alarms / one.kept.n_weeks / ALPHA
        n_weeks = f"{one.tails.alarms.size:,}".replace(",", " ")
        shares = f"{ratio:.2f} ± {error:.2f}", f"{theirs:.2f} ± {one.kept.error / ALPHA:.2f}"
        rows.append((one.name, n_weeks, *shares))
    return Table(
        "False alarms, realised / nominal (0.005), where nothing happens",
        ("cell", "weeks judged by us", "ours ± standard error", "surveillance nbPlugin ± standard error"),
        tuple(rows),
        met,
        f"Promised: {BAND[0]} to {BAND[1]} in every cell. surveillance: the first {N_PLANTED_SERIES} series of each."
        + _where_run(studied),
    )


def _pair(one: Studied) -> tuple[Detection, Detection]:
    n_series = one.tails.planted.shape[2]
    return detect(one.tails.quiet[:, :n_series], one.tails.planted, ALPHA), one.kept.detection


def _power(studied: list[Studied]) -> Table:
    rows, ahead, gaps, errors = [], True, [], []
    for one in studied:
        ours, theirs = _pair(one)
        gap = float((ours.detected - theirs.detected).mean())
        error = standard_error(ours.influence.mean(axis=0), theirs.influence.mean(axis=0))
        ahead &= gap / error >= _BEHIND
        gaps.append(gap)
        errors.append(error)
        shares = f"{ours.detected.mean():.3f}", f"{theirs.detected.mean():.3f}"
        rows.append((one.name, *shares, f"{gap:+.4f}", f"{error:.4f}", f"{gap / error:+.1f}"))
    overall, error = float(np.mean(gaps)), float(np.sqrt(np.square(errors).sum()) / len(errors))
    rows.append(("**all cells**", "", "", f"**{overall:+.4f}**", f"{error:.4f}", f"**{overall / error:+.1f}**"))
    return Table(
        "Power: share of planted weeks detected at the same realised false-alarm rate (0.005), five sizes together",
        ("cell", "ours", "surveillance", "difference", "its standard error", "in standard errors"),
        tuple(rows),
        bool(ahead and overall > 0),
        "Promised: not more than two standard errors below in any cell, and above over all." + _where_run(studied),
    )


def _power_by_size(studied: list[Studied]) -> Table:
    rows, scores = [], []
    for one in studied:
        ours, theirs = _pair(one)
        row = [one.name]
        for size in range(len(SIZES)):
            error = standard_error(ours.influence[size], theirs.influence[size])
            score = float((ours.detected[size] - theirs.detected[size]) / error) if error > 0 else 0.0
            scores.append(score)
            row.append(f"{ours.detected[size]:.3f} / {theirs.detected[size]:.3f} ({score:+.1f})")
        rows.append(tuple(row))
    n_behind = sum(score < _BEHIND for score in scores)
    n_ahead = sum(score > -_BEHIND for score in scores)
    return Table(
        "Power by size of the outbreak",
        ("cell", *(f"{size:g} standard deviations" for size in SIZES)),
        tuple(rows),
        n_behind == 0,
        f"Ours / surveillance (difference in standard errors). Of {len(scores)} comparisons {n_behind} lie more than "
        f"two standard errors below and {n_ahead} above; between equal detectors {0.02275 * len(scores):.1f} each are "
        f"expected by chance.",
    )


def _after_outbreaks(*, small: bool) -> Table:
    rows = []
    for cell in CELLS:
        clean = draw(cell, n_series=_N_SMALL if small else N_PLANTED_SERIES)
        drawn, planted = with_past(cell, clean), plant(cell, clean)
        row = [cell.name]
        found = [judge(drawn, planted, plan) for plan in (OURS, COMPAT)]
        row += [f"{_ratio(tails.alarms)[0]:.2f}" for tails in found]
        row += [f"{(tails.planted <= ALPHA).mean():.3f}" for tails in found]
        row += [f"{detect(tails.quiet, tails.planted, ALPHA).detected.mean():.3f}" for tails in found]
        rows.append(tuple(row))
    return Table(
        "After four past outbreaks of four weeks in the baseline",
        (
            "cell",
            "false alarms, ours / nominal",
            "false alarms, compat / nominal",
            "detected at nominal level, ours",
            "detected at nominal level, compat",
            "detected at equal rate, ours",
            "detected at equal rate, compat",
        ),
        tuple(rows),
        None,
        'Nothing was promised here. "compat" is our own compat="surveillance", which repeats R to the digit. Both '
        "become cautious; surveillance stays nearer its nominal level because its reweighting takes more weeks for "
        "outbreaks, which is why it calls too many where there were none.",
    )


def described() -> str:
    """The design in a sentence, for the head of the document."""
    return (
        f"Series of 416 weeks, {N_SERIES} a cell, the last 52 judged (b = 5, w = 3, 10 parts of the year, 26 past "
        f"weeks not included, reweighted, always with a trend, limit54 off). Outbreaks: Poisson extra "
        f"cases with a mean of {', '.join(f'{s:g}' for s in SIZES)} standard deviations, in the last 8 weeks of the "
        f"first {N_PLANTED_SERIES} series, each week judged by itself."
    )
