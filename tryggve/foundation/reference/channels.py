"""Where does what concerns a person belong? What every municipality begins with. Pure.

Numbers of the state that hold everywhere; the municipality's own offices have no number until somebody writes it.
Sources: polisen.se (112, 114 14), 1177.se; the duty to report a child at risk is in socialtjänstlagen.
"""

from __future__ import annotations

from typing import Final

from tryggve.foundation.reference.shapes import ChannelView
from tryggve.kernel.text import mark as _

PROPOSED: Final = (
    ChannelView("police_now", _("Ett brott pågår, eller någon är i fara"), _("Polisen, akut"), "112", ""),
    ChannelView("police", _("Du misstänker någon, eller vill lämna ett tips"), _("Polisen"), "114 14", ""),
    ChannelView("social", _("Du är orolig för ett barn eller en person"), _("Socialtjänsten, orosanmälan"), "", ""),
    ChannelView("school", _("Det gäller en elev eller en skolklass"), _("Skolans rektor"), "", ""),
    ChannelView("care", _("Det gäller någons hälsa"), _("Vården"), "1177", ""),
)
PROPOSED_CODES: Final = frozenset(each.code for each in PROPOSED)
