"""The trail: one chain, no forks, and every tampering found."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from tryggve.foundation.audit import trail
from tryggve.foundation.audit.models import AuditEntry, AuditHead
from tryggve.foundation.audit.trail import BadCodes, action, record
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.geography.models import Area
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError, NotAllowed
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast


class CannotRename(DomainError):
    """For these tests."""


@action("area.test_renamed", right="area.update")
def _rename(*, name: str, by: Viewer, now: datetime) -> Area:
    area = Area.objects.seen_by(by).one(name="Knutpunkten")
    area.name = name
    area.save()
    if not name:
        raise CannotRename("Namnet saknas. Vi fick en tom rad. Skriv ett namn.")
    return area


def _lines(viewer: Viewer) -> list[AuditEntry]:
    with acting_as(viewer):
        return list(AuditEntry.objects.seen_by(viewer).order_by("sequence"))


def test_an_action_and_its_line_are_written_together(cast: Cast) -> None:
    _rename(name="Resecentrum", by=cast.elin, now=NOW)

    line = _lines(cast.elin)[-1]
    assert (line.event, line.actor, line.subject_type) == ("area.test_renamed", cast.elin.actor, "geography.area")
    assert line.subject == cast.areas["knutpunkten"].public_id


def test_a_refused_action_leaves_neither_change_nor_line(cast: Cast) -> None:
    before = len(_lines(cast.elin))

    with pytest.raises(CannotRename):
        _rename(name="", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert Area.objects.seen_by(cast.elin).filter(name="Knutpunkten").exists()
    assert len(_lines(cast.elin)) == before


def test_a_failed_line_undoes_the_change(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(trail, "record_each", broken)

    with pytest.raises(RuntimeError):
        _rename(name="Resecentrum", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert Area.objects.seen_by(cast.elin).filter(name="Knutpunkten").exists()


def test_a_reporter_may_not_rename_an_area(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        _rename(name="Resecentrum", by=cast.rakel, now=NOW)


def test_an_untouched_chain_holds(cast: Cast) -> None:
    for name in ("Ett", "Knutpunkten"):
        with acting_as(cast.elin):
            area = Area.objects.seen_by(cast.elin).one(pk=cast.areas["knutpunkten"].pk)
            record(by=cast.elin, event="area.looked_at", now=NOW, subject=area, codes={"n": len(name)})

    verdict = verify(cast.elin)

    assert verdict.holds
    assert verdict.entries >= 2


def test_content_never_enters_the_trail(cast: Cast) -> None:
    with acting_as(cast.elin), pytest.raises(BadCodes):
        record(by=cast.elin, event="x.y", now=NOW, codes={"text": "a" * 65})


def test_the_stranger_sees_no_line_of_ours(cast: Cast) -> None:
    _rename(name="Resecentrum", by=cast.elin, now=NOW)

    assert all(line.municipality_id == cast.borlange.pk for line in _lines(cast.bo))


@pytest.mark.postgresql
def test_the_application_may_not_rewrite_the_trail(cast: Cast) -> None:
    with acting_as(cast.elin):
        record(by=cast.elin, event="area.looked_at", now=NOW)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            AuditEntry.objects.seen_by(cast.elin).update(event="area.forgotten")


def test_the_head_is_one_row_a_chain(cast: Cast) -> None:
    _rename(name="Resecentrum", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert AuditHead.objects.filter(municipality=cast.falun).count() == 1
