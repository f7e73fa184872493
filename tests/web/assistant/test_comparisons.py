"""Two text models on the town's own questions, judged blind, revealed with what they cost."""

import re
from typing import Any

import pytest
from assistant.conftest import TARIFFS, Browser, add, work_off
from django_scopes import scope

from beffroi.web.assistant.comparisons import choices, label_of
from beffroi.web.assistant.models import Ballot, Comparison, ComparisonState, Document, Trial
from beffroi.web.assistant.sources import withdraw
from beffroi.web.platform.models import Entry, Person, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome

PAGE = "/bourg/assistant/qualite/comparer/"
PLAIN = "Un repas à la cantine vous coûte 3,40 euros pour un enfant de la commune."
GOOD, BAD = f"echo:1.%20{PLAIN.replace(' ', '%20')}", "echo:1.%20Un%20repas%20vous%20coûte%209%20euros."
QUESTIONS = ("Combien coûte un repas à la cantine ?", "Quel est le prix du repas d'un enfant à la cantine ?")


@pytest.fixture
def judged(library: Tenant, settings: Any) -> Tenant:
    settings.LANGUAGE_TRIALS = (GOOD, BAD)
    with scope(tenant=library):
        for question in QUESTIONS:
            Trial.objects.create(tenant=library, text=question, sources=["tarifs.pdf"])
    return library


def begun(browser: Browser, agent: Person, tenant: Tenant) -> Comparison:
    (first, _), (second, _) = choices()
    browser(agent).post(PAGE, {"first": first, "second": second})
    work_off(tenant)
    with scope(tenant=tenant):
        return Comparison.objects.select_related("first_event", "second_event").get()


def vote(browser: Browser, agent: Person, number: int) -> None:
    """Prefer the answer that passed its check, wherever it stands."""
    client = browser(agent)
    page = client.get(f"{PAGE}{number}/").text
    place = re.search(r'name="place" value="(\d+)"', page)
    assert place
    a_is_good = page.index(PLAIN) < page.index('id="side-B"')
    client.post(f"{PAGE}{number}/", {"place": place[1], "vote": "a" if a_is_good else "b"})


def test_answers_are_judged_without_knowing_whose_they_are_then_revealed_with_their_cost(
    browser: Browser, agent: Person, judged: Tenant
) -> None:
    made = begun(browser, agent, judged)
    page = browser(agent).get(f"{PAGE}{made.pk}/").text
    assert "Question 1 sur 2" in page
    assert PLAIN in page
    assert "9 euros" not in page
    assert made.first not in page
    assert "Wh" not in page
    for _ in QUESTIONS:
        vote(browser, agent, made.pk)
    assert "Toutes les questions sont jugées" in browser(agent).get(f"{PAGE}{made.pk}/").text
    result = browser(agent).post(f"{PAGE}{made.pk}/reveler/", follow=True).text
    rows = re.findall(r'<th scope="row">(.+?)</th><td class="n">(\d+)</td><td class="n">(\d+) sur', result)
    assert [row[1:] for row in rows] == [("2", "2"), ("0", "0")]
    assert "trop peu de votes pour conclure" in result


def test_the_ledger_has_the_work_of_both_and_the_preference(browser: Browser, agent: Person, judged: Tenant) -> None:
    made = begun(browser, agent, judged)
    for _ in QUESTIONS:
        vote(browser, agent, made.pk)
    browser(agent).post(f"{PAGE}{made.pk}/reveler/")
    assert made.first_event
    assert made.second_event
    with scope(tenant=judged):
        decisions = dict(Entry.objects.filter(kind=EntryKind.DECISION).values_list("cites", "outcome"))
    assert decisions == {made.first_event.seq: Outcome.ACCEPTED, made.second_event.seq: Outcome.REJECTED}


def test_a_closed_vote_takes_no_more(browser: Browser, agent: Person, judged: Tenant) -> None:
    made = begun(browser, agent, judged)
    browser(agent).post(f"{PAGE}{made.pk}/reveler/")
    browser(agent).post(f"{PAGE}{made.pk}/", {"place": 0, "vote": "a"})
    with scope(tenant=judged):
        assert set(Ballot.objects.values_list("vote", flat=True)) == {""}


def test_the_same_model_twice_or_one_that_is_not_offered_is_refused(
    browser: Browser, agent: Person, judged: Tenant
) -> None:
    key = choices()[0][0]
    assert "deux modèles différents" in browser(agent).post(PAGE, {"first": key, "second": key}).text
    browser(agent).post(PAGE, {"first": key, "second": "https://ailleurs.example/v1?model=x"})
    with scope(tenant=judged):
        assert not Comparison.objects.exists()


def test_a_key_in_an_address_is_never_shown(browser: Browser, agent: Person, judged: Tenant, settings: Any) -> None:
    settings.LANGUAGE_TRIALS = ("https://clesecrete@albert.example/v1?model=grand", GOOD)
    assert label_of(settings.LANGUAGE_TRIALS[0]) == "grand (albert.example)"
    page = browser(agent).get(PAGE).text
    assert "grand (albert.example)" in page
    assert "clesecrete" not in page


def test_a_model_that_fails_is_told_and_nothing_is_voted(
    browser: Browser, agent: Person, judged: Tenant, settings: Any
) -> None:
    settings.LANGUAGE_TRIALS = (GOOD, "http://127.0.0.1:9/v1?model=absent&retries=0")
    made = begun(browser, agent, judged)
    assert made.state == ComparisonState.CLOSED
    assert made.trouble in browser(agent).get(f"{PAGE}{made.pk}/").text.replace("&#x27;", "'")


def test_without_two_models_or_without_questions_the_page_says_what_is_missing(
    browser: Browser, agent: Person, library: Tenant, settings: Any
) -> None:
    settings.LANGUAGE_TRIALS = (GOOD,)
    assert "BEFFROI_LANGUAGE_TRIALS" in browser(agent).get(PAGE).text
    settings.LANGUAGE_TRIALS = (GOOD, BAD)
    assert "questions d'essai" in browser(agent).get(PAGE).text


def test_words_of_a_document_taken_away_leave_the_questions_judged(
    browser: Browser, agent: Person, judged: Tenant
) -> None:
    begun(browser, agent, judged)
    with scope(tenant=judged):
        assert Ballot.objects.count() == len(QUESTIONS)
        withdraw(judged, Document.objects.get(source="tarifs.pdf"))
        assert not [one for one in Ballot.objects.all() if TARIFFS[:20] in f"{one.quotes}"]


def test_a_question_without_an_answer_is_not_compared(browser: Browser, agent: Person, judged: Tenant) -> None:
    add(judged, "autre.pdf", "Rien.")
    with scope(tenant=judged):
        Trial.objects.all().delete()
        Trial.objects.create(tenant=judged, text="Qui a peint la Joconde ?", sources=["autre.pdf"])
    assert "Aucune question d'essai" in begun(browser, agent, judged).trouble
