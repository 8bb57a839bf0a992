from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "tryggve.cycle.meetings"
    label = "meetings"
    verbose_name = "Möten"
