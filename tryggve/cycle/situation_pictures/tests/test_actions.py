"""Compiling: from shared reports to a frozen edition, and again when something has come in late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tryggve.cycle.situation_pictures.actions import compile_picture, link_reports, mark_ready, unlink_occurrence
from tryggve.cycle.situation_pictures.document import picture_html
from tryggve.cycle.situation_pictures.queries import (
    candidates,
    latest_picture,
    picture_row,
    proposals,
    version_of_week,
    weekly_counts,
)
from tryggve.cycle.situation_pictures.rules import CannotCompile, CannotLink
from tryggve.cycle.weekly_reports.actions import correct_report, share_report
from tryggve.cycle.weekly_reports.queries import shared_in
from tryggve.foundation.render.documents import document
from tryggve.foundation.render.editions import verify
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast
from tryggve.testing.story import (
    AFTER_WEEK,
    WEEK,
    a_summary_line,
    an_incident,
    nothing_to_report,
    report_of,
    share_week,
)


def test_the_picture_holds_what_was_shared_and_nothing_else(cast: Cast) -> None:
    an_incident(cast, "rakel", place="bojsenburg", shared_text="Container brann.", note="Ring Kalle, 070-1234567.")
    share_week(cast, "sixten")

    compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)

    with acting_as(cast.elin):
        found = latest_picture(cast.elin, str(WEEK))
    assert found is not None
    assert found.body["totals"] == {"occurrences": 1, "reports": 1, "late": 0}
    assert "070-1234567" not in str(found.body)


def test_a_signed_zero_and_silence_are_different_in_the_picture(cast: Cast) -> None:
    nothing_to_report(cast, "sixten")

    compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)

    with acting_as(cast.elin):
        found = latest_picture(cast.elin, str(WEEK))
    assert found is not None
    states = {row["name"]: row["states"][-1] for row in found.body["completeness"]["parties"]}
    assert states["Kopparstaden"] == "zero"
    assert states["Centrala stadsrum"] == "missing"


def test_a_late_report_gives_a_new_version_that_says_what_changed(cast: Cast) -> None:
    nothing_to_report(cast, "sixten")
    compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)
    an_incident(cast, "kerstin", place="knutpunkten")
    share_week(cast, "kerstin", now=AFTER_WEEK + timedelta(days=2))

    compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK + timedelta(days=2))

    with acting_as(cast.elin):
        first = version_of_week(cast.elin, str(WEEK), 1)
        second = version_of_week(cast.elin, str(WEEK), 2)
    assert first.body["totals"]["occurrences"] == 0
    assert second.body["totals"]["occurrences"] == 1
    assert any("Centrala stadsrum har svarat" in change for change in second.changes)


def test_compiling_again_without_news_is_refused(cast: Cast) -> None:
    nothing_to_report(cast, "sixten")
    compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)

    with pytest.raises(CannotCompile):
        compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)


def test_a_week_that_has_not_begun_is_refused(cast: Cast) -> None:
    with pytest.raises(CannotCompile):
        compile_picture(week=WEEK + 9, by=cast.elin, now=AFTER_WEEK)


def test_the_edition_holds_and_becomes_paper(cast: Cast) -> None:
    an_incident(cast, "rakel", place="bojsenburg")
    share_week(cast, "sixten")
    row = compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)

    with acting_as(cast.elin):
        edition = picture_row(cast.elin, row.public_id).edition
        paper = document(edition, "pdf", cast.elin, AFTER_WEEK)
        html = document(edition, "html", cast.elin, AFTER_WEEK, html=lambda: picture_html(edition, cast.elin))
        assert verify(edition)
    assert paper.startswith(b"%PDF")
    assert "Övningsdata".encode() in html


def test_what_two_parties_saw_counts_once_after_linking_and_twice_after_taking_apart(cast: Cast) -> None:
    an_incident(cast, "rakel", place="knutpunkten", category="C4")
    an_incident(cast, "kerstin", place="knutpunkten", category="C4")
    share_week(cast, "sixten")
    share_week(cast, "kerstin")
    with acting_as(cast.elin):
        proposal = proposals(cast.elin, str(WEEK))[0]

    occurrence = link_reports(keys=[each.key for each in proposal.reports], by=cast.elin, now=AFTER_WEEK)
    with acting_as(cast.elin):
        linked = weekly_counts(cast.elin, [str(WEEK)])
    unlink_occurrence(public_id=occurrence.public_id, by=cast.elin, now=AFTER_WEEK)
    with acting_as(cast.elin):
        apart = weekly_counts(cast.elin, [str(WEEK)])

    assert (linked, apart) == ([1], [2])


def test_the_same_reports_cannot_be_linked_twice(cast: Cast) -> None:
    an_incident(cast, "rakel", place="knutpunkten", category="C4")
    an_incident(cast, "kerstin", place="knutpunkten", category="C4")
    share_week(cast, "sixten")
    share_week(cast, "kerstin")
    with acting_as(cast.elin):
        keys = [view.key for view in shared_in(cast.elin, [str(WEEK)])]
    link_reports(keys=keys, by=cast.elin, now=AFTER_WEEK)

    with pytest.raises(CannotLink):
        link_reports(keys=keys, by=cast.elin, now=AFTER_WEEK)


def test_a_third_party_that_saw_the_same_is_added_to_what_is_linked(cast: Cast) -> None:
    an_incident(cast, "rakel", place="knutpunkten", category="C4")
    an_incident(cast, "kerstin", place="knutpunkten", category="C4")
    share_week(cast, "sixten")
    share_week(cast, "kerstin")
    with acting_as(cast.elin):
        keys = [view.key for view in shared_in(cast.elin, [str(WEEK)])]
    first = link_reports(keys=keys, by=cast.elin, now=AFTER_WEEK)
    a_summary_line(cast, "petra", area="knutpunkten", category="C4")
    share_week(cast, "petra")
    with acting_as(cast.elin):
        added = [view.key for view in shared_in(cast.elin, [str(WEEK)]) if view.key not in keys]

    second = link_reports(keys=[keys[0], *added], by=cast.elin, now=AFTER_WEEK)

    with acting_as(cast.elin):
        assert second.public_id == first.public_id
        assert weekly_counts(cast.elin, [str(WEEK)]) == [1]


def test_a_summary_line_for_three_counts_three_and_what_is_outside_est_counts_nothing(cast: Cast) -> None:
    a_summary_line(cast, "petra", area="bojsenburg", count=3)
    a_summary_line(cast, "petra", area="bojsenburg", category="N0")
    share_week(cast, "petra")

    with acting_as(cast.elin):
        assert weekly_counts(cast.elin, [str(WEEK)], area=cast.areas["bojsenburg"].public_id) == [3]


def test_a_week_in_which_nobody_shared_is_unknown(cast: Cast) -> None:
    with acting_as(cast.elin):
        assert weekly_counts(cast.elin, [str(WEEK)]) == [None]


def test_only_the_est_coordinator_compiles(cast: Cast) -> None:
    for person in (cast.sixten, cast.mona, cast.rakel):
        with pytest.raises(NotAllowed):
            compile_picture(week=WEEK, by=person, now=AFTER_WEEK)


def test_the_stranger_reaches_neither_picture_nor_reports(cast: Cast) -> None:
    an_incident(cast, "rakel", place="bojsenburg")
    share_week(cast, "sixten")
    row = compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)
    with acting_as(cast.elin):
        keys = [view.key for view in shared_in(cast.elin, [str(WEEK)])]

    with acting_as(cast.bo):
        assert latest_picture(cast.bo, str(WEEK)) is None
        assert candidates(cast.bo, str(WEEK)) == []
        with pytest.raises(NotFound):
            picture_row(cast.bo, row.public_id)
    with pytest.raises(CannotLink):
        link_reports(keys=keys, by=cast.bo, now=AFTER_WEEK)
    with pytest.raises(NotFound):
        mark_ready(public_id=row.public_id, by=cast.bo, now=AFTER_WEEK)


def test_week_53_is_a_week_like_others(cast: Cast) -> None:
    last = Week.parse("2026-W53")

    row = compile_picture(week=last, by=cast.elin, now=last.end_at + timedelta(days=1))

    with acting_as(cast.elin):
        assert latest_picture(cast.elin, row.week) is not None


def test_a_pair_stays_a_pair_when_one_of_its_reports_is_corrected(cast: Cast) -> None:
    an_incident(cast, "rakel", place="knutpunkten", category="C4")
    a_summary_line(cast, "petra", area="knutpunkten", category="C4")
    share_week(cast, "sixten")
    share_week(cast, "petra")
    with acting_as(cast.elin):
        keys = [view.key for view in shared_in(cast.elin, [str(WEEK)])]
    link_reports(keys=keys, by=cast.elin, now=AFTER_WEEK)

    for who in ("sixten", "petra"):
        report = report_of(cast, who)
        opened = correct_report(public_id=report.public_id, reason="Fel ord.", by=cast.viewers[who], now=AFTER_WEEK)
        share_report(public_id=opened.public_id, by=cast.viewers[who], now=AFTER_WEEK)

    with acting_as(cast.elin):
        assert weekly_counts(cast.elin, [str(WEEK)]) == [1]
