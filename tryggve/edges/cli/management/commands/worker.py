"""The worker: long and scheduled work, in a process of its own."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from tryggve.edges.jobs.rhythms import RHYTHMS
from tryggve.edges.jobs.warm import warm
from tryggve.foundation.queue.reaper import reap, tick

EVERY_SECONDS = 20.0
logger = logging.getLogger("tryggve.worker")


def keep_time(stop: threading.Event) -> None:
    """Reap lost tasks and run what is due, until told to stop. A fault is logged, not fatal."""
    while not stop.is_set():
        try:
            now = timezone.now()
            reap(now=now)
            tick(RHYTHMS, now=now)
        except Exception:
            logger.exception("the clock of the worker failed; it goes on")
        finally:
            # A thread of our own must give its connection back (STACK section 1).
            connection.close()
        stop.wait(EVERY_SECONDS)


class Command(BaseCommand):
    """Runs until interrupted. Several workers may run at once."""

    help = "Runs the job queue and the scheduled work, until interrupted."

    def handle(self, *_: Any, **__: Any) -> None:
        """Have the kernels ready, then start the clock beside the queue's own worker."""
        warm()
        stop = threading.Event()
        clock = threading.Thread(target=keep_time, args=(stop,), name="clock", daemon=True)
        clock.start()
        try:
            call_command("db_worker", "--no-startup-delay", "--interval", "0.5")
        finally:
            stop.set()
