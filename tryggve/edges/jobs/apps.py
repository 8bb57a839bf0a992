from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tryggve.edges.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register what the worker can be asked for."""
        import_module("tryggve.edges.jobs.ordered")
        import_module("tryggve.edges.jobs.trails")
