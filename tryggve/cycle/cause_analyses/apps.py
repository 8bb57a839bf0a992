from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CauseAnalysesConfig(AppConfig):
    name = "tryggve.cycle.cause_analyses"
    label = "cause_analyses"
    verbose_name = "Orsaksanalyser"

    def ready(self) -> None:
        """Stand in the menu."""
        from tryggve.foundation.web.navigation import register

        register(_("Orsaker"), "cause_analyses:overview", right="cause_analysis.read", order=50)
