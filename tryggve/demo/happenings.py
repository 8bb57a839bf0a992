"""What happens in a week, and who sees it: chance around steady levels, and the planted streams."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from tryggve.demo import county, truths
from tryggve.demo.chance import Chance, one_of, pick, poisson
from tryggve.demo.county import PartyFacts
from tryggve.demo.rhythms import draw
from tryggve.demo.town import Spot, Town
from tryggve.foundation.reference.queries import stable_category
from tryggve.kernel.weeks import Week

#: Share of what happens at a named place that somebody else tells of too.
_TWICE = 0.05
_SEES_TOO = ("polisen", "est", "kultur", "dalatrafik")
_SUMMER = (25, 33)
#: How much of the usual a test needs.
_LEAN = 0.3
_HOLIDAY_WEEKS = frozenset({1, 44, 52, 53})


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing as one party saw it."""

    party: str
    category: str
    spot: Spot
    started: datetime
    ended: datetime
    precision: str
    text: str
    certainty: str = "seen"
    police_reported: str = "no"
    count: int = 1

    @property
    def nature(self) -> str:
        """Crime, or what makes people feel unsafe."""
        return str(stable_category(self.category).nature)


@dataclass(frozen=True, slots=True)
class Year:
    """Which year is played: until which week, by which chance, with the truths or without."""

    until: Week
    n_weeks: int
    chance: Chance
    now: datetime
    truths: bool = True
    is_lean: bool = False

    def at(self, moment: datetime) -> datetime:
        """The moment, or now when it has not come yet: nobody acts in the future."""
        return min(moment, self.now)

    @property
    def weeks(self) -> tuple[Week, ...]:
        """All weeks, oldest first."""
        return Week.range(self.until - (self.n_weeks - 1), self.until)

    def age(self, week: Week) -> int:
        """0 for the last full week, -1 for the one before it."""
        return week - self.until


def what_happens(town: Town, year: Year, week: Week) -> list[Seen]:
    """Everything of a week, in the order it happened."""
    found: list[Seen] = []
    for party in town.parties.values():
        random = year.chance.of(town.facts.slug, week, party.key)
        usual = party.weekly * season(party, week) * (_LEAN if year.is_lean else 1.0)
        for _ in range(poisson(random, usual)):
            found += _ordinary(town, party, week, random)
    if town.facts.slug == truths.SILENT_MUNICIPALITY:
        found += _planted(town, year, week)
        found += _fires(town, year, week)
    return sorted(found, key=lambda seen: (seen.started, seen.party, seen.category, seen.text))


def season(party: PartyFacts, week: Week) -> float:
    """A little more in summer outdoors; schools are closed then and at Christmas."""
    is_summer = _SUMMER[0] <= week.number <= _SUMMER[1]
    if party.follows_terms and (is_summer or week.number in _HOLIDAY_WEEKS):
        return 0.0
    return 1.1 if is_summer else 1.0


def _ordinary(town: Town, party: PartyFacts, week: Week, random: Random) -> list[Seen]:
    story = county.stories()[pick(random, party.reports)]
    spot = town.somewhere(random, party, story.places)
    started, ended = draw(random, week, story.when, story.at)
    seen = Seen(
        party=party.key,
        category=story.code,
        spot=spot,
        started=started,
        ended=ended,
        precision=story.at,
        text=one_of(random, story.texts).format(plats=spot.words),
        certainty=pick(random, {"seen": 0.75, "heard": 0.2, "rumour": 0.05}),
        police_reported="yes" if stable_category(story.code).nature == "crime" and random.random() < 0.6 else "no",
    )
    others = [key for key in _SEES_TOO if key in town.parties and key != party.key]
    if not spot.place or not others or random.random() > _TWICE:
        return [seen]
    text = one_of(random, story.texts).format(plats=spot.words)
    return [seen, replace(seen, party=one_of(random, others), text=text, certainty="seen")]


def _planted(town: Town, year: Year, week: Week) -> list[Seen]:
    found = []
    for stream in truths.STREAMS:
        random = year.chance.of(town.facts.slug, week, "truth", stream.key)
        texts = stream.texts or county.stories()[stream.category].texts
        number = poisson(random, stream.level(year.age(week), truths=year.truths))
        if stream.is_summed:
            found += _summed(town, stream, week, number, random)
            continue
        for _ in range(number):
            spot = _spot(town, stream, random)
            started, ended = draw(random, week, stream.rhythm, stream.precision)
            found.append(
                Seen(
                    party=one_of(random, stream.parties),
                    category=stream.category,
                    spot=spot,
                    started=started,
                    ended=ended,
                    precision=stream.precision,
                    text=one_of(random, texts).format(plats=spot.words),
                )
            )
    return found


def _spot(town: Town, stream: truths.Stream, random: Random) -> Spot:
    if stream.place:
        return town.named(stream.place)
    return town.at_home(random, stream.area, one_of(random, stream.place_types))


def _summed(town: Town, stream: truths.Stream, week: Week, number: int, random: Random) -> list[Seen]:
    """One line for the week, when there is anything to say."""
    if number == 0:
        return []
    spot = _spot(town, stream, random)
    text = f"{number} gånger i veckan {spot.words}."
    line = Seen(stream.parties[0], stream.category, spot, week.start_at, week.end_at, "week", text, count=number)
    return [line]


def _fires(town: Town, year: Year, week: Week) -> list[Seen]:
    """Each fire is told by the rescue service and the landlord, and by the insurer who paid for the car."""
    fires = truths.FIRES
    if not truths.FIRES_FIRST <= year.age(week) <= truths.FIRES_LAST:
        return []
    random = year.chance.of(town.facts.slug, week, "truth", "fires")
    found = []
    for number in range(min(2, poisson(random, fires.weekly))):
        spot = town.named(fires.places[number])
        started, ended = draw(random, week, fires.rhythm if year.truths else fires.otherwise, "minute")
        first = Seen(
            "raddning", truths.FIRES_CATEGORY, spot, started, ended, "minute", fires.texts[0].format(plats=spot.words)
        )
        insurer = truths.INSURER_SAYS if year.truths else truths.INSURER_SAYS_OTHERWISE
        found += [
            replace(first, police_reported="yes"),
            replace(first, party="kopparstaden", text=fires.texts[1].format(plats=spot.words)),
            replace(first, party="lansforsakringar", text=insurer, certainty="heard", police_reported="yes"),
        ]
    return found
