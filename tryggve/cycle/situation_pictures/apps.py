from __future__ import annotations

from django.apps import AppConfig


class SituationPicturesConfig(AppConfig):
    name = "tryggve.cycle.situation_pictures"
    label = "situation_pictures"
    verbose_name = "Lägesbilder"
