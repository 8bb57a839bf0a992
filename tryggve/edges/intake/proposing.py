"""How is this file to be read: which sheet, which row of headings, what does each column hold? Pure.

Headings are compared with `mappings/headings.toml`; what they leave open the cells decide.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tryggve.edges.intake.category_words import is_known
from tryggve.edges.intake.positions import number_in, pair_in
from tryggve.edges.intake.shapes import Cell, Column, Contents, FileMapping, Meaning, Proposal, Row, Setting, Sheet
from tryggve.edges.intake.swedish_times import looks_like_clock, looks_like_day
from tryggve.foundation.privacy import guard

_TOP = 60
_SAMPLE = 60
_MOSTLY = 0.6
_LEAST_HEADINGS = 2
_FULL_NAME = re.compile(
    r"[A-ZÅÄÖÉ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäö]+)?(?: [A-ZÅÄÖÉ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäö]+)?){1,2}"
)
_SEVERAL = frozenset({Meaning.PLACE, Meaning.AREA, Meaning.CATEGORY, Meaning.TEXT, Meaning.PERSON, Meaning.OUT})


@dataclass(frozen=True, slots=True)
class _Headings:
    meaning: Meaning
    exact: Mapping[str, int]
    begins: tuple[str, ...]
    holds: tuple[str, ...]


@cache
def _known() -> tuple[_Headings, ...]:
    text = files("tryggve.edges.intake").joinpath("mappings/headings.toml").read_text(encoding="utf-8")
    return tuple(
        _Headings(
            Meaning(name),
            {_key(word): number for number, word in enumerate(said.get("is", []))},
            tuple(word.casefold() for word in said.get("begins", [])),
            tuple(word.casefold() for word in said.get("holds", [])),
        )
        for name, said in tomllib.loads(text).items()
    )


def meaning_of(heading: str) -> Meaning | None:
    """What a heading says that its column holds; None when it says nothing to us."""
    key = _key(heading)
    if not key or len(key) > 80:
        return None
    for known in _known():
        if key in known.exact:
            return known.meaning
    for known in _known():
        if key.startswith(known.begins) or any(word in key for word in known.holds):
            return known.meaning
    return None


def propose(contents: Contents, setting: Setting, chosen: FileMapping | None = None) -> Proposal:
    """How the file would be read; what was chosen stays as it was chosen."""
    said = chosen or FileMapping()
    sheet = contents.sheet(said.sheet) or max(contents.sheets, key=_promise, default=Sheet("", ()))
    if sheet.headings is not None:
        heading_row, headings, data = 0, list(sheet.headings), sheet.rows
    else:
        heading_row = said.heading_row or _heading_row(sheet)
        headings = _headings_at(sheet, heading_row)
        data = tuple(row for row in sheet.rows if row.number > heading_row)
    meanings = _meanings(headings, data, sheet, setting)
    for index, meaning in said.columns.items():
        # Who chooses may leave a column out or take one in, but names of persons are never read.
        if 0 <= index < len(meanings) and meanings[index] is not Meaning.PERSON:
            meanings[index] = Meaning(meaning)
    columns = tuple(
        Column(index, heading, meaning, index in sheet.hidden_columns)
        for index, (heading, meaning) in enumerate(zip(headings, meanings, strict=True))
    )
    mapping = FileMapping(
        sheet.name, heading_row, said.crs or contents.crs, {column.index: str(column.meaning) for column in columns}
    )
    return Proposal(mapping, columns, _titles(sheet, heading_row))


# -- Where the table begins ------------------------------------------------------------------
def _promise(sheet: Sheet) -> tuple[bool, float, int]:
    """How much a sheet looks like a list of incidents."""
    if sheet.headings is not None:
        return True, 0, len(sheet.rows)
    row = _heading_row(sheet)
    meanings = [meaning_of(heading) for heading in _headings_at(sheet, row)]
    wanted = {Meaning.DATE, Meaning.START, Meaning.PLACE, Meaning.TEXT, Meaning.CATEGORY, Meaning.TIME}
    found = len(wanted & {meaning for meaning in meanings if meaning})
    has_day = any(looks_like_day(cell) for each in sheet.rows[row : row + 20] for cell in each.cells)
    return not sheet.is_hidden, found + (2 if has_day else 0), len(sheet.rows)


def _heading_row(sheet: Sheet) -> int:
    """The last row of headings, from 1; 0 when no row looks like headings."""
    best, most = 0, 0.0
    for row in sheet.rows[:_TOP]:
        score = _heading_score(row)
        if score > most:
            best, most = row.number, score
    if most < _LEAST_HEADINGS:
        return 0
    following = next((row for row in sheet.rows if row.number == best + 1), None)
    if following is not None and _heading_score(following) >= _LEAST_HEADINGS + 1:
        return best + 1
    return best


def _heading_score(row: Row) -> float:
    """How many of the row's cells are headings that we know; what looks like data takes away."""
    cells = {cell for cell in row.cells if cell is not None}
    texts = [cell for cell in cells if isinstance(cell, str) and len(cell) <= 60]
    if len(cells) < _LEAST_HEADINGS or len(texts) < len(cells):
        return 0
    known = sum(1 for text in texts if meaning_of(text) is not None)
    digits = sum(1 for text in texts if looks_like_day(text) and meaning_of(text) is None)
    return known - 2 * digits + known / len(texts) / 10


def _headings_at(sheet: Sheet, heading_row: int) -> list[str]:
    width = max((len(row.cells) for row in sheet.rows[: heading_row + _SAMPLE]), default=0)
    if heading_row == 0:
        widths = Counter(len(row.cells) for row in sheet.rows[:_SAMPLE])
        return [""] * (max(widths, key=lambda each: (widths[each], each)) if widths else 0)
    rows = {row.number: row for row in sheet.rows[: heading_row + 1]}
    own, above = rows.get(heading_row), rows.get(heading_row - 1)
    if own is None:
        return [""] * width
    filled = len(own.cells) if sheet.name == "" else width
    below = [_shown(own.cells[index]) if index < len(own.cells) else "" for index in range(filled)]
    if above is None or _heading_score(above) < _LEAST_HEADINGS:
        return below
    over = [_shown(above.cells[index]) if index < len(above.cells) else "" for index in range(filled)]
    return [
        low if not high or high == low or meaning_of(low) else f"{high} {low}".strip()
        for low, high in zip(below, over, strict=True)
    ]


def _titles(sheet: Sheet, heading_row: int) -> tuple[str, ...]:
    titles = [cell for row in sheet.rows if row.number < heading_row for cell in dict.fromkeys(row.cells)]
    return tuple(_shown(cell) for cell in titles if cell is not None)


# -- What each column holds ------------------------------------------------------------------
def _meanings(headings: Sequence[str], data: Sequence[Row], sheet: Sheet, setting: Setting) -> list[Meaning]:
    samples = [_sample(data, index) for index in range(len(headings))]
    meanings = [
        _by_content(meaning_of(heading), sample, heading) for heading, sample in zip(headings, samples, strict=True)
    ]
    for index in sheet.hidden_columns:
        if index < len(meanings) and meanings[index] is not Meaning.PERSON:
            meanings[index] = Meaning.OUT
    _settle_times(meanings, samples, headings)
    _settle_names(meanings, headings, samples)
    for meaning in set(Meaning) - _SEVERAL:
        _keep_best(meaning, meanings, samples)
    _settle_points(meanings, samples)
    _settle_open(meanings, headings, samples, setting)
    return meanings


def _sample(data: Sequence[Row], index: int) -> list[Cell]:
    found: list[Cell] = []
    step = max(1, len(data) // (_SAMPLE * 3))
    for row in data[::step]:
        cell = row.cells[index] if index < len(row.cells) else None
        if cell is not None and cell != "" and len(set(row.cells)) > 1:
            found.append(cell)
            if len(found) >= _SAMPLE:
                break
    return found


def _share(sample: Sequence[Cell], check: Callable[[Cell], object]) -> float:
    return sum(1 for cell in sample if check(cell)) / len(sample) if sample else 0.0


def _by_content(said: Meaning | None, sample: Sequence[Cell], heading: str) -> Meaning:
    """The heading's meaning, unless what stands in the column cannot be that."""
    if said is not Meaning.ID and said is not Meaning.PERSON and _share(sample, _points_at_person) > 0.3:
        return Meaning.PERSON
    if said in (Meaning.LAT, Meaning.LON) and sample and _share(sample, lambda cell: number_in(cell) is not None) < 0.3:
        return Meaning.POINT if _share(sample, lambda cell: pair_in(cell) is not None) > 0.3 else Meaning.OUT
    if said is Meaning.PLACE and _share(sample, lambda cell: pair_in(cell) is not None) > _MOSTLY:
        return Meaning.POINT
    if (
        said in (Meaning.TEXT, Meaning.CATEGORY)
        and _share(sample, _is_plain_number) > 0.8
        and not heading.casefold().startswith("kod")
    ):
        return Meaning.OUT
    return said or Meaning.OUT


def _points_at_person(cell: Cell) -> bool:
    if not isinstance(cell, str) or len(cell) > 60:
        return False
    marks = guard.find(cell)
    return (
        bool(marks)
        and sum(mark.end - mark.start for mark in marks) > len(cell.strip()) / 2
        and not looks_like_day(cell)
    )


def _is_plain_number(cell: Cell) -> bool:
    return number_in(cell) is not None


def _settle_times(meanings: list[Meaning], samples: Sequence[Sequence[Cell]], headings: Sequence[str]) -> None:
    """Days and clocks are told from the cells: "Tid" may hold either, "Från" may be beside a "Datum"."""
    times = (Meaning.DATE, Meaning.TIME, Meaning.START, Meaning.END)
    days = [_share(sample, looks_like_day) for sample in samples]
    clocks = [_share(sample, looks_like_clock) for sample in samples]
    for index, meaning in enumerate(meanings):
        if meaning in (Meaning.DATE, Meaning.START) and clocks[index] > _MOSTLY and days[index] < 0.3:
            meanings[index] = Meaning.TIME
        elif meaning is Meaning.TIME and days[index] > 0.5 and clocks[index] < 0.5:
            meanings[index] = Meaning.DATE
    holds_day = [index for index, meaning in enumerate(meanings) if meaning in times and meaning is not Meaning.END]
    starts = [index for index in holds_day if meanings[index] is Meaning.START and days[index] >= 0.3]
    dates = [index for index in holds_day if meanings[index] is Meaning.DATE and samples[index]]
    if starts and not dates:
        meanings[starts[0]] = Meaning.START
    if not starts and not dates:
        # Nothing says when it happened: a day of registration is better than none, and is said to be one.
        fallback = [index for index, meaning in enumerate(meanings) if meaning is Meaning.OUT and days[index] > _MOSTLY]
        named = [index for index in fallback if not headings[index]]
        for index in (named or fallback)[:1]:
            meanings[index] = Meaning.DATE


def _settle_names(meanings: list[Meaning], headings: Sequence[str], samples: Sequence[Sequence[Cell]]) -> None:
    """ "Namn" is a place on a safety walk and a person in a register: the cells and the other columns tell."""
    places = [index for index, meaning in enumerate(meanings) if meaning is Meaning.PLACE]
    for index in places:
        if _key(headings[index]) not in ("namn", "name"):
            continue
        looks_personal = _share(samples[index], lambda cell: isinstance(cell, str) and bool(_FULL_NAME.fullmatch(cell)))
        if len(places) > 1 or looks_personal > _MOSTLY:
            meanings[index] = Meaning.PERSON


def _keep_best(meaning: Meaning, meanings: list[Meaning], samples: Sequence[Sequence[Cell]]) -> None:
    """Where several columns could be the one, the one that is most filled; of ids, with most values of its own."""
    several = [index for index, each in enumerate(meanings) if each is meaning]
    if len(several) < 2:
        return

    def worth(index: int) -> tuple[float, int]:
        sample = samples[index]
        if meaning is Meaning.ID:
            return len({str(cell) for cell in sample}), -index
        check: Callable[[Cell], object] = looks_like_day if meaning in (Meaning.DATE, Meaning.START) else bool
        return round(_share(sample, check), 1) * (len(sample) > 0), -index

    best = max(several, key=worth)
    for index in several:
        if index != best:
            meanings[index] = Meaning.OUT


def _settle_points(meanings: list[Meaning], samples: Sequence[Sequence[Cell]]) -> None:
    """Half a point is none; two columns of numbers without headings may be one."""
    if (Meaning.LAT in meanings) != (Meaning.LON in meanings):
        meanings[meanings.index(Meaning.LAT if Meaning.LAT in meanings else Meaning.LON)] = Meaning.OUT
    if Meaning.POINT not in meanings and Meaning.LAT not in meanings:
        for index, meaning in enumerate(meanings):
            if meaning is Meaning.OUT and _share(samples[index], lambda cell: pair_in(cell) is not None) > 0.8:
                meanings[index] = Meaning.POINT
                return


def _settle_open(
    meanings: list[Meaning], headings: Sequence[str], samples: Sequence[Sequence[Cell]], setting: Setting
) -> None:
    """Columns whose headings say nothing, when something that an incident needs is still missing."""
    names = {place.name.casefold() for place in setting.places}
    for index, heading in enumerate(headings):
        sample = samples[index]
        if meanings[index] is Meaning.OUT and meaning_of(heading) is None and sample:
            in_list = _share(sample, lambda cell: str(cell).casefold() in names)
            meanings[index] = _open_meaning(heading, sample, in_list, meanings)


def _open_meaning(heading: str, sample: Sequence[Cell], in_list: float, meanings: Sequence[Meaning]) -> Meaning:
    taken = set(meanings)
    if in_list > 0.2:
        return Meaning.PLACE
    if _share(sample, lambda cell: isinstance(cell, str) and bool(_FULL_NAME.fullmatch(cell.strip()))) > 0.8:
        return Meaning.PERSON
    if not taken & {Meaning.DATE, Meaning.START} and _share(sample, looks_like_day) > _MOSTLY:
        return Meaning.DATE
    if Meaning.TIME not in taken and _share(sample, looks_like_clock) > _MOSTLY:
        return Meaning.TIME
    if _is_words(sample) and (heading == "" or not taken & {Meaning.TEXT, Meaning.CATEGORY}):
        return _words_mean(meanings, sample) if heading == "" else Meaning.TEXT
    return Meaning.OUT


def _is_words(sample: Sequence[Cell]) -> bool:
    return _share(sample, lambda cell: isinstance(cell, str) and sum(c.isalpha() for c in cell) >= 3) > 0.7


def _words_mean(meanings: Sequence[Meaning], sample: Sequence[Cell]) -> Meaning:
    """Words without a heading: few different and short ones are types; long ones are text; else places."""
    length = sum(len(str(cell)) for cell in sample) / len(sample)
    different = len({str(cell) for cell in sample}) / len(sample)
    if length > 30:
        return Meaning.TEXT
    if Meaning.CATEGORY not in meanings and _share(sample, lambda cell: is_known(str(cell))) > 0.5:
        return Meaning.CATEGORY
    if Meaning.PLACE not in meanings and (different > 0.5 or Meaning.CATEGORY in meanings):
        return Meaning.PLACE
    return Meaning.CATEGORY if Meaning.CATEGORY not in meanings and different <= 0.8 else Meaning.TEXT


def _shown(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _key(heading: str) -> str:
    plain = unicodedata.normalize("NFKC", heading).replace("\ufeff", "")
    return " ".join(plain.split()).strip(" :*.\"'").casefold()
