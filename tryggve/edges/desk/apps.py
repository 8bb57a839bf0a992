from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "tryggve.edges.desk"
    label = "desk"
    verbose_name = "Skrivbord"

    def ready(self) -> None:
        """The menu of the whole house, in the order of the week."""
        from tryggve.foundation.web.navigation import register

        register(_("Veckan"), "desk:start", order=10)
        register(_("Händelser"), "incidents:start", ("incident.register", "incident.review"), order=20)
        register(_("Veckorapporter"), "weekly_reports:list", "weekly_report.read", order=30)
        register(_("Lägesbild"), "situation_pictures:list", "picture.read", order=40)
        register(_("Möten"), "meetings:overview", "meeting.read", order=50)
        register(_("Orsaker"), "cause_analyses:overview", "cause_analysis.read", order=60)
        register(_("Åtgärder"), "measures:list", "measure.read", order=70)
        register(_("Månad"), "monthly_reports:list", "monthly_report.read", order=80)
        register(_("Län"), "county_reports:list", "county_report.read", order=90)
        register(_("Uppföljning"), "evaluations:list", "evaluation.read", order=110, place="more")
        register(_("Vad det blev"), "desk:became", "incident.read_own", order=105, place="more")
        register(_("Ledtid"), "desk:lead_time", "measure.read", order=120, place="more")
        register(
            _("Lämnat i tid"), "desk:timeliness", ("picture.compile", "weekly_report.share"), order=125, place="more"
        )
        rights = ("incident.register", "picture.read", "picture.read_summary", "person.invite")
        register(_("Mejl och kalender"), "desk:notices", rights, order=128, place="more")
        register(_("Annan kanal"), "desk:other_channel", rights, order=127, place="more")
        opening = ("incident.review", "raw_access.ask", "raw_access.approve")
        register(_("Nödöppning"), "incidents:raw_access", opening, order=129, place="more")
        register(
            _("Inställningar"),
            "administration:index",
            ("person.invite", "organisation.update", "member.update", "agreement.update", "area.update"),
            order=130,
            place="more",
        )
