"""Does the telephone's interface take what was seen once, say what is true, and open for nobody else?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tryggve.cycle.incidents.models import Incident, IncidentPhoto
from tryggve.cycle.incidents.tests.test_photos import a_picture
from tryggve.edges.phone.tests.telephone import KEY, Telephone, draft, enrolled, said
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.actions import deactivate_person, revoke_device
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The server's clock, to be set."""
    at = {"now": NOW}
    monkeypatch.setattr(timezone, "now", lambda: at["now"])
    return at


def _rows(cast: Cast) -> list[Incident]:
    with acting_as(cast.sixten):
        return list(Incident.objects.seen_by(cast.sixten).select_related("reporter", "place"))


# -- Sending ---------------------------------------------------------------------------------
def test_what_is_sent_is_with_the_coordinator_under_the_reporters_name(cast: Cast, clock: dict[str, datetime]) -> None:
    answer = enrolled(cast).send(note="Glaskross", place=cast.places["knutpunkten"].public_id)

    (row,) = _rows(cast)
    assert answer.status_code == 201
    assert said(answer) == {
        "public_id": row.public_id,
        "submission_key": KEY,
        "state": "coordinator",
        "registered_at": NOW.isoformat(),
        "undo_until": (NOW + timedelta(minutes=10)).isoformat(),
    }
    assert row.reporter == cast.users["rakel"]
    assert row.note == "Glaskross"
    assert row.place == cast.places["knutpunkten"]
    assert row.nature == "insecurity" or row.category_code == "A4"


def test_the_same_again_gives_the_same_answer_and_no_second_row(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    first = telephone.send()
    clock["now"] += timedelta(minutes=3)

    again = telephone.send(at=NOW - timedelta(minutes=1))

    assert again.status_code == 200
    assert said(again) == said(first)
    assert len(_rows(cast)) == 1


def test_the_same_key_with_another_body_is_refused_aloud(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    telephone.send(note="Det första")

    other = telephone.send(note="Det andra")

    assert other.status_code == 409
    assert said(other)["error"] == "other_body"
    assert [row.note for row in _rows(cast)] == ["Det första"]


def test_another_telephone_with_the_same_key_takes_nothing_from_the_first(
    cast: Cast, clock: dict[str, datetime]
) -> None:
    first, second = enrolled(cast), enrolled(cast)
    neighbour = enrolled(cast, "frida", by=cast.frida)

    answers = [each.send() for each in (first, second, neighbour)]

    assert [each.status_code for each in answers] == [201, 201, 201]
    assert len({said(each)["public_id"] for each in answers}) == 3
    assert len(_rows(cast)) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("occurred_from", "i går"),
        ("occurred_from", "2026-09-08T10:00:00"),
        ("occurred_from", "0001-01-01T00:00:00+00:00"),
        ("occurred_from", None),
        ("occurred_to", 7),
        ("category_code", "ZZ"),
        ("category_code", ["A4"]),
        ("time_precision", "second"),
        ("certainty", "sure"),
        ("lat", "60"),
        ("lat", True),
        ("lat", 1e308),
        ("lat", 60.6),
        ("note", {"a": 1}),
        ("note", "x" * 4001),
        ("note", "a\0b"),
        ("place", "finns inte"),
        ("place_type", "x" * 31),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_field(
    cast: Cast, clock: dict[str, datetime], field: str, value: Any
) -> None:
    answer = enrolled(cast).send(**{field: value})

    assert answer.status_code == 422
    assert said(answer)["error"] == "invalid"
    assert field in said(answer)["fields"]
    assert _rows(cast) == []


@pytest.mark.parametrize("body", [[], {}, {"submission_key": KEY}, {"submission_key": 7, "draft": {}}, "x", None])
def test_a_body_that_is_no_submission_is_refused(cast: Cast, clock: dict[str, datetime], body: object) -> None:
    assert enrolled(cast).post("incidents", body).status_code in {400, 422}
    assert _rows(cast) == []


@pytest.mark.parametrize("raw", [b" ", b"{", b"\xff\xfe", b"[" * 5000, b'{"submission_key": NaN}'])
def test_what_is_no_json_is_refused(cast: Cast, clock: dict[str, datetime], raw: bytes) -> None:
    telephone = enrolled(cast)

    answer = telephone.client.post(
        "/telefon/api/incidents", raw, content_type="application/json", headers={"X-Tryggve-Phone": "1"}
    )

    assert (answer.status_code, said(answer)["error"]) == (400, "unreadable")


# -- Clocks ----------------------------------------------------------------------------------
def test_a_telephone_whose_clock_is_wrong_is_corrected_and_told(cast: Cast, clock: dict[str, datetime]) -> None:
    wrong = NOW + timedelta(hours=3)

    answer = enrolled(cast).send(at=wrong - timedelta(minutes=5), clock=wrong)

    (row,) = _rows(cast)
    assert answer.status_code == 201
    assert row.occurred_from == NOW - timedelta(minutes=5)
    assert row.clock_corrected_s == -3 * 3600
    assert "3 timmar" in said(answer)["warning"]


def test_a_wrong_clock_that_is_put_right_between_two_attempts_is_the_same_submission(
    cast: Cast, clock: dict[str, datetime]
) -> None:
    telephone, wrong = enrolled(cast), NOW - timedelta(hours=1)
    telephone.send(at=wrong, clock=wrong)
    clock["now"] += timedelta(minutes=2)

    again = telephone.send(at=wrong, clock=clock["now"])

    assert again.status_code == 200
    assert "warning" in said(again)
    assert [row.occurred_from for row in _rows(cast)] == [NOW]


def test_a_small_difference_is_nobodys_fault(cast: Cast, clock: dict[str, datetime]) -> None:
    at = NOW - timedelta(minutes=10)

    answer = enrolled(cast).send(at=at, clock=NOW - timedelta(seconds=119))

    assert "warning" not in said(answer)
    assert [row.occurred_from for row in _rows(cast)] == [at]


@pytest.mark.parametrize(("off", "moved"), [(timedelta(hours=3), timedelta(0)), (timedelta(days=1), timedelta(days=1))])
def test_a_night_keeps_its_hours_and_moves_only_when_the_date_was_wrong(
    cast: Cast, clock: dict[str, datetime], off: timedelta, moved: timedelta
) -> None:
    night = datetime(2026, 9, 5, 20, 0, tzinfo=NOW.tzinfo)

    enrolled(cast).send(
        at=night, occurred_to=(night + timedelta(hours=8)).isoformat(), time_precision="interval", clock=NOW - off
    )

    assert [row.occurred_from for row in _rows(cast)] == [night + moved]


# -- Undo and headings -----------------------------------------------------------------------
def test_one_may_take_it_back_for_ten_minutes_and_twice_is_once(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    telephone.send(note="Fel kvarter")
    clock["now"] += timedelta(minutes=9)

    answers = [telephone.post(f"incidents/{KEY}/withdraw", {}) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert {said(each)["state"] for each in answers} == {"withdrawn"}
    assert [row.note for row in _rows(cast)] == [""]


def test_a_late_undo_and_an_unknown_one_say_which(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    telephone.send()
    clock["now"] += timedelta(minutes=11)

    late, unknown = (telephone.post(f"incidents/{key}/withdraw", {}) for key in (KEY, "never-sent"))

    assert (late.status_code, said(late)["error"]) == (409, "too_late")
    assert (unknown.status_code, said(unknown)["error"]) == (404, "not_found")


def test_what_was_taken_back_is_not_registered_again_by_a_late_replay(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    telephone.send()
    telephone.post(f"incidents/{KEY}/withdraw", {})
    clock["now"] += timedelta(minutes=1)

    again = telephone.send(at=NOW - timedelta(minutes=1))

    assert (again.status_code, said(again)["state"]) == (200, "withdrawn")
    assert len(_rows(cast)) == 1


def test_one_reads_ones_own_headings_of_a_week_and_nothing_else(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone, other = enrolled(cast), enrolled(cast, "sixten", by=cast.viewers["sixten"])
    telephone.send(note="Hemligt", place=cast.places["knutpunkten"].public_id)
    other.send("annan-nyckel-1")

    (heading,) = said(telephone.get("incidents"))

    assert heading["submission_key"] == KEY
    assert heading["state"] == "coordinator"
    assert heading["place"] == "Knutpunkten, torget"
    assert "Hemligt" not in str(heading)
    clock["now"] += timedelta(days=7, minutes=1)
    assert said(telephone.get("incidents")) == []


# -- Photos ----------------------------------------------------------------------------------
def _photograph(telephone: Telephone, *pictures: bytes, key: str = KEY) -> Any:
    files = [SimpleUploadedFile(f"{n}.jpg", each, "image/jpeg") for n, each in enumerate(pictures)]
    return telephone.client.post(
        f"/telefon/api/incidents/{key}/photo", {"photo": files}, headers={"X-Tryggve-Phone": "1"}
    )


def test_a_photo_follows_its_incident_and_is_one_however_often_it_is_sent(
    cast: Cast, clock: dict[str, datetime]
) -> None:
    telephone = enrolled(cast)
    telephone.send()
    answers = []

    for _ in range(3):
        answers.append(_photograph(telephone, a_picture()))
        clock["now"] += timedelta(seconds=1)

    assert [each.status_code for each in answers] == [201, 200, 200]
    with acting_as(cast.sixten):
        assert IncidentPhoto.objects.seen_by(cast.sixten).count() == 1


def test_what_is_no_photo_is_refused_and_the_incident_stays(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    telephone.send()

    refused = _photograph(telephone, b"inte ett foto")

    assert (refused.status_code, said(refused)["error"]) == (422, "invalid")
    assert "JPEG" in said(refused)["text"]
    assert _photograph(telephone).status_code == 400
    assert _photograph(telephone, a_picture(), key="aldrig-skickad").status_code == 404
    assert _photograph(telephone, *[a_picture((n, 9)) for n in (8, 9, 10)]).status_code == 400
    assert _photograph(telephone, b"x" * (6 * 1024 * 1024 + 1)).status_code == 413
    assert len(_rows(cast)) == 1


@pytest.mark.parametrize("body", [b"--x", b"--x\r\nContent-Disposition: form-data; name=", b"[{}, \xf0\xff"])
def test_a_form_that_is_none_is_refused_in_the_apps_own_words(
    cast: Cast, clock: dict[str, datetime], body: bytes
) -> None:
    telephone = enrolled(cast)
    telephone.send()
    for content_type in ("multipart/form-data; boundary=x", "multipart/form-data"):
        answer = telephone.client.post(
            f"/telefon/api/incidents/{KEY}/photo", body, content_type=content_type, headers={"X-Tryggve-Phone": "1"}
        )

        assert answer.status_code == 400
        assert said(answer)["error"] == "unreadable"


# -- Who comes in ----------------------------------------------------------------------------
def test_start_tells_what_one_can_choose_and_nothing_that_was_reported(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    telephone.send(note="Hemligt", category_code="C1", place=cast.places["norslund"].public_id)

    answer = telephone.get("start")
    start = said(answer)

    assert start["device"]["organisation"] == "Kopparstaden"
    assert [each["name"] for each in start["persons"]] == ["Rakel Lind"]
    assert start["person"] == start["persons"][0]
    assert not start["needs_pin"]
    assert start["categories"]["own"][0]["code"] == "C1"
    assert len(start["categories"]["own"]) == 8
    assert start["places"]["recent"][0]["name"] == "Norslund, torget"
    assert {each["name"] for each in start["places"]["all"]} == {
        "Knutpunkten, torget",
        "Bojsenburg, torget",
        "Norslund, torget",
    }
    assert "Hemligt" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["start", "incidents"])
def test_without_a_secret_nobody_comes_in_and_nobody_is_sent_elsewhere(cast: Cast, client: Client, path: str) -> None:
    for secret in ("", "2080-", "2080-fel", "9999-fel", "x" * 5000):
        answer = Telephone(secret).get(path)

        assert (answer.status_code, said(answer)["error"]) == (401, "revoked")


def test_a_telephone_that_is_shut_out_is_out_at_once(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    assert telephone.code is not None
    revoke_device(device=telephone.code.device.public_id, by=cast.sixten, now=NOW)

    answers = [telephone.get("start"), telephone.send(), telephone.post(f"incidents/{KEY}/withdraw", {})]

    assert {(each.status_code, said(each)["error"]) for each in answers} == {(401, "revoked")}
    assert _rows(cast) == []


def test_who_leaves_leaves_the_telephone_too(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    deactivate_person(person=cast.users["rakel"].public_id, by=cast.sixten, now=NOW)

    assert telephone.send().status_code == 401
    assert _rows(cast) == []


def test_a_write_needs_the_header_and_json(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    body = {"submission_key": KEY, "draft": draft()}

    without_header = telephone.post("incidents", body, **{"X-Tryggve-Phone": ""})
    as_form = telephone.client.post("/telefon/api/incidents", {"a": "b"}, headers={"X-Tryggve-Phone": "1"})
    huge = telephone.post("incidents", body | {"more": "x" * 70_000})

    assert (without_header.status_code, said(without_header)["error"]) == (403, "header")
    assert as_form.status_code == 415
    assert huge.status_code == 413
    assert telephone.client.put("/telefon/api/incidents").status_code == 405
    assert _rows(cast) == []


def test_a_log_in_in_the_same_browser_is_neither_needed_nor_used(cast: Cast, clock: dict[str, datetime]) -> None:
    telephone = enrolled(cast)
    telephone.client.force_login(cast.users["frida"], backend="tryggve.foundation.people.backends.PasswordBackend")

    assert telephone.send().status_code == 201
    assert [row.reporter for row in _rows(cast)] == [cast.users["rakel"]]


# -- A shared telephone ----------------------------------------------------------------------
@pytest.fixture
def shared(cast: Cast, clock: dict[str, datetime]) -> Telephone:
    """Rakel's and Sixten's."""
    return enrolled(cast, "rakel", "sixten")


def _keys(telephone: Telephone) -> dict[str, str]:
    return {each["name"]: each["key"] for each in said(telephone.get("start"))["persons"]}


def _choose(telephone: Telephone, name: str, pin: str = "") -> Any:
    assert telephone.code is not None
    return telephone.post("person", {"key": _keys(telephone)[name], "pin": pin or dict(telephone.code.pins)[name]})


def test_nobody_is_assumed_to_hold_a_shared_telephone(shared: Telephone, cast: Cast) -> None:
    start = said(shared.get("start"))

    assert start["needs_pin"]
    assert start["person"] is None
    assert (shared.send().status_code, said(shared.send())["error"]) == (403, "person")
    assert shared.get("incidents").status_code == 403
    assert _rows(cast) == []


def test_whoever_gives_their_pin_holds_it_for_a_shift(
    shared: Telephone, cast: Cast, clock: dict[str, datetime]
) -> None:
    assert _choose(shared, "Sixten Berg").status_code == 200
    assert shared.send().status_code == 201
    assert [row.reporter for row in _rows(cast)] == [cast.users["sixten"]]

    clock["now"] += timedelta(hours=12, minutes=1)

    assert said(shared.get("start"))["person"] is None
    assert shared.get("incidents").status_code == 403


def test_what_one_wrote_is_sent_in_ones_own_name_though_another_holds_it_now(
    shared: Telephone, cast: Cast, clock: dict[str, datetime]
) -> None:
    keys = _keys(shared)
    _choose(shared, "Rakel Lind")
    clock["now"] += timedelta(hours=9)
    _choose(shared, "Sixten Berg")

    answer = shared.send(person=keys["Rakel Lind"])

    assert answer.status_code == 201
    assert [row.reporter for row in _rows(cast)] == [cast.users["rakel"]]
    assert said(shared.get("incidents")) == []


def test_a_photo_and_an_undo_go_with_the_one_who_wrote(
    shared: Telephone, cast: Cast, clock: dict[str, datetime]
) -> None:
    _choose(shared, "Rakel Lind")
    shared.send()
    _choose(shared, "Sixten Berg")

    photo = _photograph(shared, a_picture())
    undone = shared.post(f"incidents/{KEY}/withdraw", {})

    assert (photo.status_code, undone.status_code) == (201, 200)
    assert [row.review_state for row in _rows(cast)] == ["deleted"]


def test_nothing_is_sent_in_the_name_of_somebody_who_never_gave_their_pin(shared: Telephone, cast: Cast) -> None:
    _choose(shared, "Sixten Berg")

    answer = shared.send(person=_keys(shared)["Rakel Lind"])

    assert (answer.status_code, said(answer)["error"]) == (403, "person")
    assert _rows(cast) == []


def test_guessing_a_pin_costs_time_and_the_right_one_must_wait_too(
    shared: Telephone, clock: dict[str, datetime]
) -> None:
    assert shared.code is not None
    right = dict(shared.code.pins)["Rakel Lind"]
    wrong = "0000" if right != "0000" else "1111"
    guesses = [_choose(shared, "Rakel Lind", wrong) for _ in range(5)]

    assert [each.status_code for each in guesses] == [403, 403, 403, 403, 429]
    assert guesses[-1]["Retry-After"] == "61"
    assert _choose(shared, "Rakel Lind").status_code == 429
    clock["now"] += timedelta(seconds=61)
    assert _choose(shared, "Rakel Lind", wrong)["Retry-After"] == "121"
    clock["now"] += timedelta(seconds=121)
    assert _choose(shared, "Rakel Lind").status_code == 200


def test_somebody_elses_key_chooses_nobody(shared: Telephone, cast: Cast) -> None:
    other = enrolled(cast, "frida", by=cast.frida)
    key = said(other.get("start"))["persons"][0]["key"]

    answer = shared.post("person", {"key": key, "pin": "1234"})

    assert (answer.status_code, said(answer)["error"]) == (403, "person")


def test_a_telephone_that_is_shut_out_and_still_tries_is_noted_once_an_hour(
    cast: Cast, clock: dict[str, datetime]
) -> None:
    telephone = enrolled(cast)
    assert telephone.code is not None
    key = telephone.code.device.public_id
    revoke_device(device=key, by=cast.sixten, now=NOW)

    for _attempt in range(3):
        assert telephone.send().status_code == 401

    with acting_as(cast.sixten):
        noted = AuditEntry.objects.seen_by(cast.sixten).filter(event="device.refused")
        assert [line.subject for line in noted] == [key]
