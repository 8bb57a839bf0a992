"""In which week does the picture first tell of what was planted: by the first engine, by this one, by its scan?

The first engine (0.1.0) judged each series alone by `compare_many`, kind by kind. It is asked again here, with
the same weeks and the same reports, so that the two can be set side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tryggve.cycle.situation_pictures.document import reporting_of
from tryggve.cycle.situation_pictures.figures import PictureFigures, picture_figures, weeks_before
from tryggve.cycle.situation_pictures.figures.series import FALSE_DISCOVERY_RATE, LEVEL, Key
from tryggve.cycle.situation_pictures.queries import reports
from tryggve.cycle.situation_pictures.rules import GUARD_WEEKS, HISTORY_WEEKS
from tryggve.cycle.weekly_reports.queries import answers
from tryggve.demo import truths
from tryggve.demo.town import Town
from tryggve.engine.series.expected import compare_many
from tryggve.engine.series.judgement import Judged
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

N_PICTURES = 20
N_READ = 52
LETTERS = "ABCDEFG"


@dataclass(frozen=True)
class FirstFound:
    """Weeks counted from the last one, 0; None: not found. `planted` is when it began."""

    planted: int
    before: int | None
    series: int | None
    scan: int | None

    @property
    def now(self) -> int | None:
        found = [week for week in (self.series, self.scan) if week is not None]
        return min(found, default=None)

    @property
    def is_as_early(self) -> bool:
        return self.before is None or (self.now is not None and self.now <= self.before)


def first_found(town: Town, elin: Viewer, until: Week, now: datetime) -> dict[str, FirstFound]:
    """Each planted truth that a picture can tell of. Asked inside the scope of its reader."""
    areas = {code: area.key for code, area in town.areas.items()}
    wanted = {
        "hot spot": (truths.HOT_SPOT_RISES, areas[truths.HOT_SPOT_AREA], truths.HOT_SPOT_CATEGORY[0]),
        "moved": (truths.GUARDS.starts, areas[truths.GUARDS_MOVED_TO], truths.GUARDS.category_codes[0][0]),
    }
    weeks = list(Week.range(until - (N_PICTURES - 1), until))
    pictures = [_both(town, elin, week, now) for week in weeks]
    found = {}
    for name, (planted, area, letter) in wanted.items():
        ages = [age for age in range(1 - N_PICTURES, 1) if age >= planted]
        looked = {age: pictures[age + N_PICTURES - 1] for age in ages}
        found[name] = FirstFound(
            planted=planted,
            before=_first(age for age in ages if looked[age][0].pairs[area, letter].level == "more"),
            series=_first(age for age in ages if looked[age][1].pairs[area, letter].level == "more"),
            scan=_first(age for age in ages if any(each.areas[:1] == (area,) for each in looked[age][1].clusters)),
        )
    return found


def as_table(found: Mapping[str, FirstFound]) -> str:
    """The comparison in print; 0 is the last week."""
    lines = [f"{'planted truth':<14}{'begins':>8}{'engine 0.1':>12}{'series now':>12}{'scan now':>10}"]
    for name, each in found.items():
        shown = ["-" if week is None else str(week) for week in (each.planted, each.before, each.series, each.scan)]
        lines.append(f"{name:<14}{shown[0]:>8}{shown[1]:>12}{shown[2]:>12}{shown[3]:>10}")
    return "\n".join(lines)


def _both(town: Town, elin: Viewer, week: Week, now: datetime) -> tuple[PictureFigures, PictureFigures]:
    weeks = weeks_before(week, N_READ)
    reporting = reporting_of(answers(elin, weeks, now=now))
    asked = (week, reports(elin, weeks), [area.key for area in town.areas.values()], LETTERS, reporting)
    return picture_figures(*asked, judge=judged_as_before), picture_figures(*asked)


def _first(ages: Iterable[int]) -> int | None:
    return min(ages, default=None)


def judged_as_before(rows: Mapping[Key, Sequence[float]], exposure: Sequence[float]) -> Sequence[Judged]:
    """What engine 0.1.0 said: each kind of key by itself, each series by its 26 weeks before the guard weeks."""
    kinds: dict[tuple[bool, bool], list[Key]] = {}
    for area, letter in rows:
        kinds.setdefault((area is None, letter is None), []).append((area, letter))
    past = slice(-1 - GUARD_WEEKS - HISTORY_WEEKS, -1 - GUARD_WEEKS)
    found: dict[Key, Judged] = {}
    for keys in kinds.values():
        answer = compare_many(
            [rows[key][-1] for key in keys],
            [rows[key][past] for key in keys],
            exposure=exposure[past],
            next_exposure=exposure[-1],
            level=LEVEL,
            false_discovery_rate=FALSE_DISCOVERY_RATE,
        )
        for key, each in zip(keys, answer, strict=True):
            found[key] = Judged(
                verdict=each.verdict,
                method="expected_level",
                reason="short_history",
                observed=each.observed,
                low=each.expected.low,
                high=each.expected.high,
                mean=each.expected.mean,
                p_higher=each.p_higher,
                p_lower=each.p_lower,
                p_value=each.p_value,
                adjusted_p=each.adjusted_p,
            )
    return [found[key] for key in rows]
