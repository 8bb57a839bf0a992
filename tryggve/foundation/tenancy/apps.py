from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TenancyConfig(AppConfig):
    name = "tryggve.foundation.tenancy"
    label = "tenancy"
    verbose_name = "Kommuner"

    def ready(self) -> None:
        from tryggve.foundation.tenancy.row_security import lock_tables

        post_migrate.connect(lock_tables, dispatch_uid="tenancy.lock_tables")
