from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tryggve.foundation.audit"
    label = "audit"
    verbose_name = "Loggbok"
