"""Compile the engine's kernels, or find that they are compiled."""

from __future__ import annotations

import os
import time
from typing import Any

from django.core.management.base import BaseCommand

from tryggve.edges.jobs.warm import warm_together


class Command(BaseCommand):
    """Run at set-up and after an upgrade; the worker does it too at its start."""

    help = "Compiles the engine's kernels into the cache, so that no job waits for the compiler."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Tell how many files and seconds."""
        started = time.monotonic()
        n_files = warm_together(os.cpu_count() or 1)
        self.stdout.write(f"{n_files} files of kernels ready after {time.monotonic() - started:.1f} s")
