"""Each reporter's own reports, step by step, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tryggve.cycle.evaluations.actions import follow_up_priority
from tryggve.cycle.incidents.actions import leave_out_incident, merge_incidents
from tryggve.edges.desk.own_reports import OwnReport, came_words, counts, own_reports
from tryggve.edges.desk.tests.test_start import At, LogIn, text_of
from tryggve.edges.desk.tests.world import a_meeting, a_week, the_whole_way
from tryggve.edges.desk.what_came import Reached
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, an_incident, share_week

MET = WEEK.end_at + timedelta(days=2, hours=13, minutes=20)


def reports_of_rakel(cast: Cast, days: float) -> list[OwnReport]:
    with acting_as(cast.rakel):
        return own_reports(cast.rakel, WEEK.end_at + timedelta(days=days))


def test_the_chain_tells_since_when_each_step_can_be_read(cast: Cast) -> None:
    the_whole_way(cast)

    bicycle, second, first = reports_of_rakel(cast, 6)

    assert first.trail.told == {
        Reached.SHARED: WEEK.end_at + timedelta(hours=8),
        Reached.IN_PICTURE: WEEK.end_at + timedelta(hours=13),
        Reached.CHOSEN: MET + timedelta(days=1),
        Reached.MEASURE: MET + timedelta(days=1),  # begun before the choice could be told
    }
    assert second.trail == first.trail
    assert list(bicycle.trail.told) == [Reached.SHARED, Reached.IN_PICTURE]
    assert counts([bicycle, second, first]) == {
        "shared": 3, "in_picture": 3, "chosen": 2, "measure": 2, "outcome": 0,
    }  # fmt: skip


def test_that_it_cannot_be_told_yet_is_an_outcome(cast: Cast, log_in: LogIn, at: At) -> None:
    a_week(cast)
    _meeting, priority = a_meeting(cast)
    said_at = MET + timedelta(days=7)
    follow_up_priority(
        priority=priority, done="partly", outcome="cannot_tell", text="Vet ej.", by=cast.elin, now=said_at
    )

    _bicycle, _second, first = reports_of_rakel(cast, 10)

    assert first.trail.told[Reached.OUTCOME] == said_at
    assert first.trail.outcome_at == said_at
    assert "Det kan inte avgöras ännu hur det gick." in came_words(first.trail)
    at(WEEK.end_at + timedelta(days=10))
    page = text_of(log_in("rakel"), "/vad-det-blev/")
    assert "Det kan inte avgöras ännu hur det gick." in page
    assert "Vet ej." not in page


def test_a_report_shared_after_the_picture_was_not_in_it(cast: Cast) -> None:
    a_week(cast, n=0)
    late = an_incident(cast, "rakel", category="A1", place="knutpunkten", hours_in=100)
    share_week(cast, "sixten", week=WEEK + 1)

    found = {each.key: each for each in reports_of_rakel(cast, 9)}

    assert found[late.public_id].shared is not None
    assert found[late.public_id].trail.reached == Reached.SHARED


def test_what_was_merged_has_come_as_far_as_what_it_was_merged_into(cast: Cast) -> None:
    kept = an_incident(cast, "rakel", category="A1", place="knutpunkten", hours_in=40)
    twin = an_incident(cast, "rakel", category="A1", place="knutpunkten", hours_in=41, approve=False)
    merge_incidents(public_id=twin.public_id, into=kept.public_id, by=cast.sixten, now=WEEK.end_at)
    share_week(cast, "sixten")

    found = {each.key: each for each in reports_of_rakel(cast, 1)}

    assert found[twin.public_id].trail == found[kept.public_id].trail
    assert found[twin.public_id].trail.reached == Reached.SHARED


def test_what_was_left_out_says_so(cast: Cast, log_in: LogIn, at: At) -> None:
    row = an_incident(cast, "rakel", place="knutpunkten", approve=False)
    leave_out_incident(public_id=row.public_id, by=cast.sixten, now=WEEK.end_at)
    at(WEEK.end_at + timedelta(days=30))

    assert "Togs inte med i veckorapporten." in text_of(log_in("rakel"), "/vad-det-blev/")


def test_an_old_report_is_kind_and_area_and_no_longer_the_place(cast: Cast, log_in: LogIn, at: At) -> None:
    the_whole_way(cast)
    at(WEEK.end_at + timedelta(hours=20))
    assert "Knutpunkten, torget" in text_of(log_in("rakel"), "/vad-det-blev/")

    at(WEEK.end_at + timedelta(days=30))
    page = text_of(log_in("rakel"), "/vad-det-blev/")

    assert "Knutpunkten, torget" not in page
    assert "Knutpunkten" in page
    assert "2 av dina 3 händelser har gett en åtgärd" in page
    at(WEEK.end_at + timedelta(days=200))
    assert "Du har inte rapporterat något på ett halvår" in text_of(log_in("rakel"), "/vad-det-blev/")


@pytest.mark.parametrize("other", ["sixten", "kerstin", "frida"])
def test_nobody_sees_anothers(cast: Cast, log_in: LogIn, at: At, other: str) -> None:
    the_whole_way(cast)
    at(WEEK.end_at + timedelta(days=6))

    page = text_of(log_in(other), "/vad-det-blev/")

    assert "Knutpunkten" not in page
    assert "Du har inte rapporterat något på ett halvår" in page


def test_the_page_asks_as_much_for_many_as_for_few(cast: Cast, log_in: LogIn, at: At) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for n in (2, 9):
        a_week(cast, WEEK - n, n=n)
        at(WEEK.end_at + timedelta(days=6))
        client = log_in("rakel")
        client.get("/vad-det-blev/")
        with CaptureQueriesContext(connection) as found:
            client.get("/vad-det-blev/")
        asked.append(len(found))
    assert asked[0] == asked[1]
