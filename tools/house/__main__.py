"""`python -m tools.house <command>`; the Makefile is the list of commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from tools.house import machine, serve, setup, smoke, trials
from tools.house.progress import Stop, call, child_environment, part
from tools.house.stamps import HOUSE, ROOT

LOCK_OPTIONS = ("--python-version", "3.11", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header")
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis")


def run(_arguments: Sequence[str]) -> int:
    """Everything from an empty machine to the served page."""
    started = time.monotonic()
    host, port = os.environ.get("ADDRESS") or "127.0.0.1", _port()
    machine.need_port(host, port)
    print("Tryggve", flush=True)
    setup.everything(for_tests=False)
    with setup.kernels_meanwhile():
        setup.database()

    def ready() -> None:
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104 - a comparison, not a bind
        print(f"Served at http://{shown}:{port} after {time.monotonic() - started:.1f} s. Ctrl-C stops it.", flush=True)

    serve.serve(host, port, on_ready=ready)
    return 0


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if given.isdigit() and 0 < int(given) < 65536:
        return int(given)
    raise Stop(f"PORT must be a number from 1 to 65535.\nWe got {given!r}.\nTry: make run PORT=8001")


def prepare(_arguments: Sequence[str]) -> int:
    """Packages, front end and texts; no database."""
    setup.everything(for_tests=True)
    return 0


def server(_arguments: Sequence[str]) -> int:
    """What a server runs, ready for a user who may write nothing here (docs/operations/install.md); no database."""
    setup.everything(for_tests=False)
    with part("Byte code"):
        command = [str(setup.PYTHON), "-m", "compileall", "-q", "config", "tryggve"]
        call(command, doing="Compiling the code", environment=child_environment(), folder=ROOT)
    return 0


def demo(_arguments: Sequence[str]) -> int:
    """The practice county, one seeded year, anew."""
    setup.everything(for_tests=False)
    with setup.kernels_meanwhile():
        setup.database()
    with part("Practice county, anew"):
        setup.manage("demo", "--fresh", doing="Making the practice county anew")
    return 0


def fix(_arguments: Sequence[str]) -> int:
    """Format, and the safe corrections."""
    setup.everything(for_tests=True)
    ruff = trials.BINARIES / "ruff"
    first = subprocess.run([ruff, "check", "--fix", "--quiet", "."], cwd=ROOT, check=False).returncode
    second = subprocess.run([ruff, "format", "--quiet", "."], cwd=ROOT, check=False).returncode
    return max(first, second)


def messages(_arguments: Sequence[str]) -> int:
    """Collect the texts to translate (needs gettext)."""
    setup.everything(for_tests=True)
    if shutil.which("xgettext") is None:
        if not machine.may_install():
            raise Stop(f"The texts cannot be collected.\nxgettext is missing.\nRun: {machine.apt_line('gettext')}")
        machine.install("gettext")
    ignored = [word for name in ("node_modules", ".venv", "var") for word in ("--ignore", name)]
    arguments = ["makemessages", "-l", "en", "--no-obsolete", "--no-wrap", "--add-location", "file", *ignored]
    with part("Texts"):
        setup.manage(*arguments, doing="Collecting the texts")
    setup.messages()
    return 0


def lock(_arguments: Sequence[str]) -> int:
    """Pin and hash anew what requirements/*.in and frontend/package.json ask for."""
    setup.environment()
    setup.installer()
    for name in ("bootstrap", "node", "runtime", "cluster", "dev", "peers"):
        with part(f"requirements/{name}.txt"):
            files = ["-o", f"requirements/{name}.txt", f"requirements/{name}.in"]
            command = [str(setup.UV), "pip", "compile", "--quiet", "--upgrade", *LOCK_OPTIONS, *files]
            call(command, doing=f"Locking {name}", environment=child_environment(), folder=ROOT)
    with part("frontend/package-lock.json"):
        _, npm = setup.node()
        arguments = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
        call([*npm, *arguments], doing="Locking the front end", environment=child_environment(), folder=setup.FRONTEND)
    return 0


def tool(module: str, *usual: str) -> Callable[[Sequence[str]], int]:
    """A script of tools/ that needs everything set up; `usual` is what it is asked when nothing is."""

    def started(arguments: Sequence[str]) -> int:
        setup.everything(for_tests=True)
        setup.kernels()
        command = [str(setup.PYTHON), "-m", module, *(arguments or usual)]
        return subprocess.run(command, cwd=ROOT, env=setup.served_environment(), check=False).returncode

    return started


def clean(_arguments: Sequence[str]) -> int:
    """Back to a fresh clone, but keep var/: the database is not ours to throw away."""
    for path in (HOUSE.parent, setup.MODULES, setup.DIST, *(ROOT / name for name in CACHES)):
        shutil.rmtree(path, ignore_errors=True)
    for compiled in setup.LOCALE.rglob("*.mo"):
        compiled.unlink()
    print("Clean. The database in var/ is kept; remove that folder yourself if you want it gone.")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "setup": prepare,
    "server": server,
    "demo": demo,
    "test": trials.test,
    "test-fast": trials.test_fast,
    "replays": trials.replays,
    "matrix": trials.matrix,
    "strangers": trials.strangers,
    "tampering": trials.tampering,
    "fuzz": trials.fuzz,
    "scripts": trials.scripts,
    "check": trials.check,
    "smoke": smoke.smoke,
    "fix": fix,
    "messages": messages,
    "lock": lock,
    "bench": tool("tools.bench"),
    "bench-engine": tool("tools.bench_engine", "--write"),
    "calibrate": tool("tools.calibrate", "--write"),
    "nation": tool("tools.nation", "--demo-kill"),
    "faults": tool("tools.faults", "--write"),
    "guard": tool("tools.guard"),
    "import-damage": tool("tools.import_damage"),
    "disclosure": tool("tools.disclosure", "--write"),
    "method-figures": tool("tools.method_figures"),
    "sbom": tool("tools.sbom", "var/sbom.cdx.json"),
    "screenshots": tool("tools.screenshots"),
    "clean": clean,
}


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        got = arguments[0] if arguments else "nothing"
        print(f"No such command.\nGot {got}.\nChoose one of: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
