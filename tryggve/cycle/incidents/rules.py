"""What may be registered, when it happened, and where an incident may go from where it is. Pure."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

from tryggve.cycle.incidents.shapes import IncidentDraft, RawAccessState, ReviewState, TimePrecision
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import STOCKHOLM, day_span

#: A telephone's clock may be this wrong.
CLOCK_SLACK = timedelta(minutes=10)
#: Late is allowed, but what is older than this can no longer change a week that anybody works with.
OLDEST = timedelta(days=60)
LONGEST_INTERVAL = timedelta(days=31)
LONGEST_NOTE = 4000
LONGEST_SHARED_TEXT = 2000
#: A reporter may take back what was saved by mistake.
UNDO_WITHIN = timedelta(minutes=10)
#: Reporters see their own for this long.
OWN_FOR = timedelta(days=7)
#: How long each precision may last; an extra hour for the night when the clocks change.
_LONGEST = {
    TimePrecision.MINUTE: timedelta(0),
    TimePrecision.HOUR: timedelta(hours=1),
    TimePrecision.INTERVAL: LONGEST_INTERVAL,
    TimePrecision.DAY: timedelta(hours=25),
    TimePrecision.WEEK: timedelta(days=7, hours=1),
}
_NIGHT_BEGINS = time(22)
_NIGHT_ENDS = time(6)
_SHOWN = 20


class CannotRegister(DomainError):
    """The draft says something that cannot be so."""


class CannotMove(DomainError):
    """The incident cannot go there from where it is."""


class ChangedMeanwhile(DomainError):
    """Somebody has changed the incident since the page was opened. Both versions are kept for the person to choose."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Någon har ändrat händelsen sedan du öppnade den. Vi har sparat deras och behållit din. "
                "Jämför dem och spara den som ska gälla."
            )
        )


# -- What may be said -----------------------------------------------------------------------
def check_draft(
    draft: IncidentDraft, *, now: datetime, codes: Collection[str], oldest: timedelta | None = OLDEST
) -> None:
    """Refuse what cannot have happened. `codes` are the categories in use; `oldest=None` allows any age."""
    _check_category(draft, codes)
    _check_time(draft, now, oldest)
    _check_point(draft)
    _check_length(draft.note, LONGEST_NOTE, "note")
    _check_length(draft.shared_text, LONGEST_SHARED_TEXT, "shared_text")


def _check_category(draft: IncidentDraft, codes: Collection[str]) -> None:
    for code, field in ((draft.category_code, "category_code"), (draft.sub_category_code, "sub_category_code")):
        if (code or field == "category_code") and code not in codes:
            raise CannotRegister(
                _("Kategorin används inte här. Vi fick {code}. Välj en kategori i listan."),
                field=field,
                code=code[:_SHOWN] or "–",
            )
    if draft.sub_category_code and draft.sub_category_code.partition(".")[0] != draft.category_code:
        raise CannotRegister(
            _("Underkategorin hör inte till kategorin. Vi fick {sub} under {code}. Välj en av kategorins egna."),
            field="sub_category_code",
            sub=draft.sub_category_code,
            code=draft.category_code,
        )


def _check_time(draft: IncidentDraft, now: datetime, oldest: timedelta | None) -> None:
    started, ended = draft.occurred_from, draft.occurred_to
    if started.utcoffset() is None or ended.utcoffset() is None:
        raise CannotRegister(
            _("Tiden saknar tidszon. Vi fick {moment}. Ange en tid med tidszon."),
            field="occurred_from",
            moment=started.isoformat(),
        )
    if ended < started:
        raise CannotRegister(
            _("Sluttiden är före starttiden. Vi fick {started} till {ended}. Byt plats på dem eller rätta en."),
            field="occurred_to",
            started=said(started),
            ended=said(ended),
        )
    may_last = draft.time_precision in {TimePrecision.DAY, TimePrecision.WEEK}
    latest = started if may_last else ended
    if latest > now + CLOCK_SLACK:
        raise CannotRegister(
            _("Tiden har inte varit än. Vi fick {moment}. Ange när det hände, eller vänta tills det har hänt."),
            field="occurred_from",
            moment=said(latest),
        )
    if ended - started > _LONGEST[draft.time_precision]:
        raise CannotRegister(
            _("Tiden är för lång för det du valde. Vi fick {started} till {ended}. Ange en kortare tid."),
            field="occurred_to",
            started=said(started),
            ended=said(ended),
        )
    if oldest is not None and ended < now - oldest:
        raise CannotRegister(
            _(
                "Händelsen är för gammal. Vi fick {moment} och tar emot {days} dagar bakåt. "
                "Berätta om den i veckorapportens text i stället."
            ),
            field="occurred_from",
            moment=said(ended),
            days=oldest.days,
        )


def _check_point(draft: IncidentDraft) -> None:
    lat, lon = draft.lat, draft.lon
    if lat is None and lon is None:
        return
    is_whole = lat is not None and lon is not None and math.isfinite(lat) and math.isfinite(lon)
    if not is_whole or abs(lat or 0) > 90 or abs(lon or 0) > 180:
        raise CannotRegister(
            _("Punkten går inte att läsa. Vi fick {lat}, {lon}. Peka på kartan igen, eller välj en plats i listan."),
            field="lat",
            lat=lat,
            lon=lon,
        )


def _check_length(text: str, longest: int, field: str) -> None:
    if len(text) > longest:
        raise CannotRegister(
            _("Texten är för lång. Vi fick {n} tecken och tar emot {longest}. Korta den."),
            field=field,
            n=len(text),
            longest=longest,
        )


def said(moment: datetime) -> str:
    """A moment as Swedish clocks show it, for a sentence."""
    local = moment.astimezone(STOCKHOLM)
    return f"{local.day}/{local.month} {local.year} kl. {local:%H.%M}"


def fingerprint(draft: IncidentDraft) -> str:
    """The same for the same draft, whatever the time zone it was written in."""
    body = asdict(draft) | {
        "occurred_from": draft.occurred_from.astimezone(UTC).isoformat(),
        "occurred_to": draft.occurred_to.astimezone(UTC).isoformat(),
    }
    return digest(body)


def digest(body: dict[str, object]) -> str:
    """SHA-256 of a body of codes, texts and numbers."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_HALF = 32


def joined_stamp(said: str, text: str) -> str:
    """One mark of two digests: what is said, and the text to share."""
    return said[:_HALF] + text[:_HALF]


def stamps_agree(seen: str, now: str, *, is_same_text: bool) -> bool:
    """Whether nothing has been changed but, perhaps, the text to what is said again."""
    return seen[:_HALF] == now[:_HALF] and (is_same_text or seen[_HALF:] == now[_HALF:])


# -- When it happened, said in the reporter's words ------------------------------------------
Span = tuple[datetime, datetime, TimePrecision]


def just_now(now: datetime) -> Span:
    """ "Nyss": this minute, and nobody looked at a clock."""
    moment = now.replace(second=0, microsecond=0)
    return moment, moment, TimePrecision.HOUR


def last_night(now: datetime) -> Span:
    """ "I natt": the latest night that has begun, 22 to 6, and no later than now."""
    local = now.astimezone(STOCKHOLM)
    evening = local.date() if local.time() >= _NIGHT_BEGINS else local.date() - timedelta(days=1)
    started = datetime.combine(evening, _NIGHT_BEGINS, STOCKHOLM).astimezone(UTC)
    ended = datetime.combine(evening + timedelta(days=1), _NIGHT_ENDS, STOCKHOLM).astimezone(UTC)
    return started, min(ended, now.replace(second=0, microsecond=0)), TimePrecision.INTERVAL


def on_day(day: date, at: time | None = None, until: time | None = None, until_day: date | None = None) -> Span:
    """A day; a day and a time; or between two times. An end before its start is the day after.

    Midnight to midnight when no time is known, so 23 or 25 hours where the clocks change.
    """
    if at is None:
        begins, ends = day_span(day, until_day)
        precision = TimePrecision.DAY if until_day in {None, day} else TimePrecision.INTERVAL
        return begins.astimezone(UTC), ends.astimezone(UTC), precision
    started = swedish(day, at, "at")
    if until is None:
        return started, started, TimePrecision.MINUTE
    last_day = until_day or (day if until >= at else day + timedelta(days=1))
    ended = swedish(last_day, until, "until")
    return started, ended, TimePrecision.INTERVAL if ended != started else TimePrecision.MINUTE


def swedish(day: date, at: time, field: str) -> datetime:
    """A Swedish clock's time in UTC. The hour that summer time takes away is refused.

    The hour that comes twice in October is read as the first of the two.
    """
    local = datetime.combine(day, at, STOCKHOLM)
    moment = local.astimezone(UTC)
    if moment.astimezone(STOCKHOLM).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise CannotRegister(
            _("Den tiden fanns inte: klockan ställdes fram. Vi fick {moment}. Ange en timme senare."),
            field=field,
            moment=f"{day.day}/{day.month} {at:%H.%M}",
        )
    return moment


# -- Where it may go -------------------------------------------------------------------------
_OPEN = frozenset({ReviewState.NEW, ReviewState.RETURNED})
_LIVING = _OPEN | {ReviewState.APPROVED, ReviewState.LEFT_OUT}
_MAY_MOVE: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.APPROVED: _LIVING,
    ReviewState.RETURNED: _OPEN,
    ReviewState.LEFT_OUT: _OPEN | {ReviewState.APPROVED},
    ReviewState.MERGED: _LIVING,
    ReviewState.DELETED: frozenset(ReviewState) - {ReviewState.DELETED},
}


def check_move(state: str, to: ReviewState) -> None:
    """Refuse a step that the review does not have."""
    if state not in _MAY_MOVE[to]:
        raise CannotMove(
            _("Händelsen har redan gått vidare. Den är {state}. Läs in sidan igen och se hur den står."),
            state=_STATE_WORDS[ReviewState(state)],
        )


def check_correctable(state: str, *, is_reviewer: bool) -> None:
    """A reporter mends what the coordinator has not taken; the coordinator all that is left."""
    if state in (_LIVING if is_reviewer else _OPEN):
        return
    raise CannotMove(
        _("Händelsen går inte att rätta längre. Den är {state}. Fråga din samordnare."),
        state=_STATE_WORDS[ReviewState(state)],
    )


def is_open(state: str) -> bool:
    """Whether the coordinator still has to say something."""
    return state in _OPEN


_STATE_WORDS = {
    ReviewState.NEW: _("ny"),
    ReviewState.RETURNED: _("åter med en fråga"),
    ReviewState.APPROVED: _("godkänd"),
    ReviewState.LEFT_OUT: _("inte med"),
    ReviewState.MERGED: _("ihopslagen med en annan"),
    ReviewState.DELETED: _("borttagen"),
}


# -- Emergency opening -----------------------------------------------------------------------
#: How long another may read an organisation's incidents. The same hour stands in the database (models.py).
RAW_ACCESS_LASTS = timedelta(minutes=60)
#: How long a request waits for a second person.
ASK_HOLDS = timedelta(hours=24)
SHORTEST_REASON = 20
LONGEST_REASON = 500


class CannotOpen(DomainError):
    """An organisation's incidents may not be opened like this."""


def raw_access_state(
    *, asked_at: datetime, opened_at: datetime | None, closed_at: datetime | None, now: datetime
) -> RawAccessState:
    """Where it stands at a moment. A moment before it was opened opens nothing."""
    if opened_at is None:
        is_waiting = closed_at is None and asked_at <= now < asked_at + ASK_HOLDS
        return RawAccessState.ASKED if is_waiting else RawAccessState.NEVER
    is_open = closed_at is None and opened_at <= now < opened_at + RAW_ACCESS_LASTS
    return RawAccessState.OPEN if is_open else RawAccessState.OVER


def checked_reason(reason: str) -> str:
    """Why, in words that the organisation will read."""
    said = " ".join(reason.split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise CannotOpen(
            _(
                "Skälet är för kort eller för långt. Vi fick {n} tecken. "
                "Skriv mellan {least} och {most} tecken. Organisationen läser det."
            ),
            field="reason",
            n=len(said),
            least=SHORTEST_REASON,
            most=LONGEST_REASON,
        )
    return said
