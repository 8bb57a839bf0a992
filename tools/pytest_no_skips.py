"""In continuous integration (TRYGGVE_CI=1) a skipped test fails the run."""

from __future__ import annotations

import os
from typing import Any

import pytest

_skipped: list[str] = []
_skipped_files: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _skipped_files.add(report.nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # pytest-xdist passes on what became of each test, but not that a whole file was left out.
    _skipped_files.update(getattr(node, "workeroutput", {}).get("skipped_files", ()))


def _fails() -> bool:
    return bool(_skipped or _skipped_files) and os.environ.get("TRYGGVE_CI") == "1"


def pytest_sessionfinish(session: pytest.Session) -> None:
    config: Any = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["skipped_files"] = sorted(_skipped_files)
    elif _fails() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _fails():
        terminalreporter.section("skipped, and a skip fails here", red=True)
        for name in (*sorted(_skipped_files), *_skipped):
            terminalreporter.line(name)
