"""Topics: taken over, written, approved, tried."""

from html import unescape

from django.test import Client
from django_scopes import scope

from beffroi.phone.folders import shipped_topics
from beffroi.web.phone.models import PhoneSettings, Topic, TopicVersion
from beffroi.web.platform.models import Entry, Person, Role, Tenant
from web.conftest import enrol
from web.phone.conftest import Browser, topic

PAGE = "/bourg/telephone/sujets/"
POSTED = {
    "title": "un composteur",
    "intent": "dechets",
    "handling": "answer",
    "answer": "Le composteur se retire le samedi.",
    "service": "",
    "link": "",
    "lines": "je voudrais un composteur\n\nje voudrais  un composteur\nbac à compost",
}


def test_shipped_topics_are_copied_to_be_approved(empty_town: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    assert "ne sait encore rien" in client.get(PAGE).text
    client.post(f"{PAGE}fournis/")
    with scope(tenant=empty_town):
        assert Topic.objects.count() == len(shipped_topics())
        assert not Topic.objects.filter(state="approved").exists()
    assert "0 sujet repris" in client.post(f"{PAGE}fournis/", follow=True).text


def test_an_agent_writes_a_topic_then_approves_it(town: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    client.post(f"{PAGE}nouveau/", POSTED)
    made = topic(town, "un_composteur")
    assert made.phrasings == ["je voudrais un composteur", "bac à compost"]
    assert not made.approved
    page = client.post(f"{PAGE}{made.pk}/approuver/", follow=True).text
    assert "Approuvée par Agent" in page
    with scope(tenant=town):
        versions = TopicVersion.objects.filter(topic=made)
        assert list(versions.values_list("what", flat=True)) == ["Approuvé", "Écrit"]


def test_a_changed_answer_must_be_approved_again(town: Tenant, agent: Person, browser: Browser) -> None:
    known = topic(town, "encombrants")
    posted = {**POSTED, "title": known.title, "lines": "\n".join(known.phrasings), "answer": "Le premier lundi."}
    assert "Approuvez la réponse" in browser(agent).post(f"{PAGE}{known.pk}/", posted, follow=True).text
    assert not topic(town, "encombrants").approved


def test_ways_of_asking_change_without_a_new_approval(town: Tenant, agent: Person, browser: Browser) -> None:
    known = topic(town, "encombrants")
    posted = {**POSTED, "title": known.title, "answer": known.answer}
    browser(agent).post(f"{PAGE}{known.pk}/", posted)
    changed = topic(town, "encombrants")
    assert changed.approved
    assert "bac à compost" in changed.phrasings


def test_a_topic_that_reads_needs_a_text(town: Tenant, agent: Person, browser: Browser) -> None:
    page = browser(agent).post(f"{PAGE}nouveau/", {**POSTED, "answer": ""}).text
    assert "Écrivez la réponse" in page


def test_a_family_is_approved_at_once(town: Tenant, agent: Person, browser: Browser) -> None:
    with scope(tenant=town):
        Topic.objects.update(state="draft")
    browser(agent).post(f"{PAGE}famille/dechets/approuver/")
    assert topic(town, "encombrants").approved
    assert not topic(town, "carte_identite").approved


def test_topics_are_found_by_words_family_and_state(town: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    found = client.get(PAGE, {"mots": "canape"}).text
    assert "Les encombrants" in found
    assert "Un permis de construire" not in found
    assert "Un permis de construire" in client.get(PAGE, {"famille": "urbanisme"}).text
    assert "Aucun sujet ne correspond" in client.get(PAGE, {"mots": "zzz"}).text


def test_an_elected_person_reads_topics_and_changes_none(town: Tenant, browser: Browser) -> None:
    client: Client = browser(enrol(town, Role.ELECTED))
    known = topic(town, "encombrants")
    assert "premier mardi" in client.get(f"{PAGE}{known.pk}/").text
    assert client.post(f"{PAGE}{known.pk}/", POSTED).status_code == 404
    assert client.post(f"{PAGE}{known.pk}/approuver/").status_code == 404


def test_a_tried_sentence_says_what_the_agent_would_do(town: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    page = client.post("/bourg/telephone/essai/", {"said": "ramassage des encombrants"}).text
    assert "Les encombrants passent le premier mardi du mois." in page
    assert "déchets" in page
    assert (
        "<html" not in client.post("/bourg/telephone/essai/", {"said": "une cni"}, headers={"HX-Request": "true"}).text
    )
    with scope(tenant=town):
        assert list(Entry.objects.values_list("operation", flat=True)) == ["try", "try"]


def test_a_tried_sentence_never_reads_what_is_not_approved(town: Tenant, agent: Person, browser: Browser) -> None:
    with scope(tenant=town):
        Topic.objects.update(state="draft")
    page = browser(agent).post("/bourg/telephone/essai/", {"said": "ramassage des encombrants"}).text
    assert "premier mardi" not in page
    assert "pas approuvée" in page


def test_an_emergency_is_seen_in_the_try_box(town: Tenant, agent: Person, browser: Browser) -> None:
    page = browser(agent).post("/bourg/telephone/essai/", {"said": "au secours il y a le feu dans l'immeuble"}).text
    assert "Urgence reconnue" in page
    assert "18" in page


def test_a_town_that_knows_nothing_is_told_what_to_do(empty_town: Tenant, agent: Person, browser: Browser) -> None:
    answer = browser(agent).post("/bourg/telephone/essai/", {"said": "bonjour"})
    assert answer.status_code == 409
    assert "reprenez d'abord les sujets" in unescape(answer.text)
    with scope(tenant=empty_town):
        assert not PhoneSettings.objects.exists()
