"""How often one telephone may call, by what it does."""

from __future__ import annotations

from datetime import timedelta

from tryggve.foundation.web.limits import Limit

READING = Limit("reading", 600, timedelta(minutes=10))
#: A queue of days is sent in one go when the network is back, each maybe more than once.
WRITING = Limit("writing", 6000, timedelta(minutes=10))
CHOOSING = Limit("choosing", 60, timedelta(minutes=10))
PHOTOS = Limit("photos", 300, timedelta(minutes=10))
HANDING_OVER = Limit("handing_over", 60, timedelta(minutes=10))
#: New incidents are counted in the database: what is registered must be read by somebody.
NEW_AN_HOUR = 1000
