"""What name does a thing carry outside the server? A public id, never a database key.

The generator is injected, so that practice data and tests are reproducible. A public id is an
address, not a secret: invitations and feeds use `secrets` with hashed storage instead.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PUBLIC_ID_LENGTH = 22


def _random_public_id() -> str:
    return secrets.token_urlsafe(16)


_generator: ContextVar[Callable[[], str]] = ContextVar("public_id_generator", default=_random_public_id)


def new_public_id() -> str:
    """A new public id of 22 URL-safe characters (128 bits)."""
    return _generator.get()()


@contextmanager
def use_generator(generator: Callable[[], str]) -> Iterator[None]:
    """Make `new_public_id` draw from `generator` inside the block."""
    token = _generator.set(generator)
    try:
        yield
    finally:
        _generator.reset(token)
