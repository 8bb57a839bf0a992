from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tryggve.edges.jobs"
    label = "jobs"
