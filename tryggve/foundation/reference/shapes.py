"""What a category looks like outside this room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupView:
    """One of the groups A to G, or O for the codes that stand outside them."""

    letter: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class SubCategoryView:
    """A municipality's own finer code."""

    code: str
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A stable code as one municipality sees it."""

    code: str
    group: str
    group_name: str
    name: str
    is_hidden: bool
    is_counted: bool
    nature: str
    severity: int
    icon: str
    sub_categories: tuple[SubCategoryView, ...]


@dataclass(frozen=True, slots=True)
class StableCategory:
    """A stable code as the county sees it."""

    code: str
    group: str
    name_sv: str
    name_en: str
    nature: str
    severity: int
    icon: str
    is_counted: bool

    def name(self, language: str) -> str:
        """Its name in Swedish, or in English."""
        return self.name_en if language == "en" else self.name_sv


@dataclass(frozen=True, slots=True)
class StableGroup:
    """A group with its names."""

    letter: str
    name_sv: str
    name_en: str
    icon: str

    def name(self, language: str) -> str:
        """Its name in Swedish, or in English."""
        return self.name_en if language == "en" else self.name_sv


@dataclass(frozen=True, slots=True)
class FaultDeskDraft:
    """A fault desk as it is written. `api_key=None` keeps the key that is there."""

    category_code: str
    label: str
    url: str = ""
    endpoint: str = ""
    jurisdiction: str = ""
    service_code: str = ""
    api_key: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A way to those who may know about a person: for what, to whom, by which number or page."""

    code: str
    about: str
    name: str
    phone: str
    url: str
    is_shown: bool = True

    @property
    def dial(self) -> str:
        """The number as a telephone wants it."""
        return "".join(sign for sign in self.phone if sign in "+0123456789")


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """A channel as it is written. An empty code: a new one of the municipality's own."""

    about: str
    name: str
    phone: str = ""
    url: str = ""
    code: str = ""
    is_shown: bool = True
