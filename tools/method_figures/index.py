"""Which cards are there, by room? The list in docs/methods/README.md, which `tools.method_figures` writes."""

from __future__ import annotations

import re
from pathlib import Path

CARDS = Path(__file__).resolve().parents[2] / "docs" / "methods"
PAGE = CARDS / "README.md"
BEGIN, END = "<!-- cards: begin -->", "<!-- cards: end -->"
#: Pages of the folder that are no cards.
NO_CARDS = {"README", "benchmarks", "calibration"}
ROOMS = {
    "series": "Is this week unusual?",
    "space_time": "Where, and since when?",
    "places": "Which places carry the problem?",
    "effects": "Did it work?",
    "disclosure": "What can be published?",
    "numerics": "The arithmetic below",
}


def cards() -> list[Path]:
    """The cards, by name."""
    return sorted(path for path in CARDS.glob("*.md") if path.stem not in NO_CARDS)


def room_of(text: str) -> str:
    """The first room of the engine that the card names a file of."""
    found = re.search(r"tryggve/engine/([a-z_]+)/", text)
    return found[1] if found and found[1] in ROOMS else "numerics"


def listed() -> str:
    """The list as Markdown: each room's question, and under it each card with its own."""
    by_room: dict[str, list[str]] = {room: [] for room in ROOMS}
    for path in cards():
        text = path.read_text(encoding="utf-8")
        heading = text.splitlines()[0].removeprefix("# ").strip()
        question = re.search(r"\*\*Question\.\*\*\s+(.+?)\n\s*\n", text, re.DOTALL)
        told = " ".join(question[1].split()) if question else ""
        by_room[room_of(text)].append(f"- [{heading}]({path.name}). {told}".rstrip())
    parts = [f"## {ROOMS[room]} (`{room}`)\n\n" + "\n".join(lines) for room, lines in by_room.items() if lines]
    return "\n\n".join(parts)


def write() -> None:
    """Put the list between the marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{listed()}\n{END}{after}", encoding="utf-8")
