"""Who saw, shared, took out and changed what since when, as the trail tells it?

Everything here is made from lines of the trail, which hold ids and codes, and from the registers of organisations,
people and telephones. No report is opened, and nothing of what stands in one can come along: raw rows stay their
organisation's, and are counted by their ids.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q

from tryggve.edges.papers.rules import (
    CHANGED,
    CHECKED,
    DENIED,
    EVERYTHING_OUT,
    KIND_NAMES,
    MOST_LINES,
    SEEN,
    TAKEN_OUT,
    CannotAsk,
    Question,
    kind_of,
)
from tryggve.foundation.audit import reading
from tryggve.foundation.audit.anchors import read
from tryggve.foundation.audit.chain import moment_of
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.reading import Reach
from tryggve.foundation.audit.verifying import Verdict, verify
from tryggve.foundation.people.models import Device, DevicePerson, Organisation
from tryggve.foundation.people.queries import names_of, organisations
from tryggve.foundation.privacy.fields import FieldClass, classify, own_models
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import SYSTEM_ACTOR, Viewer

_AT_ONCE: Final = 500
#: Things that addresses call by another name than their table has.
_THINGS: Final = {
    "incident": "incidents.incident",
    "own_incident": "incidents.incident",
    "photo": "incidents.incidentphoto",
    "raw_access": "incidents.rawaccess",
    "own_raw_access": "incidents.rawaccess",
    "import_run": "intake.importrun",
    "file_source": "intake.filesource",
    "shared_report": "weekly_reports.weeklyreport",
    "person": "people.user",
}
_USER: Final = "people.user"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline."""

    sequence: int
    at: datetime
    actor: str
    who: str
    organisation: str
    kind: str
    event: str
    table: str
    key: str
    codes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Touched:
    """One kind of record: how many of them, by how many lines, and which classes of fields they have."""

    name: str
    table: str
    classes: tuple[FieldClass, ...]
    is_raw: bool
    records: int
    lines: int


@dataclass(slots=True)
class Told:
    """An organisation that must be told, and why."""

    name: str
    own_lines: int = 0
    read_by_others: set[str] = field(default_factory=set)
    changed_by_others: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Pack:
    """What the trail has to say."""

    question: Question
    municipality: str
    is_practice: bool
    made_at: datetime
    narrowed_to: tuple[str, ...]
    lines: tuple[Line, ...]
    lists_read: int
    touched: tuple[Touched, ...]
    told: tuple[Told, ...]
    accounts_acting: int
    accounts_concerned: int
    verdict: Verdict
    has_log_ins: bool


def gather(viewer: Viewer, question: Question, now: datetime, log_ins: tuple[AuditEntry, ...] = ()) -> Pack:
    """Read the trail. Whoever calls has asked for the right. `log_ins` are the house's lines, which only it reads."""
    found = _found(viewer, question)
    if found.count() > MOST_LINES:
        raise CannotAsk(
            _("Det blir för många rader. Vi hittade {n}, och tar med högst {most}. Välj en kortare tid."),
            field="since",
            n=found.count(),
            most=MOST_LINES,
        )
    entries = sorted([*found, *log_ins], key=lambda each: (each.at_us, each.sequence))
    names = names_of({each.actor for each in entries}) | {SYSTEM_ACTOR: "Tryggve"}
    places = dict(organisations(viewer).values_list("public_id", "name"))
    lines = tuple(_line(each, names, places) for each in entries)
    touched = [each for each in lines if each.kind not in (DENIED, CHECKED)]
    return Pack(
        question=question,
        municipality=viewer.municipality_name,
        is_practice=viewer.is_practice,
        made_at=now,
        narrowed_to=_narrowed(viewer, question, places),
        lines=lines,
        lists_read=sum(each.kind == SEEN and not each.key for each in lines),
        touched=_touched(touched),
        told=_told(viewer, entries, places),
        accounts_acting=len({each.actor for each in lines if each.actor in names and each.actor != SYSTEM_ACTOR}),
        accounts_concerned=len(_accounts(lines)),
        verdict=verify(viewer, read(settings.ANCHORS)),
        has_log_ins=bool(log_ins),
    )


def _found(viewer: Viewer, question: Question) -> SeenQuerySet[AuditEntry]:
    found = reading.between(reading.lines(viewer, Reach.MUNICIPALITY), question.since, question.until)
    if key := question.organisation:
        found = found.filter(Q(organisation=key) | Q(codes__organisation=key) | Q(subject=key))
    if key := question.person:
        found = found.filter(Q(actor=key) | Q(codes__person=key) | Q(subject=key))
    if key := question.device:
        users = _users_of(viewer, key)
        found = found.filter(Q(actor__in=[key, *users]) | Q(codes__device=key) | Q(subject=key))
    return found


def _users_of(viewer: Viewer, device: str) -> list[str]:
    """A telephone acts as whoever uses it: all their lines come along."""
    held = DevicePerson.objects.seen_by(viewer).filter(device__public_id=device)
    return list(held.values_list("user__public_id", flat=True))


def people_of_device(viewer: Viewer, device: str) -> list[str]:
    """The names of those who use a telephone."""
    return sorted(names_of(set(_users_of(viewer, device))).values())


def _narrowed(viewer: Viewer, question: Question, places: dict[str, str]) -> tuple[str, ...]:
    said = []
    if question.organisation:
        said.append(f"Organisation: {places.get(question.organisation, question.organisation)}")
    if question.person:
        said.append(f"Person: {names_of({question.person}).get(question.person, question.person)}")
    if question.device:
        row = Device.objects.seen_by(viewer).filter(public_id=question.device).first()
        users = ", ".join(people_of_device(viewer, question.device)) or "ingen"
        said.append(f"Telefon: {row.name if row else question.device}, används av {users}")
    return tuple(said)


def _line(entry: AuditEntry, names: dict[str, str], places: dict[str, str]) -> Line:
    return Line(
        sequence=entry.sequence,
        at=moment_of(entry.at_us),
        actor=entry.actor,
        who=names.get(entry.actor) or "okänd eller raderad",
        organisation=places.get(entry.organisation, ""),
        kind=kind_of(entry.event),
        event=entry.event,
        table=_THINGS.get(entry.subject_type, entry.subject_type),
        key=entry.subject,
        codes=entry.codes,
    )


def _touched(lines: list[Line]) -> tuple[Touched, ...]:
    keys: dict[str, set[str]] = defaultdict(set)
    times: Counter[str] = Counter()
    for each in lines:
        if each.table and each.key:
            keys[each.table].add(each.key)
            times[each.table] += 1
    models = {model._meta.label_lower: model for model in own_models()}
    found = []
    for table, held in keys.items():
        model = models.get(table)
        classes = tuple(kind for kind in FieldClass if model and kind in classify(model).values())
        name = str(model._meta.verbose_name) if model else table
        is_raw = bool(getattr(model, "organisation_private", False))
        found.append(Touched(name, table, classes, is_raw, len(held), times[table]))
    return tuple(sorted(found, key=lambda each: (not each.is_raw, -each.lines, each.name)))


def _accounts(lines: tuple[Line, ...]) -> set[str]:
    """People whose account something was done with: as the thing of a line, or among its codes."""
    return {each.key for each in lines if each.table == _USER and each.key} | {
        str(each.codes["person"]) for each in lines if each.codes.get("person")
    }


# -- Whose it was -----------------------------------------------------------------------------------
def _told(viewer: Viewer, entries: list[AuditEntry], places: dict[str, str]) -> tuple[Told, ...]:
    """Who must be told: those whose accounts acted, and those whose things others read or changed."""
    owners = _owners(viewer, {each.subject for each in entries if each.subject})
    found: dict[str, Told] = {}
    for each in entries:
        if each.organisation and each.actor != SYSTEM_ACTOR and kind_of(each.event) != CHECKED:
            found.setdefault(each.organisation, Told("")).own_lines += 1
        for owner in _theirs(each, owners) - {each.organisation, ""}:
            kind, held = kind_of(each.event), found.setdefault(owner, Told(""))
            is_routine = kind == CHANGED and each.actor == SYSTEM_ACTOR
            if kind not in (DENIED, CHECKED) and not is_routine:
                seen = kind in (SEEN, TAKEN_OUT) or each.event.startswith("raw_access.")
                (held.read_by_others if seen else held.changed_by_others).add(each.subject or each.event)
        if each.event in EVERYTHING_OUT:
            for key in places:
                found.setdefault(key, Told("")).read_by_others.add(each.event)
    for key, told in found.items():
        told.name = places.get(key, key)
    known = [each for key, each in found.items() if key in places]
    return tuple(sorted(known, key=lambda each: each.name.casefold()))


def _theirs(entry: AuditEntry, owners: dict[str, str]) -> set[str]:
    named = entry.codes.get("organisation")
    own = {entry.subject} if entry.subject_type == Organisation._meta.label_lower else set()
    return own | {owners.get(entry.subject, "")} | ({str(named)} if named else set())


def _owners(viewer: Viewer, keys: set[str]) -> dict[str, str]:
    """Whose each thing is, as the trail tells: the organisation that first wrote of it, whenever that was."""
    found: dict[str, str] = {}
    for some in _chunks(sorted(keys)):
        told = AuditEntry.objects.seen_by(viewer).filter(subject__in=some).exclude(organisation="")
        told = told.exclude(event__in=("raw.read", "shared.read"))
        for subject, organisation in told.order_by("sequence").values_list("subject", "organisation"):
            found.setdefault(subject, organisation)
    return found


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(keys), _AT_ONCE):
        yield keys[begin : begin + _AT_ONCE]


def by_kind(pack: Pack) -> list[tuple[str, list[Line]]]:
    """The lines of each kind, by its name, in the order of the papers."""
    return [(name, [each for each in pack.lines if each.kind == kind]) for kind, name in KIND_NAMES.items()]
