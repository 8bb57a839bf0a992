"""What kinds of place are there? A code for the data, a Swedish word for people."""

from __future__ import annotations

from tryggve.kernel.text import mark as _

PLACE_TYPES: dict[str, str] = {
    "square": _("Torg"),
    "street": _("Gata"),
    "park": _("Park"),
    "playground": _("Lekplats"),
    "school": _("Skola"),
    "preschool": _("Förskola"),
    "youth_centre": _("Fritidsgård"),
    "library": _("Bibliotek"),
    "travel_centre": _("Resecentrum"),
    "bus_stop": _("Busshållplats"),
    "footpath": _("Gångväg"),
    "underpass": _("Gångtunnel"),
    "parking": _("Parkering"),
    "garage": _("Garage"),
    "stairwell": _("Trapphus"),
    "laundry_room": _("Tvättstuga"),
    "basement": _("Källare eller förråd"),
    "recycling_room": _("Miljöhus"),
    "yard": _("Bostadsgård"),
    "shop": _("Butik"),
    "mall": _("Köpcentrum"),
    "restaurant": _("Restaurang"),
    "sports_ground": _("Idrottsplats"),
    "bathing_place": _("Badplats"),
    "church": _("Kyrka"),
    "industrial": _("Industriområde"),
    "nature": _("Natur"),
    "other": _("Övrigt"),
}


def label(code: str) -> str:
    """The Swedish word; translate it where it is shown."""
    return PLACE_TYPES.get(code, PLACE_TYPES["other"])
