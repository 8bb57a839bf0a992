"""What is handed in about people and parties, and what the settings pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from tryggve.foundation.people.models import Device, Organisation, User
from tryggve.foundation.tenancy.models import Municipality


class Invited(NamedTuple):
    """Who was invited, and the secret of the link; empty when the person already has a password."""

    user: User
    token: str


class Founded(NamedTuple):
    """A new municipality with what it needs to begin."""

    municipality: Municipality
    organisation: Organisation
    admin: Invited


@dataclass(frozen=True, slots=True)
class MunicipalityDraft:
    """What it takes to lay up a municipality. `centre` is latitude and longitude."""

    slug: str
    code: str
    name: str
    centre: tuple[float, float]
    est_organisation: str
    admin_name: str
    admin_email: str
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """An organisation as it is written. An empty mode means the usual one for its kind."""

    name: str
    kind: str
    mode: str = ""
    is_county_wide: bool = False


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """An organisation in an agreement, by its public id."""

    organisation: str
    commitment: str = ""
    signed_date: date | None = None


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """An agreement as it is written."""

    signed_date: date
    valid_from: date
    rhythm_weeks: int = 1
    priority_capacity: int = 3
    purpose: str = ""
    parties: tuple[PartyDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleView:
    """One role somebody holds, and whether this viewer may end it."""

    key: str
    code: str
    name: str
    organisation: str
    organisation_key: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who works here. State: active, invited, expired (the link ran out) or ended."""

    key: str
    name: str
    email: str
    state: str
    roles: tuple[RoleView, ...]
    organisations: tuple[str, ...]
    is_self: bool
    may_change: bool
    last_login: datetime | None
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of the practice data whom anybody may be for a while."""

    key: str
    name: str
    role: str
    line: str
    organisation: str


@dataclass(frozen=True, slots=True)
class PersonaGroup:
    """The personas of one municipality, or of the county board."""

    name: str
    personas: tuple[Persona, ...]


class EnrolmentState(StrEnum):
    """What a telephone's code is worth."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class NewCode(NamedTuple):
    """What the coordinator shows once: the code, until when it holds, and each user's PIN (none when there is one)."""

    device: Device
    code: str
    expires_at: datetime
    pins: tuple[tuple[str, str], ...]


class Unsent(NamedTuple):
    """How many incidents a telephone says that it has not sent, and since when."""

    n: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A telephone as its coordinator sees it. State: connected, waiting (for its code), expired or revoked."""

    key: str
    name: str
    state: str
    users: tuple[str, ...]
    is_shared: bool
    enrolled_at: datetime | None
    last_seen_at: datetime | None
    n_unsent: int
    unsent_since: datetime | None
    is_overdue: bool
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """An identity provider as its operator describes it. See models.IdentityProvider for what each means."""

    kind: str
    name: str
    issuer: str
    client_id: str = ""
    client_secret: str = ""
    sign_on_address: str = ""
    certificates: str = ""
    subject_attribute: str = ""
    strong_values: str = ""
