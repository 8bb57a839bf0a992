"""Copies a file of this folder to where it belongs on a server: `put.py FILE TO [--mode 640] [--owner root:postgres]`.

The files are written for the usual places (places.sh). Where the environment names another place, that is put in;
`@NAME@` is filled from the environment, so that no secret stands on a command line. What cannot be filled is refused.
Needs nothing but Python.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
_PLACE = re.compile(r'^: "\$\{(\w+):=(.*?)\}"', re.MULTILINE)
_USER = r"^(?P<runs>(?:User|SupplementaryGroups|user|group)=)tryggve$"
_BLANK = r"@(?P<blank>[A-Z_]+)@"


def places() -> dict[str, str]:
    """Every place by its name, as it usually is."""
    return dict(_PLACE.findall((HERE / "places.sh").read_text(encoding="utf-8")))


def filled(text: str, environment: Mapping[str, str]) -> str:
    """The text for this server, in one pass: what was put in is not looked at again. KeyError: a secret is missing."""
    usual = {value: environment.get(name, value) for name, value in places().items() if name != "RUNS_AS"}
    # A folder's name ends where another word could begin: /var/lib/tryggve is not /var/lib/tryggve-drill.
    either = "|".join(re.escape(value) for value in sorted(usual, key=len, reverse=True))
    known = re.compile(rf"(?<![\w.-])(?P<place>{either})(?![\w-]|\.\w)|{_USER}|{_BLANK}", re.M)

    def told(found: re.Match[str]) -> str:
        if found["place"]:
            return usual[found["place"]]
        if found["runs"]:
            return found["runs"] + environment.get("RUNS_AS", "tryggve")
        return environment[found["blank"]]

    return known.sub(told, text)


def main(arguments: list[str]) -> int:
    """Write it whole or not at all, with its rights from the first byte."""
    parser = argparse.ArgumentParser(description="Copies a file of deploy/ to its place on this server.")
    parser.add_argument("file", type=Path, help="in deploy/, such as systemd/tryggve-web.service")
    parser.add_argument("to", type=Path, help="a file, or a folder that is there")
    parser.add_argument("--mode", default="644", help="in octal; 644 by default")
    parser.add_argument("--owner", default="", help="user:group")
    asked = parser.parse_args(arguments)
    to = asked.to / asked.file.name if asked.to.is_dir() else asked.to
    try:
        text = filled((HERE / asked.file).read_text(encoding="utf-8"), os.environ)
    except KeyError as missing:
        sys.stderr.write(f"{asked.file} needs {missing.args[0]}. It is not in the environment. Export it first.\n")
        return 1
    beside = to.with_name(f".{to.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    if asked.owner:
        user, _, group = asked.owner.partition(":")
        shutil.chown(beside, user, group or None)
    beside.chmod(int(asked.mode, 8))
    beside.replace(to)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
