import pytest

from beffroi.phone.dialogue.hearing import angry, chosen, foreign, numbered, says_yes, spelled

FRENCH = (
    "bonjour je voudrais refaire ma carte d'identité",
    "allô oui c'est pour un acte de naissance",
    "mon fils mange à la cantine le mardi et il est malade",
    "il y a un nid de poule avenue de la République",
    "quand est-ce que vous ramassez les encombrants",
    "je cherche un stage pour ma fille",
    "merci",
    "on voudrait faire un pique-nique dans le parc",
    "hello c'est pour ma poubelle",
    "oui",
    "c'est pour la salle des fêtes en mai",
    "le parking du marché, il est payant le dimanche ?",
)


@pytest.mark.parametrize("said", FRENCH)
def test_french_is_neither_foreign_nor_angry(said: str) -> None:
    assert foreign(said) is None
    assert not angry(said)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("I need to renew my passport please", "en"),
        ("quiero una cita para el pasaporte", "es"),
        ("preciso falar com uma pessoa", "pt"),
        ("merhaba", "tr"),
        ("salam aleykoum bghit nhdar", "ar"),
        ("guten Tag ich brauche Hilfe", "de"),
        ("buongiorno vorrei parlare con qualcuno", "it"),
    ],
)
def test_other_languages_are_told_by_their_small_words(said: str, language: str) -> None:
    assert foreign(said) == language


def test_no_wins_over_yes() -> None:
    assert says_yes("oui") is True
    assert says_yes("ah non oui enfin non") is False
    assert says_yes("euh") is None


def test_a_choice_is_heard_by_number_or_by_a_word_of_its_own() -> None:
    titles = ("Carte d'identité", "Carte de bibliothèque")
    assert chosen("le premier", titles) == 0
    assert chosen("bibliothèque", titles) == 1
    assert chosen("la carte", titles) is None


def test_a_number_is_heard_alone_only() -> None:
    heard = [numbered(said) for said in ("un s'il vous plaît", "le deux", "euh la deuxième", "un acte", "2", "oui")]
    assert heard[:3] == [0, 1, 1]
    assert heard[4:] == [1, None]
    assert numbered("un acte de naissance") is None


def test_spelled_letters_are_joined() -> None:
    assert spelled("D U P O N T") == "Dupont"
    assert spelled("d, u, b, o, i, s") == "Dubois"
    assert spelled("Marie Le Goff") == "Marie Le Goff"


def test_shouting_is_anger() -> None:
    assert angry("JE VEUX QUELQU UN TOUT DE SUITE MAINTENANT")
    assert angry("vous vous foutez de moi")
    assert not angry("la CAF et la MSA")
