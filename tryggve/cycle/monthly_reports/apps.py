from __future__ import annotations

from django.apps import AppConfig


class MonthlyReportsConfig(AppConfig):
    name = "tryggve.cycle.monthly_reports"
    label = "monthly_reports"
    verbose_name = "Månadsrapporter"
