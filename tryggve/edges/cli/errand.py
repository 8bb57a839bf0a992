"""What every command has in common: --json, a refusal in one sentence, and an exit code.

Exit codes: 0 done; 1 a refusal or something found wrong; 2 the call itself is off (argparse) or a
file cannot be read at all.
"""

from __future__ import annotations

import json
import sys
from abc import abstractmethod
from datetime import datetime
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tryggve.kernel.errors import DomainError, NotFound

DONE = 0
REFUSED = 1
UNREADABLE = 2
#: Options that name something in the house, by slug.
NAMES = ("municipality", "county", "only")


class Errand(BaseCommand):
    """One command. Subclasses name their arguments and do the work; the answer is a dict."""

    question: ClassVar[str] = ""
    requires_migrations_checks = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """`--help` says what question the command answers."""
        self.help = self.question
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Arguments of its own, and `--json`."""
        parser.add_argument("--json", action="store_true", help="answer as one JSON object on standard output")
        self.arguments(parser)

    def arguments(self, parser: CommandParser) -> None:
        """The subclass's own arguments."""

    @abstractmethod
    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """Do it and return the answer. `exit_code` in it, when not 0, is taken out and used."""

    def say(self, text: str) -> None:
        """A line of progress, on standard error so that --json stays clean."""
        self.stderr.write(text, ending="\n")

    def handle(self, *_: Any, **options: Any) -> None:
        """Run, print, and leave with the exit code."""
        as_json = bool(options.pop("json"))
        try:
            answer = self.run(now=timezone.now(), **options)
        except NotFound:
            named = " and ".join(f"--{name} {options[name]}" for name in NAMES if options.get(name))
            refusal = f"There is nothing by that name. Got {named or 'no name'}. Check the spelling of the slug."
            self._print({"refused": refusal}, as_json=as_json)
            sys.exit(REFUSED)
        except DomainError as refusal:
            self._print({"refused": str(refusal)}, as_json=as_json)
            sys.exit(REFUSED)
        code = int(answer.pop("exit_code", DONE))
        self._print(answer, as_json=as_json)
        if code != DONE:
            sys.exit(code)

    def _print(self, answer: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
            return
        for name, value in answer.items():
            shown = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
            self.stdout.write(f"{name}: {shown}")
