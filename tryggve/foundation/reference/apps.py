from __future__ import annotations

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "tryggve.foundation.reference"
    label = "reference"
    verbose_name = "Kategorier"
