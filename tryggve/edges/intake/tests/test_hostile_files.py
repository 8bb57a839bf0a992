"""Hostile files are refused or read as expected, within two seconds of work and 200 MB, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tryggve.edges.intake.tests.files import DEV, needs_shared

pytestmark = needs_shared
MOST_CPU_S, MOST_KB = 2.0, 200_000
HOSTILE = sorted(path for path in (DEV / "malicious").glob("m*") if path.suffix != ".json") if DEV.exists() else []
_CHILD = """
import json, resource, sys
from datetime import datetime, UTC
from pathlib import Path
from tryggve.edges.intake.planning import plan_import
from tryggve.edges.intake.reading import CannotRead, read_contents, read_file
from tryggve.edges.intake.shapes import Setting
setting = Setting(municipality="Falu kommun", slug="falun", centre=(60.6065, 15.6355))
try:
    contents = read_contents(read_file(Path(sys.argv[1])))
    plan = plan_import(contents, setting=setting, now=datetime(2026, 10, 20, tzinfo=UTC))
    rows = [[row.row, row.verdict, row.warnings, row.becomes.text if row.becomes else ""] for row in plan.rows]
    said = {"rows": rows}
except CannotRead as refusal:
    said = {"refused": str(refusal)}
used = resource.getrusage(resource.RUSAGE_SELF)
# Not ru_maxrss: that begins with what the process that started us had.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
print(json.dumps(said | {"cpu_s": used.ru_utime + used.ru_stime, "kb": int(peak.split()[1])}))
"""


def met(path: Path) -> dict[str, Any]:
    """What the importer says of the file, and what it cost."""
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=dict(os.environ),
    )
    assert child.returncode == 0, child.stderr[-500:]
    said: dict[str, Any] = json.loads(child.stdout)
    return said


@pytest.mark.parametrize("path", [path for path in HOSTILE if path.suffix != ".py"], ids=lambda path: path.name)
def test_it_gets_its_outcome_within_the_limits(path: Path) -> None:
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text("utf-8"))

    said = met(path)

    assert said["cpu_s"] < MOST_CPU_S
    assert said["kb"] < MOST_KB
    assert not any(marker in json.dumps(said) for marker in expected.get("leak_markers", []))
    must = " ".join(expected["must"])
    if must.startswith("reject:") or must.startswith("reject before"):
        assert said["refused"].count(".") >= 2
    if "rows_good" in expected and "refused" not in said:
        assert sum(1 for row in said["rows"] if row[1] == "good") == expected["rows_good"]


def test_a_line_of_two_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    made = tmp_path / "long.csv"
    subprocess.run([sys.executable, DEV / "malicious/m03_make_200mb_line.py", made], check=True, capture_output=True)

    said = met(made)
    made.unlink()

    assert "för stor" in said["refused"]
    assert said["kb"] < MOST_KB


def test_formulas_and_their_lookalikes_are_kept_as_they_are_written() -> None:
    path = DEV / "malicious/m02_formula_injection.csv"
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text("utf-8"))

    rows = {row[0]: row for row in met(path)["rows"]}

    for cell in [*expected["dangerous_cells"], *expected["harmless_lookalikes"]]:
        if cell["column"] == "Text":
            assert rows[cell["row"]][3] == cell["value"].strip()
