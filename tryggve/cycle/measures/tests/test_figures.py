"""What a plan could see, on planted counts."""

from __future__ import annotations

import pytest

from tryggve.cycle.measures.actions import plan_measure
from tryggve.cycle.measures.figures import detection_limit, propose_comparison, with_ring
from tryggve.cycle.measures.queries import measure
from tryggve.cycle.measures.shapes import Detection
from tryggve.cycle.measures.tests.world import (
    BEFORE,
    CHOSEN_AT,
    START,
    Ground,
    add_areas,
    lay_ground,
    share_week,
)
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return lay_ground(cast)


def _limit(cast: Cast, ground: Ground) -> Detection:
    row = plan_measure(draft=ground.draft, by=cast.elin, now=CHOSEN_AT)
    with acting_as(cast.elin):
        return detection_limit(cast.elin, measure(cast.elin, row.public_id).plan)


def _share(cast: Cast, own: int, other: int) -> None:
    for week in BEFORE:
        share_week(cast, week, {cast.areas["knutpunkten"]: own, cast.areas["norslund"]: other})


def test_many_incidents_show_a_small_change(cast: Cast, ground: Ground) -> None:
    _share(cast, 20, 20)
    found = _limit(cast, ground)
    assert (found.before, found.n_weeks) == (240, 12)
    assert found.smallest_percent is not None
    assert found.smallest_percent <= 40
    assert found.can_see_hope


def test_few_incidents_show_only_a_large_change_and_longer_windows_help(cast: Cast, ground: Ground) -> None:
    _share(cast, 2, 2)
    found = _limit(cast, ground)
    assert found.smallest_percent is not None
    assert found.smallest_percent > 50
    assert not found.can_see_hope
    assert found.longer_weeks == 24
    assert found.longer_percent is not None
    assert found.longer_percent < found.smallest_percent


def test_nothing_shared_shows_nothing(cast: Cast, ground: Ground) -> None:
    found = _limit(cast, ground)
    assert found.smallest_percent is None
    assert found.n_weeks == 0


def test_a_week_in_which_nobody_shared_is_not_a_zero(cast: Cast, ground: Ground) -> None:
    for week in BEFORE[::2]:
        share_week(cast, week, {cast.areas["knutpunkten"]: 10, cast.areas["norslund"]: 10})
    found = _limit(cast, ground)
    assert (found.before, found.n_weeks) == (60, 6)


def test_proposals_say_how_alike_the_areas_have_been(cast: Cast, ground: Ground) -> None:
    areas = add_areas(cast)
    for week in BEFORE:
        share_week(cast, week, {areas["knutpunkten"]: 4, areas["norslund"]: 4, areas["kvarnberget"]: 1})
    with acting_as(cast.elin):
        found = propose_comparison(cast.elin, areas["knutpunkten"].public_id, ["A1"], Week.of(START))
    assert found[0].area_name == "Norslund"
    assert (found[0].likeness, found[0].count, found[0].own_count, found[0].n_weeks) == (1.0, 48, 48, 12)
    assert found[-1].area_name == "Bojsenburg"  # a neighbour is proposed last


def test_the_ring_is_matched_with_as_many_areas_away_from_it(cast: Cast, ground: Ground) -> None:
    areas = add_areas(cast)
    for week in BEFORE:
        share_week(cast, week, {areas["bojsenburg"]: 3, areas["rottneby"]: 3, areas["kvarnberget"]: 9})
    row = plan_measure(draft=ground.draft, by=cast.elin, now=CHOSEN_AT)
    with acting_as(cast.elin):
        plan = with_ring(cast.elin, measure(cast.elin, row.public_id).plan)
    assert plan.nearby == (areas["bojsenburg"].public_id,)
    assert plan.nearby_comparison == (areas["rottneby"].public_id,)


def test_without_areas_enough_there_is_no_ring(cast: Cast, ground: Ground) -> None:
    row = plan_measure(draft=ground.draft, by=cast.elin, now=CHOSEN_AT)
    with acting_as(cast.elin):
        plan = with_ring(cast.elin, measure(cast.elin, row.public_id).plan)
    assert plan.nearby == ()
