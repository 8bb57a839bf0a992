from __future__ import annotations

from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "tryggve.edges.entrance"
    label = "entrance"
    verbose_name = "Ingång"
