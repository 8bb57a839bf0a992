"""Is everything that is pinned in the bill of materials, and nothing else?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tools.sbom import LOCKS, ROOT, bill, normal, pinned_in


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return bill()


def _pinned_by_hand() -> set[str]:
    """The same, found another way: every line that begins with a name and `==`."""
    found = set()
    for path in (ROOT / "requirements").glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line[:1].isalnum() and "==" in line:
                name, _equals, rest = line.partition("==")
                found.add(f"pkg:pypi/{normal(name.partition('[')[0])}@{rest.split()[0].rstrip(';')}")
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for place, entry in packages.items():
        if place:
            name = place.split("node_modules/")[-1].replace("@", "%40", 1)
            found.add(f"pkg:npm/{name}@{entry['version']}")
    return found


def test_every_pinned_package_is_in_it_and_nothing_else(made: dict[str, Any]) -> None:
    addresses = [each["purl"] for each in made["components"]]

    assert len(addresses) == len(set(addresses)) > 150
    assert set(addresses) == _pinned_by_hand()


def test_no_lock_is_forgotten() -> None:
    assert set(LOCKS) == {path.stem for path in (ROOT / "requirements").glob("*.txt")}


def test_every_package_has_its_hashes(made: dict[str, Any]) -> None:
    for each in made["components"]:
        held = each.get("hashes") or each["externalReferences"][0]["hashes"]

        assert held, each["purl"]
        assert all(re.fullmatch(r"[0-9a-f]{64,128}", one["content"]) for one in held)


def test_most_packages_say_their_licence_and_what_is_shipped_is_told_apart(made: dict[str, Any]) -> None:
    scopes = {each["name"]: each["scope"] for each in made["components"]}
    licensed = sum("licenses" in each for each in made["components"])

    assert licensed > len(made["components"]) / 2
    assert (scopes["django"], scopes["maplibre-gl"]) == ("required", "required")
    assert (scopes["pytest"], scopes["axe-core"], scopes["uv"]) == ("excluded", "excluded", "excluded")


def test_the_same_locks_give_the_same_bill(made: dict[str, Any]) -> None:
    assert bill() == made
    assert made["specVersion"] == "1.6"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", made["serialNumber"])


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("a_b==1.0 \\\n    --hash=sha256:" + "0" * 64, [("a-b", "1.0", ["0" * 64])]),
        ('c[x]==2 ; python_version < "3.12" \\\n    --hash=sha256:' + "1" * 64, [("c", "2", ["1" * 64])]),
        ("# via d==3\n    # d==3\n", []),
    ],
)
def test_a_lock_is_read_as_it_is_written(entry: str, expected: list[tuple[str, str, list[str]]]) -> None:
    assert list(pinned_in(entry)) == expected


def test_nothing_in_it_names_a_machine_or_a_registry(made: dict[str, Any]) -> None:
    said = json.dumps(made)

    assert str(Path.home()) not in said
    assert not re.search(r"https?://(?!cyclonedx\.org/schema)", said)
