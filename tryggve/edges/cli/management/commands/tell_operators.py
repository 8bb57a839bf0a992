"""Mail those who run the machine that something has failed. Asks no database, which may be what failed."""

from __future__ import annotations

import smtplib
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import REFUSED, Errand

#: A report that is older is of another time.
FRESH = timedelta(days=1)
LONGEST_REPORT = 20_000


class Command(Errand):
    """One unit that failed."""

    question = "Mails whoever TRYGGVE_OPERATIONS_MAIL names that a unit of the server has failed."

    def arguments(self, parser: CommandParser) -> None:
        """What failed, and what it wrote."""
        parser.add_argument("unit", help="such as tryggve-restore-drill.service")
        parser.add_argument("--report", type=Path, help="what it wrote of names and numbers, when it is there and new")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """The unit, the machine and where to read on; never a log, which may hold what somebody wrote."""
        unit = str(options["unit"])
        if not settings.OPERATIONS_MAIL:
            said = f"Nobody is named who should know. Got {unit}. Set TRYGGVE_OPERATIONS_MAIL."
            return {"refused": said, "exit_code": REFUSED}
        machine = socket.gethostname()
        text = (
            f"{unit} has failed on {machine}, {now:%Y-%m-%d %H:%M} UTC.\n\n"
            f"Read what it said there: journalctl -u {unit} -n 200\n"
            "What to do stands in docs/operations.\n"
        )
        report = _report(options["report"], now)
        try:
            send_mail(f"Tryggve: {unit} has failed", f"{text}\n{report}" if report else text, None,
                      settings.OPERATIONS_MAIL)  # fmt: skip
        except (OSError, smtplib.SMTPException) as fault:
            said = f"The mail could not be sent. Got {type(fault).__name__}. Look at TRYGGVE_EMAIL_URL."
            return {"refused": said, "exit_code": REFUSED}
        return {"told": settings.OPERATIONS_MAIL, "with_report": bool(report)}


def _report(file: Path | None, now: datetime) -> str:
    if file is None or not file.is_file() or now.timestamp() - file.stat().st_mtime > FRESH.total_seconds():
        return ""
    return file.read_text(encoding="utf-8", errors="replace")[-LONGEST_REPORT:]
