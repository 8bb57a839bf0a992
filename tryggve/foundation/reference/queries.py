"""Which categories does this municipality use, and what does it call them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext

from tryggve.foundation.reference.catalogue import stable_categories, stable_groups
from tryggve.foundation.reference.channels import PROPOSED, PROPOSED_CODES
from tryggve.foundation.reference.models import Category, CategorySetting, FaultDesk, OtherChannel, SubCategory
from tryggve.foundation.reference.rules import stable_code, sub_code_order
from tryggve.foundation.reference.shapes import (
    CategoryView,
    ChannelView,
    GroupView,
    StableCategory,
    SubCategoryView,
)
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer


def groups(language: str = "sv") -> list[GroupView]:
    """A to G, then O for the codes outside them."""
    return [GroupView(group.letter, group.name(language), group.icon) for group in stable_groups().values()]


def group_names(language: str = "sv") -> dict[str, str]:
    """Letter → name."""
    return {group.letter: group.name(language) for group in stable_groups().values()}


def stable_category(code: str) -> StableCategory:
    """The stable facts of a code or of a sub-code's parent; NotFound for an unknown code."""
    category = stable_categories().get(stable_code(code))
    if category is None:
        raise NotFound
    return category


def stable_names(language: str = "sv") -> dict[str, str]:
    """Stable code → the county's name for it, whatever a municipality calls it."""
    return {code: category.name(language) for code, category in stable_categories().items()}


def names_in_version(version: int, *, language: str = "sv") -> dict[str, str]:
    """Stable code → name as a list that once was loaded had it; empty if it never was."""
    rows = Category.objects.filter(category_list__version=version)
    return {row.code: row.name_en if language == "en" else row.name_sv for row in rows}


def categories(viewer: Viewer, *, language: str = "sv", include_hidden: bool = False) -> list[CategoryView]:
    """The municipality's categories in order, under the names it uses."""
    settings = _settings(viewer)
    sub_categories = _sub_categories(viewer)
    views = [
        _view(category, settings.get(code), tuple(sub_categories[code]), language)
        for code, category in stable_categories().items()
    ]
    return [view for view in views if include_hidden or not view.is_hidden]


def category(viewer: Viewer, code: str, *, language: str = "sv") -> CategoryView:
    """One of them, hidden or not; NotFound for an unknown code."""
    wanted = stable_code(code)
    found = [view for view in categories(viewer, language=language, include_hidden=True) if view.code == wanted]
    if not found:
        raise NotFound
    return found[0]


def category_names(viewer: Viewer, *, language: str = "sv") -> dict[str, str]:
    """Code → name for every code that can stand in a row, hidden and retired ones too."""
    names: dict[str, str] = {}
    for view in categories(viewer, language=language, include_hidden=True):
        names[view.code] = view.name
        names |= {sub.code: sub.name for sub in view.sub_categories}
    return names


def usable_codes(viewer: Viewer, among: Iterable[str]) -> frozenset[str]:
    """Those of the codes that a new incident may be given: known, and neither hidden nor retired."""
    asked = set(among)
    hidden = CategorySetting.objects.seen_by(viewer).filter(is_hidden=True).order_by().values_list("code", flat=True)
    shown = stable_categories().keys() - set(hidden)
    usable = asked & shown
    if asked > usable:
        subs = SubCategory.objects.seen_by(viewer).filter(is_active=True, code__in=asked - usable).order_by()
        usable |= {code for code, parent in subs.values_list("code", "parent_code") if parent in shown}
    return frozenset(usable)


def fault_desks(viewer: Viewer) -> list[FaultDesk]:
    """Who mends what here, by category."""
    return list(FaultDesk.objects.seen_by(viewer).order_by("category_code"))


def fault_desk(viewer: Viewer, code: str) -> FaultDesk:
    """Who mends a fault of this category, or of the one that a finer code stands under; else NotFound."""
    return FaultDesk.objects.seen_by(viewer).one(category_code=stable_code(code))


def fault_desk_by_key(viewer: Viewer, public_id: str) -> FaultDesk:
    """One of them, or NotFound."""
    return FaultDesk.objects.seen_by(viewer).one(public_id=public_id)


def other_channels(viewer: Viewer, *, include_hidden: bool = False) -> list[ChannelView]:
    """Where what concerns a person belongs: the proposals, as the municipality has changed them, then its own."""
    own = {
        row.code: ChannelView(row.code, row.about, row.name, row.phone, row.url, row.is_shown)
        for row in OtherChannel.objects.seen_by(viewer)
    }
    proposed = [
        replace(each, about=gettext(each.about), name=gettext(each.name)) for each in PROPOSED if each.code not in own
    ]
    by_code = {each.code: each for each in [*proposed, *own.values()]}
    order = [*(each.code for each in PROPOSED), *(code for code in own if code not in PROPOSED_CODES)]
    return [by_code[code] for code in order if include_hidden or by_code[code].is_shown]


def other_channel(viewer: Viewer, code: str) -> ChannelView:
    """One of them, or NotFound."""
    found = next((each for each in other_channels(viewer, include_hidden=True) if each.code == code), None)
    if found is None:
        raise NotFound
    return found


def _settings(viewer: Viewer) -> dict[str, CategorySetting]:
    return {setting.code: setting for setting in CategorySetting.objects.seen_by(viewer)}


def _sub_categories(viewer: Viewer) -> defaultdict[str, list[SubCategoryView]]:
    rows = sorted(SubCategory.objects.seen_by(viewer), key=lambda row: sub_code_order(row.code))
    views: defaultdict[str, list[SubCategoryView]] = defaultdict(list)
    for row in rows:
        views[row.parent_code].append(SubCategoryView(row.code, row.name, row.is_active))
    return views


def _view(
    category: StableCategory,
    setting: CategorySetting | None,
    sub_categories: tuple[SubCategoryView, ...],
    language: str,
) -> CategoryView:
    return CategoryView(
        code=category.code,
        group=category.group,
        group_name=stable_groups()[category.group].name(language),
        name=(setting.name if setting else "") or category.name(language),
        is_hidden=setting.is_hidden if setting else False,
        is_counted=category.is_counted,
        nature=category.nature,
        severity=category.severity,
        icon=category.icon,
        sub_categories=sub_categories,
    )
