"""What every command says when it is called with a name that nobody has."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from tryggve.testing.cast import Cast


def test_an_unknown_municipality_is_named_in_the_refusal(cast: Cast) -> None:
    out = io.StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("open_week", "--municipality", "fallun", "--json", stdout=out)

    assert left.value.code == 1
    assert "--municipality fallun" in json.loads(out.getvalue())["refused"]
