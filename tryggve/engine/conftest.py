"""Property tests find the same examples in every run, and are not judged by the clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("engine", derandomize=True, deadline=None)
settings.load_profile("engine")
