"""Where do the peers come from? PyPI's in an environment of their own, R's from Debian when root may install it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.house import machine
from tools.house.progress import Stop, call, child_environment, part
from tools.house.setup import REQUIREMENTS, UV, installer
from tools.house.stamps import HOUSE, fingerprint, is_done, mark_done

FOLDER = HOUSE / "peers"
LOCK = REQUIREMENTS / "peers.txt"
DEBIAN = ("r-base-core", "r-cran-surveillance", "r-cran-spdep", "r-cran-spatstat")
R_PACKAGES = ("surveillance", "spdep", "spatstat.explore")


@dataclass(frozen=True, slots=True)
class Programs:
    """What starts the peers; None for those that this machine has not got, and `missing` says why."""

    python: Path | None
    r: Path | None
    missing: tuple[str, ...] = ()


def programs(python: Path | None = None) -> Programs:
    """Everything that can be had here, installed when it must be."""
    missing: list[str] = []
    return Programs(python or _python_peers(missing), _r_peers(missing), tuple(missing))


def _python_peers(missing: list[str]) -> Path | None:
    python = FOLDER / "bin" / "python"
    stamp, value = HOUSE / "peers-stamp", fingerprint([LOCK])
    if python.exists() and is_done(stamp, value):
        return python
    try:
        installer()
        with part("Peers from PyPI"):
            shutil.rmtree(FOLDER, ignore_errors=True)
            environment = child_environment(UV_PYTHON_DOWNLOADS="never")
            if "PIP_INDEX_URL" in environment:
                environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
            make = [sys.executable, "-m", "venv", str(FOLDER)]
            call(make, doing="Making the peers' environment", environment=environment)
            install = [str(UV), "pip", "sync", "--require-hashes", "--python", str(python), str(LOCK)]
            call(install, doing="Installing the peers", environment=environment)
    except Stop as stopped:
        missing.append(f"The peers from PyPI were not measured: {str(stopped).splitlines()[0]}")
        return None
    mark_done(stamp, value)
    return python


def _r_peers(missing: list[str]) -> Path | None:
    if not _has_r() and machine.may_install():
        try:
            machine.install(*DEBIAN)
        except Stop as stopped:
            missing.append(f"R could not be installed: {str(stopped).splitlines()[0]}")
    if _has_r():
        return Path(str(shutil.which("Rscript")))
    missing.append(f"The peers in R were not measured. Have this run: {machine.apt_line(*DEBIAN)}")
    return None


def _has_r() -> bool:
    if shutil.which("Rscript") is None:
        return False
    wanted = ", ".join(f"'{name}'" for name in R_PACKAGES)
    question = f"quit(status = !all(vapply(c({wanted}), requireNamespace, TRUE, quietly = TRUE)))"
    asked = subprocess.run(["Rscript", "--vanilla", "-e", question], capture_output=True, check=False)
    return asked.returncode == 0
