"""A scratch server: Debian's own cluster, nginx and users, but every place in one folder, and no systemd.

What the documents mark as *network* (packages, `make server`) has been done already for the tests: what they leave is
laid here instead. The engine's compiled kernels come along, so that the worker need not compile.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socketserver
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.put import places
from tests.operations.documents import Block
from tools.house import machine

ROOT = Path(__file__).resolve().parents[2]
#: Debian's, for whoever may not enter the folder of the tests' own Python.
PYTHON = Path("/usr/bin/python3.11")
#: A user with a group of the same name that every Debian has: the tests add none.
SERVES = "proxy"
ROOM = 2_000_000_000
SHIPPED = ("config", "deploy", "docs/operations", "locale", "tryggve")
DIST = "tryggve/foundation/web/static/web/dist"


@dataclass
class Ground:
    """The server: its folder, its environment, and the letters that came."""

    folder: Path
    environment: dict[str, str]
    letters: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def place(self, name: str) -> Path:
        return Path(self.environment[name])

    def follow(self, blocks: Iterable[Block], **yours: str) -> str:
        """Do what the blocks say, in one shell, and return what they print. What they export is kept."""
        said = ""
        self.environment |= yours
        state = self.folder / "exported"
        for block in blocks:
            started = time.monotonic()
            keep = f"\nexport -p > {state}\n"
            before = f". {state}; . $CODE/current/deploy/places.sh\n" if state.exists() else ""
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", before + block.text + keep],
                cwd=self.folder,
                env=self.environment | yours,
                capture_output=True,
                text=True,
                check=False,
            )
            self.seconds[block.name] = time.monotonic() - started
            assert done.returncode == 0, f"{block.name} answered {done.returncode}:\n{block.text}\n{self._told(done)}"
            said += done.stdout
        return said

    def _told(self, done: subprocess.CompletedProcess[str]) -> str:
        logs = [
            f"-- {file.name}\n{file.read_text(errors='replace')[-1500:]}" for file in (self.folder / "log").iterdir()
        ]
        return "\n".join([done.stdout[-2000:], done.stderr[-3000:], *logs])

    def do(self, *command: str | Path, good: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        """One command of the test's own, in the server's environment."""
        environment = self.environment | more
        done = subprocess.run(
            [str(each) for each in command],
            env=environment,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            errors="replace",
        )
        assert done.returncode == 0 or not good, done.stdout + done.stderr
        return done

    def ask(self, statement: str) -> str:
        """The live database, as its superuser."""
        place = ("-h", self.environment["PG_SOCKETS"], "-p", self.environment["PG_PORT"], "-d", "tryggve")
        psql = ("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *place, "-c", statement)
        return self.do("runuser", "-u", "postgres", "--", *psql).stdout.strip()

    def ship(self, name: str, add: Callable[[Path], None] | None = None) -> None:
        """An archive of a release, as it is now; `add` may put more in it. And what `make server` would make of it."""
        made = self.folder / "made" / name
        for part in SHIPPED:
            shutil.copytree(ROOT / part, made / part, ignore=shutil.ignore_patterns("tests", "pictures"))
        shutil.copy2(ROOT / "manage.py", made)
        if add is not None:
            add(made)
        with tarfile.open(self.folder / f"{name}.tar.gz", "w:gz", compresslevel=1) as archive:
            archive.add(made, arcname=name)

    def make_server(self, name: str) -> None:
        """What `make server` leaves: an environment with the packages. The front end and the texts came along."""
        release = self.place("CODE") / "releases" / name
        (release / ".venv").symlink_to(self.folder / "venv")
        _kernels(release, self.place("VAR") / "numba")


def _packages(folder: Path) -> None:
    """An environment of Debian's Python with the tests' packages, wherever those are."""
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", folder], check=True)
    site = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    seen = ["runuser", "-u", SERVES, "--", "test", "-r", str(site / "django" / "__init__.py")]
    if subprocess.run(seen, check=False).returncode != 0:
        hidden, site = site, folder / "packages"
        subprocess.run(["cp", "-a", "--reflink=auto", hidden, site], check=True)
    own = folder / "lib" / "python3.11" / "site-packages"
    (own / "tests.pth").write_text(f"{site}\n")
    program = folder / "bin" / "granian"
    program.write_text(f"#!{folder}/bin/python\nfrom granian import cli\ncli.entrypoint()\n")
    program.chmod(0o755)


def _kernels(release: Path, to: Path) -> None:
    """The compiled kernels, under the name that numba gives the release's folder."""
    here, there = (folder / "tryggve/engine/numerics/compiled" for folder in (ROOT, release))
    name, new = (f"compiled_{hashlib.sha1(str(folder).encode()).hexdigest()}" for folder in (here, there))
    state = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(here.glob("*.py")))).hexdigest()[:16]
    kept = [Path(os.environ.get("NUMBA_CACHE_DIR", "")) / state / name, ROOT / "var" / "numba" / state / name]
    for known in [folder for folder in kept if folder.is_dir()][:1]:
        shutil.copytree(known, to / state / new)
        subprocess.run(["chown", "-R", f"{SERVES}:{SERVES}", to], check=True)


class _Mailbox(socketserver.StreamRequestHandler):
    """Takes every letter; speaks just enough SMTP."""

    letters: list[str]

    def handle(self) -> None:
        self.wfile.write(b"220 box\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.letters.append(b"".join(lines).decode())
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")


@contextmanager
def _mailbox(letters: list[str]) -> Iterator[int]:
    handler = type("Mailbox", (_Mailbox,), {"letters": letters})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as box:
        box.daemon_threads = True
        threading.Thread(target=box.serve_forever, daemon=True).start()
        yield int(box.server_address[1])
        box.shutdown()


def _places(folder: Path) -> dict[str, str]:
    """Every place of places.sh that is not a name or a number, in the folder."""
    told = places()
    keep = {"PG_BIN": told.pop("PG_BIN")}
    moved = {name: f"{folder}{value}" for name, value in told.items() if value.startswith("/")}
    ports = {name: str(machine.free_port()) for name in ("PG_PORT", "APP_PORT", "HTTP_PORT", "HTTPS_PORT")}
    return {**moved, **keep, **ports, "RUNS_AS": SERVES, "SERVER_NAME": "tryggve.falun.test"}


def _programs(ground: Ground) -> None:
    """systemctl and nginx as the documents call them."""
    folder = ground.folder / "bin"
    nginx = ground.folder / "etc/nginx"
    nginx.mkdir(parents=True, exist_ok=True)
    (nginx / "nginx.conf").write_text(
        f"user {SERVES} {SERVES};\npid {ground.folder}/run/nginx.pid;\nerror_log {ground.folder}/log/nginx.log;\n"
        "worker_processes 1;\nevents {}\n"
        f"http {{\n access_log off;\n include {ground.place('SITES')}/*;\n}}\n"
    )
    calls = {
        "systemctl": f'exec {sys.executable} {Path(__file__).with_name("systemctl.py")} "$@"',
        "nginx": f'exec {machine.program("nginx")} -e {ground.folder}/log/nginx.log -c {nginx}/nginx.conf "$@"',
    }
    for name, call in calls.items():
        (folder / name).write_text(f"#!/bin/sh\n{call}\n")
        (folder / name).chmod(0o755)


def _cluster(ground: Ground) -> None:
    """What Debian does when the package is installed."""
    environment = ground.environment
    options = ["-d", environment["PG_DATA"], "-s", environment["PG_SOCKETS"], "-p", environment["PG_PORT"]]
    options += ["-l", str(ground.folder / "log" / "postgresql.log"), "--locale", "C.UTF-8", "--start"]
    ground.do("pg_createcluster", "15", "main", *options, "--", "--no-sync")
    # Data that live as long as the test.
    (ground.place("PG_CONF") / "conf.d" / "forgetful.conf").write_text("fsync = off\nshared_buffers = 128MB\n")


def _roomy() -> Path | None:
    memory = Path("/dev/shm")
    options = os.statvfs(memory) if memory.is_dir() else None
    if options is None or options.f_flag & os.ST_NOEXEC or options.f_bavail * options.f_frsize < ROOM:
        return None
    return memory


@contextmanager
def ground() -> Iterator[Ground]:
    """The server before the first block, and nothing of it afterwards."""
    # Not the folder that pytest gives: other users than root pass through this one. In memory, where there is room.
    folder = Path(tempfile.mkdtemp(prefix="tryggve-server-", dir=_roomy()))
    folder.chmod(0o755)
    environment = _places(folder)
    for place in (
        "bin",
        "log",
        "run",
        *(environment[name] for name in ("UNITS", "SITES", "SBIN", "SITE_LOGS", "PG_SOCKETS")),
    ):
        (folder / place).mkdir(parents=True, exist_ok=True)
    (folder / "log").chmod(0o777)
    for place in (environment["PG_SOCKETS"], f"{folder}/var/lib"):
        Path(place).mkdir(parents=True, exist_ok=True)
        shutil.chown(place, "postgres", "postgres")
    environment |= {
        "GROUND": str(folder),
        "PATH": f"{folder}/bin:{environment['SBIN']}:/usr/sbin:/usr/bin:/sbin:/bin",
        "PG_CLUSTER_CONF_ROOT": f"{folder}/etc/postgresql",
        "LANG": "C.UTF-8",
    }
    made = Ground(folder, environment)
    _programs(made)
    _packages(folder / "venv")
    with _mailbox(made.letters) as port:
        made.environment["MAIL_PORT"] = str(port)
        try:
            _cluster(made)
            yield made
        finally:
            made.do("systemctl", "stop", "tryggve-web.service", "tryggve-worker.service", good=False)
            made.do("nginx", "-s", "stop", good=False)
            made.do("pg_ctlcluster", "15", "main", "stop", "-m", "immediate", good=False)
            shutil.rmtree(folder, ignore_errors=True)
