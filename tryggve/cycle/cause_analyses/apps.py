from __future__ import annotations

from django.apps import AppConfig


class CauseAnalysesConfig(AppConfig):
    name = "tryggve.cycle.cause_analyses"
    label = "cause_analyses"
    verbose_name = "Orsaksanalyser"
