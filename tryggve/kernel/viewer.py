"""Who is asking? Every query and action takes a Viewer; nothing is read without one."""

from __future__ import annotations

from dataclasses import dataclass, field

from tryggve.kernel.errors import NotAllowed, NotFound

SYSTEM_ACTOR = "system"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person (or the system) in one place: a municipality and an organisation, or a county.

    `rights` are worked out from `roles` by the people room when the viewer is made, so that
    every floor can ask without knowing how roles are stored. `actor` is an opaque id: it goes
    into the audit trail, which must survive that the person is erased.
    """

    actor: str
    name: str = ""
    user_id: int | None = None
    county_id: int | None = None
    municipality_id: int | None = None
    municipality_name: str = ""
    organisation_id: int | None = None
    organisation_public_id: str = ""
    organisation_name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    rights: frozenset[str] = field(default_factory=frozenset)
    is_practice: bool = False

    def may(self, right: str) -> bool:
        """Whether the viewer holds the right."""
        return right in self.rights

    def require(self, right: str) -> None:
        """Raise NotAllowed unless the viewer holds the right."""
        if right not in self.rights:
            raise NotAllowed(right)

    @property
    def home_id(self) -> int:
        """The municipality's key, for a row to be written in; NotFound for one who has no municipality."""
        if self.municipality_id is None:
            raise NotFound
        return self.municipality_id

    @property
    def is_system(self) -> bool:
        """Scheduled work, not a person."""
        return self.actor == SYSTEM_ACTOR

    @property
    def scope(self) -> tuple[int | None, int | None, int | None]:
        """What the database lock is set to: county, municipality, organisation."""
        return (self.county_id, self.municipality_id, self.organisation_id)
