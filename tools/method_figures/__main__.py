"""`python -m tools.method_figures [name …]`: draw the cards' pictures; without names all, and the list of the cards.

`--check` tells what is missing, and draws nothing.

Each room's module lists its pictures in FIGURES; a picture is a Vega-Lite specification whose numbers come from the
engine itself. The same engine draws the same bytes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Sequence
from typing import Any

import tools.method_figures
from tools.method_figures import index
from tools.method_figures.style import styled

PICTURES = index.CARDS / "figures"
VEGA_LITE_VERSION = "6.4"

Figure = Callable[[], dict[str, Any]]


def figures() -> dict[str, Figure]:
    """Every picture by its card's name, from every module of this package."""
    found: dict[str, Figure] = {}
    for module in pkgutil.iter_modules(tools.method_figures.__path__, "tools.method_figures."):
        if module.name.rpartition(".")[2] not in {"__main__", "tests"}:
            found |= getattr(importlib.import_module(module.name), "FIGURES", {})
    return dict(sorted(found.items()))


def drawn(spec: dict[str, Any]) -> str:
    """The specification as SVG, in the cards' look and letters."""
    import vl_convert

    from tryggve.foundation.render.fonts import FONT_FOLDER

    vl_convert.register_font_directory(str(FONT_FOLDER))
    text = json.dumps(styled(spec), sort_keys=True)
    svg: str = vl_convert.vegalite_to_svg(text, vl_version=VEGA_LITE_VERSION, format_locale="en-GB")
    return svg.rstrip() + "\n"


def problems() -> list[str]:
    """Cards without a picture or without a line that shows it, and pictures without a card."""
    cards = {path.stem: path.read_text(encoding="utf-8") for path in index.cards()}
    listed = figures()
    told = [f"{name}.md has no picture in tools/method_figures." for name in sorted(cards) if name not in listed]
    told += [f"The picture {name} has no card." for name in listed if name not in cards]
    for name in sorted(cards.keys() & listed.keys()):
        if f"](figures/{name}.svg)" not in cards[name]:
            told.append(f"{name}.md does not show figures/{name}.svg.")
        if not (PICTURES / f"{name}.svg").is_file():
            told.append(f"figures/{name}.svg is not drawn: python -m tools.method_figures {name}")
    return told


def main(arguments: Sequence[str]) -> int:
    """Draw those named, or all; or only tell what is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.method_figures", description=__doc__)
    parser.add_argument("names", nargs="*", help="cards; all when none is named")
    parser.add_argument("--check", action="store_true", help="tell which cards lack a picture, and draw nothing")
    asked = parser.parse_args(arguments)
    if asked.check:
        told = problems()
        print("\n".join(told) or "Every card has its picture.")
        return 1 if told else 0
    listed = figures()
    if unknown := [name for name in asked.names if name not in listed]:
        print(f"No picture has this name. Got {', '.join(unknown)}. Give one of: {', '.join(listed)}.")
        return 2
    PICTURES.mkdir(exist_ok=True)
    for name in asked.names or listed:
        (PICTURES / f"{name}.svg").write_text(drawn(listed[name]()), encoding="utf-8")
        print(f"  docs/methods/figures/{name}.svg")
    if not asked.names:
        index.write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
