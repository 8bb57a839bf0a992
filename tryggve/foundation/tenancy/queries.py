"""Which counties and municipalities are there? Their names are public."""

from __future__ import annotations

from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.kernel.errors import NotFound


def county_by_slug(slug: str) -> County:
    """The county, or NotFound."""
    county = County.objects.filter(slug=slug).first()
    if county is None:
        raise NotFound
    return county


def municipality_by_slug(slug: str) -> Municipality:
    """The municipality, or NotFound."""
    municipality = Municipality.objects.select_related("county").filter(slug=slug).first()
    if municipality is None:
        raise NotFound
    return municipality


def municipalities_in(county_id: int) -> list[Municipality]:
    """The county's municipalities by name."""
    return list(Municipality.objects.filter(county_id=county_id))
