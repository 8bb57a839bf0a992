from __future__ import annotations

from django.apps import AppConfig


class WeeklyReportsConfig(AppConfig):
    name = "tryggve.cycle.weekly_reports"
    label = "weekly_reports"
    verbose_name = "Veckorapporter"
