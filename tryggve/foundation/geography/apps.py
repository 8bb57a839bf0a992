from __future__ import annotations

from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "tryggve.foundation.geography"
    label = "geography"
    verbose_name = "Områden och platser"
