"""What nobody has written, quality, settings, retention, the week's letter."""

from datetime import timedelta

import pytest
from assistant.conftest import Browser, add, work_off
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import ask
from beffroi.web.assistant.models import (
    Asked,
    AssistantSettings,
    Document,
    Draft,
    Signatory,
    Trial,
    Unwritten,
    UnwrittenState,
)
from beffroi.web.assistant.quality import NothingToMeasure, measure, read_csv
from beffroi.web.assistant.retention import purge
from beffroi.web.assistant.rounds import unwritten_and_unread
from beffroi.web.assistant.sources import original, withdraw
from beffroi.web.assistant.starting import start_after_change, start_evaluation
from beffroi.web.assistant.unwritten import likeness, note_unwritten
from beffroi.web.platform.jobs import works
from beffroi.web.platform.models import Evaluation, Person, Role, Tenant
from web.conftest import enrol

HOME = "/bourg/assistant/"


def test_questions_alike_are_one_line(town: Tenant) -> None:
    with scope(tenant=town):
        for question in ("Où recharger une voiture électrique ?", "Borne pour recharger ma voiture électrique ?"):
            note_unwritten(town, question, resident=True)
        note_unwritten(town, "La patinoire revient-elle ?", resident=False)
        found = list(Unwritten.objects.values_list("times", "by_residents"))
        assert found == [(2, 2), (1, 0)]
        assert Unwritten.objects.all()[0].variants == ["Borne pour recharger ma voiture électrique ?"]


def test_one_word_in_common_makes_no_likeness() -> None:
    assert likeness(frozenset({"piscin", "horair"}), frozenset({"piscin", "tarif"})) == 0
    assert likeness(frozenset(), frozenset({"a"})) == 0
    assert likeness(frozenset({"patinoir"}), frozenset({"patinoir"})) == 1


def test_the_documentalist_says_what_became_of_it_and_it_comes_back_when_asked_again(
    browser: Browser, agent: Person, town: Tenant
) -> None:
    with scope(tenant=town):
        found = note_unwritten(town, "La patinoire revient-elle ?", resident=True)
    client = browser(agent)
    client.post(f"{HOME}sans-reponse/{found.pk}/", {"state": "written", "note": "page Noël"})
    assert "1 traitée" in client.get(f"{HOME}sans-reponse/").text
    with scope(tenant=town):
        assert Unwritten.objects.get().person == agent
        note_unwritten(town, "La patinoire revient-elle ?", resident=True)
        assert Unwritten.objects.get().state == UnwrittenState.OPEN


def trial(tenant: Tenant, text: str, *sources: str, **fields: object) -> Trial:
    made: Trial = Trial.objects.create(
        tenant=tenant, text=text, sources=list(sources), answerable=bool(sources), **fields
    )
    return made


def test_quality_is_measured_beside_words_alone(browser: Browser, agent: Person, library: Tenant) -> None:
    with scope(tenant=library):
        right = trial(library, "Combien coûte un repas à la cantine ?", "tarifs.pdf", page=1)
        wrong = trial(library, "À quelle heure ouvre la piscine ?", "tarifs.pdf")
        hidden = trial(library, "Qui doit de l'argent à la cantine ?", resident=True)
    browser(agent).post(f"{HOME}qualite/mesurer/")
    work_off(library)
    with scope(tenant=library):
        found = Evaluation.objects.get(service="assistant")
    figures = {figure["label"]: (figure["value"], figure["baseline"]) for figure in found.figures}
    assert figures["Bonne source en premier"] == (50.0, 50.0)
    assert figures["Citations mot pour mot"] == (100.0, 100.0)
    results = {one["trial"]: one["right"] for one in found.detail["results"]}
    assert (results[right.pk], results[wrong.pk]) == (True, False)
    assert hidden.pk in results
    page = browser(agent).get(f"{HOME}qualite/").text
    assert page.index("À quelle heure") < page.index("Combien coûte")


def test_a_change_of_the_sources_measures_again_where_there_are_questions(library: Tenant) -> None:
    works()
    with scope(tenant=library):
        start_after_change(library, person=None)
        assert work_off(library) == []
        trial(library, "Combien coûte un repas ?", "tarifs.pdf")
        start_after_change(library, person=None)
    assert [job.operation for job in work_off(library)] == ["assistant.evaluate"]


def test_a_measure_without_questions_says_what_to_do(library: Tenant) -> None:
    with scope(tenant=library), pytest.raises(NothingToMeasure, match="Écrivez d'abord"):
        measure(library)


def test_a_measure_without_documents_says_what_to_do(town: Tenant) -> None:
    with scope(tenant=town):
        trial(town, "Combien ?", "tarifs.pdf")
        job = start_evaluation(town)
    assert work_off(town)[0].pk == job.pk
    job.refresh_from_db()
    assert job.message.startswith("Déposez d'abord")


def test_trial_questions_come_by_form_and_by_csv(browser: Browser, agent: Person, library: Tenant) -> None:
    client = browser(agent)
    with scope(tenant=library):
        number = Document.objects.get(source="tarifs.pdf").pk
    client.post(f"{HOME}qualite/", {"text": "Le prix d'un repas ?", "source": number, "page": "1"})
    client.post(f"{HOME}qualite/", {"text": "Qui est le roi ?", "resident": "on"})
    sheet = (
        "question;sources;page;ecrite;public\nOù nager ?;piscine.pdf|affiche.pdf;;oui;oui\nQui est le roi ?;;;non;\n"
    )
    answer = client.post(
        f"{HOME}qualite/questions/", {"sent": SimpleUploadedFile("q.csv", sheet.encode("cp1252"))}, follow=True
    )
    assert "1 question ajoutée" in answer.text
    with scope(tenant=library):
        kept = {one.text: (one.sources, one.page, one.answerable, one.resident) for one in Trial.objects.all()}
    assert kept == {
        "Le prix d'un repas ?": (["tarifs.pdf"], 1, True, False),
        "Qui est le roi ?": ([], None, False, True),
        "Où nager ?": (["piscine.pdf", "affiche.pdf"], None, True, True),
    }


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("question;page\n", "Il manque la colonne sources"),
        ("question;sources\n", "de 1 à 500"),
        ("question;sources\nOù ?;\n", "Ligne 2"),
        ("question;sources;page\nOù ?;a.pdf;deux\n", "Ligne 2"),
    ],
)
def test_a_wrong_csv_is_refused_with_what_to_do(sheet: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_csv(sheet.encode())


def test_the_example_is_read_as_it_is(browser: Browser, agent: Person, library: Tenant) -> None:
    sheet = browser(agent).get(f"{HOME}qualite/questions/exemple.csv").content
    assert [row.sources for row in read_csv(sheet)] == [("tarifs-2026.pdf",)]


def test_the_page_for_residents_opens_with_a_way_to_reach_a_person_only(browser: Browser, town: Tenant) -> None:
    lead = browser(enrol(town, Role.LEAD))
    told = {"public_open": "on", "reach_a_person": "", "history_days": "90", "letter_place": ""}
    assert "Dites comment joindre" in lead.post(f"{HOME}reglages/", told).text
    lead.post(f"{HOME}reglages/", {**told, "reach_a_person": "Accueil"})
    with scope(tenant=town):
        assert AssistantSettings.objects.get().public_open


def test_an_agent_does_not_open_the_settings(browser: Browser, agent: Person, town: Tenant) -> None:
    assert browser(agent).get(f"{HOME}reglages/").status_code == 404


def test_the_delegation_table_has_one_line_a_theme(browser: Browser, town: Tenant) -> None:
    lead = browser(enrol(town, Role.LEAD))
    for name in ("Ana Roy", "Léo Bon"):
        lead.post(f"{HOME}reglages/delegations/", {"theme": "Urbanisme", "name": name, "function": "Adjoint"})
    with scope(tenant=town):
        found = Signatory.objects.get()
        assert found.name == "Léo Bon"
    lead.post(f"{HOME}reglages/delegations/{found.pk}/retirer/")
    with scope(tenant=town):
        assert not Signatory.objects.exists()


def test_questions_and_drafts_go_after_their_days_and_documents_in_force_stay(agent: Person, library: Tenant) -> None:
    now = timezone.now()
    with scope(tenant=library):
        AssistantSettings.objects.create(tenant=library, history_days=30)
        old, young = (ask(library, "Combien coûte un repas ?", person=agent) for _ in range(2))
        Asked.objects.filter(pk=old.pk).update(asked_at=now - timedelta(days=31))
        Draft.objects.create(tenant=library, person=agent, message="m", drafted="d", body="b")
        Draft.objects.update(made_at=now - timedelta(days=31))
        past = Document.objects.get(source="tarifs.pdf")
    add(library, "tarifs.pdf", "Un repas coûte 3,60 euros.")
    with scope(tenant=library):
        Document.objects.update(sent_at=now - timedelta(days=2000))
        purge(library, before=now - timedelta(days=1095))
        assert list(Asked.objects.all()) == [young]
        assert not Draft.objects.exists()
        assert set(Document.objects.values_list("source", "version")) == {
            ("tarifs.pdf", 2),
            ("piscine.pdf", 1),
            ("note.pdf", 1),
        }
    assert not original(library, past).exists()


def test_the_weeks_letter_tells_what_is_asked_often_and_what_was_not_read(town: Tenant) -> None:
    with scope(tenant=town):
        assert list(unwritten_and_unread(town)) == []
        for _ in range(2):
            note_unwritten(town, "La patinoire revient-elle ?", resident=True)
        Document.objects.create(tenant=town, source="a.pdf", state="unread")
        told = [one.text for one in unwritten_and_unread(town)]
    assert told == ["1 question posée plusieurs fois sans réponse écrite", "1 document non lu"]


def test_a_town_takes_a_document_away_that_another_one_has_too(library: Tenant, autun: Tenant) -> None:
    theirs = add(autun, "tarifs.pdf", "À Autun, un repas coûte 9 euros.")
    with scope(tenant=library):
        withdraw(library, Document.objects.get(source="tarifs.pdf"))
    assert original(autun, theirs).exists()
