"""What has been done already, known by the hash of what it was done from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
HOUSE = VENV / ".house"


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """One hash of some files (by name and content) and some words; files that are not there count as such."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        digest.update(f"\0{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"absent")
    return digest.hexdigest()


def is_done(stamp: Path, value: str) -> bool:
    """Whether the stamp says that this very thing was done."""
    return stamp.is_file() and stamp.read_text().strip() == value


def mark_done(stamp: Path, value: str) -> None:
    """Remember it for the next start."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value + "\n")


def forget(stamp: Path) -> None:
    """It is about to be done anew: until it has succeeded, it is not done."""
    stamp.unlink(missing_ok=True)
