"""What every test can ask for: the cast, a logged-in client, and PostgreSQL as the application role."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from hypothesis import settings as properties
from playwright.sync_api import Browser, sync_playwright

from tools.house import machine
from tools.pytest_told import tell
from tryggve.foundation.audit import insert_only
from tryggve.testing.cast import Cast, make_cast

# Property tests find the same examples in every run, and are not judged by a clock that other workers move.
properties.register_profile("house", derandomize=True, deadline=None)
properties.load_profile("house")

#: Whoever has one of these among its fixtures asks the database.
ASKS_THE_DATABASE = {"django_db_setup", "db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test runs where its question can be asked; elsewhere it is left out and counted, not skipped.

    Row-level security and grants are PostgreSQL's. What never asks the database (the engine, rules, forms,
    documents, the house's own tools) cannot answer differently there: it is tested once, in the run on SQLite.
    Nor can how a page looks: that each page is answered there is asked by tests/privacy.

    The tests with the longest patience begin, so that no worker ends with one of them alone.
    """
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        elsewhere = [item for item in items if not _asks_the_database(item) or item.get_closest_marker("looks")]
        why = "they never ask the database, or only look at pages, and run on SQLite"
    else:
        elsewhere = [item for item in items if item.get_closest_marker("postgresql")]
        why = "only PostgreSQL can answer them"
    if elsewhere:
        left_out = set(elsewhere)
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in left_out]
        tell("left out on this database", f"{len(elsewhere)} tests: {why}")
    items.sort(key=_patience, reverse=True)


def _asks_the_database(item: pytest.Item) -> bool:
    marks = ("django_db", "postgresql")
    return any(map(item.get_closest_marker, marks)) or not ASKS_THE_DATABASE.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def _patience(item: pytest.Item) -> float:
    """The seconds a test says it may take, when that is more than others may."""
    mark, usual = item.get_closest_marker("timeout"), float(item.config.getini("timeout"))
    return max(usual, float(mark.args[0])) if mark else usual


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A test database for each worker. Make and migrate it as the owner of the tables (PostgreSQL only)."""
    if settings.OWNER_DATABASE is not None:
        connection.settings_dict.update(
            USER=settings.OWNER_DATABASE["USER"], PASSWORD=settings.OWNER_DATABASE["PASSWORD"]
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Then work as the application role, which owns nothing and cannot bypass row-level security."""
    if settings.OWNER_DATABASE is None:
        # Tests that need real transactions empty the tables between them. `test_insert_only` shuts it again.
        post_migrate.disconnect(dispatch_uid="audit.guard")
        with django_db_blocker.unblock():
            insert_only.open_up(connection)
        yield
        return
    owner = {key: settings.OWNER_DATABASE[key] for key in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            # Tests that need real transactions empty the tables between them.
            cursor.execute("grant truncate on all tables in schema public to tryggve_app")
        connection.close()
        connection.settings_dict.update(USER="tryggve_app", PASSWORD=_app_password())
        yield
        connection.close()
        connection.settings_dict.update(owner)
        _wait_until_alone()


def _wait_until_alone() -> None:
    """A database in use is not dropped: what the browser asked for last is answered first."""
    with connection.cursor() as cursor:
        for _look in range(100):
            cursor.execute(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
            )
            if cursor.fetchone() == (0,):
                break
            time.sleep(0.1)
    connection.close()


def _app_password() -> str:
    from config.env import read

    return str(read().db_url("TRYGGVE_DATABASE_URL")["PASSWORD"])


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """The machine's own Chromium, one for all browser tests, closed before the database. Nothing is downloaded.

    Playwright drives it from an event loop on the test's own thread, and Django would refuse its
    database there. The tests ask one thing at a time, so nothing can be interleaved.
    """
    program = machine.chromium()
    if program is None:
        pytest.skip(f"Chromium is missing: {machine.apt_line(machine.CHROMIUM)}")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def cast(db: None) -> Cast:
    """The standing cast, written to the database."""
    return make_cast()


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    """The cast in a database whose transactions are real, for what another connection must see."""
    return make_cast()


@pytest.fixture
def log_in(client: Client, cast: Cast) -> Callable[[str], Client]:
    """A client logged in as one of the cast, by first name."""

    def as_person(first_name: str) -> Client:
        client.logout()
        client.force_login(cast.users[first_name], backend="tryggve.foundation.people.backends.PasswordBackend")
        return client

    return as_person
