"""Somebody at a browser who sends a file, and a worker that does what it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django_tasks_db.models import DBTaskResult

from tryggve.edges.intake.pages.models import ImportRun
from tryggve.edges.intake.pages.tests.files import MESSY, upload
from tryggve.foundation.queue.jobs import run_job
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
START = "/las-in/"
FORM = {"heading_row": "3", "crs": "EPSG:4326", "name": "Felanmälan"}


def work() -> None:
    """What waits is done as the worker does it, in the test's own transaction."""
    for task in DBTaskResult.objects.ready().order_by("enqueued_at"):
        DBTaskResult.objects.filter(pk=task.pk).delete()
        run_job.func(**task.args_kwargs["kwargs"])


def send(client: Client, content: bytes = MESSY, name: str = "felanmalan_v36.csv") -> str:
    """Send a file; the address of its run."""
    answer = client.post(START, {"file": upload(content, name)})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return str(answer.headers["Location"])


def chosen(page: Any, **changes: str) -> dict[str, str]:
    """The form of the columns as it stands on the page, with changes."""
    form = page.context["form"]
    said = {bound.html_name: str(bound.value() or "") for bound in form}
    return said | changes


def try_rows(client: Client, address: str, **changes: str) -> Any:
    """Try the rows as proposed; the page of what they become."""
    answer = client.post(f"{address}kolumner/", {**chosen(client.get(f"{address}kolumner/"), **changes), "do": "check"})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return client.get(address, follow=True)


def run_at(cast: Cast, address: str, who: str = "sixten") -> ImportRun:
    """The run behind an address."""
    with acting_as(cast.viewers[who]):
        return ImportRun.objects.seen_by(cast.viewers[who]).one(public_id=address.rstrip("/").rpartition("/")[2])
