"""What the faults came to, as lines while it runs and as a page that is kept."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from tools.faults.scenarios import SCENARIOS, Scenario
from tools.faults.stage import Tally
from tools.house.stamps import ROOT

PAGE = ROOT / "docs" / "reporting" / "faults.md"
_COUNTED = ("runs", "acknowledged", "lost", "doubled", "claimed", "wrong_time")
_HEAD = """# What the reporter's app does when things go wrong

`make faults` drives the app in a real Chromium against the house's own server, through a small proxy that breaks the
network on purpose (`tools/faults/`). Each run saves one incident with two taps while something goes wrong, mends it,
and waits until the phone says that nothing is left to send. All the time the screen is read first and the database
after it: whatever the screen claims must be true already.

- **Acknowledged**: the receipt's first pane was lit. (An app closed before that has promised nothing.)
- **Lost**: acknowledged, and not in the database in the end.
- **Doubled**: more than one row for one save.
- **Claimed too much**: the screen said *hos samordnaren*, or nothing unsent, before the row was there; or *delad*.
- **Wrong time**: the row's time more than three minutes from when it was saved, by a clock that goes right.
"""


def line(scenario: Scenario, tally: Tally, seconds: float) -> str:
    """One scenario, for whoever watches."""
    return (
        f"  {scenario.name:<12} {tally.runs:4} runs  {tally.acknowledged:4} acknowledged   lost {tally.lost}   doubled "
        f"{tally.doubled}   claimed too much {tally.claimed}   wrong time {tally.wrong_time}   ({seconds:.0f} s)"
    )


def names() -> list[str]:
    """Of all scenarios, in their order."""
    return [scenario.name for scenario in SCENARIOS]


def page(found: dict[str, dict[str, int]], *, seed: int, seconds: float) -> str:
    """The page that is kept."""
    rows = [
        f"| {each.what} | {' | '.join(str(found[each.name][what]) for what in _COUNTED)} |"
        for each in SCENARIOS
        if each.name in found
    ]
    total = " | ".join(f"**{sum(tally[what] for tally in found.values())}**" for what in _COUNTED)
    told = (
        f"Written by `make faults` on {time.strftime('%Y-%m-%d', time.gmtime())} at commit {_commit()}, on SQLite, "
        f"with seed {seed}, in {seconds / 60:.0f} minutes."
    )
    head = "| What goes wrong | Runs | Acknowledged | Lost | Doubled | Claimed too much | Wrong time |"
    return "\n".join([_HEAD, told, "", head, "|---|--:|--:|--:|--:|--:|--:|", *rows, f"| **Sum** | {total} |", ""])


def write(text: str, to: Path = PAGE) -> None:
    """Keep it."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text, encoding="utf-8")


def _commit() -> str:
    git = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
