"""What the attack came to, as lines while it runs and as the page that is kept."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tools.disclosure.trial import Outcome
from tools.house.stamps import ROOT

PAGE = ROOT / "docs" / "privacy" / "disclosure.md"
_BEGIN, _END = "<!-- figures: written by make disclosure -->", "<!-- end of figures -->"


def line(name: str, counted: Mapping[str, int]) -> str:
    """One group of months, for whoever watches."""
    return (
        f"  {name:<34} {counted['months']:4} months  recovered: county {counted['county recovered']}, "
        f"public {counted['public recovered']}   narrowed {counted['county narrowed'] + counted['public narrowed']}"
    )


def figures(
    by_volume: Mapping[int, Outcome], controls: Mapping[str, Outcome], *, commit: str, seed: int, seconds: float
) -> str:
    """The part of the page that the command writes."""
    every = Outcome()
    for outcome in by_volume.values():
        every.add(outcome)
    head = (
        "| Events a week | Months | Versions | Numbers read | Hidden | Small cells | Exact recovered | Narrowed | "
        "Events in shown cells |"
    )
    rows = [_row(str(volume), outcome.counted) for volume, outcome in by_volume.items()]
    controlled = [
        f"| {name} | {outcome.counted['months']} | {outcome.counted['county recovered']} | "
        f"{outcome.counted['county narrowed']} |"
        for name, outcome in controls.items()
    ]
    written = (
        f"Written by `make disclosure` on {time.strftime('%Y-%m-%d', time.gmtime())} at commit {commit}, with "
        f"seed {seed}, in {seconds / 60:.0f} minutes of one processor."
    )
    told = (
        f"Versions differed in {every.counted['changes shown']} numbers, {every.counted['small changes shown']} of "
        f"them by less than five. The public read {every.counted['public tables']} tables; "
        f"{every.counted['public hidden']} of {every.counted['public numbers']} numbers were hidden."
    )
    return "\n".join(
        [
            _BEGIN,
            written,
            "",
            head,
            "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
            *rows,
            _row("**Sum**", every.counted),
            "",
            told,
            "",
            "The same attack when the rule is broken on purpose (it must succeed, or it proves nothing):",
            "",
            "| Broken rule | Months | Exact recovered | Narrowed |",
            "|---|--:|--:|--:|",
            *controlled,
            _END,
        ]
    )


def _row(name: str, counted: Counter[str]) -> str:
    share = 100 * counted["events shown"] / max(counted["events"], 1)
    cells = (
        counted["months"], counted["versions"], counted["county numbers"] + counted["public numbers"],
        counted["county hidden"] + counted["public hidden"], counted["small cells"],
        counted["county recovered"] + counted["public recovered"],
        counted["county narrowed"] + counted["public narrowed"],
    )  # fmt: skip
    return f"| {name} | {' | '.join(f'{cell:,}' for cell in cells)} | {share:.0f} % |"


def write(text: str, to: Path = PAGE) -> None:
    """Put the figures in their place on the page; what people wrote around them stays."""
    page = to.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    to.write_text(before + text + after, encoding="utf-8")


def commit_now() -> str:
    """The commit that is read when the attack begins."""
    git = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
