"""What is described is what there is, and whatever is sent, the house answers as it has said it would."""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as properties
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.interface.served import Served, described, operations, routes
from tests.privacy.world import furnish
from tools.pytest_told import tell
from tryggve.edges.phone import api, door
from tryggve.testing.cast import make_cast
from tryggve.testing.story import AFTER_WEEK

#: Of what is described; `make fuzz` asks for 25,000 on each database. Of all pages and forms a quarter as many.
CALLS = int(os.environ.get("FUZZ_CALLS", "300"))
IS_WHOLE = "FUZZ_CALLS" in os.environ
FILES = ("pdf", "json", "csv", "html", "report_json", "minutes_file", "failed", "calendar")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

#: The whole takes an hour on a busy machine.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(4 * 3600)]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Served]:
    """Falun on the Wednesday after the week. No telephone is told to wait: that would be all that is ever answered."""
    settings.PRACTICE = False
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True  # a fault is shown with where it came from
    logging.getLogger("django").setLevel(logging.CRITICAL)
    monkeypatch.setattr(timezone, "now", lambda: AFTER_WEEK + timedelta(days=2))
    monkeypatch.setattr(door, "seconds_to_wait", lambda *_: 0)
    monkeypatch.setattr(api, "NEW_AN_HOUR", 10**9)
    # The test's own connection, with everything in it that is undone afterwards, goes on from call to call.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    yield Served(furnish(make_cast()))
    logging.getLogger("django").setLevel(logging.NOTSET)


def test_every_telephone_file_and_import_address_is_described() -> None:
    is_described = {re.sub(r"\{\w+\}", "{}", path) for path in described()["paths"]}
    to_describe = {
        route
        for name, route in routes()
        if name.startswith("intake:") or route.startswith("/telefon/api/") or name.partition(":")[2] in FILES
    }

    assert is_described == to_describe


def test_whatever_a_programme_sends_is_answered_as_described(served: Served) -> None:
    schema = served.loaded(described())
    found = list(operations(schema))
    told = Counter[int]()
    for operation in found:
        _try(served, operation, calls=-(-CALLS // len(found)), told=told, checks=CHECKS)
    _say("described", told)
    assert told[200] > 0
    assert told[404] > 0


def test_whatever_is_sent_to_a_page_no_page_breaks(served: Served) -> None:
    schema = served.loaded(served.undescribed())
    found = list(operations(schema))[:: 1 if IS_WHOLE else 4]
    told = Counter[int]()
    for operation in found:
        _try(served, operation, calls=max(1, CALLS // 4 // len(found)), told=told, checks=[not_a_server_error])
    _say("pages and forms", told)
    assert told[200] > 0


def _try(served: Served, operation: Any, *, calls: int, told: Counter[int], checks: list[Any]) -> None:
    """So many calls: with keys of what there is and of what there is not, as described and not as described."""
    known = served.known(operation)
    path = operation.path
    ways = [
        operation.as_strategy(generation_mode=mode, path_parameters=keys)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for keys in ((known, {}) if known else ({},))
        if mode is GenerationMode.POSITIVE or operation.body or operation.query
    ]

    @properties(
        max_examples=calls, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=st.one_of(ways))
    def asked(case: Any) -> None:
        response = case.call(cookies=served.cookies(path))
        told[response.status_code] += 1
        case.validate_response(response, checks=checks)

    asked()


def _say(what: str, told: Counter[int]) -> None:
    by_kind = ", ".join(f"{status}: {n}" for status, n in sorted(told.items()))
    tell("the interface, called with what nobody would send", f"{what}: {told.total()} calls ({by_kind})")
