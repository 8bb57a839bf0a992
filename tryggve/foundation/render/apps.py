from __future__ import annotations

from django.apps import AppConfig


class RenderConfig(AppConfig):
    name = "tryggve.foundation.render"
    label = "render"
    verbose_name = "Utgåvor och dokument"
