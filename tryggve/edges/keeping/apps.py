from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "tryggve.edges.keeping"
    label = "keeping"
    verbose_name = "Bevarande och gallring"

    def ready(self) -> None:
        """Register what the worker can be asked for."""
        import_module("tryggve.edges.keeping.jobs")
        import_module("tryggve.edges.keeping.housekeeping")
