from __future__ import annotations

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "tryggve.edges.phone"
    label = "phone"
    verbose_name = "Telefonen"
