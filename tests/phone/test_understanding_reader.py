import pytest

from beffroi.engines.search.embeddings import connect_embeddings
from beffroi.phone.town import Topic, Town
from beffroi.phone.understand import Reader, open_reader
from beffroi.phone.understand.sentences import bare, halves

DECHETS = (
    "quand passent les encombrants",
    "ma poubelle n'a pas été ramassée ce matin",
    "je voudrais un bac jaune",
    "les horaires de la déchetterie",
    "on ne m'a pas pris mes ordures",
)
IDENTITE = (
    "je voudrais refaire ma carte d'identité",
    "mon passeport est périmé",
    "c'est pour un passeport",
    "une pièce d'identité pour mon fils",
    "mes papiers ont été volés",
)
AGENT = ("je veux parler à quelqu'un", "passez-moi une personne", "le standard s'il vous plaît", "je veux un humain")
TOWN = Town(
    name="Les Essarts",
    topics=(
        Topic("encombrants", "dechets", "la collecte", DECHETS, answer="Le mardi.", service="proprete"),
        Topic("identite", "identite", "une pièce d'identité", IDENTITE, service="etat_civil", handling="transfer"),
        Topic("personne", "agent", "une personne", AGENT, handling="transfer"),
    ),
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return open_reader(TOWN, embedder=connect_embeddings("e5:"))


def test_a_request_is_understood_with_its_topic(reader: Reader) -> None:
    understood = reader.understand("bonjour euh ma poubelle n'a pas été ramassée")
    assert understood.best
    assert (understood.best.intent, understood.best.topic) == ("dechets", "encombrants")
    assert understood.second
    assert understood.second.intent != "dechets"


def test_two_requests_in_a_sentence_are_both_found(reader: Reader) -> None:
    understood = reader.understand("je voudrais un bac jaune et aussi refaire ma carte d'identité")
    assert {guess.intent for guess in understood.requests} == {"dechets", "identite"}


def test_an_emergency_comes_before_any_request(reader: Reader) -> None:
    understood = reader.understand("ma poubelle brûle il y a des flammes partout venez vite")
    assert understood.action == "emergency"
    assert understood.emergency
    assert "18" in understood.emergency.numbers


def test_words_not_yet_finished_raise_the_alarm(reader: Reader) -> None:
    assert reader.alarm("au secours il y a le feu dans")
    assert reader.alarm("je voudrais savoir si") is None


def test_a_danger_in_doubt_gets_no_answer(reader: Reader) -> None:
    understood = reader.understand("ma voisine est tombée je l'entends")
    assert understood.action not in {"answer", "transfer", "message"}
    assert understood.emergency or understood.doubt


def test_a_person_who_is_asked_for_is_passed(reader: Reader) -> None:
    assert reader.understand("je veux parler à quelqu'un").action in {"person", "ask"}


def test_the_trained_reader_is_kept_on_disk(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    first = open_reader(TOWN, embedder=None).understand("un bac jaune")
    assert len(list(home.rglob("*.npz"))) == 1
    assert open_reader(TOWN, embedder=None).understand("un bac jaune") == first


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("Oui bonjour madame, euh, je voudrais un bac jaune s'il vous plaît", "je voudrais un bac jaune"),
        ("allô", "allô"),
    ],
)
def test_politeness_is_taken_off(told: str, left: str) -> None:
    assert bare(told) == left


def test_a_sentence_is_cut_where_a_request_may_begin() -> None:
    cuts = halves("je voudrais un bac jaune et aussi refaire ma carte")
    assert ("je voudrais un bac jaune", "refaire ma carte") in cuts
