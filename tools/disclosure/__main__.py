"""`make disclosure`: does anybody who reads all that one audience can read work out a small number?

500 simulated months, four at a time, at 30, 60 and 150 events a week. The published tables are the program's own,
written as JSON and read again; the attacker is the engine's (whole-number programmes over everything read together:
every version of a month, the public's tables of it, and the tertial). Then the same with rules broken on purpose.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from tools.disclosure import report
from tools.disclosure.simulated import MONTHS, VOLUMES, tertial
from tools.disclosure.trial import Outcome, run, without_complementary_suppression, without_the_rule_for_versions

#: One in so many tertials is also attacked with each rule broken.
_CONTROLLED = 6


def main(arguments: Sequence[str]) -> int:
    """Returns 0 when nothing was found with the rules, and something without each of them."""
    parser = argparse.ArgumentParser(prog="make disclosure", description=__doc__)
    parser.add_argument("--months", type=int, default=500, help="how many simulated months (in fours)")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--write", action="store_true", help="write docs/privacy/disclosure.md")
    asked = parser.parse_args(arguments)
    started, commit = time.process_time(), report.commit_now()
    by_volume = {volume: Outcome() for volume in VOLUMES}
    controls = {"No complementary suppression": Outcome(), "Each version hidden by itself": Outcome()}
    for n in range(-(-asked.months // MONTHS)):
        volume = VOLUMES[n % len(VOLUMES)]
        months = tertial(asked.seed + n, volume)
        by_volume[volume].add(run(months))
        if n % _CONTROLLED < len(VOLUMES) and n // _CONTROLLED % 2 == 0:
            controls["No complementary suppression"].add(without_complementary_suppression(months))
            controls["Each version hidden by itself"].add(without_the_rule_for_versions(months))
        if n % 15 == 14:
            print(f"  {(n + 1) * MONTHS} months, {time.process_time() - started:.0f} s", flush=True)
    seconds = time.process_time() - started
    for volume, outcome in by_volume.items():
        print(report.line(f"{volume} events a week", outcome.counted))
        for fault in outcome.faults[:5]:
            print(f"    {fault}")
    for name, outcome in controls.items():
        print(report.line(name, outcome.counted))
    if asked.write:
        report.write(report.figures(by_volume, controls, commit=commit, seed=asked.seed, seconds=seconds))
    found = sum(len(outcome.faults) + outcome.counted["small changes shown"] for outcome in by_volume.values())
    proves = all(outcome.counted["county recovered"] > 0 for outcome in controls.values())
    print(f"{found} exact small numbers recovered. {'The attack works.' if proves else 'The attack proves nothing.'}")
    return 0 if found == 0 and proves else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
