"""Secrets that we must be able to read again ourselves: sealed with a key made from the installation's own.

A password or a link is kept as a hash. The seed of an app's codes and a provider's client secret cannot be:
they are used. So a copy of the database alone does not give them away.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class CannotUnseal(Exception):
    """It was sealed under another key of the installation, or has been changed."""


@lru_cache(maxsize=4)
def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"tryggve.people.sealing:" + key.encode()).digest()))


def seal(text: str) -> str:
    """The text as it is kept."""
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(kept: str) -> str:
    """The text again. Raises CannotUnseal: a guessable nothing must never stand for a lost secret."""
    try:
        return _box(settings.SECRET_KEY).decrypt(kept.encode()).decode()
    except InvalidToken as fault:
        raise CannotUnseal from fault
