"""Each night every chain of the trail is walked and anchored; who should know is told when one does not hold."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from tryggve.foundation.audit.anchors import append, read
from tryggve.foundation.audit.reading import last
from tryggve.foundation.audit.trail import record
from tryggve.foundation.audit.verifying import ANCHORS_CHANGED, Verdict, verify
from tryggve.foundation.people.queries import county_system_viewer, house_viewer, people_at_work, system_viewer
from tryggve.foundation.queue.jobs import Progress, enqueue, job
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

CHECK = "audit.check_trails"
logger = logging.getLogger("tryggve.jobs")


@dataclass(frozen=True, slots=True)
class Book:
    """One chain: what it is called, who may walk it, and whose it is."""

    name: str
    viewer: Viewer
    municipality: Municipality | None = None


def books(county: County | None = None) -> list[Book]:
    """A county's chains: its municipalities' and its own. Without a county: all there are, and the house's."""
    counties = [county] if county else list(County.objects.all())
    found = [
        Book(town.slug, system_viewer(town), town)
        for each in counties
        for town in Municipality.objects.filter(county=each)
    ]
    found += [Book(f"county {each.slug}", county_system_viewer(each)) for each in counties]
    return found if county else [*found, Book("house", house_viewer())]


def check_trails(now: datetime) -> None:
    """Ask the worker: the tick holds a transaction, and a long chain takes seconds."""
    for county in County.objects.all():
        enqueue(CHECK, by=county_system_viewer(county), now=now, county=county.slug)


@job(CHECK, right="")
def check_county(*, county: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """Walk a county's chains and the house's, anchor those that hold, and tell of those that do not."""
    here = County.objects.get(slug=county)
    check([*books(here), Book("house", house_viewer())], now=now)
    return ""


def check(found: Iterable[Book], *, now: datetime) -> list[Verdict]:
    """Walk each; note it in the trail; anchor; tell."""
    anchors = read(settings.ANCHORS)
    n_anchors = len(anchors.found)
    verdicts, most_before = [], 0
    for book in found:
        verdict = verify(book.viewer, anchors)
        verdicts.append(verdict)
        with acting_as(book.viewer):
            before = last(book.viewer, "audit_trail.checked")
            most_before = max(most_before, before.codes.get("anchors", 0) if before else 0)
            codes: dict[str, int | str | None] = {
                "holds": verdict.holds,
                "lines": verdict.entries,
                "broken_at": verdict.broken_at,
            }
            codes["anchors"] = n_anchors
            record(by=book.viewer, event="audit_trail.checked", now=now, codes=codes | {"reason": verdict.reason})
        if not verdict.holds:
            logger.error("audit trail of %s broken at %s: %s", book.name, verdict.broken_at, verdict.reason)
            _tell(book, verdict)
    anchor([each for each in verdicts if each.holds], now=now)
    # A file that is gone or shorter than it was last night is broken where its next line should be.
    broken_line = anchors.broken_line or (n_anchors + 1 if n_anchors < most_before else None)
    if broken_line is not None:
        logger.error("anchors broken at line %s", broken_line)
        _tell(Book("", house_viewer()), Verdict("", 0, broken_line, ANCHORS_CHANGED))
    return verdicts


def anchor(verdicts: Iterable[Verdict], *, now: datetime) -> list[str]:
    """Keep the ends of what holds outside the database: in the file, and in a mailbox elsewhere."""
    lines = append(settings.ANCHORS, [(each.chain, each.entries, each.head_hash) for each in verdicts], now=now)
    if settings.ANCHORS_MAIL and lines:
        subject = f"Tryggve: loggbokens slut {now:%Y-%m-%d}"
        _send(subject, "\n".join(lines) + "\n", settings.ANCHORS_MAIL)
    return lines


def _tell(book: Book, verdict: Verdict) -> None:
    """Mail to the municipality's administrators and to the house's own box: numbers, and no content."""
    if book.municipality is not None:
        for user, viewer in people_at_work(book.municipality):
            if viewer.may("audit.read") and not user.is_persona:
                with translation.override(user.language):
                    _send(*_alarm(book, verdict), [user.email])
    if settings.ANCHORS_MAIL:
        _send(*_alarm(book, verdict), settings.ANCHORS_MAIL)


def _alarm(book: Book, verdict: Verdict) -> tuple[str, str]:
    text = _(
        "Nattens kontroll av Tryggves loggbok hittade ett fel.\n\n"
        "Loggbok: {name}\nRad: {line}\nVad som är fel: {reason}\nSenaste rad som är säker: {held}\n\n"
        "Någon kan ha ändrat i databasen. Rör den inte, spara en kopia av den och be driften om hjälp."
    )
    return _("Tryggves loggbok håller inte"), text.format(
        name=book.name or _("förankringarna"), line=verdict.broken_at, reason=_(verdict.words), held=verdict.held_until
    )


def _send(subject: str, text: str, addresses: list[str]) -> None:
    """A mail server that is away must not stop the check of the next chain."""
    try:
        send_mail(subject, text, None, addresses)
    except OSError as fault:
        logger.error("mail about the trail not sent: %s", type(fault).__name__)  # noqa: TRY400 - no address in a log
