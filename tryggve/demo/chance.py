"""Seeded chance: the same seed and weeks give the same county, whoever runs it.

Each draw has a generator of its own, named by what it is for, so that a change in one stream
leaves the others as they were.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from tryggve.foundation.render.editions import use_salts
from tryggve.kernel.ids import use_generator

T = TypeVar("T")


class Chance:
    """A family of named generators from one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, *names: object) -> Random:
        """The generator with this name, from its beginning."""
        return Random("/".join(str(each) for each in (self.seed, *names)))


def poisson(random: Random, mean: float) -> int:
    """A Poisson count (Knuth); the means here are small."""
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def pick(random: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def one_of(random: Random, things: Sequence[T]) -> T:
    """One of them, all as likely."""
    return things[random.randrange(len(things))]


def _public_ids(random: Random) -> Callable[[], str]:
    return lambda: base64.urlsafe_b64encode(random.randbytes(16)).rstrip(b"=").decode()


@contextmanager
def seeded(chance: Chance) -> Iterator[None]:
    """Public ids and salts from the seed as well, so that editions get the same hashes."""
    salts = chance.of("salts")
    with use_generator(_public_ids(chance.of("public ids"))), use_salts(lambda: salts.randbytes(32).hex()):
        yield
