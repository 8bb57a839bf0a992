from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    name = "tryggve.edges.administration"
    label = "administration"
    verbose_name = "Inställningar"

    def ready(self) -> None:
        """Stand behind the name, so that the menu in the wall is the cycle alone."""
        from tryggve.edges.administration.overview import ANY_SETTING
        from tryggve.foundation.web.navigation import register

        register(_("Inställningar"), "administration:index", right=ANY_SETTING, order=90, place="more")
