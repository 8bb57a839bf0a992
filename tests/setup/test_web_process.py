"""Does a web process stay without the compiler, and is a worker ready before its first job?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _said(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_web_process_chooses_the_plain_twins_and_never_loads_the_compiler() -> None:
    code = (
        "import sys, config.wsgi\n"
        "from tryggve.engine.numerics import twins\n"
        "for name in twins.names():\n"
        "    twins.kernels(name)\n"
        "print(twins.chosen(), 'numba' in sys.modules, 'llvmlite' in sys.modules)"
    )

    assert _said(code) == "plain False False"


def test_any_other_process_uses_the_compiled_twins() -> None:
    code = "from tryggve.engine.numerics import twins\nprint(twins.kernels('counter').__name__)"

    assert _said(code) == "tryggve.engine.numerics.compiled.counter"


def test_every_twin_has_its_plain_file_and_a_way_to_be_warmed() -> None:
    folder = ROOT / "tryggve/engine/numerics"
    plain = {file.stem for file in (folder / "plain").glob("*.py")} - {"__init__"}
    compiled = {file.stem for file in (folder / "compiled").glob("*.py")} - {"__init__", "kernel"}
    cold = [
        file.stem
        for file in (folder / "compiled").glob("*.py")
        if "@kernel" in file.read_text(encoding="utf-8")
        and "def warm() -> None:" not in file.read_text(encoding="utf-8")
    ]

    assert compiled == plain
    assert cold == []
