"""The words that templates are written with. Built in: no `{% load %}` is needed. Reads no tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tryggve.foundation.web import formats, icons, marks
from tryggve.foundation.web.figures import intervals, shares
from tryggve.foundation.web.figures.bars import Band, Point, bars
from tryggve.foundation.web.figures.bars import sparkline as draw_sparkline
from tryggve.foundation.web.figures.heat import Heat, heat
from tryggve.foundation.web.figures.maps import static_map as draw_map
from tryggve.foundation.web.forms import Control, control, faults
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import Week

register = template.Library()

# -- Numbers, days, weeks -------------------------------------------------------------------
for _name in (
    "number",
    "signed",
    "kronor",
    "day",
    "date_only",
    "day_year",
    "day_short",
    "clock",
    "day_clock",
    "week_label",
    "week_short",
    "week_dates",
    "month_label",
    "duration",
):
    register.filter(_name, getattr(formats, _name))
for _name in ("interval", "percent_interval"):
    register.simple_tag(getattr(formats, _name), name=_name)


@register.filter
def decimal(value: formats.Number | None, decimals: int = 1) -> str:
    """3,4"""
    return formats.number(value, decimals)


@register.filter
def get(mapping: Mapping[Any, Any] | Sequence[Any] | None, key: Any) -> Any:
    """`counts|get:code`: a value by a key that is a variable; empty where there is none."""
    try:
        return mapping[key] if mapping is not None else ""
    except (KeyError, IndexError):
        return ""


@register.filter
def refusal_text(error: DomainError) -> str:
    """A refusal's three beats in the reader's language."""
    return _(error.template).format(**error.values) if error.values else _(error.template)


# -- Marks ----------------------------------------------------------------------------------
for _name in ("judgement", "verdict", "evidence", "level", "nothing", "counted"):
    register.simple_tag(getattr(marks, _name), name=_name)
register.simple_tag(marks.category, name="category_mark")
register.simple_tag(icons.icon, name="icon")


@register.simple_tag
def category_icon(group: str, icon_name: str) -> SafeString:
    """The thing, 48 px, on the group's colour: `{% category_icon category.group category.icon %}`."""
    drawn = icons.icon(icon_name)
    letter = escape((group or "X")[:1].upper())
    return mark_safe(f'<span class="cat cat-big cat-{letter}" aria-hidden="true">{drawn}</span>')


@register.filter
def privacy_marks(text: str, found: Iterable[Any]) -> SafeString:
    """The text with what may point at a person marked. `found` has start and end."""
    parts: list[str] = []
    at = 0
    for passage in sorted(found, key=lambda mark: mark.start):
        if passage.start < at:
            continue
        parts += [escape(text[at : passage.start]), "<mark>", escape(text[passage.start : passage.end])]
        parts.append("</mark>")
        at = passage.end
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))


@register.inclusion_tag("web/_audience.html")
def audience(text: str) -> dict[str, str]:
    """Ser: bara Kopparstaden."""
    return {"text": text}


@register.inclusion_tag("web/_audience.html", takes_context=True)
def seen_by(context: Any, when: str) -> dict[str, str]:
    """Who reads what stands here: "own" (never shared), "later" (own until it is shared), "then"
    (what the others read once it is shared) or "all" (shared)."""
    viewer = context["viewer"]
    said = {
        "own": _("Ser: bara %(organisation)s"),
        "later": _("Ser: bara %(organisation)s, tills ni delar"),
        "then": _("Ser, när ni delar: alla som deltar i EST i %(municipality)s"),
        "all": _("Ser: alla som deltar i EST i %(municipality)s"),
    }[when]
    return {"text": said % {"organisation": viewer.organisation_name, "municipality": viewer.municipality_name}}


@register.inclusion_tag("web/_guard_box.html")
def guard_box(found: Any) -> dict[str, Any]:
    """Beside the text it is about: what may point at a person, to be kept or written anew."""
    return {"found": found}


@register.inclusion_tag("web/_three_nothings.html")
def three_nothings() -> dict[str, str]:
    """How zero, silence and not yet are drawn."""
    return {}


@register.inclusion_tag("web/_three_signs.html")
def three_signs() -> dict[str, Any]:
    """How zero, what was not reported and what is hidden are drawn where counts are published."""
    return {"not_reported": {"nothing": "not_shared"}, "hidden": {"hidden": "protected"}}


@register.inclusion_tag("web/_verdicts.html")
def verdict_choices(code: str) -> dict[str, Any]:
    """The four possible verdicts, the given one in bold."""
    shown = [(marks.svg(mark.drawing), mark.word, key == code) for key, mark in marks.VERDICTS.items()]
    return {"verdicts": shown}


# -- The window -----------------------------------------------------------------------------
@register.inclusion_tag("web/_window.html")
def window(panes: Sequence[Any], wall: bool = True, label: str = "") -> dict[str, Any]:  # noqa: FBT001, FBT002
    """Three panes of {title, text, lit, url}; large at most once a page."""
    return {"panes": panes, "wall": wall, "label": label or _("Fönstret")}


@register.simple_tag
def window_small(lit: int = 0, label: str = "") -> SafeString:
    """40 px; the words beside it say the same, or `label` does."""
    return shares.window(lit, label)


@register.simple_tag
def brand_mark() -> SafeString:
    """The window as the mark of the house."""
    return shares.BRAND


# -- Figures --------------------------------------------------------------------------------
@register.simple_tag
def sparkline(values: Sequence[int | None], low: Band = None, high: Band = None) -> SafeString:
    """`{% sparkline row.counts low=5 high=9 %}`; None is a week that is not answered."""
    return draw_sparkline(values, low, high)


def _get(item: Any, name: str, default: Any = None) -> Any:
    return item.get(name, default) if isinstance(item, Mapping) else getattr(item, name, default)


def _point(item: Any) -> Point:
    if isinstance(item, Point):
        return item
    label = _get(item, "label") or ""
    week = _get(item, "week")
    if not label and week is not None:
        label = formats.week_short(week if isinstance(week, Week) else str(week))
    return Point(
        label=str(label),
        count=_get(item, "count"),
        low=_get(item, "low"),
        high=_get(item, "high"),
        median=_get(item, "median"),
        is_missing=bool(_get(item, "missing") or _get(item, "is_missing") or False),
    )


@register.inclusion_tag("web/_bars.html")
def bars_12(items: Sequence[Any], title: str = "", table: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002
    """Items of {label or week, count, low, high, median, missing}, oldest first."""
    points = [_point(item) for item in items]
    label = _("%(title)s Tabell finns under diagrammet.") % {"title": f"{title}." if title else ""}
    return {"points": points, "drawing": bars(points, label.strip()), "title": title, "table": table}


@register.inclusion_tag("web/_figure_legend.html")
def figure_legend(column: bool = False) -> dict[str, bool]:  # noqa: FBT001, FBT002
    """Usual, more, somebody has not answered, zero."""
    return {"column": column}


@register.inclusion_tag("web/_heat.html")
def heat_7x24(matrix: Sequence[Sequence[int]], caption: str = "", note: str = "") -> dict[str, Any]:
    """Seven days from Monday, 24 hours each. A `note` says the total itself, where cells are rounded shares."""
    found: Heat = heat(matrix)
    return {"heat": found, "caption": caption, "note": note}


@register.inclusion_tag("web/_strip.html")
def completeness_strip(rows: Sequence[Any], weeks: Sequence[Any], caption: str = "") -> dict[str, Any]:
    """Rows of {name, states, url}; a state is shared, late, zero, missing, open or not_expected."""
    labels = [week.number if isinstance(week, Week) else week for week in weeks]
    # There are six states and hundreds of cells: each state is written once.
    states = {state for row in rows for state in _get(row, "states")}
    drawn = {state: render_to_string("web/_strip_state.html", {"state": state}) for state in states}
    shown = [
        {"name": _get(row, "name"), "url": _get(row, "url"), "states": [drawn[state] for state in _get(row, "states")]}
        for row in rows
    ]
    return {"rows": shown, "weeks": labels, "caption": caption}


@register.inclusion_tag("web/_interval_plot.html")
def interval_plot(rows: Sequence[Any], goal: float | None = None, title: str = "") -> dict[str, Any]:
    """Rows of {label, note, estimate, low, high, ours}, changes as shares: −0.17 is 17 % fewer."""
    changes = [
        row
        if isinstance(row, intervals.Change)
        else intervals.Change(
            label=str(_get(row, "label", "")),
            estimate=_get(row, "estimate"),
            low=_get(row, "low"),
            high=_get(row, "high"),
            note=str(_get(row, "note", "") or ""),
            is_ours=bool(_get(row, "ours", False)),
        )
        for row in rows
    ]
    axis = intervals.Axis.around(changes, goal)
    return {
        "rows": [(change, intervals.row(change, axis, goal)) for change in changes],
        "head": intervals.head(axis),
        "foot": intervals.foot(axis),
        "goal": formats.percent_signed(goal) if goal is not None else "",
        "title": title,
    }


@register.simple_tag
def share_bar(value: float, total: float) -> SafeString:
    """How much of the whole."""
    return shares.share_bar(value, total)


@register.simple_tag
def share_to_line(value: float, total: float, line: float) -> SafeString:
    """How much of the whole, and whether it reaches a line: `{% share_to_line 9 12 0.8 %}`."""
    return shares.share_to_line(value, total, line)


@register.simple_tag
def balance(supports: float, contradicts: float, top: float = 5) -> SafeString:
    """Evidence: `{% balance 4 1 %}` is four for and one against."""
    return shares.balance(supports, contradicts, top)


@register.inclusion_tag("web/_factors.html")
def factor_bars(factors: Sequence[Any]) -> dict[str, Any]:
    """Factors of {label, value, of}: what a proposal's points are made of."""
    drawn = [
        {
            "label": _get(item, "label"),
            "value": _get(item, "value"),
            "bar": shares.share_bar(_get(item, "value") or 0, _get(item, "of", 5) or 5),
        }
        for item in factors
    ]
    return {"factors": drawn}


@register.inclusion_tag("web/_progress_bar.html")
def progress_bar(done: int, total: int, text: str = "") -> dict[str, Any]:
    """A bar and its words."""
    return {"done": done, "total": max(total, 1), "text": text}


@register.simple_tag
def static_map(collection: Mapping[str, Any], label: str = "") -> SafeString:
    """The still map; see figures/maps.py for the properties it reads."""
    return draw_map(collection, label or _("Karta. Listan säger samma sak."))


@register.inclusion_tag("web/_map_script.html")
def map_script() -> dict[str, str]:
    """In the block `scripts` of a page with a map."""
    return {}


# -- Forms ----------------------------------------------------------------------------------
@register.inclusion_tag("web/_field.html")
def field(bound: BoundField, label: str = "", side: bool = False) -> dict[str, Control]:  # noqa: FBT001, FBT002
    """A control with its label, help and error; `side=True` puts short choices beside each other."""
    return {"control": control(bound, label=label, is_side=side)}


@register.inclusion_tag("web/_field.html")
def judgement_field(bound: BoundField) -> dict[str, Control]:
    """Choices green, yellow, red as tiles with their marks."""
    return {"control": control(bound, is_judgement=True)}


@register.inclusion_tag("web/_error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """All faults of a form on top, each a link to its field."""
    return {"faults": faults(form)}
