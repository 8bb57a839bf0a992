"""`make import-damage`: do randomly damaged copies of messy files crash the importer, or lose rows in silence?

Each copy is one of the files beside the repository with bytes flipped, cut, doubled, swapped or filled with
noise, by a seed. A copy is either refused with a sentence, or planned; a plan's verdicts must cover every row
that was read, and its counts must add up. Anything else is a crash, and its seed is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("TRYGGVE_SHARED", ROOT.parent / "shared")) / "data/imports/dev"
COPIES = 2000
NOW = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
_NOISE = (b"\0", b'"', b";", b"\n", b"\xff\xfe", b"{", b"]", b"NaN", b"1e999", b"\\ud800", b"=cmd|", b"99999999999")


def originals(folder: Path = SHARED) -> list[tuple[str, bytes]]:
    """The regular files, by name."""
    return [
        (path.name, path.read_bytes()) for path in sorted(folder.glob("0*")) if not path.name.endswith(".expected.json")
    ]


def damaged(content: bytes, draw: random.Random) -> bytes:
    """One to four injuries."""
    body = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        draw.choice(_INJURIES)(body, draw)
    return bytes(body)


def _flip(body: bytearray, draw: random.Random) -> None:
    for _ in range(draw.randint(1, 20)):
        if body:
            body[draw.randrange(len(body))] = draw.randrange(256)


def _cut(body: bytearray, draw: random.Random) -> None:
    del body[draw.randrange(len(body) + 1) :]


def _drop(body: bytearray, draw: random.Random) -> None:
    at = draw.randrange(len(body) + 1)
    del body[at : at + draw.randint(1, 200)]


def _double(body: bytearray, draw: random.Random) -> None:
    at = draw.randrange(len(body) + 1)
    body[at:at] = body[at : at + draw.randint(1, 400)]


def _noise(body: bytearray, draw: random.Random) -> None:
    for _ in range(draw.randint(1, 5)):
        at = draw.randrange(len(body) + 1)
        body[at:at] = draw.choice(_NOISE)


_INJURIES: Sequence[Callable[[bytearray, random.Random], None]] = (_flip, _cut, _drop, _double, _noise)


def outcome(content: bytes) -> str:
    """ "refused", "planned" or "lost": a plan that does not account for what was read."""
    from tryggve.edges.intake.planning import plan_import
    from tryggve.edges.intake.reading import CannotRead, read_contents
    from tryggve.edges.intake.shapes import Setting

    setting = Setting(municipality="Falu kommun", slug="falun", centre=(60.6065, 15.6355))
    try:
        contents = read_contents(content)
        plan = plan_import(contents, setting=setting, now=NOW)
    except CannotRead as refusal:
        return "refused" if str(refusal).count(".") >= 2 else "lost"
    sheet = contents.sheet(plan.mapping.sheet)
    counts = plan.counts
    adds_up = counts["rows_total"] == counts["rows_good"] + counts["rows_error"] + counts["rows_duplicate"]
    covers = sheet is not None and [row.number for row in sheet.rows] == [row.row for row in plan.rows]
    explained = all(row.reasons for row in plan.rows if row.verdict != "good")
    return "planned" if adds_up and covers and explained else "lost"


def try_all(copies: int, files: Sequence[tuple[str, bytes]], first_seed: int = 0) -> tuple[Counter[str], list[str]]:
    """What became of each copy, and the ones that went wrong."""
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(first_seed, first_seed + copies):
        draw = random.Random(seed)  # noqa: S311 - damage, not a secret
        name, content = files[seed % len(files)]
        try:
            became = outcome(damaged(content, draw))
        except Exception:  # noqa: BLE001 - a crash is what we look for
            became = "crashed"
            wrong.append(f"seed {seed}, {name}: {traceback.format_exc(limit=-2)}")
        if became == "lost":
            wrong.append(f"seed {seed}, {name}: lost")
        tally[became] += 1
    return tally, wrong


def main(arguments: Iterable[str]) -> int:
    """Run, and tell."""
    reader = argparse.ArgumentParser(prog="make import-damage", description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--copies", type=int, default=COPIES)
    said = reader.parse_args(list(arguments))
    files = originals()
    if not files:
        print("No messy files are at hand: set TRYGGVE_SHARED to where they lie.")
        return 1
    started = time.monotonic()
    tally, wrong = try_all(said.copies, files)
    print("\n".join(wrong[:20]))
    print(f"{said.copies} damaged copies in {time.monotonic() - started:.0f} s: {dict(sorted(tally.items()))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
