"""A warning is answered before anything is shared, and the answer is kept without the text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tryggve.cycle.incidents.actions import approve_incident, correct_incident, keep_text
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.queries import stamp
from tryggve.cycle.incidents.tests.worlds import draft, reread
from tryggve.cycle.weekly_reports.actions import keep_field, share_report, write_judgement
from tryggve.cycle.weekly_reports.rules.cells import mark_of
from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.privacy import guard
from tryggve.foundation.privacy.answers import Answers, WarningsUnanswered, look, retyped, standing
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.models import MarkAnswer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast
from tryggve.testing.story import AFTER_WEEK, an_incident, report_of

LogIn = Callable[[str], Client]
TEXT = "Kalle skrek vid torget."
KEPT = Answers(("person_name",))
_real = guard.find


@pytest.fixture(autouse=True)
def _kalle_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the guard knows of names is the guard's own matter: here it knows one, and warns of it."""

    def find(text: str, **more: object) -> tuple[Mark, ...]:
        names = [Mark(Kind.PERSON_NAME, *found.span(), Action.WARN) for found in re.finditer("Kalle|Lisa", text)]
        blocks = [mark for mark in _real(text, **more) if mark.blocks]  # type: ignore[arg-type]
        return tuple(sorted([*names, *blocks], key=lambda mark: mark.start))

    monkeypatch.setattr(guard, "find", find)


def _waiting(cast: Cast) -> Incident:
    return reread(cast.sixten, an_incident(cast, "rakel", place="knutpunkten", approve=False))


def _answered(cast: Cast) -> list[tuple[str, str, int, str, bool]]:
    with acting_as(cast.sixten):
        rows = MarkAnswer.objects.seen_by(cast.sixten)
        return list(rows.values_list("field", "kind", "count", "answer", "is_standing"))


def test_a_warning_without_an_answer_shares_nothing(cast: Cast) -> None:
    waiting = _waiting(cast)

    with pytest.raises(WarningsUnanswered, match="namn"):
        approve_incident(public_id=waiting.public_id, shared_text=TEXT, by=cast.sixten, now=AFTER_WEEK)

    assert _answered(cast) == []


def test_an_answer_is_kept_with_its_kind_and_count_and_without_the_text(cast: Cast) -> None:
    waiting = _waiting(cast)

    approve_incident(public_id=waiting.public_id, shared_text=TEXT, answers=KEPT, by=cast.sixten, now=AFTER_WEEK)

    with acting_as(cast.sixten):
        row = MarkAnswer.objects.seen_by(cast.sixten).get()
        line = entries_about(cast.sixten, waiting)[-1]
    assert (row.about, row.kind, row.count, row.answer) == (waiting.public_id, "person_name", 1, "kept")
    assert (row.answered_by_id, row.answered_at) == (cast.sixten.user_id, AFTER_WEEK)
    assert line.codes["kept_shared_text"] == ["person_name:1"]
    assert "Kalle" not in str([*vars(row).values(), line.codes])


def test_every_place_wants_its_own_answer(cast: Cast) -> None:
    waiting, two = _waiting(cast), "Kalle och Lisa skrek."

    with pytest.raises(WarningsUnanswered):
        approve_incident(public_id=waiting.public_id, shared_text=two, answers=KEPT, by=cast.sixten, now=AFTER_WEEK)
    approve_incident(
        public_id=waiting.public_id, shared_text=two, answers=Answers(("person_name",) * 2), by=cast.sixten,
        now=AFTER_WEEK,
    )  # fmt: skip

    assert _answered(cast) == [("shared_text", "person_name", 2, "kept", True)]


def test_what_blocks_has_no_answer(cast: Cast) -> None:
    with pytest.raises(guard.PersonalDataFound):
        approve_incident(
            public_id=_waiting(cast).public_id, shared_text="Ring 070-174 06 05.", answers=Answers(("phone",)),
            by=cast.sixten, now=AFTER_WEEK,
        )  # fmt: skip


def test_a_changed_text_is_asked_about_again(cast: Cast) -> None:
    waiting = _waiting(cast)
    row = approve_incident(public_id=waiting.public_id, shared_text=TEXT, answers=KEPT, by=cast.sixten, now=AFTER_WEEK)

    with pytest.raises(WarningsUnanswered):
        approve_incident(public_id=row.public_id, shared_text="Lisa skrek.", by=cast.sixten, now=AFTER_WEEK)
    with pytest.raises(WarningsUnanswered):
        correct_incident(
            public_id=row.public_id, draft=draft(row.occurred_from, shared_text="Lisa skrek."), by=cast.sixten,
            now=AFTER_WEEK,
        )  # fmt: skip
    # The same text once more is not.
    approve_incident(public_id=row.public_id, shared_text=TEXT, by=cast.sixten, now=AFTER_WEEK)


def test_what_is_kept_while_it_is_written_takes_the_answer_with_it(cast: Cast) -> None:
    waiting = _waiting(cast)
    row = keep_text(public_id=waiting.public_id, shared_text=TEXT, seen=stamp(waiting), by=cast.sixten, now=AFTER_WEEK)
    with pytest.raises(WarningsUnanswered):
        approve_incident(public_id=row.public_id, by=cast.sixten, now=AFTER_WEEK)


def test_a_report_is_not_shared_with_an_open_question(cast: Cast) -> None:
    report = report_of(cast, "sixten")
    said = {"public_id": report.public_id, "by": cast.sixten, "now": AFTER_WEEK}
    write_judgement(judgement="green", judgement_text="Lugnt.", **said)  # type: ignore[arg-type]
    keep_field(field="needs", text=TEXT, seen=mark_of(""), **said)  # type: ignore[arg-type]

    with pytest.raises(WarningsUnanswered):
        share_report(**said)  # type: ignore[arg-type]
    write_judgement(
        judgement="green",
        judgement_text="Lugnt.",
        needs=TEXT,
        answers={"needs": KEPT},
        **said,  # type: ignore[arg-type]
    )
    share_report(**said)  # type: ignore[arg-type]

    assert ("needs", "person_name", 1, "kept", True) in _answered(cast)


def test_the_answers_are_the_organisations_own(cast: Cast) -> None:
    waiting = _waiting(cast)
    approve_incident(public_id=waiting.public_id, shared_text=TEXT, answers=KEPT, by=cast.sixten, now=AFTER_WEEK)

    for who in ("kerstin", "elin", "frida", "adam"):
        with acting_as(cast.viewers[who]):
            assert not standing(cast.viewers[who], [waiting.public_id])


# -- What the page asks -----------------------------------------------------------------------------
def test_a_wording_can_be_taken_with_one_press() -> None:
    asked = look(TEXT, "needs").asked[0]
    pressed = QueryDict(mutable=True)
    pressed.update({"needs": TEXT, "take": asked.key})

    again = retyped(pressed, "needs")

    assert asked.instead == "En person skrek vid torget."
    assert again is not None
    assert (again["needs"], again.getlist("reworded_needs")) == ("En person skrek vid torget.", ["person_name"])
    assert retyped(pressed, "risk_signals") is None


@pytest.mark.parametrize("take", ["needs:7", "needs:", "needs:-1", "needs:x", "", "judgement_text:0"])
def test_a_press_that_means_nothing_changes_nothing(take: str) -> None:
    pressed = QueryDict(mutable=True)
    pressed.update({"needs": TEXT, "take": take})

    assert retyped(pressed, "needs") is None


def test_what_was_kept_a_moment_ago_stays_kept_and_a_new_name_does_not() -> None:
    found = look("Lisa och Kalle skrek.", "needs", passages=[("person_name", "Kalle")])

    assert [(each.passage, each.is_kept) for each in found.asked] == [("Lisa", False), ("Kalle", True)]


def test_the_marks_are_shown_while_one_writes_and_no_text_is_kept(cast: Cast, log_in: LogIn) -> None:
    typed = {"field": "shared_text", "text": "Kalle, 070-174 06 05", "held": "person_name:Kalle"}

    answer = log_in("sixten").post(reverse("desk:guard"), typed)
    nobody = log_in("stina").post(reverse("desk:guard"), typed)

    assert answer.json()["marks"] == 2
    assert "must-go" in answer.json()["html"]
    assert "checked" in answer.json()["html"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert nobody.status_code == 403
    assert _answered(cast) == []


def test_without_a_script_the_card_asks_and_is_answered(cast: Cast, log_in: LogIn) -> None:
    waiting = _waiting(cast)
    browser, card = log_in("sixten"), reverse("incidents:approve", args=[waiting.public_id])
    typed = {"shared_text": TEXT, "seen_shared_text": stamp(waiting)}

    asked = browser.post(card, typed)
    reworded = browser.post(card, typed | {"take": "shared_text:0"})
    done = browser.post(
        card, typed | {"shared_text": "En person skrek vid torget.", "reworded_shared_text": "person_name"}
    )

    assert asked.status_code == 422
    assert "Behåll, det pekar inte ut någon" in asked.content.decode()
    assert ">En person skrek vid torget.</textarea>" in reworded.content.decode()
    assert 'name="reworded_shared_text" value="person_name"' in reworded.content.decode()
    assert done.status_code == 302
    assert _answered(cast) == [("shared_text", "person_name", 1, "reworded", False)]


def test_without_a_script_the_report_asks_and_is_answered(cast: Cast, log_in: LogIn) -> None:
    report = report_of(cast, "sixten")
    browser, page = log_in("sixten"), reverse("weekly_reports:detail", args=[report.public_id])
    typed = {"judgement": "green", "judgement_text": TEXT, "risk_signals": "", "needs": ""}

    asked = browser.post(page, typed)
    reworded = browser.post(page, typed | {"take": "judgement_text:0"})
    done = browser.post(page, typed | {"keep_judgement_text": "person_name"})

    assert asked.status_code == 422
    assert "1 ställe behöver ditt svar." in asked.content.decode()
    assert "En person skrek vid torget.</textarea>" in reworded.content.decode()
    assert done.status_code == 302
    assert _answered(cast) == [("judgement_text", "person_name", 1, "kept", True)]
