"""What is Tryggve made of? A CycloneDX bill of materials, read from the hashed locks.

The locks say what is pinned and with which hash; what is installed beside this script tells the licences. Nothing is
asked of anybody else. `python -m tools.sbom [FILE]` writes it; without a file it goes to standard output.
Format: CycloneDX 1.6, ECMA-424.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
LOCKS: Final = ("runtime", "cluster", "dev", "bootstrap", "node", "peers")
#: What is served and run by a municipality; the rest is for building and trying it.
SHIPPED: Final = ("runtime", "cluster")
_PIN: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ALGORITHMS: Final = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256", "sha1": "SHA-1"}
#: What looks like an SPDX expression, and is not a sentence or a whole licence.
_EXPRESSION: Final = re.compile(r"^[A-Za-z0-9.+-]+(?:(?: (?:AND|OR|WITH) )[A-Za-z0-9.+()-]+)*$")
Component = dict[str, Any]


def normal(name: str) -> str:
    """One way of writing a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned_in(lock: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each package of a lock of hashes: its name, version and hashes."""
    for entry in re.split(r"\n(?=\S)", lock):
        if found := _PIN.match(entry):
            yield normal(found[1]), found[2], sorted(_HASH.findall(entry))


def python_components(locks: dict[str, str]) -> dict[str, Component]:
    """Every pinned Python package, by its address, with the locks that hold it."""
    found: dict[str, Component] = {}
    for lock, text in locks.items():
        for name, version, hashes in pinned_in(text):
            address = f"pkg:pypi/{name}@{version}"
            held = found.setdefault(address, _component(address, name, version))
            # A package is many files, one of which is installed: the hashes belong to them, and not to the whole.
            held["externalReferences"] = [_files(address, hashes)]
            held["properties"].append({"name": "tryggve:lock", "value": f"requirements/{lock}.txt"})
            held["licenses"] = held.get("licenses") or _licences(name, version)
            if lock in SHIPPED:
                held["scope"] = "required"
    return found


def front_end_components(lock: dict[str, Any]) -> dict[str, Component]:
    """Every package of the front end's lock, by its address."""
    found: dict[str, Component] = {}
    for place, entry in lock["packages"].items():
        if not place or entry.get("link"):
            continue
        name, version = place.rpartition("node_modules/")[2], str(entry["version"])
        address = f"pkg:npm/{name.replace('@', '%40', 1)}@{version}"
        held = found.setdefault(address, _component(address, name, version))
        held["hashes"] = [_integrity(each) for each in entry.get("integrity", "").split()]
        held["properties"].append({"name": "tryggve:lock", "value": "frontend/package-lock.json"})
        held["licenses"] = _licence(str(entry.get("license", "")))
        if not entry.get("dev"):
            held["scope"] = "required"
    return found


def _component(address: str, name: str, version: str) -> Component:
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "scope": "excluded",
        "purl": address,
        "properties": [],
    }


def _files(address: str, hashes: list[str]) -> dict[str, Any]:
    return {
        "type": "distribution",
        "url": address,
        "hashes": [{"alg": "SHA-256", "content": each} for each in hashes],
    }


def _integrity(said: str) -> dict[str, str]:
    algorithm, _dash, digest = said.partition("-")
    return {"alg": _ALGORITHMS[algorithm], "content": base64.b64decode(digest).hex()}


def _licences(name: str, version: str) -> list[dict[str, Any]]:
    """What the installed package says of itself; nothing when another version is installed, or none."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if said["Version"] != version:
        return []
    for words in (*(said.get_all("License-Expression") or ()), *(said.get_all("License") or ())):
        if _EXPRESSION.match(words.strip()):
            return _licence(words.strip())
    named = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    return [{"license": {"name": each}} for each in named if each != "OSI Approved"]


def _licence(words: str) -> list[dict[str, Any]]:
    if not words:
        return []
    if " " in words:
        return [{"expression": words}]
    # Only the list of SPDX says which names are its own; a name is true of all.
    return [{"license": {"name": words}}]


def bill(root: Path = ROOT) -> dict[str, Any]:
    """The whole. Of the same locks: the same bill, with the same number."""
    texts = {name: (root / f"requirements/{name}.txt").read_text(encoding="utf-8") for name in LOCKS}
    front_end = (root / "frontend/package-lock.json").read_text(encoding="utf-8")
    components = python_components(texts) | front_end_components(json.loads(front_end))
    for each in components.values():
        if not each.get("licenses"):
            each.pop("licenses", None)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    itself = f"pkg:generic/{project['name']}@{project['version']}"
    digest = hashlib.sha256("\0".join([itself, *texts.values(), front_end]).encode()).digest()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": itself,
            },
            "tools": {"components": [{"type": "application", "name": "tools/sbom.py", "version": project["version"]}]},
        },
        "components": [components[address] for address in sorted(components)],
    }


def main(arguments: list[str]) -> int:
    """Write it."""
    made = bill()
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if not arguments:
        sys.stdout.write(text)
        return 0
    Path(arguments[0]).write_text(text, encoding="utf-8")
    licensed = sum("licenses" in each for each in made["components"])
    print(f"{arguments[0]}: {len(made['components'])} components, {licensed} with a licence.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
