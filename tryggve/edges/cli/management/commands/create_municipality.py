"""Lay up a municipality, and its county the first time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.urls import reverse

from tryggve.edges.cli.errand import Errand
from tryggve.foundation.people.actions import create_county, create_municipality
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.people.shapes import MunicipalityDraft
from tryggve.foundation.reference.actions import load_categories


class Command(Errand):
    """A municipality with its EST organisation, an agreement to fill in, and an invited administrator."""

    question = "Lays up a municipality and invites its first administrator."

    def arguments(self, parser: CommandParser) -> None:
        """Who they are, where they are, and who begins."""
        parser.add_argument("slug", help="short name in addresses and commands, such as falun")
        parser.add_argument("--code", required=True, help="four digits, such as 2080")
        parser.add_argument("--name", required=True, help='such as "Falu kommun"')
        parser.add_argument("--county", required=True, help="the county's slug, such as dalarna")
        parser.add_argument("--lat", required=True, type=float, help="latitude of the middle, such as 60.6065")
        parser.add_argument("--lon", required=True, type=float, help="longitude of the middle, such as 15.6355")
        parser.add_argument("--est-organisation", help='who leads the work; "<name>, trygghet" by default')
        parser.add_argument("--admin-name", required=True, help="the first administrator")
        parser.add_argument("--admin-email", required=True, help="their e-mail address")
        parser.add_argument("--practice", action="store_true", help="for practice: everything made there says so")
        parser.add_argument("--county-code", help="when the county is new: two digits, such as 20")
        parser.add_argument("--county-name", help='when the county is new: such as "Dalarnas län"')
        parser.add_argument("--county-board", help='when the county is new: such as "Länsstyrelsen i Dalarnas län"')

    @transaction.atomic
    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """The municipality, and the link that the administrator opens first. The link is shown once."""
        load_categories(now)
        if options["county_code"]:
            name = options["county_name"] or options["county"]
            create_county(
                code=options["county_code"],
                name=name,
                board_name=options["county_board"] or f"Länsstyrelsen i {name}",
                slug=options["county"],
                by=house_viewer(),
                now=now,
            )
        draft = MunicipalityDraft(
            slug=options["slug"],
            code=options["code"],
            name=options["name"],
            centre=(options["lat"], options["lon"]),
            est_organisation=options["est_organisation"] or f"{options['name']}, trygghet",
            admin_name=options["admin_name"],
            admin_email=options["admin_email"],
            is_practice=options["practice"],
        )
        founded = create_municipality(draft=draft, county=options["county"], by=house_viewer(), now=now)
        token = founded.admin.token
        return {
            "municipality": founded.municipality.slug,
            "public_id": founded.municipality.public_id,
            "organisation": founded.organisation.name,
            "administrator": founded.admin.user.email,
            "invitation": reverse("entrance:invitation", args=[token]) if token else "",
        }
