from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "tryggve.edges.phone"
    label = "phone"
    verbose_name = "Telefonen"

    def ready(self) -> None:
        """Register what the worker can be asked for."""
        import_module("tryggve.edges.phone.handover")
