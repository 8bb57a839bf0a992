"""Logging in with e-mail and password: the first step of two (edges/entrance)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from tryggve.foundation.people.models import User


class PasswordBackend(BaseBackend):
    """An active person's e-mail and password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 (Django's signature)
        email: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The person, or None. Takes as long whether or not the e-mail is known.

        How often somebody may try is counted before this is asked (people/attempts.py).
        """
        if not email or not password:
            return None
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, while active: a leaver is out at the next click."""
        return User.objects.filter(pk=user_id, is_active=True).first()
