"""Which passage is somebody's e-mail address?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Kind, Mark

_AT = re.compile(
    r"@|＠|\s?[(\[{<]\s?(?:at|(?P<letter>a)|snabel-?a)\s?[)\]}>]\s?|\ssnabel-?a\s|(?P<spoken>\sat\s)", re.IGNORECASE
)
_LOCAL = re.compile(r"[\w.+'\-]*[^\W_][\w.+'\-]*\Z")
_IN_LOCAL = re.compile(r"[\w.+'\-]")
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt)\s?[)\]}]\s?|\s(?:punkt|dot)\s)"
_DOMAIN = re.compile(rf"[^\W_][\w\-]{{0,62}}(?:{_DOT}[^\W_][\w\-]{{0,62}}){{0,4}}", re.IGNORECASE)
_SPOKEN_DOMAIN = re.compile(rf"[^\W_][\w\-]{{0,62}}{_DOT}(?:se|nu|com|net|org|eu|no|fi|dk)\b", re.IGNORECASE)
_LONGEST_LOCAL = 64
# A mailbox of an office, read by whoever is on duty. Nobody in particular.
_OFFICES = lexicon.section("contexts", "offices")
_OFFICE_ENDINGS = (
    *(
        "center",
        "jouren",
        "jour",
        "service",
        "sanering",
        "anmalan",
        "anmälan",
        "gruppen",
        "kontoret",
        "kontor",
        "skolan",
    ),
    *("expedition", "expeditionen", "tjanst", "tjänst", "support", "vakten", "namnd", "nämnd", "enheten", "styrelsen"),
)


def emails(text: str) -> Iterator[Mark]:
    """E-mail addresses, also disguised as `x (at) y`. An office's mailbox is not a person's."""
    for sign in _AT.finditer(text):
        start = max(0, sign.start() - _LONGEST_LOCAL)
        if start == sign.start() or not _IN_LOCAL.match(text, sign.start() - 1):
            continue
        local = _LOCAL.search(text[start : sign.start()])
        domain = (_SPOKEN_DOMAIN if sign["spoken"] else _DOMAIN).match(text, sign.end())
        if local is None or domain is None or _of_office(local[0]) or domain[0].lower() == "localhost":
            continue
        if sign["letter"] and "." not in domain[0]:
            continue  # "87 dB(A) kl 23"
        if any(character.isalpha() for character in domain[0]):
            yield Mark(Kind.EMAIL, start + local.start(), _without_trailing(domain))


def _of_office(local: str) -> bool:
    """ "info", "kundtjanst.falun", "felanmalan-sodra": an office, also with a place behind."""
    first, *rest = re.split(r"[.\-_+]", local.strip(".-").lower())
    if not (first in _OFFICES or first.endswith(_OFFICE_ENDINGS)):
        return False
    return not any(part in lexicon.lower("given_names") for part in rest)  # "styrelsen.kerstin" is hers


def _without_trailing(domain: re.Match[str]) -> int:
    return domain.start() + len(domain[0].rstrip(".-_"))
