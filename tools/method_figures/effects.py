"""Pictures of the cards about effects: did it work, how sure is it, and could it have shown?"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tools.method_figures.effect_charts import ONE, Spec, intervals, titled, weeks
from tools.method_figures.style import ACCENT, INK, QUIET, WIDTH
from tryggve.engine.effects.before_after import before_after
from tryggve.engine.effects.detection_limit import Design, detection_limit
from tryggve.engine.effects.difference_in_differences import difference_in_differences
from tryggve.engine.effects.displacement import displacement_test
from tryggve.engine.effects.displacement_quotient import displacement_quotient
from tryggve.engine.effects.harm import HarmTable, harm_difference
from tryggve.engine.effects.interrupted_series import SeriesModel, interrupted_series
from tryggve.engine.effects.pooled_effect import log_ratio, pool_places
from tryggve.engine.effects.rate_change import e_test
from tryggve.engine.effects.structural_series import structural_effect
from tryggve.engine.effects.synthetic_comparison import synthetic_comparison
from tryggve.engine.effects.verdict import JudgementPlan, judge_effect
from tryggve.engine.numerics.seeds import generator


def before_after_picture() -> Spec:
    """Four areas with the same share, and how sure each is."""
    rows = []
    for size in (10, 40, 100, 300):
        answer = before_after(([size], [round(0.6 * size)]), ([2 * size], [2 * size]))
        high = answer.ratio_high if answer.ratio_high is not None else math.inf
        rows.append(
            {"name": f"{size} before", "at": answer.ratio, "low": answer.ratio_low, "high": high, "clear": high < 1}
        )
    title = titled(
        "40 % fewer is clear only where there were many", "Ratio to the comparison area, 95 % intervals; 1 is no change"
    )
    return intervals(rows, title=title, unit="after / before, here over there", none_at=1, ratio=True)


def detection_limit_picture() -> Spec:
    """Power curves of three sizes."""
    rows = [
        {"change": 100 * point.change, "power": point.power, "size": f"{size} before"}
        for size in (20, 60, 200)
        for point in detection_limit(Design(size, size, 12, 12)).curve
    ]
    return {
        "title": titled(
            "With 20 incidents before, only −85 % would show", "Probability that the change shows; the line is 80 %"
        ),
        "width": WIDTH,
        "height": 260,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "line", "point": {"size": 30}},
                "encoding": {
                    "x": {"field": "change", "type": "quantitative", "title": "true change, %"},
                    "y": {"field": "power", "type": "quantitative", "title": None, "axis": {"format": "%"}},
                    "color": {"field": "size", "title": None, "sort": None},
                    "strokeDash": {"field": "size", "title": None, "sort": None},
                },
            },
            {"data": ONE, "mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"y": {"datum": 0.8}}},
        ],
    }


def displacement_picture() -> Spec:
    """The paper's example."""
    answer = displacement_test((207, 110), (308, 318), nearby=(178, 157), nearby_control=(150, 140))
    parts = [("where the measure was", answer.local), ("around it", answer.displaced), ("together", answer.total)]
    rows = [
        {"name": name, "at": part.estimate, "low": part.low, "high": part.high, "clear": part.high < 0}
        for name, part in parts
        if part is not None
    ]
    title = titled(
        "118 fewer than the comparisons, and no sign that it moved", "Weighted displacement difference, 95 % intervals"
    )
    return intervals(rows, title=title, unit="incidents", none_at=0)


def displacement_quotient_picture() -> Spec:
    """The quotient for growing counts around."""
    rows = []
    for after in range(10, 121, 5):
        answer = displacement_quotient((100, 60), (200, 200), (50, after))
        rows.append({"after": after, "quotient": answer.quotient, "clear": after > 50})
    return {
        "title": titled(
            "40 fewer here: the quotient turns with what happens around",
            "100 → 60 here, 50 before around; below −1 more moved than was gained",
        ),
        "width": WIDTH,
        "height": 260,
        "data": {"values": rows},
        "layer": [
            {
                "mark": "bar",
                "encoding": {
                    "x": {
                        "field": "after",
                        "type": "ordinal",
                        "title": "incidents around, after",
                        "axis": {"labelAngle": 0},
                    },
                    "y": {"field": "quotient", "type": "quantitative", "title": "displacement quotient"},
                    "color": {"condition": {"test": "datum.clear", "value": ACCENT}, "value": QUIET},
                },
            },
            {"data": ONE, "mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"y": {"datum": -1}}},
        ],
    }


def harm_picture() -> Spec:
    """Three categories whose counts and harm go different ways."""
    table = HarmTable("example-1", "days", {"graffiti": 2.0, "theft": 10.0, "violence": 90.0})
    counts = {"graffiti": [(120, 70), (115, 116)], "theft": [(60, 45), (62, 60)], "violence": [(30, 34), (31, 29)]}
    answer = harm_difference(counts, table)
    harm = answer.harm.estimate if answer.harm else 0.0
    rows = [
        {"name": name, "measured": measured, "value": value * weight, "sign": value < 0}
        for name, part in answer.by_category.items()
        for measured, weight in (("incidents", 1.0), ("days of harm", table.weights[name]))
        for value in [part.estimate]
    ]
    bar: Spec = {
        "mark": "bar",
        "width": WIDTH / 2 - 60,
        "height": 160,
        "encoding": {
            "x": {"field": "value", "type": "quantitative", "title": None},
            "y": {"field": "name", "type": "nominal", "title": None, "sort": None},
            "color": {"condition": {"test": "datum.value > 0", "value": ACCENT}, "value": QUIET},
        },
    }
    under = f"Difference beyond the comparison: {answer.count.estimate:.0f} incidents, {harm:+.0f} days".replace(
        "-", "−"
    )
    return {
        "title": titled("Fewer incidents, and more harm", under),
        "data": {"values": rows},
        "facet": {"column": {"field": "measured", "title": None, "sort": ["incidents", "days of harm"]}},
        "spec": bar,
        "resolve": {"scale": {"x": "independent"}},
    }


def rate_change_picture() -> Spec:
    """The p-value of ten against other counts."""
    rows = [{"other": other, "p": e_test(10, other).p_value} for other in range(31)]
    return {
        "title": titled(
            "Ten differs clearly from 2 or fewer, and from 21 or more",
            "p-value of the e-test against a count of 10; the line is 0.05",
        ),
        "width": WIDTH,
        "height": 240,
        "data": {"values": rows},
        "layer": [
            {
                "mark": "bar",
                "encoding": {
                    "x": {"field": "other", "type": "ordinal", "title": "the other count", "axis": {"labelAngle": 0}},
                    "y": {"field": "p", "type": "quantitative", "title": "p-value"},
                    "color": {"condition": {"test": "datum.p < 0.05", "value": ACCENT}, "value": QUIET},
                },
            },
            {"data": ONE, "mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"y": {"datum": 0.05}}},
        ],
    }


def interrupted_series_picture() -> Spec:
    """A planted bend of 40 %."""
    week = np.arange(80)
    mean = 12 * np.exp(0.003 * week) * np.where(week >= 50, 0.6, 1)
    counts = generator(11).poisson(mean)
    answer = interrupted_series(counts, start=50, model=SeriesModel())
    constant, trend, level = answer.coefficients
    rows = [
        {
            "week": int(at) + 1,
            "count": int(counts[at]),
            "expected": math.exp(constant + trend * (at - 50) + level * (at >= 50)),
        }
        for at in week
    ]
    share = f"{1 - answer.effect.ratio:.0%} ({1 - (answer.effect.high):.0%} to {1 - answer.effect.low:.0%})"
    return weeks(
        rows,
        title=titled(
            "The level fell when the measure began",
            f"All weeks after: {share} fewer than had it gone on; 40 % was planted",
        ),
        start=50.5,
    )


def difference_in_differences_picture() -> Spec:
    """Each area's change, those with the measure and those without."""
    chance = generator(5)
    treated = (np.arange(12) < 4).astype(int)
    size = chance.uniform(3, 9, 12)
    means = np.hstack([np.repeat(size[:, None], 12, 1), np.repeat((size * (1 - 0.4 * treated))[:, None], 12, 1)])
    answer = difference_in_differences(chance.poisson(means), treated, start=12)
    rows = [
        {"change": math.exp(change), "kind": "with the measure" if has else "without"}
        for change, has in zip(answer.changes, treated.tolist(), strict=True)
    ]
    ends = f"{answer.ratio_low:.2f} to {answer.ratio_high:.2f}"
    under = f"{answer.ratio:.2f} times as many ({ends}); p = {answer.p_value:.3f} of {answer.n_ways} ways"
    return {
        "title": titled("The four areas with the measure fell more than the others", under),
        "width": WIDTH - 120,
        "height": {"step": 60},
        "data": {"values": rows},
        "layer": [
            {"data": ONE, "mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"x": {"datum": 1}}},
            {
                "mark": {"type": "point", "size": 110},
                "encoding": {
                    "x": {
                        "field": "change",
                        "type": "quantitative",
                        "title": "after / before",
                        "scale": {"zero": False},
                    },
                    "y": {"field": "kind", "type": "nominal", "title": None},
                    "color": {"condition": {"test": "datum.kind == 'with the measure'", "value": ACCENT}, "value": INK},
                },
            },
        ],
    }


def structural_series_picture() -> Spec:
    """A level that wanders with a control beside it, and a planted fall."""
    chance = generator(21)
    week = np.arange(70)
    level = 15 * np.exp(0.25 * np.sin(week / 9))
    control = chance.poisson(8 * level)
    counts = chance.poisson(level * np.where(week >= 54, 0.5, 1))
    answer = structural_effect(counts, control, start=54)
    rows: list[Spec] = [{"week": int(at) + 1, "count": int(counts[at])} for at in week]
    for at, (middle, low, high) in enumerate(
        zip(answer.expected, answer.expected_low, answer.expected_high, strict=True)
    ):
        rows[54 + at] |= {"expected": float(middle), "low": float(low), "high": float(high)}
    average = answer.average
    under = (
        f"{average.value:.1f} a week ({average.low:.1f} to {average.high:.1f}); the band is for single weeks".replace(
            "-", "−"
        )
    )
    return weeks(rows, title=titled("Fewer than the other areas let us expect", under), start=54.5)


def synthetic_comparison_picture() -> Spec:
    """An area that is nearly a mixture of donors until the measure."""
    chance = generator(9)
    common = np.cumsum(chance.normal(0, 0.06, (2, 64)), axis=1)
    donors = chance.poisson(25 * np.exp(chance.dirichlet((1, 1), 20) @ common))
    own = chance.poisson(25 * np.exp(np.array([0.5, 0.5]) @ common) * np.where(np.arange(64) >= 52, 0.6, 1))
    answer = synthetic_comparison(own, donors, start=52)
    rows = [{"week": at + 1, "count": int(own[at]), "expected": float(answer.expected[at])} for at in range(own.size)]
    told = f"{answer.average:.1f} a week beyond the mixture (line); misfit before {answer.misfit:.1f}"
    under = f"{told}, p = {answer.p_value:.2f}".replace("-", "−")
    return weeks(rows, title=titled("The area left the mixture that it had followed", under), start=52.5)


def pooled_effect_picture() -> Spec:
    """Six places and their mean."""
    counts = [(30, 18), (24, 13), (28, 24), (33, 20), (26, 19), (21, 11)]
    places = [before_after(([b], [a]), ([50], [50])) for b, a in counts]
    pooled = pool_places(places)
    rows = []
    for number, place in enumerate(places, start=1):
        logarithm, error = log_ratio(place)
        ends = [math.exp(logarithm + side * 1.96 * error) for side in (-1, 1)]
        rows.append(
            {"name": f"place {number}", "at": math.exp(logarithm), "low": ends[0], "high": ends[1], "clear": False}
        )
    rows.append(
        {"name": "together", "at": pooled.ratio, "low": pooled.ratio_low, "high": pooled.ratio_high, "clear": True}
    )
    title = titled(
        "No place is clear, and together they are", "Ratio to the comparison area, 95 % intervals; 1 is no change"
    )
    return intervals(rows, title=title, unit="after / before, here over there", none_at=1, ratio=True)


def verdict_picture() -> Spec:
    """Intervals and the words they earn; 30 % fewer was hoped for."""
    cases = [(300, 150, 0.95), (300, 420, 0.95), (900, 900, 0.99), (60, 52, 0.85), (30, 12, 0.4)]
    rows = []
    for before, after, power in cases:
        answer = before_after(([before], [after]), ([2 * before], [2 * before]))
        found = judge_effect(answer, plan=JudgementPlan(), power=power)
        word = found.verdict.replace("_", " ") + (" (low power)" if found.reason == "low_power" else "")
        name = f"{before} → {after}: {word}"
        clear = found.verdict != "cannot_tell"
        rows.append(
            {"name": name, "at": answer.ratio, "low": answer.ratio_low, "high": answer.ratio_high, "clear": clear}
        )
    title = titled(
        "One word for each interval; 30 % fewer was hoped for",
        "Coloured: a verdict. A striking result with low power gets none",
    )
    return intervals(rows, title=title, unit="after / before, here over there", none_at=1, ratio=True)


FIGURES: dict[str, Callable[[], Spec]] = {
    "before_after": before_after_picture,
    "detection_limit": detection_limit_picture,
    "difference_in_differences": difference_in_differences_picture,
    "displacement": displacement_picture,
    "displacement_quotient": displacement_quotient_picture,
    "harm": harm_picture,
    "interrupted_series": interrupted_series_picture,
    "pooled_effect": pooled_effect_picture,
    "rate_change": rate_change_picture,
    "structural_series": structural_series_picture,
    "synthetic_comparison": synthetic_comparison_picture,
    "verdict": verdict_picture,
}
