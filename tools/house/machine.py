"""What the machine has, and what root on Debian may install on it."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
from pathlib import Path

from tools.house.progress import Stop, call, child_environment, part

NODE_AT_LEAST = 20
#: Debian's Chromium without a window to draw: the same engine, and twice as fast in the tests as the whole browser.
CHROMIUM = "chromium-headless-shell"


def may_install() -> bool:
    """Root, on a machine with Debian's packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """Debian's packages, as root."""
    environment = child_environment(DEBIAN_FRONTEND="noninteractive")
    with part(f"Debian: {', '.join(packages)}"):
        call(["apt-get", "update", "-qq"], doing="Reading Debian's package list", environment=environment)
        call(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
            doing=f"Installing {', '.join(packages)}",
            environment=environment,
        )


def apt_line(*packages: str) -> str:
    """What a person who is not root can have run for them."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def need_venv() -> None:
    """Debian keeps `python -m venv` in a package of its own."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    if may_install():
        install("python3.11-venv")
        return
    raise Stop(
        "Python cannot make a virtual environment.\n"
        "The module ensurepip is missing from this Python.\n"
        f"Run this, and then the same command again: {apt_line('python3.11-venv')}"
    )


def need_port(host: str, port: int) -> None:
    """Find out before the work that nobody else serves there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise Stop(
                f"Port {port} is taken.\n"
                f"Another program listens on {host}:{port} ({taken.strerror}).\n"
                f"Stop it, or serve elsewhere: make run PORT={port + 1}"
            ) from taken


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def system_node() -> tuple[Path, Path] | None:
    """Node and npm of the machine, when they are young enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().lstrip("v").split(".")[0]
    return (Path(node), Path(npm)) if major.isdigit() and int(major) >= NODE_AT_LEAST else None


def chromium() -> str | None:
    """A browser that the tests can drive."""
    names = (CHROMIUM, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def postgresql() -> Path | None:
    """The folder with initdb and pg_ctl of the newest server on the machine."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders.sort(key=lambda folder: float(folder.parent.name))
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def program(name: str) -> str | None:
    """A program of the machine, also one that only root has on its path."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin")))


def processor() -> str:
    """What kind of processor this is: compiled code for another kind is of no use here."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(errors="replace").splitlines() if file.is_file() else []
    told = [line for line in lines if line.startswith(("model name", "flags", "Features"))]
    return f"{platform.machine()} {' '.join(sorted(set(told)))}"
