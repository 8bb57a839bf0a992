"""How allauth keeps the secrets of a second factor: sealed."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from tryggve.foundation.people.sealing import seal, unseal


class SealedAdapter(DefaultMFAAdapter):
    """Named in the settings as MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        """As it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return unseal(encrypted_text)
