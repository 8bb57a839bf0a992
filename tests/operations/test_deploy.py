"""Is what a server gets whole, for this server, and without a secret?"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from config.env import KNOWN
from deploy.put import HERE, filled, main, places
from tools.house import machine, serve
from tryggve.edges.jobs.rhythms import RHYTHMS

#: Settings that a server does not set, each with its reason. Reviewed.
NOT_ON_A_SERVER = {
    "TRYGGVE_CI": "continuous integration",
    "TRYGGVE_DEBUG": "never in operation",
    "TRYGGVE_EVERY_LOOK": "tests",
    "TRYGGVE_OWNER_DATABASE_URL": "tests; on a server the owner has a file of its own",
    "TRYGGVE_PRACTICE": "practice",
    "TRYGGVE_SHARED": "tests",
}
SERVICES = sorted((HERE / "systemd").glob("*.service"))
TIMERS = sorted((HERE / "systemd").glob("*.timer"))
SECRETS = {name: f"secret-{name}" for name in ("APP_PASSWORD", "OWNER_PASSWORD", "SECRET_KEY", "CIPHER_PASS")}
FILES = [path for path in sorted(HERE.rglob("*")) if path.is_file() and path.suffix not in {".py", ".pyc", ".md"}]


def _set_in(name: str) -> set[str]:
    return set(re.findall(r"^(TRYGGVE_\w+)=", (HERE / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_settings_of_a_server_are_all_there_are_and_no_others() -> None:
    named = _set_in("tryggve.env") | _set_in("owner.env")

    assert set(KNOWN) - named == set(NOT_ON_A_SERVER)
    assert named <= set(KNOWN)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_in_the_usual_places_a_file_is_put_as_it_stands(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    blanks = set(re.findall(r"@([A-Z_]+)@", text))

    assert blanks <= set(SECRETS)
    assert filled(text, SECRETS) == re.sub(r"@([A-Z_]+)@", lambda found: SECRETS[found[1]], text)


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("RELEASE=/opt/tryggve/current", "RELEASE=/srv/opt/tryggve/current"),
        ("/var/lib/tryggve /var/lib/tryggve-drill/var", "/srv/lib/tryggve /var/lib/tryggve-drill/var"),
        ("listen 443 ssl;", "listen 8443 ssl;"),
        ("rate=443r/s 1443", "rate=443r/s 1443"),
        ("User=tryggve\nx --stanza=tryggve\n", "User=irc\nx --stanza=tryggve\n"),
        ("postgres://tryggve_app:@APP_PASSWORD@@127.0.0.1:5432/tryggve", "postgres://tryggve_app:/opt/tryggve@127.0.0.1:5432/tryggve"),
    ],
)  # fmt: skip
def test_another_place_is_put_in_whole_and_what_was_put_in_is_not_looked_at_again(text: str, put: str) -> None:
    server = {"CODE": "/srv/opt/tryggve", "VAR": "/srv/lib/tryggve", "HTTPS_PORT": "8443", "RUNS_AS": "irc"}

    assert filled(text, server | {"APP_PASSWORD": "/opt/tryggve"}) == put


def test_a_blank_that_cannot_be_filled_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("APP_PASSWORD", raising=False)

    code = main(["tryggve.env", str(tmp_path / "tryggve.env")])

    assert (code, list(tmp_path.iterdir())) == (1, [])
    assert "needs APP_PASSWORD" in capsys.readouterr().err


def test_a_file_has_its_rights_and_its_usual_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "owner.env").write_text("older, and open to all")

    assert main(["owner.env", str(tmp_path), "--mode", "600"]) == 0

    assert "secret-OWNER_PASSWORD" in (tmp_path / "owner.env").read_text()
    assert (tmp_path / "owner.env").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["owner.env"]


def test_every_place_that_a_file_names_is_one_that_can_be_moved() -> None:
    known = "|".join(re.escape(value) for value in places().values() if value.startswith("/"))
    programs = r"/usr/bin/pgbackrest|/bin/sh|/logga-in/"
    for file in FILES:
        if file.suffix in {".sql"} or file.name == "places.sh":
            continue
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
        found = re.findall(r"(?<![\w}$\"./:*-])/(?:opt|etc|var|usr)/[\w./-]+", "\n".join(lines))
        assert [path for path in found if not re.match(rf"(?:{known}|{programs})(?![\w-])", path)] == [], file.name


# -- Units ---------------------------------------------------------------------------------------------
def _said(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def test_a_server_serves_as_make_run_does() -> None:
    """The same programs and the same application; how many of them is the server's."""
    starts = {unit.stem: _said(unit, "ExecStart")[0].split() for unit in SERVICES}
    web, worker = (process.arguments for process in serve.processes("127.0.0.1", 8000))

    assert {"--interface", "wsgi", "--host", "127.0.0.1", "8000"} <= set(starts["tryggve-web"])
    assert starts["tryggve-web"][-1] == web[-1]
    assert Path(starts["tryggve-web"][0]).name == Path(web[0]).name
    assert starts["tryggve-worker"][1:] == worker[1:]


def test_a_timer_starts_a_unit_that_is_there_and_nothing_that_the_worker_does_itself() -> None:
    units = {unit.name for unit in SERVICES}
    rhythms = {rhythm.name for rhythm in RHYTHMS}

    for timer in TIMERS:
        (unit,) = _said(timer, "Unit")
        assert re.sub(r"@.*\.", "@.", unit) in units
    started = " ".join(start for unit in SERVICES for start in _said(unit, "ExecStart"))
    assert {name for name in rhythms if name in started} == set()
    assert len(TIMERS) == 3


@pytest.mark.skipif(machine.program("systemd-analyze") is None, reason="systemd is missing")
def test_the_times_of_the_timers_are_times() -> None:
    times = [time for timer in TIMERS for time in _said(timer, "OnCalendar")]

    done = subprocess.run(["systemd-analyze", "calendar", *times], capture_output=True, text=True, check=False,
                          env={**os.environ, "TZ": "Europe/Stockholm"})  # fmt: skip

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_failure_is_told_and_nothing_runs_as_root(unit: Path) -> None:
    assert _said(unit, "User")[0] in {"tryggve", "postgres"}
    assert _said(unit, "NoNewPrivileges") == ["yes"]
    assert bool(_said(unit, "OnFailure")) == (unit.name != "tryggve-failed@.service")
    # A unit of the user postgres would take the memory of the server that runs.
    assert _said(unit, "RemoveIPC") == []
    # Tried under systemd: without it nothing is restored, since chown stands among the privileged calls.
    assert ("@chown" in _said(unit, "SystemCallFilter")) == (_said(unit, "User") == ["postgres"])
