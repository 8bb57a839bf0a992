"""What Falun's group does about what is planted: the footpath, the cellars, the burning cars.

The group draws its conclusions from what has been shared, not from `truths`: were the fires in the
evening and the cars insured for years, it would conclude something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.weekly_reports.queries import shared_in
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.demo import truths
from tryggve.demo.happenings import Year
from tryggve.demo.meetings import Topic
from tryggve.demo.town import Town
from tryggve.demo.work import Clue, Doing, Question, Work
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import STOCKHOLM, Week

_FIRES_CHOSEN = range(truths.FIRES_FIRST + 3, truths.FIRES_LAST + 1)
_FIRES_ANALYSED = truths.FIRES_FIRST + 6
_SMALL_HOURS = range(1, 6)
_ENOUGH = 3

LIGHT_QUESTION = Question(
    "Varför känns gångvägen otrygg och varför händer det så mycket där?",
    "Det är bara en känsla.",
    (
        ("Gångvägen är mörk, och då blir den ödslig och går sönder", "Händelserna ligger efter mörkrets inbrott"),
        ("Det går för få människor där, oavsett ljus", "Lika mycket på ljusa sommarkvällar"),
    ),
    (
        Clue(
            "Sju av tolv lampor var släckta vid platsbesöket.", "platsbesök med hyresvärden", ("strong_for", "neutral")
        ),
        Clue("Det mesta rapporteras mellan 19 och 23.", "lägesbilden", ("for", "neutral")),
        Clue("Lika många gick där förra hösten, då lamporna var hela.", "cykelräkningen", ("for", "against")),
    ),
)
CELLAR_QUESTION = Question(
    "Varför stör det i just de här källarna?",
    "De har ingenstans att vara.",
    (
        ("Källardörrarna går att öppna och ingen syns till", "Mindre när någon går förbi varje kväll"),
        ("Det finns försäljning i en av portarna", "Korta möten vid samma port"),
    ),
    (
        Clue("Fem av åtta källardörrar gick inte i lås.", "bovärdarnas rond", ("strong_for", "neutral")),
        Clue("Inga upprepade korta möten har setts.", "polisens sammanfattning", ("neutral", "against")),
    ),
)


@dataclass(slots=True)
class PlantedWork:
    """Falun's three planned pieces of work."""

    town: Town
    year: Year
    work: Work
    done: set[str] = field(default_factory=set)

    def topics(self, week: Week) -> list[Topic]:
        """The areas that the group has decided to hold on to."""
        age, found = self.year.age(week), []
        for planned, subject, reason, owner in (
            (truths.LIGHTING, "Mörk gångväg", "Många undviker gångvägen. Lampor är släckta på hela sträckan.", "miljo"),
            (truths.GUARDS, "Störningar i källare", "Boende vågar inte gå ner i källaren.", "kopparstaden"),
        ):
            if planned.chosen <= age < planned.chosen + planned.n_weeks_prioritised:
                area = self.town.areas[planned.area].key
                found.append(Topic(area, subject, planned.category_codes, reason, owner))
        if age in _FIRES_CHOSEN:
            area = self.town.areas[truths.FIRES_AREA].key
            reason = "Bilar brinner på parkeringarna. Boende är oroliga."
            found.append(Topic(area, "Bilbränder", (truths.FIRES_CATEGORY,), reason, "raddning"))
        return found

    def after_meeting(self, week: Week, confirmed: Sequence[PriorityView], *, now: datetime) -> None:
        """What the group writes in the days after."""
        by_area = {each.area: each for each in confirmed}
        age = self.year.age(week)
        for planned, asked in ((truths.LIGHTING, LIGHT_QUESTION), (truths.GUARDS, CELLAR_QUESTION)):
            about = by_area.get(self.town.areas[planned.area].key)
            if about is not None and age >= planned.chosen and planned.key not in self.done:
                self.done.add(planned.key)
                hypothesis = self.work.ask(about.key, asked, now=now)
                self.work.plan(about, hypothesis, self._doing(planned), now=now)
        fires = by_area.get(self.town.areas[truths.FIRES_AREA].key)
        if fires is not None and age >= _FIRES_ANALYSED and "fires" not in self.done:
            self.done.add("fires")
            asked = self.fire_question(week)
            hypothesis = self.work.ask(fires.key, asked, now=now)
            self.work.plan(fires, hypothesis, self._about_fires(week, asked.chosen), now=now)

    def _doing(self, planned: truths.PlannedMeasure) -> Doing:
        is_light = planned.key == truths.LIGHTING.key
        return Doing(
            title="Ny belysning längs Gångvägen mot Norslund" if is_light else "Väktare i källare och trapphus",
            description="Tolv nya armaturer och röjd sikt."
            if is_light
            else "Rond varje kväll i två veckor, sedan två kvällar i veckan.",
            kind="physical_environment" if is_light else "presence",
            term="long" if is_light else "short",
            grade="known" if is_light else "believed",
            grade_reason=(
                "Bättre ljus minskar brott och otrygghet enligt forskningsöversikter."
                if is_light
                else "Andra hyresvärdar säger att det hjälper. Ingen har räknat."
            ),
            owner="miljo" if is_light else "kopparstaden",
            first=self.year.until + planned.starts,
            last=self.year.until + planned.ends,
            window_weeks=planned.window_weeks,
            hoped_percent=planned.hoped_percent,
            hours=46 if is_light else 168,
            kronor=310_000 if is_light else 96_000,
            participants=("kopparstaden", "service") if is_light else ("polisen",),
            comparison_area=self.town.areas[planned.comparison_area].key,
            category_codes=planned.category_codes,
        )

    # -- The burning cars --------------------------------------------------------------------
    def fire_question(self, week: Week) -> Question:
        """Lay what has been shared about the fires beside both explanations."""
        told = self._told_of_fires(week)
        hours = [each.occurred_from.astimezone(STOCKHOLM).hour for each in told]
        n_night = sum(hour in _SMALL_HOURS for hour in hours)
        insurer = [each for each in told if each.organisation == self.town.organisations["lansforsakringar"]]
        n_odd = sum("avställd" in each.text for each in insurer)
        is_night = n_night * 2 > len(hours)
        is_odd = n_odd * 2 > len(insurer) and len(insurer) >= _ENOUGH
        clues = (
            Clue(
                f"{n_night} av {len(hours)} rapporter om bränder gäller tiden mellan 01 och 06.",
                "delade veckorapporter",
                ("against", "for", "neutral") if is_night else ("for", "against", "neutral"),
            ),
            Clue(
                f"{n_odd} av {len(insurer)} bilar var avställda och nyförsäkrade.",
                "försäkringsbolagets sammanfattning",
                ("against", "strong_for", "against") if is_odd else ("neutral", "strong_against", "neutral"),
            ),
            Clue(
                "Inga ungdomar syntes vid parkeringarna de kvällar det brann."
                if is_night
                else "Grupper av unga sågs vid parkeringen samma kvällar.",
                "fältgruppen och bovärdarna",
                ("strong_against", "neutral", "neutral") if is_night else ("strong_for", "neutral", "neutral"),
            ),
            Clue(
                "Hot eller konflikter har inte rapporterats i området.",
                "polisens sammanfattning",
                ("neutral", "neutral", "against"),
            ),
        )
        return Question(
            "Varför brinner bilarna i Bojsenburg?",
            truths.EVERYBODY_SAYS,
            (
                (truths.YOUTH_TITLE, "Bränderna börjar på kvällen, där unga är"),
                (truths.FRAUD_TITLE, "Gamla bilar, avställda och nyförsäkrade, mitt i natten"),
                ("Bränderna är en hämnd i en konflikt", "Hot mot ägarna före branden"),
            ),
            clues,
            chosen=1 if is_night and is_odd else 0,
        )

    def _told_of_fires(self, week: Week) -> list[SharedView]:
        elin = self.town.by_role["est_coordinator"]
        weeks = [str(each) for each in Week.range(self.year.until + truths.FIRES_FIRST, week)]
        area = self.town.areas[truths.FIRES_AREA].key
        with acting_as(elin):
            return [
                each
                for each in shared_in(elin, weeks)
                if each.area == area and each.category_code == truths.FIRES_CATEGORY
            ]

    def _about_fires(self, week: Week, chosen: int) -> Doing:
        is_fraud = chosen == 1
        return Doing(
            title="Granska nya försäkringar på avställda bilar"
            if is_fraud
            else "Fältgruppen på parkeringarna kvällstid",
            description=(
                "Försäkringsbolaget granskar skador på avställda bilar. Hyresvärden forslar bort övergivna bilar."
                if is_fraud
                else "Fältgruppen och föräldrar går förbi parkeringarna varje kväll i tre veckor."
            ),
            kind="other" if is_fraud else "presence",
            term="short",
            grade="believed",
            grade_reason="Bolaget har sett det avta på andra orter när skadorna granskas."
            if is_fraud
            else "Vuxna på plats brukar lugna.",
            owner="lansforsakringar" if is_fraud else "kultur",
            first=week + 2,
            last=week + 4,
            window_weeks=6,
            hoped_percent=60,
            hours=24,
            kronor=18_000,
            participants=("polisen", "raddning", "kopparstaden"),
        )
