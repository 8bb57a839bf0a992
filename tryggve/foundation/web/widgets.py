"""Date and time fields that the browser helps with, in the form that the browser sends."""

from __future__ import annotations

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """A day."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """A day and a time; the field must also read `%Y-%m-%dT%H:%M`."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class WeekInput(forms.TextInput):
    """An ISO week as 2026-W37. Where the browser does not help, it is typed."""

    input_type = "week"
