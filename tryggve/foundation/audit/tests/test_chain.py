"""The hash: put together by hand, and the same as a general encoder's."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tryggve.foundation.audit.chain import Line, entry_hash, microseconds, moment_of
from tryggve.testing.cast import NOW

_TEXT = st.text(max_size=30)
_CODES = st.dictionaries(_TEXT, st.one_of(st.none(), st.booleans(), st.integers(), _TEXT, st.lists(_TEXT)), max_size=4)


@given(
    line=st.builds(
        Line,
        chain=_TEXT,
        sequence=st.integers(),
        at_us=st.integers(),
        actor=_TEXT,
        organisation=_TEXT,
        event=_TEXT,
        subject_type=_TEXT,
        subject=_TEXT,
        codes=_CODES,
    )
)
def test_a_line_is_hashed_as_its_canonical_json(line: Line) -> None:
    said: dict[str, Any] = {name: getattr(line, name) for name in Line.__slots__}
    body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert entry_hash(line, "ab") == hashlib.sha256(f"ab\n{body}".encode()).hexdigest()


def test_a_moment_comes_back_as_it_was() -> None:
    assert moment_of(microseconds(NOW)) == NOW
