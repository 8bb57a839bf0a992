"""The file, how it is read, and what it is called."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.edges.intake.pages import reader
from tryggve.edges.intake.pages.rules import LONGEST_NAME
from tryggve.edges.intake.pages.shapes import Seen
from tryggve.edges.intake.pages.words import CRS_NAMES, FIND_CRS, meanings
from tryggve.edges.intake.shapes import FileMapping


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Fil med händelser"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": reader.ACCEPTED}),
        error_messages={"required": _("Välj en fil. Ingen är vald. Excel, CSV, GeoJSON och JSON går bra.")},
    )

    def __init__(self, *args: Any, largest: int = reader.LARGEST_UPLOAD, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext("Excel (.xlsx), CSV, GeoJSON eller JSON, högst {n} megabyte.").format(
            n=largest // 1_000_000
        )


class ReadingForm(forms.Form):
    """Where the table stands, and what each column is taken as."""

    sheet = forms.ChoiceField(label=_("Blad"))
    heading_row = forms.IntegerField(
        label=_("Rad med rubriker"),
        min_value=0,
        max_value=200,
        help_text=_("Raden som säger vad kolumnerna heter. Skriv 0 om ingen gör det."),
        error_messages={
            "required": _("Skriv vilken rad rubrikerna står på. Fältet är tomt."),
            "invalid": _("Radens nummer går inte att läsa. Skriv ett tal från 0 till 200."),
            "min_value": _("Radens nummer är mindre än 0. Skriv ett tal från 0 till 200."),
            "max_value": _("Rubrikerna ska stå bland de 200 första raderna. Skriv ett mindre tal."),
        },
    )
    crs = forms.ChoiceField(label=_("Koordinater"), help_text=_("Gäller bara om filen har koordinater i siffror."))
    name = forms.CharField(
        label=_("Vad ni kallar filen"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Nästa fil med samma rubriker läses likadant. Lämna tomt om det inte behövs."),
    )

    def __init__(self, data: Any, *, seen: Seen, mapping: FileMapping, name: str = "") -> None:
        columns = {f"column_{index}": meaning for index, meaning in mapping.columns.items()}
        super().__init__(
            data, initial={"sheet": mapping.sheet, "heading_row": mapping.heading_row, "name": name, **columns}
        )
        self.seen = seen
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in seen.sheets]  # type: ignore[attr-defined]
        self.fields["crs"].choices = list(CRS_NAMES.items())  # type: ignore[attr-defined]
        self.initial["crs"] = mapping.crs or FIND_CRS
        if len(seen.sheets) < 2:
            del self.fields["sheet"]
        if not seen.has_headings:
            del self.fields["heading_row"]
        for column in seen.all_columns:
            self.fields[f"column_{column.index}"] = forms.ChoiceField(
                label=column.heading or gettext("Kolumn {n}").format(n=column.index + 1),
                choices=meanings(),
                error_messages={each: _("Välj i listan vad kolumnen är.") for each in ("required", "invalid_choice")},
            )

    def column_fields(self) -> list[tuple[Any, forms.BoundField]]:
        """Each column with its list."""
        return [(column, self[f"column_{column.index}"]) for column in self.seen.all_columns]

    def mapping(self) -> FileMapping:
        """What was chosen. Another sheet or heading row has other columns, which are proposed anew."""
        typed = self.cleaned_data
        sheet = typed.get("sheet") or self.seen.sheet
        heading_row = typed.get("heading_row", self.seen.heading_row)
        is_same = (sheet, heading_row) == (self.seen.sheet, self.seen.heading_row)
        columns = {column.index: typed[f"column_{column.index}"] for column in self.seen.all_columns} if is_same else {}
        crs = "" if typed["crs"] == FIND_CRS else typed["crs"]
        return FileMapping(sheet, heading_row, crs, columns)


class SourceForm(forms.Form):
    """Another name."""

    name = forms.CharField(
        label=_("Vad ni kallar filen"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Skriv vad ni kallar filen. Fältet är tomt.")},
    )
