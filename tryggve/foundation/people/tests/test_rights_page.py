"""The page that tells a municipality who may do what says what the program does."""

from __future__ import annotations

from config.env import ROOT
from tryggve.foundation.people.access import rights, roles
from tryggve.foundation.people.matrix import commands, jobs, rhythms, routes
from tryggve.foundation.people.rights_page import render


def test_the_page_in_docs_is_the_one_that_access_toml_gives() -> None:
    written = ROOT / "docs" / "rights.md"

    assert written.read_text() == render(), (
        "docs/rights.md is out of date. Run: python -m tryggve.foundation.people.rights_page > docs/rights.md"
    )


def test_every_right_and_role_is_on_the_page() -> None:
    page = render()

    assert all(f"(`{right}`)" in page for right in rights())
    assert all(role.name in page for role in roles().values() if role.assignable)


def test_every_address_job_rhythm_and_command_is_on_the_page() -> None:
    page = render()
    named = [*routes(), *jobs(), *rhythms(), *commands()]

    assert len(named) > 200
    assert [name for name in routes() if f"### {name.partition(':')[0]}\n" in page] == [], "give the room a heading"
    assert [name for name in named if f"| `{name}` |" not in page] == []
