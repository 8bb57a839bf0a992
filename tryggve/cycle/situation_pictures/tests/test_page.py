"""The picture as it is shown: what comes first, and what the map is fitted to."""

from __future__ import annotations

from typing import Any

from tryggve.cycle.situation_pictures.document import page_context

SERIES = {"labels": ["46", "47"], "low": None, "high": None, "missing": [False, False]}


def area(key: str, values: list[int | None], suggested: int | None = None) -> dict[str, Any]:
    return {
        "key": key,
        "name": key.capitalize(),
        "count": values[-1],
        "level": "as_usual",
        "suggested": suggested,
        "series": SERIES | {"values": values},
    }


def picture(**parts: Any) -> dict[str, Any]:
    return {"groups": [], "areas": [], "hexagons": [], "judgements": [], "map": {"areas": []}} | parts


def words(party: str, colour: str, *, signals: str = "", needs: str = "") -> dict[str, str]:
    return {"party": party, "colour": colour, "sentence": "Som vanligt.", "signals": signals, "needs": needs}


def test_the_map_is_fitted_to_where_something_happens_and_not_to_the_forest() -> None:
    rows = [area("lugnet", [None, 12]), area("svardsjo", [0, 1]), area("knutpunkten", [1, 1], suggested=1)]
    shapes = [{"key": row["key"], "geometry": {"type": "Polygon", "coordinates": []}} for row in rows]
    found = page_context(picture(areas=rows, map={"areas": shapes}))["features"]["features"]
    assert {each["id"]: each["properties"]["frame"] for each in found} == {
        "lugnet": True,
        "svardsjo": False,
        "knutpunkten": True,
    }


def test_the_words_of_those_who_need_something_stand_before_those_who_have_it_as_usual() -> None:
    said = [
        words("Dalatrafik", "green"),
        words("Kyrkan", "green", needs="Bättre ljus."),
        words("Polisen", "red"),
        words("Skolan", "green", signals="Skolavslutning."),
    ]
    shown = page_context(picture(judgements=said))
    assert [each["party"] for each in shown["words_first"]] == ["Kyrkan", "Polisen", "Skolan"]
    assert [each["party"] for each in shown["words_rest"]] == ["Dalatrafik"]


def test_areas_where_nothing_happened_are_folded_but_never_those_that_have_not_answered() -> None:
    silent = area("gruvan", [1, None]) | {"count": {"nothing": "not_shared"}, "level": "unanswered"}
    rows = [area("lugnet", [0, 2]), area("hosjo", [1, 0]), silent, area("knutpunkten", [9, 0], suggested=1)]
    shown = page_context(picture(areas=rows))
    assert [row["key"] for row in shown["areas"]] == ["lugnet", "gruvan", "knutpunkten"]
    assert [row["key"] for row in shown["areas_rest"]] == ["hosjo"]
