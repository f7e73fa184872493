import pytest

from beffroi.council.sheets import Item
from beffroi.council.transcribing.closed import ClosedSession
from beffroi.council.transcribing.floor import Speaking
from beffroi.council.transcribing.names import Names
from beffroi.council.transcribing.sentences import sentences_of
from beffroi.council.transcribing.vocabulary import Vocabulary, told_before

TOWN = Vocabulary(
    members=("Hélène CARPENTIER", "Gwenaël LE BIHAN", "Marie-Josée AUGIER", "Tristan QUÉMENEUR"),
    chair="Hélène CARPENTIER",
    streets=("rue des Tilleuls", "place Jean-Moulin"),
    agenda=(
        Item("1", "Approbation du procès-verbal"),
        Item("2", "Subvention à l'association des parents d'élèves", "Marie-Josée AUGIER"),
        Item("3", "Tarifs de la médiathèque municipale", "Gwenaël LE BIHAN"),
    ),
)


def speakers(*sentences: str) -> list[str | None]:
    speaking = Speaking(TOWN)
    return [speaking.hear(sentence, at=10.0 * rank).speaker for rank, sentence in enumerate(sentences)]


def test_nobody_speaks_before_anything_tells_who() -> None:
    assert speakers("Bonsoir à tous.") == [None]


def test_the_floor_goes_to_whom_the_chair_names_and_comes_back() -> None:
    said = speakers(
        "La parole est à M. Le Bihan.",
        "Cette dépense me surprend.",
        "Merci, Monsieur Le Bihan.",
        "Je donne la parole à Madame Augier.",
        "Nous avons trois devis.",
        "Je mets aux voix.",
    )
    chair, bihan, augier = "Hélène CARPENTIER", "Gwenaël LE BIHAN", "Marie-Josée AUGIER"
    assert said == [chair, bihan, chair, chair, augier, chair]


def test_a_name_and_a_colon_tell_the_speaker() -> None:
    assert speakers("M. Quémeneur : Je voterai contre.", "Voilà.") == ["Tristan QUÉMENEUR"] * 2


def test_a_speaker_who_is_no_member_keeps_the_name_that_is_said() -> None:
    assert speakers("La parole est à Monsieur Delorme.", "Le chantier avance.")[1] == "Delorme"


def test_the_reporter_of_the_item_speaks_when_the_floor_goes_to_the_reporter() -> None:
    said = ("Point numéro 2.", "La parole est à la rapporteure.", "L'association compte cent familles.")
    assert speakers(*said)[2] == "Marie-Josée AUGIER"


@pytest.mark.parametrize(
    "sentence",
    ["Point numéro trois.", "Nous passons au point 3.", "J'en viens aux tarifs de la médiathèque municipale."],
)
def test_an_item_begins_by_its_number_or_its_title(sentence: str) -> None:
    assert Speaking(TOWN).hear(sentence, at=0).item == "3"


@pytest.mark.parametrize(
    "sentence",
    [
        "Le huis clos est prononcé.",
        "La séance se poursuit à huis clos.",
        "Nous sommes à huis-clos, merci de couper les micros.",
        "Nous passons à huit clos.",
        "Comme trois membres le demandent, la science poursuit à 8 clôt.",
        "Comme trois membres le demandent, nous passons au huis clos.",
    ],
)
def test_a_closed_session_shuts_at_its_announcement(sentence: str) -> None:
    closed = ClosedSession()
    assert closed.hear(sentence)
    assert closed.hear("Le nom de l'agent est confidentiel.")
    assert closed.hear("Fin du huis clos, le public peut rentrer.")
    assert not closed.hear("Point suivant.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Je demande le huis clos.",
        "Je ne vois pas de huis clos dans l'ordre du jour.",
        "Le huis clos de la dernière séance a fait parler.",
        "La fin du huis clos a été saluée.",
    ],
)
def test_what_is_only_said_of_a_closed_session_shuts_nothing(sentence: str) -> None:
    assert not ClosedSession().hear(sentence)


def test_only_an_end_that_sounds_like_one_opens_the_doors_again() -> None:
    closed = ClosedSession()
    heard = ("Huis clos prononcé.", "Fin du contrat.", "Fin du conflit social.", "Fin du week-low.", "Point 2.")
    assert [closed.hear(sentence) for sentence in heard] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("La parole est à M. Le Bian.", "La parole est à M. LE BIHAN."),
        ("Je remercie Marie Josée Ogier de son rapport.", "Je remercie Marie-Josée AUGIER de son rapport."),
        ("Les travaux de la rue des Tilleul avancent.", "Les travaux de la rue des Tilleuls avancent."),
        ("Madame Carpantier, vous présidez.", "Madame CARPENTIER, vous présidez."),
        ("Monsieur Kéméneur vote contre.", "Monsieur QUÉMENEUR vote contre."),
        ("Je m'aise au voie.", "Je mets aux voix."),
        ("Par trois voie contre.", "Par trois voix contre."),
        ("La science est ouverte.", "La séance est ouverte."),
        ("Adoptée à l'une animité.", "Adoptée à l'unanimité."),
        ("Les tarifs de la médiatec.", "Les tarifs de la médiathèque."),
    ],
)
def test_names_are_put_right_by_their_sound(heard: str, written: str) -> None:
    assert Names(TOWN).corrected(heard)[0] == written


@pytest.mark.parametrize(
    "text",
    [
        "Le charpentier a fini le toit.",
        "La rue des Acacias est fermée.",
        "Nous votons le budget, madame la directrice.",
        "Le conseil approuve.",
        "La délibération est rejetée.",
        "Nous voyons très bien ce que comprend administration.",
        "Le tarif de la médiathèque municipal est juste.",
        "La parole est à monsieur Delorme.",
    ],
)
def test_other_words_are_left_as_they_are(text: str) -> None:
    assert Names(TOWN).corrected(text) == (text, ())


def test_the_recogniser_is_told_the_item_and_who_spoke_last_first() -> None:
    told = told_before(TOWN, recent=("Tristan QUÉMENEUR",), item=TOWN.agenda[2], signs=75)
    assert told == ("Tarifs de la médiathèque municipale", "LE BIHAN", "QUÉMENEUR", "CARPENTIER")


def test_a_civility_with_its_stop_does_not_end_a_sentence() -> None:
    assert sentences_of("Merci M. Dupont. La parole est à Mme. Roux. 3 voix contre.") == (
        "Merci M. Dupont.",
        "La parole est à Mme. Roux.",
        "3 voix contre.",
    )
