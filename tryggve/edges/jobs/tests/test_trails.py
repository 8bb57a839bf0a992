"""The trail's nightly check: anchored when it holds, told of when it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from tryggve.edges.jobs.trails import books, check, check_trails
from tryggve.foundation.audit import verifying
from tryggve.foundation.audit.anchors import FILE_NAME, append, parse, read
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.trail import record
from tryggve.foundation.people.queries import county_system_viewer
from tryggve.foundation.queue.models import Job
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, Cast

BOX = "arkiv@exempel.se"


@pytest.fixture(autouse=True)
def _outside(settings: Any, tmp_path: Path) -> None:
    settings.ANCHORS, settings.ANCHORS_MAIL = tmp_path, [BOX]


def _write(cast: Cast, lines: int = 3) -> None:
    with acting_as(cast.bo):
        for number in range(lines):
            record(by=cast.bo, event="area.looked_at", now=NOW, codes={"n": number})


def test_every_chain_that_holds_is_anchored_in_the_file_and_in_the_mailbox(cast: Cast, tmp_path: Path) -> None:
    _write(cast)

    verdicts = check(books(), now=NOW)

    anchors = read(tmp_path)
    (letter,) = mail.outbox
    assert all(each.holds for each in verdicts)
    assert {each.chain for each in anchors.found} == {each.chain for each in verdicts}
    assert {"house", f"county:{cast.county.pk}", f"municipality:{cast.borlange.pk}"} <= {
        each.chain for each in anchors.found
    }
    assert letter.to == [BOX]
    assert parse(str(letter.body).splitlines()).found == anchors.found
    assert not any(word in str(letter.body) for word in ("Borlänge", "Bo Alm", "area.looked_at"))


def test_the_check_is_noted_in_the_chain_it_checked(cast: Cast) -> None:
    check(books(), now=NOW)

    with acting_as(cast.bo):
        (line,) = AuditEntry.objects.seen_by(cast.bo).filter(event="audit_trail.checked")
    assert line.codes["holds"] is True


def test_a_second_night_follows_from_the_first(cast: Cast, tmp_path: Path) -> None:
    _write(cast)
    check(books(), now=NOW)
    _write(cast)

    verdicts = {each.chain: each for each in check(books(), now=NOW)}

    borlange = verdicts[f"municipality:{cast.borlange.pk}"]
    assert (borlange.holds, borlange.held_until, borlange.entries) == (True, 3, 7)
    assert read(tmp_path).broken_line is None


def test_the_administrators_are_told_which_line_is_wrong(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = next(book for book in books() if book.municipality == cast.falun)
    broken = verifying.Verdict(f"municipality:{cast.falun.pk}", 9, 4, verifying.CHANGED, held_until=2)
    monkeypatch.setattr("tryggve.edges.jobs.trails.verify", lambda *_: broken)

    check([found], now=NOW)

    told = {address for letter in mail.outbox for address in letter.to}
    assert told == {"adam@exempel.se", BOX}
    assert "Rad: 4" in str(mail.outbox[0].body)
    assert "raden har ändrats" in str(mail.outbox[0].body)
    assert read(tmp_path).found == ()


@pytest.mark.parametrize("left", [0, 2])
def test_a_file_of_anchors_that_is_gone_or_shorter_is_told(cast: Cast, tmp_path: Path, left: int) -> None:
    for _night in range(3):
        check(books(), now=NOW)
    file = tmp_path / FILE_NAME
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:left]))
    mail.outbox.clear()

    check(books(), now=NOW)

    alarms = [letter for letter in mail.outbox if letter.subject == "Tryggves loggbok håller inte"]
    assert f"Rad: {left + 1}" in str(alarms[0].body)


def test_a_mail_server_that_is_away_stops_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def away(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("tryggve.edges.jobs.trails.send_mail", away)

    assert check(books(), now=NOW)
    assert read(tmp_path).found


def test_the_night_asks_the_worker(cast: Cast) -> None:
    check_trails(NOW)

    viewer = county_system_viewer(cast.county)
    with acting_as(viewer):
        assert Job.objects.seen_by(viewer).filter(name="audit.check_trails").count() == 1


# -- The file -------------------------------------------------------------------------------------
@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_file_of_anchors_that_has_been_changed_says_where(tmp_path: Path, line: int) -> None:
    for number in range(4):
        append(tmp_path, [("house", number + 1, f"{number:064d}")], now=NOW)
    lines = (tmp_path / FILE_NAME).read_text().splitlines()
    said = json.loads(lines[line])
    lines[line] = json.dumps(said | {"hash": "f" * 64}, sort_keys=True)

    assert parse(lines).broken_line == line + 2


def test_a_line_taken_out_of_the_file_is_seen(tmp_path: Path) -> None:
    for number in range(4):
        append(tmp_path, [("house", number + 1, f"{number:064d}")], now=NOW)
    lines = (tmp_path / FILE_NAME).read_text().splitlines()

    assert parse([lines[0], *lines[2:]]).broken_line == 2
    assert parse(["not a line"]).broken_line == 1


# -- By hand --------------------------------------------------------------------------------------
def _verify(*arguments: str) -> tuple[int, str]:
    from io import StringIO

    out = StringIO()
    try:
        call_command("verify_audit_trail", "--json", *arguments, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def test_by_hand_all_chains_and_the_anchors_are_checked(cast: Cast) -> None:
    _write(cast)
    _verify("--anchor")

    code, said = _verify()

    chains = json.loads(said)["chains"]
    assert code == 0
    assert chains["borlange"]["anchored_until"] == 3
    assert "house" in chains


def test_by_hand_an_anchor_that_the_chain_does_not_reach_is_a_cut_end(cast: Cast, tmp_path: Path) -> None:
    _write(cast)
    saved = tmp_path / "mail"
    append(saved, [(f"municipality:{cast.borlange.pk}", 5, "a" * 64)], now=NOW)

    code, said = _verify("--municipality", "borlange", "--anchors", str(saved / FILE_NAME))

    chain = json.loads(said)["chains"]["borlange"]
    assert code == 1
    assert (chain["broken_at"], chain["reason"]) == (4, "end_cut")


def test_by_hand_a_file_that_is_not_there_is_said_so(cast: Cast) -> None:
    assert _verify("--anchors", "/nowhere/anchors.jsonl")[0] == 2
