"""`systemctl` for a machine that was not started by systemd: reads the units, and starts what they say as they say it.

Knows what the documents ask: enable --now, start, stop, reload, daemon-reload. User, group, folder, environment and
command are the unit's own; sandboxing is not (systemd-analyze looks at that). A unit that fails starts its OnFailure.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

GROUND = Path(os.environ["GROUND"])
UNITS = Path(os.environ["UNITS"])
_PATH = "/usr/local/bin:/usr/bin:/bin"


class Unit:
    """One unit file, with its instance filled in."""

    def __init__(self, name: str) -> None:
        self.name = name
        before, _, self.instance = name.removesuffix(".service").partition("@")
        file = UNITS / (f"{before}@.service" if self.instance else name)
        text = file.read_text(encoding="utf-8").replace("%i", self.instance).replace("%n", name)
        self.said = re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE)
        self.pid_file = GROUND / "run" / f"{name}.pid"

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.said if name == key]

    def one(self, key: str) -> str:
        return (self.all(key) or [""])[-1]

    def environment(self) -> dict[str, str]:
        """What systemd gives: a path, the unit's own, and its files over it. Nothing of ours."""
        found = {"PATH": _PATH, "LANG": "C.UTF-8"}
        found |= dict(value.split("=", 1) for value in self.all("Environment"))
        for file in self.all("EnvironmentFile"):
            lines = Path(file).read_text(encoding="utf-8").splitlines()
            found |= dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        return found

    def command(self) -> list[str]:
        user = pwd.getpwnam(self.one("User"))
        groups = [str(grp.getgrnam(name).gr_gid) for name in self.all("SupplementaryGroups")]
        command = ["setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid)]
        command += ["--groups", ",".join(groups)] if groups else ["--init-groups"]
        settings = [f"{name}={value}" for name, value in self.environment().items()]
        return [*command, "--", "env", "-i", *settings, *shlex.split(self.one("ExecStart"))]

    def start(self) -> int:
        folder = self.one("WorkingDirectory") or "/"
        log = (GROUND / "log" / f"{self.name}.log").open("ab")
        if self.one("Type") == "oneshot":
            code = subprocess.run(self.command(), cwd=folder, stdout=log, stderr=log, check=False).returncode
            if code and self.one("OnFailure"):
                Unit(self.one("OnFailure")).start()
            return int(bool(code))
        started = subprocess.Popen(self.command(), cwd=folder, stdout=log, stderr=log, start_new_session=True)
        self.pid_file.write_text(str(started.pid))
        return 0

    def stop(self) -> None:
        """The whole group, and wait: what holds the port is gone before the next start."""
        if not self.pid_file.exists():
            return
        pid = int(self.pid_file.read_text())
        self.pid_file.unlink()
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(pid, number)
            for _look in range(200):
                if not _lives(pid):
                    return
                time.sleep(0.05)


def _lives(group: int) -> bool:
    """Whether any process of the group runs; one that nobody has buried yet does not."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = file.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                return True
    return False


def _reload_nginx() -> int:
    pid = GROUND / "run" / "nginx.pid"
    running = pid.exists() and pid.read_text().strip()  # `nginx -t` leaves an empty one
    return subprocess.run(["nginx", *(["-s", "reload"] if running else [])], check=False).returncode


def main(arguments: Sequence[str]) -> int:
    verb, *names = [each for each in arguments if each != "--now"]
    if verb == "daemon-reload":
        return 0
    if verb == "reload" and names == ["nginx"]:
        return _reload_nginx()
    if verb == "enable":
        missing = [name for name in names if not (UNITS / name).exists()]
        names = [] if missing else [name for name in names if name.endswith(".service")]
        verb = "start" if not missing else "missing"
    if verb == "start":
        return max((Unit(name).start() for name in names), default=0)
    if verb == "stop":
        for name in names:
            Unit(name).stop()
        return 0
    sys.stderr.write(f"systemctl of the tests does not know: {' '.join(arguments)}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
