from __future__ import annotations

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "tryggve.cycle.incidents"
    label = "incidents"
    verbose_name = "Händelser"
