"""Pictures of the cards on series and on the arithmetic below them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from tools.method_figures.style import ACCENT, BAND, HEAT, INK, INK_QUIET, QUIET
from tryggve.engine.numerics.false_discovery import benjamini_hochberg
from tryggve.engine.numerics.intervals import poisson_interval
from tryggve.engine.numerics.seeds import generator, seed_from
from tryggve.engine.series.burst import scan_probability
from tryggve.engine.series.calendar import calendar_effects
from tryggve.engine.series.cumulative_sum import CusumDesign, decision_limit
from tryggve.engine.series.cumulative_sum import cumulative_sum as sums_of
from tryggve.engine.series.ears import ears as ears_of
from tryggve.engine.series.expected import expected_level as level_of
from tryggve.engine.series.hot_times import busiest_window
from tryggve.engine.series.hot_times import hot_times as times_of
from tryggve.engine.series.likelihood_ratio import detect_drift
from tryggve.engine.series.nowcast import nowcast as nowcast_of
from tryggve.engine.series.small_samples import exact_fit
from tryggve.engine.series.swedish_days import calendar_table

Spec = dict[str, Any]

WEEKS = [4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 6, 5, 7, 4, 13, 6, 5]
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _x(field: str, title: str | None, kind: str = "ordinal", **more: Any) -> Spec:
    return {"field": field, "type": kind, "title": title, **more}


def _picture(title: str, subtitle: str, rows: Sequence[Mapping[str, Any]], layers: list[Spec]) -> Spec:
    return {
        "title": {"text": title, "subtitle": subtitle},
        "width": 560,
        "data": {"values": [dict(row) for row in rows]},
        "layer": layers,
    }


def _bars(x: Spec, *, y: str = "count", title: str = "Incidents") -> Spec:
    colour = {"condition": {"test": "datum.stands_out", "value": ACCENT}, "value": QUIET}
    return {"mark": "bar", "encoding": {"x": x, "y": _x(y, title, "quantitative"), "color": colour}}


def _steps(x: Spec, field: str) -> Spec:
    mark = {"type": "line", "interpolate": "step", "strokeDash": [5, 4], "color": INK}
    return {"mark": mark, "encoding": {"x": x, "y": _x(field, None, "quantitative")}}


def _week_axis() -> Spec:
    return _x("week", "Week", axis={"labelAngle": 0})


def ears() -> Spec:
    """One high week, and the threshold of the seven before each."""
    answer = ears_of([WEEKS])
    rows = [
        {
            "week": week + 1,
            "count": WEEKS[week],
            "threshold": None if np.isnan(limit) else float(limit),
            "stands_out": bool(alarm),
        }
        for week, (limit, alarm) in enumerate(zip(answer.threshold[0], answer.alarm[0], strict=True))
    ]
    high = next(row for row in rows if row["stands_out"])
    title = f"Week {high['week']} has {high['count']}: above the threshold of {high['threshold']:.1f}"
    subtitle = "Bars: incidents. Dashed: the threshold of the seven weeks before. An outbreak lifts it for a while."
    return _picture(title, subtitle, rows, [_bars(_week_axis()), _steps(_week_axis(), "threshold")])


def expected_level() -> Spec:
    """Twelve weeks, the band they make, and one above it."""
    history, observed = WEEKS[:12], 13
    band = level_of(history)
    rows = [{"week": week + 1, "count": n, "stands_out": False} for week, n in enumerate(history)]
    rows.append({"week": 13, "count": observed, "stands_out": True})
    edges = {"data": {"values": [{"low": band.low, "high": band.high}]}}
    layers = [
        {
            **edges,
            "mark": {"type": "rect", "color": BAND},
            "encoding": {"y": _x("low", "Incidents", "quantitative"), "y2": {"field": "high"}},
        },
        _bars(_week_axis()),
    ]
    title = f"{observed} in week 13, where {band.low} to {band.high} would be normal"
    return _picture(title, "The band holds 95 % of normal weeks after these twelve.", rows, layers)


def cumulative_sum() -> Spec:
    """Excesses that add up, with a limit of one false alarm in 200 weeks."""
    counts = [5, 4, 6, 5, 3, 5, 6, 4, 5, 7, 7, 8, 6, 8, 7, 9, 7, 8, 7, 9]
    limit = decision_limit(200, reference=0.5)
    answer = sums_of([counts], 5.0, design=CusumDesign(reference=0.5, limit=limit))
    rows = [
        {"week": week + 1, "count": float(total), "stands_out": bool(alarm), "limit": limit}
        for week, (total, alarm) in enumerate(zip(answer.total[0], answer.alarm[0], strict=True))
    ]
    first = int(np.argmax(answer.alarm[0])) + 1
    title = f"No week stands out, but their sum does in week {first}"
    subtitle = f"5 a week expected, and 3 to 9 came. Dashed: the limit {limit:.2f}, one false alarm in 200 weeks."
    bars = _bars(_week_axis(), title="Sum of excesses (standard deviations)")
    return _picture(title, subtitle, rows, [bars, _steps(_week_axis(), "limit")])


def likelihood_ratio() -> Spec:
    """A rise from 5 to 7.5 in week 21, and the statistic that finds it."""
    counts = np.asarray(generator(4).poisson(np.r_[np.full(20, 5.0), np.full(20, 7.5)]), dtype=np.int64)
    answer = detect_drift([counts], [5.0] * 40)
    first = int(np.argmax(answer.alarm[0]))
    began = int(answer.began[0, first])
    rows = [
        {
            "week": week + 1,
            "count": int(n),
            "stands_out": bool(began <= week <= first),
            "level": 5.0 * float(answer.ratio[0, first]) if began <= week <= first else 5.0,
        }
        for week, n in enumerate(counts)
    ]
    title = f"In week {first + 1} a drift is sure: since week {began + 1}, {answer.ratio[0, first]:.1f} times the usual"
    subtitle = "5 a week until week 20, 7.5 after it. Copper: the weeks of the drift. Dashed: the level found."
    axis = _x("week", "Week", axis={"labelAngle": 0, "values": [1, 5, 10, 15, 20, 25, 30, 35, 40]})
    return _picture(title, subtitle, rows, [_bars(axis), _steps(axis, "level")])


def calendar() -> Spec:
    """Made-up days with known effects, and what is found."""
    table = calendar_table(date(2019, 1, 1), n_rows=5 * 365, days_a_row=1)
    true = {"friday": 1.5, "saturday": 1.8, "midsummer": 2.0, "pay_day": 1.2, "christmas": 0.6}
    logs = np.array([np.log(true.get(name, 1.0)) for name in table.names])
    answer = calendar_effects(generator(26).poisson(8.0 * np.exp(table.table[:, 0] @ logs)), table)
    rows = [
        {
            "name": one.name.replace("_", " "),
            "ratio": one.ratio,
            "low": one.low,
            "high": one.high,
            "true": true.get(one.name, 1.0),
        }
        for one in answer.effects
        if one.ratio is not None
    ]
    y = _x("name", None, sort=[row["name"] for row in rows])
    x = {"scale": {"type": "log"}, "axis": {"values": [0.5, 0.7, 1, 1.4, 2, 3]}}
    midsummer = next(row for row in rows if row["name"] == "midsummer")
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {"y": y, "x": _x("low", "Ratio", "quantitative", **x), "x2": {"field": "high"}},
        },
        {"mark": {"type": "point", "color": INK}, "encoding": {"y": y, "x": _x("ratio", None, "quantitative")}},
        {
            "mark": {"type": "tick", "color": ACCENT, "thickness": 3, "size": 14},
            "encoding": {"y": y, "x": _x("true", None, "quantitative")},
        },
    ]
    title = f"Midsummer has {midsummer['ratio']:.1f} times as many incidents as other days"
    return _picture(
        title, "Five made-up years of 8 a day. Dots and lines: found, with 95 %. Copper: the truth.", rows, layers
    )


def nowcast() -> Spec:
    """Ten days of 20 a day, of which the last are not all in."""
    chance = generator(15)
    table = np.array(
        [chance.multinomial(n, [0.5, 0.3, 0.15, 0.05]) for n in chance.poisson(20.0, 40)], dtype=np.float64
    )
    table[np.add.outer(np.arange(40), np.arange(4)) >= 40] = np.nan
    answer = nowcast_of(table)
    rows = [
        {
            "day": day - 39,
            "count": float(answer.reported[day]),
            "expected": float(answer.expected[day]),
            "low": float(answer.low[day]),
            "high": float(answer.high[day]),
            "stands_out": bool(answer.hold_alarm[day]),
        }
        for day in range(30, 40)
    ]
    axis = _x("day", "Days ago (0 is today)", axis={"labelAngle": 0})
    layers: list[Spec] = [
        _bars(axis),
        {"mark": "rule", "encoding": {"x": axis, "y": _x("low", None, "quantitative"), "y2": {"field": "high"}}},
        {"mark": "point", "encoding": {"x": axis, "y": _x("expected", None, "quantitative")}},
    ]
    today = rows[-1]
    title = f"{today['count']:.0f} reported today: {today['low']:.0f} to {today['high']:.0f} once all are in"
    subtitle = "Bars: reported so far, copper where the alarm is held. Dots and lines: expected, with 95 %."
    return _picture(title, subtitle, rows, layers)


def burst() -> Spec:
    """How often some week of a year holds so many, at 1 a week."""
    rows = [{"count": n, "p": scan_probability(52, 1, 1.0, n), "stands_out": n == 6} for n in range(3, 10)]
    p = next(row["p"] for row in rows if row["stands_out"])
    title = f"Six within seven days, some time in a year of one a week: {100 * float(p):.0f} %"
    x = _x("count", "Incidents within seven days, or more", axis={"labelAngle": 0})
    return _picture(title, "How often chance brings it.", rows, [_bars(x, y="p", title="Probability")])


def small_samples() -> Spec:
    """Seven incidents, by how many fall on the fullest weekday."""
    shapes = {
        "1 each": [1] * 7,
        "2": [2, 1, 1, 1, 1, 1, 0],
        "3": [3, 1, 1, 1, 1, 0, 0],
        "4": [4, 1, 1, 1, 0, 0, 0],
        "5": [5, 1, 1, 0, 0, 0, 0],
    }
    rows = [{"shape": name, "p": exact_fit(row).p_value, "stands_out": name == "4"} for name, row in shapes.items()]
    p = exact_fit(shapes["4"]).p_value
    title = f"Four of seven on one weekday: as uneven by chance in {100 * p:.0f} % of cases"
    x = _x("shape", "Most on one weekday, the others spread", sort=list(shapes), axis={"labelAngle": 0})
    return _picture(
        title, "All 1 716 ways to spread seven incidents over the week.", rows, [_bars(x, y="p", title="p-value")]
    )


def hot_times() -> Spec:
    """Sixty made-up incidents, most on Friday and Saturday nights."""
    chance = generator(2)
    monday = 4 * 24 * 60
    nights = monday + chance.choice([4, 5], 40) * 1440 + 20 * 60 + chance.integers(0, 6 * 60, 40)
    others = monday + chance.integers(0, 7 * 1440 - 600, 20)
    started = np.concatenate((nights, others))
    answer = times_of(started, started + chance.integers(0, 180, 60))
    window = busiest_window(answer.table, n_hours=6)
    share = 0.0 if window is None else window.share
    rows = [
        {"day": DAY_NAMES[day], "hour": hour, "count": answer.table[day][hour]}
        for day in range(7)
        for hour in range(24)
    ]
    colour = _x("count", "Incidents", "quantitative", scale={"range": list(HEAT)})
    heat: Spec = {
        "mark": "rect",
        "encoding": {
            "x": _x("hour", "Hour", axis={"labelAngle": 0}),
            "y": _x("day", None, sort=list(DAY_NAMES)),
            "color": colour,
        },
    }
    title = f"{100 * share:.0f} % fall in six hours of one night"
    return _picture(title, "Sixty incidents, each spread over the minutes in which it can have happened.", rows, [heat])


def false_discovery() -> Spec:
    """Ordered p-values and Benjamini and Hochberg's line."""
    p_values = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.324,
        0.4262,
        0.5719,
        0.6528,
        0.759,
        1.0,
    ]
    answer = benjamini_hochberg(p_values, rate=0.05)
    rows = [
        {"place": place, "p": p, "stands_out": bool(out), "line": 0.05 * place / len(p_values)}
        for place, (p, out) in enumerate(zip(p_values, answer.stands_out, strict=True), 1)
        if place <= 9
    ]
    n = sum(bool(out) for out in answer.stands_out)
    x = _x("place", "Place among 15 comparisons", axis={"labelAngle": 0})
    title = f"{n} of 15 stand out, where at most 5 % of those may be false"
    subtitle = "Bars: the nine smallest p-values. Dashed: the line they must stay below."
    return _picture(title, subtitle, rows, [_bars(x, y="p", title="p-value"), _steps(x, "line")])


def intervals() -> Spec:
    """Exact intervals of small counts."""
    ends = {count: poisson_interval(count) for count in range(11)}
    rows = [{"count": count, "low": one.low, "high": one.high} for count, one in ends.items()]
    x = _x("count", "Incidents counted", axis={"labelAngle": 0})
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "color": INK_QUIET},
            "encoding": {"x": x, "y": _x("low", "True mean", "quantitative"), "y2": {"field": "high"}},
        },
        {"mark": "point", "encoding": {"x": x, "y": _x("count", None, "quantitative")}},
    ]
    title = f"Nothing counted: the true mean may still be {ends[0].high:.1f}"
    return _picture(title, "Exact 95 % intervals of Garwood; the dot is the count.", rows, layers)


def seeds() -> Spec:
    """The first numbers of some replicates."""
    seed = seed_from("lagesbild-2026-W37-1")
    rows = [
        {"replicate": replicate, "place": place, "count": float(number)}
        for replicate in range(6)
        for place, number in enumerate(generator(seed, replicate=replicate).random(40))
    ]
    strip: Spec = {
        "mark": {"type": "tick", "color": ACCENT, "size": 18},
        "encoding": {"x": _x("count", "Random number", "quantitative"), "y": _x("replicate", "Replicate")},
    }
    title = "Every replicate has its own numbers, wherever it is run"
    return _picture(title, "The first forty of six replicates of one edition's seed.", rows, [strip])


FIGURES: dict[str, Callable[[], Spec]] = {
    "burst": burst,
    "calendar": calendar,
    "cumulative_sum": cumulative_sum,
    "ears": ears,
    "expected_level": expected_level,
    "false_discovery": false_discovery,
    "hot_times": hot_times,
    "intervals": intervals,
    "likelihood_ratio": likelihood_ratio,
    "nowcast": nowcast,
    "seeds": seeds,
    "small_samples": small_samples,
}
