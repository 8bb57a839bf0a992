"""The door for the web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from tryggve.engine.numerics import twins

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A person waits for this process: it never compiles, and never loads the compiler.
twins.use("plain")
application = get_wsgi_application()
