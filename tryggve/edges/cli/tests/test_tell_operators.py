"""Is who runs the machine told what failed and where to read, with no word of what anybody wrote?"""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

UNIT = "tryggve-restore-drill.service"


def _tell(*options: str | Path) -> tuple[dict[str, Any], int]:
    out, code = StringIO(), 0
    try:
        call_command("tell_operators", UNIT, "--json", *map(str, options), stdout=out)
    except SystemExit as left:
        code = int(left.code or 0)
    return json.loads(out.getvalue()), code


def test_the_mail_names_the_unit_and_brings_its_report(settings: Any, tmp_path: Path) -> None:
    settings.OPERATIONS_MAIL = ["drift@exempel.se", "jour@exempel.se"]
    report = tmp_path / "report.txt"
    report.write_text("FOUND policy_missing: incidents_incident tenancy: the policy is gone\n")

    said, code = _tell("--report", report)

    (letter,) = mail.outbox
    assert (code, said["with_report"]) == (0, True)
    assert letter.to == ["drift@exempel.se", "jour@exempel.se"]
    assert letter.subject == f"Tryggve: {UNIT} has failed"
    assert f"journalctl -u {UNIT}" in str(letter.body)
    assert "FOUND policy_missing: incidents_incident tenancy" in str(letter.body)


def test_a_report_of_last_week_is_left_out_and_so_is_one_that_is_not_there(settings: Any, tmp_path: Path) -> None:
    settings.OPERATIONS_MAIL = ["drift@exempel.se"]
    report = tmp_path / "report.txt"
    report.write_text("of another time")
    os.utime(report, (0, 0))

    assert _tell("--report", report) == ({"told": ["drift@exempel.se"], "with_report": False}, 0)
    assert _tell("--report", tmp_path / "none.txt")[0]["with_report"] is False
    assert not any("of another time" in str(letter.body) for letter in mail.outbox)


def test_nobody_to_tell_is_refused(settings: Any) -> None:
    settings.OPERATIONS_MAIL = []

    said, code = _tell()

    assert (code, "TRYGGVE_OPERATIONS_MAIL" in said["refused"]) == (1, True)


def test_a_mail_server_that_is_away_is_said(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPERATIONS_MAIL = ["drift@exempel.se"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    said, code = _tell()

    assert (code, said["refused"]) == (
        1,
        "The mail could not be sent. Got ConnectionRefusedError. Look at TRYGGVE_EMAIL_URL.",
    )
