from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "tryggve.foundation.audit"
    label = "audit"
    verbose_name = "Loggbok"

    def ready(self) -> None:
        from tryggve.foundation.audit.insert_only import guard

        # After tenancy's, which gives the application's role all it has: this takes back what it may not have.
        post_migrate.connect(guard, dispatch_uid="audit.guard")
