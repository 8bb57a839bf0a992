"""Loading the shared category list, and the municipality's own changes to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.reference.catalogue import list_version, stable_categories
from tryggve.foundation.reference.channels import PROPOSED_CODES
from tryggve.foundation.reference.models import (
    Category,
    CategoryList,
    CategorySetting,
    FaultDesk,
    OtherChannel,
    SubCategory,
)
from tryggve.foundation.reference.queries import categories, category_names, fault_desk_by_key, stable_category
from tryggve.foundation.reference.rules import (
    LONGEST_CHANNEL,
    LONGEST_NAME,
    MOST_CHANNELS,
    NEVER_HIDDEN,
    next_sub_code,
)
from tryggve.foundation.reference.shapes import ChannelDraft, FaultDeskDraft
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.ids import new_public_id
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

_FACTS = ("code", "group", "name_sv", "name_en", "nature", "icon", "severity", "is_counted")


class CannotLoadCategories(DomainError):
    """The files and the loaded list disagree about which codes there are."""


class CannotChangeCategory(DomainError):
    """The municipality's change would break the list."""


@transaction.atomic
def load_categories(now: datetime) -> CategoryList:
    """Write the list in the files to the database. Running it again changes nothing."""
    version, valid_from = list_version()
    category_list = CategoryList.objects.get_or_create(
        version=version, defaults={"valid_from": valid_from, "loaded_at": now}
    )[0]
    in_files = stable_categories()
    gone = set(category_list.categories.values_list("code", flat=True)) - set(in_files)
    if gone:
        raise CannotLoadCategories(
            _(
                "Kategorilistan kan inte läsas in. Koderna {codes} saknas i filen men finns sedan förut. "
                "Lägg tillbaka dem, eller höj listans version."
            ),
            codes=", ".join(sorted(gone)),
        )
    Category.objects.bulk_create(
        [
            Category(category_list=category_list, order=order, **{name: getattr(category, name) for name in _FACTS})
            for order, category in enumerate(in_files.values())
        ],
        update_conflicts=True,
        unique_fields=["category_list", "code"],
        update_fields=["order", *_FACTS[1:]],
    )
    return category_list


@action("category.renamed", right="category.update")
def rename_category(*, code: str, name: str, by: Viewer, now: datetime) -> CategorySetting:
    """Call a stable code something else here; an empty name gives back the shared one."""
    stable = stable_category(code)
    setting = _setting(stable.code, by)
    setting.name = _checked_name(name, stable.code, by) if name.strip() else ""
    setting.save()
    with_codes(category=stable.code)
    return setting


@action("category.hidden", right="category.update")
def hide_category(*, code: str, by: Viewer, now: datetime) -> CategorySetting:
    """Stop offering a code to reporters. What was registered keeps it."""
    stable = stable_category(code)
    if stable.code in NEVER_HIDDEN:
        raise CannotChangeCategory(
            _("Kategorin kan inte döljas. {code} behövs när ingen annan kategori passar. Byt namn på den i stället."),
            code=stable.code,
        )
    setting = _setting(stable.code, by)
    setting.is_hidden = True
    setting.save()
    with_codes(category=stable.code)
    return setting


@action("category.shown", right="category.update")
def show_category(*, code: str, by: Viewer, now: datetime) -> CategorySetting:
    """Offer a hidden code again."""
    setting = _setting(stable_category(code).code, by)
    setting.is_hidden = False
    setting.save()
    with_codes(category=setting.code)
    return setting


@action("sub_category.added", right="category.update")
def add_sub_category(*, parent_code: str, name: str, by: Viewer, now: datetime) -> SubCategory:
    """Add a finer code under a stable one; the county still adds up by the stable code."""
    if "." in parent_code:
        raise CannotChangeCategory(
            _("En underkategori kan inte ligga under en annan. Du valde {code}. Välj en kategori utan punkt i koden."),
            field="parent_code",
            code=parent_code,
        )
    stable = stable_category(parent_code)
    taken = SubCategory.objects.seen_by(by).filter(parent_code=stable.code).values_list("code", flat=True)
    code = next_sub_code(stable.code, list(taken))
    sub_category = SubCategory.objects.create(
        municipality_id=by.home_id,
        parent_code=stable.code,
        code=code,
        name=_checked_name(name, code, by),
    )
    with_codes(category=code)
    return sub_category


@action("sub_category.deactivated", right="category.update")
def deactivate_sub_category(*, code: str, by: Viewer, now: datetime) -> SubCategory:
    """Stop offering a sub-code. What was registered keeps it, and its number is never reused."""
    sub_category = SubCategory.objects.seen_by(by).one(code=code)
    sub_category.is_active = False
    sub_category.save()
    with_codes(category=code)
    return sub_category


def _setting(code: str, by: Viewer) -> CategorySetting:
    setting = CategorySetting.objects.seen_by(by).filter(code=code).first()
    return setting or CategorySetting(municipality_id=by.home_id, code=code)


def _checked_name(name: str, code: str, by: Viewer) -> str:
    """The name without spare spaces, if no other code here is called the same."""
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise CannotChangeCategory(
            _("Namnet har fel längd. Det är {length} tecken. Skriv 1 till {longest} tecken."),
            field="name",
            length=len(tidy),
            longest=LONGEST_NAME,
        )
    namesakes = [
        other for other, taken in category_names(by).items() if other != code and taken.casefold() == tidy.casefold()
    ]
    if namesakes:
        raise CannotChangeCategory(
            _("Namnet används redan. {other} heter ”{name}”. Välj ett annat namn."),
            field="name",
            other=namesakes[0],
            name=tidy,
        )
    return tidy


# -- Who mends pure faults --------------------------------------------------------------------
class CannotChangeFaultDesk(DomainError):
    """The way to the fault desk is not complete."""


@action("fault_desk.saved", right="category.update")
def save_fault_desk(*, draft: FaultDeskDraft, by: Viewer, now: datetime) -> FaultDesk:
    """Say who mends faults of a category, and how they are told. One for each category."""
    known = {view.code for view in categories(by, include_hidden=True)}
    if draft.category_code not in known:
        raise CannotChangeFaultDesk(
            _("Kategorin finns inte. Vi fick {code}. Välj en i listan."),
            field="category_code",
            code=draft.category_code[:8] or "–",
        )
    label = " ".join(draft.label.split())
    if not 1 <= len(label) <= LONGEST_NAME:
        raise CannotChangeFaultDesk(
            _("Namnet har fel längd. Det är {length} tecken. Skriv 1 till {longest} tecken."),
            field="label",
            length=len(label),
            longest=LONGEST_NAME,
        )
    if not draft.url and not draft.endpoint:
        raise CannotChangeFaultDesk(
            _("Vägen dit saknas. Båda adresserna är tomma. Skriv en länk, eller en adress att skicka till."),
            field="url",
        )
    if draft.endpoint and not draft.service_code:
        raise CannotChangeFaultDesk(
            _("Tjänstens kod saknas. Utan den vet mottagaren inte vad felet gäller. Fråga dem, och skriv den."),
            field="service_code",
        )
    row = FaultDesk.objects.seen_by(by).filter(category_code=draft.category_code).first() or FaultDesk(
        municipality_id=by.home_id, category_code=draft.category_code
    )
    row.label, row.url, row.endpoint = label, draft.url, draft.endpoint.rstrip("/")
    row.jurisdiction, row.service_code = draft.jurisdiction.strip(), draft.service_code.strip()
    if draft.api_key is not None:
        row.api_key = draft.api_key.strip()
    row.save()
    with_codes(category=row.category_code, sends=row.can_send)
    return row


@action("fault_desk.removed", right="category.update")
def remove_fault_desk(*, public_id: str, by: Viewer, now: datetime) -> None:
    """Register faults of the category like everything else again."""
    row = fault_desk_by_key(by, public_id)
    with_codes(category=row.category_code)
    row.delete()


class CannotChangeChannel(DomainError):
    """The way to the other channel is not complete."""


@action("other_channel.saved", right="category.update")
def save_channel(*, draft: ChannelDraft, by: Viewer, now: datetime) -> OtherChannel:
    """Say where something belongs: one of the proposals in the municipality's words, or one of its own."""
    about, name = " ".join(draft.about.split()), " ".join(draft.name.split())
    for field, text in (("about", about), ("name", name)):
        if not 1 <= len(text) <= LONGEST_CHANNEL:
            raise CannotChangeChannel(
                _("Texten har fel längd. Den är {length} tecken. Skriv 1 till {longest} tecken."),
                field=field,
                length=len(text),
                longest=LONGEST_CHANNEL,
            )
    row = _channel_row(draft.code, by)
    row.about, row.name, row.phone, row.url = about, name, draft.phone.strip(), draft.url
    row.is_shown = draft.is_shown
    row.save()
    with_codes(channel=row.code)
    return row


def _channel_row(code: str, by: Viewer) -> OtherChannel:
    held = OtherChannel.objects.seen_by(by)
    if not code:
        if held.count() >= MOST_CHANNELS:
            raise CannotChangeChannel(
                _("Listan är full. Den har {most} rader. Ändra eller dölj en som finns."), most=MOST_CHANNELS
            )
        return OtherChannel(municipality_id=by.home_id, code=new_public_id())
    row = held.filter(code=code).first()
    if row is None and code not in PROPOSED_CODES:
        raise NotFound
    return row or OtherChannel(municipality_id=by.home_id, code=code)
