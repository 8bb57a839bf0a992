"""The ends of the chains, kept outside the database.

A chain alone cannot show that its end was cut, nor that everything after some line was written anew with new hashes
(SECURITY 3.5, 15-16). So each day the number and hash of every chain's last line go to a file and to a mailbox. A
line of the file is JSON and holds the hash of the line before it, so that the file cannot be shortened in the middle
either; the mail holds the same lines, and can be saved and given to `manage.py verify_audit_trail --anchors FILE`.
Numbers and hashes only: an anchor tells nothing of anybody.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "anchors.jsonl"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a chain's last line was at a moment. An empty hash: the chain had no line."""

    chain: str
    sequence: int
    entry_hash: str
    at: str


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a file of anchors holds, and the number of the first line in it that is not as it was written."""

    found: tuple[Anchor, ...] = ()
    broken_line: int | None = None

    def of(self, chain: str) -> dict[int, str]:
        """The hash each anchored line of a chain had."""
        return {each.sequence: each.entry_hash for each in self.found if each.chain == chain and each.sequence}


def append(folder: Path, heads: Sequence[tuple[str, int, str]], *, now: datetime) -> list[str]:
    """Add a line for each head (chain, number, hash), safely on the disk. Returns the lines."""
    folder.mkdir(parents=True, exist_ok=True)
    # Its group may read it: the restore drill runs as another user (deploy/systemd).
    descriptor = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        previous = _link(_last_line(file.read()))
        lines = []
        for chain, sequence, entry_hash in heads:
            at = now.astimezone(UTC).isoformat(timespec="seconds")
            said = {"at": at, "chain": chain, "hash": entry_hash, "previous": previous, "sequence": sequence}
            lines.append(json.dumps(said, sort_keys=True))
            previous = _link(lines[-1])
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    return lines


def read(path: Path) -> Anchors:
    """The anchors of a file, or of the file in a folder; none when there is no file yet."""
    if path.is_dir():
        path /= FILE_NAME
    return parse(path.read_text(encoding="utf-8").splitlines()) if path.exists() else Anchors()


def parse(lines: Iterable[str]) -> Anchors:
    """Each line follows from the one before; the first may follow from anything (a mail begins in the middle)."""
    found: list[Anchor] = []
    previous: str | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            anchor = Anchor(said["chain"], int(said["sequence"]), said["hash"], said["at"])
            follows = previous is None or said["previous"] == previous
        except (ValueError, KeyError, TypeError):
            return Anchors(tuple(found), number)
        if not follows:
            return Anchors(tuple(found), number)
        found.append(anchor)
        previous = _link(line)
    return Anchors(tuple(found))


def _last_line(text: str) -> str:
    lines = text.splitlines()
    return lines[-1] if lines else ""


def _link(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest() if line else ""
