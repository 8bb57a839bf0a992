"""The environment, read once and typed. What cannot be read is refused, never guessed."""

from __future__ import annotations

import os
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent

#: Every variable Tryggve reads. One that starts with TRYGGVE_ and is not here is refused.
KNOWN = {
    "TRYGGVE_ADDRESS": "where people find Tryggve, for the link in mails and calendars",
    "TRYGGVE_ANCHORS": "folder for the ends of the audit trail, outside the database; in TRYGGVE_VAR by default",
    "TRYGGVE_ANCHORS_MAIL": "mailboxes elsewhere that get the ends of the audit trail daily, comma-separated",
    "TRYGGVE_CI": "1 in continuous integration: a skipped test fails",
    "TRYGGVE_DATABASE_URL": "the application's database (SQLite by default)",
    "TRYGGVE_DEBUG": "true shows Django's error pages; never in production",
    "TRYGGVE_EMAIL_FROM": "who mails come from",
    "TRYGGVE_EMAIL_URL": "where mail goes; printed to the console by default",
    "TRYGGVE_EVERY_LOOK": "1 shows the browser tests every page in all four looks",
    "TRYGGVE_HOSTS": "host names served, comma-separated",
    "TRYGGVE_HTTPS": "true behind TLS: secure cookies and HSTS",
    "TRYGGVE_OPERATIONS_MAIL": "who is told when a backup, a drill or a process of the server failed, comma-separated",
    "TRYGGVE_OWNER_DATABASE_URL": "the owner of the tables, for migrate only (PostgreSQL)",
    "TRYGGVE_PRACTICE": "true allows one-click personas in practice municipalities",
    "TRYGGVE_SECRET_KEY": "at least 50 random characters",
    "TRYGGVE_SHARED": "where tests and tools find the shared data; beside the project by default",
    "TRYGGVE_VAR": "folder for the database file and generated files",
}


class UnknownVariable(Exception):
    """A misspelt setting must not pass in silence."""


def read() -> environ.Env:
    """The environment, after refusing unknown TRYGGVE_ variables."""
    unknown = sorted(name for name in os.environ if name.startswith("TRYGGVE_") and name not in KNOWN)
    if unknown:
        message = (
            f"Unknown setting in the environment. Got {', '.join(unknown)}. "
            f"Known are {', '.join(KNOWN)}; correct the spelling or remove it."
        )
        raise UnknownVariable(message)
    return environ.Env()
