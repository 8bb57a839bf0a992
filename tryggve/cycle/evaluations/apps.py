from __future__ import annotations

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "tryggve.cycle.evaluations"
    label = "evaluations"
    verbose_name = "Utvärderingar"
