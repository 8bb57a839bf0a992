from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tryggve.foundation.people"
    label = "people"
    verbose_name = "Människor och parter"

    def ready(self) -> None:
        """Hear of every log-in and log-out."""
        import_module("tryggve.foundation.people.sessions").listen()
