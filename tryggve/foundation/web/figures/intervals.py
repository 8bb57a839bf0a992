"""Change with its interval on a logarithmic axis: never a percentage without how sure it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tryggve.foundation.web import formats
from tryggve.foundation.web.figures.svg import join, percent, tag

ROW_HEIGHT = 62
AXIS_HEIGHT = 30
HEAD_HEIGHT = 26
LOWEST, HIGHEST = -0.9, 9.0
TICKS = (-0.8, -0.6, -0.4, -0.2, 0.0, 0.5, 1.0, 2.0, 4.0)
EDGE = 0.12
CLOSE = 0.13


@dataclass(frozen=True, slots=True)
class Change:
    """One row: a change in share (−0.17 is 17 per cent fewer) between low and high."""

    label: str
    estimate: float
    low: float
    high: float
    note: str = ""
    is_ours: bool = False

    @property
    def text(self) -> str:
        """−17 % (−61 till +77 %)."""
        return formats.percent_interval(self.estimate, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Axis:
    """From the lowest to the highest change shown."""

    first: float
    last: float

    @classmethod
    def around(cls, changes: Sequence[Change], goal: float | None) -> Axis:
        """Wide enough for every row, and never narrower than a halving to a doubling."""
        lows = [change.low for change in changes] + ([goal] if goal is not None else [])
        low = max(min([*lows, -0.5]), LOWEST)
        high = min(max([change.high for change in changes] + [1.0]), HIGHEST)
        return cls(math.log1p(low), math.log1p(high))

    def x(self, change: float) -> float:
        """Where on the width, between the edges."""
        value = math.log1p(min(max(change, LOWEST), HIGHEST))
        share = (value - self.first) / (self.last - self.first)
        return EDGE + (1 - 2 * EDGE) * min(max(share, 0.0), 1.0)


def head(axis: Axis) -> SafeString:
    """Fewer to the left of the line, more to the right."""
    zero = axis.x(0)
    parts = [
        tag("text", _("← färre"), class_="f-note f-end", x=percent(zero - 0.015), y=17),
        tag("text", _("fler →"), class_="f-note", x=percent(zero + 0.015), y=17),
    ]
    return tag("svg", join(parts), width="100%", height=str(HEAD_HEIGHT), aria_hidden="true")


def row(change: Change, axis: Axis, goal: float | None) -> SafeString:
    """One interval; its words are the image's name."""
    low, middle, high = axis.x(change.low), axis.x(change.estimate), axis.x(change.high)
    y = ROW_HEIGHT - 22
    ours = " f-ours" if change.is_ours else ""
    parts: list[str] = [tag("rect", class_="f-fewer", x="0", y=0, width=percent(axis.x(0)), height=ROW_HEIGHT)]
    if goal is not None:
        x = percent(axis.x(goal))
        parts.append(tag("line", class_="f-goal", x1=x, x2=x, y1=0, y2=ROW_HEIGHT))
    parts += [
        tag("line", class_="f-null", x1=percent(axis.x(0)), x2=percent(axis.x(0)), y1=0, y2=ROW_HEIGHT),
        tag("line", class_=f"f-reach{ours}", x1=percent(low), x2=percent(high), y1=y, y2=y),
        *(tag("line", class_=f"f-stop{ours}", x1=percent(x), x2=percent(x), y1=y - 7, y2=y + 7) for x in (low, high)),
        tag("circle", class_=f"f-dot{ours}", cx=percent(middle), cy=y, r=7 if change.is_ours else 6),
        *_labels(change, (low, middle, high), y - 14),
    ]
    return tag("svg", join(parts), width="100%", height=str(ROW_HEIGHT), role="img", aria_label=change.text)


def _labels(change: Change, places: tuple[float, float, float], y: float) -> list[str]:
    low, middle, high = places
    parts: list[str] = [
        tag("text", formats.percent_signed(change.estimate), class_="f-est f-middle", x=percent(middle), y=y)
    ]
    if middle - low > CLOSE:
        parts.append(tag("text", formats.percent_signed(change.low), class_="f-tick f-middle", x=percent(low), y=y))
    if high - middle > CLOSE:
        parts.append(tag("text", formats.percent_signed(change.high), class_="f-tick f-middle", x=percent(high), y=y))
    return parts


def foot(axis: Axis) -> SafeString:
    """The axis: ticks that have room."""
    parts: list[str] = [tag("line", class_="f-floor", x1="0", x2="100%", y1=1, y2=1)]
    taken: list[float] = []
    for tick in sorted(TICKS, key=lambda value: (value != 0, abs(value))):
        x = axis.x(tick)
        is_outside = not axis.first - 0.01 <= math.log1p(tick) <= axis.last + 0.01
        if is_outside or any(abs(x - other) < CLOSE for other in taken):
            continue
        taken.append(x)
        text = f"0{formats.HARD}%" if tick == 0 else formats.signed(round(tick * 100))
        parts.append(tag("line", class_="f-axis", x1=percent(x), x2=percent(x), y1=1, y2=6))
        parts.append(tag("text", text, class_="f-tick f-middle", x=percent(x), y=22))
    return tag("svg", join(parts), width="100%", height=str(AXIS_HEIGHT), aria_hidden="true")
