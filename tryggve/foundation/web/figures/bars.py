"""Twelve weeks as bars from zero: the expected band behind, only what is above it in copper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tryggve.foundation.web.figures.svg import join, percent, tag

HEIGHT = 118
TOP = 20
FLOOR = 94
SPARK_WIDTH = 84
SPARK_HEIGHT = 24
Band = float | Sequence[float | None] | None


@dataclass(frozen=True, slots=True)
class Point:
    """A week's bar. No count means that not everybody has answered; `missing` hatches below the axis."""

    label: str
    count: int | None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    is_missing: bool = False

    @property
    def is_above(self) -> bool:
        """Above what is expected."""
        return self.count is not None and self.high is not None and self.count > self.high


def _at(band: Band, index: int) -> float | None:
    if band is None or isinstance(band, (int, float)):
        return band
    return band[index] if index < len(band) else None


def sparkline(values: Sequence[int | None], low: Band = None, high: Band = None) -> SafeString:
    """84 by 24, no text: what it says stands beside it."""
    points = [Point("", value, _at(low, i), _at(high, i)) for i, value in enumerate(values)]
    top = max([point.count or 0 for point in points] + [1])
    step = SPARK_WIDTH / max(len(points), 1)
    room = SPARK_HEIGHT - 2
    parts: list[str] = [tag("path", class_="f-axis", d=f"M0 {SPARK_HEIGHT - 0.5}H{SPARK_WIDTH}")]
    for index, point in enumerate(points):
        x = index * step + step * 0.11
        if point.count is None:
            parts.append(tag("rect", class_="f-missing", x=x, y=8, width=step * 0.78, height=room - 7))
            continue
        height = room * point.count / top
        css = "f-more" if point.is_above else "f-bar"
        if point.count:
            parts.append(tag("rect", class_=css, x=x, y=room + 1 - height, width=step * 0.78, height=height))
    return tag(
        "svg",
        join(parts),
        class_="spark",
        viewBox=f"0 0 {SPARK_WIDTH} {SPARK_HEIGHT}",
        width=str(SPARK_WIDTH),
        height=str(SPARK_HEIGHT),
        aria_hidden="true",
    )


def bars(points: Sequence[Point], label: str) -> SafeString:
    """The full figure. Widths are shares, so that the text keeps its size at 320 px."""
    if not points:
        return join([])
    top = max([p.count or 0 for p in points] + [p.high or 0 for p in points] + [1])
    step = 1 / len(points)
    parts: list[str] = []
    for index, point in enumerate(points):
        parts += _band(point, index * step, step, top)
    for index, point in enumerate(points):
        parts += _bar(point, index * step, step, top, is_last=index == len(points) - 1)
    parts.append(tag("line", class_="f-floor", x1="0", x2="100%", y1=FLOOR, y2=FLOOR))
    parts.append(tag("text", points[0].label, class_="f-tick", x="0", y=HEIGHT - 5))
    parts.append(tag("text", points[-1].label, class_="f-tick f-end", x="100%", y=HEIGHT - 5))
    return tag(
        "svg",
        join(parts),
        class_="bars",
        width="100%",
        height=str(HEIGHT),
        role="img",
        aria_label=label,
    )


def _y(value: float, top: float) -> float:
    return FLOOR - (FLOOR - TOP) * value / top


def _band(point: Point, x: float, step: float, top: float) -> list[str]:
    parts: list[str] = []
    if point.low is not None and point.high is not None:
        upper, lower = _y(point.high, top), _y(point.low, top)
        # A hair wider than a step: no light between two weeks.
        parts.append(
            tag(
                "rect",
                class_="f-band",
                x=percent(x),
                y=upper,
                width=percent(step + 0.001),
                height=lower - upper,
            )
        )
    if point.median is not None:
        y = _y(point.median, top)
        parts.append(tag("line", class_="f-median", x1=percent(x), x2=percent(x + step), y1=y, y2=y))
    return parts


def _bar(point: Point, x: float, step: float, top: float, *, is_last: bool) -> list[str]:
    left, width = percent(x + step * 0.1), percent(step * 0.8)
    parts: list[str] = []
    if point.is_missing or point.count is None:
        parts.append(tag("rect", class_="f-missing", x=left, y=FLOOR + 2, width=width, height=6))
    if point.count is None:
        return parts
    if point.count == 0 and not point.is_missing:
        parts.append(tag("rect", class_="f-zero", x=left, y=FLOOR - 3, width=width, height=3))
    elif point.count:
        y = _y(point.count, top)
        css = "f-more" if point.is_above else "f-bar"
        parts.append(tag("rect", class_=css, x=left, y=y, width=width, height=FLOOR - y, rx=1))
    if is_last or point.is_above:
        y = _y(point.count, top) - 5
        parts.append(tag("text", str(point.count), class_="f-value f-middle", x=percent(x + step / 2), y=y))
    return parts
