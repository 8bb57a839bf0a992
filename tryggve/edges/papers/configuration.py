"""How is this municipality set up, as the register of processing and the impact assessment need to know it?

Read from where it is decided: the tables' own declarations, the retention decisions in force, the organisations and
their agreement, the settings, access.toml. What cannot be read here is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from tryggve.edges.keeping import queries as keeping
from tryggve.edges.keeping.rules import RECORD_TYPES
from tryggve.foundation.audit.chain import moment_of
from tryggve.foundation.audit.reading import last
from tryggve.foundation.people.access import roles
from tryggve.foundation.people.matrix import classes, export_right, exports
from tryggve.foundation.people.models import Device, IdentityProvider, Membership
from tryggve.foundation.people.queries import agreement_in_force, agreement_parties, member_counts, organisations
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.privacy.fields import FieldClass, classify, kept_for, own_models, rule_of
from tryggve.foundation.reference.queries import fault_desks
from tryggve.foundation.tenancy.models import CountyModel, Municipality
from tryggve.foundation.tenancy.row_security import policy_for
from tryggve.kernel.viewer import Viewer

#: Whose a table's rows are, from the narrowest.
ORGANISATIONS, MUNICIPALITYS, COUNTYS, HOUSES = "organisationens", "kommunens", "länets", "hela installationens"
#: Fields that point at a person and bear only their English name.
_SWEDISH: Final = {
    "user": "person",
    "written_by": "skriven av",
    "compiled_by": "sammanställd av",
    "returned_by": "återsänd av",
    "approved_by": "godkänd av",
    "proposed_by": "föreslagen av",
    "seconded_by": "stödd av",
    "confirmed_by": "bekräftad av",
    "evaluated_by": "utvärderad av",
}
_KNOWN: Final = (FieldClass.PERSONAL, FieldClass.FREE_TEXT, FieldClass.SECRET)


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table that holds more than codes, times and numbers."""

    name: str
    room: str
    whose: str
    personal: tuple[str, ...]
    free_text: tuple[str, ...]
    secrets: int
    kept: str
    decided: str


@dataclass(frozen=True, slots=True)
class Taking:
    """A kind of file that may leave, and which roles may take it."""

    data_class: str
    file_format: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is so here today."""

    municipality: Municipality
    made_at: datetime
    purpose: str
    agreement_from: date | None
    organisations: tuple[tuple[str, str, str, str], ...]
    outside_sources: tuple[str, ...]
    providers: tuple[tuple[str, str, str], ...]
    fault_desks: tuple[tuple[str, str], ...]
    roles_held: tuple[tuple[str, int], ...]
    people: int
    members: int
    telephones: int
    tables: tuple[HeldTable, ...]
    takings: tuple[Taking, ...]
    decisions: tuple[tuple[str, str, str], ...]
    measures: tuple[tuple[str, str], ...]


def read(viewer: Viewer, now: datetime) -> Configuration:
    """Everything, as the viewer's municipality has it."""
    home, today = Municipality.objects.get(pk=viewer.home_id), swedish_date(now)
    signed = agreement_in_force(viewer, today)
    parties = {each.organisation_id: each for each in agreement_parties(viewer, signed)} if signed else {}
    everybody = list(organisations(viewer))
    held = Membership.objects.filter(municipality_id=home.pk, is_active=True, user__is_active=True)
    counts = dict(held.order_by().values_list("role").annotate(n=models.Count("user", distinct=True)))
    return Configuration(
        municipality=home,
        made_at=now,
        purpose=signed.purpose.strip() if signed else "",
        agreement_from=signed.valid_from if signed else None,
        organisations=tuple(
            (each.name, each.get_kind_display(), each.get_mode_display(), _signed(parties.get(each.pk)))
            for each in everybody
            if not each.is_outside_source and each.is_active
        ),
        outside_sources=tuple(each.name for each in everybody if each.is_outside_source and each.is_active),
        providers=_providers(home),
        fault_desks=tuple((each.label, _host(each.endpoint)) for each in fault_desks(viewer)),
        roles_held=tuple((role.name, counts[code]) for code, role in roles().items() if counts.get(code)),
        members=sum(member_counts(viewer).values()),
        people=held.order_by().values("user_id").distinct().count(),
        telephones=Device.objects.seen_by(viewer).filter(enrolled_at__isnull=False, revoked_at=None).count(),
        tables=_tables(viewer),
        takings=_takings(),
        decisions=_decisions(viewer),
        measures=_measures(viewer, home),
    )


def _signed(party: object | None) -> str:
    if party is None:
        return "nej"
    day = getattr(party, "signed_date", None)
    return f"ja, {day.isoformat()}" if day else "ja"


def _host(address: str) -> str:
    return urlsplit(address).hostname or "" if address else ""


def _providers(home: Municipality) -> tuple[tuple[str, str, str], ...]:
    found = IdentityProvider.objects.filter(Q(municipality=home) | Q(municipality=None), is_active=True)
    return tuple((each.name, each.get_kind_display(), each.issuer) for each in found)


# -- Tables -----------------------------------------------------------------------------------------
def _tables(viewer: Viewer) -> tuple[HeldTable, ...]:
    decided = {code: _decided(viewer, code) for code in RECORD_TYPES}
    found = [_table(model, decided) for model in own_models() if set(classify(model).values()) & set(_KNOWN)]
    return tuple(sorted(found, key=lambda each: (each.whose != ORGANISATIONS, each.room, each.name)))


def _table(model: type[models.Model], decided: dict[str, str]) -> HeldTable:
    kinds = classify(model)

    def names(kind: FieldClass) -> tuple[str, ...]:
        return tuple(_field_name(model, name) for name, its in kinds.items() if its == kind)

    rule = rule_of(model)
    return HeldTable(
        name=str(model._meta.verbose_name),
        room=str(apps.get_app_config(model._meta.app_label).verbose_name),
        whose=_whose(model),
        personal=names(FieldClass.PERSONAL),
        free_text=names(FieldClass.FREE_TEXT),
        secrets=len(names(FieldClass.SECRET)),
        kept=kept_for(model),
        decided=decided.get(rule.record, "") if rule.record else "",
    )


def _field_name(model: type[models.Model], name: str) -> str:
    """Its Swedish word; some fields that only point at a person have none of their own."""
    return _SWEDISH.get(name) or str(getattr(model._meta.get_field(name), "verbose_name", name))


def _whose(model: type[models.Model]) -> str:
    """By the lock on its rows; a table without one belongs to the installation."""
    policy = policy_for(model)
    if policy is None:
        return HOUSES
    read, _write = policy
    if "tryggve.organisation" in read:
        return ORGANISATIONS
    return COUNTYS if issubclass(model, CountyModel) else MUNICIPALITYS


def _decided(viewer: Viewer, record_type: str) -> str:
    found = keeping.in_force(viewer, record_type)
    if found is None:
        return "inget gallringsbeslut"
    kept = f"gallras efter {found.years} år" if found.years else "bevaras"
    return f"{kept} ({found.decided_by}, {found.reference}, {found.decided_date.isoformat()})"


def _decisions(viewer: Viewer) -> tuple[tuple[str, str, str], ...]:
    return tuple((kind.name, kind.holds, _decided(viewer, code)) for code, kind in RECORD_TYPES.items())


# -- What leaves ------------------------------------------------------------------------------------
def _takings() -> tuple[Taking, ...]:
    kinds = sorted({(what.data_class, file_format) for what, file_format in exports()})
    found = []
    for data_class, file_format in kinds:
        right = export_right(data_class, file_format)
        holders = tuple(role.name for role in roles().values() if right in role.rights and role.assignable)
        found.append(Taking(f"{data_class}: {classes()[data_class]}", file_format.upper(), holders))
    return tuple(found)


# -- What protects ----------------------------------------------------------------------------------
def _measures(viewer: Viewer, home: Municipality) -> tuple[tuple[str, str], ...]:
    """Settings that protect, as they are set: also where they are not."""
    is_locked = connection.vendor == "postgresql"
    locks = "ja, radnivåskydd i PostgreSQL" if is_locked else "nej: bara programmets eget lås (SQLite)"
    factor = home.second_factor_from.isoformat() if home.second_factor_from else "nej"
    mail = "ja" if settings.ANCHORS_MAIL else "nej, bara i en fil"
    checked = last(viewer, "audit_trail.checked")
    night = f"{moment_of(checked.at_us):%Y-%m-%d}" if checked else "aldrig"
    held = "håller" if checked and checked.codes.get("holds") else "håller inte" if checked else "vet ej"
    return (
        ("Krypterad förbindelse (TLS) krävs", "ja" if settings.HTTPS else "nej"),
        ("Kommunerna skilda åt även i databasen", locks),
        ("Två steg vid inloggning för den som delar, från", factor),
        ("Lösenord sparas som", settings.PASSWORD_HASHERS[0].rpartition(".")[2].removesuffix("PasswordHasher")),
        ("Inloggningen upphör utan klick efter", f"{settings.SESSION_IDLE // 60} minuter"),
        ("Loggbokens slut förankras i en annan brevlåda", mail),
        ("Loggboken kontrollerades senast", f"{night}, {held}"),
        ("Anrop till tredje part från sidorna", "inga: teckensnitt, kartor och skript är våra egna"),
    )
