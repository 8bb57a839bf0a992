"""The privacy room: what may be written, and what class every field has."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "tryggve.foundation.privacy"
    label = "privacy"
    verbose_name = "Integritet"
