"""What a person types about a measure, parsed into a shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tryggve.cycle.cause_analyses.shapes import AnalysisView
from tryggve.cycle.measures import rules, shapes
from tryggve.cycle.measures.shapes import MeasureDraft, MeasureView, ProposedComparison
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.foundation.people.queries import colleagues, own_organisation, parties
from tryggve.foundation.reference.queries import categories
from tryggve.foundation.web.widgets import DateInput
from tryggve.kernel.errors import DomainError
from tryggve.kernel.viewer import Viewer

Choices = list[tuple[str, str]]

WINDOWS = (4, 8, 12, 16, 24, 52)
FEW_ROWS = {"rows": 2}


def _names(names: Mapping[Any, str]) -> Choices:
    return [(str(code), gettext(name)) for code, name in names.items()]


class MeasureForm(forms.Form):
    """A measure of one prioritised area. The choices are that area's."""

    title = forms.CharField(
        label=_("Vad gör ni?"),
        help_text=_("Till exempel: Nya lampor på gångvägen."),
        max_length=rules.LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Hur?"), help_text=_("Skriv inget om enskilda personer."), required=False,
        widget=forms.Textarea(attrs=FEW_ROWS),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Slag"), widget=forms.RadioSelect)
    hypothesis = forms.ChoiceField(
        label=_("Vilken förklaring svarar åtgärden mot?"),
        help_text=_("Utan förklaring går det inte att säga varför den skulle hjälpa."),
        widget=forms.RadioSelect,
    )
    grade = forms.ChoiceField(label=_("Hjälper det?"), widget=forms.RadioSelect)
    grade_reason = forms.CharField(
        label=_("Varför tror ni det?"),
        help_text=_("Forskning, egen erfarenhet, eller en annan kommun."),
        widget=forms.Textarea(attrs=FEW_ROWS),
    )
    owner_organisation = forms.ChoiceField(label=_("Vem äger åtgärden?"))
    owner = forms.ChoiceField(label=_("Ansvarig person"), required=False)
    participants = forms.MultipleChoiceField(
        label=_("Vilka mer är med?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    start_date = forms.DateField(label=_("Börjar"), widget=DateInput)
    end_date = forms.DateField(label=_("Klar senast"), widget=DateInput)
    term = forms.ChoiceField(label=_("När väntas effekten?"), widget=forms.RadioSelect)
    hours = forms.IntegerField(label=_("Timmar"), required=False, min_value=0, max_value=100_000)
    kronor = forms.IntegerField(label=_("Kronor"), required=False, min_value=0, max_value=1_000_000_000)
    category_codes = forms.MultipleChoiceField(
        label=_("Vilka händelser räknar ni?"), widget=forms.CheckboxSelectMultiple
    )
    direction = forms.ChoiceField(label=_("Vad väntar ni er?"), widget=forms.RadioSelect)
    hoped_percent = forms.IntegerField(
        label=_("Hur stor förändring hoppas ni på, i procent?"), min_value=1, max_value=300
    )
    area = forms.ChoiceField(label=_("Område"))
    comparison_area = forms.ChoiceField(label=_("Jämförs med"), help_text=_("Det som mest liknar området står först."))
    window_weeks = forms.TypedChoiceField(label=_("Hur länge jämför ni, före och efter?"), coerce=int)
    evaluation_date = forms.DateField(
        label=_("Läses av"), help_text=_("Lämna tomt för första möjliga dag."), required=False, widget=DateInput
    )

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        about: PriorityView,
        analysis: AnalysisView,
        proposals: Sequence[ProposedComparison],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self._set("kind", _names(shapes.KIND_NAMES))
        self._set("grade", _names(shapes.GRADE_NAMES))
        self._set("term", _names(shapes.TERM_NAMES))
        self._set("direction", _names(shapes.DIRECTION_NAMES))
        self._set("hypothesis", [(each.key, f"{each.letter}. {each.title}") for each in analysis.hypotheses])
        self._set("window_weeks", [(str(n), gettext("%(n)s veckor") % {"n": n}) for n in WINDOWS])
        self._set_places(about, proposals)
        self._set_people(viewer)
        self._set("category_codes", _codes(viewer, about))

    def _set(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = choices

    def _set_places(self, about: PriorityView, proposals: Sequence[ProposedComparison]) -> None:
        by_name = sorted(((each.area, each.area_name) for each in proposals), key=lambda pair: pair[1])
        self._set("area", [(about.area, about.area_name), *(pair for pair in by_name if pair[0] != about.area)])
        self._set("comparison_area", [(each.area, _alike(each)) for each in proposals])

    def _set_people(self, viewer: Viewer) -> None:
        here = [(each.public_id, each.name) for each in parties(viewer, self._today())]
        self._set("owner_organisation", [("", gettext("Välj organisation")), *here])
        self._set("participants", here)
        people = [(each.public_id, each.name) for each in colleagues(viewer)]
        self._set("owner", [("", gettext("Ingen särskild")), *people])

    def _today(self) -> Any:
        return self.initial.get("start_date")

    def draft(self) -> MeasureDraft:
        """What was typed, as a shape."""
        typed = self.cleaned_data
        return MeasureDraft(
            title=typed["title"],
            description=typed["description"],
            kind=shapes.MeasureKind(typed["kind"]),
            term=shapes.Term(typed["term"]),
            grade=shapes.EvidenceGrade(typed["grade"]),
            grade_reason=typed["grade_reason"],
            priority=self.about.key,
            hypothesis=typed["hypothesis"],
            owner_organisation=typed["owner_organisation"],
            owner=typed["owner"],
            participants=tuple(typed["participants"]),
            start_date=typed["start_date"],
            end_date=typed["end_date"],
            hours=typed["hours"],
            kronor=typed["kronor"],
            category_codes=tuple(typed["category_codes"]),
            area=typed["area"],
            comparison_area=typed["comparison_area"],
            window_weeks=typed["window_weeks"],
            direction=shapes.Direction(typed["direction"]),
            hoped_percent=typed["hoped_percent"],
            evaluation_date=typed["evaluation_date"],
        )


def _alike(proposal: ProposedComparison) -> str:
    return ngettext(
        "%(name)s, %(count)s händelse på %(weeks)s veckor",
        "%(name)s, %(count)s händelser på %(weeks)s veckor",
        proposal.count,
    ) % {"name": proposal.area_name, "count": proposal.count, "weeks": proposal.n_weeks}


def _codes(viewer: Viewer, about: PriorityView) -> Choices:
    """The categories of the groups that the priority is about; all that are counted when it names none."""
    groups = {code[0] for code in about.category_codes}
    counted = [each for each in categories(viewer) if each.is_counted and (not groups or each.code[0] in groups)]
    return [(each.code, each.name) for each in counted]


def initial_for(viewer: Viewer, about: PriorityView, analysis: AnalysisView) -> dict[str, Any]:
    """What a new measure is proposed to be."""
    return {
        "kind": shapes.MeasureKind.PHYSICAL_ENVIRONMENT,
        "term": shapes.Term.SHORT,
        "grade": shapes.EvidenceGrade.BELIEVED,
        "hypothesis": analysis.chosen,
        "owner_organisation": about.owner or own_organisation(viewer).public_id,
        "category_codes": sorted({code.partition(".")[0] for code in about.category_codes}),
        "direction": shapes.Direction.LOWER,
        "hoped_percent": 30,
        "area": about.area,
        "window_weeks": 12,
    }


def initial_of(found: MeasureView, *, owner_key: str, participants: Sequence[str]) -> dict[str, Any]:
    """A planned measure as the form shows it."""
    shown = ("title", "description", "kind", "term", "grade", "grade_reason", "hypothesis", "hours", "kronor")
    judged = ("area", "comparison_area", "window_weeks", "direction", "hoped_percent", "evaluation_date")
    return {
        **{name: getattr(found, name) for name in shown},
        **{name: getattr(found.plan, name) for name in judged},
        "category_codes": list(found.plan.category_codes),
        "owner_organisation": found.owner,
        "owner": owner_key,
        "participants": list(participants),
        "start_date": found.start_date,
        "end_date": found.end_date,
    }


class UpdateForm(forms.Form):
    """How it goes, in one press and one line."""

    measure_state = forms.ChoiceField(
        label=_("Hur går det?"), error_messages={"required": _("Svaret saknas. Välj Klar, Pågår eller Hinder.")}
    )
    text = forms.CharField(
        label=_("Med en rad"), required=False, max_length=rules.LONGEST_LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, key: str = "") -> None:
        super().__init__(data, auto_id=f"id_{key}_%s" if key else "id_%s")
        field = self.fields["measure_state"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = _names(shapes.STATE_NAMES)


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Show a refusal at the field it is about, in the reader's language."""
    text = gettext(refusal.template).format(**refusal.values) if refusal.values else gettext(refusal.template)
    form.add_error(refusal.field if refusal.field in form.fields else None, text)
