"""The marks that carry meaning: a shape and a word each, colour third (LOOK section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.web import formats


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawing and its words."""

    drawing: str
    word: str | Promise
    more: str | Promise = ""


_TICK_DISC = '<circle class="g" cx="12" cy="12" r="10.5"/><path class="on" d="M7 12.5l3.4 3.3L17 9"/>'
_WARNING = '<path class="y" d="M12 1.8 23 21.5H1z"/><path class="on-y" d="M12 8.5v6M12 17v2"/>'
_OCTAGON = '<path class="r" d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z"/><path class="on" d="M6.5 12h11"/>'
_UP_FULL = '<path class="mk-fill" d="M12 2.5 22 20.5H2z"/>'
_UP_THIN = '<path class="mk-line" d="M12 4.5 20.5 20h-17z"/>'
_DOWN_FULL = '<path class="mk-fill" d="M12 21.5 22 3.5H2z"/>'
_DOWN_THIN = '<path class="mk-line" d="M12 19.5 20.5 4h-17z"/>'
_DASH = '<path class="mk-line" d="M5 12h14"/>'
_DIAMOND = '<path class="mk-line" d="M12 2 22 12 12 22 2 12z"/><path class="mk-line" d="M8 12h8"/>'
_SQUARE_DASHED = '<rect class="mk-dash" x="4" y="4" width="16" height="16"/>'
_RING_DASHED = '<circle class="mk-dash" cx="12" cy="12" r="9"/>'
_RING = '<circle class="mk-line" cx="12" cy="12" r="8"/>'

JUDGEMENTS: Final[dict[str, Mark]] = {
    "green": Mark(_TICK_DISC, _("Grönt"), _("som vanligt")),
    "yellow": Mark(_WARNING, _("Gult"), _("mer än vanligt")),
    "red": Mark(_OCTAGON, _("Rött"), _("behöver hjälp nu")),
}
VERDICTS: Final[dict[str, Mark]] = {
    "supported": Mark(_UP_FULL, _("Stöds")),
    "contradicted": Mark(_DOWN_FULL, _("Motsägs")),
    "cannot_tell": Mark(_DIAMOND, _("Kan inte avgöras")),
    "not_carried_out": Mark(_SQUARE_DASHED, _("Inte genomförd")),
}
EVIDENCE: Final[dict[str, Mark]] = {
    "strong_for": Mark(_UP_FULL, _("talar starkt för")),
    "for": Mark(_UP_THIN, _("talar för")),
    "neutral": Mark(_DASH, _("säger inget")),
    "against": Mark(_DOWN_THIN, _("talar emot")),
    "strong_against": Mark(_DOWN_FULL, _("talar starkt emot")),
    "unknown": Mark(_RING_DASHED, _("vet inte än")),
}
LEVELS: Final[dict[str, Mark]] = {
    "above": Mark(_UP_FULL, _("mer än vanligt")),
    "usual": Mark("", _("som vanligt")),
    "below": Mark(_DOWN_THIN, _("mindre än vanligt")),
    "zero": Mark("", _("noll, alla har svarat")),
    "missing": Mark(_RING_DASHED, _("ej svarat")),
    "unknown": Mark(_RING_DASHED, _("går inte att säga än")),
    "hidden": Mark("", _("visas inte")),
}
NOTHINGS: Final[dict[str, Mark]] = {
    "zero": Mark("<i>0</i>", _("inget att rapportera")),
    "missing": Mark("<i><b>?</b></i>", _("ej svarat")),
    "none_yet": Mark("", _("inget delat ännu")),
    "not_expected": Mark("", _("väntas inte den här perioden")),
}
#: How a published count is drawn when it is no number above nought. One component: page and gallery alike.
UNSHOWN: Final[dict[str, Mark]] = {
    "not_reported": Mark("<i><b>?</b></i>", _("inte rapporterat")),
    "hidden": Mark("<i>×</i>", _("dolt")),
}
#: What editions from before the tables say (docs/decisions/0023): their words stand.
_OLDER_WORDS: Final[dict[str, str | Promise]] = {"small": _("färre än 5"), "linked": _("visas inte")}


_ZERO: Final = '<span class="nothing no-zero"><i>0</i></span>'


def svg(drawing: str) -> SafeString:
    """A 24 by 24 drawing of our own. Only for the drawings of this file."""
    if not drawing:
        return mark_safe("")
    return mark_safe(f'<svg viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>')


def judgement(code: str, *, short: bool = False) -> SafeString:
    """Grönt, som vanligt."""
    mark = JUDGEMENTS[code]
    if short:
        return format_html('<span class="jm">{}<span>{}</span></span>', svg(mark.drawing), mark.word)
    return format_html(
        '<span class="jm">{}<span>{}<span class="comma">, </span><small>{}</small></span></span>',
        svg(mark.drawing),
        mark.word,
        mark.more,
    )


def verdict(code: str, *, big: bool = False) -> SafeString:
    """Kan inte avgöras, as large as any other verdict."""
    mark = VERDICTS[code]
    size = " vm-big" if big else ""
    return format_html('<span class="vm{}">{}<span>{}</span></span>', size, svg(mark.drawing), mark.word)


def evidence(code: str) -> SafeString:
    """Talar starkt för."""
    mark = EVIDENCE[code]
    return format_html('<span class="ev ev-{}">{}<span>{}</span></span>', code, svg(mark.drawing), mark.word)


def level(code: str) -> SafeString:
    """Mer än vanligt, som vanligt, ej svarat."""
    mark = LEVELS[code]
    return format_html('<span class="lv lv-{}">{}<span>{}</span></span>', code, svg(mark.drawing), mark.word)


def nothing(code: str, *, word: bool = True) -> SafeString:
    """One of the kinds of nothing; the drawing alone in a dense table, with the word hidden."""
    mark = NOTHINGS[code]
    css = "" if word or not mark.drawing else "sr"
    return format_html(
        '<span class="nothing no-{}">{}<span class="{}">{}</span></span>',
        code,
        mark_safe(mark.drawing.replace("<i>", '<i aria-hidden="true">')),
        css,
        mark.word,
    )


def counted(count: Any, *, word: bool = True) -> SafeString:
    """A published count: a number, an outlined 0, a hatched ? for what was not reported, a framed × for what is hidden.

    `word=False` in a dense table: the sign alone, with its word for those who listen.
    """
    if isinstance(count, int):
        return format_html("<b>{}</b>", formats.number(count)) if count else mark_safe(_ZERO)
    if isinstance(count, Mapping) and count.get("hidden") in _OLDER_WORDS:
        return format_html("<b>{}</b>", _OLDER_WORDS[count["hidden"]])
    code = "hidden" if isinstance(count, Mapping) and "hidden" in count else "not_reported"
    mark = UNSHOWN[code]
    return format_html(
        '<span class="nothing no-{}">{}<span class="{}">{}</span></span>',
        code.replace("_", "-"),
        mark_safe(mark.drawing.replace("<i>", '<i aria-hidden="true">')),
        "" if word else "sr",
        mark.word,
    )


def category(group: str, name: str = "") -> SafeString:
    """The group's letter, and its name where there is room."""
    letter = (group or "X")[:1].upper()
    if not name:
        return format_html('<span class="cat cat-{0}">{0}</span>', letter)
    return format_html(
        '<span class="catl"><span class="cat cat-{0}" aria-hidden="true">{0}</span><span>{1}</span></span>',
        letter,
        name,
    )
