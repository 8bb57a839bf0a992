from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine, Template

from tryggve.foundation.web import marks
from tryggve.foundation.web.figures.heat import heat
from tryggve.foundation.web.gallery import GalleryForm, practice_map
from tryggve.foundation.web.icons import SPRITE, drawings

ROOT = Path(__file__).parents[4]


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_a_mark_always_carries_its_word() -> None:
    assert "Gult" in drawn('{% judgement "yellow" %}')
    assert "Kan inte avgöras" in drawn('{% verdict "cannot_tell" %}')
    assert "talar starkt emot" in drawn('{% evidence "strong_against" %}')
    assert "ej svarat" in drawn('{% nothing "missing" word=False %}')


def test_the_three_kinds_of_nothing_look_different() -> None:
    page = drawn("{% three_nothings %}")
    assert page.count("nothing no-") == 3
    assert len(set(re.findall(r"nothing no-(\w+)", page))) == 3


def test_only_weeks_above_the_band_are_copper() -> None:
    page = drawn("{% sparkline values low=5 high=9 %}", values=[6, 9, 10])
    assert page.count("f-more") == 1
    assert page.count("f-bar") == 2


def test_a_week_without_an_answer_is_hatched_and_never_a_bar_of_zero() -> None:
    page = drawn("{% sparkline values %}", values=[6, None, 0])
    assert page.count("f-missing") == 1
    assert page.count("f-bar") == 1


def test_a_bar_chart_has_its_table() -> None:
    points = [{"label": "v. 36", "count": 4, "low": 2, "high": 6}, {"label": "v. 37", "count": None}]
    page = drawn('{% bars_12 points title="Ordning" %}', points=points)
    assert "Visa som tabell" in page
    assert "ej svarat" in page
    assert "style=" not in page


def test_a_chart_survives_nothing_at_all() -> None:
    assert "f-bar" not in drawn("{% bars_12 points %}{% sparkline points %}", points=[])


def test_the_hours_are_counted_and_stepped() -> None:
    matrix = [[0] * 24 for _ in range(7)]
    matrix[3][22], matrix[4][1] = 9, 1
    found = heat(matrix)
    assert found.total == 10
    assert (found.days[3].cells[22].step, found.days[4].cells[1].step, found.days[0].cells[0].step) == (4, 1, 0)


def test_the_hours_say_one_total_where_uncertain_times_are_spread() -> None:
    page = drawn('{% heat_7x24 counts caption="När" note="85 händelser." %}', counts=[[0] * 24 for _ in range(7)])
    assert "85 händelser." in page
    assert "0 händelser" not in page


def test_an_interval_reaches_across_the_zero_line_and_is_said_in_words() -> None:
    rows = [{"label": "Vår", "estimate": -0.17, "low": -0.61, "high": 0.77, "ours": True}]
    page = drawn("{% interval_plot rows goal=-0.3 %}", rows=rows)
    assert "−17\N{NO-BREAK SPACE}% (−61 till +77\N{NO-BREAK SPACE}%)" in page
    assert "färre" in page


def test_a_still_map_draws_areas_names_and_number_plates() -> None:
    page = drawn("{% static_map areas %}", areas=practice_map())
    assert page.count("m-chosen-name") == 3
    assert page.count("m-missing") == 1
    assert "Runn" in page


def test_a_still_map_is_fitted_to_the_town_when_the_forest_around_it_is_large() -> None:
    areas = practice_map()
    forest = [[[14.0, 60.0], [17.0, 60.0], [17.0, 62.0], [14.0, 62.0], [14.0, 60.0]]]
    areas["features"].append(
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": forest}, "properties": {"name": "Skogen"}}
    )
    for area in areas["features"]:
        area["properties"]["frame"] = bool(area["properties"].get("chosen"))
    plate = re.compile(r'<svg x="(-?[\d.]+)%" y="(-?[\d.]+)%" class="m-plate-box"')
    places = [float(x) for x, _y in plate.findall(drawn("{% static_map areas %}", areas=areas))]
    assert max(places) - min(places) > 30
    assert all(0 < x < 100 for x in places)


def test_a_name_in_a_map_cannot_become_markup() -> None:
    areas = practice_map()
    areas["features"][0]["properties"]["name"] = "<script>alert(1)</script>"
    assert "<script>" not in drawn("{% static_map areas %}", areas=areas)


def test_a_map_of_nothing_is_nothing() -> None:
    assert drawn("{% static_map areas %}", areas={"features": []}) == ""


def test_marked_text_is_escaped_around_and_inside_the_marks() -> None:
    found = [SimpleNamespace(start=4, end=7)]
    page = drawn("{{ text|privacy_marks:found }}", text="<b> 070 </b>", found=found)
    assert page == "&lt;b&gt; <mark>070</mark> &lt;/b&gt;".replace(" <mark>070</mark>", " <mark>070</mark>")


def test_a_fault_stands_on_top_and_at_its_field_and_what_was_typed_is_kept() -> None:
    form = GalleryForm({"title": "Störning", "text": ""})
    page = drawn('{% include "web/form.html" %}', form=form)
    assert 'href="#id_text"' in page
    assert 'id="id_text_error"' in page
    assert 'aria-describedby="id_text_help id_text_error"' in page
    assert 'value="Störning"' in page


def test_choices_of_a_week_are_tiles_with_shapes() -> None:
    page = drawn("{% judgement_field form.judged %}", form=GalleryForm())
    assert page.count('class="choice"') == 3
    assert page.count("<svg") == 3


def test_a_pane_lights_only_when_it_is_done() -> None:
    panes = [{"title": "Knutpunkten", "lit": True}, {"title": "Lugnet", "lit": False}]
    page = drawn("{% window panes %}", panes=panes)
    assert page.count("lyser") == 1


@pytest.mark.parametrize("template", sorted(ROOT.glob("tryggve/**/templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_breaks_the_content_security_policy(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    if "/render/" in str(template):
        return
    assert not re.search(r"\sstyle=\"|\son[a-z]+=\"|<style", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_every_icon_named_in_a_template_is_in_the_list() -> None:
    known = {line.strip() for line in (ROOT / "frontend" / "icons.txt").read_text(encoding="utf-8").splitlines()}
    named = {
        (name, template.name)
        for template in ROOT.glob("tryggve/**/templates/**/*.html")
        for name in re.findall(r'{% icon "([a-z0-9-]+)"', template.read_text(encoding="utf-8"))
    }
    assert {pair for pair in named if pair[0] not in known} == set()


def test_an_unknown_icon_draws_nothing_and_breaks_nothing() -> None:
    assert "<svg" in drawn('{% icon "finns-inte" %}')
    if SPRITE.exists():
        assert "check" in drawings()


def test_every_template_of_the_house_compiles() -> None:
    engine = Engine.get_default()
    for template in ROOT.glob("tryggve/foundation/web/templates/web/*.html"):
        assert engine.get_template(f"web/{template.name}").name


# -- Published counts --------------------------------------------------------------------------
def test_zero_not_reported_and_hidden_are_three_signs_and_three_words() -> None:
    zero, silent, hidden = marks.counted(0), marks.counted({"nothing": "x"}), marks.counted({"hidden": "protected"})

    assert len({zero, silent, hidden}) == 3
    assert ">0<" in zero
    assert "inte rapporterat" in silent
    assert "dolt" in hidden
    assert len({_drawn(silent), _drawn(hidden), _drawn(zero)}) == 3


def test_a_dense_table_says_its_signs_to_those_who_listen() -> None:
    assert '<span class="sr">dolt</span>' in marks.counted({"hidden": "protected"}, word=False)
    assert '<span class="sr">inte rapporterat</span>' in marks.counted({"nothing": "not_shared"}, word=False)


def test_a_count_is_a_number_and_an_older_edition_keeps_its_words() -> None:
    assert marks.counted(1200) == "<b>1\N{NARROW NO-BREAK SPACE}200</b>"
    assert "färre än 5" in marks.counted({"hidden": "small"})
    assert "visas inte" in marks.counted({"hidden": "linked"})


def test_the_legend_draws_the_signs_that_the_tables_draw() -> None:
    legend = drawn("{% three_signs %}")

    assert all(marks.counted(count) in legend for count in (0, {"nothing": "x"}, {"hidden": "protected"}))


def _drawn(mark: str) -> str:
    return re.sub(r"<[^>]+>", "", mark.split("</i>", maxsplit=1)[0])
