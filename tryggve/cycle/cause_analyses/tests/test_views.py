from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tryggve.cycle.cause_analyses import queries
from tryggve.cycle.cause_analyses.tests.world import EVERYBODY, QUESTION, begun, weighed, with_hypotheses
from tryggve.cycle.meetings.tests.world import confirmed, opened, proposed
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]


def url(name: str, *args: str) -> str:
    return reverse(f"cause_analyses:{name}", args=args)


def test_a_confirmed_area_waits_for_its_question_and_gets_its_board(cast: Cast, log_in: LogIn) -> None:
    priority = confirmed(cast, opened(cast), "bojsenburg", subject="Bilbränder")
    client = log_in("mona")
    assert "Ett område väntar på sin fråga" in client.get(url("overview")).content.decode()

    answer = client.post(
        url("of_priority", priority.public_id), {"question": QUESTION, "everybody_says": EVERYBODY}, follow=True
    )

    text = answer.content.decode()
    assert "Varför brinner bilarna? Skriv minst två förklaringar" in text
    assert EVERYBODY in text
    assert client.get(url("of_priority", priority.public_id)).status_code == 302
    assert "Alla prioriterade områden har en orsaksanalys" in client.get(url("overview")).content.decode()


def test_an_area_that_only_is_proposed_gets_no_board(cast: Cast, log_in: LogIn) -> None:
    priority = proposed(cast, opened(cast), "bojsenburg")

    answer = log_in("mona").post(url("of_priority", priority.public_id), {"question": QUESTION})

    assert answer.status_code == 422


def test_the_board_says_that_the_evidence_points_elsewhere_than_everybody(cast: Cast, log_in: LogIn) -> None:
    analysis, _keys = weighed(cast)

    text = log_in("stina").get(url("board", analysis.public_id)).content.decode()

    assert "Underlaget pekar på: Försäkringsbedrägeri" in text
    assert EVERYBODY in text
    assert "Mest emot" in text
    assert "Svar som saknas" in text
    assert 'method="post" novalidate action="/orsaksanalyser/' not in text


def test_without_evidence_the_board_says_so(cast: Cast, log_in: LogIn) -> None:
    analysis, _keys = with_hypotheses(cast)

    text = log_in("mona").get(url("board", analysis.public_id)).content.decode()

    assert "Underlaget räcker inte än" in text
    assert "Inget spår är vägt än." in text
    assert "Underlaget räcker inte för att välja." in text


def test_explanations_and_evidence_are_added_on_the_board(cast: Cast, log_in: LogIn) -> None:
    analysis = begun(cast)
    client = log_in("sixten")
    for title in ("Ungdomar", "Försäkringsbedrägeri"):
        client.post(url("add_hypothesis", analysis.public_id), {"title": title, "would_show": ""})
    with acting_as(cast.sixten):
        first, second = queries.analysis(cast.sixten, analysis.public_id).hypotheses

    client.post(
        url("add_evidence", analysis.public_id),
        {"text": "Gamla bilar", "provenance": "räddningstjänsten", f"weight_{first.key}": "against",
         f"weight_{second.key}": "strong_for"},
    )  # fmt: skip

    with acting_as(cast.sixten):
        view = queries.analysis(cast.sixten, analysis.public_id)
    assert view.leading == second.key
    assert view.evidence[0].provenance == "räddningstjänsten"


def test_a_plate_in_the_evidence_is_refused_and_words_and_weights_stay(cast: Cast, log_in: LogIn) -> None:
    analysis, keys = with_hypotheses(cast, 2)

    answer = log_in("mona").post(
        url("add_evidence", analysis.public_id),
        {"text": "Bilen ABC123 brann", "provenance": "väktare", f"weight_{keys[0]}": "strong_against",
         f"weight_{keys[1]}": "for"},
    )  # fmt: skip

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "registreringsnummer" in text
    assert "Bilen ABC123 brann" in text
    assert 'value="strong_against" selected' in text


@pytest.mark.parametrize("weight", ["mycket", ""])
def test_a_weight_that_is_not_one_is_refused(cast: Cast, log_in: LogIn, weight: str) -> None:
    analysis, keys = with_hypotheses(cast, 2)

    answer = log_in("mona").post(
        url("add_evidence", analysis.public_id), {"text": "Ett spår", f"weight_{keys[0]}": weight}
    )

    assert answer.status_code == 422
    assert "Ett spår" in answer.content.decode()


def test_when_the_answer_comes_the_evidence_is_weighed_on_its_own_page(cast: Cast, log_in: LogIn) -> None:
    analysis, keys = weighed(cast)
    with acting_as(cast.mona):
        piece = queries.analysis(cast.mona, analysis.public_id).evidence[-1]
    client = log_in("mona")
    page = url("weigh", analysis.public_id, piece.key)

    assert "Ny eller höjd försäkring" in client.get(page).content.decode()
    assert client.post(page, {f"weight_{keys[0]}": "against"}).status_code == 422
    weights = zip(keys, ("against", "for", "neutral"), strict=True)
    client.post(page, {f"weight_{key}": weight for key, weight in weights})

    with acting_as(cast.mona):
        assert not queries.analysis(cast.mona, analysis.public_id).evidence[-1].is_unanswered


def test_choosing_against_the_evidence_takes_a_reason_which_is_shown(cast: Cast, log_in: LogIn) -> None:
    analysis, keys = weighed(cast)
    client = log_in("mona")

    refused = client.post(url("settle", analysis.public_id), {"hypothesis": keys[0], "reason": ""})
    assert refused.status_code == 422
    assert "pekar inte på den förklaring ni valde" in refused.content.decode()
    done = client.post(
        url("settle", analysis.public_id), {"hypothesis": keys[0], "reason": "Två greps i går."}, follow=True
    )

    text = done.content.decode()
    assert "Gruppen handlar efter: Ungdomar" in text
    assert "Två greps i går." in text
    assert "Spåren pekar inte på valet" in text
    assert "Förklaring A, vald av Mona Dahl." in text


def test_choosing_what_the_evidence_points_at_takes_no_reason(cast: Cast, log_in: LogIn) -> None:
    analysis, keys = weighed(cast)

    done = log_in("mona").post(url("settle", analysis.public_id), {"hypothesis": keys[1]}, follow=True)

    assert "Gruppen handlar efter: Försäkringsbedrägeri" in done.content.decode()


def test_nothing_is_chosen_without_evidence_both_ways(cast: Cast, log_in: LogIn) -> None:
    analysis, keys = with_hypotheses(cast)

    answer = log_in("mona").post(url("settle", analysis.public_id), {"hypothesis": keys[0], "reason": "Alla vet."})

    assert answer.status_code == 422
    assert "Underlaget räcker inte" in answer.content.decode()


@pytest.mark.parametrize("first_name", ["bo", "frida"])
def test_strangers_find_nothing(cast: Cast, log_in: LogIn, first_name: str) -> None:
    analysis, keys = weighed(cast)
    with acting_as(cast.elin):
        view = queries.analysis(cast.elin, analysis.public_id)
    client = log_in(first_name)

    assert client.get(url("board", view.key)).status_code == 404
    assert client.get(url("of_priority", view.priority)).status_code == 404
    assert client.post(url("of_priority", view.priority), {"question": "?"}).status_code == 404
    assert client.get(url("weigh", view.key, view.evidence[0].key)).status_code == 404
    for name in ("add_hypothesis", "add_evidence", "settle"):
        said = {"title": "Ny", "text": "Nytt", "hypothesis": keys[0]}
        assert client.post(url(name, view.key), said).status_code == 404, name
    assert "brinner" not in client.get(url("overview")).content.decode()


def test_reporters_are_kept_out_and_readers_write_nothing(cast: Cast, log_in: LogIn) -> None:
    analysis, _keys = weighed(cast)
    with acting_as(cast.elin):
        view = queries.analysis(cast.elin, analysis.public_id)

    reporter = log_in("rakel")
    for page in (url("overview"), url("board", view.key), url("of_priority", view.priority)):
        assert reporter.get(page).status_code == 403
    reader = log_in("stina")
    assert reader.get(url("weigh", view.key, view.evidence[0].key)).status_code == 403
    for name in ("add_hypothesis", "add_evidence", "settle"):
        assert reader.post(url(name, view.key)).status_code == 403


def test_evidence_of_another_analysis_is_not_weighed_here(cast: Cast, log_in: LogIn) -> None:
    analysis, _keys = weighed(cast)

    assert log_in("mona").get(url("weigh", analysis.public_id, "finns-inte")).status_code == 404
