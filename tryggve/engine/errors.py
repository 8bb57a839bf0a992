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


class NotFinite(EngineRefusal):
    """A measurement, a weight or a coordinate is missing or infinite where it must be known."""


class OutOfOrder(EngineRefusal):
    """Weeks or times do not rise from one to the next."""


class TooLittleData(EngineRefusal):
    """There are fewer weeks, places or groups than the method can say anything from."""


class TooMuchWork(EngineRefusal):
    """The answer would take longer than the method's documented bound."""


class Contradiction(EngineRefusal):
    """Numbers that were published together cannot all be true."""


class WorkersLost(EngineRefusal):
    """Those who did the work disappeared again and again; nothing is wrong with the numbers."""
