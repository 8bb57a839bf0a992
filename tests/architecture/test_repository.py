"""Is there anything in the repository that belongs to one machine, to a registry, or to somebody else?"""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: A licence text and a lock of hashes are not ours to read for style.
NOT_READ = {"LICENSE"}
BINARY = {".png", ".woff2", ".ico", ".mo", ".pdf"}

MACHINE = re.compile(r"(?<![\w.$}])/(?:home/\w|Users/\w|root/\w|work/\w|private/var|mnt/\w|workspace)")
REGISTRY = re.compile(
    r"\b(?:pypi\.(?:org|python)|pythonhosted|registry\.(?:npmjs|yarnpkg)|npm\.pkg|jfrog|artifactory|nexus)\b"
    r"|--(?:extra-)?index-url|(?m:^registry\s*=)",
    re.IGNORECASE,
)
FONT_HOST = re.compile(r"fonts\.(?:googleapis|gstatic|bunny)|use\.typekit|cdnjs|jsdelivr|unpkg", re.IGNORECASE)
KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ghp|gho|glpat|xox[abp]|sk)[-_][A-Za-z0-9]{20,}|\bAKIA[0-9A-Z]{16}\b"
)


def _committed() -> list[Path]:
    """The files that git knows; in an unpacked archive without git, every file of the source folders."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        folders = ("config", "docs", "requirements", "tests", "tools", "tryggve", "frontend/src")
        return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]


FILES = _committed()
TEXTS = [
    path
    for path in FILES
    if path.suffix not in BINARY and path.name not in NOT_READ and path != Path(__file__).resolve()
]


def _found(pattern: re.Pattern[str], *, where: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in where
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
    ]


def test_there_is_something_to_read() -> None:
    assert len(TEXTS) > 300


@pytest.mark.parametrize(
    "pattern", [MACHINE, REGISTRY, FONT_HOST, KEY], ids=["a machine's path", "a registry", "a font's host", "a key"]
)
def test_no_file_names_what_belongs_to_one_machine_or_to_somebody_else(pattern: re.Pattern[str]) -> None:
    assert _found(pattern, where=TEXTS) == []


def test_the_locks_say_what_and_with_which_hash_and_never_from_where() -> None:
    locks = [path for path in TEXTS if path.parent.name == "requirements" and path.suffix == ".txt"]
    front_end = (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")

    assert {path.name for path in locks} >= {"runtime.txt", "dev.txt", "bootstrap.txt", "node.txt"}
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9._\[\]-]+==\S+", text, re.MULTILINE | re.IGNORECASE)
        assert pinned
        assert len(re.findall(r"--hash=sha256:", text)) >= len(pinned), lock.name
    assert '"resolved"' not in front_end
    assert not list(ROOT.glob("uv.lock"))


def test_no_database_no_secret_and_no_built_file_is_committed() -> None:
    unwanted = {".sqlite3", ".sqlite", ".db", ".pem", ".key", ".mo", ".pyc", ".woff2", ".ttf", ".otf"}

    assert [path.name for path in FILES if path.suffix in unwanted or path.name in {".env", "secret-key"}] == []


def test_every_file_is_utf_8_and_ends_with_one_line_break() -> None:
    texts = {path: path.read_bytes() for path in TEXTS if path.suffix not in {".svg", ".po"}}

    assert [path.name for path, content in texts.items() if b"\r" in content] == []
    assert [path.name for path, content in texts.items() if content and not content.endswith(b"\n")] == []
    assert [path.name for path, content in texts.items() if content.endswith(b"\n\n")] == []


def test_the_licence_is_said_by_its_identifier() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["license"] == "EUPL-1.2"
    assert "EUPL-1.2" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").strip()


def test_a_link_in_a_document_leads_somewhere() -> None:
    pages = [path for path in TEXTS if path.suffix == ".md"]
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]

    assert broken == []
