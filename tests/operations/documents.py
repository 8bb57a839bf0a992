"""The blocks of the documents of operation: what they are marked as, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "operations"
_BLOCK = re.compile(r"^```sh ?([a-z ]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block, its mark (none for most), and where it stands."""

    document: str
    number: int
    mark: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.document}, block {self.number}"


def blocks(document: str) -> list[Block]:
    """All of a document, in order."""
    text = (FOLDER / document).read_text(encoding="utf-8")
    return [Block(document, number, mark, said) for number, (mark, said) in enumerate(_BLOCK.findall(text), start=1)]
