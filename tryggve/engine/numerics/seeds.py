"""How can chance be repeated exactly, whatever the number of threads?

Philox is a counter-based generator (Salmon et al. 2011): every (seed, stream, replicate)
has numbers of its own, so a replicate gives the same result wherever it is run.
"""

from __future__ import annotations

import hashlib

import numpy as np

from tryggve.engine.errors import OutOfRange

_WORD = 2**64


def seed_from(text: str) -> int:
    """A seed of 64 bits for a name, such as the public id and version of an edition.

    Source: SHA-256, first eight bytes. Card: docs/methods/seeds.md.

    >>> seed_from("lagesbild-2026-W37-1") == seed_from("lagesbild-2026-W37-1")
    True
    """
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def generator(seed: int, *, stream: int = 0, replicate: int = 0) -> np.random.Generator:
    """The random numbers of one replicate in one stream.

    Parameters
    ----------
    seed : whole number, 0 to 2**64 - 1; stored beside the result.
    stream : which use of chance inside one calculation, 0 to 2**64 - 1.
    replicate : which repetition, 0 to 2**64 - 1.

    Raises
    ------
    OutOfRange : when a number is negative or does not fit in 64 bits.

    Source: Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
    Card: docs/methods/seeds.md.

    >>> a, b = generator(7, replicate=3), generator(7, replicate=3)
    >>> bool(a.random() == b.random())
    True
    """
    for number in (seed, stream, replicate):
        if not 0 <= number < _WORD:
            raise OutOfRange(f"A seed is out of range. Got {number}. Give a whole number of at most 64 bits.")
    # Replicate and stream stand in the two high words of the counter: 2**128 draws apart.
    counter = np.array([0, 0, replicate, stream], dtype=np.uint64)
    key = np.array([seed, 0], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(counter=counter, key=key))
