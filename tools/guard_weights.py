"""`python -m tools.guard_weights`: weigh anew what speaks for a word being somebody's name, and against it.

The test sets say which words are names; the privacy guard says what it sees of each (`name_evidence.py`). Logistic
regression by Newton's method gives every piece of evidence the weight that tells the two apart best. Weights are
drawn towards 0, so that what is seldom seen weighs little. `--check` leaves out one set after the other, weighs with
the rest, and tells how the left out one fares: the figures to believe.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.guard import ROOT, Report, set_up, sets

WEIGHTS = ROOT / "tryggve/foundation/privacy/words/name_weights.txt"
SELDOM = 4
DRAW = 0.3
MISSED = 1.5  # a name that is missed counts as so many words that are taken for names
ROUNDS = 400
HEAD = """\
# What each piece of evidence that a word is somebody's name weighs (name_evidence.py says what each means). Above 0 in
# sum: a name. Made by logistic regression (tools/guard_weights.py) on the test sets, in which the names are marked.
"""


@dataclass(slots=True)
class Word:
    """A word that may be a name: what is seen of it, and whether it is one."""

    seen: dict[str, float]
    is_name: bool
    split: str


def words(reports: Sequence[Report], split: str) -> Iterator[Word]:
    """Every word of the reports that the guard weighs; not those that are marked as something else than a name."""
    from tryggve.foundation.privacy.folding import fold
    from tryggve.foundation.privacy.names import weighed
    from tryggve.foundation.privacy.reading import Reading

    for report in reports:
        folded = fold(report["text"])
        for start, end, seen in weighed(Reading(folded.text)):
            first, last = folded.start(start), folded.end(end)
            labels = {span["label"] for span in report["spans"] if span["start"] < last and first < span["end"]}
            if labels <= {"PERSON_NAME"}:
                yield Word(seen, bool(labels), split)


def fitted(examples: Sequence[Word]) -> dict[str, float]:
    """The weight of each piece of evidence that is seen often enough to be weighed."""
    often = Counter(what for word in examples for what in word.seen)
    names = sorted(what for what, times in often.items() if times >= SELDOM)
    number = {what: at for at, what in enumerate(names)}
    rows = [[(number[what], much) for what, much in word.seen.items() if what in number] for word in examples]
    weights = [0.0] * len(names)
    for _round in range(ROUNDS):
        pull = [-DRAW * weight for weight in weights]
        bend: list[dict[int, float]] = [defaultdict(float, {at: DRAW}) for at in range(len(names))]
        for row, word in zip(rows, examples, strict=True):
            likely = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(weights[at] * much for at, much in row)))))
            counts = MISSED if word.is_name else 1.0
            for at, much in row:
                pull[at] += counts * (word.is_name - likely) * much
                for other, as_much in row:
                    bend[at][other] += counts * likely * (1 - likely) * much * as_much
        step = _solved(bend, pull)
        weights = [weight + by for weight, by in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-4:
            break
    return {what: round(weights[at], 1) for what, at in number.items() if abs(weights[at]) >= 0.05}


def _solved(rows: list[dict[int, float]], right: list[float]) -> list[float]:
    """The step: Gauss on a symmetric, positive matrix with few entries."""
    right = list(right)
    for at, row in enumerate(rows):
        for below in [other for other in row if other > at]:
            part = rows[below].get(at, 0.0) / row[at]
            if part:
                for other, much in row.items():
                    if other >= at:
                        rows[below][other] = rows[below].get(other, 0.0) - part * much
                right[below] -= part * right[at]
    step = [0.0] * len(rows)
    for at in reversed(range(len(rows))):
        known = sum(much * step[other] for other, much in rows[at].items() if other > at)
        step[at] = (right[at] - known) / rows[at][at]
    return step


def told(weights: dict[str, float], examples: Sequence[Word]) -> str:
    """How many names are found, and how many other words are taken for names."""
    sums = [(sum(weights.get(what, 0.0) * much for what, much in word.seen.items()) > 0, word) for word in examples]
    found = sum(hit and word.is_name for hit, word in sums)
    return (
        f"{found} of {sum(word.is_name for word in examples)} names, "
        f"{sum(hit and not word.is_name for hit, word in sums)} other words taken for names"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the weights, or with --check only tell how sets fare that the weights have not seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="leave out one set after the other; write nothing")
    asked = parser.parse_args(arguments)
    set_up()
    examples = [word for name, _about, reports in sets() for word in words(reports, name)]
    if asked.check:
        for split in dict.fromkeys(word.split for word in examples):
            seen = fitted([word for word in examples if word.split != split])
            print(f"{split}: {told(seen, [word for word in examples if word.split == split])}")
        return 0
    weights = fitted(examples)
    lines = (f"{what} {weight}\n" for what, weight in sorted(weights.items(), key=lambda each: (-each[1], each[0])))
    WEIGHTS.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"Wrote {WEIGHTS.relative_to(ROOT)}. In the sets it was weighed on: {told(weights, examples)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
