from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "tryggve.foundation.notify"
    label = "notify"
    verbose_name = "Mejl och kalender"

    def ready(self) -> None:
        """Register the job that sends, and what ends when a person leaves."""
        import_module("tryggve.foundation.notify.sending")
        import_module("tryggve.foundation.notify.leaving")
