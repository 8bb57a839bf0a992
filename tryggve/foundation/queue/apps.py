from __future__ import annotations

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "tryggve.foundation.queue"
    label = "queue"
    verbose_name = "Jobb"
