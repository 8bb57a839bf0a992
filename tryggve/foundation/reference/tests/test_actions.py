"""A municipality names and hides categories; the stable codes stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.reference import queries
from tryggve.foundation.reference.actions import (
    CannotChangeCategory,
    CannotLoadCategories,
    add_sub_category,
    deactivate_sub_category,
    hide_category,
    load_categories,
    rename_category,
    show_category,
)
from tryggve.foundation.reference.models import Category, CategoryList
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import NOW, Cast


def test_loading_twice_changes_nothing(cast: Cast) -> None:
    before = list(Category.objects.order_by("pk").values())

    load_categories(NOW + timedelta(days=1))

    assert list(Category.objects.order_by("pk").values()) == before
    assert CategoryList.objects.count() == 1


def test_a_code_that_is_gone_from_the_files_is_refused(cast: Cast) -> None:
    Category.objects.create(
        category_list=CategoryList.objects.get(), order=99, code="A0", group="A", name_sv="Förr", name_en="Past",
        nature="crime", icon="dots", severity=1,
    )  # fmt: skip

    with pytest.raises(CannotLoadCategories, match="A0"):
        load_categories(NOW)


def test_a_loaded_list_keeps_its_names(cast: Cast) -> None:
    assert queries.names_in_version(1)["C4"] == "Bilbrand"
    assert queries.names_in_version(1, language="en")["C4"] == "Car fire"
    assert queries.names_in_version(99) == {}


def test_a_renamed_category_keeps_its_code(cast: Cast) -> None:
    setting = rename_category(code="F3", name="  Skräp   ute ", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert queries.category(cast.elin, "F3").name == "Skräp ute"
        assert queries.stable_names()["F3"] == "Nedskräpning"
        assert [entry.event for entry in entries_about(cast.elin, setting)] == ["category.renamed"]


def test_an_empty_name_gives_back_the_shared_one(cast: Cast) -> None:
    rename_category(code="F3", name="Skräp", by=cast.elin, now=NOW)

    rename_category(code="F3", name=" ", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert queries.category(cast.elin, "F3").name == "Nedskräpning"


def test_two_categories_cannot_share_a_name(cast: Cast) -> None:
    with pytest.raises(CannotChangeCategory, match="C4"):
        rename_category(code="F3", name="bilbrand", by=cast.elin, now=NOW)


def test_a_name_that_is_too_long_is_refused(cast: Cast) -> None:
    with pytest.raises(CannotChangeCategory, match="61 tecken"):
        rename_category(code="F3", name="x" * 61, by=cast.elin, now=NOW)


def test_a_hidden_category_is_not_offered_but_keeps_its_name(cast: Cast) -> None:
    hide_category(code="A9", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert "A9" not in [category.code for category in queries.categories(cast.elin)]
        assert "A9" not in queries.usable_codes(cast.elin, ["A9"])
        assert queries.category_names(cast.elin)["A9"] == "Otillåten övernattning"


def test_a_hidden_category_can_be_shown_again(cast: Cast) -> None:
    hide_category(code="A9", by=cast.elin, now=NOW)

    show_category(code="A9", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert "A9" in queries.usable_codes(cast.elin, ["A9"])


@pytest.mark.parametrize("code", ["X0", "N0"])
def test_the_way_out_cannot_be_hidden(cast: Cast, code: str) -> None:
    with pytest.raises(CannotChangeCategory, match=code):
        hide_category(code=code, by=cast.elin, now=NOW)


def test_sub_categories_are_numbered_under_their_stable_code(cast: Cast) -> None:
    first = add_sub_category(parent_code="C4", name="Brand i garage", by=cast.elin, now=NOW)
    deactivate_sub_category(code=first.code, by=cast.elin, now=NOW)

    second = add_sub_category(parent_code="C4", name="Brand på parkering", by=cast.elin, now=NOW)

    assert (first.code, second.code) == ("C4.1", "C4.2")
    with acting_as(cast.elin):
        views = queries.category(cast.elin, "C4.2").sub_categories
        assert [(view.code, view.is_active) for view in views] == [("C4.1", False), ("C4.2", True)]
        assert queries.category_names(cast.elin)["C4.1"] == "Brand i garage"
        assert queries.usable_codes(cast.elin, ["C4", "C4.1", "C4.2", "Q7"]) == {"C4", "C4.2"}


def test_a_sub_category_has_no_children(cast: Cast) -> None:
    with pytest.raises(CannotChangeCategory, match=r"C4\.1"):
        add_sub_category(parent_code="C4.1", name="Finare", by=cast.elin, now=NOW)


def test_an_unknown_code_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        rename_category(code="H7", name="Något", by=cast.elin, now=NOW)


def test_a_reporter_may_not_change_categories(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        hide_category(code="A9", by=cast.rakel, now=NOW)


def test_the_stranger_sees_nothing_of_the_changes(cast: Cast) -> None:
    rename_category(code="F3", name="Skräp", by=cast.elin, now=NOW)
    hide_category(code="A9", by=cast.elin, now=NOW)
    add_sub_category(parent_code="C4", name="Brand i garage", by=cast.elin, now=NOW)

    with acting_as(cast.frida):
        names = queries.category_names(cast.frida)
        assert names["F3"] == "Nedskräpning"
        assert "A9" in queries.usable_codes(cast.frida, ["A9"])
        assert "C4.1" not in names


def test_names_come_in_english_too(cast: Cast) -> None:
    with acting_as(cast.elin):
        fire = queries.category(cast.elin, "C4", language="en")

    assert (fire.name, fire.group_name) == ("Car fire", "Damage and fire")
    assert queries.group_names("en")["A"] == "Public order"
    assert [group.letter for group in queries.groups()] == list("ABCDEFGO")
