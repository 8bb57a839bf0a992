"""What the person at the terminal sees: one line a part, and a clear sentence when something is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.house.stamps import ROOT

WIDTH = 34
TAIL = 25
MACHINE_TRUSTS = Path("/etc/ssl/certs/ca-certificates.crt")
NETWORK_SIGNS = re.compile(
    r"name resolution|could not resolve|temporary failure resolving|failed to lookup address|network is unreachable"
    r"|from versions: none|dns error|newconnectionerror|connection (?:refused|timed out)|error sending request"
    r"|\b(?:getaddrinfo|enotfound|eai_again|econnrefused|econnreset|etimedout)\b",
    re.IGNORECASE,
)


class Stop(Exception):
    """Set-up cannot go on. Three beats: what is wrong, what we got, what to do."""


@contextmanager
def part(name: str) -> Iterator[list[str]]:
    """A line with the part's name and, when done, its seconds; what is put in the list is told beside them."""
    print(f"  {name} ".ljust(WIDTH, "."), end=" ", flush=True)
    started = time.monotonic()
    notes: list[str] = []
    try:
        yield notes
    except BaseException:
        print("stopped", flush=True)
        raise
    told = f"  ({', '.join(notes)})" if notes else ""
    print(f"{time.monotonic() - started:5.1f} s{told}", flush=True)


def call(
    arguments: Sequence[str | Path],
    *,
    doing: str,
    advice: str = "Read the lines above, mend it, and run the same command again.",
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> str:
    """Run a command and return what it printed; a failure stops with its last lines."""
    try:
        done = subprocess.run(
            [str(argument) for argument in arguments],
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as missing:
        raise Stop(f"{doing} failed.\nThe program {missing.filename} is not on this machine.\n{advice}") from missing
    if done.returncode == 0:
        return done.stdout
    tail = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-TAIL:])
    if NETWORK_SIGNS.search(done.stdout):
        advice = "It looks as if the network cannot be reached: check the connection or the proxy, and run it again."
    raise Stop(f"{doing} failed.\nIt answered {done.returncode}, and last:\n{tail}\n{advice}")


def child_environment(**extra: str) -> dict[str, str]:
    """The environment for what we start: byte code is kept, or every import takes three times as long."""
    environment = {**os.environ, **extra}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("PYTHONHOME", None)
    environment.pop("PYTHONPATH", None)
    # A town hall's network often has an authority of its own: trust what the machine trusts.
    environment.setdefault("UV_SYSTEM_CERTS", "true")
    # Compiled kernels lie with what else is generated, for our own tools as for Django (config/settings.py).
    environment.setdefault(
        "NUMBA_CACHE_DIR", str(Path(environment.get("TRYGGVE_VAR") or ROOT / "var").resolve() / "numba")
    )
    if MACHINE_TRUSTS.is_file():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(MACHINE_TRUSTS))
    return environment
