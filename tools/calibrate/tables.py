"""What does a study of calibration hand to the reader?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a study: rows of ready text, and whether what was promised was met (None: nothing was)."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    met: bool | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Met, not met, or for information."""
        return {True: "met", False: "NOT MET", None: "for information"}[self.met]

    def as_markdown(self) -> str:
        """A heading, the verdict, the note and the rows."""
        lines = [f"### {self.title}", "", f"**{self.verdict}.** {self.note}".rstrip(), ""]
        lines += [_row(self.header), _row(("---",) * len(self.header)), *map(_row, self.rows)]
        return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
