"""From what a person typed to a draft. Nothing typed is lost: a fault comes back beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.cycle.incidents import rules
from tryggve.cycle.incidents.shapes import (
    CERTAINTY_NAMES,
    NATURE_NAMES,
    POLICE_REPORTED_NAMES,
    Certainty,
    CoordPrecision,
    IncidentDraft,
    Nature,
    PoliceReported,
    TimePrecision,
    first_categories,
)
from tryggve.foundation.reference.rules import stable_code
from tryggve.foundation.reference.shapes import CategoryView
from tryggve.foundation.web.widgets import DateInput, TimeInput
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import STOCKHOLM

NOW, NIGHT, OTHER_TIME = "nyss", "natt", "annan"
IN_LIST, ON_MAP, UNKNOWN = "lista", "karta", "vetej"
WHEN = [(NOW, _("Nyss")), (NIGHT, _("I natt")), (OTHER_TIME, _("Annan tid"))]
#: A page opened longer ago than this no longer knows what "nyss" was.
STALE = timedelta(minutes=15)


def _required(text: Any) -> dict[str, Any]:
    return {"required": text, "invalid_choice": text}


@dataclass(frozen=True, slots=True)
class Tile:
    """A category as it is tapped."""

    value: str
    name: str
    group: str
    icon: str
    is_sub: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A place the reporter has been at lately."""

    key: str
    name: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Options:
    """What can be chosen here and now."""

    categories: Sequence[CategoryView]
    places: Iterable[Any]
    recent_places: Sequence[Any] = ()
    recent_categories: Sequence[str] = ()
    members: Sequence[Any] = ()
    now: datetime

    @property
    def all_tiles(self) -> list[Tile]:
        """Every category in use, its own codes right after it."""
        tiles = []
        for category in self.categories:
            tiles.append(Tile(category.code, category.name, category.group, category.icon))
            tiles += [
                Tile(sub.code, sub.name, category.group, category.icon, is_sub=True)
                for sub in category.sub_categories
                if sub.is_active
            ]
        return tiles

    @property
    def first_tiles(self) -> list[Tile]:
        """Eight: those the organisation uses, then what most begin with. "Annat" is always last."""
        by_code = {tile.value: tile for tile in self.all_tiles}
        return [by_code[code] for code in first_categories(by_code, self.recent_categories)]

    @property
    def tile_groups(self) -> list[tuple[str, str, list[Tile]]]:
        """Those that are not among the first, by group."""
        first = {tile.value for tile in self.first_tiles}
        names = {category.group: category.group_name for category in self.categories}
        rest: dict[str, list[Tile]] = {}
        for tile in self.all_tiles:
            if tile.value not in first:
                rest.setdefault(tile.group, []).append(tile)
        return [(letter, names[letter], tiles) for letter, tiles in rest.items()]


class IncidentForm(forms.Form):
    """What, where, when. The rest is for who wants to."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    opened = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    category = forms.ChoiceField(
        label=_("Vad har hänt?"),
        widget=forms.RadioSelect,
        error_messages=_required(_("Välj vad som har hänt.")),
    )
    where = forms.ChoiceField(
        label=_("Var?"),
        widget=forms.RadioSelect,
        error_messages=_required(_("Välj var det hände, eller Vet ej.")),
    )
    place = forms.ChoiceField(
        label=_("Plats i listan"),
        error_messages=_required(_("Du valde listan, men ingen plats. Välj en plats, eller välj Vet ej.")),
    )
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    when = forms.ChoiceField(
        label=_("När?"),
        widget=forms.RadioSelect,
        choices=WHEN,
        error_messages=_required(_("Välj när det hände.")),
    )
    day = forms.DateField(
        label=_("Dag"),
        widget=DateInput,
        error_messages={"required": _("Dagen saknas. Skriv vilken dag det hände.")},
    )
    at = forms.TimeField(
        label=_("Klockan"), widget=TimeInput, required=False, help_text=_("Tomt betyder någon gång den dagen.")
    )
    until = forms.TimeField(
        label=_("Till klockan"),
        widget=TimeInput,
        required=False,
        help_text=_("Om du bara vet mellan vilka tider."),
    )
    until_day = forms.DateField(label=_("Till dag"), widget=DateInput, required=False)
    note = forms.CharField(
        label=_("Anteckning"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": rules.LONGEST_NOTE}),
        required=False,
        help_text=_("Stannar hos er. Den delas aldrig."),
    )
    certainty = forms.ChoiceField(label=_("Hur vet du det?"), widget=forms.RadioSelect, required=False)
    nature = forms.ChoiceField(label=_("Brott eller otrygghet?"), widget=forms.RadioSelect, required=False)
    police_reported = forms.ChoiceField(label=_("Är det polisanmält?"), widget=forms.RadioSelect, required=False)
    member = forms.ChoiceField(label=_("Åt vem rapporterar du?"), required=False)
    shared_text = forms.CharField(
        label=_("Text som delas"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": rules.LONGEST_SHARED_TEXT}),
        required=False,
        help_text=_("Läses av alla parter. Skriv plats och händelse, inga uppgifter om personer."),
    )

    def __init__(self, *args: Any, options: Options, with_shared_text: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        self._choose("category", [(tile.value, tile.name) for tile in options.all_tiles])
        recent = [(place.public_id, place.name) for place in options.recent_places]
        fixed = [(IN_LIST, gettext("Välj i listan")), (ON_MAP, gettext("Peka på kartan")), (UNKNOWN, gettext("Vet ej"))]
        self._choose("where", [*recent, *fixed])
        named = [(place.public_id, place.name) for place in options.places]
        self._choose("place", [("", gettext("Välj en plats")), *named])
        self._choose("certainty", [(code, gettext(name)) for code, name in CERTAINTY_NAMES.items()])
        self._choose("nature", [(code, gettext(name)) for code, name in NATURE_NAMES.items()])
        self._choose("police_reported", [(code, gettext(name)) for code, name in POLICE_REPORTED_NAMES.items()])
        self._only_what_is_asked()
        if options.members:
            own = [(member.public_id, member.shown_name) for member in options.members]
            self._choose("member", [("", gettext("Oss själva")), *own])
        else:
            del self.fields["member"]
        if not with_shared_text:
            del self.fields["shared_text"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        held = self.fields[name]
        if isinstance(held, forms.ChoiceField):
            held.choices = choices

    def _only_what_is_asked(self) -> None:
        """The day is compulsory only for another time, the list only for a place in it."""
        place = self.initial.get("place", "")
        if self.initial.get("where") == IN_LIST and place in {each.public_id for each in self.options.recent_places}:
            self.initial["where"] = place
        where, when = self["where"].value(), self["when"].value()
        self.fields["day"].required = not self.is_bound or when == OTHER_TIME
        self.fields["place"].required = not self.is_bound or where == IN_LIST

    @property
    def first_tiles(self) -> list[Tile]:
        """The eight."""
        return self.options.first_tiles

    @property
    def tile_groups(self) -> list[tuple[str, str, list[Tile]]]:
        """The others."""
        return self.options.tile_groups

    @property
    def picks(self) -> list[Pick]:
        """Places of the reporter's own last reports, the latest first."""
        notes = [gettext("Din senaste plats"), gettext("Har du rapporterat från")]
        return [
            Pick(place.public_id, place.name, notes[min(index, 1)])
            for index, place in enumerate(self.options.recent_places)
        ]

    @property
    def is_other_category(self) -> bool:
        """Whether the chosen one is not among the eight, so that its list must stand open."""
        chosen = self["category"].value() or ""
        return bool(chosen) and chosen not in {tile.value for tile in self.first_tiles}

    @property
    def has_optional_fault(self) -> bool:
        """Whether something under "Mer" has to be mended."""
        return any(name in self.errors for name in ("certainty", "nature", "police_reported", "member"))

    def clean(self) -> dict[str, Any]:
        """The time in words becomes moments; a place that was not given is said so beside it."""
        said = super().clean() or {}
        if said.get("where") == ON_MAP and (said.get("lat") is None or said.get("lon") is None):
            self.add_error("where", gettext("Du valde kartan, men ingen punkt. Peka på kartan, eller välj Vet ej."))
        if said.get("when") and "day" not in self.errors:
            try:
                self.span = self._span(said)
            except DomainError as refusal:
                self.refused(refusal)
        return said

    def _span(self, said: dict[str, Any]) -> rules.Span:
        now = self.options.now
        if said["when"] == NOW:
            opened = said.get("opened")
            if opened is not None and timedelta(0) <= now - opened <= STALE:
                now = opened
            return rules.just_now(now)
        if said["when"] == NIGHT:
            return rules.last_night(now)
        return rules.on_day(said["day"], said.get("at"), said.get("until"), said.get("until_day"))

    def refused(self, refusal: DomainError) -> None:
        """A refusal of the room, beside the field it concerns."""
        fields = {
            "category_code": "category",
            "sub_category_code": "category",
            "occurred_from": "day",
            "occurred_to": "until",
            "lat": "where",
        }
        text = gettext(refusal.template).format(**refusal.values) if refusal.values else gettext(refusal.template)
        name = fields.get(refusal.field or "", refusal.field)
        self.add_error(name if name in self.fields else None, text)

    def draft(self, *, shared_text: str = "") -> IncidentDraft:
        """What was said, when it is whole."""
        said = self.cleaned_data
        category, where = said["category"], said["where"]
        place = said["place"] if where == IN_LIST else where
        nature = said["nature"] or next(
            (each.nature for each in self.options.categories if each.code == stable_code(category)), Nature.INSECURITY
        )
        started, ended, precision = self.span
        return IncidentDraft(
            category_code=stable_code(category),
            sub_category_code=category if "." in category else "",
            occurred_from=started,
            occurred_to=ended,
            time_precision=precision,
            place="" if where in {ON_MAP, UNKNOWN} else place,
            lat=said["lat"] if where == ON_MAP else None,
            lon=said["lon"] if where == ON_MAP else None,
            certainty=Certainty(said["certainty"] or Certainty.SEEN),
            nature=Nature(nature),
            police_reported=PoliceReported(said["police_reported"] or PoliceReported.UNKNOWN),
            note=said["note"],
            shared_text=said.get("shared_text", shared_text),
            member=said.get("member", ""),
        )


def initial_of(row: Any) -> dict[str, Any]:
    """A saved incident as the form shows it."""
    started, ended = row.occurred_from.astimezone(STOCKHOLM), row.occurred_to.astimezone(STOCKHOLM)
    is_day = row.time_precision in {TimePrecision.DAY, TimePrecision.WEEK}
    last = ended - timedelta(minutes=1) if is_day and ended > started else ended
    has_end = row.time_precision in {TimePrecision.INTERVAL, TimePrecision.WEEK} and ended != started
    return initial_where(row) | {
        "category": row.sub_category_code or row.category_code,
        "when": OTHER_TIME,
        "day": started.date(),
        "at": None if is_day else started.time().replace(second=0, microsecond=0),
        "until": ended.time().replace(second=0, microsecond=0) if has_end and not is_day else None,
        "until_day": last.date() if has_end and last.date() != started.date() else None,
        "note": row.note,
        "certainty": row.certainty,
        "nature": row.nature,
        "police_reported": row.police_reported,
        "member": row.on_behalf_of.public_id if row.on_behalf_of else "",
        "shared_text": row.shared_text,
    }


def initial_where(row: Any) -> dict[str, Any]:
    """The same place once more: "en till här i närheten"."""
    if row.place is not None:
        return {"where": IN_LIST, "place": row.place.public_id}
    if row.coord_precision == CoordPrecision.EXACT and row.lat is not None:
        return {"where": ON_MAP, "lat": row.lat, "lon": row.lon}
    return {"where": UNKNOWN}


class SharedTextForm(forms.Form):
    """The text that the others will read."""

    shared_text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("Så delas det"))


class QuestionForm(forms.Form):
    """What the coordinator has to know."""

    question = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
        label=_("Fråga till rapportören"),
        error_messages={"required": _("Frågan saknas. Skriv vad du behöver veta.")},
    )


class MergeForm(forms.Form):
    """Which one it is the same as."""

    into = forms.ChoiceField(
        label=_("Samma som"), error_messages=_required(_("Välj vilken händelse den är samma som."))
    )

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.fields["into"]
        if isinstance(held, forms.ChoiceField):
            held.choices = list(targets)


class RawAccessForm(forms.Form):
    """Whose incidents, and why. The organisation reads the reason."""

    organisation = forms.ChoiceField(
        label=_("Vems händelser?"), error_messages=_required(_("Välj vilken organisation det gäller."))
    )
    reason = forms.CharField(
        label=_("Varför?"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": rules.LONGEST_REASON}),
        help_text=_("Organisationen läser skälet. Skriv inga uppgifter om personer."),
        error_messages={"required": _("Skälet saknas. Skriv varför det inte kan vänta.")},
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.fields["organisation"]
        if isinstance(held, forms.ChoiceField):
            held.choices = [("", gettext("Välj en organisation")), *organisations]

    def refused(self, refusal: DomainError) -> None:
        """A refusal of the room, beside the field it concerns."""
        text = gettext(refusal.template).format(**refusal.values) if refusal.values else gettext(refusal.template)
        self.add_error(refusal.field if refusal.field in self.fields else None, text)
