"""How a Swedish noun or adjective is inflected, so that the lists need hold only its basic form.

The forms may be more than the language has ("blattar" and "blatter"): they are looked for, not written.
"""

from __future__ import annotations

from typing import NamedTuple


class NounForms(NamedTuple):
    """ "en kille, killen, killar, killarna", each perhaps in several spellings, without the genitive."""

    one: frozenset[str]
    the_one: frozenset[str]
    several: frozenset[str]
    the_several: frozenset[str]


_IRREGULAR = {
    "man": ("man", "mannen", "män", "männen"),
    "son": ("son", "sonen", "söner", "sönerna"),
    "dotter": ("dotter", "dottern", "döttrar", "döttrarna"),
    "bror": ("bror", "brodern|brorn", "bröder", "bröderna"),
    "broder": ("broder", "brodern", "bröder", "bröderna"),
    "syster": ("syster", "systern", "systrar", "systrarna"),
    "far": ("far", "fadern", "fäder", "fäderna"),
    "fader": ("fader", "fadern", "fäder", "fäderna"),
    "mor": ("mor", "modern", "mödrar", "mödrarna"),
    "moder": ("moder", "modern", "mödrar", "mödrarna"),
    "förälder": ("förälder", "föräldern", "föräldrar", "föräldrarna"),
    "vän": ("vän", "vännen", "vänner", "vännerna"),
    "bonde": ("bonde", "bonden", "bönder", "bönderna"),
    "moster": ("moster", "mostern", "mostrar", "mostrarna"),
    "faster": ("faster", "fastern", "fastrar", "fastrarna"),
    "svåger": ("svåger", "svågern", "svågrar", "svågrarna"),
    "påg": ("påg", "pågen", "pågar", "pågarna"),
    "tös": ("tös", "tösen", "töser", "töserna"),
    "boende": ("boende", "boenden", "boende", "boendena"),
    "vittne": ("vittne", "vittnet", "vittnen", "vittnena"),
    "barn": ("barn", "barnet", "barn", "barnen"),
    "par": ("par", "paret", "par", "paren"),
    "syskon": ("syskon", "syskonet", "syskon", "syskonen"),
    "kvinnfolk": ("kvinnfolk", "kvinnfolket", "kvinnfolk", "kvinnfolken"),
    "gäng": ("gäng", "gänget", "gäng", "gängen"),
    "hushåll": ("hushåll", "hushållet", "hushåll", "hushållen"),
    "kollektiv": ("kollektiv", "kollektivet", "kollektiv", "kollektiven"),
    "sällskap": ("sällskap", "sällskapet", "sällskap", "sällskapen"),
    "nätverk": ("nätverk", "nätverket", "nätverk", "nätverken"),
    "sambo": ("sambo", "sambon", "sambos", "samborna"),
    "särbo": ("särbo", "särbon", "särbos", "särborna"),
    "exsambo": ("exsambo", "exsambon", "exsambos", "exsamborna"),
    "person": ("person", "personen", "personer", "personerna"),
    "narkoman": ("narkoman", "narkomanen", "narkomaner", "narkomanerna"),
    "trio": ("trio", "trion", "trior", "triorna"),
    "duo": ("duo", "duon", "duor", "duorna"),
    "kid": ("kid", "kiden", "kids", "kidsen"),
}
_COMPOUND_TAILS = (
    "dotter",
    "syster",
    "bror",
    "son",
    "mor",
    "far",
    "moster",
    "faster",
    "förälder",
    "vän",
    "man",
    "barn",
    "gäng",
)


def noun_forms(noun: str) -> NounForms:
    """The forms of a noun in its basic form."""
    if noun in _IRREGULAR:
        forms = _IRREGULAR[noun]
        return NounForms(*(frozenset(form.split("|")) for form in forms))
    for tail in _COMPOUND_TAILS:
        if noun.endswith(tail) and len(noun) > len(tail) + 1 and tail in _IRREGULAR:
            head = noun[: -len(tail)]
            return NounForms(*(frozenset(head + one for one in form.split("|")) for form in _IRREGULAR[tail]))
    stem, endings = _regular(noun)
    return NounForms(*(frozenset(stem + ending for ending in each) for each in endings))


def _regular(noun: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    if noun.endswith("are"):
        return noun[:-1], (("e",), ("en",), ("e",), ("na",))
    if noun.endswith("a"):
        return noun[:-1], (("a",), ("an",), ("or",), ("orna",))
    if noun.endswith("e"):
        return noun[:-1], (("e",), ("en",), ("ar", "er"), ("arna", "erna"))
    if noun.endswith("er"):
        return noun, (("",), ("n", "en"), ("",), ("na",))
    if noun.endswith("el"):
        return noun[:-2], (("el",), ("eln",), ("lar",), ("larna",))
    return noun, (("",), ("en", "n"), ("ar", "er"), ("arna", "erna"))


def every_noun_form(noun: str) -> frozenset[str]:
    """All forms of a noun, also in the genitive."""
    forms = frozenset().union(*noun_forms(noun))
    return forms | frozenset(form + "s" for form in forms)


def adjective_forms(adjective: str) -> frozenset[str]:
    """ "somalisk, somaliskt, somaliska, somaliske", "kristen, kristet, kristna"."""
    if adjective.endswith("en"):
        return frozenset({adjective, adjective[:-1] + "t", adjective[:-2] + "na", adjective[:-2] + "ne"})
    if adjective.endswith("ad"):
        return frozenset({adjective, adjective[:-1] + "t", adjective + "e"})
    if adjective.endswith("d"):
        return frozenset({adjective, adjective[:-1] + "t", adjective + "a", adjective + "e"})
    return frozenset(adjective + ending for ending in ("", "t", "a", "e", "as"))
