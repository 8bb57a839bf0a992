"""The trainer: the practice county's story, in the order to tell it."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tryggve.cycle.situation_pictures import queries as situation_pictures
from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address
from tryggve.kernel.weeks import Week

_SHOWN = 4


def trainer_part(desk: Desk) -> Part | None:
    """For those who show the method with practice data."""
    if not desk.holds("trainer"):
        return None
    newest = situation_pictures.newest_picture(desk.viewer)
    week = Week.parse(newest.week) if newest else desk.week
    step = NextStep(
        title=_("Börja med lägesbilden för vecka %(week)s") % {"week": week.number},
        text=newest.answer if newest else _("Ingen lägesbild är sammanställd än."),
        button=_("Visa lägesbilden"),
        url=address("situation_pictures:detail", week) if newest else address("situation_pictures:list"),
    )
    return Part(
        answer=_("Visa arbetssättet, steg för steg"),
        template="desk/_trainer.html",
        context={
            "step": step,
            "analyses": desk.analyses[:_SHOWN],
            "evaluations": desk.evaluations[:_SHOWN],
            "personas_url": _personas(),
        },
        eyebrow=_("Övning i %(municipality)s") % {"municipality": desk.viewer.municipality_name},
    )


def _personas() -> str:
    try:
        return reverse("entrance:personas")
    except NoReverseMatch:
        return ""
