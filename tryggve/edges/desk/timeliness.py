"""Who has shared what was expected, and in time? Counted in the agreement's periods. Pure.

Timeliness is the share of expected reports that were shared when they were due; completeness the
share that were shared at all, late ones too. A signed "nothing to report" is a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tryggve.cycle.weekly_reports.shapes import Answer, WeekAnswer
from tryggve.kernel.weeks import Period, Week

#: The line that disease surveillance sets for both (WHO, IDSR; DOMAIN 6).
LINE = 0.8
#: Of fewer expected reports no share is told: one report would be worth a quarter of it.
TOO_FEW = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """One organisation's reports, or everybody's. `states` has a mark for each week shown, oldest first."""

    name: str
    expected: int
    reported: int
    on_time: int
    key: str = ""
    states: tuple[str, ...] = ()

    @property
    def late(self) -> int:
        """Shared, but after it was due."""
        return self.reported - self.on_time

    @property
    def missing(self) -> int:
        """Due, and not shared."""
        return self.expected - self.reported

    @property
    def is_too_few(self) -> bool:
        """Whether too few were expected to tell a share."""
        return self.expected < TOO_FEW

    @property
    def reported_percent(self) -> int | None:
        """Completeness in whole per cent."""
        return None if self.is_too_few else round(100 * self.reported / self.expected)

    @property
    def on_time_percent(self) -> int | None:
        """Timeliness in whole per cent."""
        return None if self.is_too_few else round(100 * self.on_time / self.expected)

    @property
    def reaches(self) -> bool:
        """Whether timeliness reaches the line; asked in whole reports, so that 79.6 is not 80."""
        return not self.is_too_few and 100 * self.on_time >= round(100 * LINE) * self.expected


def standings(answers: Iterable[WeekAnswer], periods: Sequence[Period], weeks: Sequence[Week]) -> list[Standing]:
    """Each organisation that anything was expected of, the one that is furthest behind first."""
    by_party: dict[str, dict[str, WeekAnswer]] = {}
    names: dict[str, str] = {}
    for each in answers:
        by_party.setdefault(each.organisation, {})[each.week] = each
        names[each.organisation] = each.organisation_name
    found = [_standing(key, names[key], given, periods, weeks) for key, given in by_party.items()]
    shown = [each for each in found if any(state != "not_expected" for state in each.states)]
    return sorted(shown, key=lambda each: (each.is_too_few, _share(each), each.name))


def together(found: Sequence[Standing], name: str) -> Standing:
    """Everybody's reports as one."""
    return Standing(
        name=name,
        expected=sum(each.expected for each in found),
        reported=sum(each.reported for each in found),
        on_time=sum(each.on_time for each in found),
    )


def _share(standing: Standing) -> tuple[float, float]:
    expected = standing.expected or 1
    return standing.on_time / expected, standing.reported / expected


def _standing(
    key: str, name: str, given: Mapping[str, WeekAnswer], periods: Sequence[Period], weeks: Sequence[Week]
) -> Standing:
    # A report stands for its whole period; whoever was a party when it ended owed it.
    owed = [given[str(period.last_week)] for period in periods if str(period.last_week) in given]
    due = [each for each in owed if _is_counted(each)]
    reported = [each for each in due if each.answer != Answer.SILENT]
    return Standing(
        name=name,
        key=key,
        expected=len(due),
        reported=len(reported),
        on_time=sum(not each.is_late for each in reported),
        states=tuple(state_of(given.get(str(week))) for week in weeks),
    )


def _is_counted(answer: WeekAnswer) -> bool:
    """Expected, and either shared already or due."""
    if answer.answer == Answer.NOT_EXPECTED:
        return False
    return answer.answer != Answer.SILENT or answer.is_due


def state_of(answer: WeekAnswer | None) -> str:
    """The strip's mark. Late comes before what it says: this page asks when, not what."""
    if answer is None or answer.answer == Answer.NOT_EXPECTED:
        return "not_expected"
    if answer.answer == Answer.SILENT:
        return "missing" if answer.is_due else "open"
    if answer.is_late:
        return "late"
    return "zero" if answer.answer == Answer.NOTHING_TO_REPORT else "shared"
