from __future__ import annotations

from django.apps import AppConfig


class CountyReportsConfig(AppConfig):
    name = "tryggve.cycle.county_reports"
    label = "county_reports"
    verbose_name = "Länsrapporter"
