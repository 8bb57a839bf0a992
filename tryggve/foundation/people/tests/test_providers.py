"""Who somebody is elsewhere is never a personnummer."""

from __future__ import annotations

import pytest

from tryggve.foundation.people.providers import is_personnummer


@pytest.mark.parametrize(
    "subject",
    [
        "19640823-3234", "196408233234", "640823-3234", "6408233234", "640823+3234", "640823 3234",
        "SE:196408233234", "196408233234@falun.se", "701063-2391",
    ],
)  # fmt: skip
def test_a_personnummer_is_known_wherever_it_stands(subject: str) -> None:
    assert is_personnummer(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "sixten@212000-2080", "640823-3235", "108204268033311374519", "f3b1c1de-4a7e-4c1e-9a5a-640823323401",
        "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "1234567890", "",
    ],
)  # fmt: skip
def test_other_names_are_not(subject: str) -> None:
    assert not is_personnummer(subject)
