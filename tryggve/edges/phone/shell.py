"""The app's shell: which files it consists of, which version they are, and how a phone installs it."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info, gettext

from tryggve.edges.phone.words import words

SCOPE: Final = "/telefon/"
WORKER: Final = "/telefon/sw.js"
MANIFEST: Final = "/telefon/app.webmanifest"
ORDINARY_FORM: Final = "/handelser/ny/"
#: What the app needs to open without a network, beside its page. The font's name never changes with its content.
FILES: Final = ("web/dist/phone.js", "web/dist/phone.css", "web/dist/fonts.css", "web/dist/icons.svg", "web/icon.svg")
#: The map is heavier than all of that. It comes when it is first asked for, and is kept from then on.
MAP, MAP_WORKER = "web/dist/map.js", "web/dist/maplibre-gl-worker.js"
MAP_STYLES: Final = ("web/dist/maplibre-gl.css", "web/figures.css")
FONT: Final = "web/dist/fonts/source-sans-3-latin-wght-normal.woff2"
_TEMPLATES = Path(__file__).parent / "templates" / "phone"
#: The red of the wall, light and dark (tokens.css: falu).
_WALL = "#7A1D14"
_PAPER = "#F6F2EA"


def version() -> str:
    """A new one whenever a file, the page or a text of it changes; one for each language."""
    return _version(get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=8)
def _version(language: str) -> str:
    """Read once in each process: what is served does not change while it runs."""
    digest = hashlib.sha256(language.encode())
    for name in (*FILES, MAP, MAP_WORKER, *MAP_STYLES):
        found = finders.find(name)
        digest.update(Path(found).read_bytes() if isinstance(found, str) else b"not built")
    for name in ("app.html", "sw.js"):
        digest.update((_TEMPLATES / name).read_bytes())
    digest.update(json.dumps(words(), sort_keys=True).encode())
    return digest.hexdigest()[:12]


def address(name: str) -> str:
    """A file of this version: the next version asks for another address, whatever a cache remembers."""
    return f"{static(name)}?v={version()}"


def context() -> dict[str, Any]:
    """What the page needs. Nothing of it is about a person or a device: the page is kept on the phone."""
    return {
        "words": words(),
        "scope": SCOPE,
        "worker": WORKER,
        "manifest": MANIFEST,
        "ordinary_form": ORDINARY_FORM,
        "other_language": get_language_info("sv" if get_language() == "en" else "en"),
        "language_cookie": settings.LANGUAGE_COOKIE_NAME,
        "script": address("web/dist/phone.js"),
        "style": address("web/dist/phone.css"),
        "fonts": address("web/dist/fonts.css"),
        "sprite": address("web/dist/icons.svg"),
        "icon": address("web/icon.svg"),
        "map": address(MAP),
        "map_styles": " ".join(address(name) for name in MAP_STYLES),
        "wall": _WALL,
    }


def worker() -> str:
    """The service worker, with the version and the files of the shell in it."""
    shell = [SCOPE, *(address(name) for name in FILES), static(FONT)]
    # The map names its worker itself, without a version.
    later = [address(MAP), static(MAP_WORKER), *(address(name) for name in MAP_STYLES)]
    written: str = render_to_string(
        "phone/sw.js",
        {
            "version": version(),
            "shell": mark_safe(json.dumps(shell)),
            "later": mark_safe(json.dumps(later)),
            "scope": SCOPE,
        },
    )
    return written


def manifest() -> dict[str, Any]:
    """How the app looks on a home screen."""
    return {
        "id": SCOPE,
        "start_url": SCOPE,
        "scope": SCOPE,
        "name": gettext("Tryggve, ny händelse"),
        "short_name": "Tryggve",
        "description": gettext("Spara det du ser på fyra tryck, också utan täckning."),
        "lang": get_language() or settings.LANGUAGE_CODE,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": _PAPER,
        "theme_color": _WALL,
        "icons": [
            {"src": static("phone/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": static("phone/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": static("phone/icon-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
