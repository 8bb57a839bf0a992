"""What was measured, as lines for the terminal and as the page docs/methods/benchmarks.md."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tools.bench_engine.races import MOST_FIRST_S, YARDSTICK_CPU_S, Peer, Race

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True, slots=True)
class Result:
    """One race after its rounds: CPU seconds of one call, ours and each peer's, a round each."""

    race: Race
    ours: list[float] = field(default_factory=list)
    peers: dict[Peer, list[float]] = field(default_factory=dict)
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class First:
    """The first call in a new process: CPU and wall seconds of each round, and CPU seconds of importing numba."""

    task: str
    cpu: list[float]
    wall: list[float]
    numba: list[float]


def spread(values: Sequence[float], form: str) -> str:
    """Least, middle and most."""
    return " / ".join(format(value, form) for value in (min(values), median(values), max(values)))


def ratios(result: Result, peer: Peer) -> list[float]:
    """How many times ours the peer needed, round by round."""
    return [theirs * peer.scale / ours for ours, theirs in zip(result.ours, result.peers[peer], strict=False)]


def _verdict(*, is_met: bool) -> str:
    return "met" if is_met else "NOT met"


def rows(results: Sequence[Result], yardstick: float | None) -> list[tuple[str, ...]]:
    """A row for ours in each race and one for each of its peers: who, CPU seconds, ratio, target."""
    told: list[tuple[str, ...]] = []
    for result in results:
        race = result.race
        if not result.ours:
            told.append((race.workload, race.title, "not measured", "", result.why_not))
            continue
        told.append((race.workload, race.title, spread(result.ours, ".4f"), "", _most(race, result.ours, yardstick)))
        for peer, seconds in result.peers.items():
            if not seconds:
                continue
            times = ratios(result, peer)
            target = f"≥ {peer.least_ratio:g} ×: {_verdict(is_met=median(times) >= peer.least_ratio)}"
            row = (race.workload, f"— {peer.name}", spread([s * peer.scale for s in seconds], ".3f"))
            told.append((*row, spread(times, ".1f"), target if peer.least_ratio else ""))
    return told


def _most(race: Race, ours: Sequence[float], yardstick: float | None) -> str:
    if not race.most_cpu_s:
        return ""
    target = f"≤ {race.most_cpu_s:g} CPU-s"
    if yardstick is None:
        return f"{target}: {median(ours):.3f} here (no yardstick: surveillance's W1 was not measured)"
    there = median(ours) * YARDSTICK_CPU_S / yardstick
    return f"{target} where W1 takes R {YARDSTICK_CPU_S}: {there:.3f}, {_verdict(is_met=there <= race.most_cpu_s)}"


def first_rows(firsts: Sequence[First]) -> list[tuple[str, ...]]:
    """A row for each first call."""
    return [
        (
            one.task.removeprefix("first_").replace("_", " "),
            spread(one.cpu, ".3f"),
            spread(one.numba, ".3f"),
            spread(one.wall, ".3f"),
            f"≤ {MOST_FIRST_S} s: {_verdict(is_met=median(one.cpu) <= MOST_FIRST_S)}",
        )
        for one in firsts
    ]


def as_text(table: Sequence[tuple[str, ...]]) -> str:
    """Columns for the terminal."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table)
    return "\n".join(f"  {line}".rstrip() for line in lines)


def as_markdown(heads: Sequence[str], table: Sequence[tuple[str, ...]]) -> str:
    """The same for the page."""
    lines = [heads, ["---"] * len(heads), *table]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def machine() -> str:
    """Processor, cores, memory and system."""
    found = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").is_file() else ""
    names = [line.split(":", 1)[1].strip() for line in found.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def commit() -> str:
    """What was measured, and whether it was changed since."""
    git = ["git", "-C", str(ROOT)]
    name = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    paths = ["--", "tryggve/engine", "tools/bench_engine"]
    changed = subprocess.run([*git, "status", "--porcelain", *paths], capture_output=True, text=True, check=False)
    return f"commit {name.strip() or 'unknown'}{' with changes' if changed.stdout.strip() else ''}"


def today() -> str:
    """The day of the measurement."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def write(facts: Sequence[str], results: str, firsts: str) -> None:
    """Put the tables between the marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    told = "\n".join(f"- {fact}" for fact in facts)
    middle = f"{told}\n\n{results}\n\n### The first call in a new process, warm cache\n\n{firsts}\n"
    PAGE.write_text(f"{before}{BEGIN}\n{middle}{END}{after}", encoding="utf-8")
