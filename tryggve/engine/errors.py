"""What the engine refuses, in three beats: what is wrong, what it got, what to do."""

from __future__ import annotations


class EngineRefusal(ValueError):
    """The arithmetic would have to guess. Catch this to say "cannot tell"."""


class NotCounts(EngineRefusal):
    """Something that should be numbers of incidents is negative, broken or infinite."""


class WrongShape(EngineRefusal):
    """Arrays that belong together do not fit each other."""


class OutOfRange(EngineRefusal):
    """A parameter lies outside what it can mean."""


class TooFewIncidents(EngineRefusal):
    """The approximation that the method builds on does not hold for so few incidents."""


class BadInterval(EngineRefusal):
    """A time interval ends before it begins, or is too long to be one incident."""
