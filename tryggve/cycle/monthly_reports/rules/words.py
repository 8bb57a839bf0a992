"""How a month is put in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tryggve.kernel.weeks import ReportMonth, Week

_MOST_NAMES = 4
_SHOWN_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju")


def month_labels(months: Sequence[ReportMonth]) -> list[str]:
    """'sep 2025', 'okt', …, 'aug 2026': the year at both ends."""
    last = len(months) - 1
    return [
        f"{_SHOWN_MONTHS[month.month - 1]} {month.year}" if n in (0, last) else _SHOWN_MONTHS[month.month - 1]
        for n, month in enumerate(months)
    ]


def headline(month: ReportMonth, rows: Sequence[Mapping[str, Any]], *, has_gaps: bool) -> str:
    """The month's answer in one line, from the groups as they are shown."""
    above = [row["name"] for row in rows if row["level"] == "more"]
    below = [row["name"] for row in rows if row["level"] == "less"]
    name = month.name.capitalize()
    if len(above) > 2:
        return f"{_number(len(above)).capitalize()} grupper låg över det vanliga i {month.name}"
    if above:
        return f"{' och '.join([above[0], *[each.lower() for each in above[1:]]])} låg över det vanliga"
    if all(row["level"] in ("too_few", "unanswered", "hidden") for row in rows):
        return f"{name}: vad som är vanligt går inte att säga än"
    if below:
        return f"{below[0]} låg under det vanliga i {month.name}"
    return f"Inget stack ut i {month.name} av det vi vet" if has_gaps else f"{name} var som vanligt"


def lead(arrived: Mapping[str, Any], occurrences: object) -> str:
    """One or two sentences, used when nobody has written a summary."""
    came = f"{arrived['received']} av {arrived['expected']} veckorapporter kom in."
    return f"{occurrences} händelser. {came}" if isinstance(occurrences, int) else came


def weeks_without(weeks: Sequence[Week], compiled: Iterable[str]) -> list[Week]:
    """The month's weeks that have no picture."""
    known = set(compiled)
    return [week for week in weeks if str(week) not in known]


def gaps(missing: Sequence[Week]) -> list[str]:
    """A week without a picture is not a zero."""
    return [f"Vecka {week.number} saknar lägesbild. Den räknas inte som noll." for week in missing]


def silences(arrived: Mapping[str, Any]) -> list[str]:
    """Whose silence makes the numbers uncertain, by name (for the municipality's own report)."""
    silent = {
        party["name"]: sum(state in ("missing", "waiting") for state in party["states"]) for party in arrived["parties"]
    }
    named = [(name, n) for name, n in silent.items() if n]
    said = [f"{name} har inte svarat {_weeks(n)}. Det räknas inte som noll." for name, n in named[:_MOST_NAMES]]
    more = len(named) - _MOST_NAMES
    return [*said, f"{_number(more).capitalize()} parter till har inte svarat alla veckor."] if more > 0 else said


def silences_in_sum(arrived: Mapping[str, Any]) -> list[str]:
    """The same without names, for the county."""
    n = arrived["expected"] - arrived["received"]
    if n == 0:
        return []
    return [f"{n} av {arrived['expected']} veckorapporter kom inte in. De räknas inte som noll."]


def hidden_total(total: object) -> list[str]:
    """Why the county reads no sum."""
    if isinstance(total, int) or (isinstance(total, Mapping) and "nothing" in total):
        return []
    return ["Månadens summa visas inte. Den skulle röja ett dolt antal."]


def _weeks(n: int) -> str:
    return "en vecka" if n == 1 else f"{_number(n)} veckor"


def _number(n: int) -> str:
    return _WORDS[n] if n < len(_WORDS) else str(n)


def week_span(weeks: Sequence[str]) -> str:
    """'vecka 33', 'vecka 33–35', 'vecka 33 och 35'."""
    numbers = [Week.parse(week).number for week in sorted(set(weeks))]
    if len(numbers) == 1:
        return f"vecka {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"vecka {numbers[0]}–{numbers[-1]}"
    return f"vecka {', '.join(map(str, numbers[:-1]))} och {numbers[-1]}"


def tried(n_hypotheses: int) -> str:
    """What is said of a cause that nobody has chosen."""
    if n_hypotheses < 2:
        return "prövas"
    return f"prövas, {_number(n_hypotheses)} förklaringar"


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What a new version says that the old one did not."""
    found = []
    for name, text in (("occurrences", "händelser"), ("reports", "rapporter")):
        old, new = before["totals"][name], after["totals"][name]
        if old != new:
            found.append(f"Antal {text}: {_said(old)} blev {_said(new)}.")
    old_groups = {row["letter"]: row["count"] for row in before["groups"]}
    found += [
        f"{row['name']}: {_said(old_groups.get(row['letter']))} blev {_said(row['count'])}."
        for row in after["groups"]
        if row["count"] != old_groups.get(row["letter"])
    ]
    if before["inbound"]["received"] != after["inbound"]["received"]:
        found.append(f"Inkomna rapporter: {before['inbound']['received']} blev {after['inbound']['received']}.")
    if not found and _without_changes(before) != _without_changes(after):
        found.append("Texter eller uppgifter om åtgärder har ändrats.")
    return found


def _said(count: object) -> str:
    return str(count) if isinstance(count, int) else "okänt"


def _without_changes(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in body.items() if key not in ("changes", "weeks", "county")}
