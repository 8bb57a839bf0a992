from __future__ import annotations

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "tryggve.edges.papers"
    label = "papers"
    verbose_name = "Dataskydd och tillgänglighet"
