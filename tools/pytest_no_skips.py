"""In continuous integration (TRYGGVE_CI=1) a skipped test fails the run; tests of the other database are left out."""

from __future__ import annotations

import os

import pytest

_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _skipped.append(report.nodeid)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_postgresql = os.environ.get("TRYGGVE_DATABASE_URL", "").startswith("postgres")
    foreign = "sqlite" if on_postgresql else "postgresql"
    left_out = [item for item in items if item.get_closest_marker(foreign)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(foreign)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped and os.environ.get("TRYGGVE_CI") == "1" and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _skipped and os.environ.get("TRYGGVE_CI") == "1":
        terminalreporter.section("skipped, and a skip fails here", red=True)
        for name in _skipped:
            terminalreporter.line(name)
