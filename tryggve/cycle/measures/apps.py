from __future__ import annotations

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "tryggve.cycle.measures"
    label = "measures"
    verbose_name = "Åtgärder"
