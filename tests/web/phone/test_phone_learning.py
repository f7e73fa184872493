"""Requests without an answer grouped into topics that a person decides upon; rehearsal on past requests."""

import pytest
from django.utils import timezone
from django_scopes import scope

from beffroi.engines.search.embeddings import connect_embeddings
from beffroi.web.phone.grouping import grouped
from beffroi.web.phone.masking import masked
from beffroi.web.phone.models import PastRequest, Proposal, Topic, Unanswered
from beffroi.web.phone.rehearsal import Past, keep_past, read_past, summary
from beffroi.web.phone.starting import start_grouping, start_rehearsal
from beffroi.web.platform.models import Entry, Evaluation, Person, Tenant
from beffroi.web.platform.models.jobs import JobState
from web.phone.conftest import Browser, topic, work_off

PAGE = "/bourg/telephone/"
# written for these tests and for the thresholds of data/grouping.toml
GROUPS = {
    "beehives": (
        "je voudrais installer une ruche dans mon jardin",
        "est-ce qu'il faut une autorisation pour avoir des ruches",
        "on a le droit de mettre des ruches au fond du jardin",
        "pour déclarer mes ruches c'est chez vous",
    ),
    "charging": (
        "où est-ce qu'il y a une borne pour recharger ma voiture électrique",
        "la borne de recharge de la place est en panne",
        "vous avez des bornes pour les voitures électriques",
        "je cherche une borne de recharge pour l'auto",
    ),
    "flea market": (
        "comment on réserve une place au vide-grenier",
        "je voudrais un emplacement pour le vide-grenier de juin",
        "c'est quand le prochain vide-grenier",
        "il reste des places à la brocante et au vide-grenier",
    ),
    "wasps": (
        "j'ai un nid de frelons sous le toit",
        "il y a un gros nid de frelons asiatiques dans l'arbre",
        "qui s'occupe des nids de frelons",
        "des frelons ont fait leur nid dans la cabane",
    ),
}
ALONE = (
    "mon voisin joue de la trompette à minuit",
    "je cherche le numéro du notaire",
    "vous vendez des timbres",
    "à quelle heure passe le bus pour la gare",
)


def ask(tenant: Tenant, *texts: str) -> None:
    with scope(tenant=tenant):
        Unanswered.objects.bulk_create(Unanswered(tenant=tenant, text=text, at=timezone.now()) for text in texts)


def everything() -> list[str]:
    return [text for texts in GROUPS.values() for text in texts] + list(ALONE)


@pytest.mark.parametrize("address", ["e5:", "letters:"])
def test_requests_alike_are_grouped_and_others_are_not(town: Tenant, address: str) -> None:
    embedder = connect_embeddings(address)
    assert embedder is not None
    ask(town, *everything())
    with scope(tenant=town):
        made = grouped(list(Unanswered.objects.all()), embedder, progress=lambda *_: None)
    owner = {text: name for name, texts in GROUPS.items() for text in texts}
    names = [[owner.get(one.text, "alone") for one in group.requests] for group in made]
    pure = sum(len(group) for group in names if len(set(group)) == 1 and group[0] != "alone")
    mixed = sum(len(group) for group in names if len(set(group)) > 1 or group[0] == "alone")
    assert pure >= 10, names
    assert mixed <= 2, names


@pytest.fixture
def proposal(town: Tenant) -> Proposal:
    ask(town, *GROUPS["wasps"])
    with scope(tenant=town):
        start_grouping(town)
    assert [job.state for job in work_off(town)] == [JobState.DONE]
    with scope(tenant=town):
        found: Proposal = Proposal.objects.select_related("tenant").first()  # type: ignore[assignment]
    return found


def test_a_proposed_topic_becomes_a_draft_that_is_not_read(
    town: Tenant, agent: Person, browser: Browser, proposal: Proposal
) -> None:
    client = browser(agent)
    assert "frelons" in client.get(f"{PAGE}sans-reponse/").text
    posted = {"action": "creer", "title": "un nid de frelons", "intent": "voirie"}
    assert "Sujet créé" in client.post(f"{PAGE}sans-reponse/{proposal.pk}/", posted, follow=True).text
    made = topic(town, "un_nid_de_frelons")
    assert (made.handling, made.approved, made.answer) == ("message", False, "")
    assert set(made.phrasings) <= set(GROUPS["wasps"])
    with scope(tenant=town):
        event, decision = Entry.objects.order_by("seq")
    assert (event.operation, decision.cites, decision.outcome) == ("group", event.seq, "accepted")


def test_requests_join_a_topic_that_is_there(town: Tenant, agent: Person, browser: Browser, proposal: Proposal) -> None:
    known = topic(town, "encombrants")
    browser(agent).post(f"{PAGE}sans-reponse/{proposal.pk}/", {"action": "joindre", "topic": known.pk})
    assert len(topic(town, "encombrants").phrasings) > len(known.phrasings)
    assert topic(town, "encombrants").approved


def test_what_was_put_aside_is_not_proposed_again(
    town: Tenant, agent: Person, browser: Browser, proposal: Proposal
) -> None:
    browser(agent).post(f"{PAGE}sans-reponse/{proposal.pk}/", {"action": "ecarter"})
    with scope(tenant=town):
        rejected = set(Unanswered.objects.filter(proposal=proposal).values_list("pk", flat=True))
    ask(town, *GROUPS["beehives"])
    browser(agent).post(f"{PAGE}sans-reponse/regrouper/")
    work_off(town)
    with scope(tenant=town):
        again = Unanswered.objects.filter(proposal__state="open").values_list("pk", flat=True)
        assert not rejected & set(again)
        assert Proposal.objects.filter(state="open").exists()


def test_a_decided_proposal_is_not_decided_twice(
    town: Tenant, agent: Person, browser: Browser, proposal: Proposal
) -> None:
    client = browser(agent)
    for _ in range(2):
        client.post(f"{PAGE}sans-reponse/{proposal.pk}/", {"action": "creer", "title": "frelons", "intent": "voirie"})
    with scope(tenant=town):
        assert Topic.objects.filter(title="frelons").count() == 1


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("mon numéro c'est le 06 12 34 56 78", "12 34"),
        ("je m'appelle jeanne aubertin", "jeanne"),
        ("écrivez-moi à jeanne@exemple.fr merci", "jeanne"),
        ("c'est Madame Aubertin pour la cantine", "Aubertin"),
        ("je voudrais voir monsieur Le Guillou demain", "Guillou"),
    ],
)
def test_what_names_somebody_is_hidden(said: str, hidden: str) -> None:
    assert hidden not in masked(said)


def test_the_town_s_own_places_are_no_secret() -> None:
    assert masked("un trou rue des Tanneurs", places=frozenset({"tanneurs"})) == "un trou rue des Tanneurs"


def test_past_requests_are_read_from_lines_or_a_sheet() -> None:
    assert read_past("un canapé".encode("cp1252"), "une  carte\n\n") == [Past("un canapé"), Past("une carte")]
    sheet = "demande;famille\nma carte;papiers d'identité\nun frigo;dechets\n".encode()
    assert read_past(sheet, "") == [Past("ma carte", "identite"), Past("un frigo", "dechets")]


def test_a_rehearsal_says_what_the_agent_would_have_done(town: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    pasted = "ramassage des encombrants;déchets\npermis de construire;urbanisme\nbonjour c'est Jeanne;dechets"
    job_page = client.post(f"{PAGE}repetition/", {"pasted": pasted})
    assert job_page.status_code == 302
    assert [job.state for job in work_off(town)] == [JobState.DONE]
    page = client.get(f"{PAGE}repetition/").text
    assert "Les encombrants passent le premier mardi" in page
    with scope(tenant=town):
        first = PastRequest.objects.get(text="ramassage des encombrants")
        measured = Evaluation.objects.get(service="phone")
        assert not PastRequest.objects.filter(text__contains="Jeanne").exists()
    assert (first.action, first.topic) == ("answer", "encombrants")
    assert measured.detail == {"questions": 3}


def test_a_verdict_is_a_decision_and_holds_while_the_agent_does_the_same(
    town: Tenant, agent: Person, browser: Browser
) -> None:
    with scope(tenant=town):
        keep_past(town, [Past("ramassage des encombrants")], person=agent)
        start_rehearsal(town)
        work_off(town)
        number = PastRequest.objects.get().pk
    browser(agent).post(f"{PAGE}repetition/{number}/juger/", {"verdict": "right"})
    with scope(tenant=town):
        assert Entry.objects.filter(kind="decision", outcome="accepted").count() == 1
        start_rehearsal(town)
        work_off(town)
        assert (summary().judged, summary().right) == (1, 1)
        Topic.objects.filter(name="encombrants").update(handling="message", state="draft")
        start_rehearsal(town)
        work_off(town)
        assert summary().judged == 0


def test_past_requests_are_erased_at_once(town: Tenant, agent: Person, browser: Browser) -> None:
    with scope(tenant=town):
        keep_past(town, [Past("un frigo")], person=agent)
    browser(agent).post(f"{PAGE}repetition/effacer/")
    with scope(tenant=town):
        assert not PastRequest.objects.exists()
