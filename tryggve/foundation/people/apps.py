from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tryggve.foundation.people"
    label = "people"
    verbose_name = "Människor och parter"
