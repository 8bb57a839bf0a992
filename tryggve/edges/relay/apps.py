from __future__ import annotations

from django.apps import AppConfig


class RelayConfig(AppConfig):
    name = "tryggve.edges.relay"
    label = "relay"
    verbose_name = "Medlemmarnas länkar"
