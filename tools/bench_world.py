"""What `make bench` measures, and the bare floors it measures against."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)  # whitenoise before collectstatic
django.setup()

from django.conf import settings  # noqa: E402 - Django must stand before its parts are imported
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from config.urls import urlpatterns as addresses_of_the_house  # noqa: E402
from tryggve.cycle.situation_pictures.document import picture_document  # noqa: E402
from tryggve.cycle.situation_pictures.figures import weeks_before  # noqa: E402
from tryggve.cycle.situation_pictures.rules import HISTORY_WEEKS  # noqa: E402
from tryggve.cycle.weekly_reports.models import SharedIncident, WeeklyReport  # noqa: E402
from tryggve.cycle.weekly_reports.shapes import ReportState  # noqa: E402
from tryggve.foundation.people.queries import system_viewer  # noqa: E402
from tryggve.foundation.tenancy.scope import acting_as  # noqa: E402
from tryggve.kernel.ids import new_public_id  # noqa: E402
from tryggve.kernel.weeks import Week  # noqa: E402
from tryggve.testing.cast import NOW, Cast, make_cast  # noqa: E402

BACKEND = "tryggve.foundation.people.backends.PasswordBackend"
WEEK = Week.of(NOW) - 1
CODES = ("A1", "A4", "B1", "C1", "C4", "D2", "D3", "E2", "F1", "F3", "G4")
REPORTERS = ("kopparstaden", "centrala_stadsrum", "police", "est")


class BareRow(models.Model):
    """The floor's only table: as many words as an incident, and nothing that looks after them."""

    code = models.CharField(max_length=4)
    note = models.TextField()
    occurred_at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        db_table = "bench_bare_row"


def bare_save(request: HttpRequest) -> HttpResponse:
    """One insert, and a short answer."""
    BareRow(code=request.POST["code"], note=request.POST["note"], occurred_at=datetime.now(UTC)).save()  # noqa: TID251
    return HttpResponse("saved")


def bare_page(_request: HttpRequest) -> HttpResponse:
    """An empty page."""
    return HttpResponse("<!doctype html><title>empty</title>")


urlpatterns = [path("bare/save/", bare_save), path("bare/page/", bare_page), *addresses_of_the_house]


@dataclass(frozen=True, slots=True)
class World:
    """What is raced, ready to run."""

    database: str
    save_incident: Callable[[], object]
    bare_save: Callable[[], object]
    compile_picture: Callable[[], object]
    bare_read: Callable[[], object]
    first_page: Callable[[], object]
    bare_page: Callable[[], object]


@contextmanager
def _database() -> Iterator[None]:
    """A database of its own: made by the owner of the tables, used as the application."""
    application = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    if settings.OWNER_DATABASE is not None:
        connection.settings_dict.update({key: settings.OWNER_DATABASE[key] for key in ("USER", "PASSWORD")})
    owner = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = settings.VAR / "bench-test.sqlite3"
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with connection.schema_editor() as editor:
            editor.create_model(BareRow)
        if settings.OWNER_DATABASE is not None:
            with connection.cursor() as cursor:
                cursor.execute("grant all on bench_bare_row, bench_bare_row_id_seq to tryggve_app")
        connection.close()
        connection.settings_dict.update(application)
        yield
    finally:
        connection.close()
        connection.settings_dict.update(owner)
        connection.creation.destroy_test_db(name, verbosity=0)


def _share(cast: Cast, incidents: int) -> None:
    """Shared incidents over all the weeks that a picture reads, in every area and at every hour."""
    weeks = [Week.parse(week) for week in weeks_before(WEEK, HISTORY_WEEKS + 1)]
    areas = cycle([cast.areas[key] for key in ("knutpunkten", "bojsenburg", "norslund")])
    organisations = [cast.organisations[key] for key in REPORTERS]
    with acting_as(system_viewer(cast.falun)):
        reports = WeeklyReport.objects.bulk_create(
            WeeklyReport(
                municipality=cast.falun,
                organisation=organisation,
                public_id=new_public_id(),
                period_start_date=week.monday,
                weeks=[str(week)],
                report_state=ReportState.SHARED,
                judgement="green",
                opened_at=week.end_at,
                due_at=week.end_at + timedelta(days=1),
                shared_at=week.end_at + timedelta(hours=8),
            )
            for week in weeks
            for organisation in organisations
        )
        rows = []
        for number in range(incidents):
            report = reports[number % len(reports)]
            week, area = Week.parse(report.weeks[0]), next(areas)
            moment = week.start_at + timedelta(hours=(number * 37) % week.hours)
            rows.append(
                SharedIncident(
                    municipality=cast.falun,
                    public_id=new_public_id(),
                    report=report,
                    organisation_id=report.organisation_id,
                    category_code=CODES[number % len(CODES)],
                    week=str(week),
                    occurred_from=moment,
                    occurred_to=moment,
                    time_precision="minute",
                    lat=area.centroid_lat + (number % 9) / 1000,
                    lon=area.centroid_lon + (number % 7) / 1000,
                    area=area,
                    certainty="seen",
                    nature="crime",
                    police_reported="no",
                    text="Trasig ruta i entrén.",
                    shared_at=week.end_at + timedelta(hours=8),
                )
            )
        SharedIncident.objects.bulk_create(rows, batch_size=400)


def _answered(response: Any, *statuses: int) -> Any:
    """A race of error pages tells nothing."""
    if response.status_code not in statuses:
        message = f"The page cannot be measured. It answered {response.status_code}. Mend it, and run make bench again."
        raise RuntimeError(message)
    return response


def _logged_in(cast: Cast, first_name: str) -> Client:
    client = Client()
    client.force_login(cast.users[first_name], backend=BACKEND)
    return client


def _bare_client() -> Client:
    """Django alone: no middleware at all."""
    client = Client()
    with override_settings(MIDDLEWARE=[]):
        client.handler.load_middleware()
    return client


def _saving(cast: Cast) -> Callable[[], object]:
    client, address = _logged_in(cast, "rakel"), reverse("incidents:new")

    def save() -> object:
        typed = {
            "key": new_public_id(),
            "category": "C1",
            "where": "lista",
            "place": cast.places["knutpunkten"].public_id,
            "when": "nyss",
            "certainty": "seen",
            "note": "Rutan i entrén är trasig igen.",
        }
        return _answered(client.post(address, typed), 302)

    return save


def _reading(cast: Cast) -> Callable[[], object]:
    weeks = weeks_before(WEEK, HISTORY_WEEKS + 1)
    viewer = cast.viewers["elin"]

    def read() -> object:
        with acting_as(viewer), connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(weeks))
            cursor.execute(
                "select s.public_id, o.public_id, s.week, s.category_code, s.occurred_from, s.occurred_to,"  # noqa: S608
                " s.time_precision, a.public_id, s.place_name, s.lat, s.lon, s.text, s.count, s.is_late"
                " from weekly_reports_sharedincident s"
                " join weekly_reports_weeklyreport r on r.id = s.report_id"
                " join people_organisation o on o.id = s.organisation_id"
                " left join geography_area a on a.id = s.area_id"
                f" where r.report_state = 'shared' and s.municipality_id = %s and s.week in ({marks})"
                " order by s.occurred_from, s.id",
                [viewer.municipality_id, *weeks],
            )
            return cursor.fetchall()

    return read


@contextmanager
def world(incidents: int) -> Iterator[World]:
    """The cast with so many shared incidents, on a database of its own."""
    with _database(), override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"]):
        cast = make_cast()
        _share(cast, incidents)
        if connection.vendor == "postgresql":
            connection.close()
        elin, viewer, bare = _logged_in(cast, "elin"), cast.viewers["elin"], _bare_client()

        def compile_picture() -> object:
            with acting_as(viewer):
                return picture_document(viewer, WEEK, now=NOW)

        yield World(
            database="PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
            save_incident=_saving(cast),
            bare_save=lambda: _answered(bare.post("/bare/save/", {"code": "C1", "note": "Rutan är trasig."}), 200),
            compile_picture=compile_picture,
            bare_read=_reading(cast),
            first_page=lambda: _answered(elin.get("/"), 200),
            bare_page=lambda: _answered(bare.get("/bare/page/"), 200),
        )
