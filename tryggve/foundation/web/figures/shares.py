"""Bars that say how much of something: evidence for and against, factors, shares."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from tryggve.foundation.web.figures.svg import join, percent, tag

WINDOW_PANES = 3


def share_bar(value: float, total: float) -> SafeString:
    """A copper bar on its band."""
    share = min(max(value / total, 0), 1) if total else 0
    parts = [
        tag("rect", class_="f-band", width="100%", height="100%"),
        tag("rect", class_="f-more", width=percent(share), height="100%"),
    ]
    return tag("svg", join(parts), class_="share", width="100%", height="10", aria_hidden="true")


def share_to_line(value: float, total: float, line: float) -> SafeString:
    """A bar with a line it should reach; copper when it does not."""
    share = min(max(value / total, 0), 1) if total else 0
    css = "f-bar" if share >= line else "f-more"
    parts = [
        tag("rect", class_="f-band", y=3, width="100%", height=10),
        tag("rect", class_=css, y=3, width=percent(share), height=10),
        tag("line", class_="f-null", x1=percent(line), x2=percent(line), y1=0, y2=16),
    ]
    return tag("svg", join(parts), class_="share to-line", width="100%", height="16", aria_hidden="true")


def balance(speaks_for: float, speaks_against: float, top: float = 5) -> SafeString:
    """Against to the left in hatch, for to the right in copper, from a line in the middle."""
    most = max(top, speaks_for, speaks_against, 1)
    against, support = speaks_against / most / 2, speaks_for / most / 2
    parts = [
        tag("rect", class_="f-ground", x="0", y=3, width="100%", height=14),
        tag("rect", class_="f-against", x=percent(0.5 - against), y=3.5, width=percent(against), height=13),
        tag("rect", class_="f-more", x="50%", y=3.5, width=percent(support), height=13),
        tag("line", class_="f-null", x1="50%", x2="50%", y1=0, y2=20),
    ]
    return tag("svg", join(parts), class_="balance", width="100%", height="20", aria_hidden="true")


def window(lit: int, label: str = "") -> SafeString:
    """The window at 40 px: how far a report has come. Words stand beside it, or name it."""
    panes = ((4, 4, 26, 9), (4, 17, 11, 13), (19, 17, 11, 13))
    drawn = [tag("rect", class_="frame", width=34, height=34, rx=2.5)]
    for index, (x, y, width, height) in enumerate(panes):
        css = "lit" if index < lit else "unlit"
        drawn.append(tag("rect", class_=css, x=x, y=y, width=width, height=height))
    named = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return tag("svg", join(drawn), class_="win", viewBox="0 0 34 34", width="40", height="40", **named)


#: The mark of the house, in the wall and as the favourite icon. Its colours hold in light and dark.
BRAND = mark_safe(
    '<svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true">'
    '<rect width="34" height="34" rx="2.5" fill="#FFFDF9"/><rect x="4" y="4" width="26" height="9" fill="#FFCE58"/>'
    '<rect x="4" y="17" width="11" height="13" fill="#FFCE58"/>'
    '<rect x="19" y="17" width="11" height="13" fill="#FFCE58"/></svg>'
)
