"""Logging in and out, switching place, and the pages where people and parties are kept."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "people"
urlpatterns: list[URLPattern] = []
