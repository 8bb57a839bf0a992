from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tryggve.foundation.web"
    label = "web"
    verbose_name = "Webb"
