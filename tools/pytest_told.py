"""What tests tell at the end of a run: said in any worker, printed once.

A worker of pytest-xdist has no terminal. What is told in it goes with its farewell to the process that prints.
"""

from __future__ import annotations

from typing import Any

import pytest

_told: dict[str, dict[str, str]] = {}


def tell(title: str, what: str, text: str = "") -> None:
    """Have it printed under the title when all tests have run. Of one thing the last word holds."""
    _told.setdefault(title, {})[what] = text


def pytest_sessionfinish(session: pytest.Session) -> None:
    config: Any = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["told"] = _told


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # A worker that was killed said no farewell.
    for title, things in getattr(node, "workeroutput", {}).get("told", {}).items():
        for what, text in things.items():
            tell(title, what, text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title, things in sorted(_told.items()):
        terminalreporter.section(title)
        width = max((len(what) for what, text in things.items() if text), default=0)
        for what, text in sorted(things.items()):
            for line in f"{what:<{width}}  {text}".rstrip().splitlines():
                terminalreporter.write_line(f"  {line}")
