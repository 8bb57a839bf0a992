"""`python -m tools.calibrate`: print the tables; `--write` puts them in docs/methods/calibration.md.

`--small` tries a sample of every part, `--only Series` (or Effects) one part. `--lay-out FOLDER` and
`--keep FOLDER` are for R's side.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import platform
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tools.calibrate import alarms, series, surveillance
from tools.calibrate.tables import Table
from tools.house.progress import child_environment

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "methods" / "calibration.md"
_BEGIN = "<!-- tables: written by make calibrate -->"
_Study = Callable[..., list[Table]]


def main(arguments: list[str] | None = None) -> int:
    """0 also when something was not met: the tables say it."""
    asked = _parser().parse_args(arguments)
    if asked.lay_out:
        for file in series.lay_out(asked.lay_out):
            print(file)
        return 0
    if asked.keep:
        print("kept the cells", ", ".join(surveillance.keep(asked.keep)))
        return 0
    # A cache that knows all the kernels' files: numba's own would run yesterday's arithmetic.
    os.environ.setdefault("NUMBA_CACHE_DIR", child_environment()["NUMBA_CACHE_DIR"])
    sections = _run(small=asked.small, only=asked.only)
    if asked.write:
        _write(sections)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.calibrate", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a sample of every part, under a minute")
    parser.add_argument("--write", action="store_true", help="put the tables in docs/methods/calibration.md")
    parser.add_argument("--only", choices=("Series", "Effects"), help="one part; with --write the other is kept")
    parser.add_argument("--lay-out", type=Path, metavar="FOLDER", help="write the series that r_side.R reads")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="condense what r_side.R left into data/")
    return parser


def _studies() -> dict[str, _Study]:
    studies: dict[str, _Study] = {"Series": alarms.tables}
    if importlib.util.find_spec("tools.calibrate.effects"):
        effects = importlib.import_module("tools.calibrate.effects").tables
        studies["Effects"] = partial(effects, seed=series.SEED)
    return studies


def _run(*, small: bool, only: str | None) -> dict[str, list[Table]]:
    sections = {}
    for name, study in _studies().items():
        if only not in (None, name):
            continue
        started = time.process_time()
        sections[name] = study(small=small)
        print(f"## {name} ({time.process_time() - started:.0f} CPU s)\n")
        for table in sections[name]:
            print(table.as_markdown())
    print("## Summary\n")
    for table in (table for tables in sections.values() for table in tables if table.met is not None):
        print(f"- {table.verdict}: {table.title}")
    return sections


def _write(sections: dict[str, list[Table]]) -> None:
    head, _, tail = DOCUMENT.read_text().partition(_BEGIN)
    written = {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in tail.split("\n## ")[1:]}
    for name, tables in sections.items():
        written[name] = "\n".join([f"## {name}", "", _stamp(name), "", *(table.as_markdown() for table in tables)])
    parts = [head.rstrip() + "\n", _BEGIN + "\n", *(written[name] for name in sorted(written, reverse=True))]
    DOCUMENT.write_text("\n".join(parts).rstrip() + "\n")


def _stamp(name: str) -> str:
    python = f"Python {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "numba"))
    today = time.strftime("%Y-%m-%d", time.gmtime())
    measured = f"Measured {today} on {_processor()}, {platform.system()}, {python}, {packages}. Seed {series.SEED}."
    return f"{measured} Peer: {surveillance.VERSION}, run once. {alarms.described()}" if name == "Series" else measured


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
