"""The attack itself: what each audience can read of one simulated tertial, and what comes of it."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tools.disclosure.reading import K, Reader, reduced
from tools.disclosure.simulated import Tertial, Told, month_table, n_small
from tryggve.cycle.monthly_reports.figures import public_month, public_tertial, published_table
from tryggve.engine.disclosure.attack import attack

#: From an exact month, and what has been shown of it, to what is published.
Publish = Callable[[Told, Mapping[str, Any] | None], dict[str, Any]]


@dataclass
class Outcome:
    """What one audience could read, and what it found."""

    counted: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Sum up."""
        self.counted.update(other.counted)
        self.faults += other.faults


def as_published(told: Told, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """As the program publishes it, written as JSON and read again."""
    found: dict[str, Any] = json.loads(json.dumps(published_table(month_table(told), before)))
    return found


def without_complement(told: Told) -> dict[str, Any]:
    """The small cells blanked, every other number shown: the mistake that the attack must find."""
    shown = as_published(np.full_like(told, K), None)
    counts = told.sum(axis=0)
    for row, line in zip(shown["rows"], counts.tolist(), strict=True):
        row["counts"] = [_blanked(count) for count in line]
        row["total"] = _blanked(sum(line))
    shown["totals"] = [_blanked(count) for count in counts.sum(axis=0).tolist()]
    shown["total"] = _blanked(int(counts.sum()))
    return shown


def each_version_alone(told: Told, _before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Each version protected by itself: the mistake that makes two versions give each other away."""
    return as_published(told, None)


def _blanked(count: int) -> Any:
    return {"hidden": "protected"} if 0 < count < K else count


def run(tertial: Tertial, publish: Publish = as_published, *, with_public: bool = True) -> Outcome:
    """Everything that the steering group and the county, and the public, read of four months."""
    found = Outcome()
    firsts = []
    for n, versions in enumerate(tertial.months):
        tables = _released(versions, publish)
        firsts.append(tables[0])
        found.add(_one_month(versions, tables, place=f"m{n}"))
    if with_public:
        found.add(_public(firsts))
    found.counted["months"] += len(tertial.months)
    return found


def without_complementary_suppression(tertial: Tertial) -> Outcome:
    """The first versions with small cells blanked and all else shown: the attack must succeed, or it proves nothing."""
    found = Outcome()
    for n, versions in enumerate(tertial.months):
        found.add(_one_month(versions[:1], [without_complement(versions[0])], place=f"m{n}"))
    found.counted["months"] += len(tertial.months)
    return found


def without_the_rule_for_versions(tertial: Tertial, publish: Publish = each_version_alone) -> Outcome:
    """The first month and the same with a few late ones, each protected by itself; the attacker knows that the
    second has no fewer than the first in any cell.
    """
    first = tertial.months[0][0]
    draw = np.random.default_rng(int(first.sum()))
    later = first + draw.poisson(0.02 * first.mean(), first.shape) * (draw.random(first.shape) < 0.5)
    reader = Reader(adds_only=True)
    for n, table in enumerate(_released([first, later], publish), 1):
        reader.county_table(table, place="m", version=n)
    found = _judge(reader, "county")
    found.counted["months"] += 1
    return found


def _released(versions: Sequence[Told], publish: Publish) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = []
    for told in versions:
        tables.append(publish(told, tables[-1] if tables else None))
    return tables


def _one_month(versions: Sequence[Told], tables: Sequence[dict[str, Any]], *, place: str) -> Outcome:
    """Every version of the month and, beside them, the public's table of it."""
    reader = Reader()
    for n, table in enumerate(tables, 1):
        reader.county_table(table, place=place, version=n)
    areas = [row["key"] for row in tables[0]["rows"]]
    reader.public_month(public_month(tables[0]), place=place, areas=areas)
    outcome = _judge(reader, "county")
    outcome.counted["versions"] += len(tables)
    outcome.counted["small cells"] += n_small(versions[0].sum(axis=0))
    outcome.counted["events"] += int(versions[0].sum())
    outcome.counted["events shown"] += sum(
        count for row in tables[0]["rows"] for count in row["counts"] if isinstance(count, int)
    )
    steps = [step for pair in itertools.pairwise(tables) for step in _differences(*pair)]
    outcome.counted["changes shown"] += len(steps)
    outcome.counted["small changes shown"] += sum(abs(step) < K for step in steps)
    return outcome


def _public(firsts: Sequence[dict[str, Any]]) -> Outcome:
    reader = Reader()
    areas = [row["name"] for row in firsts[0]["rows"]]
    places = [f"m{n}" for n in range(len(firsts))]
    for place, table in zip(places, firsts, strict=True):
        reader.public_month(json.loads(json.dumps(public_month(table))), place=place, areas=areas)
    body = json.loads(json.dumps(public_tertial(firsts)))
    reader.public_tertial(body, places=places, n_columns=len(firsts[0]["totals"]))
    outcome = _judge(reader, "public")
    outcome.counted["public tables"] += len(firsts) + 1
    return outcome


def _judge(reader: Reader, audience: str) -> Outcome:
    found = attack(reduced(reader.told))
    hidden = sum(one.value is None and one.high is None for one in reader.told)
    exact = [f"{audience}: {one.low} of {one.parts[:3]}" for one in found.findings if one.verdict == "disclosed"]
    return Outcome(
        Counter(
            {
                f"{audience} numbers": reader.n_numbers,
                f"{audience} hidden": hidden,
                f"{audience} recovered": found.n_disclosed + len(reader.printed_small),
                f"{audience} narrowed": found.n_narrowed,
            }
        ),
        exact + [f"{audience}: printed {each}" for each in reader.printed_small],
    )


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[int]:
    pairs = zip(_numbers(before), _numbers(after), strict=True)
    return [new - old for old, new in pairs if isinstance(old, int) and isinstance(new, int) and new != old]


def _numbers(table: Mapping[str, Any]) -> list[Any]:
    every = [count for row in table["rows"] for count in (*row["counts"], row["total"])]
    return [*every, *table["totals"], table["total"]]
