"""What is planted in the practice data, as data: the demo sows it, a test must find it again.

Weeks are counted from the last full one, which is 0; -1 is the week before. Everything else in
the year is chance around steady levels, so what is not written here is not there. With
`truths=False` the same streams run at their first level all year, and nothing falls silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stream:
    """Incidents of one kind at one place, by week: the last `level` whose first week has come holds."""

    key: str
    area: str
    category: str
    parties: tuple[str, ...]
    levels: tuple[tuple[int, float], ...]
    rhythm: str = "evening"
    precision: str = "hour"
    place: str = ""
    place_types: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    #: One line a week with a number, as those write who share summaries only.
    is_summed: bool = False

    def level(self, age: int, *, truths: bool) -> float:
        """Incidents a week, `age` weeks from the last full one (0 or negative)."""
        found = self.levels[0][1]
        for first, level in self.levels if truths else self.levels[:1]:
            if age >= first:
                found = level
        return found


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """A measure with its weeks: chosen at the meeting of `chosen`, done from `starts` to `ends`."""

    key: str
    area: str
    comparison_area: str
    category_codes: tuple[str, ...]
    chosen: int
    starts: int
    ends: int
    window_weeks: int
    hoped_percent: int
    n_weeks_prioritised: int = 2

    @property
    def evaluated(self) -> int:
        """The first week in whose course the last week after can be counted."""
        return self.ends + self.window_weeks + 1


# (a) A rising hot spot: gatherings at the travel centre, Thursday to Saturday, 19 to 23.
HOT_SPOT_AREA, HOT_SPOT_CATEGORY = "F02", "A1"
HOT_SPOT_RISES = -4
_GATHERINGS = (
    "En grupp samlades {plats} och var högljudd. Resenärer ställde sig längre bort.",
    "Stökigt {plats} vid sista bussarna. Vakt kom och det lugnade sig.",
    "Många stod i vindfånget {plats} med hög musik. Personal hade svårt att låsa.",
)
_RISE = ((-60, 0.5), (-4, 1.8), (-3, 3.0), (-2, 4.2), (-1, 5.3), (0, 6.4))

# (b) Burning cars: everybody says youths; the fires are at night, the cars deregistered and newly insured.
FIRES_AREA, FIRES_CATEGORY = "F10", "C4"
FIRES_FIRST, FIRES_LAST = -26, -15
EVERYBODY_SAYS = "Det är ungdomar som tänder på för att det ska hända något."
FRAUD_TITLE = "Ägare låter bränna bilen för försäkringens skull"
YOUTH_TITLE = "Ungdomar tänder på för spänningens skull"
INSURER_SAYS = "Bilen som brann var avställd och försäkrades på nytt mindre än två månader före branden."
INSURER_SAYS_OTHERWISE = "Bilen som brann var i trafik och hade haft samma försäkring i flera år."

# (c) A measure that worked: lighting along a footpath. (d) One that moved the problem: guards in cellars.
LIGHTING = PlannedMeasure("lighting", "F09", "F13", ("A1", "C1", "F1", "F6", "G4"), -22, -19, -18, 14, 50, 3)
GUARDS = PlannedMeasure("guards", "F11", "F03", ("A4", "B2", "B3"), -18, -16, -15, 10, 60, 2)
GUARDS_MOVED_TO = "F12"

# (e) An organisation that stopped reporting: silence, not zero.
SILENT_PARTY, SILENT_FROM = "dalatrafik", -4
SILENT_MUNICIPALITY = "falun"

_DARK = (
    "Boende undviker att gå {plats} när det är mörkt.",
    "Flera säger att de känner sig otrygga {plats} på kvällen.",
    "Ödsligt {plats}, ingen annan i närheten och ingen lampa på långt håll.",
)
_CELLARS = (
    "Obehöriga satt {plats} under kvällen. Dörren stod uppställd.",
    "Rökning och skräp {plats}. Boende vågade inte gå ner.",
    "Störning {plats}, flera grannar hörde av sig.",
)

STREAMS: tuple[Stream, ...] = (
    *(
        Stream(
            f"gatherings {party}",
            HOT_SPOT_AREA,
            HOT_SPOT_CATEGORY,
            (party,),
            _RISE,
            rhythm="thursday_to_saturday",
            precision="minute",
            place="Knutpunkten",
            texts=_GATHERINGS,
        )
        for party in ("kultur", "est", "service")
    ),
    *(
        Stream(
            f"dark {code}",
            LIGHTING.area,
            code,
            ("kopparstaden", "miljo", "est"),
            ((-60, level), (LIGHTING.starts, level * 0.6), (LIGHTING.ends + 1, level * 0.33)),
            place="Gångvägen mot Norslund",
            texts=_DARK if code in ("F6", "G4") else (),
        )
        for code, level in (("F6", 2.6), ("G4", 2.4), ("C1", 1.2), ("A1", 1.2))
    ),
    # The comparison for (c): as many, and nothing done there.
    *(
        Stream(
            f"dark there {code}",
            LIGHTING.comparison_area,
            code,
            ("polisen",),
            ((-60, level),),
            place="Lugnets idrottsplats",
            is_summed=True,
        )
        for code, level in (("C1", 3.2), ("A1", 3.6))
    ),
    *(
        Stream(
            f"cellars {code}",
            GUARDS.area,
            code,
            ("kopparstaden",),
            ((-60, level), (GUARDS.starts, level * 0.4), (GUARDS.ends + 1, level * 0.12)),
            precision="interval",
            place_types=("basement", "stairwell"),
            texts=_CELLARS if code == "A4" else (),
        )
        for code, level in (("A4", 4.2), ("B2", 1.4), ("B3", 0.9))
    ),
    *(
        Stream(
            f"cellars next door {code}",
            GUARDS_MOVED_TO,
            code,
            ("kopparstaden",),
            ((-60, 0.1), (GUARDS.starts, level * 0.6), (GUARDS.ends + 1, level)),
            precision="interval",
            place_types=("basement", "stairwell"),
            texts=_CELLARS if code == "A4" else (),
        )
        for code, level in (("A4", 4.0), ("B2", 1.3), ("B3", 0.9))
    ),
    # The comparison for (d).
    *(
        Stream(
            f"cellars there {code}",
            GUARDS.comparison_area,
            code,
            ("polisen",),
            ((-60, level),),
            place_types=("basement", "stairwell"),
            is_summed=True,
        )
        for code, level in (("A4", 3.4), ("B2", 2.0))
    ),
)


@dataclass(frozen=True, slots=True)
class Fires:
    """How the cars burn: by week, and at which hours; both depend on whose doing it is."""

    places: tuple[str, ...] = ("Bojsenburg parkering norr", "Bojsenburg parkering söder")
    weekly: float = 1.3
    rhythm: str = "small_hours"
    otherwise: str = "evening"
    told_by: tuple[str, ...] = ("raddning", "kopparstaden")
    texts: tuple[str, ...] = field(
        default=(
            "Personbil brann {plats}. Släckt av räddningstjänsten, ingen spridning.",
            "Äldre personbil utbränd {plats}. Ingen i närheten när räddningstjänsten kom.",
        )
    )


FIRES = Fires()

#: Those without whom the truths cannot be told.
PARTIES = frozenset(
    {"est", "raddning", "kopparstaden", "lansforsakringar", SILENT_PARTY}
    | {party for stream in STREAMS for party in stream.parties}
)
