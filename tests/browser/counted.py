"""How long a path takes a person: keystroke-level model over what is really pressed, beside the machine's own time.

Source: Card, Moran & Newell (1980), Communications of the ACM 23:396-410; the operators' times are those of
JOURNEYS.md section 2: a press 1.1 s, a decision 1.35 s, a letter 0.28 s.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator

from tests.browser.house import Person
from tools.pytest_told import tell

PRESS_S, DECIDE_S, LETTER_S = 1.1, 1.35, 0.28


@dataclass
class Counted:
    """A person whose presses and letters are counted. Each press is one decision."""

    person: Person
    presses: int = 0
    letters: int = 0
    began: float = field(default_factory=time.monotonic)

    def clicks(self, name: str, *, role: str = "button", within: Locator | None = None) -> int:
        """Press what leads on to another page."""
        self.presses += 1
        return self.person.clicks(name, role=role, within=within)

    def presses_on(self, here: Locator) -> None:
        """Press what stays on the page."""
        self.presses += 1
        here.click()

    def chooses(self, label: str, option: str, within: Locator | None = None) -> None:
        """Open a list and choose: two presses."""
        self.presses += 2
        self.person.chooses(label, option, within)

    def writes(self, label: str, text: str) -> None:
        """Step into a box and write."""
        self.presses += 1
        self.letters += len(text)
        self.person.fills({label: text})

    @property
    def machine_s(self) -> float:
        """What the machine took, with the browser's driver."""
        return time.monotonic() - self.began

    @property
    def human_s(self) -> float:
        """What a person takes by the model."""
        return self.presses * (PRESS_S + DECIDE_S) + self.letters * LETTER_S

    def tells(self, what: str) -> None:
        """One line at the end of the run."""
        said = f"{self.presses} presses, {self.letters} letters, {self.human_s:.0f} s by the model"
        tell(
            "paths of people, by the keystroke-level model",
            what,
            f"{said}, {self.machine_s:.0f} s of machine and driver",
        )
