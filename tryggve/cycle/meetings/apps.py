from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "tryggve.cycle.meetings"
    label = "meetings"
    verbose_name = "Möten"

    def ready(self) -> None:
        """Stand in the menu."""
        from tryggve.foundation.web.navigation import register

        register(_("Möten"), "meetings:overview", right="meeting.read", order=40)
