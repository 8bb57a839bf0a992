from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "tryggve.edges.intake.pages"
    label = "intake"
    verbose_name = "Inläsning"

    def ready(self) -> None:
        """Register what the worker can be asked for, and the way in."""
        from tryggve.foundation.web.navigation import register

        import_module("tryggve.edges.intake.pages.work")
        register(_("Läs in från fil"), "intake:start", right="incident.import", order=80, place="more")
