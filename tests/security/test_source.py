"""What the source never does, and that docs/security/asvs.md tells the truth of each line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import tree_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security" / "asvs.md"
#: Where a secret is made: each with 128 bits or more (ASVS 11.5.1). A UUID is none.
MAKES_SECRETS = {
    "config/settings.py", "tryggve/kernel/ids.py", "tryggve/foundation/people/rules.py",
    "tryggve/foundation/render/editions.py", "tryggve/edges/entrance/openid.py", "tryggve/edges/entrance/known.py",
}  # fmt: skip
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "yaml", "telnetlib", "xml.dom", "xml.sax", "xml.etree"}
#: Rows of SECURITY.md section 7, by their first number; "+" rows are level 3.
ROWS = """
1.2.1 1.2.2 1.2.4 1.3.6 1.3.7 1.3.11 1.5.1 1.5.2 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.4.1 3.2.1 3.3.1 3.4.1
3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.7.2 4.1.1 4.1.3 5.2.1 5.2.2 5.2.3 5.3.2 5.4.1 6.2.1 6.3.1 6.3.2 6.3.3 6.4.1
6.5.1 6.8.1 7.2.3 7.3.1 7.4.1 7.5.1 8.2.1 8.3.1 8.4.1 9.1.1 10.1.2 11.4.2 11.5.1 12.1.1 13.2.2 13.3.1 13.4.1 14.2.1
14.3.1 14.3.3 15.3.1 15.3.2 15.3.3 15.3.4 16.2.5 16.3.1 16.4.1 16.4.2 16.5.1 1.2.10 2.3.5 5.2.4 8.3.2 14.2.7
""".split()  # noqa: SIM905 - to be read as a table
SOURCES = [
    path
    for folder in ("config", "tryggve")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "tests" not in path.parts
]
_REFERENCE = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


def _called(tree: ast.AST) -> set[str]:
    return {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def _imported(tree: ast.AST) -> set[str]:
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def _is_never(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in NEVER_IMPORTED)


def test_nothing_that_was_sent_is_ever_run_or_unpickled() -> None:
    faults = []
    for path in SOURCES:
        tree = tree_of(path)
        faults += [f"{path.relative_to(ROOT)} calls {name}" for name in _called(tree) & NEVER_CALLED]
        names = _imported(tree)
        faults += [
            f"{path.relative_to(ROOT)} imports {name}"
            for name in NEVER_IMPORTED
            if any(each == name or each.startswith(f"{name}.") for each in names)
        ]
    assert faults == []
    assert len(SOURCES) > 300


def test_secrets_are_made_in_few_places_and_by_the_systems_own_generator() -> None:
    makers = {str(path.relative_to(ROOT)) for path in SOURCES if "secrets" in _imported(tree_of(path))}

    assert makers == MAKES_SECRETS


def _rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text().splitlines() if re.match(r"\| [\d+]", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_row_that_we_set_out_to_meet_is_on_the_page() -> None:
    assert [row[0].lstrip("+").split(",")[0].split("–")[0].strip() for row in _rows()] == ROWS


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_a_row_has_a_test_that_there_is_or_says_why_not(row: list[str]) -> None:
    *_what, proof = row
    references = _REFERENCE.findall(proof)

    assert references or proof.startswith("Not"), f"{row[0]}: neither a test nor a reason"
    for file, name in references:
        path = Path(ROOT / file)
        assert path.is_file(), f"{row[0]}: {file} is not there"
        assert "tests" in path.parts, f"{row[0]}: {file} is no test"
        assert not name or f"def {name}(" in path.read_text(), f"{row[0]}: {file} has no {name}"
