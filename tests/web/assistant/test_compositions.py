"""Notes, letters and syntheses drafted from chosen documents, edited and accepted by the agent."""

import io
import zipfile
from typing import Any

import pytest
from assistant.conftest import POOL, Browser, add
from django_scopes import scope

from beffroi.web.assistant.models import Document, Draft
from beffroi.web.platform.models import Entry, Person, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome

PAGE, TEXT = "/bourg/assistant/rediger/", "/bourg/assistant/courriers/"
POINT = "Combien coûte un repas à la cantine pour un enfant ?"


def posted(tenant: Tenant, *names: str, **other: object) -> dict[str, Any]:
    with scope(tenant=tenant):
        numbers = [Document.objects.get(source=name).pk for name in names]
    return {"kind": "note", "title": "Tarifs", "documents": numbers, "points": POINT} | other


def only(tenant: Tenant) -> Draft:
    with scope(tenant=tenant):
        return Draft.objects.select_related("event").get()


def test_a_note_is_made_of_the_chosen_documents_and_told_in_the_ledger(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    page = browser(agent).post(PAGE, posted(library, "tarifs.pdf"), follow=True).text
    made = only(library)
    assert "3,40 euros" in made.body
    assert "Note&nbsp;: à relire" in page
    assert (made.event.operation, made.event.subject) == ("compose", "note")


def test_the_agent_answers_for_what_no_quote_says(browser: Browser, agent: Person, library: Tenant) -> None:
    client = browser(agent)
    client.post(PAGE, posted(library, "tarifs.pdf"))
    made = only(library)
    body = f"{made.body}\nLe goûter coûte 1,20 euro."
    assert "1,20 euro" in client.post(f"{TEXT}{made.pk}/", {"body": body}).text.split("Vérifiez, puis cochez")[0]
    assert only(library).state == "open"
    client.post(f"{TEXT}{made.pk}/", {"body": body, "sure": "on"})
    assert only(library).state == "accepted"
    with scope(tenant=library):
        assert Entry.objects.get(kind=EntryKind.DECISION).outcome == Outcome.EDITED


def test_a_letter_takes_no_internal_document(browser: Browser, agent: Person, library: Tenant) -> None:
    chosen = posted(library, "note.pdf", kind="letter", points="Que doit la famille Durand ?")
    browser(agent).post(PAGE, chosen)
    assert "212" not in only(library).body


def test_a_synthesis_needs_no_point_and_leaves_as_a_titled_text(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    client = browser(agent)
    client.post(PAGE, posted(library, "piscine.pdf", "tarifs.pdf", kind="synthesis", points=""))
    made = only(library)
    assert POOL.split(". ")[0] in made.body
    answer = client.get(f"{TEXT}{made.pk}.odt")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        content = archive.read("content.xml").decode()
    assert "text:h " in content
    assert "3,40 euros" in content
    assert f"synthesis-{made.pk}.odt" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("1. Un repas à la cantine vous coûte 3,40 euros pour un enfant de la commune.", True),
        ("1. Un repas à la cantine vous coûte 4,40 euros pour un enfant de la commune.", False),
    ],
)
def test_a_connected_model_rewords_what_passes_its_check(
    browser: Browser, agent: Person, library: Tenant, settings: Any, said: str, kept: bool
) -> None:
    settings.LANGUAGE_MODEL = f"echo:{said}"
    add(library, "un.pdf", "Un repas à la cantine coûte 3,40 euros pour un enfant de la commune.")
    browser(agent).post(PAGE, posted(library, "un.pdf", rewords="on"))
    made = only(library)
    assert (said[3:] in made.body) is kept
    assert made.event.model == "echo"


def test_too_many_points_are_refused(browser: Browser, agent: Person, library: Tenant) -> None:
    page = browser(agent).post(PAGE, posted(library, "tarifs.pdf", points="\n".join("abcdefghijklm"))).text
    assert "12 points au plus" in page


def test_before_anything_is_read_it_says_so(browser: Browser, agent: Person, library: Tenant, settings: Any) -> None:
    from beffroi.web.assistant.store import place

    chosen = posted(library, "tarifs.pdf")
    place(library).unlink()
    assert "déposez d&#x27;abord" in browser(agent).post(PAGE, chosen).text
