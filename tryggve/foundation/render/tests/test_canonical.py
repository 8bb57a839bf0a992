"""Is there one and only one way to write a body?"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.foundation.render.canonical import CannotFreeze, canonical_json, salted_hash, sha256_of, text_keys

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2.0**53) + 1, 2.0**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
)


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    assert canonical_json({"b": [1, 2.5, None, True], "a": 'Åsa "vid" sjön'}) == (
        '{"a":"Åsa \\"vid\\" sjön","b":[1,2.5,null,true]}'
    )


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-7, "1e-7"),
        (0.000001, "0.000001"),
        (9007199254740991.0, "9007199254740991"),
        (333333333.33333329, "333333333.3333333"),
        (5e-324, "5e-324"),
    ],
)
def test_numbers_are_written_as_other_languages_write_them(number: float, written: str) -> None:
    """The examples are those of RFC 8785, appendix B."""
    assert canonical_json(number) == written


@given(JSON_VALUES)
def test_what_is_written_reads_back_the_same(value: Any) -> None:
    once = canonical_json(value)

    assert canonical_json(json.loads(once)) == once


@given(st.dictionaries(st.text("aåäöb", min_size=1), st.integers(0, 9), max_size=6))
def test_the_order_in_which_a_body_was_built_does_not_matter(body: dict[str, int]) -> None:
    assert canonical_json(dict(reversed(body.items()))) == canonical_json(body)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 2**53, 1e21, {1: "a"}, {"a": {1, 2}}, "\ud800", b"x"])
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(CannotFreeze):
        canonical_json({"inside": [value]})


def test_a_refusal_says_where() -> None:
    with pytest.raises(CannotFreeze, match=r"\$\.areas\[1\]\.count"):
        canonical_json({"areas": [{"count": 1}, {"count": math.nan}]})


def test_the_hash_is_an_ordinary_sha_256_of_the_text() -> None:
    assert sha256_of("Knutpunkten") == hashlib.sha256(b"Knutpunkten").hexdigest()


def test_the_same_words_get_another_hash_with_another_salt() -> None:
    assert salted_hash("Invigning", "00" * 32) != salted_hash("Invigning", "01" * 32)


def test_text_keys_are_found_at_any_depth() -> None:
    body = {"a": [{"b": {"$text": "one"}}], "c": {"$text": "two"}, "d": "no"}

    assert sorted(text_keys(body)) == ["one", "two"]
